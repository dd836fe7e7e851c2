"""Conversion of each product, by payment or, where presale makes payment read 0, by order or deposit."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import ClassVar, Literal

import pandas as pd

from campaign.base.language import N_
from campaign.base.record import Record

Basis = Literal["paid", "ordered", "presale"]
BASES: tuple[Basis, ...] = ("paid", "ordered", "presale")
BASIS_NAMES: dict[Basis, str] = {
    "paid": N_("by payment"),
    "ordered": N_("by order"),
    "presale": N_("by deposit"),
}
BASIS_FORMULAS: dict[Basis, str] = {
    "paid": N_("buyers / visitors"),
    "ordered": N_("ordering buyers / visitors"),
    "presale": N_("presale orders / visitors"),
}
COUNTED: dict[Basis, str] = {"paid": "buyers", "ordered": "placed_buyers", "presale": "presale_orders"}
MEASURES = ("visitors", *COUNTED.values())


class Switch(Record):
    """By what a person lets a product's conversion be read."""

    table: ClassVar[str] = "switches"
    indexes: ClassVar[tuple[str, ...]] = ("campaign",)

    campaign: int
    product_id: str
    basis: Basis
    member: int | None
    who: str
    at: datetime


def table(sums: pd.DataFrame, chosen: Mapping[str, Basis]) -> pd.DataFrame:
    """Conversion of each product by what fits it.

    A product in presale takes deposits and orders now and payments later: its payments read 0 and so would its
    conversion. It is flagged where somebody ordered or paid a deposit and fewer than those paid; the order is then
    proposed, and the deposit where orders are unknown. What a person chose counts.

    Args:
        sums: One row a product: `product_id` and the columns of `MEASURES`, null where unknown.
        chosen: Product to the basis that a person chose.

    Returns:
        product_id, visitors, buyers, placed_buyers, presale_orders, flagged, proposed, basis, conversion (0..1; null
        where visitors are 0 or unknown or the count is unknown), paid (the conversion by payment, to compare).

    Source: systems.md S-53.

    Example:
        >>> sums = pd.DataFrame(
        ...     {"product_id": ["P1"], "visitors": [200], "buyers": [0], "placed_buyers": [30], "presale_orders": [28]}
        ... )
        >>> table(sums, {})[["conversion", "paid"]].astype(float).iloc[0].tolist()
        [0.15, 0.0]
    """
    frame = sums[["product_id", *MEASURES]].astype(dict.fromkeys(MEASURES, "Float64"))
    expected = frame[["placed_buyers", "presale_orders"]].max(axis=1)
    presale = frame["presale_orders"].fillna(0) > 0
    unpaid = (frame["placed_buyers"].fillna(0) > 0) & (frame["buyers"] == 0).fillna(value=False)
    frame["flagged"] = ((presale & (frame["buyers"] < expected).fillna(value=True)) | unpaid).astype(bool)
    proposed = pd.Series("paid", frame.index, dtype="object")
    proposed = proposed.mask(frame["flagged"] & presale, "presale")
    frame["proposed"] = proposed.mask(frame["flagged"] & frame["placed_buyers"].notna(), "ordered")
    frame["basis"] = frame["product_id"].map(dict(chosen)).astype("object").fillna(frame["proposed"])
    people = frame["visitors"].where(frame["visitors"] > 0)
    by_basis = {basis: frame[counted] / people for basis, counted in COUNTED.items()}
    frame["paid"] = by_basis["paid"]
    frame["conversion"] = frame["paid"]
    for basis in ("ordered", "presale"):
        frame["conversion"] = frame["conversion"].mask(frame["basis"] == basis, by_basis[basis])
    return frame.reset_index(drop=True)
