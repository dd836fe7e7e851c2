"""Products behind pace: as a table, as a chart, and the call-out that each of them suggests."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from campaign import charts, products
from campaign.base import formats, money
from campaign.base.language import _
from campaign.charts import Chart
from campaign.products import Product
from campaign.room import Room
from campaign.room.cache import FACTS, kept
from campaign.targets.product_targets import ProductTarget
from campaign.tiers import Decision
from campaign.web.widgets import icons, session
from campaign.web.widgets.basics import panel

MOST = 8
MOST_BARS = 10


def behind_panel(place: str, most: int = MOST) -> None:
    """The products furthest behind their favourites and carts, or at launch behind their GMV."""
    room = session.room()
    if room.at >= room.span("launch").starts:
        _behind_gmv(room, place, most)
    else:
        _behind_pace(room, place, most)


def _behind_pace(room: Room, place: str, most: int) -> None:
    with panel(_("Products behind pace"), _("favourites and carts"), key=f"tight-behind-{place}"):
        if room.phases.behind().empty:
            st.markdown(f":gray[{_no_gap(room)}]")
            return
        st.dataframe(
            behind_pace_table(room).head(most),
            hide_index=True,
            row_height=34,
            height="content",
            key=f"{place}.behind",
            alt=_("{name} is furthest behind", name=room.phases.behind()["title"].iloc[0]),
            column_config={
                "product": st.column_config.TextColumn(_("Product"), width="medium"),
                "pace": _share_column(_("Of pace")),
                "gap": st.column_config.NumberColumn(_("Short"), format="localized", width=72),
                "tier": tier_column(),
                "have": st.column_config.NumberColumn(_("Have"), format="localized", width=72),
                "trend": st.column_config.LineChartColumn(_("Carts, 7 days"), width="small", color="primary"),
            },
        )


@kept(Product, Decision, ProductTarget, FACTS)
def behind_pace_table(room: Room) -> pd.DataFrame:
    """The rows of the table of products behind pace, worst first."""
    rows = room.phases.behind()
    trend = dict(zip(room.products.table()["product_id"], room.products.table()["carts_by_day"], strict=True))
    return pd.DataFrame(
        {
            "product": rows["title"],
            "pace": rows["pace_share"].astype("Float64") * 100,
            "gap": rows["gap"],
            "tier": [[room.products.tier_name(tier)] for tier in rows["tier"]],
            "have": rows["actual"],
            "trend": [_known(trend.get(product)) for product in rows["product_id"]],
        }
    )


def _behind_gmv(room: Room, place: str, most: int) -> None:
    table = behind_plan_table(room).head(most)
    note = _("GMV of the launch, {currency}", currency=room.campaign.currency)
    with panel(_("Products behind plan"), note, key=f"tight-gmv-{place}"):
        if table.empty:
            st.markdown(f":gray[{_('No product is known to be behind its part of the plan.')}]")
            return
        st.dataframe(
            table,
            hide_index=True,
            row_height=34,
            height="content",
            key=f"{place}.gmv",
            alt=_("{name} lacks most", name=table["product"].iloc[0]),
            column_config={
                "product": st.column_config.TextColumn(_("Product"), width="medium"),
                "pace": _share_column(_("Of plan so far")),
                "gap": st.column_config.TextColumn(_("Short"), width=84, alignment="right"),
                "tier": tier_column(),
                "have": st.column_config.TextColumn(_("GMV"), width=84, alignment="right"),
            },
        )


@kept(Product, Decision, ProductTarget, FACTS, clock=True)
def behind_plan_table(room: Room) -> pd.DataFrame:
    """The rows of the table of products behind their part of the launch's plan, worst first."""
    rows, currency = room.launch.gaps(), room.campaign.currency
    rows = rows[rows["missing_minor"] > 0]
    tiers = dict(zip(room.products.table()["product_id"], room.products.table()["tier"], strict=True))
    return pd.DataFrame(
        {
            "product": rows["title"],
            "pace": rows["pace_share"].astype("Float64") * 100,
            "gap": [money.text(int(value), currency) for value in rows["missing_minor"]],
            "tier": [[room.products.tier_name(tiers.get(product))] for product in rows["product_id"]],
            "have": [money.text(int(value), currency) for value in rows["actual_minor"]],
        }
    )


def _share_column(title: str) -> Any:
    return st.column_config.ProgressColumn(title, format="%.0f%%", min_value=0, max_value=100, width=104)


def tier_column(label: str = "") -> Any:
    """A tier as a coloured badge in a table."""
    marks = icons.TIERS.values()
    return st.column_config.MultiselectColumn(
        label or _("Tier"), options=[mark.name for mark in marks], color=[mark.badge for mark in marks], width=92
    )


def gaps_panel() -> None:
    """Favourites and carts of the worst products against their target, with a tick where they should be by now."""
    room = session.room()
    chart = gaps_chart(room)
    with panel(_("Gaps"), _("short by now; bar: share of the target, tick: pace"), key="gaps"):
        if chart.frame.empty:
            st.markdown(f":gray[{_no_gap(room)}]")
            return
        finding = _("{name} is furthest behind", name=chart.frame["name"].iloc[0])
        st.vega_lite_chart(*chart, alt=finding, key="gaps.chart")


@kept(Product, Decision, ProductTarget, FACTS)
def gaps_chart(room: Room) -> Chart:
    """The products with the largest gaps, as shares of their targets."""
    rows = room.targets.gaps().dropna(subset=["gap"]).head(MOST_BARS)
    target = rows["target"].astype("Float64")
    frame = pd.DataFrame(
        {
            "name": rows["title"],
            "actual": rows["actual"].astype("Float64") / target,
            "plan": 1.0,
            "expected": rows["expected"].astype("Float64") / target,
            "tier": [tier if tier in products.TIERS else "track" for tier in rows["tier"]],
            "label": [formats.signed(-int(gap)) for gap in rows["gap"]],
        }
    )
    return charts.bullet(frame, colour="tier", label_width=150)


def _known(counts: list[int | None] | float | None) -> list[int]:
    return [count for count in counts if count is not None] if isinstance(counts, list) else []


def _no_gap(room: Room) -> str:
    warm_up = room.span("warm_up")
    if room.at < warm_up.starts:
        return _("The pace counts from {day}, when warm-up opens.", day=formats.day(warm_up.first))
    if room.phases.caring().actual is None:
        return _("Favourites and carts are unknown; import a file that holds them.")
    if room.phases.caring().target is None:
        return _("No product has a target yet; set the GMV target, and targets follow from it.")
    return _("No product is behind its pace.")
