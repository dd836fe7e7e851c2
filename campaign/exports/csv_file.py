"""A retrospective as one long table of comma-separated values: one line per cell."""

from __future__ import annotations

import csv
import io
from datetime import datetime

from campaign.base.language import _
from campaign.exports.report import Cell, Retro, blocks, rows

_STARTS_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def delimited(retro: Retro) -> bytes:
    """All blocks under each other in UTF-8 with a mark, so that spreadsheets read Chinese.

    Numbers are bare: money in major units, shares 0..1, instants in the campaign's zone. An unknown cell has no value
    and says why.
    """
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([_("Block"), _("Row"), _("Column"), _("Value"), _("Unit"), _("Note")])
    for block in blocks(retro):
        for place, row in enumerate(rows(block, retro), start=1):
            for column, cell in zip(block.columns, row.cells, strict=True):
                unit = retro.currency if cell.unit in ("money", "price") else cell.unit
                note = cell.reason if cell.unknown else ""
                line = [block.title, str(place), column.title, _bare(cell), unit, note]
                writer.writerow([*(inert(text) for text in line[:3]), line[3], *(inert(text) for text in line[4:])])
    return out.getvalue().encode("utf-8-sig")


def inert(text: str) -> str:
    """Text that no spreadsheet takes for a formula: a leading apostrophe where one could.

    Example:
        >>> inert("=HYPERLINK(1)"), inert("Aero 3")
        ("'=HYPERLINK(1)", 'Aero 3')
    """
    return f"'{text}" if text.startswith(_STARTS_FORMULA) else text


def _bare(cell: Cell) -> str:
    if cell.unknown:
        return _("unknown")
    if cell.value is None:
        return ""
    if isinstance(cell.value, datetime):
        return f"{cell.value:%Y-%m-%d %H:%M}"
    return inert(cell.value) if isinstance(cell.value, str) else str(cell.value)
