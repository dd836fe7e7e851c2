"""A playbook: the phases, tasks, milestones, routes and thresholds from which campaigns are planned."""

from __future__ import annotations

from functools import lru_cache
from graphlib import CycleError, TopologicalSorter
from itertools import pairwise
from pathlib import Path
from typing import Literal, Self

import yaml
from pydantic import ValidationError, model_validator

from campaign.base.errors import CampaignError
from campaign.base.language import _, spoken
from campaign.base.phases import KEYS, Anchor, PhaseKey
from campaign.base.record import Value
from campaign.plan.thresholds import THRESHOLD_NAMES as THRESHOLD_NAMES
from campaign.plan.thresholds import Share as Share
from campaign.plan.thresholds import Thresholds as Thresholds
from campaign.products import Tier
from campaign.team.members import Function

FOLDER = Path(__file__).resolve().parents[2] / "data" / "playbooks"


class PlaybookError(CampaignError):
    """A playbook that is missing or says something impossible."""


class Named(Value):
    """Something with a key and a title in both languages."""

    key: str
    title_en: str
    title_zh: str

    @property
    def title(self) -> str:
        """The title in the chosen language."""
        return spoken(self.title_en, self.title_zh)


class Route(Named):
    """An entry route: where products of a tier are signed up."""


class TrackedTarget(Named):
    """Another target of a phase: it has an owner and a state, is never ticked and closes nothing."""

    phase: PhaseKey


class Milestone(Named):
    """A day everyone should see coming, counted from the launch day, and the task it belongs to."""

    offset_days: int
    task: str | None = None


class PlaybookPhase(Value):
    """A phase: its first day counted from the launch day, its core mission and key points."""

    key: PhaseKey
    start_offset: int
    mission_en: str
    mission_zh: str
    points_en: tuple[str, ...]
    points_zh: tuple[str, ...]

    @property
    def mission(self) -> str:
        """The core mission in the chosen language."""
        return spoken(self.mission_en, self.mission_zh)

    @property
    def points(self) -> tuple[str, ...]:
        """The numbered key points in the chosen language."""
        return spoken(self.points_en, self.points_zh)

    @model_validator(mode="after")
    def _points_in_both_languages(self) -> Self:
        if len(self.points_en) != len(self.points_zh):
            raise ValueError(
                f"phase {self.key} has {len(self.points_en)} English and {len(self.points_zh)} Chinese points"
            )
        return self


class PlaybookTask(Value):
    """A task as the playbook knows it: its due day is still relative; it waits for the tasks of `after`."""

    id: str
    phase: PhaseKey
    function: Function
    core: bool
    anchor: Anchor
    offset_days: int
    title_en: str
    title_zh: str
    subticks_en: tuple[str, ...] = ()
    subticks_zh: tuple[str, ...] = ()
    evidence_en: str
    evidence_zh: str
    after: tuple[str, ...] = ()
    source: Literal["named", "other_target"]

    @model_validator(mode="after")
    def _subticks_in_both_languages(self) -> Self:
        if len(self.subticks_en) != len(self.subticks_zh):
            raise ValueError(
                f"task {self.id} has {len(self.subticks_en)} English and {len(self.subticks_zh)} Chinese parts"
            )
        return self


def changed(thresholds: Thresholds, **values: object) -> Thresholds:
    """Thresholds with other values.

    Raises:
        PlaybookError: a value cannot be; the sentence names it.

    Example:
        >>> changed(Thresholds(), quiet_days=5).quiet_days
        5
    """
    try:
        return Thresholds.model_validate({**thresholds.model_dump(), **values})
    except ValidationError as error:
        first = error.errors()[0]
        if not first["loc"]:
            sentence = _("The tier shares must rise from hero over activity to volume, and the floor lie below the cap")
            raise PlaybookError(sentence, values=values) from error
        name = str(first["loc"][0])
        sentence = _("{name}: {found} cannot be used", name=_(THRESHOLD_NAMES[name]), found=first["input"])
        raise PlaybookError(sentence, name=name) from error


class Playbook(Value):
    """Everything a campaign of this kind starts from; shares are of the whole campaign."""

    name: str
    title_en: str
    title_zh: str
    phases: tuple[PlaybookPhase, ...]
    end_offset: int
    tracked_targets: tuple[TrackedTarget, ...]
    milestones: tuple[Milestone, ...]
    routes: dict[Tier, tuple[Route, ...]]
    thresholds: Thresholds
    budget_share_by_phase: dict[PhaseKey, Share]
    gmv_share_by_tier: dict[Tier, Share]
    warm_up_pace: tuple[Share, ...]
    hourly_shares: tuple[Share, ...]
    tasks: tuple[PlaybookTask, ...]

    @property
    def title(self) -> str:
        """The title in the chosen language."""
        return spoken(self.title_en, self.title_zh)

    @property
    def starts(self) -> tuple[int, ...]:
        """First day of each phase, in days from the launch day."""
        return tuple(phase.start_offset for phase in self.phases)

    def phase(self, key: PhaseKey) -> PlaybookPhase:
        """The phase of a key."""
        return self.phases[KEYS.index(key)]

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        offsets = (*self.starts, self.end_offset)
        if tuple(phase.key for phase in self.phases) != KEYS:
            raise ValueError(f"the phases must be {', '.join(KEYS)}, in this order")
        if any(after <= before for before, after in pairwise(offsets)):
            raise ValueError(f"the phases must follow each other, found first days {offsets}")
        ids = [task.id for task in self.tasks]
        if len(set(ids)) < len(ids):
            raise ValueError(f"task ids must be unique, found twice: {sorted({i for i in ids if ids.count(i) > 1})}")
        strangers = [mark.task for mark in self.milestones if mark.task and mark.task not in ids]
        if strangers:
            raise ValueError(f"milestones name tasks that do not exist: {strangers}")
        _in_order({task.id: task.after for task in self.tasks})
        for name, shares in (
            ("budget_share_by_phase", self.budget_share_by_phase.values()),
            ("gmv_share_by_tier", self.gmv_share_by_tier.values()),
            ("hourly_shares", self.hourly_shares),
        ):
            if abs(sum(shares) - 1) > 1e-9:
                raise ValueError(f"{name} must add up to 1, found {sum(shares)}")
        pace = self.warm_up_pace
        if any(after < before for before, after in pairwise(pace)) or pace[-1:] != (1.0,):
            raise ValueError("warm_up_pace must rise to 1")
        return self


def _in_order(after: dict[str, tuple[str, ...]]) -> None:
    """Refuse tasks that wait for what is not there, or for each other in a circle."""
    strangers = sorted({one for waits in after.values() for one in waits} - after.keys())
    if strangers:
        raise ValueError(f"tasks wait for tasks that do not exist: {', '.join(strangers)}")
    try:
        TopologicalSorter(after).prepare()
    except CycleError as error:
        raise ValueError(f"tasks wait for each other in a circle: {' > '.join(error.args[1])}") from error


def names() -> tuple[str, ...]:
    """The playbooks there are.

    Example:
        >>> "double11" in names()
        True
    """
    return tuple(sorted(path.stem for path in FOLDER.glob("*.yaml")))


@lru_cache
def load(name: str) -> Playbook:
    """The playbook of a name, checked.

    Raises:
        PlaybookError: there is no such playbook, or its file says something impossible.
    """
    if name not in names():
        raise PlaybookError(_("There is no playbook '{found}'; choose {known}", found=name, known=", ".join(names())))
    try:
        text = (FOLDER / f"{name}.yaml").read_text(encoding="utf-8")
        return Playbook.model_validate(yaml.load(text, Loader=yaml.CSafeLoader))
    except (yaml.YAMLError, ValidationError) as error:
        raise PlaybookError(_("The playbook '{found}' cannot be read: {reason}", found=name, reason=error)) from error
