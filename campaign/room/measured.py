"""The measured side of the room: totals by day, hour, product and channel, and how old they are."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Any

import pandas as pd

from campaign.batches import Batch
from campaign.room.kept import FACTS, Reader, kept
from campaign.storage.facts import Totals

RECENT_DAYS = 7
BASE_DAYS = 28


class Measured(Reader):
    """What the imports say, read by the rule that nothing that overlaps is added."""

    @kept(FACTS)
    def totals(self, by: str, first: date | None = None, last: date | None = None, source: str | None = None) -> Totals:
        """Sums of every measure by day, hour, product, sku or channel; see `storage.facts.Facts.totals`."""
        return self.store.facts.totals(self.campaign.store, by, first, last, zone=self.campaign.zone, source=source)

    @kept(FACTS)
    def cells(
        self, keys: tuple[str, ...], measures: tuple[str, ...], first: date | None = None, last: date | None = None
    ) -> pd.DataFrame:
        """Sums of some measures by several keys at once, such as day and product."""
        return self.store.facts.cells(self.campaign.store, keys, measures, first, last, zone=self.campaign.zone)

    @kept(FACTS)
    def days(self) -> pd.DataFrame:
        """Totals of each day of the campaign that has facts, up to today, in order."""
        return self.totals("day", self.first, min(self.today, self.last)).frame

    def hours(self, first: date, last: date) -> pd.DataFrame:
        """Totals by hour between two local days; only sources without a day row of that day count."""
        return self.totals("hour", first, last).frame

    def on(self, day: date, measure: str) -> int | None:
        """One measure of one day; None where nobody measured it."""
        frame = self.totals("day", day, day).frame
        return whole(frame[measure].sum(min_count=1)) if len(frame) else None

    def over(self, first: date, last: date, measures: Sequence[str]) -> dict[str, int | None]:
        """Measures summed from one local day to another; None where nobody measured them."""
        if last < first:
            return dict.fromkeys(measures)
        frame = self.totals("day", first, last).frame
        return {measure: whole(frame[measure].sum(min_count=1)) for measure in measures}

    @kept(FACTS, clock=True)
    def as_of(self) -> datetime | None:
        """Until when the newest facts of the store reach: the end of their hour or day, now at the latest."""
        newest = self.store.facts.as_of(self.campaign.store)
        ends = [
            row["starts"].to_pydatetime() + (timedelta(hours=1) if row["grain"] == "hour" else timedelta(days=1))
            for row in newest.to_dict("records")
        ]
        return min(max(ends), self.at) if ends else None

    @kept(FACTS)
    def last_day(self) -> date | None:
        """The last local day with facts, today at the latest."""
        sources = self.sources()
        return None if sources.empty else min(max(sources["last"]), self.today)

    @kept(FACTS)
    def sources(self) -> pd.DataFrame:
        """Each source with its first and last day, its grain and rows."""
        return self.store.facts.sources(self.campaign.store)

    @kept(FACTS)
    def coverage(self) -> pd.DataFrame:
        """Rows per day and source over the campaign, for the calendar of what is missing."""
        return self.store.facts.coverage(self.campaign.store, self.first, min(self.today, self.last))

    @kept(Batch)
    def batches(self) -> tuple[Batch, ...]:
        """The files taken in, newest first."""
        return tuple(reversed(self.store.records(Batch).by("campaign", self.campaign.id)))

    def recent(self, days: int = RECENT_DAYS) -> tuple[date, date]:
        """The last full days before today that may hold facts: first and last of them."""
        end = self.today - timedelta(days=1)
        newest = self.last_day()
        if newest is not None and newest < end:
            end = newest
        return end - timedelta(days=days - 1), end


def column(values: Iterable[Any]) -> Any:
    """Plain values as a column that keeps them as they are."""
    return pd.array(list(values), dtype="object")


def whole(value: object) -> int | None:
    """A sum as a plain whole number; None where it is unknown."""
    return None if value is None or pd.isna(value) else int(value)  # type: ignore[call-overload]
