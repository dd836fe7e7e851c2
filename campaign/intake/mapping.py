"""Which of our columns each header of a file means."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from collections.abc import Mapping as Words
from typing import cast

from pydantic import Field

from campaign.base.language import _
from campaign.base.record import Value
from campaign.intake import headers
from campaign.intake.columns import KINDS, Kind, field_of, missing, names
from campaign.intake.files.sheet import IntakeError, Sheet
from campaign.intake.presets.preset import Preset, the_preset
from campaign.intake.presets.recognition import NONE

_TELLING: dict[Kind, frozenset[str]] = {
    "orders": frozenset({"order_id"}),
    "stock": frozenset({"on_hand", "inbound", "at", "inbound_due"}),
    "spend": frozenset({"spend_minor", "channel", "plan"}),
    "facts": frozenset({"day", "hour"}),
    "products": frozenset({"product_id"}),
}


class Mapping(Value):
    """How a file is understood.

    `columns` says which of our columns each header fills; `missing` what the kind requires and no header gives;
    `ignored` the headers that nothing is read from; `score` is the share of headers understood, lower while
    something is missing. `preset` is the preset whose words were used, None for the template's; it may say what
    holds for every line (`constants`), that lines of one key are added up (`add_up`), that the product of a line is
    found by the shop's own code (`by_code`), that the file makes products of its own (`describes`), and which amounts
    stand on the order and not on the line (`per_order`).
    """

    kind: Kind
    columns: dict[str, str]
    score: float
    missing: tuple[str, ...]
    ignored: tuple[str, ...]
    preset: str | None = None
    constants: dict[str, str] = Field(default_factory=dict)
    add_up: bool = False
    by_code: bool = False
    describes: bool = True
    per_order: tuple[str, ...] = ()


def suggest(
    sheet: Sheet,
    kind: str | None = None,
    remembered: Words[str, str] | None = None,
    preset: str | None = None,
    given: Collection[str] = (),
) -> Mapping:
    """Say what the headers of a file mean.

    Args:
        sheet: The opened file.
        kind: Kind of file, None to find out.
        remembered: Header -> our column as a person chose before or by `--map`; it comes first, and an empty
            column leaves the header out. The header may be written in any case and width.
        preset: None for the preset that the file was opened by, `""` for the template's words alone.
        given: Our columns that a person gives as constants; they count where the kind is found out.

    Returns:
        The mapping by the file's preset, of the first of its kinds that lacks nothing; without a preset, of the
        kind that understands most of the file.

    Raises:
        IntakeError: the kind, a remembered header or column is unknown, two headers fill one column, or the file
            was opened by another preset.

    Source: formats.md, common rules; measures.md, required columns by kind of file.
    """
    if kind is not None and kind not in KINDS:
        raise IntakeError(
            _("'{found}' is no kind of file; it is one of {kinds}", found=kind, kinds=", ".join(KINDS)), value=kind
        )
    if preset and preset != sheet.preset:
        raise IntakeError(_("{name} was not opened by the preset {preset}", name=sheet.name, preset=preset))
    chosen = _by_header(sheet, remembered or {})
    by = the_preset(sheet.preset) if sheet.preset and preset != NONE else None
    candidates = [one for one in (by.kinds if by else KINDS) if kind in (None, one)] or [cast("Kind", kind)]
    if kind is None and chosen:
        candidates = [one for one in candidates if all(_known(column, one) for column in chosen.values())] or candidates
    mappings = [_mapping(sheet, one, chosen, by, given) for one in candidates]
    if by is not None:
        return next((one for one in mappings if not one.missing), mappings[0])
    return max(mappings, key=_rank)


def _known(column: str, kind: Kind) -> bool:
    return not column or field_of(column, kind) is not None


def _rank(mapping: Mapping) -> tuple[int, int, int]:
    filled = {field_of(column, mapping.kind) for column in mapping.columns.values()}
    telling = len(filled & _TELLING[mapping.kind])
    return len(mapping.columns), -len(mapping.missing), telling


def _by_header(sheet: Sheet, remembered: Words[str, str]) -> dict[str, str]:
    """The remembered columns by the header as this file writes it."""
    written = {headers.normalise(header): header for header in sheet.headers}
    chosen = {}
    for header, column in remembered.items():
        theirs = header if header in sheet.headers else written.get(headers.normalise(header))
        if theirs is None and headers.normalise(header) in map(headers.normalise, sheet.personal):
            raise IntakeError(_("The column {column} names persons and is never read", column=header), column=header)
        if theirs is None:
            raise IntakeError(
                _("{name} has no column {column}; its columns are {columns}",
                  name=sheet.name, column=header, columns=_listed(sheet.headers)),
                column=header,
            )  # fmt: skip
        chosen[theirs] = column
    return chosen


def _mapping(
    sheet: Sheet, kind: Kind, chosen: Words[str, str], preset: Preset | None, given: Collection[str]
) -> Mapping:
    """The mapping of one kind: chosen columns first, then recognised ones that nothing fills yet."""
    columns: dict[str, str] = {}
    filled: dict[str, str] = {}
    for header, column in chosen.items():
        if not column:
            continue
        field = field_of(column, kind)
        if field is None:
            raise IntakeError(
                _("'{found}' is no column of {kind}; use one of {columns}",
                  found=column, kind=kind, columns=_listed(names(kind))),
                column=header, value=column,
            )  # fmt: skip
        if field in filled:
            raise IntakeError(
                _("The columns {first} and {second} are both read as {column}; leave one out",
                  first=filled[field], second=header, column=column),
                column=header, value=column,
            )  # fmt: skip
        columns[header], filled[field] = column, header
    for header in sheet.headers:
        column = (sheet.meant.get(header) if preset else headers.column_of(header)) or ""
        field = field_of(column, kind) if column else None
        if header not in chosen and field is not None and field not in filled:
            columns[header], filled[field] = column, header
    constants = {name: value for name, value in sheet.constants.items() if preset and field_of(name, kind)}
    constants = {name: value for name, value in constants.items() if field_of(name, kind) not in filled}
    lacking = missing(kind, [*columns.values(), *constants, *given])
    score = sheet.score if preset else len(columns) / max(len(sheet.headers), 1)
    return Mapping(
        kind=kind,
        columns=columns,
        score=round(score / (1 + len(lacking)), 4),
        missing=lacking,
        ignored=tuple(header for header in sheet.headers if header not in columns),
        preset=preset.id if preset else None,
        constants=constants,
        add_up=preset.add_up if preset else False,
        by_code=preset.by_code if preset else False,
        describes=not (preset and preset.by_code) or "products" in preset.kinds,
        per_order=tuple(field for name in (preset.per_order if preset else ()) if (field := field_of(name, kind))),
    )


def _listed(words: Iterable[str]) -> str:
    return ", ".join(words)
