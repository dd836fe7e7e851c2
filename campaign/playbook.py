"""A playbook: the phases, tasks, milestones, routes and thresholds from which campaigns are planned."""

from __future__ import annotations

from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Annotated, Literal, Self

import yaml
from pydantic import Field, ValidationError, model_validator

from campaign.errors import CampaignError
from campaign.language import N_, _, spoken
from campaign.members import Function
from campaign.phases import KEYS, Anchor, PhaseKey
from campaign.products import Role, Tier
from campaign.record import Value

FOLDER = Path(__file__).resolve().parent.parent / "data" / "playbooks"

Share = Annotated[float, Field(ge=0, le=1)]
Count = Annotated[int, Field(ge=0)]


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
    """A task as the playbook knows it: its due day is still relative."""

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
    source: Literal["named", "other_target"]

    @model_validator(mode="after")
    def _subticks_in_both_languages(self) -> Self:
        if len(self.subticks_en) != len(self.subticks_zh):
            raise ValueError(
                f"task {self.id} has {len(self.subticks_en)} English and {len(self.subticks_zh)} Chinese parts"
            )
        return self


class Thresholds(Value):
    """The numbers a team may argue about; a campaign starts with its playbook's and keeps its own copy.

    Source: systems.md S-08, S-22, S-32, A4-8 to A4-14; priors: what public promotion logs show.
    """

    tier_hero_share: Share = 0.5
    tier_activity_share: Share = 0.8
    tier_volume_share: Share = 0.97
    quiet_days: Count = 7
    restock_sold_share: Share = 0.5
    surge_multiple: float = Field(default=3.0, gt=1)
    surge_least_units: Count = 5
    restock_roles: tuple[Role, ...] = ("hit", "potential_hit", "profit")
    lead_days: Count = 10
    budget_rate: Share = 0.05
    budget_floor_share: float = Field(default=0.7, ge=0)
    budget_cap_share: float = Field(default=1.5, ge=0)
    fresh_orders_minutes: Count = 60
    fresh_stock_minutes: Count = 60
    fresh_facts_minutes: Count = 1440
    cart_to_pay: Share = 0.2
    favourite_to_pay: Share = 0.015
    visitor_to_pay: Share = 0.008
    share_from_cart: Share = 0.5
    share_from_favourite: Share = 0.1
    items_per_buyer: float = Field(default=1.0, gt=0)
    behind_share: Share = 0.9
    margin_floor_share: Share = 0.1
    promotion_prices_count: bool = True

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if not self.tier_hero_share <= self.tier_activity_share <= self.tier_volume_share:
            raise ValueError("the tier shares must rise from hero over activity to volume")
        if self.budget_floor_share > self.budget_cap_share:
            raise ValueError("the budget floor lies above the budget cap")
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


THRESHOLD_NAMES: dict[str, str] = {
    "tier_hero_share": N_("Hero: share of revenue, from the top"),
    "tier_activity_share": N_("Activity: up to this share of revenue"),
    "tier_volume_share": N_("Volume: up to this share of revenue"),
    "quiet_days": N_("Clearance: full days without a sale"),
    "restock_sold_share": N_("Restock: share of the stock sold"),
    "surge_multiple": N_("Surge: multiple of the planned units"),
    "surge_least_units": N_("Surge: least units"),
    "restock_roles": N_("Restock: roles that are restocked"),
    "lead_days": N_("Restock: lead time in days where a product has none"),
    "budget_rate": N_("Daily budget: share of yesterday's sales"),
    "budget_floor_share": N_("Daily budget: floor, as a share of the plan"),
    "budget_cap_share": N_("Daily budget: cap, as a share of the plan"),
    "fresh_orders_minutes": N_("Orders are fresh for, in minutes"),
    "fresh_stock_minutes": N_("Stock is fresh for, in minutes (launch)"),
    "fresh_facts_minutes": N_("Daily facts are fresh for, in minutes"),
    "cart_to_pay": N_("Carts that pay on the launch day"),
    "favourite_to_pay": N_("Favourites without a cart that pay on the launch day"),
    "visitor_to_pay": N_("Visitors without cart or favourite that pay on the launch day"),
    "share_from_favourite": N_("Share of the buyers who had only favourited before"),
    "share_from_cart": N_("Share of the buyers who had added to cart before"),
    "items_per_buyer": N_("Units per buyer"),
    "behind_share": N_("Behind pace: below this share of the target by day"),
    "margin_floor_share": N_("Margin floor where a product has none"),
    "promotion_prices_count": N_("Promotion prices count for the lowest price since 1 January"),
}


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
