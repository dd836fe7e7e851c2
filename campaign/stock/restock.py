"""Restock: when a SKU needs goods, how many, and whether they would still come in time."""

from __future__ import annotations

import math
from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any, Literal

import pandas as pd

from campaign.base import formats
from campaign.base.language import N_, _
from campaign.base.record import Value
from campaign.plan.playbook import Thresholds
from campaign.stock.levels import StockError

Rule = Literal["half_sold", "surge"]
RULE_NAMES: dict[Rule, str] = {"half_sold": N_("Half sold"), "surge": N_("Sales surge")}
Advice = Literal["order", "too_late", "enough", "unknown"]
ADVICE: dict[Advice, str] = {
    "order": N_("Order {units} pieces now"),
    "too_late": N_("Too late to restock: {units} pieces would miss the end; cap ads, show sold out, swap the product"),
    "enough": N_("Enough until the end at the present rate"),
    "unknown": N_("How many is unknown: stock or the present rate is missing"),
}


class Trigger(Value):
    """A SKU that needs a decision: which rule fired, on what inputs, and what is advised."""

    product_id: str
    sku_id: str
    trigger: Rule
    sold_share: float | None
    cover_hours: float | None
    rate_per_hour: float | None
    sellable_now: int | None
    projected: int | None
    order_by: datetime | None
    short_units: int | None
    quantity: int | None
    advice: Advice
    both: bool = False

    @property
    def sentence(self) -> str:
        """The advice in the chosen language."""
        units = self.short_units if self.advice == "too_late" else self.quantity
        return _(ADVICE[self.advice], units=formats.whole(units))


def half_sold(sold_units: int, opening_units: int, received_units: int, share: float = 0.5) -> bool:
    """Say whether a SKU has passed the restock point of the Double 11 plan.

    Args:
        sold_units: Units sold since the phase began, >= 0.
        opening_units: Units on hand when the phase began, >= 0.
        received_units: Units received since, >= 0.
        share: The restock point.

    Returns:
        True when sold / (opening + received) >= share. Exactly half is True; a receipt re-arms it.

    Raises:
        StockError: nothing was ever available, so there is no share to speak of.

    Source: systems.md S-08, A4-8 (R-RST-1).

    Example:
        >>> half_sold(60, opening_units=100, received_units=20)
        True
    """
    had = opening_units + received_units
    if had <= 0:
        raise StockError(_("Nothing was ever available, so no share of it can be sold; enter the opening stock"))
    return sold_units / had >= share


def surge(units: int, hours: float, planned_per_hour: float, multiple: float, least: int) -> bool:
    """Say whether sales of the last hours are a multiple of the plan.

    Args:
        units: Pieces sold in the last hours.
        hours: Length of that span, > 0.
        planned_per_hour: Pieces planned an hour, >= 0.
        multiple: How many times the plan.
        least: Fewer pieces are never a surge.

    Returns:
        True when units >= multiple x planned and units >= least. This plain multiple rings falsely several times
        in a launch where plans are small; `least` keeps the worst away.

    Source: systems.md S-08, A4-9 (R-RST-2, the plain multiple); methods.md E2.

    Example:
        >>> surge(24, hours=2, planned_per_hour=4, multiple=3, least=5)
        True
    """
    return units >= least and units >= multiple * planned_per_hour * hours


def order_quantity(short_units: float, minimum_units: int | None = None, carton_units: int | None = None) -> int:
    """Pieces to order: what is short, at least the smallest order, in full cartons.

    Args:
        short_units: Pieces missing until the end; 0 or less orders nothing.
        minimum_units: Smallest order; None: any.
        carton_units: Pieces in a carton; None: single pieces.

    Returns:
        Pieces, never fewer than are short.

    Source: methods.md E2; features.md C2 (minimum order, carton rounding).

    Example:
        >>> order_quantity(130, minimum_units=150, carton_units=24)
        168
    """
    if short_units <= 0:
        return 0
    carton = max(carton_units or 1, 1)
    return math.ceil(max(math.ceil(short_units), minimum_units or 0) / carton) * carton


def _restocked(skus: pd.DataFrame, roles: Collection[str]) -> pd.DataFrame:
    chosen = skus[skus["role"].isin(list(roles)) & (skus["tier"] != "clearance")]
    return chosen.astype(object).where(chosen.notna(), None)


def _fired(sku: dict[str, Any], thresholds: Thresholds) -> tuple[float | None, list[Rule]]:
    """The sold share, and the rules that fire; what is unknown fires nothing."""
    sold, start, came = sku["sold_units"], sku["opening_units"], sku["received_units"] or 0
    share: float | None = None
    rules: list[Rule] = []
    if sold is not None and start is not None and start + came > 0:
        share = sold / (start + came)
        if half_sold(sold, start, came, thresholds.restock_sold_share):
            rules.append("half_sold")
    recent, hours, planned = sku["recent_units"], sku["recent_hours"], sku["planned_per_hour"]
    if None not in (recent, hours, planned) and surge(
        recent, hours, planned, thresholds.surge_multiple, thresholds.surge_least_units
    ):
        rules.append("surge")
    return share, rules


def triggers(skus: pd.DataFrame, thresholds: Thresholds, at: datetime, ends: datetime) -> tuple[Trigger, ...]:
    """The SKUs that need a decision now, soonest sold out first; one trigger a SKU.

    Demand left = rate x hours until `ends`; short = demand left - projected pieces; the order is `order_quantity` of
    it. Where now + lead time is after `ends`, nothing ordered now would be sold.

    Args:
        skus: product_id, sku_id, tier, role, opening_units, received_units, sold_units (since the phase began),
            recent_units, recent_hours, planned_per_hour (surge), rate_per_hour (present), sellable_now, projected (to
            `ends`), cover_hours, order_by (see `campaign.stock`), lead_days, minimum_order_units, carton_units; null
            is unknown.
        thresholds: Restock point, surge multiple and least, roles, default lead time.
        at: Now.
        ends: When the sale ends.

    Returns:
        Triggers of the restocked roles, clearance never. Unknown figures fire nothing: see `unjudged`.

    Source: systems.md S-08, S-22, A4-8, A4-9, A4-13; methods.md E2.
    """
    rows = _restocked(skus, thresholds.restock_roles).to_dict("records")
    found = [_decided({str(key): value for key, value in row.items()}, thresholds, at, ends) for row in rows]
    fired = [one for one in found if one is not None]
    return tuple(sorted(fired, key=lambda one: math.inf if one.cover_hours is None else one.cover_hours))


def _decided(sku: dict[str, Any], thresholds: Thresholds, at: datetime, ends: datetime) -> Trigger | None:
    share, rules = _fired(sku, thresholds)
    if not rules:
        return None
    rate, pieces = sku["rate_per_hour"], sku["projected"]
    left_hours = max((ends - at) / timedelta(hours=1), 0.0)
    lead = timedelta(days=thresholds.lead_days if sku["lead_days"] is None else sku["lead_days"])
    short: int | None = None
    quantity: int | None = None
    advice: Advice = "unknown"
    if rate is not None and pieces is not None:
        # The inner rounding takes float dust away, which would order a piece too many.
        short = max(math.ceil(round(rate * left_hours - pieces, 6)), 0)
        advice = "enough" if short == 0 else "too_late" if at + lead > ends else "order"
        quantity = order_quantity(short, sku["minimum_order_units"], sku["carton_units"]) if advice == "order" else 0
    return Trigger(
        product_id=sku["product_id"],
        sku_id=sku["sku_id"],
        trigger=rules[0],
        both=len(rules) > 1,
        sold_share=share,
        cover_hours=sku["cover_hours"],
        rate_per_hour=rate,
        sellable_now=sku["sellable_now"],
        projected=pieces,
        order_by=sku["order_by"],
        short_units=short,
        quantity=quantity,
        advice=advice,
    )


def unjudged(skus: pd.DataFrame, thresholds: Thresholds) -> pd.DataFrame:
    """The SKUs of the restocked roles for which half sold cannot be said, with the reason.

    Args:
        skus: As for `triggers`.
        thresholds: The restocked roles.

    Returns:
        product_id, sku_id, reason.

    Source: systems.md A4-8.
    """
    frame = _restocked(skus, thresholds.restock_roles)
    reason = pd.Series("", index=frame.index)
    empty = (frame["opening_units"].fillna(0) + frame["received_units"].fillna(0)) <= 0
    reason = reason.mask(empty, _("Nothing was ever available"))
    reason = reason.mask(frame["sold_units"].isna(), _("Units sold since the phase began are unknown"))
    reason = reason.mask(frame["opening_units"].isna(), _("The opening stock is unknown; import a stock file"))
    return frame[["product_id", "sku_id"]].assign(reason=reason)[reason != ""].reset_index(drop=True)
