"""Our columns: which ones a kind of file may hold, which it must, and how the cells of each are read."""

from __future__ import annotations

from collections.abc import Collection
from typing import Literal

from campaign.base.language import _
from campaign.facts.measures import MEASURES, Measure

Kind = Literal["products", "facts", "stock", "spend", "orders"]
KINDS: tuple[Kind, ...] = ("products", "facts", "stock", "spend", "orders")
Cell = Literal["text", "id", "day", "hour", "instant", "count", "number", "rating", "share", "money", "currency", "role", "stage"]  # fmt: skip  # noqa: E501
MINOR = "_minor"

PRODUCT: dict[str, Cell] = {
    "product_id": "id",
    "sku_id": "id",
    "seller_sku": "id",
    "title": "text",
    "category": "text",
    "price_minor": "money",
    "cost_minor": "money",
    "currency": "currency",
    "colour": "text",
    "size": "text",
    "role": "role",
    "lead_days": "count",
    "minimum_order_units": "count",
    "carton_units": "count",
    "launched_on": "day",
    "min_price_since_jan1_minor": "money",
    "threshold_price_minor": "money",
}
KEY: dict[str, Cell] = {
    "day": "day",
    "last_day": "day",
    "hour": "hour",
    "product_id": "id",
    "sku_id": "id",
    "channel": "text",
    "plan": "text",
    "currency": "currency",
}
STOCK: dict[str, Cell] = {
    "at": "instant",
    "product_id": "id",
    "sku_id": "id",
    "seller_sku": "id",
    "warehouse": "text",
    "on_hand": "count",
    "reserved": "count",
    "inbound": "count",
    "inbound_due": "instant",
}
ORDER: dict[str, Cell] = {
    "order_id": "id",
    "line_id": "id",
    "product_id": "id",
    "sku_id": "id",
    "seller_sku": "id",
    "ordered_at": "instant",
    "paid_at": "instant",
    "status": "text",
    "stage": "stage",
    "buyer": "id",
    "currency": "currency",
    "units": "count",
    "revenue_minor": "money",
    "placed_minor": "money",
    "coupon_minor": "money",
    "freight_income_minor": "money",
    "fee_minor": "money",
    "deposit_minor": "money",
    "refund_minor": "money",
    "refund_units": "count",
}
ORDER_AMOUNTS = frozenset({"coupon_minor", "freight_income_minor", "fee_minor", "deposit_minor"})


def _measure_cell(measure: Measure) -> Cell:
    by_unit: dict[str, Cell] = {"money": "money", "score": "rating", "share": "share"}
    return by_unit.get(measure.unit, "count" if measure.whole else "number")


MEASURE: dict[str, Cell] = {name: _measure_cell(measure) for name, measure in MEASURES.items()}
_FIELDS: dict[Kind, dict[str, Cell]] = {
    "products": PRODUCT,
    "facts": KEY | MEASURE | PRODUCT,
    "stock": STOCK | PRODUCT,
    "spend": KEY | MEASURE | PRODUCT,
    "orders": ORDER,
}
_REQUIRED: dict[Kind, tuple[frozenset[str], ...]] = {
    "products": (frozenset({"product_id"}),),
    "facts": (frozenset({"day", "hour"}), frozenset(MEASURE)),
    "stock": (
        frozenset({"at"}),
        frozenset({"product_id", "sku_id", "seller_sku"}),
        frozenset({"on_hand", "inbound"}),
    ),
    "spend": (frozenset({"day"}), frozenset({"channel"}), frozenset({"spend_minor"})),
    "orders": (
        frozenset({"order_id"}),
        frozenset({"paid_at", "ordered_at"}),
        frozenset({"units", "revenue_minor"}),
    ),
}


def fields(kind: Kind) -> dict[str, Cell]:
    """What a file of a kind may hold: field name -> how its cells are read."""
    return _FIELDS[kind]


def field_of(column: str, kind: Kind) -> str | None:
    """The field that a column of a file fills; `price` and `price_minor` fill the same one.

    Example:
        >>> field_of("price", "products"), field_of("price_minor", "products"), field_of("price", "orders")
        ('price_minor', 'price_minor', None)
    """
    for name in (column, column + MINOR):
        if name in _FIELDS[kind]:
            return name
    return None


def names(kind: Kind) -> tuple[str, ...]:
    """Every name a person may map a header to, amounts in major units first."""
    both = ((name.removesuffix(MINOR), name) if name.endswith(MINOR) else (name,) for name in _FIELDS[kind])
    return tuple(name for pair in both for name in pair)


def missing(kind: Kind, present: Collection[str]) -> tuple[str, ...]:
    """The required columns that are not there, alternatives joined by `or`.

    Args:
        kind: Kind of file.
        present: Our columns that the file or a constant fills.

    Returns:
        One text per requirement not met.

    Source: measures.md, required columns by kind of file.

    Example:
        >>> missing("facts", ["product_id"])
        ('day or hour', 'a measure')
        >>> missing("spend", ["day", "channel", "spend"])
        ()
    """
    filled = {field_of(column, kind) for column in present}
    order = list(_FIELDS[kind])
    lacking = [sorted(wanted, key=order.index) for wanted in _REQUIRED[kind] if not wanted & filled]
    return tuple(
        _("a measure") if set(wanted) == set(MEASURE) else _(" or ").join(name.removesuffix(MINOR) for name in wanted)
        for wanted in lacking
    )
