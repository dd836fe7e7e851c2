"""Eleven: plan, run and review a promotion campaign."""

from zoneinfo import reset_tzpath

reset_tzpath(to=())  # zones come from the pinned tzdata package, the same on every machine
