"""Warm-up: favourites and carts against their pace, and where they end."""

from __future__ import annotations

from typing import Final

import streamlit as st

from campaign import charts
from campaign.base import formats, money
from campaign.base.language import _, told
from campaign.charts import Chart
from campaign.products import Product
from campaign.room import Room
from campaign.room.cache import FACTS, kept
from campaign.targets.product_targets import ProductTarget
from campaign.tiers import Decision
from campaign.web.panels.phases.common import holding, tasks_figure
from campaign.web.widgets.basics import figure, panel, unknown

PHASE: Final = "warm_up"


def clause(room: Room) -> str:
    """How the favourites and carts stand, as the end of a sentence."""
    caring = room.phases.caring()
    share = caring.share
    if share is None and caring.actual is not None:
        return _("{count} favourites and carts without a target", count=formats.compact(caring.actual))
    if share is None:
        return _("favourites and carts unknown")
    return _("favourites and carts at {share} of pace", share=formats.share(share))


def reason(room: Room) -> str:
    """What holds the phase back, and where it ends at this pace."""
    return told(holding(room, PHASE), _outlook(room))


def _outlook(room: Room) -> str:
    finish, caring = room.phases.caring_finish(), room.phases.caring()
    if room.at >= room.span(PHASE).ends or caring.actual is None:
        return ""
    if finish.p50 is None or finish.p10 is None or finish.p90 is None:
        return finish.reason
    return _(
        "At this pace warm-up ends at {middle} of {target} (80% between {low} and {high}).",
        middle=formats.compact(finish.p50),
        target=formats.compact(caring.target),
        low=formats.compact(finish.p10),
        high=formats.compact(finish.p90),
    )


def figures(room: Room) -> None:
    """The five key figures."""
    caring, spent, span = room.phases.caring(), room.phases.phase_money(PHASE), room.span(PHASE)
    share = caring.share
    figure(
        _("Favourites + carts"),
        formats.compact(caring.actual),
        formats.signed_share(share - 1) if share is not None else _("unknown"),
        _("vs pace"),
        good=None if share is None else share >= 1,
        help=_("Persons since warm-up opened, from the facts; the pace is the playbook's curve"),
    )
    _finish_figure(room)
    tasks_figure(room, PHASE)
    visitors = room.facts.over(span.first, min(span.last, room.today), ("visitors",))["visitors"]
    _value, change = room.phases.over_week(min(room.facts.recent(1)[1], span.last), "visitors")
    figure(
        _("Visitors"),
        formats.compact(visitors),
        formats.signed_share(change) if change is not None else _("unknown"),
        _("last day vs a week before"),
        help=_("Since warm-up opened, from the facts"),
    )
    against = spent.against_plan
    figure(
        _("Phase spend"),
        money.text(spent.spent_minor, room.campaign.currency, compact=True),
        formats.signed_share(against) if against is not None else _("unknown"),
        _("vs plan by now"),
        help=_("Imported and entered by hand, all channels of this phase"),
    )


def _finish_figure(room: Room) -> None:
    finish, caring = room.phases.caring_finish(), room.phases.caring()
    ratio = finish.p50 / caring.target if finish.p50 is not None and caring.target else None
    figure(
        _("Finish") if room.at >= room.span(PHASE).ends else _("Expected finish"),
        formats.compact(finish.p50),
        formats.share(ratio) if ratio is not None else _("unknown"),
        _("of {target}", target=formats.compact(caring.target)) if caring.target else None,
        good=None if ratio is None else ratio >= 1,
        help=finish.reason or _("The rest of warm-up runs as far from the pace as what has been"),
    )


def pace_panel(room: Room) -> None:
    """Favourites and carts by day against the pace, with the forecast."""
    with panel(_("Favourites and carts against pace"), _("plan dashed, forecast dotted"), key="pace"):
        caring = room.phases.caring()
        if caring.actual is None and caring.target is None:
            st.markdown(unknown(_("no target is set and nobody counted yet; set the GMV target, import daily figures")))
            return
        share = caring.share
        finding = _("unknown") if share is None else formats.share(share)
        st.vega_lite_chart(
            *pace_chart(room),
            height=230,
            alt=_("Favourites and carts stand at {share} of pace", share=finding),
            key="warm_up.pace",
        )


@kept(Product, Decision, ProductTarget, FACTS)
def pace_chart(room: Room) -> Chart:
    """Favourites and carts by day, added up, with the plan and the forecast."""
    return charts.pace(room.phases.caring_outlook())
