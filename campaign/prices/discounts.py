"""Discounts: what a buyer pays after every step, what is left of it, and how far that is from the floor."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from fractions import Fraction
from typing import ClassVar, Literal

from pydantic import Field

from campaign.base import money
from campaign.base.errors import CampaignError
from campaign.base.language import N_, _
from campaign.base.record import Record, Value
from campaign.plan.thresholds import Share
from campaign.products import WHOLE, Amount, Product, resolved

Stacking = Literal["parallel", "sequential"]
STACKINGS: dict[Stacking, str] = {
    "parallel": N_("Activity prices"),
    "sequential": N_("What is left"),
}
StepKey = Literal["list", "activity", "store", "platform", "code", "affiliate", "ads", "fee", "freight", "cost"]
STEPS: dict[StepKey, str] = {
    "list": N_("List price"),
    "activity": N_("Activity price"),
    "store": N_("Store coupon"),
    "platform": N_("Platform coupon"),
    "code": N_("Code"),
    "affiliate": N_("Affiliate commission"),
    "ads": N_("Ads"),
    "fee": N_("Platform fee"),
    "freight": N_("Freight"),
    "cost": N_("Purchase cost"),
}
Verdict = Literal["keeps", "below", "unknown"]
Coupon = Literal["store", "platform", "code"]
COUPONS: tuple[Coupon, ...] = ("store", "platform", "code")


class DiscountError(CampaignError):
    """A discount stack that cannot be worked out."""


class Cut(Value):
    """One coupon or code: an amount or a share off, from an order amount on; the shop bears it unless said."""

    amount_minor: Amount = 0
    share: Share = 0.0
    from_minor: Amount = 0
    repeats: bool = False
    borne_share: Share = 1.0


class Stack(Value):
    """The discounts and costs of an order beside its goods; a share or amount that is None is unknown, not 0.

    Coupons come off in the order store, platform, code, each from what the one before left. Under `parallel` an
    order reaches a threshold by its activity prices, under `sequential` by what the coupons before left.
    """

    store: Cut | None = None
    platform: Cut | None = None
    code: Cut | None = None
    affiliate_share: Share | None = None
    ads_share: Share | None = None
    fee_share: Share | None = None
    freight_minor: Amount | None = None
    stacking: Stacking = "parallel"


class Line(Value):
    """One SKU of an order; without an activity price it sells at its list price."""

    sku_id: str
    units: int = Field(default=1, ge=1)
    list_minor: Amount
    activity_minor: Amount | None = None
    cost_minor: Amount | None = None

    @property
    def goods_minor(self) -> int:
        """What the line costs before any coupon."""
        return self.units * (self.list_minor if self.activity_minor is None else self.activity_minor)


class Step(Value):
    """One step from the list price to what is left: what came off (negative) and what remains.

    `minor` is None where nobody knows it; a coupon whose threshold the order does not reach takes 0 off and says so.
    """

    key: StepKey
    minor: int | None
    left_minor: int
    reached: bool = True


class Result(Value):
    """What becomes of an order, in minor units.

    `paid_minor` is what the buyer pays for the goods, `takings_minor` what the shop gets (paid, and the part of
    coupons others bear), `left_minor` the takings less every cost that is known. Where `unknown` names a step the
    true figure is not above it.
    """

    steps: tuple[Step, ...]
    list_minor: int
    paid_minor: int
    takings_minor: int
    left_minor: int
    unknown: tuple[StepKey, ...]

    @property
    def margin(self) -> float | None:
        """The share of the takings that is left, at most; None without a purchase cost or takings."""
        if "cost" in self.unknown or not self.takings_minor:
            return None
        return self.left_minor / self.takings_minor

    def room_minor(self, floor: float) -> int | None:
        """How much more could go before the margin is below a floor; negative: so much is missing."""
        if "cost" in self.unknown:
            return None
        return self.left_minor - up(self.takings_minor * exact(floor))

    def verdict(self, floor: float) -> Verdict:
        """Whether the margin keeps a floor; what is unknown never keeps it, but can already be below it."""
        room = self.room_minor(floor)
        if room is not None and (room < 0 or not self.takings_minor):
            return "below"
        return "unknown" if self.unknown else "keeps"


class DiscountPlan(Record):
    """The campaign price of a product: its activity prices by SKU and the discounts on top."""

    table: ClassVar[str] = "discount_plans"
    indexes: ClassVar[tuple[str, ...]] = ("campaign",)

    campaign: int
    product_id: str
    activity: dict[str, Amount] = Field(default_factory=dict)
    stack: Stack = Stack()
    at: datetime
    member: int | None = None
    who: str = ""


def exact(share: float) -> Fraction:
    """A share as it was typed: 0.15 is 15 hundredths, not the nearest binary number."""
    return Fraction(str(share))


def _part(minor: int, share: float) -> int:
    """A share of an amount, half a minor unit to the even neighbour."""
    return round(minor * exact(share))


def up(amount: Fraction) -> int:
    """The next whole number that is not below an amount."""
    return -(-amount.numerator // amount.denominator)


def off(cut: Cut | None, reach_minor: int, left_minor: int) -> int | None:
    """What a coupon takes off an order.

    Args:
        cut: The coupon; None: there is none.
        reach_minor: The amount by which the order reaches its threshold.
        left_minor: What is still to pay; a coupon never takes more.

    Returns:
        Minor units, 0 or more; None where the threshold is not reached.

    Source: features.md C2; docs/decisions.md (the order of coupons).

    Example:
        >>> off(Cut(amount_minor=5000, from_minor=30000, repeats=True), 65000, 65000)
        10000
        >>> off(Cut(amount_minor=5000, from_minor=30000), 29999, 29999) is None
        True
    """
    if cut is None:
        return 0
    if reach_minor < cut.from_minor:
        return None
    times = reach_minor // cut.from_minor if cut.repeats and cut.from_minor else 1
    return min(times * cut.amount_minor + _part(left_minor, cut.share), left_minor)


def order(goods: Sequence[Line], stack: Stack) -> Result:
    """Work out an order: list -> activity -> store coupon -> platform coupon -> code -> costs -> what is left.

    Every step is whole minor units; a share is rounded half to even, once, on the step it belongs to. Commission,
    ads and fee are shares of what the buyer pays for the goods.

    Args:
        goods: The SKUs of the order.
        stack: Its discounts and costs.

    Returns:
        Every step with what it leaves.

    Raises:
        DiscountError: the order is empty, or an activity price is above its list price.

    Source: features.md C2 (discount stack); systems.md S-12, S-13, S-38.

    Example:
        >>> one = order([Line(sku_id="a", list_minor=40000, cost_minor=15000)],
        ...             Stack(store=Cut(amount_minor=5000, from_minor=30000), affiliate_share=0.1, ads_share=0.05,
        ...                   fee_share=0, freight_minor=0))
        >>> one.paid_minor, one.left_minor, one.unknown
        (35000, 14750, ())
    """
    if not goods:
        raise DiscountError(_("An order needs at least one SKU"))
    for line in goods:
        if line.activity_minor is not None and line.activity_minor > line.list_minor:
            raise DiscountError(_("The activity price of {sku} is above its list price", sku=line.sku_id))
    listed = sum(line.units * line.list_minor for line in goods)
    before = left = sum(line.goods_minor for line in goods)
    steps = [
        Step(key="list", minor=listed, left_minor=listed),
        Step(key="activity", minor=before - listed, left_minor=before),
    ]
    borne_by_others = 0
    for key in COUPONS:
        cut: Cut | None = getattr(stack, key)
        taken = off(cut, before if stack.stacking == "parallel" else left, left)
        left -= taken or 0
        if cut is not None and taken:
            borne_by_others += taken - _part(taken, cut.borne_share)
        steps.append(Step(key=key, minor=-(taken or 0), left_minor=left, reached=taken is not None))
    paid, takings = left, left + borne_by_others
    costs = _costs(goods, stack, paid)
    rest = takings
    for name, cost in costs.items():
        rest -= cost or 0
        steps.append(Step(key=name, minor=None if cost is None else -cost, left_minor=rest))
    return Result(
        steps=tuple(steps),
        list_minor=listed,
        paid_minor=paid,
        takings_minor=takings,
        left_minor=rest,
        unknown=tuple(key for key, cost in costs.items() if cost is None),
    )


def _costs(goods: Sequence[Line], stack: Stack, paid: int) -> dict[StepKey, int | None]:
    def share(of: float | None) -> int | None:
        return None if of is None else _part(paid, of)

    known = [line.cost_minor for line in goods]
    return {
        "affiliate": share(stack.affiliate_share),
        "ads": share(stack.ads_share),
        "fee": share(stack.fee_share),
        "freight": stack.freight_minor,
        "cost": None
        if None in known
        else sum(line.units * cost for line, cost in zip(goods, known, strict=True) if cost is not None),
    }


def lines(product: Product, activity: Mapping[str, int]) -> list[Line]:
    """An order line of one piece for each SKU of a product whose price is known.

    Args:
        product: The product.
        activity: SKU id to activity price; a SKU without one sells at its list price.

    Example:
        >>> [line.goods_minor for line in lines(Product(store="m", product_id="7", price_minor=2900), {"*": 2500})]
        [2500]
    """
    skus = [resolved(product, key) for key in [sku.sku_id for sku in product.skus] or [WHOLE]]
    return [
        Line(sku_id=sku.sku_id, list_minor=listed, activity_minor=activity.get(sku.sku_id), cost_minor=sku.cost_minor)
        for sku in skus
        if (listed := activity.get(sku.sku_id) if sku.price_minor is None else sku.price_minor) is not None
    ]


def spread(goods: Sequence[Line], result: Result) -> tuple[int, ...]:
    """What the buyer pays for each line: the coupons divided by the lines' amounts, adding up exactly.

    Example:
        >>> pair = [Line(sku_id="a", list_minor=20000), Line(sku_id="b", list_minor=10000)]
        >>> spread(pair, order(pair, Stack(store=Cut(amount_minor=5000, from_minor=30000))))
        (16667, 8333)
    """
    amounts = [line.goods_minor for line in goods]
    return money.spread(result.paid_minor, amounts) if any(amounts) else tuple(0 for _line in goods)
