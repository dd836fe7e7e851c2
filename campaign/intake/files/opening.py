"""Bytes of a file to a sheet: size, encoding, delimiter, header line, personal columns left outside."""

from __future__ import annotations

import codecs
import secrets
from collections.abc import Container, Sequence
from hashlib import sha256

import polars as pl

from campaign.base.language import _, spoken
from campaign.intake import headers
from campaign.intake.files import delimited_text, workbook
from campaign.intake.files.sheet import IntakeError, Limits, Problem, Sheet
from campaign.intake.presets import recognition
from campaign.intake.presets.preset import Preset
from campaign.intake.presets.shape import Shaped, shaped, without

_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_BOMS = (
    (codecs.BOM_UTF8, "utf-8", "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16-le", "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16-be", "utf-16"),
)
_EDGES = " \t\r\n\u3000\u00a0\u200b\ufeff"


def open_file(
    content: bytes,
    name: str,
    limits: Limits = Limits(),  # noqa: B008  (frozen)
    preset: str | None = None,
    wanted: Container[str] = (),
) -> Sheet:
    """Open a file as text and find its headers.

    Args:
        content: The file's bytes: CSV or another delimited text in UTF-8, GB18030 or UTF-16, xlsx or xls.
        name: The file's name, for sentences.
        limits: What is too large.
        preset: Id of the preset that a person chose, `""` for none; None to recognise it by the headers.
        wanted: Normalised names of headers that are looked for, where the file is one of our own lists.

    Returns:
        The sheet; of a recognised file it holds nothing but the columns that the preset names.

    Raises:
        PresetError: there is no such preset.
        IntakeError: the file is empty, too large, written in no known encoding, damaged, or has no headers.

    Source: formats.md, common rules; storage.md, files coming in.
    """
    if len(content) > limits.file_bytes:
        raise IntakeError(
            _(
                "{name} has {found} MB, more than the {limit} MB that may be read at once; split it",
                name=name,
                found=f"{len(content) / 1e6:.1f}",
                limit=f"{limits.file_bytes / 1e6:.0f}",
            ),
            value=len(content),
        )
    if not content or content.isspace():
        raise IntakeError(_("{name} is empty; export it again", name=name))
    is_workbook = content.startswith((_ZIP, _OLE))
    if is_workbook:
        encoding = "xlsx" if content.startswith(_ZIP) else "xls"
        grid = workbook.cells(content, name, limits, wanted)
    else:
        grid = delimited_text.cells(decoded(content, name), name, limits, wanted)
        encoding = grid.encoding
    return sheet_of(grid, content, name, encoding, is_workbook, limits, preset)


def decoded(content: bytes, name: str) -> tuple[str, str]:
    """The text of a file and its encoding: by byte order mark, else strict UTF-8, else strict GB18030.

    Raises:
        IntakeError: it is none of them; names the line where reading broke off.

    Example:
        >>> decoded("店名".encode("gb18030"), "a.csv")
        ('店名', 'gb18030')
    """
    marked = [(content[len(mark) :], codec, label) for mark, codec, label in _BOMS if content.startswith(mark)]
    attempts = marked or [(content, "utf-8", "utf-8"), (content, "gb18030", "gb18030")]
    reached = 0
    for body, codec, label in attempts:
        try:
            text = body.decode(codec)
        except UnicodeDecodeError as error:
            reached = max(reached, error.start)
            continue
        if "\x00" in text:
            break
        return text, label
    line = content[:reached].count(b"\n") + 1
    raise IntakeError(
        _(
            "{name} is not text that can be read (line {line}): save it as CSV UTF-8, GB18030 or as xlsx",
            name=name,
            line=line,
        ),
        line=line,
    )


def sheet_of(
    grid: delimited_text.Grid,
    content: bytes,
    name: str,
    encoding: str,
    is_workbook: bool,
    limits: Limits,
    preset: str | None = None,
) -> Sheet:
    """The sheet of a grid whose first row holds the headers."""
    around = (grid.above[-1] if grid.above else (), grid.body.row(0) if grid.body.height else ())
    found = recognition.identified(grid.titles, around, name, grid.sheet, preset)
    if found.preset is not None and found.preset.refused is not None:
        said = spoken(found.preset.refused.en, found.preset.refused.zh)
        raise IntakeError(said, preset=found.preset.id, register=found.preset.belongs_to)
    titles = headers.distinct(found.titles)
    header_line = int(grid.lines[0]) if found.below else grid.header_line
    body = grid.body.rename(dict(zip(grid.body.columns, [*titles, delimited_text.EXTRA], strict=True)))
    kept = _without_empty(body.with_columns(grid.lines.alias(delimited_text.LINE))).slice(found.below)
    if kept.is_empty():
        raise IntakeError(
            _("{name} has headers in line {line} but no line below them", name=name, line=header_line),
            line=header_line,
        )
    buyers, personal = _persons(titles, found.preset)
    table = _marked(kept[[*(title for title in titles if title not in personal), delimited_text.LINE]], buyers)
    if found.preset is None:
        shape = Shaped(table)
    else:
        above = [cell for line in grid.above for cell in line if cell]
        shape = shaped(found.preset, table, header_line, name, above)
    frame = shape.frame.drop(delimited_text.LINE)
    _refuse_long_cells(shape.frame, frame.columns, name, limits)
    return Sheet(
        name=name,
        sha256=sha256(content).hexdigest(),
        encoding=encoding,
        headers=tuple(frame.columns),
        written=headers.distinct(grid.titles),
        frame=frame,
        header_line=header_line,
        lines=shape.frame[delimited_text.LINE],
        personal=personal,
        problems=_overlong(kept, len(titles), limits),
        workbook=is_workbook,
        limits=limits,
        preset=found.preset.id if found.preset else None,
        score=found.score,
        aside=shape.aside,
        meant=shape.meant,
        constants=shape.constants,
        dropped=shape.dropped,
        notes=shape.notes,
    )


def _marked(table: pl.DataFrame, buyers: Sequence[str]) -> pl.DataFrame:
    """Each buyer as a random mark, the same for the same buyer within this table only."""
    if not buyers:
        return table
    seed = secrets.randbits(64)
    return table.with_columns(
        pl.when(pl.col(title).is_not_null()).then(pl.col(title).hash(seed).cast(pl.String)).alias(title)
        for title in buyers
    )


def _without_empty(body: pl.DataFrame) -> pl.DataFrame:
    """Empty cells as null, lines of nothing else left out."""
    texts = pl.exclude(delimited_text.LINE)
    if body.select(pl.any_horizontal((texts == "").any())).item():
        body = body.with_columns(texts.replace("", None))
    return without(body, body.select(pl.all_horizontal(texts.is_null())).to_series())


def _persons(titles: Sequence[str], preset: Preset | None) -> tuple[list[str], tuple[str, ...]]:
    """The columns that tell buyers apart, which become marks, and those that name persons, which go."""
    theirs = {headers.normalise(header) for header in (preset.buyer() if preset else ())}
    named = {headers.normalise(header) for header in (preset.personal if preset else ())}
    buyers = [title for title in titles if headers.names_a_buyer(title) or headers.normalise(title) in theirs]
    gone = [title for title in titles if headers.names_a_person(title) or headers.normalise(title) in named]
    return buyers, tuple(title for title in gone if title not in buyers)


def _refuse_long_cells(frame: pl.DataFrame, titles: Sequence[str], name: str, limits: Limits) -> None:
    if not titles:
        return
    longest = frame.select(pl.col(titles).str.len_bytes().max())
    for title in titles:
        if (longest[title][0] or 0) <= limits.cell_length:
            continue
        lengths = frame[title].str.len_chars()
        place = lengths.arg_max()
        if place is None or lengths[place] <= limits.cell_length:
            continue
        line = frame[delimited_text.LINE][place]
        raise IntakeError(
            _(
                "{name}, line {line}, column {column}: a cell of {found} characters, more than {limit}; "
                "a quotation mark may be left open",
                name=name,
                line=line,
                column=title,
                found=lengths[place],
                limit=limits.cell_length,
            ),
            line=line,
            column=title,
        )


def _overlong(frame: pl.DataFrame, width: int, limits: Limits) -> tuple[Problem, ...]:
    """Lines with more cells than there are headers: their figures may stand in the wrong column.

    What is too many is not shown: nobody knows whether it names a person.
    """
    message = _(
        "The line has more cells than the {width} headers; put quotation marks around texts with commas", width=width
    )
    long = (
        frame[delimited_text.LINE]
        .filter(frame[delimited_text.EXTRA].str.strip_chars(_EDGES) != "")
        .head(limits.problems)
    )
    return tuple(Problem(line=line, column=None, value=None, message=message) for line in long)
