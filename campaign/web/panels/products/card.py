"""The card of one product in the drawer: its head, and one section at a time."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pandas as pd
import streamlit as st

from campaign.base import formats, money
from campaign.base.language import N_, _, _n
from campaign.prices import history
from campaign.products import ROLE_NAMES, Product
from campaign.room import Room
from campaign.room.facts import whole
from campaign.team.members import Member
from campaign.web.panels.products import (
    card_edit,
    card_margin,
    card_prices,
    card_skus,
    card_today,
    tier_reasons,
)
from campaign.web.widgets import drawer, icons, session
from campaign.web.widgets.basics import figure, plain, unknown

Section = Callable[[Member, Room, Product], None]
SECTIONS: Mapping[str, tuple[str, Section]] = {
    "today": (N_("Today"), card_today.section),
    "skus": (N_("SKUs"), card_skus.section),
    "prices": (N_("Prices"), card_prices.section),
    "margin": (N_("Margin"), card_margin.section),
    "tier": (N_("Tier"), tier_reasons.section),
    "edit": (N_("Edit"), card_edit.section),
}


def open_(product_id: str) -> None:
    """Pull the drawer open on the card of a product."""
    drawer.pull(card, product_id, width="medium")


def card(product_id: str) -> None:
    """Everything known of one product: what it is, how it stands today, its SKUs, prices and margin, a form."""
    visitor, room = session.require(), session.room()
    product = room.products.catalogue().get(product_id)
    if product is None:
        st.markdown(f"## {plain(product_id)}")
        st.markdown(unknown(_("facts name it, but no list of products does; import one")))
        return
    _head(room, product)
    section = st.segmented_control(
        _("Section"),
        list(SECTIONS),
        default="today",
        required=True,
        key=f"ware.section-{product_id}",
        format_func=lambda key: _(SECTIONS[key][0]),
        label_visibility="collapsed",
    )
    SECTIONS[str(section)][1](visitor, room, product)


def _head(room: Room, product: Product) -> None:
    """Name, tier and role, then four figures: price, margin, stock, lowest price since 1 January."""
    tier = room.products.decided().get(product.product_id)
    tag = icons.TIERS[tier].tag if tier else f":orange-badge[{_('No tier')}]"
    about = [_(ROLE_NAMES[product.role]), product.product_id, product.category or "", _age(room, product)]
    st.markdown(f"## {plain(product.name)}")
    st.markdown(f"{tag} :gray[{plain(' · '.join(part for part in about if part))}]")
    rows = room.skus.of(product.product_id)
    with st.grid(4, min_column_width=120, gap="small", key="ware-figures"):
        _price(room, rows)
        _margin(rows)
        _stock(room, product, rows)
        _lowest(room, rows)


def _age(room: Room, product: Product) -> str:
    """How long it has been on sale; a set of goods is fresh for three months."""
    if product.launched_on is None:
        return ""
    days = (room.today - product.launched_on).days
    said = _n("on sale for {count} day", "on sale for {count} days", days)
    return _("{age}: older than a fresh assortment", age=said) if days > room.campaign.thresholds.old_days else said


def _span(amounts: pd.Series[int], currency: str) -> str:
    known = amounts.dropna()
    if known.empty:
        return formats.UNKNOWN
    low, high = (money.text(int(end), currency, cents=True) for end in (known.min(), known.max()))
    return low if low == high else f"{low} – {high}"


def _price(room: Room, rows: pd.DataFrame) -> None:
    counted = len(rows)
    figure(
        _("Price"),
        _span(rows["price_minor"], room.campaign.currency),
        _n("{count} SKU", "{count} SKUs", counted),
        help=_("Present selling price; import it, or change it under Edit."),
    )


def _margin(rows: pd.DataFrame) -> None:
    known, floor = rows["margin"].dropna(), formats.share(float(rows["floor_share"].iloc[0]))
    below = bool(rows["below"].fillna(False).any())
    figure(
        _("Margin"),
        formats.share(float(known.min())) if len(known) else formats.UNKNOWN,
        _("below floor") if below else _("floor {share}", share=floor) if len(known) else None,
        good=None if known.empty else not below,
        help=_("(price − cost) / price of the leanest SKU, before any discount; unknown without a cost.")
        if len(known)
        else _("Unknown: price or cost is missing. Import the costs, or type them under Edit."),
    )


def _stock(room: Room, product: Product, rows: pd.DataFrame) -> None:
    gaps = int(rows["gap"].isin(["out", "short"]).sum())
    total = whole(room.levels.products().set_index("product_id")["sellable_now"].get(product.product_id))
    known = total is not None
    figure(
        _("Available"),
        formats.whole(total),
        (_n("{count} SKU short", "{count} SKUs short", gaps) if gaps else _("no gap")) if known else None,
        good=None if not known else not gaps,
        help=_("What can be sold now of all SKUs. Short: at the weekly rate gone before an order would come."),
    )


def _lowest(room: Room, rows: pd.DataFrame) -> None:
    known = rows.dropna(subset=["lowest_minor"])
    complete = len(known) == len(rows) and len(rows) > 0
    row = (known.sort_values("lowest_minor") if complete else rows).iloc[0]
    said = history.said({str(name): cell for name, cell in row.items()}, room.campaign.currency, room.campaign.zone)
    figure(
        _("Lowest since 1 Jan"),
        money.text(said.price_minor, room.campaign.currency, cents=True) if complete else formats.UNKNOWN,
        help=said.sentence,
    )
