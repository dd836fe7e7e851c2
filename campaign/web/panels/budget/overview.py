"""Budget on its page: where the next money goes, what is spent, today's rule, channels, plan, reserve."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from campaign import charts
from campaign.base import formats, money
from campaign.base.language import _, listed, told
from campaign.room import Room
from campaign.room.cache import FACTS, kept
from campaign.spend.budget import Line, Release
from campaign.web.blocks import page_health
from campaign.web.widgets.basics import (
    Answer,
    figure,
    lines,
    majors,
    panel,
    plain,
    unknown,
)
from campaign.web.widgets.inputs import cash

ROW = 34


def answer(room: Room) -> Answer:
    """Where the next 100 goes, how sure that is, and how the spending stands against the plan."""
    found, hundred = room.budget.next_money(), cash(100 * 10 ** money.digits(room.campaign.currency), room)
    stand = _standing(room)
    if found is None:
        text = _("Where the next {amount} goes is unknown", amount=hundred)
        return Answer(text, told(_("No channel has spend, visitors and sales yet; import them on Data."), stand))
    if failing := page_health.of_shop(room):
        text = _("Mend the pages before the next {amount} is spent", amount=hundred)
        then = _("Then {channel} comes first, by the return so far", channel=plain(found.channel))
        return Answer(text, told(plain(failing), then, stand))
    stand = told(page_health.of_heroes(room), stand)
    text = _("The next {amount} goes to {channel}", amount=hundred, channel=found.channel)
    returned = _(
        "It returned {low}–{high} in sales for each 1 spent (80% interval, average so far)",
        low=f"{found.low:.1f}",
        high=f"{found.high:.1f}",
    )
    if found.second is None:
        return Answer(text, told(returned, stand))
    ahead = (
        _("surely more than {channel}", channel=plain(found.second))
        if found.sure
        else _("not surely more than {channel}", channel=plain(found.second))
    )
    return Answer(text, told(listed((returned, ahead)), stand))


def _standing(room: Room) -> str:
    against = room.budget.spent_so_far().against_plan
    if against is None:
        return _("How the spending stands against the plan is unknown.")
    if abs(against) < 0.005:
        return _("Spending is on plan.")
    share = formats.share(abs(against))
    return (
        _("Spending is {share} over plan.", share=share)
        if against > 0
        else _("Spending is {share} under plan.", share=share)
    )


def figures(room: Room) -> None:
    """Budget, spent, left, today, reserve, visitor cost."""
    so_far, reserve, day = room.budget.spent_so_far(), room.budget.reserve(), room.budget.day_budget()
    figure(
        _("Campaign budget"),
        cash(room.campaign.budget_minor, room),
        cash(so_far.planned_minor, room),
        _("on lines"),
        help=_("Set in Settings; lines are the plan by phase and channel, releases included."),
    )
    figure(
        _("Spent"),
        cash(so_far.spent_minor, room),
        formats.signed_share(so_far.against_plan) if so_far.against_plan is not None else _("unknown"),
        _("vs plan by now"),
        help=_("Imports and entries up to the last day they cover."),
    )
    left, days = room.budget.left()
    figure(
        _("Left to {day}", day=formats.day(room.last)),
        cash(left, room),
        cash(days, room),
        _("per day"),
        help=_("Budget less spent, spread over the days that are left, today included."),
    )
    spent_today = room.budget.spent_today()
    figure(
        _("Today"),
        cash(day.amount_minor, room),
        cash(spent_today, room) if spent_today is not None else _("unknown"),
        _("spent so far"),
        help=day.reason,
    )
    figure(
        _("Reserve"),
        cash(reserve.left_minor if reserve else None, room),
        cash(reserve.released_minor, room) if reserve else _("unknown"),
        _("released"),
        good=False if reserve and reserve.left_minor < 0 else None,
        help=_("Budget that is on no line, less what was released.")
        if reserve
        else _("The campaign has no budget yet."),
    )
    cost, change = room.budget.visitor_cost()
    figure(
        _("Visitor cost"),
        money.text(None if cost is None else round(cost), room.campaign.currency, cents=True),
        formats.signed_share(change) if change is not None else _("unknown"),
        _("vs week before"),
        help=_("Spend over all visitors of the last seven full days."),
    )


def burn(room: Room) -> None:
    """Spent against plan over the whole campaign."""
    with panel(_("Spent against plan"), _("plan dashed")):
        if room.budget.spent_so_far().planned_minor is None:
            st.markdown(unknown(_("nothing is planned or spent yet; write the plan below, or import spend")))
        else:
            st.vega_lite_chart(*_burn(room), height=300, alt=_standing(room))


@kept(Line, Release, FACTS)
def _burn(room: Room) -> charts.Chart:
    return charts.pace(room.budget.burn(), room.campaign.currency)


def by_phase(room: Room) -> None:
    """Plan and spent of each phase."""
    with panel(_("Plan and spent by phase"), _("tick: expected by now")):
        st.vega_lite_chart(*_by_phase(room), alt=_("Spent against plan, phase by phase"))


@kept(Line, Release, FACTS)
def _by_phase(room: Room) -> charts.Chart:
    rows = []
    for phase in room.calendar:
        found = room.phases.phase_money(phase.key)
        label = f"{cash(found.spent_minor, room)} / {cash(found.planned_minor, room)}"
        rows.append((phase.name, found.spent_minor, found.planned_minor, found.expected_minor, label))
    frame = pd.DataFrame(rows, columns=["name", "actual", "plan", "expected", "label"])
    return charts.bullet(frame, room.campaign.currency, label_width=80)


def rule(room: Room) -> None:
    """Today's rule beside the plan, with the formula of each amount."""
    day, limits = room.budget.day_budget(), room.campaign.thresholds
    sales = room.budget.yesterday_sales()
    said = money.text(sales, room.campaign.currency) if sales is not None else _("sales of yesterday unknown")
    ends = _between(cash(day.floor_minor, room), cash(day.cap_minor, room))
    rows = (
        (
            _("Plan of the day"),
            _("the phase's lines, even by day"),
            plain(money.text(day.planned_minor, room.campaign.currency)),
        ),
        (
            _("Rule: {share} of sales", share=formats.share(limits.budget_rate)),
            f"{limits.budget_rate:g} × {said}",
            plain(money.text(day.rule_minor, room.campaign.currency)),
        ),
        (
            _("Floor and cap"),
            _(
                "{floor} and {cap} of the plan",
                floor=formats.share(limits.budget_floor_share),
                cap=formats.share(limits.budget_cap_share),
            ),
            plain(ends),
        ),
        (f"**{_('In force')}**", day.reason, f"**{plain(money.text(day.amount_minor, room.campaign.currency))}**"),
    )
    with panel(_("Today's rule beside the plan"), formats.day(room.today), key="amounts-rule"):
        lines((what, f":gray[{plain(why)}]", amount) for what, why, amount in rows)


def table(room: Room) -> None:
    """What each channel brings and costs, the surest return first."""
    rows, currency = room.budget.channel_money(), room.campaign.currency
    span = f"{formats.day(room.first)} – {formats.day(min(room.today, room.last))}"
    with panel(_("Channels"), span, key="budget-channels"):
        if rows.empty:
            st.markdown(unknown(_("no channel has figures or a line yet; import channels, or write the plan below")))
            return
        st.dataframe(
            _channels(room),
            hide_index=True,
            height="content",
            row_height=ROW,
            placeholder=formats.UNKNOWN,
            alt=_("Channels with plan, spend, conversion and return"),
            column_config=_columns(money.symbol(currency).strip()),
        )
        st.caption(
            _(
                "Conversions are drawn towards the common one, the more the fewer visitors; returns are averages "
                "of the money spent so far, not of the next."
            )
        )


@kept(Line, Release, FACTS)
def _channels(room: Room) -> pd.DataFrame:
    rows, currency = room.budget.channel_money(), room.campaign.currency
    ends = zip(rows["conversion_low"], rows["conversion_high"], strict=True)
    returned = zip(rows["roi_low"], rows["roi_high"], strict=True)
    return pd.DataFrame(
        {
            "name": rows["name"],
            "share": rows["spent_share"] * 100,
            "spent": majors(rows["spend_minor"], currency).round(),
            "left": majors(rows["left_minor"], currency).round(),
            "visitors": rows["visitors"],
            "conversion": rows["conversion"] * 100,
            "between": [_between(*(formats.share(_known(end), 1) for end in pair)) for pair in ends],
            "value": majors(rows["visitor_value_minor"], currency),
            "cost": majors(rows["visitor_cost_minor"], currency),
            "roi": rows["roi"],
            "surely": [_between(*(_times(end) for end in pair)) for pair in returned],
        }
    )


def _columns(sign: str) -> dict[str, Any]:
    column = st.column_config
    return {
        "name": column.TextColumn(_("Channel"), pinned=True, width=130),
        "share": column.ProgressColumn(_("Spent of plan"), format="%.0f%%", min_value=0, max_value=100, width=120),
        "spent": column.NumberColumn(f"{_('Spent')}, {sign}", format="localized"),
        "left": column.NumberColumn(f"{_('Left')}, {sign}", format="localized", help=_("Plan less spent")),
        "visitors": column.NumberColumn(_("Visitors"), format="localized"),
        "conversion": column.NumberColumn(
            _("Conversion"), format="%.1f%%", help=_("Buyers, else orders, over visitors")
        ),
        "between": column.TextColumn(_("80% interval"), alignment="right"),
        "value": column.NumberColumn(f"{_('Value a visitor')}, {sign}", format="%.2f", help=_("Sales over visitors")),
        "cost": column.NumberColumn(f"{_('Cost a visitor')}, {sign}", format="%.2f", help=_("Spend over visitors")),
        "roi": column.NumberColumn(_("Return"), format="%.1f", help=_("Sales over spend")),
        "surely": column.TextColumn(_("Return, 80%"), alignment="right"),
    }


def _known(cell: Any) -> float | None:
    return None if pd.isna(cell) else float(cell)


def _times(cell: Any) -> str:
    return formats.UNKNOWN if pd.isna(cell) else f"{cell:.1f}"


def _between(low: str, high: str) -> str:
    return formats.UNKNOWN if low == formats.UNKNOWN else f"{low} – {high}"
