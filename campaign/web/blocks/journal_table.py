"""The journal as a table: what happened, as sentences, the newest first."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd
import streamlit as st

from campaign.base import formats
from campaign.base.language import N_, _
from campaign.room import Room
from campaign.team.journal import Entry
from campaign.web.blocks import journal_sentences

MOST = 400
GROUPS: dict[str, tuple[str, tuple[str, ...]]] = {
    "tasks": (N_("Tasks"), ("tick", "untick", "waive", "unwaive", "assign", "add_task")),
    "plan": (
        N_("Plan"),
        ("plan", "change_plan", "close_phase", "reopen_phase", "track", "set_tiers", "set_role", "set_targets",
         "edit_product", "enter_price", "take_back_price", "import_prices", "plan_discount", "waive_floor", "inspect",
         "undo"),
    ),
    "money": (N_("Money"), ("set_budget", "release", "enter_spend")),
    "goods": (
        N_("Stock and alerts"),
        ("receive", "alert_opened", "alert_resolved", "acknowledge", "snooze", "give_alert", "resolve"),
    ),
    "calls": (N_("Call-outs"), ("call_out", "call_out_result")),
    "registers": (
        N_("Registers"),
        ("add_entry", "change_entry", "remove_entry", "restore_entry", "import_entries"),
    ),
    "lessons": (N_("Lessons"), ("add_lesson", "change_lesson", "remove_lesson")),
    "data": (N_("Data"), ("import", "undo_import", "switch_conversion")),
    "people": (
        N_("People"),
        (
            "enrol", "invite", "change_member", "choose_password", "sign_in", "revoke_session", "make_wall_link",
            "revoke_wall_link", "make_token", "revoke_token",
        ),
    ),
}  # fmt: skip


def group_of(act: str) -> str:
    """The group an act belongs to; one that no group names is a matter of the plan.

    Example:
        >>> group_of("tick"), group_of("release")
        ('tasks', 'money')
    """
    return next((key for key, (_name, acts) in GROUPS.items() if act in acts), "plan")


def table(entries: Iterable[Entry], room: Room, height: int, alt: str) -> None:
    """Entries with when and what, at most the newest 400."""
    found = list(entries)
    shown = found[:MOST]
    if not shown:
        st.markdown(f":gray[{_('Nothing of this kind has happened yet.')}]")
        return
    rows = [(formats.moment(one.at, room.campaign.zone), journal_sentences.sentence(one, room)) for one in shown]
    st.dataframe(
        pd.DataFrame(rows, columns=["at", "what"]), hide_index=True, row_height=34,
        height=min(36 + 34 * len(rows), height), alt=alt,
        column_config={
            "at": st.column_config.TextColumn(_("When"), width=120),
            "what": st.column_config.TextColumn(_("What"), width=620),
        },
    )  # fmt: skip
    if len(found) > MOST:
        st.caption(_("the newest {count} of {all}", count=MOST, all=len(found)))
