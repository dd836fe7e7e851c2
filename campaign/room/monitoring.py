"""The pulse of the shop: visitors and carts of each product by day, sharp drops, page health, age of the assortment."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import NamedTuple

import pandas as pd

from campaign.monitoring import page_health, traffic_drops
from campaign.monitoring.inspections import Inspection
from campaign.monitoring.page_health import Light
from campaign.monitoring.traffic_drops import Reading
from campaign.prices import margin_floors
from campaign.prices.discounts import DiscountPlan
from campaign.prices.margin_floors import FloorWaiver, Judged
from campaign.products import Product
from campaign.room.cache import FACTS, Part, Reader, kept
from campaign.room.facts import BASE_DAYS, Facts, whole
from campaign.room.products import Products
from campaign.signups.signups import Ticked
from campaign.tiers import Decision

SHOP = ("revenue_minor", "buyers", "visitors", "page_views", "bounce_visitors")
CHART_DAYS = 14
HERO = "hero"


class Freshness(NamedTuple):
    """How old the set of goods is: products of known age, those older than three months, the oldest in days."""

    products: int
    known: int
    old: int
    oldest_days: int | None
    old_revenue_share: float | None


class Unfit(NamedTuple):
    """A product whose page is to be mended before more is spent on it, with the lights that fail."""

    product_id: str
    title: str
    lights: tuple[Light, ...]


class Monitoring(Part):
    """Whether what carries the campaign still does."""

    def __init__(self, reader: Reader, facts: Facts, products: Products) -> None:
        super().__init__(reader)
        self.facts = facts
        self.products = products

    @kept(FACTS)
    def visits(self) -> pd.DataFrame:
        """Visitors and cart users of each product on each of the last 28 full days: day, product_id, both."""
        first, last = self.facts.recent(BASE_DAYS)
        return self.facts.cells(("day", "product_id"), ("visitors", "cart_users"), first, last)

    @kept(FACTS)
    def _visitors(self) -> pd.DataFrame:
        """The visitors of `visits`, a row for each day without gaps, a column for each product."""
        first, last = self.facts.recent(BASE_DAYS)
        table = self.visits().pivot_table(
            index="day", columns="product_id", values="visitors", aggfunc="sum", observed=True, dropna=False
        )
        return table.reindex(index=_days(first, last))

    @kept(Decision, FACTS)
    def drops(self) -> pd.DataFrame:
        """The heroes whose visitors dropped sharply on the last full day, the deepest first."""
        heroes = [product for product, tier in self.products.decided().items() if tier == HERO]
        return traffic_drops.drops(self._visitors(), heroes)

    @kept(FACTS)
    def band(self, product_id: str) -> pd.DataFrame:
        """Visitors of a product on the last 14 full days beside what is usual: see `traffic_drops.bands`."""
        table = self._visitors()
        wide = table[[product_id]] if product_id in table else pd.DataFrame({product_id: None}, index=table.index)
        return traffic_drops.bands(wide).tail(CHART_DAYS).reset_index(drop=True)

    @kept(FACTS)
    def flow(self, product_id: str) -> pd.DataFrame:
        """What `drops` says of one product, hero or not; one row, none where it was never measured."""
        table = self._visitors()
        return traffic_drops.drops(table[[product_id]] if product_id in table else table.iloc[:, :0], [product_id])

    @kept(FACTS)
    def _cart_sums(self) -> pd.DataFrame:
        return traffic_drops.sums(self.visits(), self.facts.recent()[1])

    @kept(FACTS)
    def cart_rate(self, product_id: str) -> Reading:
        """The seven-day add-to-cart rate of a product and what it speaks for; see `traffic_drops.read`."""
        sums = self._cart_sums()
        if product_id not in sums.index:
            return traffic_drops.read(0, 0, 0, 0, 0)
        return traffic_drops.read(*map(int, sums.loc[product_id]))

    @kept(FACTS)
    def cart_rates(self) -> pd.DataFrame:
        """`cart_rate` of every product: product_id, state, share (null: unknown), reason."""
        sums = self._cart_sums()
        found = [traffic_drops.read(*row) for row in sums.to_numpy().tolist()]
        return pd.DataFrame(
            {
                "product_id": sums.index.astype("string"),
                "state": [one.state for one in found],
                "share": pd.array([one.now.share if one.now else None for one in found], dtype="Float64"),
                "reason": [one.reason for one in found],
            }
        )

    @kept(FACTS)
    def whole_shop(self) -> dict[str, int]:
        """Measures of the whole shop over the last seven full days, from rows that are not split by product.

        A shop's buyer who takes two products is one buyer here; added over products they would be two.
        """
        first, last = self.facts.recent(page_health.EVERY_DAYS)
        found: dict[str, int] = {}
        for source in self.facts.sources()["source"]:
            totals = self.facts.totals("day", first, last, source)
            told = {
                name: value
                for name in SHOP
                if name in totals.split
                and "product" not in totals.split[name]
                and (value := whole(totals.frame[name].sum(min_count=1))) is not None
            }
            found = told if len(told) > len(found) else found
        return found

    @kept(FACTS)
    def lights(self, product_id: str) -> tuple[Light, ...]:
        """The three lights of a product's page over the last seven full days; see `health`."""
        first, last = self.facts.recent(page_health.EVERY_DAYS)
        shop = self.whole_shop()
        cells = self.facts.cells(("product_id",), SHOP, first, last)
        own = {
            name: whole(value)
            for row in cells[cells["product_id"] == product_id].to_dict("records")
            for name, value in row.items()
            if name in SHOP
        }
        of_page = _part(own.get("bounce_visitors"), own.get("visitors"))
        bounced, depth = self.shop_lights()
        return (
            page_health.order_value(
                _part(shop.get("revenue_minor"), shop.get("buyers")), _part(own.get("revenue_minor"), own.get("buyers"))
            ),
            page_health.bounce(of_page, "page") if bounced.figure is None and of_page is not None else bounced,
            depth,
        )

    @kept(FACTS)
    def shop_lights(self) -> tuple[Light, Light]:
        """The two lights of the shop as a whole, bounce and depth, over the last seven full days; see `health`."""
        shop = self.whole_shop()
        return (
            page_health.bounce(_part(shop.get("bounce_visitors"), shop.get("visitors"))),
            page_health.depth(_part(shop.get("page_views"), shop.get("visitors"))),
        )

    @kept(Decision, Product, FACTS)
    def unfit(self) -> tuple[Unfit, ...]:
        """The heroes for which no raise may be suggested, because lights of their pages fail."""
        names = self.products.catalogue()
        found = [
            Unfit(product, names[product].name if product in names else product, failing)
            for product, tier in self.products.decided().items()
            if tier == HERO and (failing := page_health.failing(self.lights(product)))
        ]
        return tuple(found)

    def raise_blocked(self, product_id: str) -> bool:
        """Whether no more money may be suggested for a product, because a page light fails."""
        return page_health.blocks(self.lights(product_id))

    @kept(DiscountPlan)
    def discount_plans(self) -> dict[str, DiscountPlan]:
        """The campaign prices people planned, by product id."""
        return {one.product_id: one for one in self.store.records(DiscountPlan).by("campaign", self.campaign.id)}

    @kept(FloorWaiver)
    def floor_waivers(self) -> tuple[FloorWaiver, ...]:
        """Who stood for a price below the floor, newest first."""
        return tuple(reversed(self.store.records(FloorWaiver).by("campaign", self.campaign.id)))

    def floor_standing(self, product_id: str, ticked: Iterable[Ticked]) -> tuple[Judged, ...]:
        """How campaign prices of a product's SKUs stand to its margin floor, waivers regarded."""
        product = self.products.catalogue().get(product_id)
        if product is None:
            return ()
        return margin_floors.judged(product, ticked, self.campaign.thresholds.margin_floor_share, self.floor_waivers())

    @kept(Inspection)
    def inspections(self) -> tuple[Inspection, ...]:
        """What people saw on the pages of products, oldest first."""
        return tuple(self.store.records(Inspection).by("campaign", self.campaign.id))

    @kept(Product, FACTS)
    def freshness(self) -> Freshness:
        """How old the assortment is; a set of goods should not be sold for more than three months (S-66)."""
        ages = {
            one.product_id: (self.today - one.launched_on).days
            for one in self.products.catalogue().values()
            if one.launched_on is not None and one.launched_on <= self.today
        }
        old = [one for one, days in ages.items() if days > self.campaign.thresholds.old_days]
        cells = self.facts.cells(("product_id",), ("revenue_minor",), *self.facts.recent(BASE_DAYS))
        sold = cells.set_index("product_id")["revenue_minor"]
        total = whole(sold[sold.index.isin(ages)].sum(min_count=1))
        of_old = whole(sold[sold.index.isin(old)].sum()) or 0
        return Freshness(
            len(self.products.catalogue()),
            len(ages),
            len(old),
            max(ages.values(), default=None),
            of_old / total if total else None,
        )


def _days(first: date, last: date) -> list[date]:
    return [first + timedelta(days=place) for place in range((last - first).days + 1)]


def _part(one: int | None, of: int | None) -> float | None:
    return one / of if one is not None and of else None
