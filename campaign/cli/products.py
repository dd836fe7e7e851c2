"""Commands about goods: tiers, targets, restock, alerts."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import Any, cast

from campaign.base.language import _
from campaign.cli.context import Call
from campaign.cli.output import Answer, Json, plain, table
from campaign.stock import restock as restocking
from campaign.targets.product_targets import ProductTarget
from campaign.tiers import Tier

FIGURES = ("trigger", "sold_share", "sellable_now", "projected", "rate_per_hour", "cover_hours", "order_by", "quantity")


def tiers(call: Call) -> Answer:
    """The suggested tier of every product beside the decided one; `--apply` decides what nobody has."""
    room = call.morrow
    if call.arguments.apply:
        undecided = room.products.table()
        undecided = undecided[undecided["tier"].isna() & undecided["suggested"].notna()]
        given = dict(zip(undecided["product_id"], undecided["suggested"], strict=True))
        call.desk.bulk_edits.set_tiers(None, call.campaign.id, cast("dict[str, Tier]", given), call.now)
    frame = room.products.table()
    told = room.products.told(tuple(frame["product_id"]))
    rows: list[dict[str, Json]] = [
        {
            "product": row["product_id"],
            "title": row["title"],
            "tier": plain(row["tier"]),
            "suggested": plain(row["suggested"]),
            "reasons": list(told[row["product_id"]].reasons),
            "missing": list(told[row["product_id"]].missing),
        }
        for row in frame.to_dict("records")
    ]
    words = {
        "product": _("Product"), "title": _("Title"), "tier": _("Tier"), "suggested": _("Suggested"),
        "reasons": _("Reasons"),
    }  # fmt: skip
    missing = sorted({name for one in told.values() for name in one.missing})
    notes = (_("Not known of every product: {inputs}", inputs=", ".join(missing)),) if missing else ()
    return Answer(rows, table(rows, words) if rows else _("There is no product yet; import a file"), notes)


def targets(call: Call) -> Answer:
    """Targets of every product, what was reached, and the gap."""
    room = call.room
    known = {one.product_id: one for one in room.targets.all()}
    rows = [
        _target(row, known.get(row["product_id"]))
        for frame in (room.targets.gaps(), room.targets.untargeted())
        for row in frame.to_dict("records")
    ]
    words = {
        "product": _("Product"), "title": _("Title"), "tier": _("Tier"), "favourites": _("Favourites"),
        "carts": _("Add-to-carts"), "target": _("Target"), "expected": _("Expected"), "gap": _("Gap"),
        "reason": _("Reason"),
    }  # fmt: skip
    why = "" if known else _("No product has a target: set a GMV target, or targets of products")
    return Answer(rows, table(rows, words) if rows else why, (why,) if why else ())


def _target(row: Mapping[Hashable, Any], target: ProductTarget | None) -> dict[str, Json]:
    figures = (
        "favourites_target", "favourites", "favourites_gap", "carts_target", "carts", "carts_gap",
        "target", "actual", "expected", "pace_share", "gap",
    )  # fmt: skip
    return {
        "product": row["product_id"],
        "title": row["title"],
        "tier": plain(row["tier"]),
        **{name: plain(row[name]) for name in figures},
        "units_target": target.units if target else None,
        "basis": target.basis if target else None,
        "counts": row["counts"],
        "reason": row["reason"],
    }


def restock(call: Call) -> Answer:
    """SKUs that need a decision; SKUs that cannot be judged stand behind them, with the reason as advice."""
    room = call.room
    found = room.stock.triggers()
    rows: list[dict[str, Json]] = [
        {
            "product": one.product_id,
            "sku": one.sku_id,
            "trigger": one.trigger,
            "sold_share": one.sold_share,
            "sellable_now": one.sellable_now,
            "projected": one.projected,
            "rate_per_hour": plain(one.rate_per_hour),
            "cover_hours": plain(one.cover_hours),
            "order_by": plain(one.order_by),
            "quantity": one.quantity,
            "advice": one.sentence,
        }
        for one in found
    ]
    rows += [
        _unjudged(row["product_id"], row["sku_id"], row["reason"]) for row in room.stock.unjudged().to_dict("records")
    ]
    shown = [
        {**row, "trigger": _(restocking.RULE_NAMES[row["trigger"]]) if row["trigger"] else None}  # type: ignore[index]
        for row in rows
    ]
    words = {
        "product": _("Product"), "sku": _("SKU"), "trigger": _("Trigger"), "sold_share": _("Sold"),
        "sellable_now": _("Available"), "cover_hours": _("Cover, h"), "quantity": _("Quantity"), "advice": _("Advice"),
    }  # fmt: skip
    note = _("Stock is unknown; import a stock file") if room.levels.snapshot().empty else ""
    text = table(shown, words) if rows else note or _("Nothing needs goods now")
    return Answer(rows, text, (note,) if note else ())


def _unjudged(product: str, sku: str, reason: str) -> dict[str, Json]:
    unknown = dict.fromkeys(FIGURES)
    return {"product": product, "sku": sku, **unknown, "advice": reason}


def alerts(call: Call) -> Answer:
    """Every alert, the newest first."""
    room = call.room
    rows: list[dict[str, Json]] = [
        {
            "alert": one.id,
            "rule": one.rule,
            "subject": one.subject,
            "severity": one.severity,
            "state": one.state,
            "text": one.sentence,
            "owner": room.team.name(one.owner),
            "opened": plain(one.opened),
            "snoozed_until": plain(one.snoozed_until),
            "transitions": [plain(step.model_dump()) for step in one.transitions],
        }
        for one in room.alerts.all()
    ]
    words = {"state": _("State"), "opened": _("Opened"), "owner": _("Owner"), "text": _("Alert")}
    return Answer(rows, table(rows, words) if rows else _("No alert was opened yet"))
