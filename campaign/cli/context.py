"""One call of the command line: its arguments, the present instant, and the folder it works on."""

from __future__ import annotations

import argparse
import os
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from campaign.base import phases
from campaign.base.errors import CampaignError
from campaign.base.language import _
from campaign.plan.campaigns import Campaign
from campaign.storage import Store
from campaign.team import members
from campaign.team.members import Member

if TYPE_CHECKING:
    from campaign.desk import Desk
    from campaign.room import Room

MOMENT = timedelta(microseconds=1)
FOLDER = Path(__file__).resolve().parents[2] / "data" / "store"


class CommandError(CampaignError):
    """An argument that names nothing, or cannot be read."""


class Call:
    """What a command works with; the store is opened when it is first asked for and closed at the end."""

    def __init__(self, arguments: argparse.Namespace, now: datetime) -> None:
        self.arguments = arguments
        self.now = now

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if "store" in self.__dict__:
            self.store.close()

    @cached_property
    def store(self) -> Store:
        """The folder of `--data`, else of ELEVEN_DATA, else data/store of the checkout."""
        named = self.arguments.data or os.environ.get("ELEVEN_DATA")
        return Store(Path(named) if named else FOLDER)

    @cached_property
    def desk(self) -> Desk:
        """Every change goes through here; the operator at the command line has every right."""
        from campaign.desk import Desk

        desk = Desk(self.store)
        desk.batches.recover()
        return desk

    @cached_property
    def campaign(self) -> Campaign:
        """The campaign of `--campaign`, by its number or its name.

        Raises:
            CommandError: there is none, or several have the name.
        """
        wanted = str(self.arguments.campaign)
        known = self.store.records(Campaign).all()
        found = [one for one in known if wanted in (str(one.id), one.name)]
        if len(found) != 1:
            names = "; ".join(f"{one.id} {one.name}" for one in known) or _("none is planned yet")
            raise CommandError(_("There is no campaign '{found}': {known}", found=wanted, known=names))
        return found[0]

    def member(self, wanted: str) -> Member:
        """Somebody of the campaign, by login or name.

        Raises:
            CampaignError: nobody, or more than one, is called so.
        """
        from campaign.desk import named

        return named(members.team(self.store.records(Member).all(), demo=self.campaign.demo), wanted)

    @cached_property
    def room(self) -> Room:
        """The campaign as of `--at`, as of the end of `--day`, else of now or of the last day with facts."""
        return self._room(self._at())

    @cached_property
    def morrow(self) -> Room:
        """The same with that day over: what rests on full days counts it too."""
        at = self._at()
        return self._room(at + MOMENT) if at < self.now else self.room

    def _room(self, at: datetime) -> Room:
        from campaign.room import Room

        return Room(self.store, self.campaign, at)

    def _at(self) -> datetime:
        if at := getattr(self.arguments, "at", None):
            return instant(at, self.campaign.zone)
        if day := getattr(self.arguments, "day", None):
            return self._end(day)
        if not (self.store.folder / "facts").exists():
            return self.now
        known = self.store.facts.sources(self.campaign.store)["last"]
        return min(self.now, self._end(max(known))) if len(known) else self.now

    def _end(self, day: date) -> datetime:
        """The last moment of a local day: it is over, and its phase is still the one to look at."""
        return phases.day_starts(day + timedelta(days=1), self.campaign.zone) - MOMENT


def instant(text: str, zone: str) -> datetime:
    """An instant in ISO 8601; without an offset it is the campaign's clock.

    Raises:
        CommandError: it is none.

    Example:
        >>> instant("2026-11-11T00:00", "America/Los_Angeles").isoformat()
        '2026-11-11T08:00:00+00:00'
    """
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise CommandError(_("'{found}' is no instant; write 2026-11-11T08:00:00Z", found=text)) from None
    return (found if found.tzinfo else found.replace(tzinfo=phases.zone(zone))).astimezone(UTC)
