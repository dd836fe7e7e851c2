"""Margins: the discounts planned for a product, and who stands for a price below the floor."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from campaign.base import formats, money
from campaign.base.language import _, _n
from campaign.desk.prices import Prices, spread
from campaign.desk.service import OPERATOR, Refused, Service
from campaign.plan.campaigns import Campaign
from campaign.prices import discounts, margin_floors
from campaign.prices.discounts import DiscountPlan, Stack
from campaign.prices.margin_floors import BelowFloor, FloorWaiver, Judged
from campaign.products import Product
from campaign.signups.signups import SignUp
from campaign.storage import Store
from campaign.team.members import Member


class Discounts(Service):
    """What a campaign price may leave."""

    def __init__(self, store: Store, prices: Prices) -> None:
        super().__init__(store)
        self.prices = prices

    def plan(
        self,
        by: Member | None,
        campaign: Campaign,
        product_id: str,
        activity: Mapping[str, int],
        stack: Stack,
        at: datetime,
        *,
        reason: str = "",
    ) -> DiscountPlan:
        """Plan the campaign price of a product: its activity prices by SKU and the discounts on top.

        Args:
            by: Who plans it.
            campaign: The campaign.
            product_id: The product.
            activity: SKU id to activity price in minor units; `*` is every SKU; empty: list prices.
            stack: The discounts and costs of an order.
            at: Now.
            reason: Why a price below the margin floor is right; it is kept as a waiver.

        Raises:
            BelowFloor: a SKU leaves less than the floor and no reason is given; nothing is kept.
        """
        self.allow(by, "products")
        product = self.prices.product(campaign, product_id)
        wanted = spread(product, activity) if activity else {}
        below = _below(by, campaign, product, wanted, stack, at, reason)
        if below and not reason.strip():
            raise BelowFloor(_sentence(product, below, campaign.currency))
        plan = DiscountPlan(
            campaign=campaign.id, product_id=product_id, activity=wanted, stack=stack, at=at,
            member=by.id if by else None, who=by.name if by else OPERATOR,
        )  # fmt: skip
        table = self.store.records(DiscountPlan)
        with self.transaction():
            known = next((one for one in table.by("campaign", campaign.id) if one.product_id == product_id), None)
            kept = table.put(plan.model_copy(update={"id": known.id, "rev": known.rev})) if known else table.add(plan)
            said = {"activity", "stack"}
            self.write(
                by, at, "plan_discount", f"product {product_id}", campaign=campaign.id, title=product.name,
                before=known.model_dump(mode="json", include=said) if known else None,
                after=kept.model_dump(mode="json", include=said),
            )  # fmt: skip
            self._keep(by, campaign, product, below, at)
        return kept

    def waive_floor(
        self,
        by: Member | None,
        campaign: Campaign,
        product_id: str,
        amounts: Mapping[str, int],
        at: datetime,
        reason: str,
    ) -> list[FloorWaiver]:
        """Stand in writing for campaign prices below the margin floor.

        Args:
            by: Who stands for them.
            campaign: The campaign.
            product_id: The product.
            amounts: SKU id to campaign price in minor units; `*` is every SKU.
            at: Now.
            reason: Why.

        Returns:
            A waiver for each SKU whose price is below the floor.

        Raises:
            Refused: no reason is given, or no price is known to be below the floor.
        """
        if not reason.strip():
            raise Refused(_("Write why the price may be below the margin floor"))
        product = self.prices.product(campaign, product_id)
        below = _below(by, campaign, product, spread(product, amounts), Stack(), at, reason)
        if not below:
            share = formats.share(margin_floors.floor_of(product, campaign.thresholds.margin_floor_share))
            raise Refused(_("No price is known to be below the margin floor of {share}", share=share))
        with self.transaction():
            return self._keep(by, campaign, product, below, at)

    def keep_floors(
        self, by: Member | None, campaign: Campaign, sign_ups: Iterable[SignUp], at: datetime, reason: str = ""
    ) -> None:
        """Let sign-ups pass whose campaign prices keep the margin floor, or are waived in writing; all or none.

        An unknown purchase cost is not refused: nobody knows that its price is below.

        Args:
            by: Who signs up.
            campaign: The campaign.
            sign_ups: What is signed up, as it would be.
            at: Now.
            reason: Why prices below the floor are right; it is kept as a waiver of each.

        Raises:
            BelowFloor: a price is below, nobody stands for it, and no reason is given.

        Source: systems.md S-38.
        """
        waivers = self.store.records(FloorWaiver).by("campaign", campaign.id)
        usual = campaign.thresholds.margin_floor_share
        below: list[tuple[Product, Judged]] = []
        for one in sign_ups:
            product = self.prices.product(campaign, one.product_id)
            found = margin_floors.judged(product, one.ticked, usual, waivers)
            below += [(product, each) for each in found if each.standing == "below"]
        if below and not reason.strip():
            raise BelowFloor(_refusal(below, campaign.currency))
        for product in {product.product_id: product for product, _each in below}.values():
            own = [
                FloorWaiver(
                    campaign=campaign.id, product_id=product.product_id, sku_id=each.sku_id,
                    paid_minor=each.price_minor or 0, margin=each.margin, floor=each.floor, reason=reason.strip(),
                    at=at, member=by.id if by else None, who=by.name if by else OPERATOR,
                )
                for other, each in below
                if other.product_id == product.product_id
            ]  # fmt: skip
            self._keep(by, campaign, product, own, at)

    def _keep(
        self, by: Member | None, campaign: Campaign, product: Product, below: Sequence[FloorWaiver], at: datetime
    ) -> list[FloorWaiver]:
        if not below:
            return []
        self.allow(by, "waive", "product")
        kept = self.store.records(FloorWaiver).add_all(below)
        self.write(
            by, at, "waive_floor", f"product {product.product_id}", campaign=campaign.id, title=product.name,
            after={one.sku_id: one.paid_minor for one in below}, note=below[0].reason,
        )  # fmt: skip
        return kept


def _below(
    by: Member | None,
    campaign: Campaign,
    product: Product,
    activity: Mapping[str, int],
    stack: Stack,
    at: datetime,
    reason: str,
) -> list[FloorWaiver]:
    """The waiver that each SKU would need whose price leaves less than the floor."""
    floor = margin_floors.floor_of(product, campaign.thresholds.margin_floor_share)
    results = [(line.sku_id, discounts.order([line], stack)) for line in discounts.lines(product, activity)]
    return [
        FloorWaiver(
            campaign=campaign.id, product_id=product.product_id, sku_id=sku, paid_minor=result.paid_minor,
            margin=result.margin, floor=floor, reason=reason.strip(), at=at, member=by.id if by else None,
            who=by.name if by else OPERATOR,
        )
        for sku, result in results
        if result.verdict(floor) == "below"
    ]  # fmt: skip


def _sentence(product: Product, below: Sequence[FloorWaiver], currency: str) -> str:
    first = below[0]
    return _(
        "{product}, SKU {sku}: a price of {paid} leaves {margin}, below the floor of {floor}; write why, or raise it",
        product=product.name,
        sku=first.sku_id,
        paid=money.text(first.paid_minor, currency, cents=True),
        margin=formats.share(first.margin, 1),
        floor=formats.share(first.floor),
    )


def _refusal(below: Sequence[tuple[Product, Judged]], currency: str) -> str:
    """The first price below the floor, what would keep it, and how many there are."""
    product, first = below[0]
    words = {
        "product": product.name,
        "sku": first.sku_id,
        "price": money.text(first.price_minor, currency, cents=True),
        "floor": formats.share(first.floor),
    }
    said = (
        _("{product}, SKU {sku}: no campaign price keeps the margin floor of {floor}; lower the floor", **words)
        if first.lowest_minor is None
        else _(
            "{product}, SKU {sku}: a campaign price of {price} is below {lowest}, the lowest that keeps the margin "
            "floor of {floor}; raise it, or write a waiver with its reason",
            lowest=money.text(first.lowest_minor, currency, cents=True),
            **words,
        )
    )
    if len(below) == 1:
        return said
    many = _n(
        "{count} SKU in all is below its floor; nothing was changed",
        "{count} SKUs in all are below their floors; nothing was changed",
        len(below),
    )
    return _("{first} ({many})", first=said, many=many)
