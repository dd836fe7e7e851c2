"""A price history as a file brings it: rows of text, read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

import pandas as pd

from campaign.base import money, phases
from campaign.base.language import _, listed
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


def parsed(rows: Iterable[Mapping[str, str | None]], currency: str, zone: str) -> pd.DataFrame:
    """The rows of a price history as text, read.

    Args:
        rows: One mapping a line, header to cell; headers are any of `HEADERS`.
        currency: Of the prices, which are in major units.
        zone: In which a day begins.

    Returns:
        product_id, sku_id (`*`: every SKU), since, price_minor, kind.

    Raises:
        PriceError: a column is missing, or a cell cannot be read; it names the line.

    Example:
        >>> frame = parsed([{"商品ID": "7", "日期": "2026-06-01", "价格": "19.90", "类型": "活动"}], "USD", "UTC")
        >>> [str(cell) for cell in frame.iloc[0]]
        ['7', '*', '2026-06-01 00:00:00+00:00', '1990', 'promotion']
    """
    found: list[tuple[str, str, datetime, int, Kind]] = []
    for line, row in enumerate(rows, start=1):
        cells = {_COLUMN.get(header.strip().lower(), header): (cell or "").strip() for header, cell in row.items()}
        missing = [name for name in ("product_id", "since", "price") if not cells.get(name)]
        if missing:
            raise PriceError(_("Row {line} of the price history has no {column}", line=line, column=listed(missing)))
        kind = _KIND.get(cells.get("kind", "").lower())
        if kind is None:
            raise PriceError(_("Row {line}: '{found}' is no kind of price; write list or promotion",
                               line=line, found=cells["kind"]))  # fmt: skip
        since = _instant(cells["since"], zone, line)
        found.append(
            (cells["product_id"], cells.get("sku_id") or WHOLE, since, money.to_minor(cells["price"], currency), kind)
        )
    frame = pd.DataFrame(found, columns=[*SKU, "since", "price_minor", "kind"])
    return frame.astype({"since": "datetime64[ns, UTC]", "price_minor": "int64"})


def _instant(text: str, zone: str, line: int) -> datetime:
    """The instant of a day or a time; a time without a zone is local."""
    try:
        at = datetime.fromisoformat(text.replace("/", "-"))
    except ValueError:
        raise PriceError(
            _("Row {line}: '{found}' is no day; write it like 2026-06-01", line=line, found=text), line=line
        ) from None
    return at.replace(tzinfo=phases.zone(zone)) if at.tzinfo is None else at
