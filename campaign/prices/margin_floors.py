"""Floors: the margin no campaign price goes below without a written waiver, and how far it is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from fractions import Fraction
from typing import ClassVar, Literal, NamedTuple

import pandas as pd

from campaign.base.errors import CampaignError
from campaign.base.language import _
from campaign.base.record import Record
from campaign.plan.thresholds import Share
from campaign.prices.discounts import (
    Cut,
    Line,
    Stack,
    exact,
    order,
    up,
)
from campaign.products import WHOLE, Amount, Product, ProductError, resolved
from campaign.signups.signups import Ticked

MOST_JAGGED = 1000

Standing = Literal["keeps", "below", "waived", "unknown", "no_price"]


class BelowFloor(CampaignError):
    """A campaign price leaves less than the margin floor, and nobody waived it in writing."""


class FloorWaiver(Record):
    """A campaign price below the margin floor that somebody stands for, with the reason."""

    table: ClassVar[str] = "floor_waivers"
    indexes: ClassVar[tuple[str, ...]] = ("campaign",)

    campaign: int
    product_id: str
    sku_id: str
    paid_minor: Amount
    margin: float | None
    floor: Share
    reason: str
    at: datetime
    member: int | None = None
    who: str = ""


class Judged(NamedTuple):
    """How the campaign price of a ticked SKU stands to the floor; `lowest_minor` is the lowest price that keeps it."""

    sku_id: str
    price_minor: int | None
    margin: float | None
    floor: float
    lowest_minor: int | None
    standing: Standing


def floor_of(product: Product, usual: float) -> float:
    """The margin floor of a product: its own, else the campaign's.

    Source: systems.md S-38.
    """
    return usual if product.margin_floor_share is None else product.margin_floor_share


def largest_code(goods: Sequence[Line], stack: Stack, floor: float) -> int | None:
    """The largest code, as an amount off the order, that still keeps the margin floor.

    Args:
        goods: The SKUs of the order.
        stack: The other discounts and costs; its code is left out.
        floor: The margin floor, a share of the takings.

    Returns:
        Minor units; 0 where only no code keeps it; None where the purchase cost is unknown or no code at all keeps
        it. Costs that are unknown count as nothing, so that it is at most this.

    Source: features.md C2 (coupon beyond margin); systems.md S-13, S-38.

    Example:
        >>> largest_code([Line(sku_id="a", list_minor=20000, cost_minor=9000)], Stack(affiliate_share=0.1), 0.4)
        2000
    """

    def keeps(amount: int) -> bool:
        room = order(goods, stack.model_copy(update={"code": Cut(amount_minor=amount)})).room_minor(floor)
        return room is not None and room >= 0

    bare = order(goods, stack.model_copy(update={"code": None}))
    if bare.room_minor(floor) is None or not keeps(0):
        return None
    if keeps(bare.paid_minor):
        return bare.paid_minor
    low, high = 0, bare.paid_minor
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if keeps(middle) else (low, middle - 1)
    # Rounding makes the edge jagged: a little beyond the first amount that fails another may keep the floor again.
    taken = (exact(share or 0) for share in (stack.affiliate_share, stack.ads_share, stack.fee_share, floor))
    slope = 1 - sum(taken, Fraction(0))
    jagged = min(up(4 / slope), MOST_JAGGED) if slope > 0 else MOST_JAGGED
    return max(low, *(more for more in range(low, min(low + jagged, bare.paid_minor) + 1) if keeps(more)))


def floor_price(cost_minor: int | None, floor: float, shares: Iterable[float | None] = ()) -> int | None:
    """The lowest price paid that keeps a margin floor.

    Args:
        cost_minor: Purchase cost a piece.
        floor: The margin floor.
        shares: Shares of the price that go too: commission, ads, fee; unknown ones count as nothing.

    Returns:
        Minor units, rounded up; None where the cost is unknown or no price can keep the floor.

    Raises:
        ProductError: the cost is below 0.

    Source: systems.md S-38.

    Example:
        >>> floor_price(900, 0.1), floor_price(900, 0.1, [0.1, 0.05]), floor_price(None, 0.1)
        (1000, 1200, None)
    """
    if cost_minor is None:
        return None
    if cost_minor < 0:
        raise ProductError(_("A cost of {found} cannot be", found=cost_minor))
    rest = 1 - exact(floor) - sum((exact(share) for share in shares if share is not None), Fraction(0))
    return up(cost_minor / rest) if rest > 0 else None


def judged(
    product: Product, ticked: Iterable[Ticked], usual: float, waivers: Iterable[FloorWaiver] = ()
) -> tuple[Judged, ...]:
    """How campaign prices stand to the margin floor, by purchase cost alone: commission, ads and coupons come on top.

    A waiver stands for its price and every higher one. Where a product is ticked as a whole its dearest SKU decides.
    An unknown cost neither keeps the floor nor is below it.

    Args:
        product: The product.
        ticked: Its SKUs that take part.
        usual: The campaign's floor, for a product without its own.
        waivers: Who stood for prices below the floor, of any product.

    Source: systems.md S-38.

    Example:
        >>> kettle = Product(store="main", product_id="7", cost_minor=900)
        >>> [judged(kettle, [Ticked(sku_id="*", price_minor=price)], 0.1)[0].standing for price in (1000, 999)]
        ['keeps', 'below']
    """
    floor = floor_of(product, usual)
    stood: dict[str, int] = {}
    for one in waivers:
        if one.product_id == product.product_id:
            stood[one.sku_id] = min(one.paid_minor, stood.get(one.sku_id, one.paid_minor))
    return tuple(_judged(product, tick, floor, stood.get(tick.sku_id)) for tick in ticked)


def _judged(product: Product, tick: Ticked, floor: float, stood: int | None) -> Judged:
    keys = [sku.sku_id for sku in product.skus] if tick.sku_id == WHOLE and product.skus else [tick.sku_id]
    costs = [resolved(product, key).cost_minor for key in keys]
    cost = max((one for one in costs if one is not None), default=None)
    bare, price = floor_price(cost, floor), tick.price_minor
    lowest = None if bare is None else max(bare, 1)  # a gift has no margin
    if price is None:
        return Judged(tick.sku_id, None, None, floor, lowest, "no_price")
    result = order([Line(sku_id=tick.sku_id, list_minor=price, cost_minor=cost)], Stack())
    standing: Standing = "unknown" if None in costs else "keeps"
    if cost is not None and result.verdict(floor) == "below":
        standing = "below" if stood is None or price < stood else "waived"
    return Judged(tick.sku_id, price, result.margin, floor, lowest, standing)


def floors(skus: pd.DataFrame, floor: pd.Series[float]) -> pd.DataFrame:
    """Margin and floor of many SKUs at their present prices, before any discount.

    Args:
        skus: price_minor and cost_minor of each SKU.
        floor: The margin floor of each.

    Returns:
        margin ((price - cost) / price), floor_price_minor (cost / (1 - floor), rounded up), below (the price is below
        it); each null where price or cost is unknown.

    Source: systems.md S-38.
    """
    price, cost = skus["price_minor"].astype("Float64"), skus["cost_minor"].astype("Float64")
    # rounded first, because 900 / 0.9 is a hair above 1000 in binary and would round up to 1001
    lowest = (cost / (1 - floor.where(floor < 1))).round(6).map(_ceiling, na_action="ignore").astype("Int64")
    sold = price.where(price > 0)
    return pd.DataFrame(
        {"margin": (sold - cost) / sold, "floor_price_minor": lowest, "below": skus["price_minor"] < lowest}
    )


def _ceiling(value: float) -> int:
    return int(-(-value // 1))
