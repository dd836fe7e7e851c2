"""Delimited text to a grid of text cells."""

from __future__ import annotations

import csv
from collections.abc import Container, Iterator
from dataclasses import dataclass, field
from io import StringIO
from itertools import islice

import polars as pl

from campaign.base.language import _
from campaign.intake import headers
from campaign.intake.files.header_line import header_place, header_score
from campaign.intake.files.sheet import IntakeError, Limits

DELIMITERS = ",\t;|"
EXTRA, LINE = "\x00extra", "\x00line"
_HEAD_CHARACTERS = 200_000


@dataclass(frozen=True)
class Grid:
    """Cells of a file: `body` has one text column per title and a last one for what is too many in a line.

    `above` are the lines above the header line, `sheet` is the name of the workbook's sheet.
    """

    titles: list[str | None]
    header_line: int
    body: pl.DataFrame
    lines: pl.Series
    above: list[tuple[str | None, ...]] = field(default_factory=list)
    sheet: str = ""
    encoding: str = ""


def cells(written: tuple[str, str], name: str, limits: Limits, wanted: Container[str] = ()) -> Grid:
    """The cells of a delimited text, its headers the line with the names that are wanted or known.

    Args:
        written: The text and its encoding; the only hold on it, so that it is let go of as soon as it is read.
        name: The file's name, for sentences.
        limits: What is too large.
        wanted: Normalised names of headers that are looked for.

    Raises:
        IntakeError: no line holds headers, too many rows or columns, a quotation mark is never closed.
    """
    text, encoding = written
    del written
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if text[:2000].lstrip().lower().startswith(("<html", "<!doctype", "<table", "<?xml")):
        raise IntakeError(_("{name} is a web page, not a table; open it in Excel and save it as xlsx", name=name))
    delimiter, titles, first, last, above = _header(text, name, wanted)
    physical = text.count("\n") - last + (not text.endswith("\n"))
    refuse_size(physical, len(titles), name, limits)
    raw = text.encode()
    del text
    schema = dict.fromkeys([*(f"{place}" for place in range(len(titles))), EXTRA], pl.String)
    below = [b"".join([delimiter.join(schema).encode(), b"\n", memoryview(raw)[_end_of_line(raw, last) :]])]
    del raw
    frame = _parsed(below, delimiter, schema, name, last)
    lines = _lines(frame, last, physical)
    return Grid(titles=titles, header_line=first, body=frame, lines=lines, above=above, encoding=encoding)


def refuse_size(rows: int, columns: int, name: str, limits: Limits) -> None:
    """Refuse a file of too many rows or columns before it is unpacked into memory."""
    if columns > limits.columns:
        raise IntakeError(
            _("{name} has {found} columns, more than {limit}; leave some out", name=name, found=columns,
              limit=limits.columns)
        )  # fmt: skip
    if rows > limits.rows or rows * columns > limits.cells:
        raise IntakeError(
            _("{name} has {rows} lines of {columns} columns, more than can be read at once; split it",
              name=name, rows=rows, columns=columns)
        )  # fmt: skip


def no_headers(name: str) -> IntakeError:
    """No line of the file looks like headers."""
    return IntakeError(
        _("{name} has no header line in its first {count} lines; write the column names above the figures",
          name=name, count=headers.SEARCHED_LINES)
    )  # fmt: skip


def _header(
    text: str, name: str, wanted: Container[str]
) -> tuple[str, list[str | None], int, int, list[tuple[str | None, ...]]]:
    """The delimiter, the titles, the first and last line that they stand on, and the lines above."""
    best: tuple[int, str, list[str | None], int, int, list[tuple[str | None, ...]]] | None = None
    for delimiter in DELIMITERS:
        reader = csv.reader(StringIO(text[:_HEAD_CHARACTERS], newline=""), delimiter=delimiter)
        try:
            records = [(row, reader.line_num) for row in islice(reader, headers.SEARCHED_LINES)]
        except csv.Error:
            continue
        place = header_place([row for row, _line in records], wanted)
        if place is None:
            continue
        row, last = records[place]
        first = (records[place - 1][1] if place else 0) + 1
        above: list[tuple[str | None, ...]] = [tuple(line) for line, _number in records[:place]]
        candidate = (header_score(row, wanted), delimiter, list[str | None](row), first, last, above)
        if best is None or candidate[0] > best[0]:
            best = candidate
    if best is None:
        raise no_headers(name)
    titles = best[2]
    while titles and not (titles[-1] or "").strip():
        titles.pop()
    return best[1], titles, best[3], best[4], best[5]


def _parsed(
    below: list[bytes], delimiter: str, schema: dict[str, type[pl.String]], name: str, line: int
) -> pl.DataFrame:
    """The lines below the headers, of which a text in UTF-8 under headers of our own is the only hold."""
    text = below.pop()
    start = _end_of_line(text, 1)
    if start >= len(text):
        return pl.DataFrame(schema=schema)
    try:
        return pl.read_csv(text, separator=delimiter, infer_schema=False, truncate_ragged_lines=True)
    except pl.exceptions.ComputeError:
        rows = _forgiving(text[start:].decode(), delimiter, len(schema) - 1, name, line)
        return pl.DataFrame(list(rows), schema=schema, orient="row")


def _end_of_line(text: bytes, line: int) -> int:
    """Where a line ends, counted from 1."""
    place = 0
    for _line in range(line):
        place = text.find(b"\n", place) + 1
        if not place:
            return len(text)
    return place


def _forgiving(body: str, delimiter: str, width: int, name: str, header_lines: int) -> Iterator[list[str | None]]:
    """The rows of a text with stray quotation marks, which the fast reader refuses."""
    reader = csv.reader(StringIO(body, newline=""), delimiter=delimiter)
    line = header_lines + 1
    try:
        for row in reader:
            spread = header_lines + reader.line_num - line
            if spread and body.count('"') % 2 and reader.line_num >= body.rstrip("\n").count("\n") + 1:
                raise csv.Error
            line = header_lines + reader.line_num + 1
            padded: list[str | None] = [*row[: width + 1], *[None] * (width + 1 - len(row))]
            yield padded
    except csv.Error:
        raise IntakeError(
            _("{name}, line {line}: a quotation mark is opened and never closed; close or remove it",
              name=name, line=line),
            line=line,
        ) from None  # fmt: skip


def _lines(frame: pl.DataFrame, header_lines: int, physical: int) -> pl.Series:
    """The line of each row; a cell with line breaks makes the following rows stand lower."""
    first = header_lines + 1
    plain = pl.Series(LINE, range(first, first + frame.height), dtype=pl.Int64)
    if frame.height == physical:
        return plain
    breaks = pl.sum_horizontal(pl.all().str.count_matches("\n", literal=True).fill_null(0)).cast(pl.Int64)
    return plain + frame.select(breaks.cum_sum().shift(1, fill_value=0)).to_series()
