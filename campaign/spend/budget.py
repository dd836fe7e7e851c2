"""The budget: what is planned, what today may cost, what is spent and left."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import ROUND_HALF_EVEN, Decimal
from typing import ClassVar, Literal

import pandas as pd

from campaign.base import money, phases
from campaign.base.errors import CampaignError
from campaign.base.language import _
from campaign.base.phases import Phase, PhaseKey
from campaign.base.record import Record, Value

OUTSIDE = "outside"


class BudgetError(CampaignError):
    """A rate or a weight that no budget can be worked out with."""


class Line(Record):
    """The planned amount of one channel in one phase."""

    table: ClassVar[str] = "budget_lines"
    indexes: ClassVar[tuple[str, ...]] = ("campaign",)

    campaign: int
    phase: PhaseKey
    channel: str
    amount_minor: int


class Release(Record):
    """Money released from the reserve to a channel, with its reason."""

    table: ClassVar[str] = "releases"
    indexes: ClassVar[tuple[str, ...]] = ("campaign",)

    campaign: int
    amount_minor: int
    channel: str
    reason: str
    member: int | None = None
    who: str = ""
    at: datetime


class DayBudget(Value):
    """What a day may cost: the amount in force, and both figures it could have been."""

    amount_minor: int | None = None
    rule_minor: int | None = None
    planned_minor: int | None = None
    floor_minor: int | None = None
    cap_minor: int | None = None
    basis: Literal["plan", "rule", "unknown"] = "unknown"
    reason: str


class Reserve(Value):
    """The part of the budget that is on no line: held at first, released since, left."""

    held_minor: int
    released_minor: int
    left_minor: int


def _part(share: float, amount_minor: int) -> int:
    # The share is taken as it is written (0.05), not as the nearest binary fraction.
    return int((Decimal(str(share)) * amount_minor).quantize(Decimal(1), rounding=ROUND_HALF_EVEN))


def today(
    yesterday_sales_minor: int | None,
    rate: float,
    planned_minor: int | None = None,
    floor_share: float = 0.7,
    cap_share: float = 1.5,
) -> DayBudget:
    """What today may cost.

    On a day with a planned amount the plan is in force and the rule stands beside it, with a floor and a cap
    around the plan that say how far the rule departs; on any other day the rule, rate x yesterday's sales, is.

    Args:
        yesterday_sales_minor: Sales of the day before, minor units; None: unknown.
        rate: Share of yesterday's sales that goes into promotion, 0..1.
        planned_minor: The plan's amount for today; None where nothing is planned for this day.
        floor_share: Least share of the plan the rule may fall to before it is pointed out.
        cap_share: Greatest share of the plan the rule may rise to before it is pointed out.

    Returns:
        The amount in force (None: neither plan nor yesterday's sales are known) with its reason.

    Raises:
        BudgetError: the rate is not between 0 and 1.

    Source: systems.md S-32 (R-BUD-1), A4-10, A4-11.

    Example:
        >>> today(500_000, 0.05).amount_minor
        25000
        >>> today(500_000, 0.05, planned_minor=860_000).amount_minor
        860000
    """
    if not 0 <= rate <= 1:
        raise BudgetError(_("The rate {found} is not a share of sales; use a number from 0 to 1", found=rate))
    rule = None if yesterday_sales_minor is None else _part(rate, yesterday_sales_minor)
    if planned_minor is None:
        if rule is None:
            return DayBudget(reason=_("Yesterday's sales are unknown and nothing is planned for this day"))
        reason = _("Ordinary day: a share of yesterday's sales")
        return DayBudget(amount_minor=rule, rule_minor=rule, basis="rule", reason=reason)
    floor, cap = _part(floor_share, planned_minor), _part(cap_share, planned_minor)
    if rule is None:
        reason = _("Planned day; the rule is unknown, for yesterday's sales are")
    elif rule < floor:
        reason = _("Planned day; the rule lies below the floor: sales may not carry the plan")
    elif rule > cap:
        reason = _("Planned day; the rule lies above the cap: sales would carry more")
    else:
        reason = _("Planned day; the rule lies between floor and cap")
    return DayBudget(
        amount_minor=planned_minor,
        rule_minor=rule,
        planned_minor=planned_minor,
        floor_minor=floor,
        cap_minor=cap,
        basis="plan",
        reason=reason,
    )


def reserve(budget_minor: int | None, lines: Sequence[Line], releases: Sequence[Release]) -> Reserve | None:
    """What the reserve held, what was released from it, and what is left; None without a campaign budget.

    Source: systems.md S-15, A4-10.

    Example:
        >>> reserve(1000, [Line(campaign=1, phase="launch", channel="live", amount_minor=900)], []).left_minor
        100
    """
    if budget_minor is None:
        return None
    held = budget_minor - sum(line.amount_minor for line in lines)
    released = sum(release.amount_minor for release in releases)
    return Reserve(held_minor=held, released_minor=released, left_minor=held - released)


def by_day(
    lines: Sequence[Line],
    calendar: Sequence[Phase],
    releases: Sequence[Release] = (),
    zone_name: str = "UTC",
    weights: Mapping[PhaseKey, Sequence[float]] | None = None,
) -> pd.DataFrame:
    """The plan spread over the days of its phases, exact to the minor unit.

    Args:
        lines: Planned amounts.
        calendar: The campaign's phases.
        releases: Added to the days from their own local day to the end of its phase, evenly.
        zone_name: IANA zone of the campaign, in which a release has its day.
        weights: Shares of the days of a phase; without them every day is alike.

    Returns:
        day, phase, planned_minor (null where the phase has neither a line nor a release).

    Raises:
        BudgetError: there are not as many weights as days.

    Source: systems.md S-32, A4-10; features.md C4.

    Example:
        >>> calendar = phases.phases(date(2026, 11, 11), "UTC", (-3, -2, 0, 2), 4)
        >>> by_day([Line(campaign=1, phase="launch", channel="live", amount_minor=101)], calendar)[
        ...     "planned_minor"
        ... ].dropna().tolist()
        [51, 50]
    """
    planned: dict[date, int] = {}

    def put(days: Sequence[date], amount: int, shares: Sequence[float]) -> None:
        if len(shares) != len(days):
            raise BudgetError(_("{found} weights were given for {days} days", found=len(shares), days=len(days)))
        for day, part in zip(days, money.spread(amount, shares), strict=True):
            planned[day] = planned.get(day, 0) + part

    for phase in calendar:
        amounts = [line.amount_minor for line in lines if line.phase == phase.key]
        if amounts:
            put(phase.days, sum(amounts), (weights or {}).get(phase.key, [1.0] * len(phase.days)))
    for release in releases:
        phase = phases.nearest(calendar, release.at)
        days = [day for day in phase.days if day >= phases.local_day(release.at, zone_name)] or phase.days[-1:]
        put(days, release.amount_minor, [1.0] * len(days))
    rows = [(day, phase.key, planned.get(day)) for phase in calendar for day in phase.days]
    return pd.DataFrame(rows, columns=["day", "phase", "planned_minor"]).astype({"planned_minor": "Int64"})


def _phase_of(calendar: Sequence[Phase], day: date) -> str:
    return next((phase.key for phase in calendar if phase.first <= day <= phase.last), OUTSIDE)


def ledger(
    lines: Sequence[Line],
    spend: pd.DataFrame,
    calendar: Sequence[Phase],
    today: date,
    releases: Sequence[Release] = (),
) -> pd.DataFrame:
    """Planned, spent and left by phase and channel.

    Args:
        lines: Planned amounts; releases raise the line of their channel in the phase they fall into.
        spend: day, channel, spend_minor as measured; null spend is unknown.
        calendar: The campaign's phases.
        today: The last local day the data cover.
        releases: Money released from the reserve.

    Returns:
        phase, channel, planned_minor, spent_minor, left_minor (planned - spent), expected_minor (the planned
        amount's share of days up to today), burn_share (spent / planned; null where nothing is planned). Spend
        on a channel without a line, or outside every phase (`outside`), is a row of its own with 0 planned.
        A phase that has not begun has spent 0; one that has, and of which no spend is known, null.

    Source: features.md C4; systems.md S-31.

    Example:
        >>> calendar = phases.phases(date(2026, 11, 11), "UTC", (-3, -2, 0, 2), 4)
        >>> spend = pd.DataFrame({"day": [date(2026, 11, 11)], "channel": ["live"], "spend_minor": [40]})
        >>> line = Line(campaign=1, phase="launch", channel="live", amount_minor=100)
        >>> int(ledger([line], spend, calendar, date(2026, 11, 11)).loc[0, "left_minor"])
        60
    """
    plans = [(line.phase, line.channel, line.amount_minor) for line in lines] + [
        (phases.nearest(calendar, release.at).key, release.channel, release.amount_minor) for release in releases
    ]
    keys = ["phase", "channel"]
    planned = pd.DataFrame(plans, columns=[*keys, "planned_minor"]).astype({"planned_minor": "Int64"})
    spent = pd.DataFrame(
        {
            "phase": [_phase_of(calendar, day) for day in spend["day"]],
            "channel": spend["channel"].to_list(),
            "spent_minor": spend["spend_minor"].astype("Int64").array,
        }
    )
    frame = (
        planned.groupby(keys)["planned_minor"].sum().to_frame()
        .join(spent.groupby(keys)["spent_minor"].sum(min_count=1), how="outer").reset_index()
    )  # fmt: skip
    frame["planned_minor"] = frame["planned_minor"].astype("Int64").fillna(0)
    ahead = {phase.key for phase in calendar if phase.first > today}
    nothing_yet = frame["phase"].isin(ahead) & frame["spent_minor"].isna()
    frame["spent_minor"] = frame["spent_minor"].astype("Int64").mask(nothing_yet, 0)
    frame["left_minor"] = frame["planned_minor"] - frame["spent_minor"]
    passed = {phase.key: sum(day <= today for day in phase.days) / len(phase.days) for phase in calendar}
    share = frame["phase"].map(passed).fillna(1.0)
    frame["expected_minor"] = (frame["planned_minor"] * share).round().astype("Int64")
    frame["burn_share"] = frame["spent_minor"] / frame["planned_minor"].where(frame["planned_minor"] > 0)
    order = {phase.key: place for place, phase in enumerate(calendar)}
    place = frame["phase"].map(order).fillna(len(order))
    return frame.assign(place=place).sort_values(["place", "channel"], ignore_index=True).drop(columns="place")


def burn(plan: pd.DataFrame, spend: pd.DataFrame) -> pd.DataFrame:
    """Spent against plan by day, both cumulative.

    Args:
        plan: day, planned_minor, as `by_day` gives it.
        spend: day, channel, spend_minor as measured; a day without a known amount is unknown.

    Returns:
        day, plan, actual: minor units; `actual` is null on a day of which no spend is known.

    Source: features.md C4 (burn).

    Example:
        >>> plan = pd.DataFrame({"day": [date(2026, 11, 11), date(2026, 11, 12)], "planned_minor": [50, 50]})
        >>> spend = pd.DataFrame({"day": [date(2026, 11, 11)], "channel": ["live"], "spend_minor": [40]})
        >>> burn(plan, spend)["actual"].tolist()
        [40, <NA>]
    """
    spent = spend.astype({"spend_minor": "Int64"}).groupby("day")["spend_minor"].sum(min_count=1)
    return pd.DataFrame(
        {
            "day": plan["day"],
            "plan": plan["planned_minor"].astype("Int64").fillna(0).cumsum(),
            "actual": spent.reindex(plan["day"].to_list()).astype("Int64").cumsum().array,
        }
    )
