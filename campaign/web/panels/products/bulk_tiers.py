"""Choosing: tiers and roles for many products at once, told when somebody else was faster, undone with one click."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import nullcontext
from typing import Any, NamedTuple

import pandas as pd
import streamlit as st

from campaign.base import formats
from campaign.base.language import _, _n
from campaign.desk import Overtaken
from campaign.products import ROLE_NAMES, ROLES, Role, Tier
from campaign.room import Room
from campaign.team import members
from campaign.team.members import Member
from campaign.web.panels.products import card
from campaign.web.widgets import icons, session
from campaign.web.widgets.basics import plain, refusals

LONG = 1500  # so many take more than a second to write
CHOICES = ("set_tiers", "set_role")
WAITING, SEEN = "products.overtaken", "products.seen"
Answer = tuple[Callable[..., None], tuple[Any, ...]]


class Choice(NamedTuple):
    """Tiers and roles to be set, and what the person saw when choosing them."""

    tiers: Mapping[str, Tier]
    roles: Mapping[str, Role]
    seen_tiers: Mapping[str, Tier | None]
    seen_roles: Mapping[str, Role]


def bulk(chosen: pd.DataFrame, total: int, visitor: Member) -> None:
    """The bar above the table: a hint, or what can be done with the chosen products together."""
    may = members.may(visitor, "products")
    if chosen.empty:
        said = _n("{number} product", "{number} products", total, number=formats.whole(total))
        hint = _("select rows to decide on them together, to see their reasons or to open a card")
        st.caption(f"{said} · {hint}", width="content")
    if may and total:
        label = _("All {count}", count=formats.whole(total))
        st.checkbox(label, key="products.all", help=_("Every product that the filters find, not only this page"))
    if chosen.empty:
        st.session_state.pop(SEEN, None)
        return
    count = len(chosen)
    st.markdown(_n("**{count}** selected", "**{count}** selected", count), width="content")
    if may:
        _choosers()
        seen = _seen(chosen)
        st.button(
            _("Apply to {count}", count=formats.whole(count)),
            type="primary",
            icon=":material/done_all:",
            key="products.apply",
            on_click=_apply,
            args=(seen,),
        )
        open_ = chosen[(chosen["differs"] | chosen["undecided"]) & chosen["suggested"].notna()]
        if len(open_):
            st.button(
                _n("Accept suggestion for {count}", "Accept suggestions for {count}", len(open_)),
                icon=":material/lightbulb:",
                key="products.accept",
                on_click=_choose,
                args=(seen._replace(tiers=_tiers(open_, "suggested")),),
            )
    if st.button(_("Open card"), type="tertiary", icon=":material/open_in_full:", key="products.open"):
        card.open_(str(chosen["product_id"].iloc[0]))


def _seen(chosen: pd.DataFrame) -> Choice:
    """What the products were when they were chosen; what others change while one makes up one's mind isn't seen."""
    products = frozenset(chosen["product_id"])
    known = st.session_state.get(SEEN)
    if known is None or known[0] != products:
        roles = dict(zip(chosen["product_id"], chosen["role"], strict=True))
        known = st.session_state[SEEN] = products, Choice({}, {}, _tiers(chosen, "tier"), roles)
    found: Choice = known[1]
    return found


def _choosers() -> None:
    for name, options, hint, words in (
        ("tier", list(icons.TIERS), _("Set tier"), lambda key: icons.TIERS[key].name),
        ("role", list(ROLES), _("Set role"), lambda key: _(ROLE_NAMES[key])),
    ):
        st.selectbox(
            hint,
            options,
            index=None,
            placeholder=hint,
            key=f"products.{name}",
            format_func=words,
            label_visibility="collapsed",
            width=140,
        )


def _tiers(rows: pd.DataFrame, name: str) -> dict[str, Any]:
    cells = rows[name].astype(object).where(rows[name].notna(), None)
    return dict(zip(rows["product_id"], cells, strict=True))


def _apply(seen: Choice) -> None:
    """Set what is chosen for the products that were seen; nothing chosen changes nothing."""
    tier, role = st.session_state["products.tier"], st.session_state["products.role"]
    tiers: dict[str, Tier] = dict.fromkeys(seen.seen_tiers, tier) if tier else {}
    _choose(seen._replace(tiers=tiers, roles=dict.fromkeys(seen.seen_roles, role) if role else {}))


def _choose(choice: Choice) -> None:
    """Write a choice; where somebody else was faster, keep it until the person says what shall hold."""
    visitor, campaign = session.require(), session.room().campaign
    st.session_state.pop(WAITING, None)
    count = max(len(choice.tiers), len(choice.roles))
    said = _("Deciding on {count} products", count=formats.whole(count))
    with refusals(), st.spinner(said, show_time=True) if count > LONG else nullcontext():
        try:
            changed = session.desk().bulk_edits.decide(
                visitor, campaign, choice.tiers, choice.roles, session.now(),
                seen_tiers=choice.seen_tiers, seen_roles=choice.seen_roles,
            )  # fmt: skip
        except Overtaken as overtaken:
            st.session_state[WAITING] = choice, overtaken
        else:
            if changed:
                st.toast(_n("{count} choice written", "{count} choices written", changed), icon=":material/check:")
            _deselect()


def overtaken() -> None:
    """What somebody else changed since the person looked, and the question which of the two shall hold."""
    waiting = st.session_state.get(WAITING)
    if waiting is not None:
        choice, told = waiting
        question(WAITING, str(told), (_choose, (_mine(choice, told),)), (_choose, (_theirs(choice, told),)))


def question(waiting: str, said: str, mine: Answer, theirs: Answer) -> None:
    """Ask whether one's own choice or the other one shall hold; `waiting` is where the choice is kept meanwhile."""
    page = waiting.partition(".")[0]
    with st.container(border=True, horizontal=True, vertical_alignment="center", gap="small", key=f"{page}-overtaken"):
        st.markdown(f":orange[:material/group:] {plain(said)} :gray[{_('Nothing was written yet.')}]")
        st.button(_("Take mine"), key=f"{page}.mine", on_click=mine[0], args=mine[1])
        st.button(_("Leave theirs"), key=f"{page}.theirs", on_click=theirs[0], args=theirs[1])
        st.button(_("Cancel"), type="tertiary", key=f"{page}.cancel", on_click=_forget, args=(waiting,))


def _mine(choice: Choice, told: Overtaken) -> Choice:
    """The same choice, now that the other one was seen."""
    if told.choice == "set_tiers":
        return choice._replace(seen_tiers={**choice.seen_tiers, **told.others})
    return choice._replace(seen_roles={**choice.seen_roles, **told.others})


def _theirs(choice: Choice, told: Overtaken) -> Choice:
    """The choice without what somebody else decided meanwhile."""
    if told.choice == "set_tiers":
        return choice._replace(tiers={one: tier for one, tier in choice.tiers.items() if one not in told.others})
    return choice._replace(roles={one: role for one, role in choice.roles.items() if one not in told.others})


def _forget(waiting: str) -> None:
    st.session_state.pop(waiting, None)
    st.session_state.pop(waiting.replace("overtaken", "seen"), None)


def undo(room: Room, visitor: Member, choices: tuple[str, ...] = CHOICES) -> None:
    """The visitor's last choice, to be taken back with one click."""
    entries = room.decisions.last_choice(visitor.id, choices)
    if entries:
        count = max(len(one.after or {}) for one in entries)
        st.button(
            _n("Undo for {count} product", "Undo for {count} products", count),
            icon=":material/undo:",
            type="tertiary",
            key=f"{choices[0]}.undo",
            on_click=_undo,
            args=(tuple(one.id for one in entries),),
            help=_("Takes your last choice back; what somebody changed since stays."),
        )


def _undo(entries: tuple[int, ...]) -> None:
    visitor, campaign = session.require(), session.room().campaign
    with refusals():
        done = session.desk().bulk_edits.undo(visitor, campaign, entries, session.now())
        said = _n("{count} choice taken back", "{count} choices taken back", done.back)
        left = _n("{count} stays, changed since", "{count} stay, changed since", done.left)
        st.toast(f"{said}; {left}" if done.left else said, icon=":material/undo:")


def _deselect() -> None:
    state: Any = st.session_state
    state["products.tier"] = state["products.role"] = None
    state["products.all"] = False
    state.pop(SEEN, None)
    state[state["products.table"]] = {"selection": {"rows": [], "columns": [], "cells": []}}
