"""An entry: one row of a register, what it must hold, how it stands, and how entries are counted."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any, ClassVar, NamedTuple

from pydantic import Field

from campaign.base.language import _, spoken
from campaign.base.record import Record
from campaign.registers.kinds import COMMON, Cell, Column, Kind, Limit, RegisterError


class Entry(Record):
    """One row of a register; a cell nobody filled is not there. One taken back keeps when, and can be put back."""

    table: ClassVar[str] = "entries"
    indexes: ClassVar[tuple[str, ...]] = ("campaign",)

    campaign: int
    kind: str
    cells: dict[str, Cell] = Field(default_factory=dict)
    owner: int | None = None
    due: date | None = None
    state: str
    result: str = ""
    note: str = ""
    removed: datetime | None = None

    def value(self, key: str) -> Any:
        """What stands in a column, of its own or common to all registers; None where nothing does."""
        if key in COMMON:
            return getattr(self, key) or None
        return self.cells.get(key)


class Tally(NamedTuple):
    """How the entries of a register stand; overdue ones are open too."""

    done: int = 0
    open: int = 0
    overdue: int = 0
    waived: int = 0

    @property
    def total(self) -> int:
        """All entries."""
        return self.done + self.open + self.waived


def entries(
    found: Iterable[Entry],
    kind: str | None = None,
    *,
    where: Mapping[str, Iterable[Cell]] | None = None,
    states: Iterable[str] | None = None,
    owner: int | None = None,
) -> tuple[Entry, ...]:
    """Those of the entries that are meant; one that was taken back never is.

    Args:
        found: Entries, of any register.
        kind: Only of this register.
        where: Only with one of these values in a column.
        states: Only in one of these states.
        owner: Only of this member.

    Example:
        >>> rows = [Entry(campaign=1, kind="assets", cells={"asset": asset}, state="ready") for asset in ("a", "b")]
        >>> [one.cells["asset"] for one in entries(rows, "assets", where={"asset": ["b"]})]
        ['b']
    """
    wanted = None if states is None else set(states)
    allowed = {key: set(values) for key, values in (where or {}).items()}
    return tuple(
        one
        for one in found
        if one.removed is None
        and kind in (None, one.kind)
        and (wanted is None or one.state in wanted)
        and owner in (None, one.owner)
        and all(one.value(key) in values for key, values in allowed.items())
    )


def overdue(kind: Kind, entry: Entry, today: date) -> bool:
    """Whether an entry's day is over and nothing was settled."""
    return entry.due is not None and entry.due < today and not kind.state(entry.state).settled


def tally(kind: Kind, found: Iterable[Entry], today: date) -> Tally:
    """How the entries of a register stand on a day."""
    own = entries(found, kind.key)
    states = [kind.state(one.state) for one in own]
    done = sum(state.done for state in states)
    waived = sum(state.waived and not state.done for state in states)
    return Tally(done, len(own) - done - waived, sum(overdue(kind, one, today) for one in own), waived)


def fresh(kind: Kind, campaign: int, **given: Any) -> Entry:
    """A new entry in the register's first state, not yet stored or checked."""
    return Entry(**{"campaign": campaign, "kind": kind.key, "state": kind.states[0].key, **given})


def clean(text: str, *, lines: bool = False) -> str:
    r"""Text without edges, invisible signs and doubled spaces; a long one keeps its lines.

    Example:
        >>> clean("  two   words\n"), clean("a\r\n b ", lines=True)
        ('two words', 'a\nb')
    """
    parts = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    kept = [" ".join("".join(sign for sign in part if _seen(sign)).split()) for part in parts]
    return ("\n" if lines else " ").join(kept).strip() if lines else " ".join(" ".join(kept).split())


def _seen(sign: str) -> bool:
    return sign.isspace() or unicodedata.category(sign) not in ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")


def checked(kind: Kind, entry: Entry, others: Iterable[Entry]) -> Entry:
    """An entry that fits its register beside the entries that are there already, its texts without edges.

    Raises:
        RegisterError: a required column is empty, a choice or state is unknown, or the register is full.
    """
    if entry.state not in {state.key for state in kind.states}:
        known = ", ".join(state.key for state in kind.states)
        raise RegisterError(_("'{found}' is no state; choose {known}", found=entry.state, known=known))
    if strangers := entry.cells.keys() - {column.key for column in kind.columns}:
        names = ", ".join(sorted(strangers))
        raise RegisterError(_("{register} has no column {found}", register=kind.title, found=names))
    entry = _tidy(kind, entry)
    for column in kind.columns:
        _fits(column, entry.cells.get(column.key))
    for limit in kind.limits:
        _has_room(limit, entry, [one for one in entries(others, kind.key) if one.id != entry.id or not entry.id])
    return entry


def _tidy(kind: Kind, entry: Entry) -> Entry:
    cells = {
        column.key: clean(found, lines=column.type == "long") if isinstance(found, str) else found
        for column in kind.columns
        if (found := entry.cells.get(column.key)) is not None
    }
    texts = {"result": clean(entry.result, lines=True), "note": clean(entry.note, lines=True)}
    return entry.model_copy(update={"cells": {key: found for key, found in cells.items() if found != ""}, **texts})


def _fits(column: Column, found: Cell | None) -> None:
    if found is None:
        if column.required:
            raise RegisterError(_("{column} is empty; fill it in", column=column.title), column=column.key)
    elif column.type == "choice" and column.choice(found) is None:
        known = ", ".join(one.title for one in column.choices)
        sentence = _("{column}: '{found}' is none of {known}", column=column.title, found=found, known=known)
        raise RegisterError(sentence, column=column.key)


def _has_room(limit: Limit, entry: Entry, others: Iterable[Entry]) -> None:
    """Refuse what would be one too many; what is there already stays."""
    if not entries([entry], where=limit.where):
        return
    rows = entries(others, where=limit.where)
    if not limit.each:
        full = len(rows) >= limit.count
    else:
        there = {_values(one, limit.each) for one in rows}
        full = _values(entry, limit.each) not in there and len(there) >= limit.count
    if full:
        raise RegisterError(spoken(limit.said_en, limit.said_zh), count=limit.count)


def _values(entry: Entry, columns: Iterable[str]) -> tuple[object, ...]:
    """The values of some columns; texts that differ in case or space only are the same."""
    found = (entry.value(key) for key in columns)
    return tuple(" ".join(one.split()).casefold() if isinstance(one, str) else one for one in found)
