"""A sheet: an opened file as text, before anyone says what its columns mean."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import polars as pl

from campaign.base.errors import CampaignError
from campaign.base.record import Value


class IntakeError(CampaignError):
    """A file that cannot be read at all; `facts` may hold line, column and value."""


class Limits(Value):
    """How large a file may be before it is refused.

    `unpacked_bytes` is what an xlsx may unpack to, `cells` rows times columns, `cell_length` characters.
    `problems` is how many problems are listed; the rest are only counted.
    """

    file_bytes: int = 50_000_000
    unpacked_bytes: int = 200_000_000
    rows: int = 5_000_000
    columns: int = 500
    cells: int = 25_000_000
    cell_length: int = 10_000
    problems: int = 10_000


class Problem(Value):
    """Why a line was not taken in: where it stands in the file as a person sees it, and what to do."""

    line: int | None
    column: str | None
    value: str | None
    message: str


@dataclass(frozen=True)
class Sheet:
    """An opened file.

    Attributes:
        name: The file's name.
        sha256: Hash of its bytes, the same for an identical file.
        encoding: How its text was written; `xlsx` or `xls` for a workbook.
        headers: The header names as in the file, in its order, without personal columns.
        written: All header names of the header line, whatever preset it is opened by; names only.
        frame: One text column per header; empty lines left out, empty cells null. A buyer is a random mark,
            the same for the same buyer within this sheet only.
        header_line: Line of the headers in the file, from 1.
        lines: Line in the file of each row of `frame`.
        personal: Headers of the columns that were dropped because they name persons.
        problems: Lines with more cells than headers.
        workbook: The file is a workbook, so a bare number may be a date.
        limits: The limits it was opened under.
        preset: Id of the preset that it is read by, None where none is proved or a person wants none.
        score: How well that preset fits, 0 to 1.
        aside: Headers that the preset does not read; nothing but their names is kept.
        meant: What the preset says: header, or name of a computed column, to our column.
        constants: Our column -> a value that holds for every line, by the preset, the file's name or a line above.
        dropped: Lines that the preset left out, by reason.
        notes: What was decided on the way, as sentences.
    """

    name: str
    sha256: str
    encoding: str
    headers: tuple[str, ...]
    written: tuple[str, ...]
    frame: pl.DataFrame
    header_line: int
    lines: pl.Series
    personal: tuple[str, ...]
    problems: tuple[Problem, ...]
    workbook: bool
    limits: Limits
    preset: str | None = None
    score: float = 0.0
    aside: tuple[str, ...] = ()
    meant: dict[str, str] = field(default_factory=dict)
    constants: dict[str, str] = field(default_factory=dict)
    dropped: dict[str, int] = field(default_factory=dict)
    notes: tuple[str, ...] = ()

    def emptied(self) -> Sheet:
        """The same without its cells: a receipt needs none of them, and they take twice the memory of the file."""
        return replace(self, frame=self.frame.clear(), lines=self.lines.clear())
