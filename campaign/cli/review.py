"""Commands of the outcome: review, export."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from datetime import date
from pathlib import Path

from campaign.base.language import _
from campaign.cli.context import Call, CommandError
from campaign.cli.output import Answer, Json, amount, listed, plain
from campaign.review.outcome import Figure


def review(call: Call) -> Answer:
    """What was reached, what drove it, what it earned, and what nobody knows."""
    room, currency = call.room, call.campaign.currency
    found = room.review.outcome(_baseline(call.arguments.baseline))
    drivers = found.drivers
    value = {
        "as_of": plain(room.at),
        "data_as_of": plain(room.facts.as_of()),
        "completion": _figures(found.completion, currency),
        "drivers": {
            "before": amount(drivers.before_minor, currency),
            "after": amount(drivers.after_minor, currency),
            "counted_by": drivers.counted_by,
            "reason": drivers.reason,
            "effects": [
                {
                    "factor": one.factor,
                    "before": plain(one.before),
                    "after": plain(one.after),
                    "effect": amount(one.effect_minor, currency),
                }
                for one in drivers.effects
            ],
        },
        "profit": _figures(found.profit, currency),
        "skus": [{_renamed(name): plain(cell) for name, cell in row.items()} for row in found.skus.to_dict("records")],
        "channels": [_channel(row, currency) for row in found.channels.to_dict("records")],
        "timeline": [plain(row) for row in found.timeline.to_dict("records")],
        "unknown": [{"what": one.label, "reason": one.reason} for one in found.unknowns],
    }
    lines = [(one.label, _shown(one, currency)) for one in (*found.completion, *found.profit)]
    lines += [(one.name, amount(one.effect_minor, currency)) for one in drivers.effects]
    notes = tuple(_("Unknown: {what}. {reason}", what=one.label, reason=one.reason) for one in found.unknowns)
    return Answer(value, listed(lines), notes)


def export(call: Call) -> Answer:
    """Write the retrospective to a file."""
    from campaign import exports

    retro = call.room.review.retrospective(_baseline(call.arguments.baseline))
    path = Path(call.arguments.out)
    content = exports.export(retro, call.arguments.format)
    try:
        path.write_bytes(content)
    except OSError as error:
        raise CommandError(_("{file} cannot be written: {reason}", file=path, reason=error.strerror)) from error
    text = _("{file}: {count} bytes", file=path, count=len(content))
    return Answer({"file": str(path), "bytes": len(content)}, text)


def _channel(row: Mapping[Hashable, object], currency: str) -> dict[str, Json]:
    cells = {str(name): cell for name, cell in row.items()}
    return {
        name.removesuffix("_minor"): amount(cell, currency) if name.endswith("_minor") else plain(cell)
        for name, cell in cells.items()
    }


def _renamed(name: object) -> str:
    return {"product_id": "product", "sku_id": "sku"}.get(str(name), str(name))


def _figures(figures: Iterable[Figure], currency: str) -> dict[str, Json]:
    return {
        one.key.removesuffix("_minor"): {
            "value": _value(one.value, one, currency),
            "target": _value(one.target, one, currency),
            "completion": plain(one.completion),
            "formula": one.formula,
            "source": one.source,
            "reason": one.reason,
        }
        for one in figures
    }


def _value(value: float | None, figure: Figure, currency: str) -> Json:
    return amount(value, currency) if figure.unit in ("money", "price") else plain(value)


def _shown(figure: Figure, currency: str) -> Json:
    if figure.value is None:
        return _("unknown: {reason}", reason=figure.reason)
    return _value(figure.value, figure, currency)


def _baseline(text: str | None) -> tuple[date, date] | None:
    """Days to compare with, written FROM..TO."""
    if text is None:
        return None
    try:
        first, last = (date.fromisoformat(part) for part in text.split(".."))
    except ValueError:
        first, last = date.max, date.min
    if last < first:
        raise CommandError(_("'{found}' is no span of days; write 2026-09-01..2026-09-02", found=text))
    return first, last
