"""Products on their page: which need a decision, the table and its bulk bar, reasons, thresholds, the card."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd
import streamlit as st

from campaign import members, money, numerals
from campaign.language import N_, _, _n
from campaign.members import Member
from campaign.products import ROLE_NAMES, ROLES, Product
from campaign.room import Room
from campaign.room.kept import FACTS, kept
from campaign.targets import ProductTarget
from campaign.tiers import Decision
from campaign.web import drawer, palette, session
from campaign.web.gaps import tier_column
from campaign.web.goods import card
from campaign.web.widgets import Answer, figure, majors, refusals

VIEWS = {
    "all": N_("All"),
    "behind": N_("Behind pace"),
    "at_risk": N_("Stock risk"),
    "undecided": N_("No tier"),
    "differs": N_("Differs from suggestion"),
    "margin_unknown": N_("Margin unknown"),
}
FLAGS: Mapping[str, tuple[str, palette.Badge]] = {
    "undecided": (N_("no tier"), "orange"),
    "differs": (N_("differs"), "orange"),
    "behind": (N_("behind"), "orange"),
    "at_risk": (N_("stock"), "red"),
    "margin_unknown": (N_("margin ?"), "gray"),
}
TABLE_HEIGHT = 470


def answer(room: Room) -> Answer:
    """How many products need a decision, and why."""
    frame = room.judged()
    claims = {name: int(frame[name].sum()) for name in FLAGS}
    open_ = claims["undecided"] + claims["differs"]
    if open_:
        text = _n(
            "{count} of {total} products needs a decision",
            "{count} of {total} products need a decision",
            open_,
            total=len(frame),
        )
    else:
        text = _n("The {count} product has its tier", "All {count} products have their tier", len(frame))
    said = (
        _n("{count} has no tier", "{count} have no tier", claims["undecided"]),
        _n("{count} differs from its suggestion", "{count} differ from their suggestion", claims["differs"]),
        _n("{count} is behind pace", "{count} are behind pace", claims["behind"]),
        _n("{count} runs out within its lead time", "{count} run out within their lead time", claims["at_risk"]),
        _n("the margin of {count} is unknown", "the margins of {count} are unknown", claims["margin_unknown"]),
    )
    reasons = [one for one, count in zip(said, claims.values(), strict=True) if count]
    return Answer(text, _("; ").join(reasons) + _(".") if reasons else _("None is behind pace or short of stock."))


def figures(room: Room) -> None:
    """One figure per tier as decided, and what is still open."""
    frame = room.judged()
    for key, mark in palette.TIERS.items():
        rows = frame[frame["tier"] == key]
        behind = int(rows["behind"].sum())
        known = bool(rows["pace_share"].notna().any())
        share = numerals.share(float(rows["revenue_share"].sum())) if len(rows) else numerals.UNKNOWN
        figure(
            mark.name,
            numerals.whole(len(rows)),
            _n("{count} behind", "{count} behind", behind) if behind else _("on pace") if known else share,
            _("favourites + carts") if known else _("of revenue"),
            good=not behind if known else None,
            help=_("Decided by people. {share} of the revenue of the last 28 full days.", share=share),
        )
    differs = int(frame["differs"].sum())
    figure(
        _("No tier"),
        numerals.whole(int(frame["undecided"].sum())),
        _n("{count} differs", "{count} differ", differs),
        _("from suggestion"),
        good=False if frame["undecided"].any() else None,
        help=_("Suggested from the revenue of the last 28 full days; the reasons stand below the table."),
    )


def filters() -> tuple[str, tuple[str, ...], str]:
    """The view, the tiers and the words to look for."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="filters"):
        view = st.segmented_control(
            _("View"),
            list(VIEWS),
            default="all",
            required=True,
            key="products.view",
            format_func=lambda key: _(VIEWS[key]),
            label_visibility="collapsed",
        )
        tiers = st.pills(
            _("Tier"),
            list(palette.TIERS),
            selection_mode="multi",
            key="products.tiers",
            format_func=lambda key: f"{palette.TIERS[key].glyph} {palette.TIERS[key].name}",
            label_visibility="collapsed",
        )
        st.space("stretch")
        needle = st.text_input(
            _("Find"),
            placeholder=_("Find a product"),
            icon=":material/search:",
            key="products.find",
            label_visibility="collapsed",
            width=176,
        )
    return str(view), tuple(tiers), str(needle)


@kept(Product, Decision, ProductTarget, FACTS)
def filtered(room: Room, view: str, tiers: tuple[str, ...], needle: str) -> pd.DataFrame:
    """The rows of a view, of these tiers, whose title or id holds the words."""
    frame = room.judged()
    if view != "all":
        frame = frame[frame[view]]
    if tiers:
        frame = frame[frame["tier"].isin(tiers)]
    if needle.strip():
        words = needle.strip()
        named = frame["title"].str.contains(words, case=False, regex=False)
        frame = frame[named | frame["product_id"].str.contains(words, case=False, regex=False)]
    return frame.reset_index(drop=True)


def table(room: Room, *wanted: Any) -> list[int]:
    """The products that `filtered` finds; returns the places of the selected rows.

    The order is part of the key: when it changes, by a filter or by somebody's decision, the selection is dropped
    rather than passed on to other products.
    """
    rows, currency = filtered(room, *wanted), room.campaign.currency
    key = f"products.table-{abs(hash(tuple(rows['product_id'])))}"
    st.session_state["products.table"] = key
    picked: Any = st.dataframe(
        _shown(room, *wanted),
        hide_index=True,
        height=TABLE_HEIGHT,
        row_height=34,
        on_select="rerun",
        selection_mode="multi-row",
        key=key,
        placeholder=numerals.UNKNOWN,
        alt=_("Products with tier, suggestion, what is open, pace, stock, price and margin"),
        column_config=_columns(currency),
    )
    return [place for place in picked.selection.rows if place < len(rows)]


@kept(Product, Decision, ProductTarget, FACTS)
def _shown(room: Room, *wanted: Any) -> pd.DataFrame:
    rows = filtered(room, *wanted)
    tier = {key: [mark.name] for key, mark in palette.TIERS.items()}
    flags = {name: _(word) for name, (word, _colour) in FLAGS.items()}
    open_ = rows[list(FLAGS)].to_numpy()
    return pd.DataFrame(
        {
            "title": rows["title"],
            "tier": [tier.get(one, []) for one in rows["tier"]],
            "suggested": [tier.get(one, []) for one in rows["suggested"]],
            "open": [[word for word, is_so in zip(flags.values(), row, strict=True) if is_so] for row in open_],
            "role": [_(ROLE_NAMES[one]) if one != "none" else "" for one in rows["role"]],
            "carts": rows["carts_by_day"],
            "pace": (rows["pace_share"] * 100).astype("Float64"),
            "cover": rows["cover_days"],
            "stock": rows["available"],
            "units": rows["units"],
            "price": majors(rows["price_minor"], room.campaign.currency),
            "margin": rows["margin"] * 100,
            "share": rows["revenue_share"] * 100,
        }
    )


def _columns(currency: str) -> dict[str, Any]:
    column = st.column_config
    return {
        "title": column.TextColumn(_("Product"), pinned=True, width=200),
        "tier": tier_column(),
        "suggested": tier_column(_("Suggested")),
        "open": column.MultiselectColumn(
            _("To decide"),
            width=150,
            options=[_(word) for word, _colour in FLAGS.values()],
            color=[colour for _word, colour in FLAGS.values()],
            help=_("What asks for a decision"),
        ),
        "role": column.TextColumn(_("Role"), width=100),
        "carts": column.AreaChartColumn(
            _("Carts, 7 days"), width=110, color="primary", help=_("Add-to-cart per day, last seven full days")
        ),
        "pace": column.NumberColumn(
            _("Pace"), format="%.0f%%", width=70, help=_("Favourites + carts against what is expected by now")
        ),
        "cover": column.NumberColumn(
            _("Cover, d"), format="%.1f", width=76, help=_("Days the stock lasts at its 7-day rate")
        ),
        "stock": column.NumberColumn(_("Stock"), format="localized", width=76, help=_("On hand less reserved")),
        "units": column.NumberColumn(_("Units, 7 d"), format="localized", width=84),
        "price": column.NumberColumn(f"{_('Price')}, {money.symbol(currency).strip()}", format="%.2f", width=80),
        "margin": column.NumberColumn(_("Margin"), format="%.0f%%", width=74, help=_("(price − cost) / price")),
        "share": column.NumberColumn(_("Of revenue"), format="%.1f%%", width=84, help=_("Share, last 28 full days")),
    }


def bulk(chosen: pd.DataFrame, total: int, visitor: Member) -> None:
    """The bar above the table: a hint, or what can be done with the selected rows together."""
    if chosen.empty:
        said = _n("{count} product", "{count} products", total)
        hint = _("select rows to decide on them together, to see their reasons or to open a card")
        st.caption(f"{said} · {hint}")
        return
    count = len(chosen)
    st.markdown(_n("**{count}** selected", "**{count}** selected", count), width="content")
    if members.may(visitor, "products"):
        st.selectbox(
            _("Tier"),
            list(palette.TIERS),
            index=None,
            placeholder=_("Set tier"),
            key="products.tier",
            format_func=lambda key: palette.TIERS[key].name,
            label_visibility="collapsed",
            width=140,
        )
        st.selectbox(
            _("Role"),
            ROLES,
            index=None,
            placeholder=_("Set role"),
            key="products.role",
            format_func=lambda key: _(ROLE_NAMES[key]),
            label_visibility="collapsed",
            width=140,
        )
        revs = {
            one: None if pd.isna(rev) else int(rev)
            for one, rev in zip(chosen["product_id"], chosen["rev"], strict=True)
        }
        st.button(
            _("Apply to {count}", count=count),
            type="primary",
            icon=":material/done_all:",
            key="products.apply",
            on_click=_apply,
            args=(revs,),
        )
        open_ = chosen[(chosen["differs"] | chosen["undecided"]) & chosen["suggested"].notna()]
        if len(open_):
            st.button(
                _n("Accept suggestion for {count}", "Accept suggestions for {count}", len(open_)),
                icon=":material/lightbulb:",
                key="products.accept",
                on_click=_accept,
                args=(dict(zip(open_["product_id"], open_["suggested"], strict=True)),),
            )
    if st.button(_("Open card"), type="tertiary", icon=":material/open_in_full:", key="products.open"):
        drawer.pull(card, str(chosen["product_id"].iloc[0]))


def _apply(revs: Mapping[str, int | None]) -> None:
    """Set what was chosen for the selected products; nothing chosen changes nothing."""
    visitor, room = session.require(), session.room()
    tier, role = st.session_state["products.tier"], st.session_state["products.role"]
    with refusals():
        if tier:
            session.desk().set_tiers(visitor, room.campaign.id, dict.fromkeys(revs, tier), session.now())
        if role:
            session.desk().set_role(visitor, room.campaign, revs, role, session.now())
        _deselect()


def _accept(tiers: Mapping[str, Any]) -> None:
    visitor, room = session.require(), session.room()
    with refusals():
        session.desk().set_tiers(visitor, room.campaign.id, tiers, session.now())
        _deselect()


def _deselect() -> None:
    st.session_state["products.tier"] = st.session_state["products.role"] = None
    st.session_state[st.session_state["products.table"]] = {"selection": {"rows": [], "columns": [], "cells": []}}
