"""Launch: GMV by the hour, the tiers, what runs out, and money from the reserve."""

from __future__ import annotations

from typing import Final

import pandas as pd
import streamlit as st

from campaign import charts
from campaign.base import formats, money
from campaign.base.language import _, _n, told
from campaign.charts import Chart
from campaign.products import Product
from campaign.room import Room
from campaign.room.cache import FACTS, kept
from campaign.stock import restock
from campaign.stock.levels import Receipt
from campaign.targets.product_targets import ProductTarget
from campaign.tiers import Decision
from campaign.web.blocks import stock_columns
from campaign.web.blocks.alert_rows import alert_rows, ranked
from campaign.web.panels.phases import common
from campaign.web.panels.phases.common import holding, tasks_figure
from campaign.web.widgets import icons
from campaign.web.widgets.basics import figure, panel, plain, unknown

PHASE: Final = "launch"
MOST_ALERTS = 8


def sentence(room: Room) -> str:
    """Whether the launch is being won."""
    gmv, target, currency = room.launch.gmv(), room.campaign.gmv_target_minor, room.campaign.currency
    if gmv is None or target is None:
        return common.verdict(
            room, PHASE, _("GMV unknown") if room.at >= room.span(PHASE).starts else _plan_clause(room)
        )
    said = _("{gmv} of {target} GMV", gmv=_short(gmv, currency), target=_short(target, currency))
    middle = room.launch.finish().p50
    if middle is None or room.at >= room.span(PHASE).ends:
        return common.verdict(room, PHASE, said)
    return _("{said}, heading for {finish}", said=said, finish=_short(round(middle), currency))


def _plan_clause(room: Room) -> str:
    target = room.campaign.gmv_target_minor
    if target is None:
        return _("no GMV target yet")
    return _("GMV target {target}", target=_short(target, room.campaign.currency))


def reason(room: Room) -> str:
    """How sure the finish is, what lacks most, and what holds the phase back."""
    finish, currency, said = room.launch.finish(), room.campaign.currency, []
    if room.span(PHASE).starts <= room.at < room.span(PHASE).ends:
        if finish.p10 is None or finish.p90 is None:
            said.append(finish.reason)
        else:
            low, high = (plain(_short(round(end), currency)) for end in (finish.p10, finish.p90))
            said.append(_("80% between {low} and {high}.", low=low, high=high))
    rows = room.launch.gaps()
    if len(rows) and rows["missing_minor"].iloc[0] > 0:
        lacks = money.text(int(rows["missing_minor"].iloc[0]), currency, compact=True)
        said.append(_("{product} lacks most: {amount}.", product=plain(rows["title"].iloc[0]), amount=plain(lacks)))
    return told(*said, holding(room, PHASE))


def _short(minor: int, currency: str) -> str:
    return money.text(minor, currency, compact=True)


def figures(room: Room) -> None:
    """The six key figures; before the launch what the plan wants, then what came of it."""
    if room.at < room.span(PHASE).starts:
        _planned_figures(room)
        return
    gmv, planned, currency = room.launch.gmv(), room.launch.planned_so_far(), room.campaign.currency
    against = gmv / planned - 1 if gmv is not None and planned else None
    figure(
        _("GMV"),
        money.text(gmv, currency, compact=True),
        formats.signed_share(against) if against is not None else _("unknown"),
        _("vs plan so far"),
        good=None if against is None else against >= 0,
        help=_("Sales of the launch from the imports; the plan is the GMV target spread over its hours"),
    )
    _finish_figure(room)
    tasks_figure(room, PHASE)
    _sold_figures(room)


def _planned_figures(room: Room) -> None:
    plan, currency, reserve = room.launch.planned_drivers(), room.campaign.currency, room.budget.reserve()
    order = room.phases.planned_sold().order_minor
    figure(
        _("GMV target"),
        money.text(room.campaign.gmv_target_minor, currency, compact=True),
        help=_("What the launch shall bring; set in Settings"),
    )
    tasks_figure(room, PHASE)
    figure(
        _("Visitors wanted"),
        formats.compact(plan["visitors"]),
        help=_("What the target cascade asks for; unknown without a GMV target and prices"),
    )
    wanted, share = _("Conversion wanted"), formats.share(room.phases.planned_sold().conversion, 1)
    figure(wanted, share, help=_("Buyers per visitor in the target cascade"))
    figure(
        _("Order value wanted"),
        money.text(None if order is None else round(order), currency, cents=True),
        help=_("GMV target per buyer in the target cascade"),
    )
    figure(
        _("Reserve"),
        money.text(reserve.left_minor if reserve else None, currency, compact=True),
        help=_("Money of the budget that is on no line of the plan; unknown without a budget"),
    )


def _sold_figures(room: Room) -> None:
    sold, plan = room.phases.sold(), room.phases.planned_sold()
    value = None if sold.order_minor is None else round(sold.order_minor)
    figure(
        _("Visitors"),
        formats.compact(sold.visitors),
        _against(sold.visitors, plan.visitors),
        _("vs plan so far"),
        help=_("Of the launch so far, from the facts; the plan is that of the target cascade"),
    )
    figure(
        _("Conversion"),
        formats.share(sold.conversion, 1),
        _against(sold.conversion, plan.conversion),
        _("vs plan"),
        help=_("Buyers, else orders, per visitor; the plan is that of the target cascade"),
    )
    figure(
        _("Order value"),
        money.text(value, room.campaign.currency, cents=True),
        _against(sold.order_minor, plan.order_minor),
        _("vs plan"),
        help=_("GMV per buyer, else per order; the plan is that of the target cascade"),
    )


def _against(actual: float | None, plan: float | None) -> str:
    return formats.signed_share(actual / plan - 1) if actual is not None and plan else _("unknown")


def _finish_figure(room: Room) -> None:
    finish, target = room.launch.finish(), room.campaign.gmv_target_minor
    middle = None if finish.p50 is None else round(finish.p50)
    ratio = middle / target if middle is not None and target else None
    figure(
        _("Expected finish"),
        money.text(middle, room.campaign.currency, compact=True),
        formats.share(ratio) if ratio is not None else _("unknown"),
        _("of target"),
        good=None if ratio is None else ratio >= 1,
        help=finish.reason or _("The rest of the launch runs as far from plan as what has been"),
    )


def outlook_panel(room: Room) -> None:
    """GMV added up against the plan, with the way to the finish."""
    with panel(_("GMV against plan"), _("added up; plan dashed, forecast dotted"), key="gmv"):
        if not room.phases.launch_drawable():
            st.markdown(unknown(_("no GMV target is set and nothing is sold yet; set the target in Settings")))
            return
        st.vega_lite_chart(*outlook_chart(room), height=246, alt=sentence(room), key="launch.outlook")


@kept(FACTS, clock=True)
def outlook_chart(room: Room) -> Chart:
    """GMV of the launch added up, with the plan and the forecast."""
    return charts.pace(room.phases.launch_outlook(), room.campaign.currency, hourly=_hourly(room))


def _hourly(room: Room) -> bool:
    return room.launch.measured_hourly() or room.launch.gmv() is None


def hours_panel(room: Room) -> None:
    """GMV by hour, or by day where hours are unknown, against the plan."""
    if not room.phases.launch_drawable():
        return
    title = _("GMV by hour") if _hourly(room) else _("GMV by day")
    with panel(title, _("{zone}; the line is the plan", zone=formats.city(room.campaign.zone)), key="hours"):
        st.vega_lite_chart(*hours_chart(room), height=250, alt=sentence(room), key="launch.hours")


@kept(FACTS, clock=True)
def hours_chart(room: Room) -> Chart:
    """GMV of each hour, or of each day, beside its plan."""
    hourly, currency = _hourly(room), room.campaign.currency
    rows = room.launch.hours() if hourly else room.launch.days()
    rows = rows.rename(columns={"hour": "starts", "revenue_minor": "actual", "planned_minor": "plan"})
    return charts.by_hour(rows, room.campaign.zone, currency) if hourly else charts.by_day(rows, currency)


def tiers_panel(room: Room) -> None:
    """GMV of each tier against its part of the plan."""
    rows = room.phases.launch_tiers()
    with panel(_("Tiers"), _("GMV of the target; the tick is the plan so far"), key="tiers"):
        if rows.empty or rows["target_minor"].isna().all():
            st.markdown(unknown(_("tiers need products with a price, and a GMV target")))
            return
        st.vega_lite_chart(*tiers_chart(room), alt=sentence(room), key="launch.tiers")
        gone = int(rows["sold_out"].sum())
        if gone:
            said = _n("{count} SKU is sold out", "{count} SKUs are sold out", gone)
            st.markdown(f":orange[:material/remove_shopping_cart:] {said}")


@kept(Product, Decision, ProductTarget, Receipt, FACTS, clock=True)
def tiers_chart(room: Room) -> Chart:
    """GMV of each tier over its target, with a tick where it should be by now; before the launch the target alone."""
    rows, currency = room.phases.launch_tiers(), room.campaign.currency
    begun = room.at >= room.span(PHASE).starts
    frame = pd.DataFrame(
        {
            "name": [icons.TIERS[tier].name for tier in rows["tier"]],
            "actual": rows["actual_minor"],
            "plan": rows["target_minor"],
            "expected": rows["expected_minor"] if begun else None,
            "tier": rows["tier"],
        }
    )
    if not begun:
        frame["label"] = [_short(int(minor), currency) if minor > 0 else "" for minor in rows["target_minor"].fillna(0)]
    return charts.bullet(frame, currency, colour="tier", label_width=110)


def alerts_panel(room: Room) -> None:
    """The open alerts, each with its owner and what can be done."""
    found = ranked(room.alerts.open())
    with panel(_("Open alerts"), formats.whole(len(found)), key="tight-alerts"):
        if found:
            alert_rows(found[:MOST_ALERTS], "launch")
        else:
            st.markdown(f":gray[:material/notifications_off: {_('No alert is open.')}]")


def restock_panel(room: Room) -> None:
    """The SKUs whose rule fires now: how much is sold, how long it lasts, what to do."""
    found = room.stock.triggers()
    note = _("half sold, or sales far above plan")
    with panel(_("Restock"), note, key="tight-restock"):
        if not found:
            st.markdown(f":gray[{_no_restock(room)}]")
            return
        st.dataframe(
            restock_table(room),
            hide_index=True,
            row_height=34,
            height="content" if len(found) <= MOST_ALERTS else 34 * MOST_ALERTS,
            key="launch.restock",
            alt=_n("{count} SKU needs a decision", "{count} SKUs need a decision", len(found)),
            column_config={
                "sku": st.column_config.TextColumn(_("SKU"), width=240),
                "sold": st.column_config.ProgressColumn(
                    _("Sold"), format="%.0f%%", min_value=0, max_value=100, width=96
                ),
                "rule": st.column_config.TextColumn(_("Rule"), width=92),
                "cover": stock_columns.cover_hours(),
                "available": stock_columns.available(),
                "advice": st.column_config.TextColumn(_("What to do"), width=280),
            },
        )


@kept(Product, Decision, ProductTarget, Receipt, FACTS, clock=True)
def restock_table(room: Room) -> pd.DataFrame:
    """The SKUs that need a decision, the soonest sold out first."""
    skus = room.stock.skus()
    names = dict(zip(zip(skus["product_id"], skus["sku_id"], strict=True), skus["name"], strict=True))
    rows = [
        {
            "sku": names[one.product_id, one.sku_id],
            "sold": None if one.sold_share is None else one.sold_share * 100,
            "rule": _(restock.RULE_NAMES[one.trigger]),
            "cover": one.cover_hours,
            "available": one.sellable_now,
            "advice": one.sentence,
        }
        for one in room.stock.triggers()
    ]
    return pd.DataFrame(rows)


def _no_restock(room: Room) -> str:
    if room.levels.snapshot().empty:
        return _("No stock is known; import a stock file, and the rules begin to watch.")
    missing = len(room.stock.unjudged())
    if missing:
        return _n(
            "No rule fires; {count} SKU cannot be judged for lack of figures.",
            "No rule fires; {count} SKUs cannot be judged for lack of figures.",
            missing,
        )
    return _("No SKU needs goods now.")
