"""Rules: what else is known of a product moves the tier its sales speak for by at most one step."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from typing import Literal, NamedTuple

import numpy as np
import pandas as pd

from campaign.base.language import N_
from campaign.plan.thresholds import Thresholds, TierRule
from campaign.tiers.ranking import CLEARANCE, Codes, Floats, Truths, days_since, figures

PointKey = Literal["cover", "margin", "returns", "cart_rise", "rise", "fall", "age"]
POINTS: dict[PointKey, str] = {
    "cover": N_("weekly cover"),
    "margin": N_("margin"),
    "returns": N_("return rate"),
    "cart_rise": N_("carts in 7 days, against the shop"),
    "rise": N_("rise of units in 7 days, against the shop"),
    "fall": N_("fall of units in 7 days, against the shop"),
    "age": N_("age"),
}
LIMITS: dict[PointKey, str] = {
    "cover": "lead_days",
    "margin": "margin_floor_share",
    "returns": "return_limit_share",
    "cart_rise": "cart_rise_share",
    "rise": "trend_rise_share",
    "fall": "trend_fall_share",
    "age": "old_days",
}
"""The threshold of each point; a product's own lead time and floor stand before the campaign's."""


class Point(NamedTuple):
    """One input of every product, its threshold, and whether it is past it; what is unknown (NaN) is not."""

    value: Floats
    limit: Floats
    passed: Truths


def change(now: Floats, before: Floats, least: float) -> Floats:
    """How much faster than the whole shop a count grew; NaN where it is unknown or was too few to tell.

    In a launch everything rises; what rises as the shop does says nothing of a product.

    Args:
        now: The count of each product in one period.
        before: The same in the period before.
        least: Fewer than these before say nothing.

    Returns:
        (now / before) / (shop now / shop before) - 1, the shop being the products counted in both periods.

    Source: this project's.

    Example:
        >>> now, before = np.array([140.0, 60.0, 3.0, np.nan]), np.array([100.0, 102.0, 1.0, 100.0])
        >>> change(now, before, least=20).round(2).tolist()
        [0.4, -0.41, nan, nan]
    """
    both = ~(np.isnan(now) | np.isnan(before))
    shop = now[both].sum() / before[both].sum() if before[both].sum() > 0 else np.nan
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(before >= max(least, 1), np.round(now / before / shop - 1, 9), np.nan)


def points(
    sales: pd.DataFrame, thresholds: Thresholds, today: date, moved: Mapping[str, float] | None = None
) -> dict[PointKey, Point]:
    """Each input beside its threshold.

    Args:
        sales: The columns of `tiers.suggest`.
        thresholds: Limits, and the least count from which a rate or a trend is told.
        today: The local day of the campaign.
        moved: Threshold to a factor, to see what another limit would say.

    Example:
        >>> sold = pd.DataFrame({"product_id": ["a"], "margin_share": [0.05], "weekly_cover_days": [12],
        ...                      "lead_days": [14]})
        >>> found = points(sold, Thresholds(), date(2026, 11, 1))
        >>> [key for key, point in found.items() if point.passed[0]]
        ['cover', 'margin']
    """

    def limit(key: PointKey) -> float:
        return float(getattr(thresholds, LIMITS[key])) * (moved or {}).get(LIMITS[key], 1.0)

    least = thresholds.trend_least_count * (moved or {}).get("trend_least_count", 1.0)
    units, count = figures(sales, "units"), len(sales)
    own: dict[PointKey, Floats] = {"cover": figures(sales, "lead_days"), "margin": figures(sales, "margin_floor")}
    trend = change(figures(sales, "units_recent"), figures(sales, "units_before"), least)
    with np.errstate(invalid="ignore", divide="ignore"):
        returned = np.where(units >= max(least, 1), figures(sales, "refund_units") / units, np.nan)
    values: dict[PointKey, Floats] = {
        "cover": figures(sales, "weekly_cover_days"),
        "margin": figures(sales, "margin_share"),
        "returns": returned,
        "cart_rise": change(figures(sales, "carts"), figures(sales, "carts_before"), least),
        "rise": trend,
        "fall": trend,
        "age": days_since(sales, "launched_on", today),
    }
    limits: dict[PointKey, Floats] = {key: np.full(count, limit(key)) for key in values}
    for key, typed in own.items():
        factor = (moved or {}).get(LIMITS[key], 1.0)
        limits[key] = np.where(np.isnan(typed), limit(key), typed * factor)
    limits["fall"] = -limits["fall"]
    with np.errstate(invalid="ignore"):
        return {key: Point(value, limits[key], _passed(key, value, limits[key])) for key, value in values.items()}


def _passed(key: PointKey, value: Floats, limit: Floats) -> Truths:
    if key in ("cover", "margin"):
        return value < limit
    if key == "fall":
        return value <= limit
    return value > limit if key in ("returns", "age") else value >= limit


def acting(
    tiers: Codes, quiet: Truths, passed: Mapping[PointKey, Truths], rules: Collection[str]
) -> dict[TierRule, Truths]:
    """Where each rule that is switched on asks for a step, down or up.

    Example:
        >>> tiers, quiet = np.array([0, 1]), np.array([False, False])
        >>> no, yes = np.array([False, False]), np.array([True, True])
        >>> passed = dict.fromkeys(POINTS, no) | {"margin": yes}
        >>> acting(tiers, quiet, passed, ["thin_margin"])["thin_margin"].tolist()  # only a hero is lowered by it
        [True, False]
    """
    hero, lower = tiers == 0, (tiers >= 0) & (tiers < CLEARANCE)
    asked: dict[TierRule, Truths] = {
        "short_stock": hero & passed["cover"],
        "thin_margin": hero & passed["margin"],
        "returns": lower & passed["returns"],
        "fading": lower & passed["age"] & passed["fall"],
        "rising": (tiers > 1) & ~quiet & passed["cart_rise"] & passed["rise"],
    }
    return {rule: truth & (rule in rules) for rule, truth in asked.items()}


def stepped(tiers: Codes, asked: Mapping[TierRule, Truths]) -> Codes:
    """The tiers after one step at most: a rule that lowers counts before the one that lifts.

    Example:
        >>> no = np.array([False, False])
        >>> asked = {"short_stock": no, "thin_margin": no, "returns": np.array([True, False]), "fading": no,
        ...          "rising": np.array([True, True])}
        >>> stepped(np.array([2, 2]), asked).tolist()
        [3, 1]
    """
    lowered = asked["short_stock"] | asked["thin_margin"] | asked["returns"] | asked["fading"]
    return tiers + lowered - (asked["rising"] & ~lowered)
