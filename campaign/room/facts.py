"""The measured side of the room: totals by day, hour, product and channel, and how old they are."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

import pandas as pd

from campaign.facts.batches import Arrival, Batch
from campaign.facts.contract import MANUAL, MEASURES
from campaign.room.cache import FACTS, Part, kept
from campaign.storage.facts.store import Totals
from campaign.team.tokens import Token

DAILY = (
    "visitors", "page_views", "favourite_users", "favourites", "cart_users", "carts", "buyers", "new_buyers", "orders",
    "units", "revenue_minor", "refund_units", "refund_minor", "spend_minor", "commission_minor", "inquiries",
)  # fmt: skip
RECENT_DAYS = 7
BASE_DAYS = 28
LEAST_VISITORS = 1000


class Used(NamedTuple):
    """What a measure of the campaign comes to, where it is read from, and what the sources beside it say."""

    measure: str
    value: float
    source: str
    split: str
    beside: tuple[tuple[str, float | None], ...]


class Facts(Part):
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
        """The measures of `DAILY` on each day of the campaign that has facts, up to today, in order.

        One query for the whole campaign, so that every page adds up the same figures from the same sources.
        """
        return self.cells(("day",), DAILY, self.first, min(self.today, self.last))

    def hours(self, first: date, last: date) -> pd.DataFrame:
        """GMV by hour (`hour`, `revenue_minor`) between two local days, where a source has hours."""
        return self.cells(("starts",), ("revenue_minor",), first, last).rename(columns={"starts": "hour"})

    @kept(FACTS)
    def on(self, day: date, measure: str) -> int | None:
        """One measure of one day; None where nobody measured it."""
        return self.over(day, day, (measure,))[measure]

    @kept(FACTS)
    def over(self, first: date, last: date, measures: tuple[str, ...]) -> dict[str, int | None]:
        """Measures summed from one local day to another; None where nobody measured them."""
        if last < first:
            return dict.fromkeys(measures)
        known = set(measures) <= set(DAILY) and first >= self.first and last <= self.last
        frame = self.days() if known else self.cells(("day",), tuple(measures), first, last)
        rows = frame[(frame["day"] >= first) & (frame["day"] <= last)]
        return {measure: whole(rows[measure].sum(min_count=1)) for measure in measures}

    @kept(FACTS, clock=True)
    def as_of(self) -> datetime | None:
        """Until when the newest facts of the store reach: the end of their hour or day, now at the latest."""
        newest = self.store.facts.as_of(self.campaign.store)
        ends = [_end(row) for row in newest.to_dict("records")]
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

    @kept(FACTS)
    def covered(self) -> pd.DataFrame:
        """Every source on every day of the campaign so far: source, day, rows (0: none came), expected.

        A source is expected from its first day on until yesterday; figures entered by hand never are.
        """
        came, begun = self.coverage(), self.sources().set_index("source")["first"]
        days = [
            self.first + timedelta(days=place) for place in range((min(self.today, self.last) - self.first).days + 1)
        ]
        rows = came.set_index(["source", "day"])["rows"]
        cells = [
            (source, day, int(rows.get((source, day), 0)), source != MANUAL and begun[source] <= day < self.today)
            for source in sorted(set(came["source"]))
            for day in days
        ]
        return pd.DataFrame(cells, columns=["source", "day", "rows", "expected"])

    def absent(self) -> pd.DataFrame:
        """The days on which an expected source is missing, in order: source, day."""
        frame = self.covered()
        missing: pd.DataFrame = frame[frame["expected"] & (frame["rows"] == 0)][["source", "day"]]
        return missing.sort_values(["day", "source"], ignore_index=True)

    @kept(FACTS, clock=True)
    def reach(self) -> pd.DataFrame:
        """`sources` with the instant until which each one reaches (`until`, now at the latest)."""
        newest = self.store.facts.as_of(self.campaign.store)
        ends = {row["source"]: min(_end(row), self.at) for row in newest.to_dict("records")}
        return self.sources().assign(until=lambda frame: [ends[source] for source in frame["source"]])

    @kept(FACTS)
    def used(self) -> tuple[Used, ...]:
        """Each measure that is known of the campaign so far, with its source and the sources left out.

        A flow is summed over the days; of a level the last day counts.
        """
        until = min(self.today, self.last)
        found = self.totals("day", self.first, until)
        rivals = {
            source: self.totals("day", self.first, until, source)
            for source in sorted({one for others in found.left_out.values() for one in others})
        }
        return tuple(
            Used(
                measure,
                value,
                found.source[measure],
                found.split[measure],
                tuple((one, _so_far(rivals[one].frame, measure)) for one in found.left_out.get(measure, ())),
            )
            for measure in found.source
            if (value := _so_far(found.frame, measure)) is not None
        )

    @kept(Batch)
    def batches(self) -> tuple[Batch, ...]:
        """The files taken in, undone ones too, newest first."""
        known = self.store.records(Batch).by("campaign", self.campaign.id)
        return tuple(one for one in reversed(known) if one.state != "writing")

    def recent(self, days: int = RECENT_DAYS) -> tuple[date, date]:
        """The last full days before today that may hold facts: first and last of them."""
        end = self.today - timedelta(days=1)
        newest = self.last_day()
        if newest is not None and newest < end:
            end = newest
        return end - timedelta(days=days - 1), end

    @kept(Token)
    def tokens(self) -> tuple[Token, ...]:
        """The tokens of the campaign, live ones first, the newest first among them."""
        known = self.store.records(Token).by("campaign", self.campaign.id)
        return tuple(sorted(known, key=lambda one: (one.revoked is None, one.created), reverse=True))

    @kept(Arrival)
    def inbox(self) -> tuple[Arrival, ...]:
        """What became of the files of the watched folder, the newest first."""
        return tuple(reversed(self.store.records(Arrival).by("campaign", self.campaign.id)))


def _end(row: Mapping[Hashable, Any]) -> datetime:
    """When the newest period of a source ends."""
    starts: datetime = row["starts"].to_pydatetime()
    return starts + (timedelta(hours=1) if row["grain"] == "hour" else timedelta(days=1))


def _so_far(frame: pd.DataFrame, measure: str) -> float | None:
    """A flow summed over its days, the last day of a level; None where nobody measured it."""
    known = frame[measure].dropna()
    if known.empty:
        return None
    return float(known.iloc[-1] if MEASURES[measure].level else known.sum())


def column(values: Iterable[Any]) -> Any:
    """Plain values as a column that keeps them as they are."""
    return pd.array(list(values), dtype="object")


def whole(value: object) -> int | None:
    """A sum as a plain whole number; None where it is unknown."""
    return None if value is None or pd.isna(value) else int(value)  # type: ignore[call-overload]


def total(values: Iterable[int | None]) -> int | None:
    """The sum of what is known; None where nothing is."""
    known = [value for value in values if value is not None]
    return sum(known) if known else None


def claim(truth: pd.Series[bool]) -> pd.Series[bool]:
    """A claim about each row; what is unknown claims nothing."""
    return truth.fillna(False).astype(bool)
