"""A register as rows of text: what a file of it holds, and what a file brings to the entries that are there."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from campaign.base.language import _
from campaign.base.record import Value
from campaign.registers.cells import Surroundings, bare, read_all
from campaign.registers.entry import Entry, checked, entries, fresh
from campaign.registers.kinds import MEASURED, NUMBER, Column, Kind, RegisterError

ID = Column(key=NUMBER, title_en="No.", title_zh="编号", type="count", headers=("number", "no"))
_GUARDED = re.compile(r"'+[=+\-@\t\r\n]")
_CURRENCY = re.compile(r"\s*\(([a-z]{3})\)$", re.IGNORECASE)
_INERT = re.compile(r"'*[=+\-@\t\r\n]")


class Fault(Value):
    """A line that cannot be taken in, and why."""

    line: int
    message: str


class Merged(NamedTuple):
    """What a file brings: entries that are new, entries as they become, how many say the same, lines refused.

    `unread` are headers that name no column of the register.
    """

    new: tuple[Entry, ...]
    changed: tuple[Entry, ...]
    same: int
    faults: tuple[Fault, ...]
    unread: tuple[str, ...]


def columns(kind: Kind) -> tuple[Column, ...]:
    """The columns of a register's file: the number of the entry, its own columns, those of every register."""
    return (ID, *kind.columns, *kind.common)


def headers(kind: Kind) -> frozenset[str]:
    """Every name by which a file may call a column of the register."""
    return frozenset(name for one in columns(kind) for name in (one.key, one.title_en, one.title_zh, *one.headers))


def is_measured(column: Column) -> bool:
    """Whether a column holds numbers."""
    return column.type in MEASURED


def rows(kind: Kind, found: Iterable[Entry], here: Surroundings) -> list[list[str]]:
    """The entries as text, each cell as `read` understands it; unknown is empty."""
    return [
        [str(entry.id), *(bare(column, entry.value(column.key), here) for column in columns(kind)[1:])]
        for entry in entries(found, kind.key)
    ]


def guarded(text: str) -> str:
    """Text that no spreadsheet takes for a formula, and that `plain` gives back as it was.

    Example:
        >>> guarded("=1+1"), guarded("'=1+1"), guarded("Aero 3"), plain(guarded("'=1+1"))
        ("'=1+1", "''=1+1", 'Aero 3', "'=1+1")
    """
    return f"'{text}" if _INERT.match(text) else text


def plain(text: str) -> str:
    """Text without the apostrophe that `guarded` put before it."""
    return text[1:] if _GUARDED.match(text) else text


def merged(
    kind: Kind,
    lines: Iterable[tuple[int, Mapping[str, str | None]]],
    known: Iterable[Entry],
    here: Surroundings,
    campaign: int,
) -> Merged:
    """What the lines of a file bring; nothing is stored.

    A line with the number of an entry changes that one; a column that the file does not have stays as it is. A line
    without number changes the one entry that says the same in the columns by which the register finds its entries; one
    that says what an entry says already brings nothing.

    Args:
        kind: The register.
        lines: Line in the file, and its cells by header.
        known: The entries that are there.
        here: What cells are read by.
        campaign: Whose entries they become.

    Raises:
        RegisterError: no header names a column of the register.
    """
    given = list(lines)
    headers = list(given[0][1]) if given else []
    meant = {header: column for header in headers if (column := _column(kind, header))}
    if not meant.keys() - {header for header, column in meant.items() if column is ID}:
        wanted = ", ".join(column.title for column in columns(kind)[1:])
        raise RegisterError(_("No column of {register} is in this file; it has {columns}", register=kind.title,
                              columns=wanted))  # fmt: skip
    _same_currency(meant, here)
    there = list(entries(known, kind.key))
    numbers = {one.id: one for one in there}
    new, changed, faults, same = list[Entry](), dict[int, Entry](), list[Fault](), 0
    found_in = {
        header: read_all(column, [plain(cells.get(header) or "") for _line, cells in given], here)
        for header, column in meant.items()
    }
    for place, (line, _cells) in enumerate(given):
        try:
            said = _said_in(place, meant, found_in)
            before = numbers.get(int(said.pop(NUMBER, None) or 0)) or _same_thing(kind, said, numbers.values())
            after = checked(kind, _with(kind, before, said, campaign), [*there, *new])
        except RegisterError as refusal:
            faults.append(Fault(line=line, message=str(refusal)))
            continue
        if before is None and not any(_alike(after, one) for one in [*there, *new]):
            new.append(after)
        elif before is not None and after != before:
            changed[before.id] = numbers[before.id] = after
        else:
            same += 1
    unread = tuple(header for header in headers if header not in meant)
    return Merged(tuple(new), tuple(changed.values()), same, tuple(faults), unread)


def _column(kind: Kind, header: str) -> Column | None:
    """The column that a header means: by key, by title in either language, by its name in another system."""
    wanted = _bare_header(header)
    for column in columns(kind):
        names = (column.key, column.title_en, column.title_zh, *column.headers)
        if wanted in {_bare_header(name) for name in names}:
            return column
    return None


def _same_currency(meant: Mapping[str, Column], here: Surroundings) -> None:
    """Refuse amounts that a header gives in another currency."""
    for header, column in meant.items():
        found = _CURRENCY.search(header.strip())
        if column.type == "money" and found and found[1].upper() != here.currency:
            raise RegisterError(
                _("{header} is in {found}; the campaign counts in {currency}", header=header, found=found[1].upper(),
                  currency=here.currency)
            )  # fmt: skip


def _bare_header(header: str) -> str:
    """A header without case, width, edges and the currency in brackets behind it."""
    text = unicodedata.normalize("NFKC", header).casefold().strip()
    return re.sub(r"[\s_]+", " ", _CURRENCY.sub("", text))


def _said_in(place: int, meant: Mapping[str, Column], found_in: Mapping[str, Sequence[Any]]) -> dict[str, Any]:
    """What a line says by column; of two headers that mean the same column the last that says anything counts."""
    said: dict[str, Any] = {}
    for header, column in meant.items():
        found = found_in[header][place]
        if isinstance(found, RegisterError):
            raise found
        if found is not None or column.key not in said:
            said[column.key] = found
    return said


def _same_thing(kind: Kind, said: Mapping[str, Any], there: Iterable[Entry]) -> Entry | None:
    """The one entry that a line without number is about; every column that tells has to be filled."""
    wanted = [said.get(key) for key in kind.found_by]
    if not wanted or None in wanted:
        return None
    found = [one for one in there if [one.value(key) for key in kind.found_by] == wanted]
    return found[0] if len(found) == 1 else None


def _with(kind: Kind, before: Entry | None, said: Mapping[str, Any], campaign: int) -> Entry:
    """An entry as a line says it; what the file has no column for stays."""
    entry = before or fresh(kind, campaign)
    own = {column.key for column in kind.columns}
    cells = {**entry.cells, **{key: value for key, value in said.items() if key in own}}
    given: dict[str, Any] = {"cells": {key: value for key, value in cells.items() if value is not None}}
    given |= {key: said[key] for key in ("owner",) if key in said}
    given |= {key: said[key] or "" for key in ("result", "note") if key in said}
    if "due" in said:
        given["due"] = date.fromisoformat(said["due"]) if said["due"] else None
    if said.get("state"):
        given["state"] = said["state"]
    return entry.model_copy(update=given)


def _alike(one: Entry, other: Entry) -> bool:
    """Whether two entries say the same."""
    return _said(one) == _said(other)


def _said(entry: Entry) -> Sequence[object]:
    return (sorted(entry.cells.items()), entry.owner, entry.due, entry.state, entry.result, entry.note)
