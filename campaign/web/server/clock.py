"""The clock: the one place where pages and server ask what time it is."""

from __future__ import annotations

from datetime import UTC, datetime


def now() -> datetime:
    """This instant, in UTC. Call it as `clock.now()`, so that one instant can stand for all of them."""
    return datetime.now(UTC)
