"""Which of our columns each header of a file means."""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Mapping as Words

from campaign.intake import headers
from campaign.intake.columns import KINDS, Kind, field_of, missing, names
from campaign.intake.sheet import IntakeError, Sheet
from campaign.language import _
from campaign.record import Value

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
    something is missing.
    """

    kind: Kind
    columns: dict[str, str]
    score: float
    missing: tuple[str, ...]
    ignored: tuple[str, ...]


def suggest(sheet: Sheet, kind: str | None = None, remembered: Words[str, str] | None = None) -> Mapping:
    """Say what the headers of a file mean.

    Args:
        sheet: The opened file.
        kind: Kind of file, None to find out.
        remembered: Header -> our column as a person chose before or by `--map`; it comes first, and an empty
            column leaves the header out. The header may be written in any case and width.

    Returns:
        The mapping of the kind that understands most of the file.

    Raises:
        IntakeError: the kind, a remembered header or column is unknown, or two headers fill one column.

    Source: formats.md, common rules; measures.md, required columns by kind of file.
    """
    if kind is not None and kind not in KINDS:
        raise IntakeError(
            _("'{found}' is no kind of file; it is one of {kinds}", found=kind, kinds=", ".join(KINDS)), value=kind
        )
    chosen = _by_header(sheet, remembered or {})
    candidates = [one for one in KINDS if kind in (None, one)]
    if kind is None and chosen:
        candidates = [one for one in KINDS if all(_known(column, one) for column in chosen.values())] or candidates
    return max((_mapping(sheet, one, chosen) for one in candidates), key=_rank)


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


def _mapping(sheet: Sheet, kind: Kind, chosen: Words[str, str]) -> Mapping:
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
        column = headers.column_of(header) or ""
        field = field_of(column, kind) if column else None
        if header not in chosen and field is not None and field not in filled:
            columns[header], filled[field] = column, header
    lacking = missing(kind, columns.values())
    return Mapping(
        kind=kind,
        columns=columns,
        score=round(len(columns) / len(sheet.headers) / (1 + len(lacking)), 4),
        missing=lacking,
        ignored=tuple(header for header in sheet.headers if header not in columns),
    )


def _listed(words: Iterable[str]) -> str:
    return ", ".join(words)
