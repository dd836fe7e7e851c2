"""The outcome: the review of a campaign, and the retrospective that is exported."""

from __future__ import annotations

from datetime import date

import pandas as pd

from campaign import exports, products
from campaign.base.language import _
from campaign.exports import Retro
from campaign.monitoring.alerts import Alert
from campaign.plan.tasks import Task
from campaign.products import Product
from campaign.review import outcome
from campaign.review.lessons import Lesson, Suggestion, suggestions
from campaign.review.outcome import Review
from campaign.room.budget import Budget
from campaign.room.cache import FACTS, Part, Reader, kept
from campaign.room.facts import Facts, total
from campaign.room.launch import Launch
from campaign.room.products import Products
from campaign.room.stock import Stock
from campaign.room.targets import Targets
from campaign.room.tasks import Tasks
from campaign.room.team import Team
from campaign.stock.levels import Receipt
from campaign.targets.callouts import CallOut
from campaign.targets.product_targets import ProductTarget
from campaign.team.journal import Entry
from campaign.team.members import Member
from campaign.tiers import Decision

REVIEWED = (
    "visitors", "buyers", "orders", "units", "revenue_minor", "refund_minor", "refund_units",
    "spend_minor", "commission_minor",
)  # fmt: skip
CARED = {"favourites": "favourite_users", "carts": "cart_users"}


class Outcome(Part):
    """What was reached and why: launch against its targets, the whole campaign's money."""

    def __init__(
        self,
        reader: Reader,
        facts: Facts,
        products: Products,
        targets: Targets,
        team: Team,
        stock: Stock,
        budget: Budget,
        launch: Launch,
        tasks: Tasks,
    ) -> None:
        super().__init__(reader)
        self.facts = facts
        self.products = products
        self.targets = targets
        self.team = team
        self.stock = stock
        self.budget = budget
        self.launch = launch
        self.tasks = tasks

    @kept(Entry, Product, Decision, ProductTarget, Receipt, FACTS)
    def outcome(self, baseline: tuple[date, date] | None = None) -> Review:
        """The review as of today.

        GMV, units and the drivers are the launch's, favourites and carts the warm-up's, the money the whole
        campaign's. The drivers compare with the plan, or with a baseline of as many days as the launch has.

        Args:
            baseline: First and last local day to compare the drivers with; None: the plan.
        """
        launch, warm_up = self.span("launch"), self.span("warm_up")
        totals = self.facts.totals("day", launch.first, min(launch.last, self.today))
        sold = self._sums(launch.first, min(launch.last, self.today))
        valued = "revenue_minor" not in totals.source and sold["revenue_minor"] is not None
        targets = self.targets.all()
        return outcome.review(
            actual={
                **sold,
                **self._cared(warm_up.first, min(warm_up.last, self.today)),
            },
            targets={
                "revenue_minor": self.campaign.gmv_target_minor,
                "units": total(one.units for one in targets),
                "favourites": total(one.favourites for one in targets),
                "carts": total(one.carts for one in targets),
            },
            compared=self._baseline(*baseline) if baseline else self.launch.planned_drivers(),
            skus=self.skus(),
            channels=self.budget.channels(),
            entries=self.team.journal(),
            sources=totals.source | ({"revenue_minor": _("units × price; no file holds revenue")} if valued else {}),
            earned=self._sums(self.first, min(self.last, self.today)),
            sold=self._sold(),
        )

    def _sums(self, first: date, last: date) -> dict[str, int | None]:
        """Sums of a span; where no file holds revenue, units × the present price stands for it."""
        sums = self.facts.over(first, last, REVIEWED)
        return sums if sums["revenue_minor"] is not None else {**sums, "revenue_minor": self._valued(first, last)}

    def _valued(self, first: date, last: date) -> int | None:
        """Units × the present price; None as soon as one sold product has no price."""
        catalogue = self.products.catalogue()
        units = self.facts.cells(("product_id",), ("units",), first, last).dropna()
        prices = {one: products.selling_price(catalogue[one]) for one in units["product_id"] if one in catalogue}
        worth = [
            0 if not sold else None if prices.get(one) is None else int(sold) * (prices[one] or 0)
            for one, sold in zip(units["product_id"], units["units"], strict=True)
        ]
        return None if not worth or None in worth else sum(one for one in worth if one is not None)

    def _cared(self, first: date, last: date) -> dict[str, int | None]:
        """Favourites and carts of a span: persons where they are known, else clicks."""
        sums = self.facts.over(first, last, (*CARED, *CARED.values()))
        return {word: sums[persons] if sums[persons] is not None else sums[word] for word, persons in CARED.items()}

    def _baseline(self, first: date, last: date) -> dict[str, float | None]:
        """An earlier span, scaled to the length of the launch."""
        scale = len(self.span("launch").days) / ((last - first).days + 1)
        sums = self.facts.over(first, last, ("visitors", "buyers", "orders", "revenue_minor"))
        return {word: None if value is None else value * scale for word, value in sums.items()}

    @kept(Product, Decision, ProductTarget, Receipt, FACTS)
    def skus(self) -> pd.DataFrame:
        """Units, target and stock of the launch: one row per product, and one per SKU that was counted."""
        launch = self.span("launch")
        last = min(launch.last, self.today)
        sold = self.facts.cells(("product_id",), ("units",), launch.first, last).set_index("product_id")["units"]
        target = {one.product_id: one.units for one in self.targets.all()}
        named = list(dict.fromkeys([*self.products.catalogue(), *sold.index, *target]))
        opening = self.stock.skus()[["product_id", "sku_id"]].merge(
            self._opening(), on=["product_id", "sku_id"], how="left"
        )
        by_product = opening.groupby("product_id")[["opening_units", "received_units"]].sum(min_count=1)
        frame = pd.DataFrame(
            {
                "product_id": pd.array(named, dtype="string"),
                "sku_id": products.WHOLE,
                "units": pd.array([sold.get(one, pd.NA) for one in named], dtype="Int64"),
                "target_units": pd.array([target.get(one) for one in named], dtype="Int64"),
            }
        ).merge(by_product, left_on="product_id", right_index=True, how="left")
        by_sku = self.facts.cells(("product_id", "sku_id"), ("units",), launch.first, last)
        counted_skus = opening[opening["sku_id"] != products.WHOLE]
        rows = counted_skus.merge(by_sku, on=["product_id", "sku_id"], how="left")
        rows["target_units"] = pd.Series(pd.NA, index=rows.index, dtype="Int64")
        return pd.concat([frame, rows[frame.columns]], ignore_index=True)

    def _opening(self) -> pd.DataFrame:
        """What lay there of each SKU when the launch began, and what came in since."""
        launch = self.span("launch")
        return self.stock.opening(launch.starts, min(self.at, launch.ends))

    def _sold(self) -> pd.DataFrame:
        """Units and cost of what was sold in the whole campaign, by SKU where known, else by product."""
        until = min(self.last, self.today)
        catalogue = self.products.catalogue()
        sold = self.facts.cells(("product_id",), ("units",), self.first, until)
        costs = [catalogue[one].cost_minor if one in catalogue else None for one in sold["product_id"]]
        return sold.assign(cost_minor=pd.array(costs, dtype="Int64"))

    @kept(Lesson)
    def lessons(self) -> tuple[Lesson, ...]:
        """What the team wrote down to keep, drop or try."""
        return tuple(self.store.records(Lesson).by("campaign", self.campaign.id))

    @kept(Entry, Product, Decision, ProductTarget, Receipt, FACTS)
    def conclusions(self) -> tuple[Suggestion, ...]:
        """Conclusions the figures speak for; people decide which become lessons."""
        return suggestions(self.outcome())

    @kept(Entry, Task, Member, Lesson, Alert, CallOut, Product, Decision, ProductTarget, Receipt, FACTS, clock=True)
    def retrospective(self, baseline: tuple[date, date] | None = None) -> Retro:
        """The retrospective as every export format writes it, in the chosen language."""
        return exports.retro(
            self.campaign,
            self.outcome(baseline),
            titles={one.product_id: one.name for one in self.products.catalogue().values()},
            days=self.facts.days()
            .merge(self.launch.days()[["day", "planned_minor"]], on="day", how="left")
            .rename(columns={"planned_minor": "plan_minor"}),
            tasks=self.tasks.all(),
            lessons=self.lessons(),
            people={one.id: one.name for one in self.store.records(Member).all()},
            at=self.at,
            data_as_of=self.facts.as_of(),
        )
