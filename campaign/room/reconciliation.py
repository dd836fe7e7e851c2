"""The trusting side of the room: which source is late, where two of them differ, which conversion reads 0."""

from __future__ import annotations

from datetime import timedelta

import pandas as pd

from campaign.facts import reconciliation
from campaign.facts.contract import MANUAL, MEASURES
from campaign.facts.reconciliation import CANDIDATES, Reconciled
from campaign.monitoring import conversion
from campaign.monitoring.conversion import Basis, Switch
from campaign.room.cache import FACTS, Part, Reader, kept
from campaign.room.facts import Facts


class Reconciliation(Part):
    """How far the figures can be trusted."""

    def __init__(self, reader: Reader, facts: Facts) -> None:
        super().__init__(reader)
        self.facts = facts

    @kept(FACTS, clock=True)
    def timeliness(self) -> pd.DataFrame:
        """`reach` with how long each source's figures count as fresh (`limit`) and whether they are older (`late`).

        A source with hours is held to the limit of orders, one with days to that of daily figures; what is entered
        by hand is never late.
        """
        limits = self.campaign.thresholds
        frame = self.facts.reach()
        minutes = frame["grain"].map(
            lambda grain: limits.fresh_orders_minutes if "hour" in grain else limits.fresh_facts_minutes
        )
        limit = [timedelta(minutes=int(one)) for one in minutes]
        late = [
            source != MANUAL and self.at - until > most
            for source, until, most in zip(frame["source"], frame["until"], limit, strict=True)
        ]
        return frame.assign(limit=pd.array(limit, dtype="object"), late=pd.array(late, dtype="bool"))

    def late(self) -> pd.DataFrame:
        """The sources of `timeliness` that are late, the oldest first."""
        frame = self.timeliness()
        late: pd.DataFrame = frame[frame["late"]]
        return late.sort_values("until", ignore_index=True)

    @kept(FACTS)
    def reconciled(self) -> tuple[Reconciled, ...]:
        """Each flow that two sources tell, side by side over the campaign so far; the furthest apart first.

        Source: features.md C7, reconciliation.
        """
        until = min(self.today, self.last)
        counted = self.facts.totals("day", self.first, until)
        days = counted.frame.set_index("day")
        found = []
        for measure, others in counted.left_out.items():
            if MEASURES[measure].level or MEASURES[measure].by_channel:
                continue
            for other in others:
                beside = self.facts.totals("day", self.first, until, other)
                theirs = beside.frame.set_index("day")
                shared = days.index.intersection(theirs.index)
                known = {
                    name: _sum(table.loc[shared, name])
                    for name in CANDIDATES.get(measure, ())
                    for table in (theirs, days)
                    if name in table
                }
                compared = reconciliation.reconcile(
                    measure,
                    (counted.source[measure], days[measure]),
                    (other, theirs[measure]),
                    known,
                    more_rows=counted.split[measure] != beside.split.get(measure),
                )
                found += [compared] if compared else []
        return tuple(sorted(found, key=lambda one: -abs(one.share or 0)))

    @kept(Switch)
    def switches(self) -> dict[str, Basis]:
        """By what people let the conversion of a product be read."""
        return {one.product_id: one.basis for one in self.store.records(Switch).by("campaign", self.campaign.id)}

    @kept(FACTS, Switch)
    def conversions(self) -> pd.DataFrame:
        """Conversion of each product over the campaign so far, by what fits it; see `conversion.table`."""
        sums = self.facts.cells(("product_id",), conversion.MEASURES, self.first, min(self.today, self.last))
        return conversion.table(sums, self.switches())


def _sum(values: pd.Series[float]) -> float | None:
    return None if values.dropna().empty else float(values.sum())
