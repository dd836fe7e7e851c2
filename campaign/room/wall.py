"""The wall's side of the room: everything one screen shows, as frozen figures."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

import pandas as pd

from campaign.base import phases
from campaign.monitoring import leaderboards
from campaign.monitoring.alerts import Alert
from campaign.plan import campaigns, tasks
from campaign.plan.tasks import Task
from campaign.products import Product
from campaign.room.alerts import Alerts
from campaign.room.cache import FACTS, Part, Reader, kept
from campaign.room.facts import Facts, whole
from campaign.room.launch import HOUR, Launch
from campaign.room.phases import Phases
from campaign.room.products import Products
from campaign.room.stock import Stock
from campaign.room.targets import Targets
from campaign.room.tasks import Tasks
from campaign.room.team import Team
from campaign.stock.levels import Receipt
from campaign.targets.product_targets import ProductTarget, counted
from campaign.team.members import Member
from campaign.tiers import Decision
from campaign.wall import figures as drawn
from campaign.wall.figures import Figures, Stamp, spoken

ROWS = 5
RUNNING_OUT_HOURS = 24
CARING = ("favourite_users", "favourites", "cart_users", "carts")


class Wall(Part):
    """The figures of the war-room wall; what is not known stays None and is shown as unknown."""

    def __init__(
        self,
        reader: Reader,
        facts: Facts,
        products: Products,
        targets: Targets,
        alerts: Alerts,
        team: Team,
        stock: Stock,
        launch: Launch,
        phases: Phases,
        tasks: Tasks,
    ) -> None:
        super().__init__(reader)
        self.facts = facts
        self.products = products
        self.targets = targets
        self.alerts = alerts
        self.team = team
        self.stock = stock
        self.launch = launch
        self.phases = phases
        self.tasks = tasks

    @kept(Member, Task, Alert, Receipt, Product, Decision, ProductTarget, FACTS, clock=True)
    def figures(self) -> Figures:
        """Everything a wall shows of this campaign now."""
        launched = self.at >= self.span("launch").starts
        return Figures(
            revision=sum(self.store.revision()),
            at=self.at,
            campaign=self.campaign.name,
            zone=self.campaign.zone,
            currency=self.campaign.currency,
            phases=self.calendar,
            score=self._gmv() if launched else self._caring(),
            race=self._race() if launched else self._caring_race(),
            measures=self._sold_measures() if launched else self._warm_measures(),
            gaps=self._gmv_gaps() if launched else self._caring_gaps(),
            alerts=self._alerts(),
            running_out=self._running_out(),
            boards=self.boards(),
            functions=self._functions(),
            overdue=self._overdue(),
            sales_stamp=self._sales_stamp(),
            stock_stamp=self._stock_stamp(),
            checklist_stamp=Stamp(self.at, timedelta(minutes=5)),
        )

    def _gmv(self) -> drawn.Score:
        finish = self.launch.finish()
        return drawn.Score(
            word="gmv",
            unit="money",
            actual=self.launch.gmv(),
            target=self.campaign.gmv_target_minor,
            planned=self.launch.planned_so_far(),
            expected=finish.p50,
            low=finish.p10,
            high=finish.p90,
        )

    def _race(self) -> drawn.Race:
        hourly = self.launch.measured_hourly()
        rows = self.launch.hours() if hourly else self.launch.days()
        zone = self.campaign.zone
        starts = list(rows["hour"]) if hourly else [phases.day_starts(day, zone) for day in rows["day"]]
        span = HOUR if hourly else timedelta(days=1)
        bars = tuple(
            drawn.Bar(
                starts=start,
                actual=whole(actual),
                planned=None if pd.isna(planned) else float(planned),
                elapsed_share=min(max((self.at - start) / span, 0.0), 1.0),
            )
            for start, actual, planned in zip(starts, rows["revenue_minor"], rows["planned_minor"], strict=True)
        )
        return drawn.Race(word="gmv", unit="money", step="hour" if hourly else "day", bars=bars)

    def _sold_measures(self) -> tuple[drawn.Measure, ...]:
        sold, plan = self.phases.sold(), self.phases.planned_sold()
        return (
            drawn.Measure("visitors", "count", sold.visitors, plan.visitors),
            drawn.Measure("conversion", "share", sold.conversion, plan.conversion),
            drawn.Measure("order_value", "money", sold.order_minor, plan.order_minor),
        )

    def _gmv_gaps(self) -> tuple[drawn.Gap, ...] | None:
        rows = self.launch.gaps()
        if rows.empty:
            return None
        return tuple(
            drawn.Gap(row["title"], row["missing_minor"], row["pace_share"])
            for row in rows[rows["missing_minor"] > 0].head(ROWS).to_dict("records")
        )

    def _caring(self) -> drawn.Score:
        if self.phase.key != "warm_up":
            return drawn.Score(word="favourites_and_carts", unit="count", actual=self._cared_total())
        pace = self.targets.pace()
        known = pace.dropna(subset=["actual"])
        return drawn.Score(
            word="favourites_and_carts",
            unit="count",
            actual=whole(known["actual"].iloc[-1]) if len(known) else None,
            target=whole(pace["plan"].iloc[-1]),
            planned=whole(known["plan"].iloc[-1]) if len(known) else None,
        )

    def _cared_by_day(self) -> pd.DataFrame:
        first, last = self.launch.phase_days()
        daily = self.facts.cells(("day",), CARING, first, last)
        both = [counted(daily, "favourites")["actual"], counted(daily, "carts")["actual"]]
        return daily[["day"]].assign(actual=pd.concat(both, axis=1).sum(axis=1, min_count=1))

    def _cared_total(self) -> int | None:
        return whole(self._cared_by_day()["actual"].sum(min_count=1))

    def _caring_race(self) -> drawn.Race:
        actual = self._cared_by_day().set_index("day")["actual"]
        planned = {}
        if self.phase.key == "warm_up":
            pace = self.targets.pace()
            planned = dict(zip(pace["day"], pace["plan"].diff().fillna(pace["plan"]), strict=True))
        bars = tuple(
            drawn.Bar(
                starts=phases.day_starts(day, self.campaign.zone),
                actual=whole(actual.get(day)),
                planned=whole(planned.get(day)),
            )
            for day in self.phase.days
        )
        return drawn.Race(word="favourites_and_carts", unit="count", step="day", bars=bars)

    def _warm_measures(self) -> tuple[drawn.Measure, ...]:
        sums = self.facts.over(*self.launch.phase_days(), ("visitors", *CARING))
        favourites = sums["favourite_users"] if sums["favourite_users"] is not None else sums["favourites"]
        carts = sums["cart_users"] if sums["cart_users"] is not None else sums["carts"]
        return (
            drawn.Measure("visitors", "count", sums["visitors"]),
            drawn.Measure("favourites", "count", favourites),
            drawn.Measure("carts", "count", carts),
        )

    def _caring_gaps(self) -> tuple[drawn.Gap, ...] | None:
        if self.phase.key != "warm_up":
            return None
        rows = self.targets.gaps().dropna(subset=["gap"])
        if rows.empty:
            return None
        return tuple(
            drawn.Gap(row["title"], row["gap"], None if pd.isna(row["pace_share"]) else row["pace_share"])
            for row in rows[rows["gap"] > 0].head(ROWS).to_dict("records")
        )

    def _alerts(self) -> tuple[drawn.Alert, ...]:
        ranked = sorted(
            (one for one in self.alerts.open() if one.state != "snoozed" or one.is_loud(self.at)),
            key=lambda one: (("critical", "warning", "notice").index(one.severity), -one.opened.timestamp()),
        )
        return tuple(
            drawn.Alert(
                id=str(one.id),
                level=one.severity,
                text=spoken(partial(getattr, one, "sentence")),
                opened=one.opened,
                owner=self.team.name(one.owner) or "",
            )
            for one in ranked
        )

    def _running_out(self) -> tuple[drawn.RunningOut, ...] | None:
        frame = self.stock.skus()
        known = frame[(frame["tier"] != "clearance") & frame["cover_hours"].notna()]
        if known.empty:
            return None
        rows = known[known["cover_hours"] < RUNNING_OUT_HOURS].sort_values("cover_hours", kind="stable").head(ROWS)
        inbound = self.stock.next_inbound()
        return tuple(
            drawn.RunningOut(
                row["name"], row["sellable_now"], row["cover_hours"], inbound.get((row["product_id"], row["sku_id"]))
            )
            for row in rows.to_dict("records")
        )

    @kept(Product, FACTS)
    def boards(self) -> tuple[drawn.Board, ...]:
        """The four leaderboards of the phase looked at."""
        first, last = self.launch.phase_days()
        titles = {one.product_id: one.name for one in self.products.catalogue().values()}
        inquiries = self.facts.cells(("product_id",), ("inquiries",), first, last).dropna(subset=["inquiries"])
        made = (
            leaderboards.traffic(self.facts.cells(("channel",), ("visitors",), first, last)),
            leaderboards.products(self.facts.cells(("product_id",), ("revenue_minor", "units"), first, last), titles),
            leaderboards.favourites(self.facts.cells(("product_id",), CARING, first, last), titles),
            leaderboards.service(inquiries if len(inquiries) else None, titles),
        )
        stamp = self._sales_stamp()
        return tuple(
            drawn.Board(
                word=one.word,
                unit=one.unit,
                entries=tuple(drawn.Entry(entry.name, entry.value, entry.change) for entry in one.entries),
                stamp=stamp,
                missing=one.reason,
            )
            for one in made
        )

    def _functions(self) -> tuple[drawn.FunctionTasks, ...]:
        rows = self.tasks.progress()
        return tuple(
            drawn.FunctionTasks(row["function"], row["done"] + row["waived"], row["total"], row["late"])
            for row in rows[rows["phase"] == self.phase.key].to_dict("records")
        )

    def _overdue(self) -> tuple[drawn.OverdueTask, ...]:
        late = tasks.overdue(self.tasks.all(), self.at)
        return tuple(
            drawn.OverdueTask(spoken(partial(getattr, one, "title")), one.due, self.team.owner(one) or "")
            for one in late
        )

    def _sales_stamp(self) -> Stamp | None:
        at = self.facts.as_of()
        limits = self.campaign.thresholds
        running = self.running is not None and self.running.key == "launch"
        minutes = limits.fresh_orders_minutes if running else limits.fresh_facts_minutes
        return None if at is None else Stamp(at, timedelta(minutes=minutes))

    def _stock_stamp(self) -> Stamp | None:
        at = self.stock.counted_at()
        return None if at is None else Stamp(at, timedelta(minutes=self.campaign.thresholds.fresh_stock_minutes))

    def marked(self) -> list[campaigns.Marked]:
        """The milestones that are still to come."""
        return [mark for mark in campaigns.milestones(self.campaign) if mark.day >= self.today]
