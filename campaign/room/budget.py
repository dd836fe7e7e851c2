"""The money side of the room: plan, spent, left, today's figure, what channels bring."""

from __future__ import annotations

from datetime import date, timedelta
from typing import NamedTuple

import pandas as pd

from campaign.facts.contract import ANY
from campaign.room.cache import FACTS, Part, Reader, kept
from campaign.room.facts import LEAST_VISITORS, RECENT_DAYS, Facts, claim, whole
from campaign.room.result_types import PhaseMoney
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


class Next(NamedTuple):
    """Where the next money goes: the channel with the surest return, and how far it is ahead of the second."""

    channel: str
    low: float
    high: float
    second: str | None
    second_high: float | None

    @property
    def sure(self) -> bool:
        """Whether its interval lies above that of the second.

        Example:
            >>> Next("Live", 4.0, 5.0, "Social media", 3.1).sure
            True
        """
        return self.second_high is None or self.low > self.second_high


class Budget(Part):
    """Where the money goes and what it brings."""

    def __init__(self, reader: Reader, facts: Facts) -> None:
        super().__init__(reader)
        self.facts = facts

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
        return self.facts.cells(("day", "channel"), ("spend_minor",), self.first, min(self.today, self.last)).dropna(
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
            self.facts.on(wanted - timedelta(days=1), "revenue_minor"),
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
        sums = self.facts.cells(("channel",), CHANNEL_MEASURES, first or self.first, last or min(self.today, self.last))
        return channels.table(sums[sums["channel"] != ANY])

    def spent(self) -> int | None:
        """Everything spent since the campaign began."""
        return whole(self.spend()["spend_minor"].sum(min_count=1))

    def _covered(self) -> date:
        """The last local day the spend covers: what is expected by now rests on it."""
        known = self.spend()["day"]
        return min(max(known), self.today) if len(known) else self.today

    @kept(Line, Release, FACTS)
    def channel_money(self) -> pd.DataFrame:
        """`channels` with each one's plan and what is left of it, the surest return first.

        Adds planned_minor, left_minor, spent_share, roi_low, roi_high; a channel that is only planned is a row too.
        """
        plan = self.ledger().groupby("channel", as_index=False)[["planned_minor"]].sum()
        frame = channels.returns(self.channels()).merge(plan, on="channel", how="outer")
        planned = frame["planned_minor"].fillna(0)
        frame = frame.assign(
            name=[channels.name(one) for one in frame["channel"]],
            planned_minor=frame["planned_minor"].where(planned > 0),
            left_minor=(frame["planned_minor"] - frame["spend_minor"]).where(planned > 0),
            spent_share=(frame["spend_minor"] / planned.where(planned > 0)).astype("Float64"),
        )
        return frame.sort_values("roi_low", ascending=False, kind="stable", ignore_index=True)

    @kept(Line, Release, FACTS)
    def next_money(self) -> Next | None:
        """The paid channel whose return is the surest; None where no channel has spend, visitors and sales.

        A channel with fewer than 1,000 visitors is left out. The return is the average so far: what the next
        amount brings may be less.
        """
        frame = self.channel_money()
        rows = frame[claim(frame["visitors"] >= LEAST_VISITORS) & frame["roi_low"].notna()]
        if rows.empty:
            return None
        first, second = rows.iloc[0], rows.iloc[1] if len(rows) > 1 else None
        return Next(
            str(first["name"]),
            float(first["roi_low"]),
            float(first["roi_high"]),
            None if second is None else str(second["name"]),
            None if second is None else float(second["roi_high"]),
        )

    @kept(FACTS)
    def visitor_cost(self) -> tuple[float | None, float | None]:
        """Spend a visitor over the last seven full days in minor units, and its change against the seven before."""
        first, last = self.facts.recent()
        before = timedelta(days=RECENT_DAYS)
        now, then = (
            _ratio(self.facts.over(start, end, ("spend_minor", "visitors")))
            for start, end in ((first, last), (first - before, last - before))
        )
        return now, None if now is None or not then else now / then - 1

    @kept(Line, Release, FACTS)
    def spent_so_far(self) -> PhaseMoney:
        """Planned, spent and expected by now over the whole campaign."""
        rows = self.ledger()
        words = ("planned_minor", "spent_minor", "expected_minor")
        return PhaseMoney(*(whole(rows[word].sum(min_count=1)) if len(rows) else None for word in words))

    def left(self) -> tuple[int | None, float | None]:
        """What is left of the budget (without one, of the lines), and that a day to the end, today included."""
        so_far = self.spent_so_far()
        whole_ = so_far.planned_minor if self.campaign.budget_minor is None else self.campaign.budget_minor
        if whole_ is None:
            return None, None
        left, days = whole_ - (so_far.spent_minor or 0), (self.last - self.today).days + 1
        return left, left / min(days, len(self.planned())) if days > 0 else None

    @kept(FACTS)
    def spent_today(self) -> int | None:
        """What today has cost so far; None where no source holds today yet."""
        return self.facts.on(self.today, "spend_minor")

    @kept(FACTS)
    def yesterday_sales(self) -> int | None:
        """Sales of the day before, from which R-BUD-1 is worked out."""
        return self.facts.on(self.today - timedelta(days=1), "revenue_minor")


def _ratio(sums: dict[str, int | None]) -> float | None:
    spend, visitors = whole(sums["spend_minor"]), whole(sums["visitors"])
    return spend / visitors if spend is not None and visitors else None
