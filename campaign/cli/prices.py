"""Commands of prices: prices import, show."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from campaign import intake
from campaign.base import money
from campaign.base.language import _, _n
from campaign.cli.context import Call, CommandError
from campaign.cli.output import Answer, Json, amount, plain, table
from campaign.prices import price_file
from campaign.prices.history import KIND_NAMES


def import_(call: Call) -> Answer:
    """Take a price history in as a whole; what is kept already is not kept twice."""
    path = Path(call.arguments.file)
    try:
        content = path.read_bytes()
    except OSError as error:
        raise CommandError(_("{file} cannot be read: {reason}", file=path, reason=error.strerror)) from error
    sheet = intake.open_file(content, path.name)
    zone, currency = call.campaign.zone, call.campaign.currency
    rows = price_file.parsed(sheet.frame.to_dicts(), currency, zone, workbook=sheet.workbook)
    new = call.desk.prices.take_in(None, call.campaign, rows, call.now, source=path.name)
    value: dict[str, Json] = {"file": str(path), "rows": len(rows), "new": new}
    return Answer(value, _n("{count} price is new.", "{count} prices are new.", new))


def show(call: Call) -> Answer:
    """Every price kept of a product, the latest first."""
    product, currency = call.arguments.product, call.campaign.currency
    if product not in call.room.products.catalogue():
        raise CommandError(_("There is no product {found}; import it first", found=product))
    found: list[dict[str, Any]] = call.room.skus.prices_of(product).to_dict("records")  # type: ignore[assignment]
    found.reverse()
    rows: list[dict[str, Json]] = [
        {
            "sku": row["sku_id"],
            "since": plain(row["since"]),
            "price": amount(row["price_minor"], currency),
            "kind": row["kind"],
            "source": row["source"],
            "who": row["who"],
        }
        for row in found
    ]
    shown: list[dict[str, Json]] = [
        {**row, "kind": _(KIND_NAMES[one["kind"]]), "price": money.text(one["price_minor"], currency, cents=True)}
        for row, one in zip(rows, found, strict=True)
    ]
    words = {
        "sku": "SKU", "since": _("From"), "price": _("Price"), "kind": _("Kind"), "source": _("Source"),
        "who": _("Who"),
    }  # fmt: skip
    return Answer(rows, table(shown, words) if rows else _("No price of it was kept yet"))
