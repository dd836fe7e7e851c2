"""Campaigns: planned, changed, their phases closed."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from campaign.base.language import _
from campaign.base.phases import PhaseKey
from campaign.desk.service import Refused, Service
from campaign.plan import campaigns, playbook
from campaign.plan.campaigns import Campaign
from campaign.plan.tasks import Task
from campaign.review.lessons import Kind, Lesson
from campaign.team.journal import differences
from campaign.team.members import Member

PLAN_FIELDS = ("name", "gmv_target_minor", "budget_minor", "thresholds")


class Campaigns(Service):
    """What the commander decides about a campaign as a whole."""

    def plan(
        self,
        by: Member | None,
        at: datetime,
        *,
        name: str,
        launch: date,
        zone: str,
        currency: str,
        store: str,
        playbook_name: str = "double11",
        gmv_target_minor: int | None = None,
        budget_minor: int | None = None,
        demo: bool = False,
    ) -> Campaign:
        """Plan a campaign from a playbook: its phases and its checklist.

        Raises:
            Refused: the member may not plan.
            PlanError, PhaseError, MoneyError: a name, day, zone, currency or amount cannot be used.
        """
        self.allow(by, "plan")
        book = playbook.load(playbook_name)
        planned = campaigns.plan(
            book,
            name=name,
            launch=launch,
            zone=zone,
            currency=currency,
            store=store,
            gmv_target_minor=gmv_target_minor,
            budget_minor=budget_minor,
            created=at,
        ).model_copy(update={"demo": demo})
        with self.transaction():
            campaign = self.store.records(Campaign).add(planned)
            self.store.records(Task).add_all(campaigns.tasks(book, campaign))
            self.write(by, at, "plan", f"campaign {campaign.id}", campaign=campaign.id, title=campaign.name)
        return campaign

    def change(
        self, by: Member | None, campaign: int, at: datetime, expect_rev: int | None = None, **fields: Any
    ) -> Campaign:
        """Change a campaign's name, GMV target, budget or thresholds.

        Raises:
            StaleEdit: somebody else changed it meanwhile.
        """
        self.allow(by, "plan")
        unknown = set(fields) - set(PLAN_FIELDS)
        if unknown:
            raise Refused(_("{found} cannot be changed after planning; plan a new campaign", found=", ".join(unknown)))
        table = self.store.records(Campaign)
        with self.transaction():
            before = table.one(campaign)
            after = table.edit(
                campaign, lambda one: Campaign.model_validate({**one.model_dump(), **fields}), expect_rev
            )
            if after != before:
                self.write(
                    by,
                    at,
                    "change_plan",
                    f"campaign {campaign}",
                    campaign=campaign,
                    title=after.name,
                    before=before.model_dump(mode="json", include=set(fields)),
                    after=after.model_dump(mode="json", include=set(fields)),
                )
        return after

    def close_phase(
        self, by: Member | None, campaign: int, phase: PhaseKey, at: datetime, waiver: str = ""
    ) -> Campaign:
        """Close a phase; with an open core task only by a written waiver.

        Raises:
            PlanError: a core task is open and nothing is written.
        """
        self.allow(by, "close_phase")
        table = self.store.records(Campaign)
        with self.transaction():
            tasks = self.store.records(Task).by("campaign", campaign)
            closed = table.edit(
                campaign,
                lambda one: campaigns.close(
                    one, phase, tasks, at=at, member=by.id if by else None, who=by.name if by else "", waiver=waiver
                ),
            )
            self.write(
                by, at, "close_phase", f"campaign {campaign}", campaign=campaign, title=phase, note=waiver.strip()
            )
        return closed

    def reopen_phase(self, by: Member | None, campaign: int, phase: PhaseKey, at: datetime) -> Campaign:
        """Open a closed phase again; the journal keeps who closed it and why."""
        self.allow(by, "close_phase")
        table = self.store.records(Campaign)
        with self.transaction():
            before = table.one(campaign).closing(phase)
            opened = table.edit(campaign, lambda one: campaigns.reopen(one, phase))
            if before:
                self.write(
                    by,
                    at,
                    "reopen_phase",
                    f"campaign {campaign}",
                    campaign=campaign,
                    title=phase,
                    before=before.model_dump(mode="json"),
                )
        return opened

    def track(
        self, by: Member | None, campaign: int, target: str, at: datetime, *, owner: int | None, state: str
    ) -> Campaign:
        """Say who follows one of a phase's other targets and how it stands."""
        self.allow(by, "plan")
        with self.transaction():
            after = self.store.records(Campaign).edit(campaign, lambda one: campaigns.track(one, target, owner, state))
            self.write(by, at, "track", f"campaign {campaign}", campaign=campaign, title=target, note=state)
        return after

    def add_lesson(self, by: Member | None, lesson: Lesson, at: datetime) -> Lesson:
        """Write down what to keep, drop or try."""
        self.allow(by, "targets")
        with self.transaction():
            kept = self.store.records(Lesson).add(lesson)
            self.write(by, at, "add_lesson", f"lesson {kept.id}", campaign=kept.campaign, title=kept.text)
        return kept

    def change_lesson(
        self,
        by: Member | None,
        lesson: int,
        at: datetime,
        expect_rev: int | None = None,
        *,
        kind: Kind,
        text: str,
        owner: int | None,
        due: date | None,
    ) -> Lesson:
        """Say a lesson better, or give it to somebody until a day.

        Raises:
            StaleEdit: somebody else changed it meanwhile.
        """
        self.allow(by, "targets")
        changed = {"kind": kind, "text": text, "owner": owner, "due": due}
        table = self.store.records(Lesson)
        with self.transaction():
            before = table.one(lesson)
            after = table.edit(lesson, lambda one: Lesson.model_validate({**one.model_dump(), **changed}), expect_rev)
            if after != before:
                bodies = (one.model_dump(mode="json", include=set(changed)) for one in (before, after))
                was, now = differences(*bodies)
                subject = f"lesson {lesson}"
                self.write(by, at, "change_lesson", subject, campaign=after.campaign, title=text, before=was, after=now)
        return after

    def remove_lesson(self, by: Member | None, lesson: int, at: datetime) -> None:
        """Take a lesson back; the journal keeps it."""
        self.allow(by, "targets")
        table = self.store.records(Lesson)
        with self.transaction():
            found = table.one(lesson)
            table.remove(lesson)
            self.write(
                by,
                at,
                "remove_lesson",
                f"lesson {lesson}",
                campaign=found.campaign,
                title=found.text,
                before=found.model_dump(mode="json", include={"kind", "text"}),
            )
