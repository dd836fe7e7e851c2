"""Aiming: targets for many products at once, told when somebody else was faster."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd
import streamlit as st

from campaign.base.language import _, _n
from campaign.desk import Overtaken
from campaign.room import Room
from campaign.targets.product_targets import ProductTarget
from campaign.team import members
from campaign.team.members import Member
from campaign.web.panels.products.bulk_tiers import question
from campaign.web.widgets import session
from campaign.web.widgets.basics import refusals

WORDS = ("favourites", "carts", "units")
WAITING, SEEN = "targets.overtaken", "targets.seen"
Seen = Mapping[str, ProductTarget | None]


def bulk(room: Room, chosen: pd.DataFrame, visitor: Member) -> None:
    """The bar above the table: set targets of the selected products, or take the worked-out ones."""
    if chosen.empty:
        st.session_state.pop(SEEN, None)
        st.caption(_("Select rows to set their targets; what nobody sets follows from the GMV target"))
        return
    count = len(chosen)
    st.markdown(_n("**{count}** selected", "**{count}** selected", count), width="content")
    if not members.may(visitor, "targets"):
        return
    labels = {"favourites": _("Favourites"), "carts": _("Carts"), "units": _("Units")}
    for word in WORDS:
        st.number_input(
            labels[word],
            min_value=0,
            value=None,
            step=1,
            placeholder=labels[word],
            key=f"targets.{word}",
            label_visibility="collapsed",
            width=150,
        )
    seen = _remembered(room, chosen["product_id"])
    in_force = {row["product_id"]: {word: _known(row[word]) for word in WORDS} for row in chosen.to_dict("records")}
    worked = {
        row["product_id"]: ({word: _known(row[f"proposed_{word}"]) for word in WORDS}, row["basis"])
        for row in chosen.to_dict("records")
    }
    st.button(
        _("Set for {count}", count=count),
        type="primary",
        icon=":material/done_all:",
        key="targets.set",
        on_click=_set,
        args=(in_force, seen),
        help=_("Empty fields stay as they are"),
    )
    st.button(
        _("Take the worked-out targets"),
        icon=":material/calculate:",
        key="targets.take",
        on_click=_write,
        args=(worked, seen),
    )


def _known(cell: Any) -> int | None:
    return None if pd.isna(cell) else int(cell)


def _set(in_force: Mapping[str, Mapping[str, int | None]], seen: Seen) -> None:
    typed = {word: st.session_state[f"targets.{word}"] for word in WORDS}
    given = {word: count for word, count in typed.items() if count is not None}
    if given:
        _write({product: ({**now, **given}, "typed") for product, now in in_force.items()}, seen)


def _write(counts: Mapping[str, tuple[Mapping[str, int | None], Any]], seen: Seen) -> None:
    """Write targets; where somebody else was faster, keep them until the person says what shall hold."""
    visitor, campaign = session.require(), session.room().campaign
    st.session_state.pop(WAITING, None)
    targets = [
        ProductTarget(campaign=campaign.id, product_id=product, basis=basis, **known)
        for product, (known, basis) in counts.items()
    ]
    with refusals():
        try:
            session.desk().bulk_edits.set_targets(visitor, campaign.id, targets, session.now(), seen)
        except Overtaken as overtaken:
            st.session_state[WAITING] = counts, seen, overtaken
            return
        st.session_state[st.session_state["targets.table"]] = {"selection": {"rows": [], "columns": [], "cells": []}}
        st.session_state.pop(SEEN, None)
        for word in WORDS:
            st.session_state[f"targets.{word}"] = None


def overtaken(room: Room) -> None:
    """What somebody else set since the person looked, and the question which of the two shall hold."""
    waiting = st.session_state.get(WAITING)
    if waiting is not None:
        counts, seen, told = waiting
        now = {
            product: cell and ProductTarget(campaign=room.campaign.id, product_id=product, **cell)
            for product, cell in told.others.items()
        }
        rest = {product: one for product, one in counts.items() if product not in told.others}
        question(WAITING, str(told), (_write, (counts, {**seen, **now})), (_write, (rest, seen)))


def _remembered(room: Room, products: Iterable[str]) -> Seen:
    """What the targets were when the products were chosen, however often the page was drawn since."""
    chosen = frozenset(products)
    known = st.session_state.get(SEEN)
    if known is None or known[0] != chosen:
        known = st.session_state[SEEN] = chosen, _seen(room, chosen)
    found: Seen = known[1]
    return found


def _seen(room: Room, products: Iterable[str]) -> Seen:
    """The targets people had set when the page was drawn."""
    typed = {one.product_id: one for one in room.targets.typed()}
    return {product: typed.get(product) for product in products}
