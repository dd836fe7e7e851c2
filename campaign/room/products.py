"""The assortment's side of the room: every product as columns, what it sold, and the tier that speaks for."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, NamedTuple

import pandas as pd

from campaign import products, tiers
from campaign.base.language import _
from campaign.plan.thresholds import Thresholds
from campaign.products import Product
from campaign.room.cache import FACTS, Part, Reader, kept
from campaign.room.facts import BASE_DAYS, RECENT_DAYS, Facts, column, whole
from campaign.room.levels import DAY_HOURS, Levels
from campaign.stock import levels
from campaign.tiers import Decision, Stability, Tier

RECENT = ("visitors", "page_views", "cart_users", "carts", "favourite_users", "favourites", "units", "revenue_minor")


class Told(NamedTuple):
    """A suggestion in words: in a table cell, in full, what is not known, what would change it; its inputs."""

    brief: str
    reasons: tuple[str, ...]
    missing: tuple[str, ...]
    outlook: str
    lines: tuple[tiers.Line, ...]


class Products(Part):
    """What is sold, and which job its figures speak for."""

    def __init__(self, reader: Reader, facts: Facts, levels: Levels) -> None:
        super().__init__(reader)
        self.facts = facts
        self.levels = levels

    @kept(Product)
    def catalogue(self) -> Mapping[str, Product]:
        """The store's products by id."""
        return {one.product_id: one for one in self.store.records(Product).by("store", self.campaign.store)}

    @kept(Decision)
    def decided(self) -> Mapping[str, Tier]:
        """The tier people gave each product."""
        return {one.product_id: one.tier for one in self.store.records(Decision).by("campaign", self.campaign.id)}

    @kept(Product)
    def described(self) -> pd.DataFrame:
        """The catalogue as columns.

        product_id, title, role, category, price_minor, cost_minor, margin, margin_floor (null: the campaign's), skus,
        lead_days, launched_on, rev.
        """
        every = self.catalogue().values()
        prices = [products.selling_price(one) for one in every]
        return pd.DataFrame(
            {
                "product_id": pd.array([one.product_id for one in every], dtype="string"),
                "title": pd.array([one.name for one in every], dtype="string"),
                "role": column(one.role for one in every),
                "category": column(one.category for one in every),
                "price_minor": pd.array(prices, dtype="Int64"),
                "cost_minor": pd.array([one.cost_minor for one in every], dtype="Int64"),
                "margin": pd.array(
                    [products.margin(price, one.cost_minor) for price, one in zip(prices, every, strict=True)],
                    dtype="Float64",
                ),
                "margin_floor": pd.array([one.margin_floor_share for one in every], dtype="Float64"),
                "skus": [len(one.skus) for one in every],
                "lead_days": pd.array([one.lead_days for one in every], dtype="Int64"),
                "launched_on": pd.to_datetime(pd.Series([one.launched_on for one in every], dtype="object")),
                "rev": pd.array([one.rev for one in every], dtype="Int64"),
            }
        )

    @kept(FACTS)
    def week(self) -> pd.DataFrame:
        """The last seven full days of each product, and its stock beside them.

        Columns: `RECENT`, on_hand, weekly_cover_days: how long all its SKUs together last at its weekly rate, as of
        the day; what holds at the minute is in `product_levels`.
        """
        lying = self.levels.products()[["product_id", "on_hand", "sellable_now"]]
        frame = self.facts.cells(("product_id",), RECENT, *self.facts.recent()).merge(
            lying, on="product_id", how="outer"
        )
        rate = levels.rate_per_hour(frame["units"], RECENT_DAYS * DAY_HOURS)
        cover = levels.cover_hours(frame.pop("sellable_now"), rate)
        return frame.assign(weekly_cover_days=cover / DAY_HOURS)

    @kept(FACTS)
    def _ground(self) -> pd.DataFrame:
        """What the facts say of each product for its tier: the base period, this week and the week before."""
        first, last = self.facts.recent(BASE_DAYS)
        frame = self.facts.cells(("product_id",), ("revenue_minor", "units", "refund_units"), first, last)
        daily = self.facts.cells(("day", "product_id"), ("units",), first, last)
        last_sale = daily[daily["units"] > 0].groupby("product_id")["day"].max().rename("last_sale_day")
        frame = frame.assign(last_sale_day=pd.to_datetime(last_sale).reindex(frame["product_id"]).to_numpy())
        week = self.week()[["product_id", "cart_users", "carts", "units", "weekly_cover_days"]]
        before = self._week_before().rename(columns=lambda word: word if word == "product_id" else f"{word}_before")
        week = week.rename(columns={"units": "units_recent"}).merge(before, on="product_id", how="outer")
        persons = week["cart_users"].notna()  # persons are compared with persons, never with clicks
        week["carts_before"] = week["cart_users_before"].where(persons, week["carts_before"])
        week["carts"] = week["cart_users"].fillna(week["carts"])
        return frame.merge(week.drop(columns=["cart_users", "cart_users_before"]), on="product_id", how="outer")

    def _week_before(self) -> pd.DataFrame:
        first, last = self.facts.recent()
        week = timedelta(days=RECENT_DAYS)
        return self.facts.cells(("product_id",), ("cart_users", "carts", "units"), first - week, last - week)

    @kept(Product, FACTS)
    def sales(self) -> pd.DataFrame:
        """What each product sold, and what else its tier is suggested from; the columns of `tiers.suggest`."""
        of_product = self.described()[
            ["product_id", "price_minor", "margin", "margin_floor", "lead_days", "launched_on"]
        ]
        return of_product.rename(columns={"margin": "margin_share"}).merge(self._ground(), on="product_id", how="outer")

    @kept(Product, FACTS)
    def suggested(self) -> pd.DataFrame:
        """The tier each product's figures speak for; see `tiers.suggest`."""
        found = tiers.suggest(self.sales(), self.campaign.thresholds, self.suggested_on())
        return found.astype({"product_id": "string"})

    @kept(Product, FACTS)
    def stability(self) -> Stability:
        """How many suggestions flip when a threshold moves by a tenth; see `tiers.stability`."""
        return tiers.stability(self.sales(), self.campaign.thresholds, self.suggested_on())

    def suggested_on(self) -> date:
        """The day suggestions are made for: the one after the last full day with facts."""
        return self.facts.recent()[1] + timedelta(days=1)

    @kept(Product, FACTS)
    def _rows(self) -> Mapping[str, int]:
        return {product: place for place, product in enumerate(self.suggested()["product_id"])}

    @kept(Product, FACTS)
    def told(self, wanted: tuple[str, ...]) -> Mapping[str, Told]:
        """The suggestions of some products in words, by product id."""
        places, limits = self._rows(), self.campaign.thresholds
        rows = self.suggested().iloc[[places[one] for one in wanted if one in places]].to_dict("records")
        return {row["product_id"]: _told({str(name): cell for name, cell in row.items()}, limits) for row in rows}

    @kept(Product, Decision, FACTS)
    def table(self) -> pd.DataFrame:
        """One row per product: what people decided, what is suggested, and the last seven full days.

        Columns: product_id, title, tier, suggested, revenue_share, role, category, price_minor, cost_minor, margin,
        margin_floor and lead_days (null: the campaign's), skus, rev, the sums of `RECENT` over seven days, on_hand,
        weekly_cover_days, carts_by_day.
        """
        decided = self.decided()
        frame = self._undecided()
        return frame.assign(tier=column(decided.get(product) for product in frame["product_id"]))

    @kept(Product, FACTS)
    def _undecided(self) -> pd.DataFrame:
        """`products` without the decisions, so that a decision works out nothing of it again."""
        frame = self.suggested()[["product_id", "tier", "revenue_share"]].rename(columns={"tier": "suggested"})
        known = self.described().drop(columns="launched_on")
        frame = frame.merge(known, on="product_id", how="left").merge(self.week(), on="product_id", how="left")
        return frame.assign(
            title=frame["title"].fillna(frame["product_id"]),
            role=frame["role"].fillna("none"),
            category=frame["category"].where(frame["category"].notna(), None),
            skus=frame["skus"].fillna(0).astype("int64"),
            carts_by_day=frame["product_id"].map(self._carts_by_day()),
        )

    @kept(FACTS)
    def _carts_by_day(self) -> Mapping[str, list[int | None]]:
        first, last = self.facts.recent()
        cells = self.facts.cells(("day", "product_id"), ("cart_users", "carts"), first, last)
        carts = cells["cart_users"].fillna(cells["carts"])
        days = [first + timedelta(days=place) for place in range((last - first).days + 1)]
        table = cells.assign(carts=carts).pivot_table(
            index="product_id", columns="day", values="carts", aggfunc="sum", observed=True
        )
        table = table.reindex(columns=days)
        return {
            str(product): [whole(cell) for cell in row]
            for product, row in zip(table.index, table.to_numpy(), strict=True)
        }

    def tier_name(self, tier: str | None) -> str:
        """A tier's name, or the word for none yet."""
        return _(products.TIER_NAMES[tier]) if tier in products.TIERS else _("No tier")


def _told(row: Mapping[str, Any], limits: Thresholds) -> Told:
    return Told(
        tiers.brief(row),
        tuple(tiers.reasons(row, limits)),
        tuple(tiers.missing(row)),
        tiers.outlook(row),
        tuple(tiers.lines(row, limits)),
    )
