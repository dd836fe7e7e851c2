"""The goods' side of the room: products, tiers, targets, gaps, call-outs."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

import pandas as pd

from campaign import cascade, playbook, products, routes, targets, tiers
from campaign.callouts import CallOut
from campaign.language import _
from campaign.phases import local_day
from campaign.products import Product
from campaign.room.kept import FACTS, kept
from campaign.room.measured import BASE_DAYS, Measured, column, whole
from campaign.targets import ProductTarget
from campaign.tiers import Decision, Tier

CARING = ("favourite_users", "favourites", "cart_users", "carts")
RECENT = ("visitors", "page_views", "cart_users", "carts", "favourite_users", "favourites", "units", "revenue_minor")


class Goods(Measured):
    """Which product does which job, and how it does it."""

    @kept(Product)
    def catalogue(self) -> Mapping[str, Product]:
        """The store's products by id."""
        return {one.product_id: one for one in self.store.records(Product).by("store", self.campaign.store)}

    @kept(Decision)
    def decided(self) -> Mapping[str, Tier]:
        """The tier people gave each product."""
        return {one.product_id: one.tier for one in self.store.records(Decision).by("campaign", self.campaign.id)}

    @kept(Product, FACTS)
    def sales(self) -> pd.DataFrame:
        """What each product sold in the last full days: the ground of tier suggestions."""
        first, last = self.recent(BASE_DAYS)
        sold = self.cells(("product_id",), ("revenue_minor", "units"), first, last)
        daily = self.cells(("day", "product_id"), ("units",), first, last)
        last_sale = daily[daily["units"] > 0].groupby("product_id")["day"].max().rename("last_sale_day")
        frame = pd.DataFrame(
            {
                "product_id": pd.array(list(self.catalogue()), dtype="string"),
                "price_minor": pd.array(
                    [products.selling_price(one) for one in self.catalogue().values()], dtype="Int64"
                ),
                "margin_share": [
                    products.margin(products.selling_price(one), one.cost_minor) for one in self.catalogue().values()
                ],
            }
        )
        frame = frame.merge(sold, on="product_id", how="outer").merge(
            last_sale, left_on="product_id", right_index=True, how="left"
        )
        beside = self.week()[["product_id", "cart_users", "carts", "cover_days"]]
        beside = beside.assign(carts=beside.pop("cart_users").fillna(beside["carts"]))
        return frame.merge(beside, on="product_id", how="left")

    @kept(FACTS)
    def week(self) -> pd.DataFrame:
        """The last seven full days of each product and its stock: `RECENT`, on_hand, available, cover_days."""
        first, last = self.recent()
        frame = self.cells(("product_id",), RECENT, first, last).merge(self._stock(), on="product_id", how="outer")
        daily = frame["units"].astype("Float64") / ((last - first).days + 1)
        return frame.assign(cover_days=frame["available"].astype("Float64") / daily.where(daily > 0))

    @kept(Product, FACTS)
    def suggested(self) -> pd.DataFrame:
        """The tier each product's sales speak for, with reasons and what is missing."""
        last = self.recent()[1]
        found = tiers.suggest(self.sales(), self.campaign.thresholds, last + timedelta(days=1))
        return found.astype({"product_id": "string"})

    @kept(Product, Decision, FACTS)
    def products(self) -> pd.DataFrame:
        """One row per product: what people decided, what is suggested, and the last seven full days.

        Columns: product_id, title, tier, suggested, reasons, missing, role, category, price_minor, cost_minor, margin,
        skus, rev, the sums of `RECENT` over seven days, carts_by_day, on_hand, cover_days.
        """
        catalogue = self.catalogue()
        frame = self.suggested()[["product_id", "tier", "reasons", "missing", "revenue_share"]].rename(
            columns={"tier": "suggested"}
        )
        known = [catalogue.get(product) for product in frame["product_id"]]
        decided = self.decided()
        frame = frame.assign(
            title=[one.name if one else product for one, product in zip(known, frame["product_id"], strict=True)],
            tier=column(decided.get(product) for product in frame["product_id"]),
            role=[one.role if one else "none" for one in known],
            category=column(one.category if one else None for one in known),
            price_minor=pd.array([products.selling_price(one) if one else None for one in known], dtype="Int64"),
            cost_minor=pd.array([one.cost_minor if one else None for one in known], dtype="Int64"),
            margin=pd.array(
                [products.margin(products.selling_price(one), one.cost_minor) if one else None for one in known],
                dtype="Float64",
            ),
            skus=[len(one.skus) if one else 0 for one in known],
            rev=pd.array([one.rev if one else None for one in known], dtype="Int64"),
        )
        frame = frame.merge(self.week(), on="product_id", how="left")
        frame["carts_by_day"] = frame["product_id"].map(self._by_day(*self.recent()))
        return frame

    def _by_day(self, first: date, last: date) -> Mapping[str, list[int | None]]:
        cells = self.cells(("day", "product_id"), ("cart_users", "carts"), first, last)
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

    @kept(FACTS)
    def _stock(self) -> pd.DataFrame:
        snapshot = self.store.facts.stock(self.campaign.store, self.at)
        own = snapshot.assign(available=snapshot["on_hand"] - snapshot["reserved"].fillna(0))
        return own.groupby("product_id", as_index=False)[["on_hand", "available"]].sum(min_count=1)

    # -- targets

    @kept(ProductTarget)
    def product_targets(self) -> tuple[ProductTarget, ...]:
        """The targets people set."""
        return tuple(self.store.records(ProductTarget).by("campaign", self.campaign.id))

    @kept(Product, Decision, FACTS)
    def proposed_targets(self) -> pd.DataFrame:
        """Targets worked out from the GMV target: units, carts, favourites and visitors per product."""
        frame = self.products()
        tier = frame["tier"].where(frame["tier"].notna(), frame["suggested"])
        by_tier = playbook.load(self.campaign.playbook).gmv_share_by_tier
        weight = frame["revenue_share"].astype("Float64")
        within = weight / weight.groupby(tier).transform("sum")
        present = [one for one in by_tier if (tier == one).any()]
        whole_share = sum(by_tier[one] for one in present) or 1.0
        share = within * tier.map({one: by_tier[one] / whole_share for one in present}).astype("Float64")
        given = pd.DataFrame(
            {"product_id": frame["product_id"], "tier": tier, "price_minor": frame["price_minor"], "share": share}
        )
        return cascade.cascade(self.campaign.gmv_target_minor, given, cascade.rates(self.campaign.thresholds))

    @kept(Product, Decision, ProductTarget, FACTS)
    def targets(self) -> tuple[ProductTarget, ...]:
        """The target of every product: as people set it, else as worked out from the GMV target."""
        typed = {one.product_id: one for one in self.product_targets()}
        proposed = self.proposed_targets()
        derived = [
            ProductTarget(
                campaign=self.campaign.id,
                product_id=row["product_id"],
                favourites=whole(row["favourites"]),
                carts=whole(row["carts"]),
                units=whole(row["units"]),
                basis=row["basis"],
            )
            for row in proposed.to_dict("records")
            if row["product_id"] not in typed and not pd.isna(row["units"])
        ]
        return (*typed.values(), *derived)

    @property
    def elapsed_days(self) -> float:
        """Days of warm-up that the facts cover: full days, because facts come by day."""
        warm_up, newest = self.span("warm_up"), self.last_day()
        if newest is None:
            return 0.0
        return float(min(max((newest - warm_up.first).days + 1, 0), len(warm_up.days)))

    def curve(self) -> tuple[float, ...]:
        """The share of the warm-up's favourites and carts expected by the end of each of its days."""
        reached = playbook.load(self.campaign.playbook).warm_up_pace
        return targets.stretched(reached, len(self.span("warm_up").days))

    @kept(Product, Decision, ProductTarget, FACTS)
    def gaps(self) -> pd.DataFrame:
        """Favourites and carts of each product against its pace, the worst first; see `targets.gaps`."""
        share = targets.expected_share(self.curve(), self.elapsed_days)
        return self._titled(targets.gaps(self.targets(), self._cared_for(), share))

    @kept(Product, Decision, ProductTarget, FACTS)
    def untargeted(self) -> pd.DataFrame:
        """Favourites and carts of the products that have no target, in the columns of `gaps`."""
        cared, aimed = self._cared_for(), {one.product_id for one in self.targets()}
        others = [one for one in cared["product_id"] if one not in aimed]
        bare = [ProductTarget(campaign=self.campaign.id, product_id=one) for one in others]
        return self._titled(targets.gaps(bare, cared, 0.0))

    def _cared_for(self) -> pd.DataFrame:
        """Favourites and carts of each product in the warm-up so far."""
        warm_up = self.span("warm_up")
        return self.cells(("product_id",), CARING, warm_up.first, min(self.today, warm_up.last))

    def _titled(self, frame: pd.DataFrame) -> pd.DataFrame:
        catalogue, decided = self.catalogue(), self.decided()
        suggested = dict(zip(self.suggested()["product_id"], self.suggested()["tier"], strict=True))
        return frame.assign(
            title=[catalogue[one].name if one in catalogue else one for one in frame["product_id"]],
            tier=column(decided.get(one) or suggested.get(one) for one in frame["product_id"]),
        )

    @kept(Product, Decision, ProductTarget, FACTS)
    def pace(self) -> pd.DataFrame:
        """Favourites and carts of the warm-up by day, cumulative, against the plan: day, actual, plan."""
        warm_up = self.span("warm_up")
        daily = self.cells(("day",), CARING, warm_up.first, min(self.today, warm_up.last))
        cared = targets.counted(daily, "favourites")["actual"], targets.counted(daily, "carts")["actual"]
        counts = pd.DataFrame({"day": daily["day"], "actual": pd.concat(cared, axis=1).sum(axis=1, min_count=1)})
        goals = [one for one in self.targets() if one.favourites is not None or one.carts is not None]
        total = sum((one.favourites or 0) + (one.carts or 0) for one in goals) if goals else None
        return targets.pace(counts, total, playbook.load(self.campaign.playbook).warm_up_pace, warm_up.days)

    @kept(CallOut)
    def callouts(self) -> tuple[CallOut, ...]:
        """The call-outs of this campaign, newest first."""
        return tuple(reversed(self.store.records(CallOut).by("campaign", self.campaign.id)))

    def called(self, callout: CallOut) -> date:
        """The local day of a call-out."""
        return local_day(callout.at, self.campaign.zone)

    def routes(self, tier: Tier) -> tuple[str, ...]:
        """The entry routes of a tier, in the chosen language."""
        return tuple(route.title for route in routes.routes(playbook.load(self.campaign.playbook), tier))

    def tier_name(self, tier: str | None) -> str:
        """A tier's name, or the word for none yet."""
        return _(products.TIER_NAMES[tier]) if tier in products.TIERS else _("No tier")
