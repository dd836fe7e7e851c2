"""The launch as it runs: GMV by hour against the plan, where it ends, which products are short."""

from __future__ import annotations

from datetime import date, timedelta

import pandas as pd

from campaign.plan import playbook
from campaign.products import Product
from campaign.room.cache import FACTS, Part, Reader, kept
from campaign.room.facts import Facts, total, whole
from campaign.room.products import Products
from campaign.room.targets import Targets
from campaign.targets import forecast
from campaign.targets.forecast import Finish, Forecast, Score
from campaign.targets.product_targets import ProductTarget
from campaign.tiers import Decision

HOUR = timedelta(hours=1)


class Launch(Part):
    """GMV of the launch: the campaign's GMV target is what the launch phase shall bring."""

    def __init__(self, reader: Reader, facts: Facts, products: Products, targets: Targets) -> None:
        super().__init__(reader)
        self.facts = facts
        self.products = products
        self.targets = targets

    def hour_plan(self) -> pd.DataFrame:
        """The GMV target spread over the hours of the launch: hour (UTC), planned_minor (null without a target)."""
        launch = self.span("launch")
        shares = playbook.load(self.campaign.playbook).hourly_shares
        count = round(launch.hours)
        target = self.campaign.gmv_target_minor
        return pd.DataFrame(
            {
                "hour": [launch.starts + place * HOUR for place in range(count)],
                "planned_minor": pd.array(
                    [
                        None if target is None else target * shares[place] / sum(shares[:count])
                        for place in (min(place, len(shares) - 1) for place in range(count))
                    ],
                    dtype="Float64",
                ),
            }
        )

    @kept(FACTS, clock=True)
    def hours(self) -> pd.DataFrame:
        """GMV of the launch by hour beside its plan: hour, planned_minor, revenue_minor (null: not measured)."""
        launch = self.span("launch")
        plan = self.hour_plan()
        if self.at <= launch.starts:
            return plan.assign(revenue_minor=pd.array([None] * len(plan), dtype="Int64"))
        measured = self.facts.hours(launch.first, min(launch.last, self.today))[["hour", "revenue_minor"]]
        return plan.merge(measured.astype({"hour": plan["hour"].dtype}), on="hour", how="left")

    @kept(FACTS, clock=True)
    def days(self) -> pd.DataFrame:
        """GMV of the launch by local day beside its plan: day, planned_minor, revenue_minor."""
        plan = self.hour_plan()
        plan["day"] = plan["hour"].dt.tz_convert(self.campaign.zone).dt.date
        by_day = plan.groupby("day", as_index=False)["planned_minor"].sum(min_count=1)
        measured = self.facts.days()[["day", "revenue_minor"]]
        merged: pd.DataFrame = by_day.merge(measured, on="day", how="left")
        return merged

    @kept(FACTS, clock=True)
    def measured_hourly(self) -> bool:
        """Whether the launch's GMV is known by hour."""
        return bool(self.hours()["revenue_minor"].notna().any())

    @kept(FACTS, clock=True)
    def gmv(self) -> int | None:
        """GMV of the launch so far; None where nobody measured it."""
        return whole(self.days()["revenue_minor"].sum(min_count=1))

    @kept(FACTS, clock=True)
    def planned_share(self) -> float:
        """The part of the launch's plan that belongs to the time its data cover, 0..1."""
        rows = self.hours() if self.measured_hourly() else self.days()
        weights = rows["planned_minor"]
        if weights.isna().all():
            weights = pd.Series(1.0, index=rows.index)
        known = rows["revenue_minor"].notna()
        return float(weights[known].sum() / weights.sum()) if known.any() else 0.0

    def planned_so_far(self) -> int | None:
        """What the plan wanted by the time of the data, in minor units."""
        target = self.campaign.gmv_target_minor
        return None if target is None or not self.planned_share() else round(target * self.planned_share())

    @kept(FACTS, clock=True)
    def finish(self) -> Finish:
        """Where the launch's GMV ends, with an honest interval; see `forecast.finish`."""
        rows = self.hours() if self.measured_hourly() else self.days()
        step = "hour" if self.measured_hourly() else "day"
        begun = rows[rows[step] < (self.at - HOUR if step == "hour" else self.today)]
        actual = [None if pd.isna(value) else float(value) for value in begun["revenue_minor"]]
        planned = [0.0 if pd.isna(value) else float(value) for value in rows["planned_minor"]]
        return forecast.finish(actual, planned)

    @kept(Forecast, FACTS, clock=True)
    def scorecard(self) -> Score | None:
        """How the forecasts of the launch did beside the naive baseline; None until the launch is over."""
        gmv = self.gmv()
        if gmv is None or self.at < self.span("launch").ends:
            return None
        return forecast.score(self.store.records(Forecast).by("campaign", self.campaign.id), {forecast.LAUNCH_GMV: gmv})

    @kept(Product, Decision, ProductTarget, FACTS, clock=True)
    def gaps(self) -> pd.DataFrame:
        """GMV each product lacks against its part of the plan, worst first.

        Columns: product_id, title, target_minor, expected_minor, actual_minor, missing_minor, pace_share.
        """
        launch = self.span("launch")
        sold = self.facts.cells(("product_id",), ("revenue_minor",), launch.first, min(launch.last, self.today))
        actual = sold.set_index("product_id")["revenue_minor"]
        catalogue = self.products.catalogue()
        rows = []
        for one in self.targets.all():
            product = catalogue.get(one.product_id)
            price = product.price_minor if product else None
            came = whole(actual.get(one.product_id))
            if one.units is None or price is None or came is None:
                continue
            expected = one.units * price * self.planned_share()
            rows.append(
                {
                    "product_id": one.product_id,
                    "title": product.name if product else one.product_id,
                    "target_minor": one.units * price,
                    "expected_minor": round(expected),
                    "actual_minor": came,
                    "missing_minor": round(expected - came),
                    "pace_share": came / expected if expected else None,
                }
            )
        columns = (
            "product_id",
            "title",
            "target_minor",
            "expected_minor",
            "actual_minor",
            "missing_minor",
            "pace_share",
        )
        frame = pd.DataFrame(rows, columns=list(columns))
        return frame.sort_values("missing_minor", ascending=False, ignore_index=True)

    def planned_drivers(self) -> dict[str, float | None]:
        """Visitors, buyers and GMV that the plan asks for: the cascade's, whoever comes by cart, favourite or fresh."""
        plan = self.targets.proposed()
        groups = [total(whole(value) for value in plan[word]) for word in ("carts", "favourites", "visitors")]
        return {
            "visitors": None if None in groups else total(groups),
            "buyers": total(whole(value) for value in plan["buyers"]),
            "orders": None,
            "revenue_minor": self.campaign.gmv_target_minor,
        }

    def phase_days(self) -> tuple[date, date]:
        """The local days of the phase looked at, up to today."""
        return self.phase.first, max(min(self.phase.last, self.today), self.phase.first)
