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

    A reading is a method of the room, or a function whose first argument is the room, such as a page's table of it.

    Args:
        rests_on: The record models it reads, and `FACTS` where it reads facts or stock.
        clock: The reading also depends on the minute, not only on the day.
    """

    def decorate(work: Reading) -> Reading:
        @wraps(work)
        def reading(reader: Reader, *args: Hashable, **given: Hashable) -> Any:
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
