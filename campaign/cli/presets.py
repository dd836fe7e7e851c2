"""The command that tells what files are: presets."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import cast

from babel.numbers import list_currencies

from campaign import intake
from campaign.base.language import _, spoken
from campaign.cli.context import Call, CommandError
from campaign.cli.imports import pairs
from campaign.cli.output import Answer, Json, plain, table
from campaign.intake import IntakeError, Limits, Preset, Sheet
from campaign.intake.cells import numbers
from campaign.intake.columns import MINOR, field_of
from campaign.intake.headers import currency_of


def presets(call: Call) -> Answer:
    """Every preset; with files, what each of them is and what reading it would bring. Nothing is written."""
    if not call.arguments.files:
        rows = [_described(preset) for preset in intake.presets().values()]
        columns = {"preset": _("Preset"), "title": _("Title"), "system": _("System"), "kinds": _("Kind")}
        return Answer(rows, table(rows, columns))
    rows = [_looked_at(call, Path(file)) for file in call.arguments.files]
    columns = {
        "file": _("File"), "preset": _("Preset"), "score": _("Score"), "kind": _("Kind"), "rows": _("Rows"),
        "accepted": _("Accepted"), "left_out": _("Left out"), "problems": _("Problems"),
    }  # fmt: skip
    shown = [{**row, "left_out": _reasons(cast("Mapping[str, Json]", row["dropped"]))} for row in rows]
    notes = tuple(f"{row['file']}: {row['first']}" for row in rows if row["first"])
    return Answer(rows, table(shown, columns), notes)


def _described(preset: Preset) -> dict[str, Json]:
    return {
        "preset": preset.id,
        "title": spoken(preset.title.en, preset.title.zh),
        "system": preset.system,
        "kinds": list(preset.kinds),
        "required": [" | ".join(names) for names in preset.required],
        "columns": list(preset.columns),
    }


def _looked_at(call: Call, path: Path) -> dict[str, Json]:
    """What a file is and what reading it would bring; a file that cannot be read says why."""
    row: dict[str, Json] = dict.fromkeys(("preset", "score", "kind", "rows", "accepted", "problems", "first"))
    row = {"file": path.name, **row, "dropped": {}, "aside": [], "personal": [], "notes": []}
    try:
        content = path.read_bytes()
    except OSError as error:
        raise CommandError(_("{file} cannot be read: {reason}", file=path, reason=error.strerror)) from error
    try:
        sheet = intake.open_file(content, path.name, Limits(file_bytes=call.arguments.limit * 1_000_000))
        return row | _read(call, sheet)
    except IntakeError as error:
        return row | {"preset": plain(error.facts.get("preset")), "first": str(error)}


def _read(call: Call, sheet: Sheet) -> dict[str, Json]:
    given = pairs(call.arguments.constant)
    mapping = intake.suggest(sheet, given=tuple(given))
    row: dict[str, Json] = {
        "preset": sheet.preset,
        "score": sheet.score if sheet.preset else mapping.score,
        "kind": mapping.kind,
        "rows": sheet.frame.height + sum(sheet.dropped.values()),
        "dropped": plain(sheet.dropped),
        "aside": list(sheet.aside),
        "personal": list(sheet.personal),
    }
    if mapping.missing:
        return row | {"first": _("asks for {columns}", columns=", ".join(mapping.missing))}
    taken = {field_of(column, mapping.kind) for column in (*mapping.columns.values(), *mapping.constants)}
    needed = {name: value for name, value in given.items() if field_of(name, mapping.kind) not in (*taken, None)}
    found = intake.read(
        sheet,
        mapping,
        store="main",
        source=sheet.preset or intake.TEMPLATE,
        zone=call.arguments.zone,
        currency=call.arguments.currency or _currency(sheet, mapping),
        constants=needed,
        spread=call.arguments.spread,
    )
    return row | {
        "accepted": found.accepted,
        "dropped": plain(found.dropped),
        "problems": found.refused,
        "notes": list(found.notes),
        "first": found.problems[0].message if found.problems else None,
    }


def _reasons(dropped: Mapping[str, Json]) -> str:
    return ", ".join(f"{count} {_(reason)}" for reason, count in dropped.items())


def _currency(sheet: Sheet, mapping: intake.Mapping) -> str:
    """The currency of the amounts: in a header, a column, as the system knows but one, by a mark, else US dollars."""
    codes = [code for header in mapping.columns if (code := currency_of(header))]
    columns = [header for header, ours in mapping.columns.items() if ours == "currency"]
    written = [cell for header in columns for cell in sheet.frame[header].drop_nulls().head(1)]
    known = intake.the_preset(mapping.preset).currency if mapping.preset else None
    real = set(list_currencies())
    amounts = [one for one, ours in mapping.columns.items() if (field_of(ours, mapping.kind) or "").endswith(MINOR)]
    marks = [mark for header in amounts for mark in numbers.marks(sheet.frame[header]).drop_nulls().head(1)]
    told = [*codes, *written, known, *map(numbers.currency_of, marks)]
    return next((code for code in told if code in real), "USD")
