"""Rows posted as JSON to a sheet: every number as it was written, nested values refused by row and name."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, NamedTuple, NoReturn

import polars as pl

from campaign.base.language import _
from campaign.intake.files import delimited_text, opening
from campaign.intake.files.delimited_text import EXTRA, LINE, Grid
from campaign.intake.files.sheet import IntakeError, Limits, Problem, Sheet
from campaign.intake.presets.recognition import NONE

ROWS, CONSTANTS = "rows", "constants"
_Row = dict[str, Any]


class PostError(IntakeError):
    """A posted body that is no JSON, or not of the shape that is asked for."""


class Post(NamedTuple):
    """The rows of a post, and what holds for every one of them."""

    sheet: Sheet
    constants: Mapping[str, str]


def open_post(content: bytes, name: str, limits: Limits = Limits()) -> Post:  # noqa: B008  (frozen)
    """Open a JSON body: `{"rows": [{...}], "constants": {...}}`, or the bare list of rows.

    Args:
        content: The body, in UTF-8.
        name: How sentences call it.
        limits: What is too large.

    Returns:
        The rows as a sheet whose lines are the rows' numbers from 1, and the constants as text.

    Raises:
        PostError: it is no JSON (line and column are named), has no rows, or is of another shape.
        IntakeError: it has too many rows, columns or characters in a cell.

    Source: measures.md, names and required columns.

    Example:
        >>> post = open_post(b'[{"day": "2016-11-11", "revenue": 12.90}, {"revenue": 0.30000000000000004}]', "facts")
        >>> post.sheet.headers, post.sheet.frame["revenue"].to_list()
        (('day', 'revenue'), ['12.90', '0.30000000000000004'])
    """
    rows, constants = _parts(_parsed(content, name), name)
    return Post(_sheet(rows, content, name, limits), constants)


def _parsed(content: bytes, name: str) -> Any:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise PostError(_("{name} is not UTF-8 (line {line}); JSON is sent in UTF-8", name=name, line=line)) from None
    try:
        told = json.loads(
            text, parse_float=str, parse_int=str, parse_constant=_refuse_constant, object_pairs_hook=_once
        )
    except json.JSONDecodeError as error:
        raise PostError(
            _("{name} is no JSON: it breaks off or is wrong in line {line}, column {column}",
              name=name, line=error.lineno, column=error.colno),
            line=error.lineno, column=error.colno,
        ) from None  # fmt: skip
    except RecursionError:
        raise PostError(_("{name} is nested too deeply; rows are flat", name=name)) from None
    if "\\u" in text:
        _refuse_no_text(text, told, name)
    return told


def _refuse_no_text(text: str, told: Any, name: str) -> None:
    """Refuse escapes that no text holds: half a surrogate pair, and NUL."""
    try:
        json.dumps(told, ensure_ascii=False).encode()
        broken = "\\u0000" in text
    except UnicodeEncodeError:
        broken = True
    if broken:
        raise PostError(_("{name} holds a \\u escape that is no character; send the text itself", name=name))


def _refuse_constant(written: str) -> NoReturn:
    raise PostError(_("{found} is no number of JSON; leave the figure out or send null", found=written))


def _once(pairs: list[tuple[str, Any]]) -> _Row:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _value in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise PostError(_("The name '{found}' stands twice in one object; send it once", found=twice), column=twice)
    return found


def _parts(told: Any, name: str) -> tuple[list[Any], dict[str, str]]:
    """The rows and the constants of a body."""
    whole = told if isinstance(told, dict) else {ROWS: told}
    strange = [key for key in whole if key not in (ROWS, CONSTANTS)]
    rows, constants = whole.get(ROWS), whole.get(CONSTANTS) or {}
    if strange or not isinstance(rows, list) or not isinstance(constants, dict):
        raise PostError(_('{name} is not of the shape {{"rows": [...], "constants": {{...}}}} or [...]', name=name))
    if not rows:
        raise PostError(_("{name} has no rows; nothing was sent", name=name))
    nested = [key for key, value in constants.items() if not isinstance(value, str)]
    if nested:
        raise PostError(_("The constant {column} is neither text nor a number", column=nested[0]), column=nested[0])
    return rows, constants


def _sheet(rows: list[Any], content: bytes, name: str, limits: Limits) -> Sheet:
    columns: dict[str, list[str | None]] = {}
    problems: list[Problem] = []
    for place, row in enumerate(rows):
        if not isinstance(row, dict):
            problems.append(Problem(line=place + 1, column=None, value=None, message=_("The row is no object")))
            continue
        for key, value in row.items():
            column = columns.get(key)
            if column is None:
                delimited_text.refuse_size(len(rows), len(columns) + 1, name, limits)
                column = columns[key] = [None] * len(rows)
            if value is None or isinstance(value, str):
                column[place] = value
            else:
                problems.append(Problem(line=place + 1, column=key, value=None, message=_wrong(value)))
    if not any(value is not None for column in columns.values() for value in column):
        raise PostError(_("{name} has no row with a named value; rows are flat objects", name=name))
    body = pl.DataFrame({f"{place}": column for place, column in enumerate(columns.values())}).cast(pl.String)
    lines = pl.Series(LINE, range(1, len(rows) + 1), dtype=pl.Int64)
    grid = Grid([*columns], 1, body.with_columns(pl.lit(None, dtype=pl.String).alias(EXTRA)), lines)
    sheet = opening.sheet_of(grid, content, name, "json", False, limits, NONE)
    return replace(sheet, problems=tuple(problems[: limits.problems]))


def _wrong(value: object) -> str:
    if isinstance(value, bool):
        return _("true and false are no figures; send a number, a text or null")
    return _("The value is a list or an object; rows are flat")
