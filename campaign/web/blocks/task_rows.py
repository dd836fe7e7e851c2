"""Task rows: the tick with its text at the left; who and when at the right, which open the task's card."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial
from typing import NamedTuple

import streamlit as st

from campaign.base import formats
from campaign.base.language import _
from campaign.base.phases import PhaseKey
from campaign.plan.campaigns import Campaign
from campaign.plan.tasks import Task, done_by, due_day, waived_by
from campaign.prices.history import Price
from campaign.products import Product
from campaign.registers import Entry
from campaign.room import Room
from campaign.room.cache import FACTS, kept
from campaign.signups.activities import Activity
from campaign.signups.signups import SignUp
from campaign.team.members import FUNCTIONS, Function, Member
from campaign.tiers import Decision
from campaign.web.blocks import task_proofs
from campaign.web.blocks.task_card import card, may_tick
from campaign.web.widgets import drawer, icons, session
from campaign.web.widgets.basics import box, plain, refusals


def task_rows(tasks: Iterable[Task], place: str) -> None:
    """One row per task of the chosen campaign.

    The box shows what the store holds, whoever ticked it; a tick writes at once, and undoing keeps the history.

    Args:
        tasks: What to show, in order.
        place: Where on the page, so that the same task may stand twice.
    """
    visitor, room = session.require(), session.room()
    tasks, every = tuple(tasks), room.tasks.shown()
    written = {phase: words(room, phase) for phase in {task.phase for task in tasks}}
    with st.container(gap="xxsmall"):
        for task in tasks:
            key = f"tick-{place}-{task.task}"
            shown, said = every[task.task], written[task.phase][task.task]
            with st.container(horizontal=True, vertical_alignment="center", gap="small", key=f"row-{key}"):
                box(
                    said.label,
                    key,
                    shown == "done",
                    partial(_turn, task.campaign, task.task),
                    disabled=shown == "waived" or not may_tick(visitor, task),
                    help=plain(task.evidence) or None,
                    width="stretch",
                    wrap=True,
                )
                if st.button(
                    said.meta,
                    key=f"open-{place}-{task.task}",
                    type="tertiary",
                    icon=":material/more_horiz:",
                    icon_position="right",
                ):
                    drawer.pull(card, task.task)


class Words(NamedTuple):
    """What stands in a row: the task at the left, who and when at the right; markdown."""

    label: str
    meta: str


@kept(Task, Member, Entry, Product, Decision, SignUp, Activity, Price, Campaign, FACTS, clock=True)
def words(room: Room, phase: PhaseKey) -> dict[str, Words]:
    """The words of every task of a phase, written once for all who look at it."""
    return {task.task: Words(_label(room, task), meta(room, task)) for task in room.tasks.all() if task.phase == phase}


def grouped(tasks: Sequence[Task], place: str, every: Sequence[Task] = ()) -> None:
    """The tasks under the functions they belong to, each function with its icon and who leads it.

    Args:
        tasks: What to show, in order.
        place: Where on the page, so that a function may stand twice.
        every: All tasks of the functions, for the done share beside their names; empty: no share.
    """
    room = session.room()
    for function in FUNCTIONS:
        own = [task for task in tasks if task.function == function]
        if own:
            with st.container(gap=None, key=f"group-{place}-{function}"):
                st.markdown(_heading(room, function, [task for task in every if task.function == function]))
                task_rows(own, place)


def _heading(room: Room, function: Function, every: Sequence[Task]) -> str:
    mark = icons.FUNCTIONS[function]
    leads = plain(" / ".join(one.name for one in room.team.leads()[function]))
    who = f":gray[{leads}]" if leads else f":orange[{_('nobody leads it')}]"
    shown = room.tasks.shown()
    done = sum(shown[task.task] in ("done", "waived") for task in every)
    share = f":gray[{done}/{len(every)} ·] " if every else ""
    return f":gray[{mark.glyph}] **{mark.name}** {share}{who}"


def meta(room: Room, task: Task) -> str:
    """Who and when, as markdown for the right end of a row."""
    shown = room.tasks.shown()[task.task]
    mark = icons.STATUSES[shown]
    event = done_by(task) or waived_by(task)
    if event:
        let_go = f"{mark.tag} " if shown == "waived" else ""
        return f"{let_go}:gray[{plain(event.who)} · {formats.moment(event.at, room.campaign.zone)}]"
    owner = room.team.owner(task)
    who = plain(owner) if owner else f":orange[:material/person_off: {_('no owner')}]"
    if shown == "due":
        return f":gray[{who}] {mark.tag}"
    due = _("due {day}", day=formats.day(due_day(task, room.campaign.zone)))
    return f":gray[{who}] :{mark.badge}-badge[{mark.glyph} {due}]" if shown == "late" else f":gray[{who} · {due}]"


def _label(room: Room, task: Task) -> str:
    event = done_by(task) or waived_by(task)
    note = f" :gray[:material/sticky_note_2: {plain(event.note)}]" if event and event.note else ""
    return f"{plain(task.title)}{note}{task_proofs.mark(room, task)}"


def _turn(campaign: int, task: str, wanted: bool) -> None:
    """Make the store hold what the person wants to see; wanting what is so already changes nothing."""
    visitor = session.member()
    if visitor is None:
        return
    turn = session.desk().tasks.tick if wanted else session.desk().tasks.untick
    with refusals():
        turn(visitor, campaign, task, session.now())
        if wanted:
            task_proofs.warn(session.room(), task)
