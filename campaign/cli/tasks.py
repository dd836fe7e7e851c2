"""Commands of the checklist: tasks, tick."""

from __future__ import annotations

from collections.abc import Sequence

from campaign.base import phases
from campaign.base.language import _
from campaign.cli.context import Call, CommandError
from campaign.cli.output import Answer, Json, listed, plain, table
from campaign.plan.tasks import STATUS_NAMES, Task, done_by, status
from campaign.room import Room
from campaign.team import members


def tasks(call: Call) -> Answer:
    """The checklist, or the part of it that is asked for."""
    given = call.arguments
    _known(given.function_, members.FUNCTIONS)
    _known(given.phase, phases.KEYS)
    room = Room(call.store, call.campaign, call.now)
    found = [
        task
        for task in room.tasks.all()
        if given.function_ in (None, task.function)
        and given.phase in (None, task.phase)
        and given.status in (None, status(task))
    ]
    words = {
        "task": _("Task"), "status": _("Status"), "due": _("Due"), "owner": _("Owner"), "ticked_by": _("Ticked by"),
        "title": _("Title"),
    }  # fmt: skip
    spoken = [{**_told(room, task), "title": task.title, "status": _(STATUS_NAMES[status(task)])} for task in found]
    text = table(spoken, words) if found else _("No task is like that")
    return Answer([_told(room, task) for task in found], text)


def tick(call: Call) -> Answer:
    """Tick a task, take it back, or waive it, in somebody's name."""
    given, campaign, desk = call.arguments, call.campaign, call.desk
    if given.undo and given.waive is not None:
        raise CommandError(_("Choose one of --undo and --waive"))
    by = call.member(given.member)
    if given.waive is not None:
        task = desk.tasks.waive(by, campaign.id, given.task, call.now, given.waive)
    elif given.undo:
        task = desk.tasks.untick(by, campaign.id, given.task, call.now, note=given.note)
    else:
        task = desk.tasks.tick(by, campaign.id, given.task, call.now, note=given.note)
    told = _told(Room(call.store, campaign, call.now), task)
    text = listed(
        [
            (_("Task"), f"{task.task} {task.title}"),
            (_("Status"), _(STATUS_NAMES[status(task)])),
            (_("Evidence"), task.evidence),
        ]
    )
    return Answer(told, text)


def _known(found: str | None, known: Sequence[str]) -> None:
    if found is not None and found not in known:
        raise CommandError(_("'{found}' is none of {known}", found=found, known=", ".join(known)))


def _told(room: Room, task: Task) -> dict[str, Json]:
    done = done_by(task)
    return {
        "task": task.task,
        "phase": task.phase,
        "function": task.function,
        "title": task.title_en,
        "title_zh": task.title_zh,
        "status": status(task),
        "due": plain(task.due),
        "owner": room.team.owner(task),
        "ticked_by": done.who if done else None,
        "ticked_at": plain(done.at) if done else None,
        "evidence": task.evidence,
    }
