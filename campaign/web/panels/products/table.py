"""The listing: one page of the products as a table, and what is chosen in it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import streamlit as st

from campaign.base import formats, money
from campaign.base.language import N_, _
from campaign.monitoring.traffic_drops import STATES
from campaign.plan import playbook
from campaign.prices.history import Price
from campaign.products import ROLE_NAMES, TIERS
from campaign.room import Room
from campaign.room.cache import kept
from campaign.signups import activities
from campaign.signups.activities import Activity
from campaign.signups.signups import SignUp
from campaign.web.blocks import stock_columns
from campaign.web.blocks.gap_tables import tier_column
from campaign.web.panels.products.overview import PAGE, RESTS_ON
from campaign.web.widgets import icons
from campaign.web.widgets.basics import majors

FLAGS: Mapping[str, tuple[str, icons.Badge]] = {
    "undecided": (N_("no tier"), "orange"),
    "differs": (N_("differs"), "orange"),
    "behind": (N_("behind"), "orange"),
    "at_risk": (N_("stock"), "red"),
    "below_floor": (N_("floor"), "red"),
    "margin_unknown": (N_("margin ?"), "gray"),
    "fragile": (N_("fragile"), "gray"),
}
SIGNALS: Mapping[str, icons.Badge] = {"push": "green", "watch": "gray", "adjust": "orange", "unknown": "gray"}
TABLE_HEIGHT = 470


def window(places: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """The page of what was found that is shown; more pages are offered where there are more rows."""
    pages = max(-(-len(places) // PAGE), 1)
    page = min(int(st.session_state.get("products.page") or 1), pages)
    return places[(page - 1) * PAGE : page * PAGE]


def pager(count: int) -> None:
    """Which page of the products is shown; nothing where all fit on one."""
    pages = -(-count // PAGE)
    if pages <= 1:
        return
    if int(st.session_state.get("products.page") or 1) > pages:
        st.session_state["products.page"] = 1
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="right", gap="small"):
        page = int(st.session_state.get("products.page") or 1)
        first, last = (page - 1) * PAGE + 1, min(page * PAGE, count)
        ends = {"first": formats.whole(first), "last": formats.whole(last), "count": formats.whole(count)}
        st.caption(_("{first} to {last} of {count}", **ends), width="content")
        st.number_input(_("Page"), 1, pages, key="products.page", label_visibility="collapsed", width=120)


def table(room: Room, places: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """The products at these places; returns the places of the selected ones.

    The order is part of the key: when it changes, by a filter or by somebody's decision, the selection is dropped
    rather than passed on to other products.
    """
    rows = tuple(places.tolist())
    key = f"products.table-{_order(room, rows)}"
    st.session_state["products.table"] = key
    picked: Any = st.dataframe(
        _shown(room, rows),
        hide_index=True,
        height=TABLE_HEIGHT,
        row_height=34,
        on_select="rerun",
        selection_mode="multi-row",
        key=key,
        placeholder=formats.UNKNOWN,
        alt=_("Products with tier, suggestion, what is open, routes, gates, stock, price and margin"),
        column_config=_columns(room.campaign.currency),
    )
    return places[[place for place in picked.selection.rows if place < len(places)]]


@kept(*RESTS_ON)
def _order(room: Room, places: tuple[int, ...]) -> str:
    return f"{hash(tuple(room.decisions.judged()['product_id'].iloc[list(places)])) & 0xFFFFFFFFFFFF:x}"


@kept(*RESTS_ON, SignUp, Activity, Price, clock=True)
def _shown(room: Room, places: tuple[int, ...]) -> pa.Table:
    """The rows as they go to the browser, made once for everybody who looks at this page of them."""
    rows = room.decisions.judged().iloc[list(places)].reset_index(drop=True)
    levels = room.levels.products().set_index("product_id").reindex(rows["product_id"]).reset_index()
    tier = {key: [mark.name] for key, mark in icons.TIERS.items()}
    flags = [_(word) for word, _colour in FLAGS.values()]
    open_ = rows[list(FLAGS)].to_numpy()
    ids = [str(one) for one in rows["product_id"]]
    told, rates = room.products.told(tuple(ids)), room.monitoring.cart_rates().set_index("product_id")["state"]
    frame = pd.DataFrame(
        {
            "title": rows["title"],
            "tier": [tier.get(one, []) for one in rows["tier"]],
            "suggested": [tier.get(one, []) for one in rows["suggested"]],
            "why": [told[one].brief for one in ids],
            "outlook": [told[one].outlook for one in ids],
            "open": [[word for word, is_so in zip(flags, row, strict=True) if is_so] for row in open_],
            "role": [_(ROLE_NAMES[one]) if one != "none" else "" for one in rows["role"]],
            "routes": _routes(room, ids, rows["tier"]),
            "gates": _gates(room, ids),
            "stock": levels["sellable_now"],
            "cover": (levels["cover_hours"] / 24).round(1),
            "weekly": rows["weekly_cover_days"].round(1),
            "price": majors(rows["price_minor"], room.campaign.currency),
            "margin": (rows["margin"] * 100).round(1),
            "carts": rows["carts_by_day"],
            "lowest": majors(_lowest(room, ids), room.campaign.currency),
            "signal": [[_(STATES[state])] if (state := rates.get(one)) else [] for one in ids],
            "pace": (rows["pace_share"] * 100).astype("Float64").round(1),
            "units": rows["units"],
            "share": (rows["revenue_share"] * 100).round(3),
        }
    )
    return pa.Table.from_pandas(frame, preserve_index=False).replace_schema_metadata(None)


def _routes(room: Room, ids: list[str], tiers: pd.Series[Any]) -> list[str]:
    """Routes signed up of those that the tier asks for; empty where nobody decided the tier."""
    book, signed = playbook.load(room.campaign.playbook), room.signups.routes_in()
    asked = {tier: frozenset(route.key for route in activities.routes(book, tier)) for tier in TIERS}
    return [
        f"{len(asked[tier] & signed.get(product, frozenset()))}/{len(asked[tier])}" if tier in asked else ""
        for product, tier in zip(ids, tiers, strict=True)
    ]


def _gates(room: Room, ids: list[str]) -> list[list[str]]:
    gates = room.signups.gate_of()
    return [[icons.VERDICTS[gates[one]].name] if one in gates else [] for one in ids]


def _lowest(room: Room, ids: list[str]) -> list[int | None]:
    """The lowest price of any SKU of each product since 1 January, as it counts for the price gate."""
    found = room.skus.lowest_of()
    return [found.get(one) for one in ids]


def _columns(currency: str) -> dict[str, Any]:
    column, sign = st.column_config, money.symbol(currency).strip()

    def marks(label: str, width: int, pairs: list[tuple[str, icons.Badge]], help: str) -> Any:
        words, colours = [word for word, _colour in pairs], [colour for _word, colour in pairs]
        return column.MultiselectColumn(label, width=width, options=words, color=colours, help=help)

    def number(label: str, format: str, width: int, help: str) -> Any:
        return column.NumberColumn(label, format=format, width=width, help=help)

    flags = [(_(word), colour) for word, colour in FLAGS.values()]
    verdicts = [(mark.name, mark.badge) for mark in icons.VERDICTS.values()]
    signals = [(_(word), SIGNALS[key]) for key, word in STATES.items()]
    return {
        "title": column.TextColumn(_("Product"), width=190),
        "tier": tier_column(),
        "suggested": tier_column(_("Suggested")),
        "why": column.TextColumn(_("Why"), width=250, help=_("The place by sales, and the rules that moved it")),
        "outlook": column.TextColumn(_("Would change"), width=240, help=_("The nearest threshold, and how far it is")),
        "open": marks(_("To decide"), 140, flags, _("What asks for a decision")),
        "role": column.TextColumn(_("Role"), width=84),
        "routes": column.TextColumn(_("Routes"), width=62, help=_("Signed up, of the routes that its tier asks for")),
        "gates": marks(_("Gates"), 84, verdicts, _("The worst verdict of its sign-ups: price and stock")),
        "stock": stock_columns.available(),
        "cover": stock_columns.cover_days(_("; of the SKU that is gone first")),
        "weekly": stock_columns.weekly_cover(),
        "price": number(f"{_('Price')}, {sign}", "%.2f", 78, _("From which it is sold")),
        "lowest": number(f"{_('Lowest')}, {sign}", "%.2f", 78, _("Lowest price of a SKU since 1 January")),
        "margin": number(_("Margin"), "%.0f%%", 68, _("(price − cost) / price")),
        "carts": column.AreaChartColumn(
            _("Carts, 7 days"), width=100, color="primary", help=_("Add-to-cart per day, last seven full days")
        ),
        "signal": marks(_("Cart rate"), 84, signals, _("Add-to-cart rate of 7 days with its interval")),
        "pace": number(_("Pace"), "%.0f%%", 64, _("Favourites + carts against what is expected by now")),
        "units": number(_("Units, 7 d"), "localized", 80, _("Last seven full days")),
        "share": number(_("Of revenue"), "%.1f%%", 82, _("Share, last 28 full days")),
    }
