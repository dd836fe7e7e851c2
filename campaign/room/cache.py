"""Kept readings: worked out once while what they rest on stays the same, for every session of the process."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from datetime import date, datetime
from functools import wraps
from typing import Any, TypeVar, cast
from weakref import WeakKeyDictionary

from campaign.base import phases
from campaign.base.language import chosen
from campaign.base.phases import Phase
from campaign.base.record import Record
from campaign.plan import campaigns
from campaign.plan.campaigns import Campaign
from campaign.storage import Store

FACTS = "facts"
MOST_KEPT = 600

Reading = TypeVar("Reading", bound=Callable[..., Any])


class Shelf:
    """The readings of one store; the lock lets one session work while the others wait for the same result."""

    def __init__(self) -> None:
        self.lock = threading.RLock()
        self.readings: OrderedDict[Hashable, Any] = OrderedDict()

    def keep(self, key: Hashable, reading: Any) -> None:
        """Keep a reading, dropping the ones not asked for longest."""
        self.readings[key] = reading
        while len(self.readings) > MOST_KEPT:
            self.readings.popitem(last=False)


_shelves: WeakKeyDictionary[Store, Shelf] = WeakKeyDictionary()


class Reader:
    """One campaign of one store, read as of an instant."""

    def __init__(self, store: Store, campaign: Campaign, at: datetime) -> None:
        self.store = store
        self.campaign = campaign
        self.at = at
        self.today: date = phases.local_day(at, campaign.zone)
        self.calendar: tuple[Phase, ...] = campaigns.calendar(campaign)
        self.phase: Phase = phases.nearest(self.calendar, at)
        self.running: Phase | None = phases.phase_at(self.calendar, at)
        self.first: date = self.calendar[0].first
        self.last: date = self.calendar[-1].last


class Part:
    """A side of the room: its readings, and the sides they rest on, handed in."""

    def __init__(self, reader: Reader) -> None:
        self.reader = reader

    @property
    def store(self) -> Store:
        """Where everything is read."""
        return self.reader.store

    @property
    def campaign(self) -> Campaign:
        """The campaign that is looked at."""
        return self.reader.campaign

    @property
    def at(self) -> datetime:
        """As of when it is looked at."""
        return self.reader.at

    @property
    def today(self) -> date:
        """The day of that instant in the campaign's zone."""
        return self.reader.today

    @property
    def calendar(self) -> tuple[Phase, ...]:
        """The phases in their order."""
        return self.reader.calendar

    @property
    def phase(self) -> Phase:
        """The phase that runs; before the first and after the last the nearest."""
        return self.reader.phase

    @property
    def running(self) -> Phase | None:
        """The phase that runs, if one does."""
        return self.reader.running

    @property
    def first(self) -> date:
        """The first day of the campaign."""
        return self.reader.first

    @property
    def last(self) -> date:
        """The last day of the campaign."""
        return self.reader.last

    def span(self, key: phases.PhaseKey) -> Phase:
        """The phase of a key."""
        return next(phase for phase in self.calendar if phase.key == key)

    def generation(self, source: type[Record] | str) -> int | None:
        """A number that changes when the records of a model, or the facts, change; None inside a transaction."""
        if isinstance(source, str):
            return self.store.facts.version()
        return self.store.records(source).generation()


def kept(*rests_on: type[Record] | str, clock: bool = False) -> Callable[[Reading], Reading]:
    """Work a reading out once per day, language and state of what it rests on.

    A reading is a method of a part of the room, or a function whose first argument is the room, such as a page's
    table of it.

    Args:
        rests_on: The record models it reads, and `FACTS` where it reads facts or stock.
        clock: The reading also depends on the minute, not only on the day.
    """

    def decorate(work: Reading) -> Reading:
        @wraps(work)
        def reading(reader: Part, *args: Hashable, **given: Hashable) -> Any:
            generations = tuple(reader.generation(source) for source in rests_on)
            if None in generations:
                return work(reader, *args, **given)
            key = (
                work.__module__,
                work.__qualname__,
                reader.campaign.id,
                reader.campaign.rev,
                reader.today,
                chosen(),
                reader.at.replace(second=0, microsecond=0) if clock else None,
                args,
                tuple(sorted(given.items())),
                generations,
            )
            shelf = _shelves.setdefault(reader.store, Shelf())
            if key not in shelf.readings:
                with shelf.lock:
                    if key not in shelf.readings:
                        shelf.keep(key, work(reader, *args, **given))
            return shelf.readings[key]

        return cast("Reading", reading)

    return decorate
