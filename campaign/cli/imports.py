"""The command that reads files: import."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from typing import cast

from campaign import intake
from campaign.base.language import _, _n
from campaign.cli import registers
from campaign.cli.context import Call, CommandError
from campaign.cli.output import Answer, Json, listed
from campaign.desk.file_reading import Reading
from campaign.facts.batches import Batch, Wish
from campaign.intake import IntakeError, Limits
from campaign.products import Codes

NO_PRESET = "none"
COUNTED = ("rows", "accepted", "new", "changed", "same", "dropped")
NAMED = 20


def import_(call: Call) -> Answer:
    """Read every file, then write them; one problem anywhere and nothing is written unless good rows do.

    A file whose lines are entries of a register is taken into that one.
    """
    try:
        known, readings = _known_and_read(call)
    except IntakeError as refusal:
        register, files = refusal.facts.get("register"), call.arguments.files
        if not register or len(files) > 1:
            raise
        return registers.taken(call, str(register), Path(files[0]))
    problems = sum(len(one.found.problems) for one in readings)
    refused = bool(problems) and not call.arguments.accept_good_rows
    told = [*known, *(_told(call, one, refused=refused) for one in readings)]
    value = told[0] if len(told) == 1 else _together(told)
    notes = [note for one in readings for note in _notes(one)]
    if refused:
        sentence = _n(
            "{count} problem; nothing was written. Mend it, or take the good rows with --accept-good-rows",
            "{count} problems; nothing was written. Mend them, or take the good rows with --accept-good-rows",
            problems,
        )
        value, notes = {**value, "error": sentence}, [*notes, sentence]
    return Answer(value, "\n\n".join(map(_shown, told)), tuple(notes), status=int(refused))


def _known_and_read(call: Call) -> tuple[list[dict[str, Json]], list[Reading]]:
    """The files that are in already, by their bytes, and those that were read; behind the first of these all are."""
    given = call.arguments
    preset = intake.NONE if given.preset in (NO_PRESET, intake.TEMPLATE) else given.preset
    wish = Wish(
        kind=given.kind, preset=preset, columns=pairs(given.map), constants=pairs(given.constant),
        cumulative=tuple(given.cumulative), source=given.source or "", spread=given.spread,
    )  # fmt: skip
    known: list[dict[str, Json]] = []
    readings: list[Reading] = []
    paths: list[Path] = []
    codes = call.desk.file_reading.codes(call.campaign.store)
    for path in map(Path, given.files):
        try:
            content = path.read_bytes()
        except OSError as error:
            raise CommandError(_("{file} cannot be read: {reason}", file=path, reason=error.strerror)) from error
        named = wish.model_copy(update={"name": path.name})
        batch = None if readings else call.desk.imports.seen(call.campaign, sha256(content).hexdigest(), named)
        if batch is None:
            readings.append(_read(call, content, named, codes))
            paths.append(path)
        else:
            known.append(_nothing_new(batch, path.name))
    return known, _beside(call, readings, paths)


def _beside(call: Call, readings: list[Reading], paths: Sequence[Path]) -> list[Reading]:
    """The files, read again where products that come beside them say what their codes mean."""
    told = [one.found.products for one in readings if one.mapping.kind == "products"]
    goods = [rows for rows in told if rows is not None]
    if not goods:
        return readings
    codes = call.desk.file_reading.codes(call.campaign.store, goods)
    return [
        one if one.found.codes in ("", codes.digest) else _read(call, path.read_bytes(), one.said, codes)
        for one, path in zip(readings, paths, strict=True)
    ]


def _read(call: Call, content: bytes, wish: Wish, codes: Codes) -> Reading:
    limits = Limits(file_bytes=call.arguments.limit * 1_000_000)
    sheet = call.desk.file_reading.opened(content, wish.name, limits, wish.preset, wish.columns)
    return call.desk.file_reading.read_file(call.campaign, sheet, wish, codes)


def pairs(given: Sequence[str]) -> dict[str, str]:
    """THEIRS=OURS; a header may hold an equals sign itself."""
    pairs = {}
    for text in given:
        name, sign, value = text.rpartition("=")
        if not sign or not name:
            raise CommandError(_("'{found}' lacks its '='; write NAME=VALUE", found=text))
        pairs[name] = value
    return pairs


def _told(call: Call, one: Reading, *, refused: bool) -> dict[str, Json]:
    """Write a file, unless nothing may be written, and say what it brought."""
    written: tuple[int, int, int, int | None] = (0, 0, 0, None)
    if call.arguments.dry_run:
        seen = call.desk.imports.preview(call.campaign, one.found)
        written = seen.new, seen.changed, seen.same, None
    elif not refused:
        batch = call.desk.imports.take_in_file(None, call.campaign, one, call.now, via="command", accept_good_rows=True)
        written = batch.new, batch.changed, batch.same, batch.version
    new, changed, same, version = written
    return {
        "file": one.sheet.name,
        "kind": one.mapping.kind,
        "preset": one.preset,
        "source": one.source,
        "score": one.mapping.score,
        "encoding": one.sheet.encoding,
        "rows": one.found.rows,
        "accepted": one.found.accepted,
        "new": new,
        "changed": changed,
        "same": same,
        "dropped": sum(one.found.dropped.values()),
        "problems": [problem.model_dump() for problem in one.found.problems],
        "version": version,
    }


def _nothing_new(batch: Batch, name: str) -> dict[str, Json]:
    """What is said about a file whose very bytes are in."""
    said: dict[str, Json] = batch.model_dump(include={*COUNTED, "kind", "preset", "source", "score", "encoding"})
    same = batch.new + batch.changed + batch.same
    return {**said, "file": name, "new": 0, "changed": 0, "same": same, "problems": [], "version": None}


def _together(told: Sequence[Mapping[str, Json]]) -> dict[str, Json]:
    """Several files as one: counts added, problems with their file, each file's own answer under `files`."""

    def common(name: str) -> Json:
        return told[0][name] if len({str(one[name]) for one in told}) == 1 else None

    problems = [
        {**problem, "file": one["file"]} for one in told for problem in cast("list[dict[str, Json]]", one["problems"])
    ]
    versions = [one["version"] for one in told if one["version"] is not None]
    return {
        **{name: common(name) for name in ("preset", "score", "encoding")},
        **{name: sum(one[name] for one in told) for name in COUNTED},  # type: ignore[misc]
        "problems": problems,
        "version": versions[-1] if versions else None,
        "files": list(told),
    }


def _notes(one: Reading) -> list[str]:
    """Sentences beside the counts: problems by line, what was left out, what was decided on the way."""
    found = one.found
    notes = [
        _("{file}, line {line}, {column}: {value}: {why}", file=one.sheet.name,
          line=problem.line or "–", column=problem.column or "–", value=problem.value or "–", why=problem.message)
        for problem in found.problems[:NAMED]
    ]  # fmt: skip
    if len(found.problems) > NAMED:
        notes.append(_n("and {count} problem more", "and {count} problems more", len(found.problems) - NAMED))
    notes += [_("{count} left out: {reason}", count=count, reason=_(reason)) for reason, count in found.dropped.items()]
    if one.personal:
        notes.append(_("Never read, because they name persons: {columns}", columns=", ".join(one.personal)))
    if one.unread:
        notes.append(_("Not read: {columns}", columns=", ".join(one.unread)))
    return [*notes, *found.notes]


def _shown(told: Mapping[str, Json]) -> str:
    names = {
        "file": _("File"), "kind": _("Kind"), "preset": _("Preset"), "encoding": _("Encoding"), "rows": _("Rows"),
        "accepted": _("Accepted"), "new": _("New"), "changed": _("Changed"), "same": _("Same"),
        "dropped": _("Left out"),
    }  # fmt: skip
    return listed((word, told[name]) for name, word in names.items())
