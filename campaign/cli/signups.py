"""Commands about sign-ups: how far each product is on each route, and whether the gates let it in."""

from __future__ import annotations

from typing import Any

from campaign.base.language import _, _n
from campaign.cli.context import Call
from campaign.cli.output import Answer, Json, amount, plain, table
from campaign.room import Room
from campaign.signups import gates as gating
from campaign.signups.signups import STATES


def signups(call: Call) -> Answer:
    """Every product on every route that its tier asks for or that it is signed up for, what needs care first."""
    room = call.room
    found: list[dict[str, Any]] = room.signup_tracker.table().to_dict("records")  # type: ignore[assignment]
    rows: list[dict[str, Json]] = [
        {
            "product": row["product_id"],
            "title": row["title"],
            "tier": plain(row["tier"]),
            "route": row["route"],
            "activity": plain(row["activity_title"]),
            "sign_up": plain(row["sign_up"]),
            "state": plain(row["state"]),
            "signed_up": bool(row["is_in"]),
            "verdict": plain(row["verdict"]),
            "deadline": plain(row["deadline"]),
            "locks": plain(row["locks"]),
            "too_late": bool(row["is_past"]),
            "locked": bool(row["is_locked"]),
            "against_tier": row["misfit"] or None,
            "clash": row["clash"] or None,
        }
        for row in found
    ]
    shown = [
        {**row, "state": _(STATES[row["state"]]) if row["state"] else _("Not begun"),  # type: ignore[index]
         "verdict": _verdict(row["verdict"])}
        for row in rows
    ]  # fmt: skip
    words = {
        "title": _("Title"), "tier": _("Tier"), "route": _("Route"), "state": _("State"), "verdict": _("Verdict"),
        "deadline": _("Deadline"), "clash": _("Clash"),
    }  # fmt: skip
    whole = room.signups.signed_up()
    note = _("{done} of {total} signed up", done=whole.done, total=whole.total)
    return Answer(rows, table(shown, words) if rows else _("No product has a tier or a sign-up yet"), (note,))


def gates(call: Call) -> Answer:
    """The price gate and the stock check of every sign-up, each with the SKU and the figure that decided it."""
    room = call.room
    held, activities, catalogue = room.signups.all(), room.signups.activities(), room.products.catalogue()
    found: list[dict[str, Any]] = room.signups.gates().to_dict("records")  # type: ignore[assignment]
    found.sort(key=lambda row: ("fail", "unknown", "pass").index(row["verdict"]))
    rows: list[dict[str, Json]] = [
        {
            "sign_up": row["sign_up"],
            "product": held[row["sign_up"]].product_id,
            "title": known.name if (known := catalogue.get(held[row["sign_up"]].product_id)) else None,
            "route": activities[held[row["sign_up"]].activity].route,
            "activity": activities[held[row["sign_up"]].activity].title,
            "state": held[row["sign_up"]].state,
            "verdict": row["verdict"],
            "reason": gating.reason(row, row["decided"], room.campaign.currency),
            **{gate: _judged(room, row, gate) for gate in gating.GATES},
        }
        for row in found
    ]
    shown = [
        {**row, "verdict": _verdict(row["verdict"]), **{gate: _verdict(row[gate]["verdict"]) for gate in gating.GATES}}  # type: ignore[call-overload,index]
        for row in rows
    ]
    words = {
        "title": _("Title"), "activity": _("Activity"), "price": _("Price gate"), "stock": _("Stock check"),
        "reason": _("What decided"),
    }  # fmt: skip
    fails = sum(row["verdict"] == "fail" for row in rows)
    note = _n("{count} sign-up fails a gate", "{count} sign-ups fail a gate", fails)
    return Answer(rows, table(shown, words) if rows else _("Nothing is signed up yet"), (note,) if rows else ())


def _judged(room: Room, row: dict[str, Any], gate: str) -> dict[str, Json]:
    figures = {
        name: amount(row[f"{gate}_{name}"], room.campaign.currency)
        if gate in ("price", "advice")
        else plain(row[f"{gate}_{name}"])
        for name in ("figure", "limit")
    }
    return {
        "verdict": row[gate],
        "sku": plain(row[f"{gate}_sku"]),
        **figures,
        "reason": gating.reason(row, gate, room.campaign.currency),
    }


def _verdict(word: Json) -> str | None:
    return _(gating.VERDICT_NAMES[word]) if isinstance(word, str) and word in gating.VERDICTS else None
