"""Cells of a register: what somebody wrote as a value, and a value as text."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal, cast
from zoneinfo import ZoneInfo

import polars as pl

from campaign.base import formats, money
from campaign.base.language import N_, _
from campaign.intake import fields
from campaign.intake.cells import numbers
from campaign.intake.cells.faults import tidy
from campaign.intake.fields import Manner
from campaign.registers.entry import Entry, clean
from campaign.registers.kinds import ORDERED, Cell, Column, Kind, RegisterError
from campaign.team.members import Member

YES, NO = ("yes", "y", "true", "是", "✓"), ("no", "n", "false", "否", "✗")
_SCHEME = re.compile(r"^[a-z][a-z0-9+.\-]*:", re.IGNORECASE)
_ADDRESS = re.compile(r"^https?://[^\s/]+", re.IGNORECASE)
_TELLING = ("other_currency", "skipped_hour", "too_large")  # faults that no other writing of the same would mend


@dataclass(frozen=True)
class Surroundings:
    """What cells are read and shown by: the campaign's zone and currency, its members and products by id.

    In a `workbook` a bare number may be a day.
    """

    zone: str
    currency: str
    members: Mapping[int, Member] = field(default_factory=dict)
    products: Mapping[str, str] = field(default_factory=dict)
    workbook: bool = False


def read(column: Column, text: str, here: Surroundings) -> Cell | None:
    """What somebody wrote in a column; nothing written is unknown.

    Args:
        column: The column.
        text: As written: amounts in major units, shares as 12.5% or 0.125, a choice by key or title.
        here: Zone, currency, members and products.

    Raises:
        RegisterError: it cannot be read; the sentence names the column, what was found, and what to write.

    Example:
        >>> here = Surroundings("America/Los_Angeles", "USD")
        >>> read(Column(key="cap", title_en="Cap", title_zh="上限", type="money"), "1,250.50", here)
        125050
    """
    (found,) = read_all(column, [text], here)
    if isinstance(found, RegisterError):
        raise found
    return found


def read_all(column: Column, texts: Sequence[str], here: Surroundings) -> list[Cell | RegisterError | None]:
    """What stands in a column of a file, cell by cell, each value or why it cannot be read; see `read`.

    Numbers, days and instants are read as those of facts are.
    """
    if column.type in ORDERED:
        return _measured(column, texts, here)
    found: list[Cell | RegisterError | None] = []
    for text in texts:
        written = clean(text, lines=column.type == "long")
        try:
            found.append(_worded(column, written, here) if written else None)
        except RegisterError as refusal:
            found.append(refusal)
    return found


def _worded(column: Column, written: str, here: Surroundings) -> Cell:
    match column.type:
        case "link":
            return _link(column, written)
        case "choice":
            return _chosen(column, written)
        case "member":
            return _member(column, written, here)
        case "product":
            return _product(column, written, here)
        case "yes-no":
            return _yes(column, written)
    return written


def _measured(column: Column, texts: Sequence[str], here: Surroundings) -> list[Cell | RegisterError | None]:
    written = tidy(pl.Series([text.encode("utf-8", "replace").decode() for text in texts], dtype=pl.String))
    manner = Manner(here.zone, here.currency, here.workbook)
    signed = column.type == "number"
    kind = cast("Literal['count', 'money', 'share', 'day', 'instant']", column.type)
    read = numbers.numbers(written, signed=True) if signed else fields.read_cells(written, kind, manner)
    faults = [None] * len(texts) if read.faults is None else read.faults.to_list()
    return [
        _misread(column, text, fault, manner) if fault else _value(found)
        for text, found, fault in zip(texts, read.values.to_list(), faults, strict=True)
    ]


def _value(found: object) -> Cell | None:
    """A value as it is kept: a day by its name, an instant in UTC to the minute, a share to nine digits."""
    match found:
        case datetime():
            return f"{found:%Y-%m-%dT%H:%MZ}"
        case date():
            return found.isoformat()
        case float():
            return round(found, 9)
    return cast("int | None", found)


def _misread(column: Column, written: str, fault: str, manner: Manner) -> RegisterError:
    """Why a number or a day cannot be read."""
    if fault in _TELLING:
        reason = fields.sentence(fault, written, manner)
        return RegisterError(
            _("{column}: {reason}", column=column.title, reason=reason), column=column.key, found=written
        )
    hints = {
        "number": N_("write a number"), "count": N_("write a whole number, 0 or more"),
        "share": N_("write a share from 0% to 100%, such as 12.5%"), "day": N_("write a day such as 2026-11-11"),
        "instant": N_("write day and time such as 2026-11-11 08:00"), "money": N_("write an amount such as 1250.50"),
    }  # fmt: skip
    hint = N_("write an amount of 0 or more") if (column.type, fault) == ("money", "negative") else hints[column.type]
    return _refused(column, written, _(hint))


def _refused(column: Column, found: str, hint: str) -> RegisterError:
    sentence = _("{column}: '{found}' cannot be used; {hint}", column=column.title, found=found[:60], hint=hint)
    return RegisterError(sentence, column=column.key, found=found)


def _link(column: Column, written: str) -> str:
    if _ADDRESS.match(written) or not _SCHEME.match(written):
        return written
    raise _refused(column, written, _("write an address that begins with https://, or the name of a file"))


def _chosen(column: Column, written: str) -> str:
    for one in column.choices:
        if written.casefold() in map(str.casefold, (one.key, one.title_en, one.title_zh, *one.words)):
            return one.key
    raise _refused(column, written, _("choose {known}", known=", ".join(one.title for one in column.choices)))


def _member(column: Column, written: str, here: Surroundings) -> int:
    """A member by login, else by a name that only one of them has."""
    wanted = written.casefold()
    found = [id_ for id_, one in here.members.items() if one.login.casefold() == wanted]
    found = found or [id_ for id_, one in here.members.items() if one.name.casefold() == wanted]
    if len(found) == 1:
        return found[0]
    hint = _("several members have this name; write the login") if found else _("write a member's name or login")
    raise _refused(column, written, hint)


def _product(column: Column, written: str, here: Surroundings) -> str:
    if written in here.products:
        return written
    found = [id_ for id_, name in here.products.items() if name.casefold() == written.casefold()]
    if len(found) == 1:
        return found[0]
    hint = _("several products have this title; write the product ID") if found else _("there is no such product")
    raise _refused(column, written, hint)


def _yes(column: Column, written: str) -> bool:
    if written.casefold() in (*YES, *NO):
        return written.casefold() in YES
    raise _refused(column, written, _("write yes or no"))


def bare(column: Column, value: object, here: Surroundings) -> str:
    """A value as it stands in a file, to be read again; unknown is empty.

    Example:
        >>> bare(Column(key="rate", title_en="Rate", title_zh="率", type="share"), 0.125, Surroundings("UTC", "USD"))
        '12.5%'
    """
    if value is None or value == "":
        return ""
    match column.type:
        case "money":
            return f"{money.to_major(int(str(value)), here.currency):f}"
        case "share":
            return f"{round(float(str(value)) * 100, 7):.7f}".rstrip("0").rstrip(".") + "%"
        case "number":
            return repr(value).removesuffix(".0")
        case "instant":
            local = instant(str(value)).astimezone(ZoneInfo(here.zone))
            return f"{local:%Y-%m-%d %H:%M}{_offset(local)}"
        case "choice":
            return one.title if (one := column.choice(value)) else str(value)
        case "member":
            return _named(here.members.get(int(str(value))), here)
        case "yes-no":
            return _("yes") if value else _("no")
    return str(value)


def _offset(local: datetime) -> str:
    """The offset of an hour that the clock shows twice."""
    return f"{local.isoformat()[-6:]}" if local.fold else ""


def _named(member: Member | None, here: Surroundings) -> str:
    """A member by name, by login where another one is called so."""
    if member is None:
        return ""
    alike = [one for one in here.members.values() if member.name.casefold() in (one.name.casefold(), one.login)]
    return member.name if len(alike) <= 1 else member.login


def instant(stored: str) -> datetime:
    """The instant of a stored cell."""
    return datetime.fromisoformat(stored)


def shown(column: Column, value: object, here: Surroundings) -> str:
    """A value as people read it; unknown stays empty.

    Example:
        >>> shown(Column(key="cap", title_en="Cap", title_zh="上限", type="money"), 125000, Surroundings("UTC", "USD"))
        '$1,250.00'
    """
    if value is None or value == "":
        return ""
    match column.type:
        case "money":
            return money.text(int(str(value)), here.currency, cents=True)
        case "count":
            return formats.whole(int(str(value)))
        case "day":
            return formats.day(value if isinstance(value, date) else date.fromisoformat(str(value)))
        case "instant":
            return formats.moment(instant(str(value)), here.zone)
        case "product":
            return here.products.get(str(value), str(value))
        case "member":
            found = here.members.get(int(str(value)))
            return found.name if found else ""
    return bare(column, value, here)


def called(kind: Kind, entry: Entry, here: Surroundings) -> str:
    """How an entry is called: what stands in the columns that name it.

    Example:
        >>> from campaign.registers.kinds import load
        >>> row = Entry(campaign=1, kind="peers", cells={"shop": "North Trail", "seen": "hit"}, state="seen")
        >>> called(load("peers"), row, Surroundings("UTC", "USD"))
        'North Trail · Activity: a hit'
    """
    parts = (shown(kind.column(key), entry.value(key), here) for key in kind.called)
    return " · ".join(part for part in parts if part) or f"{kind.title} {entry.id}"
