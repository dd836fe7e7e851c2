"""How often somebody may ask, and how often somebody may fail to come in."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable
from datetime import datetime, timedelta
from math import ceil
from typing import NamedTuple

from campaign.base.errors import CampaignError
from campaign.base.language import _n

MOST_KEPT = 20_000
WINDOW = timedelta(minutes=15)
PER_ACCOUNT = 8
PER_ADDRESS = 40


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


class TooManyAttempts(CampaignError):
    """Somebody guesses."""


class Attempts:
    """What failed in the last minutes; a restart forgets it."""

    def __init__(self) -> None:
        self._failed: defaultdict[tuple[str, str], list[datetime]] = defaultdict(list)

    def begin(self, account: str, address: str, at: datetime) -> None:
        """Count an attempt before it is made, so that attempts made at once count too.

        Raises:
            TooManyAttempts: this account or this address has failed too often.
        """
        for key, most in (("account", account), PER_ACCOUNT), (("address", address), PER_ADDRESS):
            recent = [one for one in self._failed.get(key, ()) if at - one < WINDOW]
            if len(recent) >= most:
                minutes = ceil((recent[0] + WINDOW - at) / timedelta(minutes=1))
                raise TooManyAttempts(
                    _n(
                        "Too many attempts to sign in; try again in {count} minute",
                        "Too many attempts to sign in; try again in {count} minutes",
                        minutes,
                    )
                )
        self._forget(at)
        self._failed["account", account].append(at)
        self._failed["address", address].append(at)

    def succeeded(self, account: str, address: str) -> None:
        """The attempt was the right one: the account starts afresh, the address gets its attempt back."""
        self._failed.pop(("account", account), None)
        if self._failed["address", address]:
            self._failed["address", address].pop()

    def _forget(self, at: datetime) -> None:
        if len(self._failed) > MOST_KEPT:
            old = [key for key, failed in self._failed.items() if at - failed[-1] >= WINDOW]
            for key in old:
                del self._failed[key]
