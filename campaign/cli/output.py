"""An answer: one JSON value, the same for people, sentences beside it."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from unicodedata import east_asian_width

from campaign.base import formats, money

UNKNOWN = ("<NA>", "nan", "NaT")  # as pandas writes it
Json = None | bool | int | float | str | Sequence["Json"] | Mapping[str, "Json"]


@dataclass(frozen=True)
class Answer:
    """What a command says: `value` for programs, `text` for people, `notes` beside either."""

    value: Json
    text: str = ""
    notes: tuple[str, ...] = ()
    status: int = 0


def plain(value: object) -> Json:
    """A value as JSON holds it: unknown is null, instants are UTC, days ISO.

    Example:
        >>> plain({"day": date(2026, 11, 11), "at": datetime(2026, 11, 11, 8, tzinfo=UTC), "share": float("nan")})
        {'day': '2026-11-11', 'at': '2026-11-11T08:00:00Z', 'share': None}
    """
    match value:
        case None | bool() | str():
            return value
        case datetime():
            return value.astimezone(UTC).isoformat().replace("+00:00", "Z") if str(value) not in UNKNOWN else None
        case date():
            return value.isoformat()
        case Decimal():
            return float(value)
        case Mapping():
            return {str(key): plain(one) for key, one in value.items()}
        case list() | tuple() | set() | frozenset():
            return [plain(one) for one in value]
    number = getattr(value, "item", lambda: value)()
    if isinstance(number, int):
        return int(number)
    if isinstance(number, float):
        return number if math.isfinite(number) else None
    return None if str(number) in UNKNOWN else str(number)


def amount(minor: object, currency: str) -> Json:
    """Money as an object; unknown is null.

    Example:
        >>> amount(12345, "USD"), amount(None, "USD")
        ({'minor': 12345, 'currency': 'USD'}, None)
    """
    number = plain(minor)
    return {"minor": round(number), "currency": currency} if isinstance(number, int | float) else None


def table(rows: Sequence[Mapping[str, Json]], columns: Mapping[str, str]) -> str:
    """Rows as an aligned table; numbers stand right, unknown is a dash.

    Args:
        rows: One mapping a line, as in JSON.
        columns: Name in the row -> heading.

    Example:
        >>> print(table([{"day": "2016-11-11", "units": 1234}, {"day": "2016-11-12", "units": None}],
        ...             {"day": "Day", "units": "Units"}))
        Day         Units
        2016-11-11  1,234
        2016-11-12      –
    """
    right = {name for name in columns if any(_is_number(row.get(name)) for row in rows)}
    grid = [list(columns.values()), *[[shown(row.get(name)) for name in columns] for row in rows]]
    widths = [max(map(_width, column)) for column in zip(*grid, strict=True)]
    return "\n".join(
        "  ".join(
            _padded(cell, width, right=name in right) for cell, width, name in zip(line, widths, columns, strict=True)
        ).rstrip()
        for line in grid
    )


def shown(value: Json) -> str:
    """A JSON value as people read it."""
    match value:
        case None:
            return formats.UNKNOWN
        case bool():
            return "✓" if value else ""
        case int():
            return formats.whole(value)
        case float():
            return f"{value:,.2f}"
        case {"minor": int() as minor, "currency": str() as currency}:
            return money.text(minor, currency)
        case str():
            return value
        case Mapping():
            return ", ".join(f"{name}: {shown(one)}" for name, one in value.items())
    return "; ".join(map(shown, value))


def listed(pairs: Iterable[tuple[str, Json]]) -> str:
    """Figures one a line, their values below each other."""
    rows = list(pairs)
    width = max((_width(name) for name, _value in rows), default=0)
    return "\n".join(f"{_padded(name, width)}  {shown(value)}" for name, value in rows)


def _is_number(value: Json) -> bool:
    return isinstance(value, Mapping) or (isinstance(value, int | float) and not isinstance(value, bool))


def _width(text: str) -> int:
    return sum(2 if east_asian_width(letter) in "WF" else 1 for letter in text)


def _padded(text: str, width: int, *, right: bool = False) -> str:
    space = " " * (width - _width(text))
    return space + text if right else text + space
