"""The wares' side of the room: every SKU with its prices, stock and what is on its way."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pandas as pd

from campaign import phases, prices, products
from campaign.prices import Price
from campaign.products import WHOLE, Product
from campaign.room.kept import kept
from campaign.room.supplying import Supplying

SKU = prices.SKU


class Wares(Supplying):
    """What is known of each SKU, for all of them at once."""

    @kept(Product)
    def kinds(self) -> pd.DataFrame:
        """Every SKU of the catalogue; a product without SKUs is one row, `*`.

        Columns: product_id, sku_id, title, seller_sku, colour, size, price_minor, cost_minor, lead_days (null: the
        campaign's), minimum_order_units, carton_units, threshold_price_minor, typed_minor (the typed lowest price
        since 1 January), first_day_ends (the end of its first day on sale).
        """
        rows = []
        for one in self.catalogue().values():
            ends = _day_ends(one.launched_on, self.campaign.zone)
            for key in [sku.sku_id for sku in one.skus] or [WHOLE]:
                sku = products.resolved(one, key)
                rows.append(
                    (one.product_id, key, one.name, sku.seller_sku, sku.colour, sku.size, sku.price_minor,
                     sku.cost_minor, sku.lead_days, sku.minimum_order_units, sku.carton_units,
                     sku.threshold_price_minor, sku.min_price_since_jan1_minor, ends)
                )  # fmt: skip
        return pd.DataFrame(rows, columns=list(_KINDS)).astype(_KINDS)

    @kept(Price)
    def price_history(self) -> pd.DataFrame:
        """Every price kept of the store's SKUs, oldest first; see `prices.history`."""
        return prices.history(self.store.records(Price).by("store", self.campaign.store))

    @kept(Price, Product)
    def lowest_prices(self, promotions_count: bool | None = None) -> pd.DataFrame:
        """The lowest price of each SKU from 1 January up to the launch; see `prices.lowest_since_jan1`.

        Args:
            promotions_count: Whether promotion prices count; None: as the campaign says.
        """
        counted = self.campaign.thresholds.promotion_prices_count if promotions_count is None else promotions_count
        launch = self.span("launch").starts
        return prices.lowest_since_jan1(
            self.price_history(),
            self.kinds(),
            prices.year_opens(self.campaign.launch, self.campaign.zone),
            min(launch, phases.day_starts(self.today + timedelta(days=1), self.campaign.zone)),
            promotions_count=counted,
        )


_KINDS: dict[str, str] = {
    **dict.fromkeys((*SKU, "title", "seller_sku", "colour", "size"), "string"),
    **dict.fromkeys(
        ("price_minor", "cost_minor", "lead_days", "minimum_order_units", "carton_units", "threshold_price_minor",
         "typed_minor"), "Int64"),
    "first_day_ends": "datetime64[us, UTC]",
}  # fmt: skip


def _day_ends(day: date | None, zone: str) -> datetime | None:
    return None if day is None else phases.day_starts(day + timedelta(days=1), zone)
