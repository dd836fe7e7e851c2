"""The checklist: tasks that are ticked, unticked and waived, and never forget who did it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import ClassVar, Literal, NamedTuple

import pandas as pd

from campaign.base.errors import CampaignError
from campaign.base.language import N_, _, spoken
from campaign.base.phases import KEYS, PhaseKey, local_day
from campaign.base.record import Record, Value
from campaign.team.members import FUNCTIONS, Function, Member

Act = Literal["tick", "untick", "waive", "unwaive"]
Status = Literal["todo", "doing", "done", "waived"]
STATUS_NAMES: dict[Status, str] = {
    "todo": N_("To do"),
    "doing": N_("Doing"),
    "done": N_("Done"),
    "waived": N_("Waived"),
}
Shown = Literal["done", "due", "late", "open", "waived"]
SHOWN: tuple[Shown, ...] = ("done", "due", "late", "open", "waived")
SHOWN_NAMES: dict[Shown, str] = {
    "done": N_("Done"),
    "due": N_("Due today"),
    "late": N_("Late"),
    "open": N_("Open"),
    "waived": N_("Waived"),
}


class ChecklistError(CampaignError):
    """A tick or waiver that cannot be given."""


class Event(Value):
    """One act on a task; `part` is the place of a part, counted from 0, or None for the whole task."""

    at: datetime
    member: int | None
    who: str
    act: Act
    part: int | None = None
    note: str = ""


class Task(Record):
    """A task of a campaign; what it is now follows from its history alone."""

    table: ClassVar[str] = "tasks"
    indexes: ClassVar[tuple[str, ...]] = ("campaign",)

    campaign: int
    task: str
    phase: PhaseKey
    function: Function
    core: bool
    due: datetime
    title_en: str
    title_zh: str
    parts_en: tuple[str, ...] = ()
    parts_zh: tuple[str, ...] = ()
    evidence_en: str = ""
    evidence_zh: str = ""
    owner: int | None = None
    history: tuple[Event, ...] = ()

    @property
    def title(self) -> str:
        """The title in the chosen language."""
        return spoken(self.title_en, self.title_zh)

    @property
    def parts(self) -> tuple[str, ...]:
        """The parts ticked one by one, in the chosen language; empty where the task is one piece."""
        return spoken(self.parts_en, self.parts_zh)

    @property
    def evidence(self) -> str:
        """What proves the task done, in the chosen language."""
        return spoken(self.evidence_en, self.evidence_zh)


class State(NamedTuple):
    """What a history amounts to: who ticked which place, what made the task done, what waives it."""

    ticks: dict[int, Event]
    completed: Event | None
    waiver: Event | None


def _places(task: Task, part: int | None) -> range:
    """The places an act touches; a task without parts has a single place."""
    count = max(len(task.parts_en), 1)
    if part is None:
        return range(count)
    if not 0 <= part < len(task.parts_en):
        raise ChecklistError(
            _(
                "{task} has no part {found}; it has {count} parts",
                task=task.task,
                found=part + 1,
                count=len(task.parts_en),
            ),
            part=part,
        )
    return range(part, part + 1)


def state(task: Task) -> State:
    """Read a task's history from its beginning."""
    ticks: dict[int, Event] = {}
    completed: Event | None = None
    waiver: Event | None = None
    everything = len(_places(task, None))
    for event in task.history:
        match event.act:
            case "tick":
                for place in _places(task, event.part):
                    ticks.setdefault(place, event)
                if len(ticks) == everything and completed is None:
                    completed = event
            case "untick":
                for place in _places(task, event.part):
                    ticks.pop(place, None)
                completed = completed if len(ticks) == everything else None
            case "waive":
                waiver = event
            case "unwaive":
                waiver = None
    return State(ticks, completed, waiver)


def status(task: Task) -> Status:
    """What a task is: a done task is done, waived or not; some parts ticked is `doing`."""
    now = state(task)
    if now.completed:
        return "done"
    if now.waiver:
        return "waived"
    return "doing" if now.ticks else "todo"


def is_open(task: Task) -> bool:
    """Whether a task still has to be done."""
    return status(task) in ("todo", "doing")


def shown(task: Task, at: datetime, zone: str) -> Shown:
    """How a task appears at an instant: an open one is late once its day is over, due on its day.

    Args:
        task: The task.
        at: The instant of looking.
        zone: IANA zone of the campaign, whose days count.
    """
    match status(task):
        case "done":
            return "done"
        case "waived":
            return "waived"
    if at >= task.due:
        return "late"
    return "due" if local_day(at, zone) == due_day(task, zone) else "open"


def due_day(task: Task, zone: str) -> date:
    """The local day by whose end a task is due."""
    return local_day(task.due - timedelta(microseconds=1), zone)


def done_by(task: Task) -> Event | None:
    """The tick that made a task done: the first of a whole task, the last missing part of one in parts."""
    return state(task).completed


def waived_by(task: Task) -> Event | None:
    """The waiver in force, its reason in `note`."""
    return state(task).waiver


def ticked_parts(task: Task) -> tuple[Event | None, ...]:
    """Who ticked each part, in the order of `task.parts`; None where nobody did."""
    ticks = state(task).ticks
    return tuple(ticks.get(place) for place in range(len(task.parts_en)))


def _added(task: Task, event: Event) -> Task:
    return task.model_copy(update={"history": (*task.history, event)})


def tick(task: Task, *, at: datetime, member: int | None, who: str, note: str = "", part: int | None = None) -> Task:
    """Tick a task, all its parts with it, or one part; all parts ticked make the task done.

    Returns:
        The task with the tick in its history; the same task where it was ticked already, so that the first
        tick keeps its name.

    Raises:
        ChecklistError: the task has no such part.
    """
    ticks = state(task).ticks
    if all(place in ticks for place in _places(task, part)):
        return task
    return _added(task, Event(at=at, member=member, who=who, act="tick", part=part, note=note))


def untick(task: Task, *, at: datetime, member: int | None, who: str, note: str = "", part: int | None = None) -> Task:
    """Take back what settles a task: its waiver while it is waived, else its ticks; or the tick of one part.

    Returns:
        The task with the act in its history, what was taken back too; the same task where nothing was ticked.

    Raises:
        ChecklistError: the task has no such part.
    """
    if part is None and status(task) == "waived":
        return unwaive(task, at=at, member=member, who=who, note=note)
    ticks = state(task).ticks
    if not any(place in ticks for place in _places(task, part)):
        return task
    return _added(task, Event(at=at, member=member, who=who, act="untick", part=part, note=note))


def waive(task: Task, reason: str, *, at: datetime, member: int | None, who: str) -> Task:
    """Waive an open task with a written reason.

    Returns:
        The task with the waiver in its history; the same task where one is in force.

    Raises:
        ChecklistError: there is no reason, or the task is done.
    """
    if not reason.strip():
        raise ChecklistError(_("To waive {task} write down a reason", task=task.task))
    match status(task):
        case "done":
            raise ChecklistError(_("{task} is done; take the tick back before waiving it", task=task.task))
        case "waived":
            return task
    return _added(task, Event(at=at, member=member, who=who, act="waive", note=reason.strip()))


def unwaive(task: Task, *, at: datetime, member: int | None, who: str, note: str = "") -> Task:
    """Take a waiver back; the same task where there is none."""
    if not waived_by(task):
        return task
    return _added(task, Event(at=at, member=member, who=who, act="unwaive", note=note))


def progress(tasks: Iterable[Task], at: datetime, zone: str) -> pd.DataFrame:
    """Count the tasks of each phase and function by how they appear.

    Args:
        tasks: The tasks of one campaign.
        at: The instant of looking.
        zone: IANA zone of the campaign.

    Returns:
        One row per phase and function that has tasks, in the order of the phases and functions: `phase`,
        `function`, `done`, `due`, `late`, `open`, `waived` and `total`, their sum.
    """
    counts: dict[tuple[PhaseKey, Function], Counter[Shown]] = {}
    for task in tasks:
        counts.setdefault((task.phase, task.function), Counter())[shown(task, at, zone)] += 1
    rows = [
        {"phase": phase, "function": function, **{name: seen[name] for name in SHOWN}, "total": seen.total()}
        for phase in KEYS
        for function in FUNCTIONS
        if (seen := counts.get((phase, function)))
    ]
    return pd.DataFrame(rows, columns=["phase", "function", *SHOWN, "total"])


def overdue(tasks: Iterable[Task], at: datetime) -> list[Task]:
    """Open tasks whose day is over, the longest overdue first."""
    return sorted((task for task in tasks if is_open(task) and at >= task.due), key=lambda task: task.due)


def mine(tasks: Iterable[Task], member: Member, functions: Collection[Function]) -> list[Task]:
    """Tasks a member owns, and those without an owner in the functions the member answers for."""
    return [task for task in tasks if task.owner == member.id or (task.owner is None and task.function in functions)]


def core_open(tasks: Iterable[Task], phase: PhaseKey) -> Sequence[Task]:
    """Core tasks that keep a phase open."""
    return [task for task in tasks if task.phase == phase and task.core and is_open(task)]
