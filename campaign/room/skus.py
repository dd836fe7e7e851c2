"""The wares' side of the room: every SKU with its prices, margin, stock and what is on its way."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

import pandas as pd

from campaign.base import phases
from campaign.facts.contract import MANUAL
from campaign.prices import history, margin_floors
from campaign.prices.history import Price
from campaign.products import WHOLE, Product
from campaign.room.cache import FACTS, Part, Reader, kept
from campaign.room.levels import DAY_HOURS, Levels
from campaign.room.products import Products
from campaign.room.stock import NEVER
from campaign.stock.levels import order_by, unreserved
from campaign.tiers import Decision

SKU = history.SKU
_RESOLVED = ("price_minor", "cost_minor", "lead_days", "minimum_order_units", "carton_units",
             "threshold_price_minor", "min_price_since_jan1_minor")  # fmt: skip
_STOCK = ("on_hand", "reserved", "inbound")
_LEVELS = ("sellable_now", "rate_per_hour", "cover_hours", "weekly_cover_hours")
_KINDS: dict[str, str] = {
    **dict.fromkeys((*SKU, "title", "seller_sku", "colour", "size"), "string"),
    **dict.fromkeys(_RESOLVED, "Int64"),
    "floor_share": "float64",
    "first_day_ends": "datetime64[us, UTC]",
}


class Skus(Part):
    """What is known of each SKU, for all of them at once."""

    def __init__(self, reader: Reader, levels: Levels, products: Products) -> None:
        super().__init__(reader)
        self.levels = levels
        self.products = products

    @kept(Product)
    def kinds(self) -> pd.DataFrame:
        """Every SKU of the catalogue; a product without SKUs is one row, `*`.

        Columns: product_id, sku_id, title, seller_sku, colour, size, price_minor, cost_minor, lead_days (null: the
        campaign's), minimum_order_units, carton_units, threshold_price_minor, typed_minor (the typed lowest price
        since 1 January), floor_share (the margin floor), first_day_ends (the end of its first day on sale).
        """
        rows, usual = [], self.campaign.thresholds.margin_floor_share
        for one in self.products.catalogue().values():
            floor = usual if one.margin_floor_share is None else one.margin_floor_share
            ends = _day_ends(one.launched_on, self.campaign.zone)
            shared = [getattr(one, name) for name in _RESOLVED]
            for sku in one.skus:
                own = (getattr(sku, name) for name in _RESOLVED)
                resolved = [mine if mine is not None else all_ for mine, all_ in zip(own, shared, strict=True)]
                rows.append(
                    (one.product_id, sku.sku_id, one.name, sku.seller_sku, sku.colour, sku.size, *resolved, floor, ends)
                )
            if not one.skus:
                rows.append(
                    (one.product_id, WHOLE, one.name, one.seller_sku, one.colour, one.size, *shared, floor, ends)
                )
        frame = pd.DataFrame(rows, columns=list(_KINDS)).astype(_KINDS)
        return frame.rename(columns={"min_price_since_jan1_minor": "typed_minor"})

    @kept(Price)
    def price_history(self) -> pd.DataFrame:
        """Every price kept of the store's SKUs, oldest first; see `history.history`."""
        return history.history(self.store.records(Price).by("store", self.campaign.store))

    def prices_of(self, product_id: str) -> pd.DataFrame:
        """The rows of `price_history` of one product."""
        frame = self.price_history()
        return frame[frame["product_id"] == product_id].reset_index(drop=True)

    @kept(Price)
    def prices_by_hand(self, product_id: str) -> tuple[Price, ...]:
        """The prices of a product that people wrote down, the latest first."""
        found = [
            one
            for one in self.store.records(Price).by("product_id", product_id)
            if one.store == self.campaign.store and one.source == MANUAL
        ]
        return tuple(sorted(found, key=lambda one: (one.since, one.id), reverse=True))

    @kept(Price, Product, clock=True)
    def price_lines(self, product_id: str) -> pd.DataFrame:
        """The price history of a product as lines up to now; SKUs that always cost the same share one.

        Columns: since (local clock time), price_minor, promotion, name (the SKUs of the line).
        """
        lines: dict[tuple[Any, ...], list[str]] = {}
        for sku, rows in self.prices_of(product_id).groupby("sku_id", sort=False):
            steps = zip(rows["since"], rows["price_minor"], rows["kind"] == "promotion", strict=True)
            lines.setdefault(tuple(steps), []).append(str(sku))
        now = pd.Timestamp(self.at)
        drawn = [
            (since, price, promotion, ", ".join(skus))
            for steps, skus in lines.items()
            for since, price, promotion in (*steps, (now, steps[-1][1], False))
        ]
        frame = pd.DataFrame(drawn, columns=["since", "price_minor", "promotion", "name"])
        since = pd.to_datetime(frame["since"], utc=True).dt.tz_convert(self.campaign.zone).dt.tz_localize(None)
        return frame.assign(since=since)

    @kept(Price, Product)
    def lowest_prices(self, promotions_count: bool | None = None) -> pd.DataFrame:
        """The lowest price of each SKU from 1 January up to the launch; see `history.lowest_since_jan1`.

        Args:
            promotions_count: Whether promotion prices count; None: as the campaign says.
        """
        counted = self.campaign.thresholds.promotion_prices_count if promotions_count is None else promotions_count
        launch = self.span("launch").starts
        return history.lowest_since_jan1(
            self.price_history(),
            self.kinds(),
            history.year_opens(self.campaign.launch, self.campaign.zone),
            min(launch, phases.day_starts(self.today + timedelta(days=1), self.campaign.zone)),
            promotions_count=counted,
        )

    @kept(FACTS, clock=True)
    def warehouses(self) -> pd.DataFrame:
        """The last count of each SKU in each warehouse.

        Columns: product_id, sku_id, warehouse, at, on_hand, reserved, inbound, unreserved, next_due (the next goods on
        their way, null: none, or no day known).
        """
        rows = self.levels.snapshot()
        coming = rows["inbound"].fillna(0) > 0
        due = rows["inbound_due"].where(coming & (rows["inbound_due"].dt.year < NEVER))
        grouped = rows.assign(next_due=due).groupby([*SKU, "warehouse"], sort=False)
        sums = grouped[list(_STOCK)].sum(min_count=1)
        sums["unreserved"] = unreserved(sums["on_hand"], sums["reserved"])
        return sums.join(grouped.agg(at=("at", "max"), next_due=("next_due", "min"))).reset_index()

    @kept(Product, Decision, Price, FACTS, clock=True)
    def table(self) -> pd.DataFrame:
        """Every SKU of the catalogue with all that is known of it; null is unknown.

        Columns: those of `kinds`; margin, floor_price_minor and below (see `margin_floors.floors`); lowest_minor,
        at_most_minor, reach, lowest_at, lowest_kind, lowest_source, known_from (see `history.lowest_since_jan1`);
        on_hand, reserved, inbound, warehouses, counted_at, next_due; sellable_now, rate_per_hour, cover_hours,
        weekly_cover_hours (see `levels`); order_by; gap ("out", "short": at its weekly rate sold out before an order
        would come, "uncounted", "": none; what clearance lacks is no gap).
        """
        frame = self.kinds()
        frame = frame.join(margin_floors.floors(frame, frame["floor_share"]))
        frame = frame.merge(self.lowest_prices(), on=SKU, how="left")
        levels = self.levels.skus()[[*SKU, *_LEVELS]]
        frame = frame.merge(self._counted(), on=SKU, how="left").merge(levels, on=SKU, how="left")
        lead = frame["lead_days"].fillna(self.campaign.thresholds.lead_days)
        return frame.assign(
            order_by=order_by(self.at, frame["cover_hours"], lead), gap=self._gaps(frame, lead.astype("float64"))
        )

    def of(self, product_id: str) -> pd.DataFrame:
        """The rows of `wares` of one product."""
        frame = self.table()
        return frame[frame["product_id"] == product_id].reset_index(drop=True)

    def _counted(self) -> pd.DataFrame:
        rows = self.warehouses()
        grouped = rows.groupby(SKU, sort=False)
        sums = grouped[list(_STOCK)].sum(min_count=1)
        about = grouped.agg(warehouses=("warehouse", "nunique"), counted_at=("at", "min"), next_due=("next_due", "min"))
        return sums.join(about).reset_index()

    def _gaps(self, frame: pd.DataFrame, lead_days: pd.Series[float]) -> pd.Series[str]:
        """What each SKU lacks."""
        decided = self.products.decided()
        meant = frame["product_id"].isin([one for one, tier in decided.items() if tier == "clearance"])
        gap = pd.Series("", index=frame.index, dtype="object")
        gap = gap.mask((frame["weekly_cover_hours"] < lead_days * DAY_HOURS).fillna(False) & ~meant, "short")
        gap = gap.mask((frame["sellable_now"] <= 0).fillna(False) & ~meant, "out")
        return gap.mask(frame["on_hand"].isna(), "uncounted")

    @kept(Price, Product)
    def lowest_of(self) -> Mapping[str, int]:
        """The lowest price of any SKU of each product since 1 January; a product without a known one is not in it."""
        frame = self.lowest_prices()
        known = frame[frame["lowest_minor"].notna()]
        return {str(one): int(price) for one, price in known.groupby("product_id")["lowest_minor"].min().items()}


def _day_ends(day: date | None, zone: str) -> datetime | None:
    return None if day is None else phases.day_starts(day + timedelta(days=1), zone)
