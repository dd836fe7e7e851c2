"""Commands that show figures: totals, budget."""

from __future__ import annotations

from datetime import date, datetime

from campaign.base import money
from campaign.base.language import _, _n
from campaign.cli.context import Call, instant
from campaign.cli.output import Answer, Json, amount, plain, table
from campaign.facts.measures import MEASURES, Measure
from campaign.room import Room
from campaign.room.facts import whole
from campaign.storage.facts.store import Totals

NAMED = 10
SHOWN = ("visitors", "favourite_users", "favourites", "cart_users", "carts", "orders", "buyers", "units", "revenue_minor", "spend_minor")  # fmt: skip  # noqa: E501


def totals(call: Call) -> Answer:
    """Sums of every measure, and what they were read from."""
    room, by = call.room, call.arguments.by
    found = _sums(room, by, call.arguments.since, call.arguments.until, call.arguments.tier)
    source, split = plain(found.source), plain(found.split)
    rows: list[dict[str, Json]] = [
        {by: plain(row[by]), "source": source, "split": split}
        | {_name(one): _value(row[one.name], one, room.campaign.currency) for one in MEASURES.values()}
        for row in found.frame.to_dict("records")
    ]
    used = [measure for measure in SHOWN if measure in found.source]
    words = {by: _by(by)} | {_name(MEASURES[one]): _(MEASURES[one].english) for one in used}
    notes = [
        _("{measure} is read from {source}; {others} holds it too and is not added",
          measure=_(MEASURES[name].english), source=found.source[name], others=", ".join(others))
        for name, others in found.left_out.items() if others and name in used
    ]  # fmt: skip
    notes += _decreases(found, NAMED if not call.arguments.decreases else len(found.problems))
    return Answer(rows, table(rows, words) if rows else _("No figure is known in this time"), tuple(notes))


def _decreases(found: Totals, most: int) -> list[str]:
    """Counts to date that went down: 0 is booked there."""
    listed = [
        _("{product} on {day}: the count to date fell from {before} to {level}; 0 is booked",
          product=one.product, day=plain(one.day), before=one.before, level=one.level)
        for one in found.problems[:most]
    ]  # fmt: skip
    more = len(found.problems) - len(listed)
    return [*listed, _n("and {count} decrease more; --decreases lists all",
                        "and {count} decreases more; --decreases lists all", more)] if more else listed  # fmt: skip


def _sums(room: Room, by: str, since: str | None, until: str | None, tier: str | None) -> Totals:
    products = None
    if tier is not None:
        listed = room.products.table()
        own = listed["tier"].where(listed["tier"].notna(), listed["suggested"])
        products = frozenset(listed.loc[own == tier, "product_id"])
    first, start = _edge(since, room.campaign.zone)
    last, end = _edge(until, room.campaign.zone)
    return room.store.facts.totals(
        room.campaign.store,
        by,
        first or (None if start else room.first),
        last or (None if end else room.last),
        zone=room.campaign.zone,
        products=products,
        start=start,
        end=end,
    )


def _edge(text: str | None, zone: str) -> tuple[date | None, datetime | None]:
    """A day, or an instant."""
    if text is None:
        return None, None
    try:
        return date.fromisoformat(text), None
    except ValueError:
        return None, instant(text, zone)


def _name(measure: Measure) -> str:
    return measure.name.removesuffix("_minor")


def _value(value: object, measure: Measure, currency: str) -> Json:
    return amount(value, currency) if measure.unit == "money" else plain(value)


def _by(by: str) -> str:
    return {
        "day": _("Day"), "hour": _("Hour"), "product": _("Product"), "sku": _("SKU"), "channel": _("Channel"),
    }[by]  # fmt: skip


def budget(call: Call) -> Answer:
    """Plan, spent, left; what the day may cost, by plan and by rule."""
    room, currency = call.room, call.campaign.currency
    day = call.arguments.day or room.today

    rows, today, reserve = room.budget.ledger(), room.budget.day_budget(day), room.budget.reserve()
    spent, budget_minor = room.budget.spent(), room.campaign.budget_minor
    planned = whole(rows["planned_minor"].sum(min_count=1)) if room.budget.lines() or room.budget.releases() else None
    allowed = budget_minor if planned is None else planned
    unknown = "" if spent is not None else _("No spend was imported or entered")
    lines: list[dict[str, Json]] = [
        {"phase": row["phase"], "channel": row["channel"]}
        | {word: amount(row[f"{word}_minor"], currency) for word in ("planned", "spent", "left", "expected")}
        | {"burn_share": plain(row["burn_share"])}
        for row in rows.to_dict("records")
    ]
    value = {
        "day": plain(day),
        "budget": amount(budget_minor, currency),
        "planned": amount(planned, currency),
        "spent": amount(spent, currency),
        "left": None if spent is None or allowed is None else amount(allowed - spent, currency),
        "reason": unknown,
        "reserve": None
        if reserve is None
        else {word: amount(getattr(reserve, f"{word}_minor"), currency) for word in ("held", "released", "left")},
        "today": {
            word: amount(getattr(today, f"{word}_minor"), currency)
            for word in ("amount", "rule", "planned", "floor", "cap")
        }
        | {"basis": today.basis, "reason": today.reason},
        "lines": lines,
    }
    words = {
        "phase": _("Phase"), "channel": _("Channel"), "planned": _("Planned"), "spent": _("Spent"), "left": _("Left"),
    }  # fmt: skip
    rule = money.text(today.rule_minor, currency)
    today_text = money.text(today.amount_minor, currency)
    said = _("{day}: {amount} ({reason}; the rule says {rule})",
             day=plain(day), amount=today_text, reason=today.reason, rule=rule)  # fmt: skip
    text = f"{said}\n{table(lines, words)}" if lines else said
    return Answer(value, text, (unknown,) if unknown else ())
