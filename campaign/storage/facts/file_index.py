"""What each file of the facts holds, asked once a file: files never change."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from campaign.base.phases import day_starts
from campaign.base.record import Value
from campaign.facts.contract import (
    ANY,
    DAY,
    DERIVED,
    HOUR,
    MEASURES,
    SPLITS,
)
from campaign.facts.precedence import Held
from campaign.storage.facts import sum_queries
from campaign.storage.facts.keyed_table import File, KeyedTable


class Entry(NamedTuple):
    """Rows of one file, source, split and grain."""

    day: date
    source: str
    grain: str
    split: frozenset[str]
    rows: int
    newest: datetime
    filled: frozenset[str]


class Catalogue:
    """What the files of the facts hold."""

    def __init__(self, table: KeyedTable) -> None:
        self._table = table
        self._known: dict[str, list[Entry]] = {}
        self._lock = threading.Lock()

    def entries(self, files: Sequence[File]) -> list[Entry]:
        """What these files hold; only files not met before are read."""
        with self._lock:
            fresh = [file for file in files if file.path not in self._known]
            if fresh:
                self._read(fresh)
            return [entry for file in files for entry in self._known[file.path]]

    def _read(self, files: Sequence[File]) -> None:
        filled = frozenset[str]().union(*(file.filled for file in files))
        measures = [name for name in MEASURES if name in filled]
        places = {file.path: file for file in files}
        for file in files:
            self._known[file.path] = []
        for row in self._table.ask(files, sum_queries.catalogue(measures), filename=True).to_pylist():
            file = places[row["filename"]]
            entry = Entry(
                day=file.partition["day"],
                source=row["source"],
                grain=row["grain"],
                split=frozenset(split for split in SPLITS.values() if row[split]),
                rows=row["row_count"],
                newest=row["newest"],
                filled=frozenset(name for name in measures if row[name]),
            )
            self._known[file.path].append(entry)


class Window(Value):
    """Which rows are asked for: business days, instants, or both; None is open.

    Within instants an hour counts when it starts there, a day when it lies there whole.
    """

    first: date | None = None
    last: date | None = None
    start: datetime | None = None
    end: datetime | None = None
    zone: str = "UTC"

    @property
    def days(self) -> tuple[date, date]:
        """The business days that may hold rows; a day more at each end of instants, for sources of other zones."""
        around = timedelta(days=1)
        first = max(self.first or date.min, self._local(self.start) - around if self.start else date.min)
        last = min(self.last or date.max, self._local(self.end) + around if self.end else date.max)
        return first, last

    @property
    def whole_days(self) -> tuple[date, date]:
        """The business days that lie in the window whole."""
        first, last = self.first or date.min, self.last or date.max
        if self.start:
            day = self._local(self.start)
            first = max(first, day if day_starts(day, self.zone) >= self.start else day + timedelta(days=1))
        if self.end:
            last = min(last, self._local(self.end) - timedelta(days=1))
        return first, last

    def holds(self, day: date, grain: str) -> bool:
        """Whether rows of this day and grain may count."""
        first, last = self.whole_days if grain == DAY else self.days
        return first <= day <= last

    def condition(self) -> tuple[str, dict[str, object]]:
        """The window as SQL."""
        (first, last), (whole_first, whole_last) = self.days, self.whole_days
        parameters: dict[str, object] = {"first": first, "last": last}
        if not self.start and not self.end:
            return "day BETWEEN $first AND $last", parameters
        parameters |= {"whole_first": whole_first, "whole_last": whole_last}
        hours = [f"grain = '{HOUR}'"]
        for name, operator, instant in (("start", ">=", self.start), ("end", "<", self.end)):
            if instant:
                hours.append(f"starts {operator} ${name}")
                parameters[name] = instant
        days = f"grain = '{DAY}' AND day BETWEEN $whole_first AND $whole_last"
        return f"day BETWEEN $first AND $last AND ({days} OR {' AND '.join(hours)})", parameters

    def _local(self, instant: datetime) -> date:
        return instant.astimezone(ZoneInfo(self.zone)).date()


def held(
    measure: str, entries: Iterable[Entry], window: Window, channels: Callable[[str], dict[str, frozenset[str]]]
) -> list[Held]:
    """What the store holds of a measure in a window, counted or to be derived from its level.

    `channels` gives the channels of each source that holds a measure; it is asked where sources may add.
    """
    days: dict[tuple[str, frozenset[str], str, bool], set[date]] = {}
    for entry in entries:
        if window.holds(entry.day, entry.grain):
            for name, derived in ((measure, False), (DERIVED.get(measure), True)):
                if name in entry.filled:
                    days.setdefault((entry.source, entry.split, entry.grain, derived), set()).add(entry.day)
    several = MEASURES[measure].by_channel and len({source for source, *_rest in days}) > 1
    named = channels(measure) if several else {}
    return [
        Held(
            source=source,
            split=split,
            grain=grain,
            days=frozenset(found),
            channels=named.get(source, frozenset({ANY})) if "channel" in split else frozenset({ANY}),
            derived=derived,
        )
        for (source, split, grain, derived), found in days.items()
    ]
