"""The card of a task: its parts, its owner, a note, a waiver, and everything that happened to it."""

from __future__ import annotations

from functools import partial

import streamlit as st

from campaign.base import formats
from campaign.base.language import N_, _
from campaign.plan import tasks
from campaign.plan.tasks import Act, Event, Task
from campaign.room import Room
from campaign.team import members
from campaign.team.members import Member
from campaign.web.blocks import task_proofs
from campaign.web.widgets import icons, session
from campaign.web.widgets.basics import box, plain, refusals

ACTS: dict[Act, str] = {
    "tick": N_("ticked"),
    "untick": N_("took the tick back"),
    "waive": N_("waived"),
    "unwaive": N_("took the waiver back"),
}
NOTE = "card.note"
NOBODY = 0  # a selectbox shows None as nothing chosen


def card(task_id: str) -> None:
    """Draw the card of one task of the chosen campaign."""
    visitor, room = session.require(), session.room()
    task = next(one for one in room.tasks.all() if one.task == task_id)
    _head(room, task)
    _parts(visitor, room, task)
    _owner(visitor, room, task)
    _acts(visitor, task)
    if task.history:
        st.markdown(f"**{_('History')}**")
        st.markdown("\n".join(f"- {_told(room, task, event)}" for event in reversed(task.history)))


def may_tick(visitor: Member, task: Task) -> bool:
    """Whether the visitor may tick a task."""
    return members.may(visitor, "tick", task.function, owns=task.owner == visitor.id)


def may_waive(visitor: Member, task: Task) -> bool:
    """Whether the visitor may waive a task or give it to somebody."""
    return members.may(visitor, "waive", task.function, owns=task.owner == visitor.id)


def _head(room: Room, task: Task) -> None:
    function, shown = icons.FUNCTIONS[task.function], icons.STATUSES[room.tasks.shown()[task.task]]
    due = _("due {day}", day=formats.day(tasks.due_day(task, room.campaign.zone)))
    core = f" :primary-badge[:material/key: {_('core task')}]" if task.core else ""
    st.markdown(f"**{plain(task.title)}**")
    st.markdown(f"{shown.tag}{core} :gray[{function.glyph} {function.name} · {due} · {task.task}]")
    if task.evidence:
        st.markdown(f":gray[{_('Proved by')}] {plain(task.evidence)}")
    task_proofs.told(room, task)


def _parts(visitor: Member, room: Room, task: Task) -> None:
    ticked = tasks.ticked_parts(task)
    with st.container(gap="xxsmall"):
        for place, (part, event) in enumerate(zip(task.parts, ticked, strict=True)):
            who = f" :gray[{plain(event.who)} · {formats.moment(event.at, room.campaign.zone)}]" if event else ""
            box(
                f"{plain(part)}{who}",
                f"card.part-{task.task}-{place}",
                event is not None,
                partial(_turn_part, task, place),
                disabled=not may_tick(visitor, task) or room.tasks.shown()[task.task] == "waived",
            )


def _owner(visitor: Member, room: Room, task: Task) -> None:
    roster = room.team.members()
    if not may_waive(visitor, task):
        owner = room.team.owner(task)
        st.markdown(f":gray[{_('Owner')}] {plain(owner) if owner else _('nobody yet')}")
        return
    key = f"card.owner-{task.task}"
    st.session_state[key] = task.owner if task.owner in roster else NOBODY
    leads = " / ".join(one.name for one in room.team.leads()[task.function]) or _("nobody yet")
    st.selectbox(
        _("Owner"),
        [NOBODY, *roster],
        format_func=lambda one: roster[one].name if one in roster else _("The lead: {names}", names=leads),
        key=key,
        on_change=_assign,
        args=(task, key),
    )


def _acts(visitor: Member, task: Task) -> None:
    if not may_tick(visitor, task):
        st.markdown(f":gray[{_('The lead of the function or its owner ticks this task.')}]")
        return
    status = tasks.status(task)
    st.text_area(_("Note; to waive a task, the reason"), key=NOTE, height=80)
    with st.container(horizontal=True, gap="xsmall"):
        if status in ("done", "waived"):
            st.button(_("Take back"), key="card.untick", icon=":material/undo:", on_click=partial(_act, task, "untick"))
            return
        st.button(
            _("Tick"), key="card.tick", type="primary", icon=":material/check:", on_click=partial(_act, task, "tick")
        )
        if may_waive(visitor, task):
            st.button(
                _("Waive"), key="card.waive", icon=":material/do_not_disturb_on:", on_click=partial(_act, task, "waive")
            )


def _told(room: Room, task: Task, event: Event) -> str:
    part = f" {plain(task.parts[event.part])}" if event.part is not None else ""
    note = f": {plain(event.note)}" if event.note else ""
    return f"{plain(event.who)} {_(ACTS[event.act])}{part}{note} :gray[{formats.moment(event.at, room.campaign.zone)}]"


def _act(task: Task, act: Act) -> None:
    visitor, note = session.require(), str(st.session_state[NOTE])
    desk, at = session.desk(), session.now()
    with refusals():
        if act == "waive":
            desk.tasks.waive(visitor, task.campaign, task.task, at, note)
        elif act == "tick":
            desk.tasks.tick(visitor, task.campaign, task.task, at, note=note)
        else:
            desk.tasks.untick(visitor, task.campaign, task.task, at, note=note)
        st.session_state[NOTE] = ""


def _turn_part(task: Task, place: int, wanted: bool) -> None:
    desk = session.desk()
    turn = desk.tasks.tick if wanted else desk.tasks.untick
    with refusals():
        turn(session.require(), task.campaign, task.task, session.now(), part=place)


def _assign(task: Task, key: str) -> None:
    owner = st.session_state[key] or None
    with refusals():
        session.desk().tasks.assign(session.require(), task.campaign, task.task, session.now(), owner)
