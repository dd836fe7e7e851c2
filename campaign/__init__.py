"""Eleven: plan, run and review a promotion campaign."""

import os
from zoneinfo import reset_tzpath

reset_tzpath(to=())  # zones come from the pinned tzdata package, the same on every machine
# Tables that polars and deltalake let go of go back to the system soon; by themselves they would keep the memory.
os.environ.setdefault("_RJEM_MALLOC_CONF", "dirty_decay_ms:100,muzzy_decay_ms:0")
