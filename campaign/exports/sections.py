"""The blocks of a retrospective: what the review found, in the order in which a team reads it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

import pandas as pd

from campaign.base.language import _
from campaign.base.phases import NAMES as PHASE_NAMES
from campaign.exports.report import (
    Block,
    Column,
    Plot,
    Retro,
    Unit,
    figured,
)
from campaign.facts.contract import ANY
from campaign.plan.campaigns import Campaign, calendar
from campaign.plan.tasks import SHOWN_NAMES, Task, done_by, due_day, shown, waived_by
from campaign.review.drivers import METHOD_NAMES, Drivers
from campaign.review.lessons import KINDS, Lesson
from campaign.review.outcome import Figure, Review
from campaign.team.members import FUNCTION_NAMES

KEY_FIGURES = ("revenue_minor", "units", "gross_profit", "marketing", "left", "return_rate")
MOST_BARS = 20
FACTOR_UNITS: dict[str, Unit] = {"visitors": "count", "conversion": "rate", "order_value": "price"}


def retro(
    campaign: Campaign,
    review: Review,
    *,
    titles: Mapping[str, str],
    days: pd.DataFrame,
    tasks: Iterable[Task],
    lessons: Iterable[Lesson],
    people: Mapping[int, str],
    at: datetime,
    data_as_of: datetime | None,
) -> Retro:
    """A whole retrospective, in the chosen language.

    Args:
        campaign: The campaign looked back on.
        review: Its figures.
        titles: Product id to title.
        days: A row per day of the campaign: day and, as far as known, revenue_minor, plan_minor, units, orders,
            visitors, spend_minor; null is unknown.
        tasks: Its checklist.
        lessons: What the team concluded.
        people: Member id to name.
        at: When it is written.
        data_as_of: Until when the data reach; None where there are none.
    """
    return Retro(
        title=_("{campaign}: retrospective", campaign=campaign.name),
        store=campaign.store,
        launch=campaign.launch,
        zone=campaign.zone,
        currency=campaign.currency,
        phases=calendar(campaign),
        generated=at,
        data_as_of=data_as_of,
        figures=tuple(review.figure(key) for key in KEY_FIGURES),
        blocks=(
            _lessons(lessons, people),
            figured("completion", _("Completion"), review.completion, _("What was reached of each target.")),
            _skus(review.skus, titles),
            _drivers(review.drivers),
            _profit(review.profit),
            _channels(review.channels),
            _days(days),
            _timeline(review.timeline),
            _checklist(tasks, people, at, campaign.zone),
        ),
        unknowns=review.unknowns,
    )


def _lessons(lessons: Iterable[Lesson], people: Mapping[int, str]) -> Block:
    kinds = list(KINDS)
    rows = [
        {
            "kind": _(KINDS[one.kind]),
            "text": one.text,
            "owner": None if one.owner is None else people.get(one.owner),
            "due": one.due,
        }
        for one in sorted(lessons, key=lambda one: kinds.index(one.kind))
    ]
    columns = (
        Column("kind", _("Keep, drop or try")),
        Column("text", _("What")),
        Column("owner", _("Owner")),
        Column("due", _("Due"), unit="day"),
    )
    empty = _("Nothing to keep, to drop or to try has been written yet.")
    return Block("lessons", _("Lessons"), _frame(rows, columns), columns, empty=empty)


def _skus(skus: pd.DataFrame, titles: Mapping[str, str]) -> Block:
    products = skus["product_id"].astype("object")
    frame = skus.assign(
        title=[titles.get(product, product) for product in products],
        sku=skus["sku_id"].astype("object").where(skus["sku_id"] != ANY),
    )
    columns = (
        Column("title", _("Product")),
        Column("product_id", _("Product ID")),
        Column("sku", _("SKU ID")),
        Column("units", _("Units"), unit="count"),
        Column("target_units", _("Target, units"), unit="count"),
        Column("completion", _("Completion"), unit="share"),
        Column("opening_units", _("Opening stock"), unit="count"),
        Column("received_units", _("Received"), unit="count"),
        Column("sell_out", _("Sell-out"), unit="share"),
    )
    known = frame.dropna(subset=["completion"]).sort_values("target_units", ascending=False, kind="stable")
    named = known["title"] + known["sku"].map(lambda sku: f" {sku}" if isinstance(sku, str) else "")
    plot = Plot(
        "bars",
        pd.DataFrame({"name": named, "completion": known["completion"]}).head(MOST_BARS),
        {"completion": _("Completion")},
        "share",
    )
    note = _("Completion = units / target; sell-out = units / (opening stock + received). Chart: the largest targets.")
    return Block("skus", _("SKUs"), frame, columns, note, _("No product has sales or a target."), plot)


def _drivers(found: Drivers) -> Block:
    rows = [
        {
            "name": one.name,
            "before": one.before,
            "after": one.after,
            "effect": one.effect_minor,
            "unit": FACTOR_UNITS[one.factor],
        }
        for one in found.effects
    ]
    columns = (
        Column("name", _("Driver")),
        Column("before", _("Baseline"), unit=None),
        Column("after", _("Actual"), unit=None),
        Column("effect", _("Effect on GMV"), unit="money"),
    )
    ends = [(_("Baseline"), found.before_minor, "plan"), (_("Actual"), found.after_minor, "actual")]
    steps = [ends[0], *((one.name, one.effect_minor, "step") for one in found.effects), ends[1]]
    plot = Plot(
        "waterfall",
        pd.DataFrame(steps if found.effects else [], columns=["name", "amount", "kind"]),
        {"amount": _("GMV")},
        "money",
    )
    note = ""
    if found.method:
        note = _("GMV = visitors x conversion x order value; split: {method}.", method=_(METHOD_NAMES[found.method]))
    return Block("drivers", _("Drivers"), _frame(rows, columns, "unit"), columns, note, found.reason, plot)


def _profit(figures: Iterable[Figure]) -> Block:
    named = {one.key: one for one in figures}
    kinds = {"revenue": "actual", "goods_cost": "step", "gross_profit": "actual", "marketing": "step", "left": "actual"}
    steps = [(named[key].label, _down(named[key].value, kind), kind) for key, kind in kinds.items()]
    plot = Plot(
        "waterfall", pd.DataFrame(steps, columns=["name", "amount", "kind"]), {"amount": _("Amount")}, unit="money"
    )
    return figured("profit", _("Profit"), named.values(), aimed=False, plot=plot)


def _down(value: float | None, kind: str) -> float | None:
    """A cost is a step down."""
    return -value if kind == "step" and value is not None else value


def _channels(channels: pd.DataFrame) -> Block:
    visitors, spend = _("no file holds visitors by channel"), _("no spend was imported or entered for the channel")
    no_conversion, no_cost = _("visitors or buyers are unknown"), _("spend or visitors are unknown")
    columns = (
        Column("name", _("Channel")),
        Column("visitors", _("Visitors"), unit="count", reason=visitors),
        Column("buyers", _("Buyers or orders"), unit="count"),
        Column("conversion", _("Conversion"), unit="rate", reason=no_conversion),
        Column("conversion_low", _("at least (80 %)"), unit="rate", reason=no_conversion),
        Column("conversion_high", _("at most (80 %)"), unit="rate", reason=no_conversion),
        Column("revenue_minor", _("GMV"), unit="money"),
        Column("spend_minor", _("Spend"), unit="money", reason=spend),
        Column("visitor_value_minor", _("Value per visitor"), unit="price", reason=_("GMV or visitors are unknown")),
        Column("visitor_cost_minor", _("Cost per visitor"), unit="price", reason=no_cost),
        Column("roi", _("ROI"), unit="ratio", reason=_("GMV or spend is unknown")),
    )
    bars = channels[["name", "revenue_minor"]].dropna().sort_values("revenue_minor", ascending=False)
    plot = Plot("bars", bars.head(MOST_BARS), {"revenue_minor": _("GMV")}, "money")
    note = _("Conversion = buyers / visitors, orders where buyers are unknown; ROI = GMV / spend.")
    empty = _("No imported file splits visitors or sales by channel.")
    return Block("channels", _("Channels"), channels, columns, note, empty, plot)


def _days(days: pd.DataFrame) -> Block:
    columns = (
        Column("day", _("Day"), unit="day"),
        Column("revenue_minor", _("GMV"), unit="money"),
        Column("plan_minor", _("Plan"), unit="money", reason=_("there is no plan for this day")),
        Column("units", _("Units"), unit="count"),
        Column("orders", _("Orders"), unit="count"),
        Column("visitors", _("Visitors"), unit="count"),
        Column("spend_minor", _("Spend"), unit="money"),
    )
    frame = days.reindex(columns=[column.name for column in columns])
    plot = Plot(
        "columns",
        frame.rename(columns={"day": "name"})[["name", "revenue_minor", "plan_minor"]],
        {"revenue_minor": _("GMV"), "plan_minor": _("Plan")},
        "money",
        plan="plan_minor",
    )
    return Block("days", _("Days"), frame, columns, empty=_("No day has any data."), plot=plot)


def _timeline(timeline: pd.DataFrame) -> Block:
    columns = (
        Column("at", _("When"), unit="moment"),
        Column("who", _("Who")),
        Column("what", _("Did")),
        Column("subject", _("To")),
        Column("title", _("What")),
        Column("note", _("Remark")),
    )
    note = _("From the journal, in the campaign's time zone.")
    return Block("timeline", _("Timeline"), timeline, columns, note, _("The journal is empty."))


def _checklist(tasks: Iterable[Task], people: Mapping[int, str], at: datetime, zone: str) -> Block:
    rows = []
    for task in tasks:
        settled = done_by(task) or waived_by(task)
        rows.append(
            {
                "phase": _(PHASE_NAMES[task.phase]),
                "function": _(FUNCTION_NAMES[task.function]),
                "task": task.task,
                "title": task.title,
                "status": _(SHOWN_NAMES[shown(task, at, zone)]),
                "due": due_day(task, zone),
                "owner": None if task.owner is None else people.get(task.owner),
                "by": settled.who if settled else None,
                "at": settled.at if settled else None,
                "note": settled.note if settled else None,
            }
        )
    columns = (
        Column("phase", _("Phase")),
        Column("function", _("Function")),
        Column("task", _("ID")),
        Column("title", _("Task")),
        Column("status", _("Status")),
        Column("due", _("Due"), unit="day"),
        Column("owner", _("Owner")),
        Column("by", _("Ticked or waived by")),
        Column("at", _("When"), unit="moment"),
        Column("note", _("Remark")),
    )
    return Block("checklist", _("Checklist"), _frame(rows, columns), columns, empty=_("There are no tasks."))


def _frame(rows: Sequence[Mapping[str, object]], columns: Iterable[Column], *more: str) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=[*(column.name for column in columns), *more], dtype="object")
