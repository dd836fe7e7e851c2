"""Tasks: ticked, undone, waived, given to somebody."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TypedDict, Unpack

from campaign.base.language import _
from campaign.base.phases import PhaseKey
from campaign.desk.service import OPERATOR, Refused, Service
from campaign.plan import tasks
from campaign.plan.tasks import Task
from campaign.team.journal import Look
from campaign.team.members import Function, Member


class Who(TypedDict):
    """Who acts on a task, and when."""

    at: datetime
    member: int | None
    who: str


def _undone(task: Task, *, note: str, part: int | None, **who: Unpack[Who]) -> Task:
    """Without the tick; a waiver of the whole task goes too."""
    unticked = tasks.untick(task, **who, note=note, part=part)
    return tasks.unwaive(unticked, **who, note=note) if part is None else unticked


class Tasks(Service):
    """What the team leads do to the checklist; every act is one transaction, so overlapping ticks all count."""

    def task(self, campaign: int, task: str) -> Task:
        """The task of an id such as 'P2-MK-1'.

        Raises:
            Refused: the campaign has no such task.
        """
        for one in self.store.records(Task).by("campaign", campaign):
            if one.task == task:
                return one
        raise Refused(_("There is no task '{found}'; `tasks` lists them, such as P2-MK-1", found=task))

    def tick(
        self, by: Member | None, campaign: int, task: str, at: datetime, *, note: str = "", part: int | None = None
    ) -> Task:
        """Tick a task, its parts with it, or one part; a second tick keeps who ticked first."""
        return self._act(
            by, campaign, task, at, "tick", note, lambda one, who: tasks.tick(one, **who, note=note, part=part)
        )

    def untick(
        self, by: Member | None, campaign: int, task: str, at: datetime, *, note: str = "", part: int | None = None
    ) -> Task:
        """Take a tick or a waiver back; the history keeps it."""
        return self._act(
            by, campaign, task, at, "untick", note, lambda one, who: _undone(one, **who, note=note, part=part)
        )

    def waive(self, by: Member | None, campaign: int, task: str, at: datetime, reason: str) -> Task:
        """Let a task go, with a reason.

        Raises:
            ChecklistError: no reason is given.
        """
        return self._act(by, campaign, task, at, "waive", reason, lambda one, who: tasks.waive(one, reason, **who))

    def assign(self, by: Member | None, campaign: int, task: str, at: datetime, owner: int | None) -> Task:
        """Give a task to a member, or to nobody."""
        found = self.task(campaign, task)
        self.allow(by, "waive", found.function)
        with self.transaction():
            after = self.store.records(Task).edit(found.id, lambda one: one.model_copy(update={"owner": owner}))
            self.write(
                by,
                at,
                "assign",
                f"task {task}",
                campaign=campaign,
                title=found.title_en,
                before={"owner": found.owner},
                after={"owner": owner},
            )
        return after

    def add(
        self,
        by: Member | None,
        campaign: int,
        at: datetime,
        *,
        phase: PhaseKey,
        function: Function,
        title: str,
        due: datetime,
        reason: str,
    ) -> Task:
        """Make a task of a suggestion; the inputs it rested on stand as its evidence."""
        self.allow(by, "targets")
        with self.transaction():
            table = self.store.records(Task)
            number = sum(one.task.startswith("S-") for one in table.by("campaign", campaign)) + 1
            task = table.add(
                Task(
                    campaign=campaign,
                    task=f"S-{number}",
                    phase=phase,
                    function=function,
                    core=False,
                    due=due,
                    title_en=title,
                    title_zh=title,
                    evidence_en=reason,
                    evidence_zh=reason,
                    owner=by.id if by else None,
                )
            )
            self.write(by, at, "add_task", f"task {task.task}", campaign=campaign, title=title, note=reason)
        return task

    def look(self, by: Member, campaign: int, at: datetime, *, least: timedelta = timedelta(minutes=30)) -> datetime:
        """Note that a member has looked; returns when they had looked before.

        Looks less than `least` apart count as one, so a reload doesn't hide the news.
        """
        table = self.store.records(Look)
        with self.transaction():
            known = next((one for one in table.by("member", by.id) if one.campaign == campaign), None)
            if known is None:
                return table.add(Look(member=by.id, campaign=campaign, at=at)).at
            if at - known.at >= least:
                table.put(known.model_copy(update={"at": at}))
        return known.at

    def _act(
        self,
        by: Member | None,
        campaign: int,
        task: str,
        at: datetime,
        what: str,
        note: str,
        change: Callable[[Task, Who], Task],
    ) -> Task:
        found = self.task(campaign, task)
        self.allow(
            by, "waive" if what == "waive" else "tick", found.function, owns=by is not None and found.owner == by.id
        )
        who: Who = {"at": at, "member": by.id if by else None, "who": by.name if by else OPERATOR}
        table = self.store.records(Task)
        with self.transaction():
            before = table.one(found.id)
            after = table.edit(found.id, lambda one: change(one, who))
            if after.history != before.history:
                self.write(
                    by,
                    at,
                    what,
                    f"task {task}",
                    campaign=campaign,
                    title=found.title_en,
                    before={"status": tasks.status(before)},
                    after={"status": tasks.status(after)},
                    note=note,
                )
        return after
