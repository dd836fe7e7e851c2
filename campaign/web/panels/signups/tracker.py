"""The tracker on its page: every product on every route, and what is done with many of them at once."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import pandas as pd
import streamlit as st

from campaign.base import formats
from campaign.base.language import N_, _, _n
from campaign.plan.campaigns import Campaign
from campaign.prices.history import Price
from campaign.products import Product
from campaign.room import Room
from campaign.room.cache import FACTS, kept
from campaign.signups import gates, signups
from campaign.signups.activities import Activity
from campaign.signups.signups import SignUp
from campaign.team import members
from campaign.team.members import Member
from campaign.tiers import Decision
from campaign.web.blocks.gap_tables import tier_column
from campaign.web.panels.signups.signup_form import card
from campaign.web.widgets import drawer, icons, session
from campaign.web.widgets.basics import refusals

FLAGS: Mapping[str, tuple[str, icons.Badge]] = {
    "clash": (N_("clash"), "red"),
    "misfit": (N_("tier"), "orange"),
    "is_past": (N_("too late"), "red"),
    "is_locked": (N_("locked"), "gray"),
}
TABLE_HEIGHT = 470
MOST = 1000  # rows of the table; who looks for others filters
RESTS_ON = (SignUp, Activity, Product, Decision, Price, Campaign, FACTS)


@kept(*RESTS_ON, clock=True)
def filtered(room: Room, view: str, chosen: tuple[str, ...], needle: str) -> pd.DataFrame:
    """The rows of a view, on these routes, whose product's title or id holds the words."""
    frame = room.signup_tracker.table()
    truth = {
        "fails": frame["verdict"] == "fail",
        "unknown": frame["verdict"] == "unknown",
        "missing": ~frame["is_in"],
        "clash": frame["clash"] != "",
        "misfit": frame["misfit"] != "",
    }
    if view in truth:
        frame = frame[truth[view].fillna(False).astype(bool)]
    if chosen:
        frame = frame[frame["route"].isin(chosen)]
    if words := needle.strip():
        named = frame["title"].str.contains(words, case=False, regex=False)
        frame = frame[named | frame["product_id"].str.contains(words, case=False, regex=False)]
    return frame.reset_index(drop=True)


def table(room: Room, *wanted: Any) -> list[int]:
    """The rows that `filtered` finds; returns the places of the selected ones, dropped when the order changes."""
    rows = filtered(room, *wanted).head(MOST)
    key = f"routes.table-{abs(hash(tuple(zip(rows['product_id'], rows['route'], strict=True))))}"
    st.session_state["routes.table"] = key
    shown = _shown(room, *wanted)
    picked: Any = st.dataframe(
        shown,
        hide_index=True,
        height=TABLE_HEIGHT,
        row_height=34,
        on_select="rerun",
        selection_mode="multi-row",
        key=key,
        placeholder=formats.UNKNOWN,
        alt=_("Products on their routes with state, both gates, what decided, deadline and lock"),
        column_config=_columns(room, shown),
    )
    return [place for place in picked.selection.rows if place < len(rows)]


@kept(*RESTS_ON, clock=True)
def _shown(room: Room, *wanted: Any) -> pd.DataFrame:
    rows = filtered(room, *wanted).head(MOST)
    tier = {key: [mark.name] for key, mark in icons.TIERS.items()}
    flags = {name: _(word) for name, (word, _colour) in FLAGS.items()}
    marks = zip(*(rows[name].tolist() for name in FLAGS), strict=True)
    verdict = {key: [_(name)] for key, name in gates.VERDICT_NAMES.items()}
    return pd.DataFrame(
        {
            "title": rows["title"],
            "route": rows["route_title"],
            "tier": [tier.get(one, []) for one in rows["tier"].tolist()],
            "state": [[icons.SIGN_UPS.get(one, icons.SIGN_UPS["missing"]).name] for one in rows["state"].tolist()],
            "price": [verdict.get(one, []) for one in rows["price"].tolist()],
            "stock": [verdict.get(one, []) for one in rows["stock"].tolist()],
            "marks": [[word for word, is_so in zip(flags.values(), row, strict=True) if is_so] for row in marks],
            "why": [
                _("; ").join(one for one in said if isinstance(one, str) and one)
                for said in zip(*(rows[name].tolist() for name in ("clash", "misfit", "reason")), strict=True)
            ],
            "deadline": _clocks(room, rows["deadline"]),
            "lock": _clocks(room, rows["locks"]),
        }
    )


def _clocks(room: Room, instants: pd.Series[Any]) -> list[list[str]]:
    """Instants with what is left until each, as the one tag of its cell."""
    said: dict[datetime, list[str]] = {}
    for at in instants.dropna().unique():
        left = _("in {left}", left=formats.age(at - room.at)) if at > room.at else _("over")
        said[at] = [f"{formats.moment(at, room.campaign.zone)} · {left}"]
    return [said.get(at, []) for at in instants.tolist()]


def _columns(room: Room, shown: pd.DataFrame) -> dict[str, Any]:
    column = st.column_config
    verdicts = list(icons.VERDICTS.values())

    def tags(label: str, options: list[str], colours: list[Any], width: int, **more: Any) -> Any:
        return column.MultiselectColumn(label, options=options, color=colours, width=width, **more)

    def clocks(label: str, name: str, about: str) -> Any:
        known = sorted({one for cell in shown[name] for one in cell})
        over = _("over")
        return tags(label, known, ["red" if one.endswith(over) else "gray" for one in known], 186, help=about)

    judged = ([mark.name for mark in verdicts], [mark.badge for mark in verdicts])
    states = list(icons.SIGN_UPS.values())
    return {
        "title": column.TextColumn(_("Product"), width=180),
        "route": column.TextColumn(_("Route"), width=146),
        "tier": tier_column(),
        "state": tags(_("State"), [one.name for one in states], [one.badge for one in states], 108),
        "price": tags(_("Price gate"), *judged, 92, help=_("Against the sign-up threshold price")),
        "stock": tags(_("Stock check"), *judged, 100, help=_("Against the pieces that the activity asks for")),
        "marks": tags(_("Care"), [_(word) for word, _c in FLAGS.values()], [one for _w, one in FLAGS.values()], 150),
        "why": column.TextColumn(_("What decided"), width=376),
        "deadline": clocks(_("Deadline"), "deadline", _("Last moment to sign up, in the campaign's zone")),
        "lock": clocks(_("Lock"), "lock", _("From then on nothing of a sign-up may change")),
    }


def bulk(room: Room, chosen: pd.DataFrame, total: int, visitor: Member) -> None:
    """The bar above the table: a hint, or what can be done with the selected rows together."""
    if chosen.empty:
        said = _n("{count} row", "{count} rows", total)
        if total > MOST:
            said = _("the first {most} of {count} rows; filter for the others", most=formats.whole(MOST),
                     count=formats.whole(total))  # fmt: skip
        st.caption(f"{said} · {_('select rows to sign up, to take a step together or to open one')}")
        return
    st.markdown(_n("**{count}** selected", "**{count}** selected", len(chosen)), width="content")
    begun = chosen[chosen["sign_up"].notna()]
    fresh = chosen[chosen["sign_up"].isna() | (chosen["state"] == "withdrawn")]
    if members.may(visitor, "products"):
        if len(fresh):
            _begin(fresh[fresh["activity"].notna()])
        elif steps := _common(room, begun):
            _step(begun, steps)
    if len(begun) and st.button(_("Open sign-up"), type="tertiary", icon=":material/open_in_full:", key="routes.open"):
        drawer.pull(card, int(begun["sign_up"].iloc[0]))


def _begin(fresh: pd.DataFrame) -> None:
    if fresh.empty:
        st.caption(_("No activity is offered on this route yet: add one below."))
        return
    st.number_input(
        _("% off"), 0, 95, 10, key="routes.off", width=120, label_visibility="collapsed",
        help=_("Campaign price: so much off the present price of each SKU; change it SKU by SKU afterwards"),
    )  # fmt: skip
    wanted = tuple(zip(fresh["activity"].astype(int), fresh["product_id"], strict=True))
    st.button(
        _n("Sign up {count} at this % off", "Sign up {count} at this % off", len(fresh)),
        type="primary", icon=":material/how_to_reg:", key="routes.sign_up", on_click=_sign_up, args=(wanted,),
    )  # fmt: skip


def _common(room: Room, begun: pd.DataFrame) -> list[signups.State]:
    """The steps that every selected sign-up may take now."""
    held, activities = room.signups.all(), room.signups.activities()
    onward = [
        set(signups.legal(held[int(one)], activities[held[int(one)].activity], room.at)) for one in begun["sign_up"]
    ]
    return [state for state in signups.STATES if onward and all(state in one for one in onward)]


def _step(begun: pd.DataFrame, steps: list[signups.State]) -> None:
    st.selectbox(
        _("Next step"), steps, index=None, placeholder=_("Next step"), key="routes.step",
        format_func=lambda key: icons.SIGN_UPS[key].name, label_visibility="collapsed", width=160,
    )  # fmt: skip
    st.text_input(_("Reason"), placeholder=_("Reason"), key="routes.reason", label_visibility="collapsed", width=200)
    revs = {int(one): int(rev) for one, rev in zip(begun["sign_up"], begun["rev"], strict=True)}
    st.button(
        _("Apply to {count}", count=len(revs)), type="primary", icon=":material/done_all:", key="routes.apply",
        on_click=_apply, args=(revs,),
    )  # fmt: skip


def _sign_up(wanted: tuple[tuple[int, str], ...]) -> None:
    visitor, room = session.require(), session.room()
    off = int(st.session_state["routes.off"]) / 100
    with refusals(), session.desk().transaction():
        for activity in dict.fromkeys(one for one, _product in wanted):
            ticked = {
                product: signups.proposed(room.products.catalogue()[product], off)
                for one, product in wanted
                if one == activity
            }
            session.desk().signups.sign_up(visitor, room.campaign, activity, ticked, session.now())
        _deselect()


def _apply(revs: Mapping[int, int | None]) -> None:
    visitor = session.require()
    state, reason = st.session_state["routes.step"], str(st.session_state["routes.reason"])
    with refusals():
        if state:
            session.desk().signups.step_sign_ups(visitor, revs, state, session.now(), reason)
            st.session_state["routes.step"], st.session_state["routes.reason"] = None, ""
            _deselect()


def _deselect() -> None:
    st.session_state[st.session_state["routes.table"]] = {"selection": {"rows": [], "columns": [], "cells": []}}
