"""The order of work: which open tasks wait for others; a warning, never a bar."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from campaign.plan.tasks import Task, is_open


def waiting(tasks: Iterable[Task], after: Mapping[str, Iterable[str]]) -> dict[str, tuple[Task, ...]]:
    """The open tasks that each task waits for, the most urgent first.

    Args:
        tasks: The checklist of one campaign.
        after: Task id to the ids of the tasks before it.

    Returns:
        Task id to the open ones before it; a task that waits for nothing is not there. A done task whose forerunner
        is open is there too: it was ticked ahead of its turn.

    Source: systems.md S-42 (operation rhythm as the default order of tasks), features.md C1.
    """
    known = {task.task: task for task in tasks}
    found = {}
    for task in known.values():
        before = [known[one] for one in after.get(task.task, ()) if one in known and is_open(known[one])]
        if before:
            found[task.task] = tuple(sorted(before, key=lambda one: (one.due, one.task)))
    return found


def late(before: Iterable[Task], at: datetime) -> tuple[Task, ...]:
    """Those of the tasks somebody waits for whose own day is over."""
    return tuple(task for task in before if at >= task.due)
