"""Failed attempts to come in, counted per account and per address."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime, timedelta
from math import ceil

from campaign.errors import CampaignError
from campaign.language import _n

WINDOW = timedelta(minutes=15)
PER_ACCOUNT = 8
PER_ADDRESS = 40
_KEPT = 20_000


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
        if len(self._failed) > _KEPT:
            old = [key for key, failed in self._failed.items() if at - failed[-1] >= WINDOW]
            for key in old:
                del self._failed[key]
