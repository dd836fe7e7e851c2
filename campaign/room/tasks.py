"""The team's side of the room: people, tasks, milestones, the journal."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from campaign.base.phases import PhaseKey
from campaign.plan import campaigns
from campaign.plan import tasks as checklist
from campaign.plan.campaigns import Marked
from campaign.plan.tasks import Shown, Task
from campaign.room.cache import Part, Reader, kept
from campaign.room.team import Team
from campaign.team.members import Member


class Tasks(Part):
    """Who does what, and how far they are."""

    def __init__(self, reader: Reader, team: Team) -> None:
        super().__init__(reader)
        self.team = team

    @kept(Task)
    def all(self) -> tuple[Task, ...]:
        """The campaign's checklist, in the playbook's order."""
        return tuple(self.store.records(Task).by("campaign", self.campaign.id))

    def of_phase(self, phase: PhaseKey) -> tuple[Task, ...]:
        """The tasks of one phase."""
        return tuple(task for task in self.all() if task.phase == phase)

    @kept(Task, clock=True)
    def shown(self) -> dict[str, Shown]:
        """How each task appears now, by task id: done, due, late, open or waived."""
        return {task.task: checklist.shown(task, self.at, self.campaign.zone) for task in self.all()}

    @kept(Task, clock=True)
    def progress(self) -> pd.DataFrame:
        """Tasks counted by phase and function: done, due, late, open, waived, total."""
        return checklist.progress(self.all(), self.at, self.campaign.zone)

    def due(self, member: Member | None = None) -> list[Task]:
        """Tasks late or due today, late ones first; with a member only theirs."""
        tasks = self.mine(self.all(), member) if member else self.all()
        shown = self.shown()
        wanted = [task for task in tasks if shown[task.task] in ("late", "due")]
        return sorted(wanted, key=lambda task: task.due)

    def mine(self, tasks: Iterable[Task], member: Member) -> list[Task]:
        """Those of the tasks that are a member's: owned, or without owner in a function the member stands for."""
        functions = [function for function, seated in self.team.leads().items() if member in seated]
        return checklist.mine(tasks, member, functions)

    def milestones(self) -> list[Marked]:
        """The days everyone should see coming, the successor campaign's among them."""
        return campaigns.milestones(self.campaign)
