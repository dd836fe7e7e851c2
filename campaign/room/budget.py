"""The money side of the room: plan, spent, left, today's figure, what channels bring."""

from __future__ import annotations

from datetime import date, timedelta
from typing import NamedTuple

import pandas as pd

from campaign.facts.contract import ANY
from campaign.room.cache import FACTS, kept
from campaign.room.facts import Measured, whole
from campaign.spend import budget, channels
from campaign.spend.budget import DayBudget, Line, Release, Reserve
from campaign.team.journal import Entry

CHANNEL_MEASURES = ("visitors", "buyers", "orders", "revenue_minor", "spend_minor", "impressions", "clicks")


class Entered(NamedTuple):
    """Money spent as somebody entered it."""

    day: date
    channel: str
    amount_minor: int
    note: str
    who: str


class Spending(Measured):
    """Where the money goes and what it brings."""

    @kept(Line)
    def lines(self) -> tuple[Line, ...]:
        """The planned amounts of phases and channels."""
        return tuple(self.store.records(Line).by("campaign", self.campaign.id))

    @kept(Release)
    def releases(self) -> tuple[Release, ...]:
        """Money released from the reserve, newest first."""
        return tuple(reversed(self.store.records(Release).by("campaign", self.campaign.id)))

    @kept(FACTS)
    def spend(self) -> pd.DataFrame:
        """Spend of the campaign by day and channel: day, channel, spend_minor."""
        return self.cells(("day", "channel"), ("spend_minor",), self.first, min(self.today, self.last)).dropna(
            subset=["spend_minor"]
        )

    @kept(Line, Release, FACTS)
    def ledger(self) -> pd.DataFrame:
        """Planned, spent, left and expected by phase and channel; see `budget.ledger`."""
        return budget.ledger(self.lines(), self.spend(), self.calendar, self._covered(), self.releases()).assign(
            name=lambda frame: [channels.name(channel) for channel in frame["channel"]]
        )

    @kept(Line, Release)
    def planned(self) -> pd.DataFrame:
        """The plan by day: day, phase, planned_minor."""
        return budget.by_day(self.lines(), self.calendar, self.releases(), self.campaign.zone)

    @kept(Line, Release, FACTS)
    def burn(self) -> pd.DataFrame:
        """Spent against plan by day, both cumulative: day, plan, actual."""
        return budget.burn(self.planned(), self.spend())

    @kept(Line, Release)
    def reserve(self) -> Reserve | None:
        """What the reserve held, what was released, what is left; None without a campaign budget."""
        return budget.reserve(self.campaign.budget_minor, self.lines(), self.releases())

    @kept(Line, Release, FACTS)
    def day_budget(self, day: date | None = None) -> DayBudget:
        """What a day may cost: R-BUD-1 beside the plan."""
        wanted = day or self.today
        plan = self.planned().set_index("day")["planned_minor"]
        limits = self.campaign.thresholds
        return budget.today(
            self.on(wanted - timedelta(days=1), "revenue_minor"),
            limits.budget_rate,
            whole(plan.get(wanted)),
            limits.budget_floor_share,
            limits.budget_cap_share,
        )

    @kept(Line, FACTS)
    def plan_grid(self) -> pd.DataFrame:
        """The lines as a grid: a row for each channel, a column for each phase, minor units; null: no line.

        The channels everybody knows come first, in a fixed order, then the sources' own names.
        """
        lines = self.lines()
        own = {one.channel for one in lines} | set(self.spend()["channel"])
        known = [one for one in (*channels.NAMES, *sorted(own - set(channels.NAMES))) if one != ANY]
        amounts = {(one.phase, one.channel): one.amount_minor for one in lines}
        columns = {
            phase.key: pd.array([amounts.get((phase.key, channel)) for channel in known], dtype="Int64")
            for phase in self.calendar
        }
        return pd.DataFrame(columns, index=known)

    @kept(Entry)
    def spend_entries(self) -> tuple[Entered, ...]:
        """The money entered by hand, newest first."""
        found = self.store.records(Entry).by("campaign", self.campaign.id)
        return tuple(
            Entered(date.fromisoformat(one.after["day"]), one.subject, one.after["minor"], one.note, one.who)
            for one in reversed(found)
            if one.what == "enter_spend" and one.after
        )

    @kept(FACTS)
    def channels(self, first: date | None = None, last: date | None = None) -> pd.DataFrame:
        """What each channel brings and costs; see `channels.table`."""
        sums = self.cells(("channel",), CHANNEL_MEASURES, first or self.first, last or min(self.today, self.last))
        return channels.table(sums[sums["channel"] != ANY])

    def spent(self) -> int | None:
        """Everything spent since the campaign began."""
        return whole(self.spend()["spend_minor"].sum(min_count=1))

    def _covered(self) -> date:
        """The last local day the spend covers: what is expected by now rests on it."""
        known = self.spend()["day"]
        return min(max(known), self.today) if len(known) else self.today
