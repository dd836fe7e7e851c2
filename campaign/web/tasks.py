"""Task rows: the tick with its text at the left, who and when at the right; several people may tick at once."""

from __future__ import annotations

from collections.abc import Iterable

import streamlit as st

from campaign import checklist, members, numerals
from campaign.checklist import Task
from campaign.language import _
from campaign.members import Member
from campaign.room import Room
from campaign.web import palette, session
from campaign.web.widgets import plain, refusals


def task_rows(tasks: Iterable[Task], place: str) -> None:
    """One row per task of the chosen campaign.

    The box shows what the store holds, whoever ticked it; a tick writes at once, and undoing keeps the history.

    Args:
        tasks: What to show, in order.
        place: Where on the page, so that the same task may stand twice.
    """
    visitor, room = session.require(), session.room()
    with st.container(gap="xxsmall"):
        for task in tasks:
            key = f"tick-{place}-{task.task}"
            shown = room.shown()[task.task]
            st.session_state[key] = shown == "done"
            with st.container(horizontal=True, vertical_alignment="center", gap="small", key=f"row-{key}"):
                st.checkbox(
                    plain(task.title),
                    key=key,
                    on_change=_turn,
                    args=(task.campaign, task.task, key),
                    disabled=shown == "waived" or not may_tick(visitor, task),
                    help=plain(task.evidence) or None,
                    width="stretch",
                    wrap=True,
                )
                st.markdown(meta(room, task), width="content")


def may_tick(visitor: Member, task: Task) -> bool:
    """Whether the visitor may tick a task."""
    return members.may(visitor, "tick", task.function, owns=task.owner == visitor.id)


def meta(room: Room, task: Task) -> str:
    """Who and when, as markdown for the right end of a row."""
    shown = room.shown()[task.task]
    mark = palette.STATUSES[shown]
    event = checklist.done_by(task) or checklist.waived_by(task)
    if event:
        let_go = f"{mark.tag} " if shown == "waived" else ""
        note = f" :gray[:material/sticky_note_2: {plain(event.note)}]" if event.note else ""
        return f"{let_go}:gray[{plain(event.who)} · {numerals.moment(event.at, room.campaign.zone)}]{note}"
    owner = room.owner(task)
    who = plain(owner) if owner else f":orange[:material/person_off: {_('no owner')}]"
    if shown == "due":
        return f":gray[{who}] {mark.tag}"
    due = _("due {day}", day=numerals.day(checklist.due_day(task, room.campaign.zone)))
    return f":gray[{who}] :{mark.badge}-badge[{mark.glyph} {due}]" if shown == "late" else f":gray[{who} · {due}]"


def _turn(campaign: int, task: str, key: str) -> None:
    """Make the store hold what the person wants to see; wanting what is so already changes nothing."""
    visitor = session.member()
    if visitor is None:
        return
    turn = session.desk().tick if st.session_state[key] else session.desk().untick
    with refusals():
        turn(visitor, campaign, task, session.now())
