"""Commands of the registers: register list, show, add, import, export."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path

from campaign import registers
from campaign.base.language import _, _n
from campaign.cli.context import Call, CommandError
from campaign.cli.output import Answer, Json, amount, listed, plain, table
from campaign.exports.register import register as as_file
from campaign.registers import Column, Entry, Kind
from campaign.room import Room

FORMS = ("csv", "xlsx")


def list_(call: Call) -> Answer:
    """Every register with how it stands."""
    room = _room(call)
    rows: list[dict[str, Json]] = [
        {
            "register": kind.key,
            "title": kind.title,
            "function": kind.function,
            **{
                name: getattr(room.registers.tallies()[kind.key], name)
                for name in ("done", "open", "overdue", "waived")
            },
            "tasks": list(dict.fromkeys(proof.task for proof in kind.proves)),
        }
        for kind in registers.kinds()
    ]
    columns = {
        "register": _("Register"), "title": _("Title"), "done": _("Done"), "open": _("Open"),
        "overdue": _("Overdue"), "tasks": _("Proves"),
    }  # fmt: skip
    return Answer(rows, table(rows, columns))


def show(call: Call) -> Answer:
    """The entries of one register."""
    kind, room = registers.load(call.arguments.register), _room(call)
    found, here = room.registers.entries(kind.key), room.registers.surroundings()
    rows = [_told(room, kind, one) for one in found]
    every = [column for column in (*kind.columns, *kind.common) if any(row[column.key] is not None for row in rows)]
    shown: list[dict[str, Json]] = [
        {"id": one.id, **{column.key: registers.shown(column, one.value(column.key), here) for column in every}}
        for one in found
    ]
    return Answer(rows, table(shown, {"id": _("No."), **{column.key: column.title for column in every}}))


def add(call: Call) -> Answer:
    """A new entry; its cells as NAME=VALUE."""
    given, room = call.arguments, _room(call)
    kind, here = registers.load(given.register), room.registers.surroundings()
    columns = {column.key: column for column in (*kind.columns, *kind.common)}
    said = {}
    for text in given.cells:
        name, sign, value = text.partition("=")
        if not sign or name not in columns:
            raise CommandError(
                _("'{found}' is no NAME=VALUE of this register; it has {known}", found=text, known=", ".join(columns))
            )
        said[name] = registers.read(columns[name], value, here)
    own = {column.key for column in kind.columns}
    due = said.get("due")
    entry = registers.fresh(
        kind, call.campaign.id, cells={key: value for key, value in said.items() if key in own and value is not None},
        owner=said.get("owner"), due=date.fromisoformat(str(due)) if due else None,
        state=said.get("state") or kind.states[0].key, result=said.get("result") or "", note=said.get("note") or "",
    )  # fmt: skip
    by = call.member(given.member) if given.member else None
    kept = call.desk.registers.add(by, entry, call.now)
    told = [(column.title, registers.shown(column, kept.value(key), here)) for key, column in columns.items()]
    return Answer(_told(_room(call), kind, kept), listed((title, text) for title, text in told if text))


def import_(call: Call) -> Answer:
    """Take the lines of a file into a register; with a line refused nothing is written unless good ones do."""
    return taken(call, call.arguments.register, Path(call.arguments.file))


def taken(call: Call, register: str, path: Path) -> Answer:
    """What the lines of a file bring to a register, written unless nothing may be."""
    given, kind = call.arguments, registers.load(register)
    try:
        content = path.read_bytes()
    except OSError as error:
        raise CommandError(_("{file} cannot be read: {reason}", file=path, reason=error.strerror)) from error
    brought = call.desk.registers.read(call.campaign, kind, content, path.name)
    refused = bool(brought.faults) and not given.accept_good_rows
    if not refused and not given.dry_run:
        call.desk.registers.take_in(None, call.campaign, kind, brought, call.now)
    value: dict[str, Json] = {
        "register": kind.key,
        "new": len(brought.new),
        "changed": len(brought.changed),
        "same": brought.same,
        "problems": [fault.model_dump() for fault in brought.faults],
        "unread": list(brought.unread),
    }
    notes = [_("line {line}: {why}", line=fault.line, why=fault.message) for fault in brought.faults]
    if refused:
        notes.append(
            _n(
                "{count} problem; nothing was written. Mend it, or take the good rows with --accept-good-rows",
                "{count} problems; nothing was written. Mend them, or take the good rows with --accept-good-rows",
                len(brought.faults),
            )
        )
        value["error"] = notes[-1]
    words = {"new": _("New"), "changed": _("Changed"), "same": _("Same")}
    return Answer(value, listed((word, value[key]) for key, word in words.items()), tuple(notes), status=int(refused))


def export(call: Call) -> Answer:
    """Write a register to a file."""
    given, room = call.arguments, _room(call)
    kind, path = registers.load(given.register), Path(given.out)
    found = room.registers.entries(kind.key)
    content = as_file(kind, found, room.registers.surroundings(), given.format)
    try:
        path.write_bytes(content)
    except OSError as error:
        raise CommandError(_("{file} cannot be written: {reason}", file=path, reason=error.strerror)) from error
    value: Mapping[str, Json] = {"file": str(path), "rows": len(found), "bytes": len(content)}
    return Answer(value, listed([(_("File"), str(path)), (_("Rows"), len(found))]))


def _room(call: Call) -> Room:
    return Room(call.store, call.campaign, call.now)


def _told(room: Room, kind: Kind, entry: Entry) -> dict[str, Json]:
    """An entry with every column of its register; unknown is null."""
    cells = {column.key: _plain(room, column, entry) for column in (*kind.columns, *kind.common)}
    late = registers.overdue(kind, entry, room.today)
    return {"id": entry.id, **cells, "owner": room.team.name(entry.owner), "overdue": late}


def _plain(room: Room, column: Column, entry: Entry) -> Json:
    value = entry.value(column.key)
    return amount(value, room.campaign.currency) if column.type == "money" else plain(value)
