"""Suggestion: the tier of every product, what moved it, and what would change it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

import numpy as np
import pandas as pd

from campaign.plan.thresholds import TIER_RULES, Thresholds, TierRule
from campaign.products import TIERS
from campaign.tiers import ranking
from campaign.tiers.ranking import CLEARANCE, STAND_INS, UNKNOWN, Codes, Floats, Ranking, Truths, ranked
from campaign.tiers.rules import POINTS, Point, PointKey, acting, points, stepped

STEP = 0.1
STABLE_AGAINST = (
    "tier_hero_share", "tier_activity_share", "tier_volume_share", "quiet_days", "lead_days", "margin_floor_share",
    "return_limit_share", "cart_rise_share", "trend_rise_share", "trend_fall_share", "old_days", "trend_least_count",
)  # fmt: skip
KEPT = ("revenue_minor", "units", "last_sale_day", "carts")


class Scored(NamedTuple):
    """Every product in the order of the ranking: the tier of its sales, what asks for a step, and where it ends."""

    by_share: Codes
    quiet: Truths
    by_sales: Codes
    points: Mapping[PointKey, Point]
    asked: Mapping[TierRule, Truths]
    codes: Codes


class Stability(NamedTuple):
    """How many suggestions flip when one threshold is a tenth lower or higher, and which products ever do."""

    by_threshold: dict[str, tuple[int, int]]
    fragile: frozenset[str]


def suggest(sales: pd.DataFrame, thresholds: Thresholds, today: date) -> pd.DataFrame:
    """Suggest a tier for every product from what it sold, moved by at most one step by what else is known.

    Hero are the products of the first 50 % of revenue, activity to 80 %, volume to 97 %, clearance the rest and
    whatever sold nothing in the last 7 full days. The product on an edge belongs to the better tier. Then the rules
    of `thresholds.tier_rules` apply: see `rules.acting`. An unknown input moves nothing.

    Args:
        sales: One row per product: `product_id`, and where known `revenue_minor`, `units`, `refund_units`,
            `price_minor`, `last_sale_day`, `carts` and `units_recent` of 7 days, `carts_before` and `units_before`
            of the 7 days before, `margin_share`, `margin_floor`, `weekly_cover_days`, `lead_days`,
            `launched_on`; a product without floor or lead time of its own has the campaign's.
        thresholds: Edges, limits and the rules that are switched on.
        today: The local day of the campaign; it is not full yet.

    Returns:
        One row per product, the best seller first and the unknown last: `product_id`, `tier` and `by_sales` (None
        where nothing is known), `rank`, `ranked` (how many are), `basis`, `stand_in`, `sold`,
        `revenue_share`,
        `cumulative_share`, `silent_days`, `quiet`, `rules` (a bit for each rule that acts, in the order of
        `TIER_RULES`), each point and its limit (`cover`, `cover_limit`, ...), what would change the tier with least
        (`next_tier`, `next_by`, `next_at`, `next_share`: the relative distance) and the figures of `KEPT`. The
        sentences are made by `reasons`, `missing` and `outlook` for the rows that are read.

    Source: systems.md S-04, S-66, A4-13; the rule for sales alone and the steps are this project's.
    """
    order = ranked(sales, today)
    ordered = sales.iloc[order.places]
    scored = score(order, ordered, thresholds, today)
    total = order.total or np.nan
    names = np.array([*TIERS, None], dtype=object)  # the last one is what UNKNOWN, -1, stands for
    known = ~np.isnan(order.values)
    frame = pd.DataFrame(
        {
            "product_id": ordered["product_id"].astype("str").array,
            "tier": pd.Series(names[scored.codes], dtype=object),
            "by_sales": pd.Series(names[scored.by_sales], dtype=object),
            "rank": np.arange(1, len(ordered) + 1),
            "ranked": int(known.sum()),
            "basis": order.basis,
            "stand_in": np.array(STAND_INS, dtype=object)[order.stand_ins],
            "sold": order.values,
            "revenue_share": order.values / total,
            "cumulative_share": np.where(known, (order.above + order.values) / total, np.nan),
            "silent_days": order.silent_days,
            "quiet": scored.quiet,
            "rules": _bits(scored.asked),
        }
    )
    for key, point in scored.points.items():
        frame[key], frame[f"{key}_limit"] = point.value, point.limit
    for name in KEPT:
        frame[name] = ordered[name].array if name in ordered else np.nan
    return pd.concat([frame, _nearest(order, scored, thresholds)], axis=1)


def score(
    order: Ranking,
    ordered: pd.DataFrame,
    thresholds: Thresholds,
    today: date,
    moved: Mapping[str, float] | None = None,
    known: Mapping[PointKey, Point] | None = None,
) -> Scored:
    """Work the tiers out, with thresholds times their factors in `moved`; `known` spares working the points out."""
    shares = ranking.by_share(order, ranking.edges(thresholds, moved))
    silent = ranking.quiet(order, thresholds.quiet_days * (moved or {}).get("quiet_days", 1.0)) & (shares != UNKNOWN)
    by_sales = np.where(silent, CLEARANCE, shares)
    found = points(ordered, thresholds, today, moved) if known is None else known
    asked = acting(by_sales, silent, {key: point.passed for key, point in found.items()}, thresholds.tier_rules)
    return Scored(shares, silent, by_sales, found, asked, stepped(by_sales, asked))


def stability(sales: pd.DataFrame, thresholds: Thresholds, today: date, step: float = STEP) -> Stability:
    """Count the suggestions that flip when each threshold moves, one at a time.

    Args:
        sales: As for `suggest`.
        thresholds: As for `suggest`.
        today: As for `suggest`.
        step: How far each moves, as a share of itself.

    Returns:
        Threshold to the flips at lower and at higher, and the products that any of these moves flips.

    Source: this project's (a suggestion that a tenth turns over is said to be fragile).
    """
    order = ranked(sales, today)
    ordered = sales.iloc[order.places]
    now = score(order, ordered, thresholds, today)
    of_ranking = {"tier_hero_share", "tier_activity_share", "tier_volume_share", "quiet_days"}
    counts: dict[str, tuple[int, int]] = {}
    ever = np.zeros(len(ordered), dtype=bool)
    for name in STABLE_AGAINST:
        known = now.points if name in of_ranking else None
        flips = [
            score(order, ordered, thresholds, today, {name: factor}, known).codes != now.codes
            for factor in (1 - step, 1 + step)
        ]
        counts[name] = (int(flips[0].sum()), int(flips[1].sum()))
        ever |= flips[0] | flips[1]
    return Stability(counts, frozenset(ordered["product_id"].astype("str").to_numpy()[ever]))


def _bits(asked: Mapping[TierRule, Truths]) -> Codes:
    return np.asarray(sum(asked[rule].astype(np.int64) << place for place, rule in enumerate(TIER_RULES)))


def _nearest(order: Ranking, scored: Scored, thresholds: Thresholds) -> pd.DataFrame:
    """Of all inputs that alone would change the tier by passing their threshold, the one that is nearest to it."""
    passed = {key: point.passed for key, point in scored.points.items()}
    shares = ranking.edges(thresholds)
    keys: list[str] = []
    ways: list[tuple[Codes, Floats, Floats]] = []

    def way(key: str, by_sales: Codes, turned: Mapping[PointKey, Truths], at: Floats, far: Floats) -> None:
        sounds = scored.quiet if key != "quiet" else np.zeros_like(scored.quiet)
        codes = stepped(by_sales, acting(by_sales, sounds, turned, thresholds.tier_rules))
        other = (codes != scored.codes) & (scored.codes != UNKNOWN) & np.isfinite(far)
        keys.append(key)
        ways.append((codes, at, np.where(other, np.abs(far), np.inf)))

    with np.errstate(invalid="ignore", divide="ignore"):
        sold, days = scored.by_share, float(thresholds.quiet_days)
        for step, at in ((-1, ranking.to_rise(order, sold, shares)), (1, ranking.to_fall(order, sold, shares))):
            far = np.where(~scored.quiet & (order.values > 0), at / order.values - 1, np.inf)
            way("sales", np.clip(scored.by_sales + step, 0, CLEARANCE), passed, at, far)
        silent = np.where(scored.quiet & (order.values > 0), order.silent_days / max(days, 1) - 1, np.inf)
        way("quiet", sold, passed, np.full(len(sold), days), silent)
        for key in POINTS:
            value, limit, is_past = scored.points[key]
            far = np.where(is_past & (key == "age"), np.inf, (value - limit) / np.abs(limit))  # nothing gets younger
            way(key, scored.by_sales, {**passed, key: ~is_past}, limit, far)
    nearest = np.argmin([far for _codes, _at, far in ways], axis=0) if len(sold) else np.zeros(0, dtype=np.int64)
    rows = np.arange(len(sold))
    codes, at, far = (np.array(parts)[nearest, rows] for parts in zip(*ways, strict=True))
    there = np.isfinite(far)
    names = np.array(TIERS, dtype=object)
    return pd.DataFrame(
        {
            "next_tier": pd.Series(np.where(there, names[np.clip(codes, 0, CLEARANCE)], None), dtype=object),
            "next_by": pd.Series(np.where(there, np.array(keys, dtype=object)[nearest], None), dtype=object),
            "next_at": np.where(there, at, np.nan),
            "next_share": np.where(there, np.where(np.isin(nearest, [1]), -far, far), np.nan),
        }
    )
