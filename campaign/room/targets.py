"""The goods' side of the room: products, tiers, targets, gaps, call-outs."""

from __future__ import annotations

from datetime import date

import pandas as pd

from campaign.base.phases import local_day
from campaign.plan import playbook
from campaign.products import Product
from campaign.room.cache import FACTS, Part, Reader, kept
from campaign.room.facts import Facts, column, whole
from campaign.room.products import Products
from campaign.signups import activities
from campaign.targets import cascade, product_targets
from campaign.targets.callouts import CallOut
from campaign.targets.product_targets import ProductTarget
from campaign.tiers import Decision, Tier

CARING = ("favourite_users", "favourites", "cart_users", "carts")


class Targets(Part):
    """Which product does which job, and how it does it."""

    def __init__(self, reader: Reader, facts: Facts, products: Products) -> None:
        super().__init__(reader)
        self.facts = facts
        self.products = products

    @kept(ProductTarget)
    def typed(self) -> tuple[ProductTarget, ...]:
        """The targets people set."""
        return tuple(self.store.records(ProductTarget).by("campaign", self.campaign.id))

    @kept(Product, Decision, FACTS)
    def proposed(self) -> pd.DataFrame:
        """Targets worked out from the GMV target: units, carts, favourites and visitors per product."""
        frame = self.products.table()
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
    def all(self) -> tuple[ProductTarget, ...]:
        """The target of every product: as people set it, else as worked out from the GMV target."""
        typed = {one.product_id: one for one in self.typed()}
        proposed = self.proposed()
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
        warm_up, newest = self.span("warm_up"), self.facts.last_day()
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
        return self._titled(product_targets.gaps(self.all(), self._cared_for(), share))

    @kept(Product, Decision, ProductTarget, FACTS)
    def untargeted(self) -> pd.DataFrame:
        """Favourites and carts of the products that have no target, in the columns of `gaps`."""
        cared, aimed = self._cared_for(), {one.product_id for one in self.all()}
        others = [one for one in cared["product_id"] if one not in aimed]
        bare = [ProductTarget(campaign=self.campaign.id, product_id=one) for one in others]
        return self._titled(product_targets.gaps(bare, cared, 0.0))

    def _cared_for(self) -> pd.DataFrame:
        """Favourites and carts of each product in the warm-up so far."""
        warm_up = self.span("warm_up")
        return self.facts.cells(("product_id",), CARING, warm_up.first, min(self.today, warm_up.last))

    def _titled(self, frame: pd.DataFrame) -> pd.DataFrame:
        catalogue, decided = self.products.catalogue(), self.products.decided()
        suggested = dict(zip(self.products.suggested()["product_id"], self.products.suggested()["tier"], strict=True))
        return frame.assign(
            title=[catalogue[one].name if one in catalogue else one for one in frame["product_id"]],
            tier=column(decided.get(one) or suggested.get(one) for one in frame["product_id"]),
        )

    @kept(Product, Decision, ProductTarget, FACTS)
    def pace(self) -> pd.DataFrame:
        """Favourites and carts of the warm-up by day, cumulative, against the plan: day, actual, plan."""
        warm_up = self.span("warm_up")
        daily = self.facts.cells(("day",), CARING, warm_up.first, min(self.today, warm_up.last))
        cared = (
            product_targets.counted(daily, "favourites")["actual"],
            product_targets.counted(daily, "carts")["actual"],
        )
        counts = pd.DataFrame({"day": daily["day"], "actual": pd.concat(cared, axis=1).sum(axis=1, min_count=1)})
        goals = [one for one in self.all() if one.favourites is not None or one.carts is not None]
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

    @kept(Product, Decision, ProductTarget, FACTS)
    def cascade(self) -> pd.DataFrame:
        """The cascade of every product with the targets in force, the largest first.

        Columns of `cascade.cascade` under their names, where units, carts and favourites are as people set them
        and else as worked out; title, aim (the basis of those three), proposed_units, proposed_carts,
        proposed_favourites, and of the warm-up so far actual, expected, gap, pace_share, why (what is unknown).
        """
        words = ["units", "carts", "favourites"]
        plan = self.proposed().astype({"product_id": "string"})
        plan = plan.assign(**{f"proposed_{word}": plan[word] for word in words})
        typed = {one.product_id: one for one in self.typed()}
        for word in words:
            set_ = [getattr(typed[one], word) if one in typed else None for one in plan["product_id"]]
            own = pd.Series(pd.array(set_, dtype="Int64"), index=plan.index)
            plan[word] = own.where(plan["product_id"].isin(typed), plan[word])
        plan["aim"] = [
            typed[one].basis if one in typed else basis
            for one, basis in zip(plan["product_id"], plan["basis"], strict=True)
        ]
        seen = self.gaps()[["product_id", "actual", "expected", "gap", "pace_share", "reason"]]
        seen = seen.astype({"product_id": "string"}).rename(columns={"reason": "why"})
        frame = plan.merge(seen, on="product_id", how="left").merge(
            self.products.table()[["product_id", "title"]], on="product_id", how="left"
        )
        return frame.sort_values("gmv_minor", ascending=False, kind="stable", ignore_index=True)

    def rates(self) -> pd.DataFrame:
        """Every input of the cascade: rate, name, value, basis."""
        return cascade.inputs(cascade.rates(self.campaign.thresholds))
