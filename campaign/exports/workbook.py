"""A retrospective as a workbook: a sheet a block, real numbers, native charts."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from unicodedata import east_asian_width

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from campaign.base.formats import UNKNOWN
from campaign.base.language import _
from campaign.exports.report import (
    Block,
    Cell,
    Retro,
    Row,
    blocks,
    facts,
    rows,
)
from campaign.exports.workbook_charts import DataSheet, draw, drawable, number_format

ACCENT, MUTED, LINE, HEAD = "#0F766E", "#5B6673", "#E1E6EA", "#F5F7F8"
LONGEST_TEXT = 32_767
WIDEST, NARROWEST = 56, 9
_FORBIDDEN_IN_NAMES = re.compile(r"[\[\]:*?/\\]")


@dataclass
class _Book:
    """The workbook being written: its formats by look, and the names its sheets already have."""

    file: Workbook
    retro: Retro
    formats: dict[str, Format] = field(default_factory=dict)
    taken: set[str] = field(default_factory=set)

    def look(self, name: str, **properties: object) -> Format:
        if name not in self.formats:
            self.formats[name] = self.file.add_format({"font_size": 10, "valign": "top", **properties})
        return self.formats[name]

    def sheet(self, title: str) -> Worksheet:
        name = sheet_name(title, self.taken)
        self.taken.add(name.casefold())
        return self.file.add_worksheet(name)


def workbook(retro: Retro) -> bytes:
    """The retrospective as xlsx: the summary first, then a sheet a block, then what is unknown.

    Numbers are numbers (money in major units), days and moments are dates in the campaign's zone. Texts are written
    as strings, never as formulas or links, whatever they begin with.
    """
    out = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    created = retro.generated.astimezone(UTC).replace(tzinfo=None)
    with xlsxwriter.Workbook(out, options) as file:
        file.set_properties({"title": retro.title, "created": created})
        book = _Book(file, retro)
        charts = []
        for block in blocks(retro):
            body = list(rows(block, retro))
            sheet = book.sheet(block.title)
            beside = _write_block(book, sheet, block, body)
            if block.plot and drawable(block.plot):
                charts.append((sheet, beside, block.title, block.plot))
        if charts:
            data = DataSheet(file, book.sheet(_("Chart data")), book.look("muted", font_color=MUTED))
            for sheet, beside, title, plot in charts:
                draw(data, sheet, beside, title, plot, retro)
    return out.getvalue()


def sheet_name(title: str, taken: set[str]) -> str:
    """A title as Excel accepts it for a sheet: 31 signs, no bracket, colon, star or slash, unlike any other.

    Example:
        >>> sheet_name("Sell-out / tiers", set()), sheet_name("Days", {"days"})
        ('Sell-out - tiers', 'Days 2')
    """
    base = _FORBIDDEN_IN_NAMES.sub("-", title).strip("' ") or "-"
    name, place = base[:31], 1
    while name.casefold() in taken:
        place += 1
        name = f"{base[: 30 - len(str(place))]} {place}"
    return name


def _write_block(book: _Book, sheet: Worksheet, block: Block, body: list[Row]) -> tuple[int, int]:
    """Write title, note and table; the place beside the table, where a chart may stand, is returned."""
    title = book.retro.title if block.key == "summary" else block.title
    sheet.write_string(0, 0, _fitting(title), book.look("title", bold=True, font_size=14, font_color=ACCENT))
    top = 1
    if block.key == "summary":
        for name, text in facts(book.retro):
            sheet.write_string(top, 0, name, book.look("muted", font_color=MUTED))
            sheet.write_string(top, 1, _fitting(text), book.look("text"))
            top += 1
    elif block.note:
        sheet.write_string(top, 0, _fitting(block.note), book.look("muted", font_color=MUTED))
        top += 1
    top += 1
    _set_up_print(sheet, book.retro.title)
    if not body:
        sheet.write_string(top, 0, block.empty or _("Nothing to show."), book.look("text"))
        return top, 1
    noted = any(row.note for row in body)
    heads = [column.title for column in block.columns] + [_("Note")] * noted
    for place, head in enumerate(heads):
        sheet.write_string(top, place, head, _head(book, numeric=_is_numeric(body, place)))
    for line, row in enumerate(body, start=top + 1):
        for place, cell in enumerate(row.cells):
            _write_cell(book, sheet, line, place, cell)
        if row.note:
            sheet.write_string(line, len(row.cells), _fitting(row.note), book.look("wrap", text_wrap=True))
    for place, head in enumerate(heads):
        sheet.set_column(place, place, _width(head, [_text_of(row, place) for row in body]))
    sheet.freeze_panes(top + 1, 1)
    sheet.repeat_rows(top)
    sheet.autofilter(top, 0, top + len(body), len(heads) - 1)
    return top + 1, len(heads)


def _is_numeric(body: list[Row], place: int) -> bool:
    return place < len(body[0].cells) and body[0].cells[place].unit != "text"


def _head(book: _Book, *, numeric: bool) -> Format:
    align = "right" if numeric else "left"
    return book.look(
        f"head {align}", bold=True, align=align, bg_color=HEAD, bottom=1, bottom_color=LINE, text_wrap=True
    )


def _set_up_print(sheet: Worksheet, title: str) -> None:
    sheet.hide_gridlines(2)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.set_footer(f"&L{title.replace('&', '&&')[:120]}&R&P / &N")
    sheet.set_row(0, 22)


def _write_cell(book: _Book, sheet: Worksheet, line: int, place: int, cell: Cell) -> None:
    value = cell.value
    if cell.unknown:
        unknown = book.look("unknown", italic=True, align="right", font_color=MUTED)
        sheet.write_string(line, place, _("unknown"), unknown)
    elif value is None:
        sheet.write_string(line, place, UNKNOWN, book.look("muted", font_color=MUTED))
    elif isinstance(value, str):
        sheet.write_string(line, place, _fitting(value), book.look("wrap", text_wrap=True))
    elif isinstance(value, date):
        form = "yyyy-mm-dd hh:mm" if isinstance(value, datetime) else "yyyy-mm-dd"
        sheet.write_datetime(line, place, value, book.look(form, num_format=form, align="right"))
    else:
        form = number_format(cell.unit, book.retro.currency)
        sheet.write_number(line, place, float(value), book.look(form, num_format=form))


def _fitting(text: str) -> str:
    """A text no longer than a cell can hold."""
    return text if len(text) <= LONGEST_TEXT else text[: LONGEST_TEXT - 1] + "…"


def _text_of(row: Row, place: int) -> str:
    if place >= len(row.cells):
        return row.note
    value = row.cells[place].value
    if isinstance(value, int | float | Decimal):
        return f"{value:,.2f}"
    return _("unknown") if row.cells[place].unknown else str(value)


def _width(head: str, texts: list[str]) -> float:
    """Room for the longest text of a column; a Chinese sign takes two places."""
    widest = max(sum(1 + (east_asian_width(sign) in "WF") for sign in text) for text in (head, *texts))
    return min(max(widest + 2, NARROWEST), WIDEST)
