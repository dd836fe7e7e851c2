"""The goods' side of the room: products, tiers, targets, gaps, call-outs."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

import pandas as pd

from campaign import products
from campaign.base.language import _
from campaign.base.phases import local_day
from campaign.plan import playbook
from campaign.products import Product
from campaign.room.cache import FACTS, kept
from campaign.room.facts import column, whole
from campaign.room.products import RECENT as RECENT
from campaign.room.products import Assortment
from campaign.signups import activities
from campaign.targets import cascade, product_targets
from campaign.targets.callouts import CallOut
from campaign.targets.product_targets import ProductTarget
from campaign.tiers import Decision, Tier

CARING = ("favourite_users", "favourites", "cart_users", "carts")


class Goods(Assortment):
    """Which product does which job, and how it does it."""

    @kept(Product, Decision, FACTS)
    def products(self) -> pd.DataFrame:
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
        first, last = self.recent()
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
        rows = proposed[proposed["units"].notna() & ~proposed["product_id"].isin(typed)]
        counts = (
            rows[word].astype(object).where(rows[word].notna(), None) for word in ("favourites", "carts", "units")
        )
        derived = [
            # constructed, not validated: these are our own figures, and there may be ten thousand of them
            ProductTarget.model_construct(
                campaign=self.campaign.id,
                product_id=product,
                favourites=whole(favourites),
                carts=whole(carts),
                units=whole(units),
                basis=basis,
            )
            for product, basis, favourites, carts, units in zip(rows["product_id"], rows["basis"], *counts, strict=True)
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
        return product_targets.stretched(reached, len(self.span("warm_up").days))

    @kept(Product, Decision, ProductTarget, FACTS)
    def gaps(self) -> pd.DataFrame:
        """Favourites and carts of each product against its pace, the worst first; see `product_targets.gaps`."""
        share = product_targets.expected_share(self.curve(), self.elapsed_days)
        return self._titled(product_targets.gaps(self.targets(), self._cared_for(), share))

    @kept(Product, Decision, ProductTarget, FACTS)
    def untargeted(self) -> pd.DataFrame:
        """Favourites and carts of the products that have no target, in the columns of `gaps`."""
        cared, aimed = self._cared_for(), {one.product_id for one in self.targets()}
        others = [one for one in cared["product_id"] if one not in aimed]
        bare = [ProductTarget(campaign=self.campaign.id, product_id=one) for one in others]
        return self._titled(product_targets.gaps(bare, cared, 0.0))

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
        cared = (
            product_targets.counted(daily, "favourites")["actual"],
            product_targets.counted(daily, "carts")["actual"],
        )
        counts = pd.DataFrame({"day": daily["day"], "actual": pd.concat(cared, axis=1).sum(axis=1, min_count=1)})
        goals = [one for one in self.targets() if one.favourites is not None or one.carts is not None]
        total = sum((one.favourites or 0) + (one.carts or 0) for one in goals) if goals else None
        return product_targets.pace(counts, total, playbook.load(self.campaign.playbook).warm_up_pace, warm_up.days)

    @kept(CallOut)
    def callouts(self) -> tuple[CallOut, ...]:
        """The call-outs of this campaign, newest first."""
        return tuple(reversed(self.store.records(CallOut).by("campaign", self.campaign.id)))

    def called(self, callout: CallOut) -> date:
        """The local day of a call-out."""
        return local_day(callout.at, self.campaign.zone)

    def routes(self, tier: Tier) -> tuple[str, ...]:
        """The entry routes of a tier, in the chosen language."""
        return tuple(route.title for route in activities.routes(playbook.load(self.campaign.playbook), tier))

    def tier_name(self, tier: str | None) -> str:
        """A tier's name, or the word for none yet."""
        return _(products.TIER_NAMES[tier]) if tier in products.TIERS else _("No tier")
