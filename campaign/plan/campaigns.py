"""A campaign: a playbook set on a launch day, a zone, a currency and a store."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import ClassVar, Literal, NamedTuple

from campaign.base import money, phases
from campaign.base.errors import CampaignError
from campaign.base.language import N_, _
from campaign.base.phases import Phase, PhaseKey
from campaign.base.record import Record, Value
from campaign.plan.playbook import Milestone, Playbook, Thresholds, load
from campaign.plan.tasks import Task, core_open

TargetState = Literal["not_started", "on_track", "at_risk", "reached"]
TARGET_STATES: dict[TargetState, str] = {
    "not_started": N_("Not started"),
    "on_track": N_("On track"),
    "at_risk": N_("At risk"),
    "reached": N_("Reached"),
}


class PlanError(CampaignError):
    """A campaign that cannot be planned or changed this way."""


class Closing(Value):
    """A phase that was closed, by whom, and the waiver where core tasks were open."""

    phase: PhaseKey
    at: datetime
    member: int | None
    who: str
    waiver: str = ""


class TrackedState(Value):
    """Who looks after another target of a phase, and how it stands."""

    key: str
    owner: int | None = None
    state: TargetState = "not_started"


class Campaign(Record):
    """One promotion of one store; `thresholds` are its own copy of the playbook's."""

    table: ClassVar[str] = "campaigns"

    name: str
    playbook: str
    store: str
    launch: date
    zone: str
    currency: str
    gmv_target_minor: int | None = None
    budget_minor: int | None = None
    thresholds: Thresholds = Thresholds()
    closings: tuple[Closing, ...] = ()
    tracked: tuple[TrackedState, ...] = ()
    demo: bool = False
    created: datetime

    def closing(self, phase: PhaseKey) -> Closing | None:
        """How a phase was closed, or None while it is open."""
        return next((closing for closing in self.closings if closing.phase == phase), None)

    def tracked_state(self, key: str) -> TrackedState:
        """Owner and state of another target."""
        return next((target for target in self.tracked if target.key == key), TrackedState(key=key))


class Marked(NamedTuple):
    """A milestone on its day."""

    day: date
    title: str
    task: str | None


def calendar(campaign: Campaign) -> tuple[Phase, ...]:
    """The four phases of a campaign as instants and local days."""
    return _calendar(campaign.playbook, campaign.launch, campaign.zone)


@lru_cache(maxsize=256)
def _calendar(playbook: str, launch: date, zone: str) -> tuple[Phase, ...]:
    book = load(playbook)
    return phases.phases(launch, zone, book.starts, book.end_offset)


def milestones(campaign: Campaign) -> list[Marked]:
    """The days everyone should see coming, the successor campaign's among them, in order."""
    marks = sorted(load(campaign.playbook).milestones, key=lambda mark: mark.offset_days)
    return [Marked(_day(campaign, mark), mark.title, mark.task) for mark in marks]


def _day(campaign: Campaign, mark: Milestone) -> date:
    return campaign.launch + timedelta(days=mark.offset_days)


def plan(
    playbook: Playbook,
    *,
    name: str,
    launch: date,
    zone: str,
    currency: str,
    store: str,
    created: datetime,
    gmv_target_minor: int | None = None,
    budget_minor: int | None = None,
    demo: bool = False,
) -> Campaign:
    """Plan a campaign from a playbook.

    Args:
        playbook: What it starts from.
        name: How the team calls it.
        launch: The launch day, local.
        zone: IANA zone whose days count.
        currency: ISO 4217 code of every amount.
        store: The shop whose facts it reads.
        created: The instant of planning.
        gmv_target_minor: GMV target in minor units, None while unknown.
        budget_minor: Campaign budget in minor units, None while unknown.
        demo: Whether it is the demo campaign.

    Returns:
        The campaign, not yet stored; `tasks` makes its checklist once it has an id.

    Raises:
        PlanError: no name, no store, or an amount below 0.
        PhaseError: unknown zone, or a launch day the calendar does not hold.
        MoneyError: unknown currency.
    """
    if not name.strip():
        raise PlanError(_("A campaign needs a name"))
    if not store.strip():
        raise PlanError(_("A campaign needs a store, the shop whose figures it reads"))
    amounts = ((_("GMV target"), gmv_target_minor), (_("Budget"), budget_minor))
    for label, amount in amounts:
        if amount is not None and amount < 0:
            raise PlanError(_("{label}: {found} is below 0", label=label, found=money.text(amount, currency)))
    money.digits(currency)
    phases.phases(launch, zone, playbook.starts, playbook.end_offset)
    return Campaign(
        name=name.strip(),
        playbook=playbook.name,
        store=store.strip(),
        launch=launch,
        zone=zone,
        currency=currency,
        gmv_target_minor=gmv_target_minor,
        budget_minor=budget_minor,
        thresholds=playbook.thresholds,
        tracked=tuple(TrackedState(key=target.key) for target in playbook.tracked_targets),
        demo=demo,
        created=created,
    )


def tasks(playbook: Playbook, campaign: Campaign) -> tuple[Task, ...]:
    """The checklist of a campaign: every task of the playbook with its due instant."""
    spans = {phase.key: phase for phase in calendar(campaign)}
    return tuple(
        Task(
            campaign=campaign.id,
            task=task.id,
            phase=task.phase,
            function=task.function,
            core=task.core,
            due=phases.due(task.anchor, task.offset_days, spans[task.phase], campaign.launch, campaign.zone),
            title_en=task.title_en,
            title_zh=task.title_zh,
            parts_en=task.subticks_en,
            parts_zh=task.subticks_zh,
            evidence_en=task.evidence_en,
            evidence_zh=task.evidence_zh,
        )
        for task in playbook.tasks
    )


def close(
    campaign: Campaign,
    phase: PhaseKey,
    tasks: Iterable[Task],
    *,
    at: datetime,
    member: int | None,
    who: str,
    waiver: str = "",
) -> Campaign:
    """Close a phase.

    Args:
        campaign: The campaign.
        phase: The phase to close.
        tasks: The campaign's checklist.
        at: The instant of closing.
        member: Who closes it.
        who: Their name.
        waiver: Why it closes although core tasks are open.

    Returns:
        The campaign with the closing; the same campaign where the phase was closed already.

    Raises:
        PlanError: a core task is open and there is no written waiver.

    Source: systems.md S-02.
    """
    if campaign.closing(phase):
        return campaign
    missing = core_open(tasks, phase)
    if missing and not waiver.strip():
        raise PlanError(
            _(
                "Core tasks are open: {tasks}. Finish them or write down why the phase closes without them",
                tasks="; ".join(f"{task.task} {task.title}" for task in missing),
            ),
            tasks=tuple(task.task for task in missing),
        )
    closing = Closing(phase=phase, at=at, member=member, who=who, waiver=waiver.strip())
    return campaign.model_copy(update={"closings": (*campaign.closings, closing)})


def reopen(campaign: Campaign, phase: PhaseKey) -> Campaign:
    """Open a closed phase again; who closed and opened it stays in the journal."""
    return campaign.model_copy(
        update={"closings": tuple(closing for closing in campaign.closings if closing.phase != phase)}
    )


def track(campaign: Campaign, key: str, owner: int | None, state: str) -> Campaign:
    """Set owner and state of another target.

    Raises:
        PlanError: the campaign has no such target, or there is no such state.
    """
    if key not in {target.key for target in campaign.tracked}:
        raise PlanError(_("There is no tracked target '{found}'", found=key))
    if state not in TARGET_STATES:
        raise PlanError(_("'{found}' is no state; choose {known}", found=state, known=", ".join(TARGET_STATES)))
    changed = TrackedState.model_validate({"key": key, "owner": owner, "state": state})
    return campaign.model_copy(
        update={"tracked": tuple(changed if target.key == key else target for target in campaign.tracked)}
    )
