"""A price history as a file brings it: rows of text, read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Literal

import pandas as pd
import polars as pl

from campaign.base.language import _, listed
from campaign.intake import fields
from campaign.intake.cells.faults import tidy
from campaign.intake.fields import Manner
from campaign.prices.history import SKU, Kind, PriceError
from campaign.products import WHOLE

HEADERS: dict[str, tuple[str, ...]] = {
    "product_id": ("product_id", "product id", "商品id", "商品编号"),
    "sku_id": ("sku_id", "sku id", "sku", "skuid"),
    "since": ("since", "from", "day", "date", "日期", "生效日期", "起始日期"),
    "price": ("price", "价格", "售价"),
    "kind": ("kind", "type", "类型", "价格类型"),
}
_COLUMN = {header: name for name, headers in HEADERS.items() for header in headers}
_KIND: dict[str, Kind] = {
    **dict.fromkeys(("", "list", "list price", "日常", "日常价", "一口价"), "list"),
    **dict.fromkeys(("promotion", "promotion price", "promo", "活动", "活动价", "促销价"), "promotion"),
}


def parsed(
    rows: Iterable[Mapping[str, str | None]], currency: str, zone: str, *, workbook: bool = False
) -> pd.DataFrame:
    """The rows of a price history as text, read.

    Args:
        rows: One mapping a line, header to cell; headers are any of `HEADERS`.
        currency: Of the prices, which are in major units.
        zone: In which a day begins.
        workbook: Whether a bare number may be a day.

    Returns:
        product_id, sku_id (`*`: every SKU), since, price_minor, kind.

    Raises:
        PriceError: a column is missing, or a cell cannot be read; it names the line.

    Example:
        >>> frame = parsed([{"商品ID": "7", "日期": "2026-06-01", "价格": "19.90", "类型": "活动"}], "USD", "UTC")
        >>> [str(cell) for cell in frame.iloc[0]]
        ['7', '*', '2026-06-01 00:00:00+00:00', '1990', 'promotion']
    """
    lines = [_cells(line, row) for line, row in enumerate(rows, start=1)]
    manner = Manner(zone, currency, workbook)
    since = _column("instant", "since", lines, manner)
    price = _column("money", "price", lines, manner)
    found = [
        (cells["product_id"], cells.get("sku_id") or WHOLE, at, minor, _KIND[cells.get("kind", "").lower()])
        for cells, at, minor in zip(lines, since, price, strict=True)
    ]
    frame = pd.DataFrame(found, columns=[*SKU, "since", "price_minor", "kind"])
    return frame.astype({"since": "datetime64[ns, UTC]", "price_minor": "int64"})


def _cells(line: int, row: Mapping[str, str | None]) -> dict[str, str]:
    """The cells of a row by our names."""
    cells = {_COLUMN.get(header.strip().lower(), header): (cell or "").strip() for header, cell in row.items()}
    missing = [name for name in ("product_id", "since", "price") if not cells.get(name)]
    if missing:
        raise PriceError(_("Row {line} of the price history has no {column}", line=line, column=listed(missing)))
    if cells.get("kind", "").lower() not in _KIND:
        raise PriceError(_("Row {line}: '{found}' is no kind of price; write list or promotion",
                           line=line, found=cells["kind"]))  # fmt: skip
    return cells


def _column(
    kind: Literal["instant", "money"], name: str, lines: Sequence[Mapping[str, str]], manner: Manner
) -> list[Any]:
    """The values of a column, read as those of facts are."""
    texts = [cells[name] for cells in lines]
    read = fields.read_cells(tidy(pl.Series(texts, dtype=pl.String)), kind, manner)
    faults = [None] * len(texts) if read.faults is None else read.faults.to_list()
    values: list[Any] = read.values.to_list()
    for line, (text, value, fault) in enumerate(zip(texts, values, faults, strict=True), start=1):
        if fault == "not_instant":
            said = _("Row {line}: '{found}' is no day; write it like 2026-06-01", line=line, found=text)
        elif fault:
            said = _("Row {line}: {reason}", line=line, reason=fields.sentence(fault, text, manner))
        elif value is None:
            said = _("Row {line} of the price history has no {column}", line=line, column=name)
        else:
            continue
        raise PriceError(said, line=line)
    return values
