"""What proves a task and what it waits for: a few words in its row, the whole of it on its card."""

from __future__ import annotations

import streamlit as st

from campaign import registers
from campaign.base import formats
from campaign.base.language import _, listed
from campaign.plan import task_order, tasks
from campaign.plan.tasks import Task
from campaign.room import Room
from campaign.web.server import state
from campaign.web.widgets.basics import plain


def mark(room: Room, task: Task) -> str:
    """The count of what proves a task and the first that it waits for, as markdown behind its title."""
    found = room.registers.evidence().get(task.task)
    text = ""
    if task.task in room.registers.contradicted() and found:
        text = f" :small[:orange[:material/rule: {plain(found.text)}]]"
    elif found and found.standing in ("met", "short") and tasks.status(task) != "waived":
        text = f" :small[:gray[:material/rule: {plain(found.text)}]]"
    return text + _waits(room, task)


def _waits(room: Room, task: Task) -> str:
    """Which task comes before an open one; in colour where that one is late."""
    before = room.registers.waiting().get(task.task, ())
    if not before or not tasks.is_open(task):
        return ""
    said = _("waits for {task}", task=_named(room, before[0]))
    if len(before) > 1:
        said += _(" and {count} more", count=len(before) - 1)
    if task_order.late(before, room.at):
        return f" :small[:orange[:material/hourglass_top: {said}]]"
    return f" :small[:gray[:material/hourglass_top: {said}]]"


def _named(room: Room, task: Task) -> str:
    """A task by its number, who has it and when it is due."""
    due = _("due {day}", day=formats.day(tasks.due_day(task, room.campaign.zone)))
    parts = [plain(owner)] if (owner := room.team.owner(task)) else []
    return f"{task.task} ({listed([*parts, due])})"


def told(room: Room, task: Task) -> None:
    """What the lists say about a task, the way to them, and every task that comes before it."""
    found = room.registers.evidence().get(task.task)
    if found:
        against = task.task in room.registers.contradicted()
        colour = "orange" if against else "green" if found.standing == "met" else "gray"
        with st.container(horizontal=True, vertical_alignment="center", gap="small", key="row-proof"):
            said = f":{colour}[:material/rule:] {plain(found.text)}"
            st.markdown(f"{said} :orange[{_('ticked all the same')}]" if against else said, width="stretch")
            if found.register and st.button(
                registers.load(found.register).title,
                key=f"proof-{task.task}",
                type="tertiary",
                icon=":material/arrow_forward:",
            ):
                asked = {"register": found.register, "campaign": str(room.campaign.id)}
                st.switch_page(state.CHECKOUT / "pages" / "registers.py", query_params=asked)
    before = room.registers.waiting().get(task.task, ())
    if before:
        late = task_order.late(before, room.at)
        lines = [
            f"- {_named(room, one)}: {plain(one.title)}" + (f" :red-badge[{_('late')}]" if one in late else "")
            for one in before
        ]
        head = _("Waits for") if tasks.is_open(task) else _("Ticked ahead of")
        st.markdown(f":orange[:material/hourglass_top:] **{head}**\n" + "\n".join(lines))


def warn(room: Room, task: str) -> None:
    """Say which tasks a tick has overtaken; it stands all the same."""
    before = room.registers.waiting().get(task, ())
    if before:
        names = listed(one.task for one in before)
        st.toast(_("Ticked, though it waits for {tasks}", tasks=names), icon=":material/hourglass_top:")
