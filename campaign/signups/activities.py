"""Entry routes: where the products of a tier are signed up, and the activities offered there."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from campaign.base import phases
from campaign.base.errors import CampaignError
from campaign.base.language import N_, _, listed
from campaign.base.record import Record
from campaign.plan.playbook import Playbook, Route, Share
from campaign.products import TIER_NAMES, TIERS, Amount, Tier

Mode = Literal["unknown", "lowest_sku", "product_sum"]
MODES: dict[Mode, str] = {
    "unknown": N_("Not known: both are checked"),
    "lowest_sku": N_("The lowest-price SKU"),
    "product_sum": N_("All ticked SKUs together"),
}
PriceRule = Literal["threshold", "none"]
PRICE_RULES: dict[PriceRule, str] = {
    "threshold": N_("At most the sign-up threshold price"),
    "none": N_("No price condition"),
}


class RouteError(CampaignError):
    """An activity that cannot be offered like this."""


class Activity(Record):
    """One offered activity of a route: when it can be signed up, when it runs, and what it asks for.

    `below_share` is the x of "x % under the lowest price since 1 January"; `promotions_count` says whether past
    promotion prices belong to that lowest (None: as the campaign says). With `follow_prompt` the back
    office's own word decides the stock check.
    """

    table: ClassVar[str] = "activities"
    indexes: ClassVar[tuple[str, ...]] = ("campaign",)

    campaign: int
    route: str
    title: str
    platform: str = ""
    purpose: str = ""
    opens: datetime | None = None
    deadline: datetime | None = None
    starts: datetime | None = None
    ends: datetime | None = None
    lock_hours: Annotated[int, Field(ge=0, le=24 * 90)] | None = None
    price_rule: PriceRule = "threshold"
    below_share: Share | None = None
    promotions_count: bool | None = None
    units_needed: Amount | None = None
    mode: Mode = "unknown"
    follow_prompt: bool = False

    @property
    def locks(self) -> datetime | None:
        """From when on nothing of a sign-up may change: so many elapsed hours before the start."""
        if self.starts is None or self.lock_hours is None:
            return None
        return self.starts - timedelta(hours=self.lock_hours)

    def is_locked(self, at: datetime) -> bool:
        """Whether sign-ups may no longer change."""
        return self.locks is not None and at >= self.locks

    def is_past(self, at: datetime) -> bool:
        """Whether the last moment to sign up is over."""
        return self.deadline is not None and at >= self.deadline


def routes(playbook: Playbook, tier: Tier) -> tuple[Route, ...]:
    """The routes a product of a tier takes.

    Source: systems.md S-04.

    Example:
        >>> from campaign.plan.playbook import load
        >>> [route.key for route in routes(load("double11"), "volume")]
        ['secondary_push', 'single_item_discount']
    """
    return playbook.routes.get(tier, ())


def every(playbook: Playbook) -> dict[str, Route]:
    """All routes of a playbook by key, in the order of the tiers.

    Example:
        >>> from campaign.plan.playbook import load
        >>> list(every(load("double11")))[:2]
        ['premium_slot', 'brand_flash_sale']
    """
    return {route.key: route for tier in TIERS for route in routes(playbook, tier)}


def fits(playbook: Playbook, tier: Tier, route: str) -> bool:
    """Whether a route, named by its key, is one that products of a tier take.

    Source: systems.md S-04.

    Example:
        >>> from campaign.plan.playbook import load
        >>> fits(load("double11"), "clearance", "flash_deals")
        False
    """
    return any(known.key == route for known in routes(playbook, tier))


def misfit(playbook: Playbook, tier: Tier | None, route: str) -> str:
    """Why a route does not match a tier; empty where it does, and where the playbook leaves the route to everyone.

    Source: systems.md S-04 (warning when a route does not match the tier).

    Example:
        >>> from campaign.plan.playbook import load
        >>> misfit(load("double11"), "clearance", "flash_deals")
        'Clearance items go to Store single-item discount; Flash Deals is for Activity'
    """
    known = every(playbook).get(route)
    if known is None or (tier is not None and fits(playbook, tier, route)):
        return ""
    takers = listed(_(TIER_NAMES[one]) for one in TIERS if fits(playbook, one, route))
    if tier is None:
        return _("The product has no tier yet; {route} is for {takers}", route=known.title, takers=takers)
    own = listed(one.title for one in routes(playbook, tier))
    return _(
        "{tier} items go to {own}; {route} is for {takers}",
        tier=_(TIER_NAMES[tier]),
        own=own,
        route=known.title,
        takers=takers,
    )


def checked(activity: Activity) -> Activity:
    """An activity whose instants can follow each other, its words trimmed.

    Raises:
        RouteError: it has no title or route, an instant lacks its zone, or the order of its instants cannot be.
    """
    trimmed = {name: getattr(activity, name).strip() for name in ("route", "title", "platform", "purpose")}
    activity = activity.model_copy(update=trimmed)
    if not activity.title or not activity.route:
        raise RouteError(_("An activity needs a title and the route it belongs to"))
    named = {
        "opens": (_("opens"), activity.opens),
        "deadline": (_("deadline"), activity.deadline),
        "starts": (_("starts"), activity.starts),
        "ends": (_("ends"), activity.ends),
    }
    if any(at is not None and at.tzinfo is None for _name, at in named.values()):
        raise RouteError(_("{title}: an instant needs its time zone", title=activity.title))
    for first, second in (("opens", "deadline"), ("starts", "ends"), ("opens", "ends")):
        (name, before), (later, after) = named[first], named[second]
        if before is not None and after is not None and after <= before:
            raise RouteError(
                _(
                    "{title}: '{later}' must come after '{name}'; mend the one that is wrong",
                    title=activity.title,
                    later=later,
                    name=name,
                )
            )
    return activity


def instant(clock: datetime, zone: str) -> datetime:
    """The instant of a wall clock in a zone; of an hour that occurs twice the first, of a skipped one what follows.

    Example:
        >>> instant(datetime(2026, 11, 1, 1, 30), "America/Los_Angeles").isoformat()
        '2026-11-01T08:30:00+00:00'
        >>> instant(datetime(2026, 3, 8, 2, 30), "America/Los_Angeles").isoformat()
        '2026-03-08T10:30:00+00:00'
    """
    return clock.replace(tzinfo=phases.zone(zone)).astimezone(UTC)
