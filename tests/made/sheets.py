"""Figures and rows as exports write them: every way of saying one amount, and the bytes of a file."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

import openpyxl

Row = Sequence[object]


def plain(minor: int) -> str:
    """1290525 as 12905.25."""
    return f"{'-' if minor < 0 else ''}{abs(minor) // 100}.{abs(minor) % 100:02d}"


def grouped(minor: int, mark: str = "") -> str:
    """1290525 as $12,905.25."""
    return f"{mark}{minor // 100:,}.{minor % 100:02d}"


def comma(count: int) -> str:
    """12131 as 12,131."""
    return f"{count:,}"


def german(minor: int, mark: str = "") -> str:
    """1290525 as 12.905,25."""
    return f"{minor // 100:,}".replace(",", ".") + f",{minor % 100:02d}{mark}"


def dotted(count: int) -> str:
    """12131 as 12.131."""
    return f"{count:,}".replace(",", ".")


def percent(part: int, whole: int) -> str:
    """A rate as exports show it; `-` where there is nothing to divide by."""
    return f"{100 * part / whole:.2f}%" if whole else "-"


def delimited(
    rows: Iterable[Row],
    *,
    delimiter: str = ",",
    encoding: str = "utf-8",
    end: str = "\r\n",
    quoting: int = csv.QUOTE_MINIMAL,
) -> bytes:
    """Rows as the bytes of a text file."""
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter, lineterminator=end, quoting=quoting).writerows(rows)
    return text.getvalue().encode(encoding)


def workbook(rows: Iterable[Row], sheet: str = "Sheet1") -> bytes:
    """Rows as the bytes of an xlsx file, every cell text as platforms write it."""
    book = openpyxl.Workbook(write_only=True)
    page = book.create_sheet(sheet)
    for row in rows:
        page.append([None if cell is None else str(cell) for cell in row])
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def titles(listed: str) -> list[str]:
    """A header line as it stands in a file."""
    return listed.split(",")


def table(header: Sequence[str], rows: Iterable[dict[str, object]]) -> list[Row]:
    """A header and rows by header name; what a row does not name is empty."""
    made: list[Row] = [list(header)]
    for row in rows:
        unknown = row.keys() - set(header)
        assert not unknown, f"no such header: {unknown}"
        made.append([row.get(name, "") for name in header])
    return made
