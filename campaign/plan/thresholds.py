"""Thresholds: the numbers a team may argue about, and what each is called."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from campaign.base.language import N_
from campaign.base.record import Value
from campaign.products import Role

Share = Annotated[float, Field(ge=0, le=1)]
Count = Annotated[int, Field(ge=0)]
TierRule = Literal["short_stock", "thin_margin", "returns", "fading", "rising"]
TIER_RULES: dict[TierRule, str] = {
    "short_stock": N_("No hero whose stock lasts shorter than its lead time"),
    "thin_margin": N_("No hero below its margin floor"),
    "returns": N_("One tier lower above the limit of returns"),
    "fading": N_("One tier lower when it is old and its sales fall"),
    "rising": N_("One tier higher, never to hero, when carts and sales rise fast"),
}


class Thresholds(Value):
    """The numbers a team may argue about; a campaign starts with its playbook's and keeps its own copy.

    Source: systems.md S-08, S-22, S-32, A4-8 to A4-14; priors: what public promotion logs show.
    """

    tier_hero_share: Share = 0.5
    tier_activity_share: Share = 0.8
    tier_volume_share: Share = 0.97
    quiet_days: Count = 7
    tier_rules: tuple[TierRule, ...] = tuple(TIER_RULES)
    return_limit_share: Share = 0.1
    cart_rise_share: float = Field(default=0.3, ge=0)
    trend_rise_share: float = Field(default=0.1, ge=0)
    trend_fall_share: Share = 0.2
    old_days: Count = 90
    trend_least_count: Count = 20
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


THRESHOLD_NAMES: dict[str, str] = {
    "tier_hero_share": N_("Hero: share of revenue, from the top"),
    "tier_activity_share": N_("Activity: up to this share of revenue"),
    "tier_volume_share": N_("Volume: up to this share of revenue"),
    "quiet_days": N_("Clearance: full days without a sale"),
    "tier_rules": N_("Rules that move a tier by one step"),
    "return_limit_share": N_("Returns: limit, as a share of the units sold"),
    "cart_rise_share": N_("Rising: carts of 7 days over the 7 before, against the shop, at least"),
    "trend_rise_share": N_("Rising: units of 7 days over the 7 before, against the shop, at least"),
    "trend_fall_share": N_("Fading: units of 7 days under the 7 before, against the shop, at least"),
    "old_days": N_("Fading: on sale for more than this many days"),
    "trend_least_count": N_("Least units or carts from which a rate or a trend is told"),
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
