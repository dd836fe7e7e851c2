"""The command that reads files: import."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import cast

from campaign import intake
from campaign.batches import Batch, Wish
from campaign.command import registers
from campaign.command.answer import Answer, Json, listed
from campaign.command.call import Call, CommandError
from campaign.intake import Intake, IntakeError, Limits, Sheet, headers
from campaign.language import _, _n
from campaign.products import Codes

MAPPED = "mapped"
NO_PRESET = "none"
COUNTED = ("rows", "accepted", "new", "changed", "same", "dropped")
NAMED = 20


@dataclass(frozen=True)
class Opened:
    """A file that was read, and how."""

    sheet: Sheet
    mapping: intake.Mapping
    found: Intake
    preset: str
    source: str
    chosen: bool
    cumulative: tuple[str, ...]
    constants: Mapping[str, str]
    wish: Wish


def import_(call: Call) -> Answer:
    """Read every file, then write them; one problem anywhere and nothing is written unless good rows do.

    A file whose lines are entries of a register is taken into that one.
    """
    try:
        known, opened = _known_and_opened(call)
    except IntakeError as refusal:
        register, files = refusal.facts.get("register"), call.arguments.files
        if not register or len(files) > 1:
            raise
        return registers.taken(call, str(register), Path(files[0]))
    problems = sum(len(one.found.problems) for one in opened)
    refused = bool(problems) and not call.arguments.accept_good_rows
    told = [*known, *(_told(call, one, refused=refused) for one in opened)]
    value = told[0] if len(told) == 1 else _together(told)
    notes = [note for one in opened for note in _notes(one)]
    if refused:
        sentence = _n(
            "{count} problem; nothing was written. Mend it, or take the good rows with --accept-good-rows",
            "{count} problems; nothing was written. Mend them, or take the good rows with --accept-good-rows",
            problems,
        )
        value, notes = {**value, "error": sentence}, [*notes, sentence]
    return Answer(value, "\n\n".join(map(_shown, told)), tuple(notes), status=int(refused))


def _known_and_opened(call: Call) -> tuple[list[dict[str, Json]], list[Opened]]:
    """The files that are in already, by their bytes, and those that were read; behind the first of these all are."""
    given = call.arguments
    wish = Wish(
        kind=given.kind, preset=given.preset or "", columns=pairs(given.map), constants=pairs(given.constant),
        cumulative=tuple(given.cumulative), source=given.source or "",
        more={"spread": str(given.spread), "limit": str(given.limit)},
    )  # fmt: skip
    known: list[dict[str, Json]] = []
    opened: list[Opened] = []
    paths: list[Path] = []
    codes = call.desk.codes(call.campaign.store)
    for path in map(Path, given.files):
        try:
            content = path.read_bytes()
        except OSError as error:
            raise CommandError(_("{file} cannot be read: {reason}", file=path, reason=error.strerror)) from error
        # The name may hold the day, so the same bytes under another name may say something else.
        named = wish.model_copy(update={"more": {**wish.more, "name": path.name}})
        batch = None if opened else call.desk.seen(call.campaign, sha256(content).hexdigest(), named)
        if batch is None:
            opened.append(_opened(call, content, path.name, named, codes))
            paths.append(path)
        else:
            known.append(_nothing_new(batch, path.name))
    return known, _beside(call, opened, paths)


def _beside(call: Call, opened: list[Opened], paths: Sequence[Path]) -> list[Opened]:
    """The files, read again where products that come beside them say what their codes mean."""
    goods = [one.found.products for one in opened if one.mapping.kind == "products" and one.found.products is not None]
    if not goods:
        return opened
    codes = call.desk.codes(call.campaign.store, goods)
    return [
        one if one.found.codes in ("", codes.digest) else _opened(call, path.read_bytes(), path.name, one.wish, codes)
        for one, path in zip(opened, paths, strict=True)
    ]


def _opened(call: Call, content: bytes, name: str, wish: Wish, codes: Codes) -> Opened:
    """A file read as its headers, the person, or the last time say."""
    given = call.arguments
    limits = Limits(file_bytes=given.limit * 1_000_000)
    columns, cumulative, constants, kind = wish.columns, wish.cumulative, wish.constants, wish.kind
    is_said = wish.chosen or bool(given.preset)
    sheet = opened(content, name, limits, given.preset, columns) if is_said else call.desk.opened(content, name, limits)
    kept = None if wish.chosen else call.desk.kept_mapping(sheet)
    if kept is not None:
        columns, cumulative, kind = kept.columns, kept.cumulative, kind or kept.kind
        constants = {**kept.constants, **constants}
    preset = sheet.preset or (MAPPED if columns else intake.TEMPLATE)
    source = given.source or (kept.source if kept else "") or sheet.preset or intake.TEMPLATE
    mapping = intake.suggest(sheet, cast("intake.Kind | None", kind), columns, given=tuple(constants))
    found = intake.read(
        sheet,
        mapping,
        store=call.campaign.store,
        source=source,
        zone=call.campaign.zone,
        currency=call.campaign.currency,
        constants=constants,
        cumulative=cumulative,
        spread=given.spread,
        codes=codes,
    )
    wish = wish.model_copy(update={"kept": kept.digest if kept else ""})
    return Opened(sheet.emptied(), mapping, found, preset, source, wish.chosen, cumulative, constants, wish)


def opened(content: bytes, name: str, limits: Limits, preset: str | None, columns: Mapping[str, str]) -> Sheet:
    """A file opened by its preset; without one where a person maps columns that the preset never reads."""
    if preset in (NO_PRESET, intake.TEMPLATE):
        return intake.open_file(content, name, limits, intake.NONE)
    sheet = intake.open_file(content, name, limits, preset)
    if preset is None and {headers.normalise(one) for one in columns} & {headers.normalise(one) for one in sheet.aside}:
        return intake.open_file(content, name, limits, intake.NONE)
    return sheet


def pairs(given: Sequence[str]) -> dict[str, str]:
    """THEIRS=OURS; a header may hold an equals sign itself."""
    pairs = {}
    for text in given:
        name, sign, value = text.rpartition("=")
        if not sign or not name:
            raise CommandError(_("'{found}' lacks its '='; write NAME=VALUE", found=text))
        pairs[name] = value
    return pairs


def _told(call: Call, one: Opened, *, refused: bool) -> dict[str, Json]:
    """Write a file, unless nothing may be written, and say what it brought."""
    written: tuple[int, int, int, int | None] = (0, 0, 0, None)
    if call.arguments.dry_run:
        seen = call.desk.preview(call.campaign, one.found)
        written = seen.new, seen.changed, seen.same, None
    elif not refused:
        batch = call.desk.take_in(
            None, call.campaign, one.sheet, one.found, call.now, source=one.source, accept_good_rows=True,
            via="command", preset=one.preset, score=one.mapping.score, wish=one.wish,
        )  # fmt: skip
        written = batch.new, batch.changed, batch.same, batch.version
        if one.chosen:
            call.desk.keep_mapping(
                None, one.sheet, one.mapping.kind, one.mapping.columns, call.now,
                cumulative=one.cumulative, constants=one.constants, source=one.source,
            )  # fmt: skip
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


def _notes(one: Opened) -> list[str]:
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
    if one.sheet.personal:
        notes.append(_("Never read, because they name persons: {columns}", columns=", ".join(one.sheet.personal)))
    unread = (*one.mapping.ignored, *one.sheet.aside)
    if unread:
        notes.append(_("Not read: {columns}", columns=", ".join(unread)))
    return [*notes, *found.notes]


def _shown(told: Mapping[str, Json]) -> str:
    names = {
        "file": _("File"), "kind": _("Kind"), "preset": _("Preset"), "encoding": _("Encoding"), "rows": _("Rows"),
        "accepted": _("Accepted"), "new": _("New"), "changed": _("Changed"), "same": _("Same"),
        "dropped": _("Left out"),
    }  # fmt: skip
    return listed((word, told[name]) for name, word in names.items())
