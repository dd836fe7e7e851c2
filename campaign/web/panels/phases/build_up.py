"""Build-up: how complete the plan is, where each tier is signed up, and how interest grows."""

from __future__ import annotations

from typing import Final

import pandas as pd
import streamlit as st

from campaign import charts
from campaign.base import formats, money
from campaign.base.language import _, _n, told
from campaign.charts import Chart
from campaign.products import TIERS, Product
from campaign.room import Room
from campaign.room.cache import FACTS, kept
from campaign.room.result_types import Complete
from campaign.room.signup_tracker import Tally
from campaign.room.signups import Deadline
from campaign.spend.budget import Line
from campaign.targets.product_targets import ProductTarget
from campaign.team.members import Member
from campaign.tiers import Decision
from campaign.web.panels.phases.common import holding, tasks_figure
from campaign.web.widgets import icons
from campaign.web.widgets.basics import figure, panel, plain, unknown

PHASE: Final = "build_up"


def clause(room: Room) -> str:
    """How complete the plan is, as the end of a sentence."""
    parts = room.phases.completeness()
    whole = sum(part.share == 1 for part in parts)
    return _("{whole} of {count} parts of the plan complete", whole=whole, count=len(parts))


def reason(room: Room) -> str:
    """What the plan lacks most, and what holds the phase back."""
    known = [part for part in room.phases.completeness() if part.share != 1]
    least = min(known, key=lambda part: part.share or 0.0, default=None)
    said = _("Least complete: {part}.", part=least.label) if least else _("The plan is complete.")
    return told(said, holding(room, PHASE))


def figures(room: Room) -> None:
    """The five key figures."""
    parts = {part.page: part for part in room.phases.completeness()}
    tasks_figure(room, PHASE)
    catalogue = len(room.products.catalogue())
    figure(
        _("Products"),
        formats.whole(catalogue) if catalogue else formats.UNKNOWN,
        _n("{count} with a tier", "{count} with a tier", sum(room.phases.tier_sizes().values())),
        help=_("From the product imports of this store; tiers as people decided them"),
    )
    target = room.campaign.gmv_target_minor
    figure(
        _("GMV target"),
        money.text(target, room.campaign.currency, compact=True),
        help=_("What the launch shall bring; set in Settings"),
    )
    budget = parts["budget"]
    figure(
        _("Budget allocated"),
        formats.share(budget.share),
        money.text(budget.total, room.campaign.currency, compact=True) if budget.total else _("unknown"),
        _("budget of the campaign"),
        help=_("Lines of the plan by phase and channel, of the campaign's budget; the rest is the reserve"),
    )
    spent = room.phases.phase_money(PHASE)
    against = spent.against_plan
    figure(
        _("Phase spend"),
        money.text(spent.spent_minor, room.campaign.currency, compact=True),
        formats.signed_share(against) if against is not None else _("unknown"),
        _("vs plan by now"),
        help=_("Imported and entered by hand, all channels of this phase"),
    )


def plan_panel(room: Room) -> None:
    """How much of the plan is decided and known, part by part."""
    with panel(_("The plan"), _("decided or known, of all"), key="plan"):
        st.vega_lite_chart(*plan_chart(room), alt=clause(room), key="build_up.plan")


@kept(Product, Decision, ProductTarget, Line, Member, FACTS)
def plan_chart(room: Room) -> Chart:
    """The parts of the plan as bars."""
    parts = room.phases.completeness()
    frame = pd.DataFrame(
        {
            "name": [part.label for part in parts],
            "actual": [part.share or 0.0 for part in parts],
            "plan": 1.0,
            "label": [_label(part) for part in parts],
        }
    )
    return charts.bullet(frame, label_width=150)


def _label(part: Complete) -> str:
    if part.share is None:
        return _("nothing yet")
    if part.page == "budget":
        return formats.share(part.share)
    return f"{part.done}/{part.total}"


def routes_panel(room: Room) -> None:
    """Where the products of each tier are signed up, how many are, and whether the gates let them in."""
    sizes, tally, due = room.phases.tier_sizes(), room.signup_tracker.tally(), room.signups.next_deadline()
    with panel(_("Entry routes"), _("products by tier; signed up of all their routes"), key="tight-routes"):
        places = {tier: room.signups.signed_up((tier,)) for tier in TIERS}
        rows = [
            (icons.TIERS[tier].tag, formats.whole(sizes[tier]), " · ".join(room.targets.routes(tier)),
             f"{places[tier].done}/{places[tier].total}" if places[tier].total else formats.UNKNOWN)
            for tier in TIERS
        ]  # fmt: skip
        names = [_("Tier"), _("Products"), _("Routes"), _("Signed up")]
        st.table(pd.DataFrame(rows, columns=names).set_index(names[0]), border="horizontal")
        st.markdown(
            f":gray[{plain(_gates(tally, due))}]" if room.signups.all() else unknown(_("sign up on the Routes page"))
        )


def _gates(tally: Tally, due: Deadline | None) -> str:
    """What stands against the sign-ups, and the next deadline."""
    said = [
        _n("{count} fails the price gate", "{count} fail the price gate", tally.price_fails),
        _n("{count} fails the stock check", "{count} fail the stock check", tally.stock_fails),
        _n("{count} cannot be judged", "{count} cannot be judged", tally.unjudged),
        _n("{count} clashes", "{count} clash", tally.clashing),
    ]
    next_ = _("Next deadline: {title}", title=due.activity.title) if due else ""
    return told(_("; ").join(said), next_)


def trend_panel(room: Room) -> None:
    """Favourites and carts of the build-up by day."""
    chart = trend_chart(room)
    with panel(_("Favourites and carts"), _("persons a day, from the facts"), key="trend"):
        if chart is None:
            st.markdown(unknown(_("import a file that holds favourites and carts by day")))
            return
        st.vega_lite_chart(*chart, height=180, alt=_("Favourites and carts by day"), key="build_up.trend")


@kept(FACTS)
def trend_chart(room: Room) -> Chart | None:
    """Favourites and carts of each day of the build-up; None where nobody counted."""
    span = room.span(PHASE)
    frame = room.phases.cared(span.first, span.last)
    return None if frame["actual"].isna().all() else charts.by_day(frame)
