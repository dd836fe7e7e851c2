"""The ledger on its page: the plan by phase and channel, entries of money spent, releases from the reserve."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd
import streamlit as st

from campaign.base import formats, money
from campaign.base.language import _, _n
from campaign.base.phases import PhaseKey
from campaign.room import Room
from campaign.room.cache import FACTS, kept
from campaign.spend import channels
from campaign.spend.budget import Line
from campaign.team import members
from campaign.team.members import Member
from campaign.web.widgets import drawer, session
from campaign.web.widgets.basics import lines, majors, panel, plain, refusals

SHOWN = 6
ROUND = "budget.round"  # counts the saves, so that a saved editor starts afresh


def plan(room: Room, visitor: Member) -> None:
    """The plan as a grid of channels and phases; nothing counts before it is saved."""
    may = members.may(visitor, "budget")
    note = _("{currency}, whole amounts; 0 removes a line", currency=room.campaign.currency)
    with panel(_("Plan by phase and channel"), note, key="budget-plan"):
        key = f"budget.plan-{st.session_state.get(ROUND, 0)}"
        amounts: dict[str, Any] = {
            phase.key: st.column_config.NumberColumn(phase.name, min_value=0, format="localized")
            for phase in room.calendar
        }
        st.data_editor(
            _grid(room),
            hide_index=True,
            height="content",
            key=key,
            disabled=["channel"] if may else True,
            placeholder="",
            column_config={"channel": st.column_config.TextColumn(_("Channel"), width=140), **amounts},
            alt=_("Planned amounts by channel and phase"),
        )
        edits = len(st.session_state[key]["edited_rows"]) if key in st.session_state else 0
        with st.container(horizontal=True, vertical_alignment="center"):
            st.button(
                _("Save the plan"),
                type="primary",
                icon=":material/save:",
                key="budget.save",
                disabled=not (may and edits),
                on_click=save,
                args=(key, seen(room)),
            )
            st.caption(
                _n("{count} row changed, not saved yet", "{count} rows changed, not saved yet", edits)
                if edits
                else _("Whoever leads the whole campaign changes the plan")
                if not may
                else _("What the lines leave of the budget is the reserve")
            )


@kept(Line, FACTS)
def _grid(room: Room) -> pd.DataFrame:
    grid = room.budget.plan_grid().apply(lambda column: majors(column, room.campaign.currency))
    grid.insert(0, "channel", [channels.name(one) for one in grid.index])
    return grid.reset_index(drop=True)


def seen(room: Room) -> dict[tuple[PhaseKey, str], int]:
    """The plan as it stands on the screen: phase and channel to minor units, 0 for no line, channels in order."""
    grid = room.budget.plan_grid().fillna(0)
    return {(phase.key, str(one)): int(cell) for phase in room.calendar for one, cell in grid[phase.key].items()}


def save(key: str, seen: Mapping[tuple[PhaseKey, str], int]) -> None:
    """Save the changed cells; a line that somebody else changed meanwhile is refused.

    Args:
        key: Where the editor keeps its edits in the session.
        seen: The amounts on the screen, minor units, row by row of channels.
    """
    visitor, campaign = session.require(), session.room().campaign
    names = list(dict.fromkeys(channel for _phase, channel in seen))
    with refusals():
        lines = {
            (phase, names[int(place)]): money.to_minor(str(amount or 0), campaign.currency)
            for place, cells in st.session_state[key]["edited_rows"].items()
            for phase, amount in cells.items()
        }
        expect = {cell: seen[cell] for cell in lines}
        session.desk().budget.set_lines(visitor, campaign, lines, session.now(), expect)
        st.session_state[ROUND] = st.session_state.get(ROUND, 0) + 1


def entries(room: Room, visitor: Member) -> None:
    """Money entered by hand, newest first, and the way to enter more."""
    rows = room.budget.spend_entries()
    with panel(_("Entered by hand"), _n("{count} entry", "{count} entries", len(rows)), key="amounts-entries"):
        if rows:
            shown = [
                (
                    formats.day(one.day),
                    channels.name(one.channel),
                    plain(one.note),
                    f":gray[{plain(one.who)}]",
                    plain(money.text(one.amount_minor, room.campaign.currency)),
                )
                for one in rows[:SHOWN]
            ]
            lines(shown)
        else:
            st.markdown(f":gray[{_('Nothing yet. Enter what no import holds: a live host, a sample, a courier.')}]")
        if members.may(visitor, "spend") and st.button(
            _("Enter spend"), icon=":material/add:", key="budget.enter", width="content"
        ):
            drawer.pull(spend)


def spend() -> None:
    """The form of one entry."""
    room, visitor = session.room(), session.require()
    st.markdown(f"### {_('Enter spend')}")
    with st.form("budget.spend", border=False):
        day = st.date_input(_("Day"), min(room.today, room.last), room.first, room.last, key="budget.day")
        channel = st.selectbox(
            _("Channel"),
            list(room.budget.plan_grid().index),
            format_func=channels.name,
            accept_new_options=True,
            key="budget.channel",
            help=_("Choose one or write your own"),
        )
        amount = st.text_input(
            _("Amount, {currency}", currency=room.campaign.currency), placeholder="1,200.00", key="budget.amount"
        )
        note = st.text_input(_("Note"), placeholder=_("What it was for"), key="budget.note")
        done = st.form_submit_button(_("Enter"), type="primary", key="budget.entered")
    if done:
        with refusals():
            minor = money.to_minor(amount, room.campaign.currency)
            session.desk().budget.enter_spend(visitor, room.campaign, day, channel or "", minor, note, session.now())
            drawer.shut()
