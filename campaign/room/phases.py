"""The phases' side of the room: how far each one is, in the figures its page opens on."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

import pandas as pd

from campaign.base.language import _
from campaign.base.phases import PhaseKey
from campaign.products import TIERS, Product
from campaign.room.budget import Budget
from campaign.room.cache import FACTS, Part, Reader, kept
from campaign.room.facts import LEAST_VISITORS, Facts, whole
from campaign.room.launch import Launch
from campaign.room.products import Products
from campaign.room.result_types import Complete, PhaseMoney, Reached, Shift, Sold
from campaign.room.stock import Stock
from campaign.room.targets import CARING, Targets
from campaign.room.team import Team
from campaign.spend.budget import Line, Release
from campaign.stock.levels import Receipt
from campaign.targets import callouts, forecast
from campaign.targets.callouts import CallOut, Effect
from campaign.targets.forecast import Finish
from campaign.targets.product_targets import ProductTarget, counted
from campaign.team.members import FUNCTIONS, Member
from campaign.tiers import Decision

TWICE = 2.0


class Phases(Part):
    """Each phase against what it shall reach."""

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
    ) -> None:
        super().__init__(reader)
        self.facts = facts
        self.products = products
        self.targets = targets
        self.team = team
        self.stock = stock
        self.budget = budget
        self.launch = launch

    def over_week(self, day: date, measure: str) -> tuple[int | None, float | None]:
        """A measure of a day, and its change against the same weekday a week before (None: unknown)."""
        value, before = self.facts.on(day, measure), self.facts.on(day - timedelta(days=7), measure)
        return value, None if value is None or not before else value / before - 1

    @kept(Line, Release, FACTS)
    def phase_money(self, phase: PhaseKey) -> PhaseMoney:
        """Planned, spent and expected of one phase, over all channels."""
        rows = self.budget.ledger()
        rows = rows[rows["phase"] == phase]
        words = ("planned_minor", "spent_minor", "expected_minor")
        return PhaseMoney(*(whole(rows[word].sum(min_count=1)) if len(rows) else None for word in words))

    @kept(Product, Decision, ProductTarget, Line, Member, FACTS)
    def completeness(self) -> tuple[Complete, ...]:
        """How much of the plan is decided and known, in the order in which a team decides it."""
        frame = self.products.table()
        every = len(frame)
        aims = {one.product_id for one in self.targets.all() if one.units is not None}
        owned = self.team.leads()
        return (
            Complete(_("GMV target"), int(self.campaign.gmv_target_minor is not None), 1, "settings"),
            Complete(_("Functions with a lead"), sum(bool(owned[one]) for one in FUNCTIONS), len(FUNCTIONS), "team"),
            Complete(_("Tiers decided"), int(frame["tier"].notna().sum()), every, "products"),
            Complete(_("Roles given"), int((frame["role"] != "none").sum()), every, "products"),
            Complete(_("Targets worked out"), int(frame["product_id"].isin(aims).sum()), every, "targets"),
            Complete(_("Stock known"), int(frame["on_hand"].notna().sum()), every, "stock"),
            Complete(_("Cost known"), int(frame["cost_minor"].notna().sum()), every, "products"),
            self._allocated(),
        )

    def _allocated(self) -> Complete:
        held = self.campaign.budget_minor or 0
        return Complete(_("Budget allocated"), sum(one.amount_minor for one in self.budget.lines()), held, "budget")

    @kept(Product, Decision)
    def tier_sizes(self) -> dict[str, int]:
        """How many products people put into each tier."""
        tiers = list(self.products.decided().values())
        return {tier: tiers.count(tier) for tier in TIERS}

    @kept(FACTS)
    def cared(self, first: date, last: date) -> pd.DataFrame:
        """Favourites and carts together by local day: day, actual (null where nobody counted)."""
        daily = self.facts.cells(("day",), CARING, first, min(last, self.today))
        both = [counted(daily, "favourites")["actual"], counted(daily, "carts")["actual"]]
        return daily[["day"]].assign(actual=pd.concat(both, axis=1).sum(axis=1, min_count=1))

    @kept(Product, Decision, ProductTarget, FACTS)
    def caring(self) -> Reached:
        """Favourites and carts of the warm-up up to the last counted day, against their pace and target."""
        pace = self.targets.pace()
        known = pace.dropna(subset=["actual"])
        target = whole(pace["plan"].iloc[-1])
        if known.empty:
            return Reached(target=target)
        return Reached(whole(known["actual"].iloc[-1]), whole(known["plan"].iloc[-1]), target)

    @kept(Product, Decision, ProductTarget, FACTS)
    def caring_finish(self) -> Finish:
        """Where the warm-up's favourites and carts end; see `forecast.finish`."""
        pace = self.targets.pace()
        steps = [_daily(pace[word]) for word in ("actual", "plan")]
        known = [value for value in steps[0] if value is not None]
        return forecast.finish(steps[0] if known else [], [value or 0.0 for value in steps[1]])

    @kept(Product, Decision, ProductTarget, FACTS)
    def caring_outlook(self) -> pd.DataFrame:
        """The warm-up's pace with its forecast: day, actual, plan, low, mid, high."""
        return forecast.fan(self.targets.pace(), self.caring_finish())

    @kept(Product, Decision, ProductTarget, FACTS)
    def behind(self) -> pd.DataFrame:
        """The rows of `gaps` that are behind pace by the campaign's own threshold, worst first."""
        rows = self.targets.gaps()
        slow = (rows["pace_share"] < self.campaign.thresholds.behind_share).fillna(False).astype(bool)
        return rows[slow].reset_index(drop=True)

    @kept(CallOut, FACTS)
    def effects(self) -> Mapping[int, Effect]:
        """What followed each call-out, by its id; see `callouts.effect`."""
        daily = self.facts.cells(("day", "product_id"), CARING, self.first, min(self.today, self.last))
        both = [counted(daily, "favourites")["actual"], counted(daily, "carts")["actual"]]
        daily = daily[["day", "product_id"]].assign(actual=pd.concat(both, axis=1).sum(axis=1, min_count=1))
        by_product = {str(product): rows for product, rows in daily.groupby("product_id", observed=True)}
        found = {}
        for one in self.targets.callouts():
            rows = by_product.get(one.product_id)
            counts = (
                {}
                if rows is None
                else {day: whole(cell) for day, cell in zip(rows["day"], rows["actual"], strict=True)}
            )
            found[one.id] = callouts.effect(self.targets.called(one), counts)
        return found

    @kept(FACTS)
    def shift(self) -> Shift | None:
        """The paid channels to move money between: the surest against the weakest converter, if they differ twofold.

        Both ends are those of the 80 % intervals, so a few lucky orders move no money; None where nothing is sure.
        """
        rows = self.budget.channels()
        paid = rows[(rows["spend_minor"].fillna(0) > 0) & (rows["visitors"].fillna(0) >= LEAST_VISITORS)]
        sure = paid.dropna(subset=["conversion_low", "conversion_high"]).to_dict("records")
        if len(sure) < 2:
            return None
        better = max(sure, key=lambda row: row["conversion_low"])
        worse = min(sure, key=lambda row: row["conversion_high"])
        if better["conversion_low"] < TWICE * worse["conversion_high"]:
            return None
        return Shift(
            better=better["name"],
            worse=worse["name"],
            better_low=float(better["conversion_low"]),
            worse_high=float(worse["conversion_high"]),
            visitors=int(min(better["visitors"], worse["visitors"])),
        )

    def launch_drawable(self) -> bool:
        """Whether the launch has a plan or a sale, so that a curve of it has something to show."""
        return self.campaign.gmv_target_minor is not None or self.launch.gmv() is not None

    @kept(Product, Decision, FACTS, clock=True)
    def planned_sold(self) -> Sold:
        """What the plan asks of the launch: visitors by the time of its data, conversion, order value."""
        plan = self.launch.planned_drivers()
        visitors, buyers, gmv = plan["visitors"], plan["buyers"], plan["revenue_minor"]
        return Sold(
            round(visitors * self.launch.planned_share()) if visitors and self.launch.planned_share() else None,
            buyers / visitors if buyers is not None and visitors else None,
            gmv / buyers if gmv is not None and buyers else None,
        )

    @kept(FACTS, clock=True)
    def sold(self) -> Sold:
        """Visitors, conversion and order value of the launch so far."""
        launch = self.span("launch")
        sums = self.facts.over(
            launch.first, min(launch.last, self.today), ("visitors", "buyers", "orders", "revenue_minor")
        )
        bought = sums["buyers"] if sums["buyers"] is not None else sums["orders"]
        visitors, revenue = sums["visitors"], sums["revenue_minor"]
        return Sold(
            visitors,
            bought / visitors if bought is not None and visitors else None,
            revenue / bought if revenue is not None and bought else None,
        )

    @kept(FACTS, clock=True)
    def launch_outlook(self) -> pd.DataFrame:
        """GMV of the launch added up, with its forecast: day (local clock), actual, plan, low, mid, high."""
        hourly = self.launch.measured_hourly() or self.at < self.span("launch").starts
        rows = self.launch.hours() if hourly else self.launch.days()
        clock = rows["hour"].dt.tz_convert(self.campaign.zone).dt.tz_localize(None) if hourly else rows["day"]
        frame = pd.DataFrame(
            {
                "day": clock,
                "actual": rows["revenue_minor"].astype("Float64").cumsum(),
                "plan": rows["planned_minor"].cumsum(),
            }
        )
        return forecast.fan(frame, self.launch.finish())

    @kept(Product, Decision, ProductTarget, Receipt, FACTS, clock=True)
    def launch_tiers(self) -> pd.DataFrame:
        """GMV of each tier at launch against its part of the plan, in the order of the tiers.

        Columns: tier, products, target_minor, expected_minor, actual_minor (null: nobody measured), sold_out (SKUs).
        """
        launch = self.span("launch")
        sales = self.facts.cells(("product_id",), ("revenue_minor",), launch.first, min(launch.last, self.today))
        goods = self.products.table()[["product_id", "tier", "suggested", "price_minor"]]
        aims = {one.product_id: one.units for one in self.targets.all()}
        units = pd.array([aims.get(one) for one in goods["product_id"]], dtype="Int64")
        skus = self.stock.skus()
        gone = skus.loc[(skus["sellable_now"] <= 0).fillna(False), "product_id"].value_counts()
        rows = goods.assign(
            tier=goods["tier"].fillna(goods["suggested"]),
            target_minor=units * goods["price_minor"],
            sold_out=[int(gone.get(one, 0)) for one in goods["product_id"]],
            products=1,
        ).merge(sales.rename(columns={"revenue_minor": "actual_minor"}), on="product_id", how="left")
        sums = rows.groupby("tier")[["products", "target_minor", "actual_minor", "sold_out"]].sum(min_count=1)
        sums = sums.reindex([tier for tier in TIERS if tier in sums.index])
        expected = (sums["target_minor"].astype("Float64") * self.launch.planned_share()).round().astype("Int64")
        return sums.assign(expected_minor=expected).rename_axis("tier").reset_index()


def _daily(total: pd.Series[int]) -> list[float | None]:
    """The steps of a running total; unknown where either end of a step is."""
    steps = total.astype("Float64").diff()
    steps.iloc[0] = total.iloc[0]
    last = int(total.notna().to_numpy().nonzero()[0].max(initial=-1))
    return [None if pd.isna(step) else float(step) for step in steps[: last + 1]]
