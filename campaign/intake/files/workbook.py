"""A workbook to a grid of text cells, never unpacking more than the limits allow."""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Container, Iterator
from io import BytesIO

import fastexcel
import polars as pl

from campaign.base.language import _
from campaign.intake import headers
from campaign.intake.files import delimited_text, header_line
from campaign.intake.files.sheet import IntakeError, Limits
from campaign.intake.files.workbook_extent import Corner
from campaign.intake.presets.recognition import proposed, recognise

_BOOK = "xl/workbook.xml"
_FED, _PIECE = 1 << 20, 1 << 20
_LOCAL_HEADER = struct.Struct("<26xHH")


def cells(content: bytes, name: str, limits: Limits, wanted: Container[str] = ()) -> delimited_text.Grid:
    """The cells of the sheet whose headers a preset knows, else of the first sheet that holds any.

    Raises:
        IntakeError: it unpacks to more than the limits allow, cannot be read, or no sheet holds headers.
    """
    if content.startswith(b"PK"):
        refuse_bomb(content, name, limits)
    first: pl.DataFrame | None = None
    for raw, title in _sheets(content, name):
        if not raw.height:
            continue
        if not wanted and _is_preset(raw, title):
            return _grid(raw, name, limits, title)
        first = raw if first is None else first
    if first is None:
        raise IntakeError(_("{name} has no filled sheet", name=name))
    return _grid(first, name, limits, wanted=wanted)


def _is_preset(raw: pl.DataFrame, title: str) -> bool:
    """Whether a preset is proved by the headers of a sheet."""
    top = raw.head(headers.SEARCHED_LINES).rows()
    place = header_line.header_place(top)
    return (
        place is not None and proposed(recognise((cell or "" for cell in top[place]), sheet_names=[title])) is not None
    )


def refuse_bomb(content: bytes, name: str, limits: Limits) -> None:
    """Refuse a workbook that would unpack to more than the limits allow.

    The zip directory is asked first; since it may lie, each part is then unpacked piece by piece and counted,
    and the furthest cell that a part names is noted, because a sheet takes memory up to there.

    Raises:
        IntakeError: too large, or damaged.
    """
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, struct.error):
        raise _damaged(name) from None
    if not any(part.filename == _BOOK for part in parts):
        raise _damaged(name)
    if sum(part.file_size for part in parts) > limits.unpacked_bytes:
        raise _bomb(name, sum(part.file_size for part in parts), limits)
    unpacked = 0
    for part in parts:
        corner = Corner(limits)
        for piece in _pieces(content, part, name):
            unpacked += len(piece)
            if unpacked > limits.unpacked_bytes:
                raise _bomb(name, unpacked, limits)
            corner.look(piece)
        if corner.columns:
            delimited_text.refuse_size(corner.rows, corner.columns, name, limits)


def _pieces(content: bytes, part: zipfile.ZipInfo, name: str) -> Iterator[bytes]:
    """The unpacked bytes of one part, a piece at a time, whatever size the zip directory claims."""
    header = content[part.header_offset : part.header_offset + _LOCAL_HEADER.size]
    if len(header) < _LOCAL_HEADER.size or part.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise _damaged(name)
    name_length, extra_length = _LOCAL_HEADER.unpack(header)
    start = part.header_offset + _LOCAL_HEADER.size + name_length + extra_length
    packed = content[start : start + part.compress_size]
    if part.compress_type == zipfile.ZIP_STORED:
        yield packed
        return
    unpacker = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        for place in range(0, len(packed), _FED):
            fed = packed[place : place + _FED]
            while fed and not unpacker.eof:
                yield unpacker.decompress(fed, _PIECE)
                fed = unpacker.unconsumed_tail
    except zlib.error:
        raise _damaged(name) from None


def _sheets(content: bytes, name: str) -> Iterator[tuple[pl.DataFrame, str]]:
    """The visible sheets as text, from their first line on, with their names."""
    try:
        book = fastexcel.read_excel(content)
        for place in range(len(book.sheet_names)):
            sheet = book.load_sheet(place, header_row=None, skip_rows=0, dtypes="string")
            if sheet.visible == "visible":
                yield sheet.to_polars(), sheet.name
    except fastexcel.FastExcelError:
        raise _damaged(name) from None


def _grid(
    raw: pl.DataFrame, name: str, limits: Limits, title: str = "", wanted: Container[str] = ()
) -> delimited_text.Grid:
    delimited_text.refuse_size(raw.height, raw.width, name, limits)
    place = header_line.header_place(raw.head(headers.SEARCHED_LINES).rows(), wanted)
    if place is None:
        raise delimited_text.no_headers(name)
    titles = list(raw.row(place))
    body = raw.slice(place + 1)
    filled = [
        title is not None or body.to_series(column).null_count() < body.height for column, title in enumerate(titles)
    ]
    body = body.select(column for column, keep in zip(body.columns, filled, strict=True) if keep)
    return delimited_text.Grid(
        titles=[title for title, keep in zip(titles, filled, strict=True) if keep],
        header_line=place + 1,
        body=body.with_columns(pl.lit(None, dtype=pl.String).alias(delimited_text.EXTRA)),
        lines=pl.Series(delimited_text.LINE, range(place + 2, place + 2 + body.height), dtype=pl.Int64),
        above=[tuple(cell for cell, keep in zip(row, filled, strict=True) if keep) for row in raw.head(place).rows()],
        sheet=title,
    )


def _damaged(name: str) -> IntakeError:
    return IntakeError(_("{name} is no workbook that can be read; open it in Excel and save it as xlsx", name=name))


def _bomb(name: str, unpacked: int, limits: Limits) -> IntakeError:
    return IntakeError(
        _(
            "{name} unpacks to {found} MB or more, over the {limit} MB allowed; split it or save it as CSV",
            name=name,
            found=f"{unpacked / 1e6:.0f}",
            limit=f"{limits.unpacked_bytes / 1e6:.0f}",
        ),
        value=unpacked,
    )
