"""Tiers: which product does which job, suggested from sales and decided by people."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any, ClassVar, NamedTuple

import pandas as pd

from campaign import numerals
from campaign.language import N_, _
from campaign.playbook import Thresholds
from campaign.products import TIER_NAMES as TIER_NAMES
from campaign.products import TIERS as TIERS
from campaign.products import Tier as Tier
from campaign.record import Record

OTHER_INPUTS = {
    "carts": N_("add-to-cart of the last 7 days"),
    "margin_share": N_("margin"),
    "cover_days": N_("stock cover"),
}
"""Inputs that do not decide the tier; they stand beside the suggestion, and are named where they are missing."""


class Decision(Record):
    """The tier a person gave a product in a campaign."""

    table: ClassVar[str] = "tiers"
    indexes: ClassVar[tuple[str, ...]] = ("campaign",)

    campaign: int
    product_id: str
    tier: Tier
    member: int | None
    at: datetime


class Ground(NamedTuple):
    """What products are ranked by, how that is called, and what is said of each product's figure."""

    values: pd.Series[float]
    word: str
    notes: pd.Series[str]


def suggest(sales: pd.DataFrame, thresholds: Thresholds, today: date) -> pd.DataFrame:
    """Suggest a tier for every product from what it sold, with reasons.

    Hero are the products of the first 50 % of revenue, activity to 80 %, volume to 97 %, clearance the rest and
    whatever sold nothing in the last 7 full days. The product on an edge belongs to the better tier.

    Args:
        sales: One row per product: `product_id`, and where known `revenue_minor`, `units`, `price_minor`,
            `last_sale_day`, and the columns of `OTHER_INPUTS`.
        thresholds: `tier_hero_share`, `tier_activity_share`, `tier_volume_share` and `quiet_days`.
        today: The local day of the campaign; it is not full yet.

    Returns:
        One row per product, the best seller first and the unknown last: `product_id`, `tier` (None where nothing
        is known), `revenue_share`, `cumulative_share`, `reasons` and `missing`, both lists in the chosen language.
        Where a revenue is unknown, units x price stands for it; where no amount is known at all, units do; a
        reason says so.

    Source: systems.md S-04; the rule for sales alone is this project's.
    """
    ground = _ground(sales)
    ranked = sales.assign(_value=ground.values, _note=ground.notes).sort_values(
        ["_value", "product_id"], ascending=[False, True], na_position="last"
    )
    total = float(ground.values.sum())
    count = int(ground.values.notna().sum())
    rows: list[dict[str, Any]] = []
    above = 0.0
    for rank, cells in enumerate(ranked.to_dict("records"), start=1):
        value, note = cells["_value"], cells["_note"]
        tier: Tier | None = None
        share = cumulative = None
        reasons = [note]
        if not pd.isna(value):
            share, cumulative = (value / total, (above + value) / total) if total else (None, None)
            quiet = _quiet(cells, value, thresholds, today)
            tier = "clearance" if quiet else _by_share(above, total, thresholds)
            place = _place(rank, count, ground.word, share, cumulative)
            reasons = [reason for reason in (quiet, place, note, *_beside(cells)) if reason]
            above += value
        rows.append(
            {
                "product_id": cells["product_id"],
                "tier": tier,
                "revenue_share": share,
                "cumulative_share": cumulative,
                "reasons": reasons,
                "missing": _missing(cells),
            }
        )
    columns = ["product_id", "tier", "revenue_share", "cumulative_share", "reasons", "missing"]
    frame = pd.DataFrame(rows, columns=columns, dtype=object)  # a str column would turn an unknown tier into NaN
    return frame.astype({"product_id": "str", "revenue_share": "float64", "cumulative_share": "float64"})


def _place(rank: int, count: int, word: str, share: float | None, cumulative: float | None) -> str:
    return _(
        "Rank {rank} of {count} by {word}: {share} of the total, {cumulative} with those above",
        rank=rank,
        count=count,
        word=word,
        share=numerals.share(share, 1),
        cumulative=numerals.share(cumulative, 1),
    )


def _column(sales: pd.DataFrame, name: str) -> pd.Series[float]:
    return pd.to_numeric(sales[name]).astype(float) if name in sales else pd.Series(float("nan"), sales.index)


def _ground(sales: pd.DataFrame) -> Ground:
    """Revenue, units × price in its place, or units where no amount is known at all."""
    revenue, units = _column(sales, "revenue_minor"), _column(sales, "units")
    amounts = revenue.fillna(units * _column(sales, "price_minor"))
    notes = pd.Series("", sales.index, dtype=object)
    if amounts.notna().any():
        notes[revenue.isna()] = _("Revenue is unknown; units × price stands for it")
        notes[amounts.isna()] = _("Neither revenue nor units and price are known")
        return Ground(amounts, _("revenue"), notes)
    notes[units.notna()] = _("Revenue and prices are unknown; units stand for them")
    notes[units.isna()] = _("Neither revenue nor units are known")
    return Ground(units, _("units"), notes)


def _by_share(before: float, total: float, thresholds: Thresholds) -> Tier:
    """The tier of a product by what those above it hold."""
    edges: tuple[tuple[Tier, float], ...] = (
        ("hero", thresholds.tier_hero_share),
        ("activity", thresholds.tier_activity_share),
        ("volume", thresholds.tier_volume_share),
    )
    # rounded, because 0.97 of a total in minor units is not exact in binary
    return next((tier for tier, edge in edges if round(before, 6) < round(edge * total, 6)), "clearance")


def _quiet(cells: dict[Any, Any], value: float, thresholds: Thresholds, today: date) -> str:
    """Why a product counts as quiet; empty where it is not, or where its last sale is unknown."""
    if value == 0:
        return _("Nothing sold in the whole time")
    last = cells.get("last_sale_day")
    if last is None or pd.isna(last):
        return ""
    last_day = last.date() if isinstance(last, datetime) else last
    if last_day >= today - timedelta(days=thresholds.quiet_days):
        return ""
    return _(
        "Nothing sold in the last {days} full days; last sale on {day}",
        days=thresholds.quiet_days,
        day=numerals.day(last_day),
    )


def _known(cells: dict[Any, Any], name: str) -> Any:
    cell = cells.get(name)
    return None if cell is None or pd.isna(cell) else cell


def _beside(cells: dict[Any, Any]) -> list[str]:
    carts, margin, cover = (_known(cells, name) for name in OTHER_INPUTS)
    return [
        *([_("{count} added to cart in the last 7 days", count=numerals.whole(carts))] if carts is not None else []),
        *([_("Margin {share}", share=numerals.share(margin))] if margin is not None else []),
        *([_("Stock covers {days} days", days=numerals.whole(cover))] if cover is not None else []),
    ]


def _missing(cells: dict[Any, Any]) -> list[str]:
    sold = {"revenue_minor": _("revenue"), "units": _("units"), "last_sale_day": _("day of the last sale")}
    inputs = {**sold, **{name: _(label) for name, label in OTHER_INPUTS.items()}}
    return [label for name, label in inputs.items() if _known(cells, name) is None]
