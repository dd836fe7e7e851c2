"""A register as a file: one line an entry, to be worked on in a spreadsheet and taken in again."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from typing import Literal

import xlsxwriter

from campaign.base.language import _
from campaign.exports.workbook import sheet_name
from campaign.registers import Column, Entry, Kind, Surroundings
from campaign.registers.rows import columns, guarded, is_measured, rows

Form = Literal["csv", "xlsx"]
MEDIA_TYPES: dict[Form, str] = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
NARROW, WIDE = 12, 30


def register(kind: Kind, found: Iterable[Entry], here: Surroundings, form: Form) -> bytes:
    """The entries of a register as a file, in the chosen language; unknown cells stay empty.

    Amounts are in major units, days ISO, instants in the campaign's zone. No text is a formula to a spreadsheet.

    Args:
        kind: The register.
        found: Its entries.
        here: Zone, currency, members and products.
        form: `csv` or `xlsx`.
    """
    head = [_header(column, here) for column in columns(kind)]
    body = [
        [cell if is_measured(column) else guarded(cell) for column, cell in zip(columns(kind), row, strict=True)]
        for row in rows(kind, found, here)
    ]
    return _delimited(head, body) if form == "csv" else _workbook(kind, head, body)


def _header(column: Column, here: Surroundings) -> str:
    if column.type != "money":
        return column.title
    return _("{column} ({currency})", column=column.title, currency=here.currency)


def _delimited(head: list[str], body: list[list[str]]) -> bytes:
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerows([head, *body])
    return out.getvalue().encode("utf-8-sig")


def _workbook(kind: Kind, head: list[str], body: list[list[str]]) -> bytes:
    out = io.BytesIO()
    safe = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(out, safe) as file:
        sheet = file.add_worksheet(sheet_name(kind.title, set()))
        bold, text = file.add_format({"bold": True}), file.add_format({"text_wrap": True, "valign": "top"})
        sheet.freeze_panes(1, 0)
        for place, (column, title) in enumerate(zip(columns(kind), head, strict=True)):
            sheet.write_string(0, place, title, bold)
            sheet.set_column(place, place, WIDE if column.type in ("text", "long", "link", "product") else NARROW)
            for line, row in enumerate(body, start=1):
                if row[place] and is_measured(column) and not row[place].endswith("%"):
                    sheet.write_number(line, place, float(row[place]))
                elif row[place]:
                    sheet.write_string(line, place, row[place], text)
    return out.getvalue()
