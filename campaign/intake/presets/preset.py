"""Presets: what the exports of one system look like, as data, checked when they are loaded."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

import yaml
from pydantic import Field, ValidationError, field_validator, model_validator

from campaign.base.language import _
from campaign.base.record import Value
from campaign.intake.cells.date_formats import Order
from campaign.intake.columns import KINDS, Kind, field_of
from campaign.intake.files.sheet import IntakeError
from campaign.intake.headers import PRESETS, TEMPLATE_FILE, names_a_person, normalise
from campaign.intake.presets.preset_columns import Filling, Headers, Pattern, Words, listed


class PresetError(IntakeError):
    """A preset that does not say what a preset must; names its file and the key."""


class FillDown(Value):
    """Columns written on the first line of a group only: `headers` are filled down among lines of the same `by`."""

    by: Headers
    headers: Headers

    @field_validator("by", mode="before")
    @classmethod
    def _alternatives(cls, value: Any) -> Any:
        return listed(value)


class Block(Value):
    """One cell that holds several lines.

    Attributes:
        header: Alternative names of the column.
        opens: Regular expression that begins each line within the cell.
        parts: Name of a new column -> regular expression whose first group is its value.
    """

    header: Headers
    opens: Pattern
    parts: dict[str, Pattern]


class LeftOut(Value):
    """Lines that only repeat others or explain: those whose column holds one of `words`, or nothing where `empty`.

    Attributes:
        header: Alternative names of the column.
        words: Texts that leave the line out.
        empty: An empty cell leaves the line out.
        unlike: Regular expression; a filled cell in which it is not found leaves the line out.
    """

    header: Headers
    words: Words = ()
    empty: bool = False
    unlike: Pattern | None = None

    @field_validator("header", mode="before")
    @classmethod
    def _alternatives(cls, value: Any) -> Any:
        return listed(value)


class Text(Value):
    """A sentence in both languages."""

    en: str
    zh: str


class Preset(Value):
    """What one export looks like. A file `data/presets/<id>.yaml`; unknown keys are refused.

    Who it is:

    Attributes:
        id: Name of the file, and the `source` of its rows.
        title: What it is called, `{en: ..., zh: ...}`.
        system: The system that writes it, such as 生意参谋 or Shopify.
        where: Where in that system a person exports it.
        kinds: Kinds of file it may be read as; the first for which nothing required is missing is proposed.

    How it is recognised:

    Attributes:
        required: Headers that prove it, each a text or a list of alternatives; all of them must be there. Choose those
            that no other preset's files have together.
        forbidden: Headers that disprove it.
        file_names: Regular expressions found in its file names; they raise the score and never decide alone.
        sheets: Names of the workbook's sheet that holds it; without one, the first sheet with its headers.

    How it is laid out:

    Attributes:
        header_lines: 2 where a line of groups stands above the header line; the names are joined by a space, the group
            being filled to the right: `Clicks` above `Total` is the header `Clicks Total`.
        description_lines: Lines of explanation right below the headers (TikTok Shop: 1), left out.
        currency: ISO 4217 code of its amounts where the system knows but one and the file does not say it.
        dates: How days in figures are written: `year_first`, `day_first` (31/12/2026), `month_first` (12/31/2026); with
            the year first, or with the month as a word, they are understood in any case.
        decimal: `point` (1,234.56), `comma` (1.234,56), or `auto`: comma where the figures of the file show it.
        missing: Cell texts that stand for nothing besides `-`, `--` and the like, such as `not stocked`.
        fill_down: See `FillDown`.
        block: See `Block`; its parts may be read like headers.
        left_out: See `LeftOut`; lines with 总计, 合计, Total: ... in their first filled cell are always left out.

    What it says:

    Attributes:
        columns: Our column -> `Filling`. Amounts without `_minor` are in major units. ONLY columns named here are ever
            read from a recognised file. Several of ours may read the same header.
        aside: Headers that are known and not read; they raise the score.
        personal: Headers that name persons and that no general rule finds; dropped on opening, listed as dropped.
            A buyer column is named as `buyer` in `columns` of an order file: counted in memory, then dropped.
        day_from: Where no column gives the day (for stock: the instant), in this order: `file_name` (the day in the
            file's name) or `period` (a line above the headers with one day or a range). Else the person is asked.
        add_up: Lines with the same key are added up, where several lines per key are normal. Else the last one counts.
        by_code: Its product ids are not those under which the shop's products are known: a line belongs to the product
            that bears its `seller_sku`.
        per_order: Our columns whose amount stands on the order and not on the line; counted for the whole order only.
            Coupons, freight, fees and deposits always do.
        definitions: Our measure -> what this source counts in it, where it is not the plain meaning
            (`revenue`: ordered or paid; `bounce_visitors`; `refund`: by the day of refund or of the order).
        refused: Why nothing is read from it although it is known: the sentence that a person sees instead.
        belongs_to: The register whose entries its lines are; they are taken in there.
    """

    id: str = Field(pattern=r"^[a-z0-9_]+$")
    title: Text
    system: str
    where: Text | None = None
    kinds: tuple[Kind, ...] = Field(min_length=1)
    required: tuple[Headers, ...] = Field(min_length=1)
    forbidden: Headers = ()
    file_names: tuple[Pattern, ...] = ()
    sheets: tuple[str, ...] = ()
    header_lines: Literal[1, 2] = 1
    description_lines: int = Field(default=0, ge=0, le=3)
    currency: str | None = Field(default=None, pattern=r"^[A-Z]{3}$")
    dates: Order = "year_first"
    decimal: Literal["point", "comma", "auto"] = "point"
    missing: Words = ()
    fill_down: FillDown | None = None
    block: Block | None = None
    left_out: tuple[LeftOut, ...] = ()
    columns: dict[str, Filling]
    aside: Headers = ()
    personal: Headers = ()
    day_from: tuple[Literal["file_name", "period"], ...] = ()
    add_up: bool = False
    by_code: bool = False
    per_order: tuple[str, ...] = ()
    definitions: dict[str, Text] = Field(default_factory=dict)
    refused: Text | None = None
    belongs_to: str | None = None

    @field_validator("required", mode="before")
    @classmethod
    def _alternatives(cls, value: Any) -> Any:
        return [listed(one) for one in value] if isinstance(value, list | tuple) else value

    @field_validator("columns", "per_order", "definitions")
    @classmethod
    def _ours(cls, value: Any) -> Any:
        for column in value:
            if all(field_of(column, kind) is None for kind in KINDS):
                raise ValueError(f"'{column}' is none of our columns")
        return value

    @model_validator(mode="after")
    def _read_somewhere(self) -> Preset:
        if bool(self.columns) == bool(self.refused):
            raise ValueError("columns says what is read, or refused says why nothing is")
        for column in self.columns:
            if all(field_of(column, kind) is None for kind in self.kinds):
                raise ValueError(f"columns.{column} is no column of {', '.join(self.kinds)}")
        return self

    @model_validator(mode="after")
    def _no_person(self) -> Preset:
        for column, filling in self.columns.items():
            if column == "buyer":
                if not filling.header:
                    raise ValueError("columns.buyer is a header, nothing computed")
                continue
            named = next(filter(names_a_person, filling.named()), None)
            if named is not None or not {*map(normalise, filling.named())}.isdisjoint(map(normalise, self.personal)):
                raise ValueError(f"columns.{column} reads a column that names persons")
        return self

    def buyer(self) -> Headers:
        """The headers of the column that tells buyers apart."""
        return self.columns["buyer"].header if "buyer" in self.columns else ()

    def read(self) -> frozenset[str]:
        """Every header whose cells are read, in the form of `headers.normalise`."""
        named = [header for source in self.columns.values() for header in source.named()]
        named += [header for rule in self.left_out for header in rule.header]
        if self.fill_down:
            named += [*self.fill_down.by, *self.fill_down.headers]
        if self.block:
            named += self.block.header
        return frozenset(map(normalise, named))

    def known(self) -> frozenset[str]:
        """Every header that the preset knows, read or not."""
        proofs = [name for names in self.required for name in names]
        return self.read() | frozenset(map(normalise, (*self.aside, *self.personal, *proofs)))


@lru_cache
def presets() -> dict[str, Preset]:
    """Every preset by its id: each file in `data/presets` but the template's words."""
    return {path.stem: load(path) for path in sorted(PRESETS.glob("*.yaml")) if path.name != TEMPLATE_FILE}


def the_preset(named: str) -> Preset:
    """A preset by its id.

    Raises:
        PresetError: there is none of that name.
    """
    known = presets()
    if named not in known:
        raise PresetError(
            _("There is no preset '{found}'; choose {known}", found=named, known=", ".join(known)), value=named
        )
    return known[named]


def load(path: Path) -> Preset:
    """One preset.

    Raises:
        PresetError: the file is no YAML, or a key is unknown, missing or wrong; names the file and the key.
    """
    try:
        told = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
        preset = Preset.model_validate(told)
    except yaml.YAMLError as error:
        raise PresetError(_("{file} is no YAML: {reason}", file=path.name, reason=error), file=path.name) from None
    except ValidationError as error:
        first = error.errors()[0]
        key = ".".join(str(step) for step in first["loc"]) or "-"
        raise PresetError(
            _("{file}, key {key}: {reason}", file=path.name, key=key, reason=first["msg"]), file=path.name, key=key
        ) from None
    if preset.id != path.stem:
        raise PresetError(_("{file}, key id: '{id}' is not the file's name", file=path.name, id=preset.id), key="id")
    return preset
