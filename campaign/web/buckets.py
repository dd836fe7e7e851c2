"""Buckets: how often somebody may ask; full at first, refilled by the second."""

from __future__ import annotations

from collections.abc import Hashable
from math import ceil
from typing import NamedTuple

MOST_KEPT = 20_000


class Bucket(NamedTuple):
    """What was left at an instant."""

    left: float
    at: float


class Buckets:
    """A bucket for each asker; a restart fills them all.

    Args:
        size: How many may come at once.
        a_second: How many come back in a second.
    """

    def __init__(self, size: float, a_second: float) -> None:
        self.size, self.a_second = size, a_second
        self._known: dict[Hashable, Bucket] = {}

    def take(self, asker: Hashable, now: float) -> int:
        """Take one out.

        Args:
            asker: Whose bucket.
            now: A clock in seconds that never goes back.

        Returns:
            0, or after how many seconds there is one again; nothing is taken then.

        Example:
            >>> buckets = Buckets(size=2, a_second=0.1)
            >>> [buckets.take("erp", 100.0) for _ in range(3)], buckets.take("erp", 110.0)
            ([0, 0, 10], 0)
        """
        left = self._left(asker, now)
        if left < 1:
            return ceil(round((1 - left) / self.a_second, 6))
        self._known[asker] = Bucket(left - 1, now)
        if len(self._known) > MOST_KEPT:
            self._known = {one: kept for one, kept in self._known.items() if self._left(one, now) < self.size}
        return 0

    def _left(self, asker: Hashable, now: float) -> float:
        known = self._known.get(asker)
        return self.size if known is None else min(self.size, known.left + (now - known.at) * self.a_second)
