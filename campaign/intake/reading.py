"""A sheet and its mapping to frames: every cell read, every problem named, good rows kept."""

from __future__ import annotations

from collections.abc import Collection
from collections.abc import Mapping as Words
from dataclasses import dataclass
from functools import cached_property

import pandas as pd
import polars as pl
import pyarrow as pa

from campaign.base import money, phases
from campaign.base.language import _, _n
from campaign.facts import contract
from campaign.intake import fields, frames, seller_codes
from campaign.intake.columns import MINOR, Kind, field_of
from campaign.intake.files.delimited_text import LINE
from campaign.intake.files.sheet import Problem, Sheet
from campaign.intake.mapping import Mapping
from campaign.intake.presets import day_ranges, shape
from campaign.intake.presets.preset import the_preset
from campaign.products import NO_CODES, Codes


@dataclass(frozen=True)
class Intake:
    """What was read from a file.

    Attributes:
        kind: Kind of file.
        products: Rows for `products.merge`, None where the file says nothing about products.
        measured: Rows under the contract of facts, None where the file holds none; `facts` is the same as a frame.
        stock: Rows under the contract of stock, None where the file holds none.
        rows: Lines below the headers that are not empty.
        accepted: Lines that the frames are made of.
        refused: Lines with a problem; rows = accepted + refused + everything dropped.
        dropped: Lines left out without being wrong, by reason.
        problems: What is wrong, in the order of the file, as many as are listed.
        problem_count: How much is wrong, listed or not.
        notes: What was decided on the way, as sentences.
        codes: Digest of the shop's codes that decided which products the lines are about, empty where none did.
    """

    kind: Kind
    products: pd.DataFrame | None
    measured: pa.Table | None
    stock: pd.DataFrame | None
    rows: int
    accepted: int
    refused: int
    dropped: dict[str, int]
    problems: tuple[Problem, ...]
    notes: tuple[str, ...]
    codes: str = ""
    problem_count: int = 0

    @cached_property
    def facts(self) -> pd.DataFrame | None:
        """The rows under the contract of facts as a frame."""
        return None if self.measured is None else contract.framed(self.measured)


def read(
    sheet: Sheet,
    mapping: Mapping,
    *,
    store: str,
    source: str,
    zone: str,
    currency: str,
    constants: Words[str, str] | None = None,
    cumulative: Collection[str] = (),
    spread: bool = False,
    codes: Codes = NO_CODES,
) -> Intake:
    """Read a sheet as its mapping says.

    A line with a wrong cell is refused as a whole and named; the others go on. Of lines with the same key the last
    one counts.

    Args:
        sheet: The opened file.
        mapping: What its headers mean.
        store: The shop whose figures these are.
        source: Preset or feed that they come from.
        zone: IANA zone of days and clocks in the file.
        currency: ISO 4217 code of the campaign; amounts in another one are refused.
        constants: Our column -> a value that holds for every line.
        cumulative: Measures whose figures are counts to date; `units` is kept as `lifetime_units`.
        spread: A line about several days is divided among them, which is a guess; else it is refused.
        codes: The shop's own codes, by which order lines and stock find their products.

    Returns:
        The frames, and what was left out and why.

    Raises:
        IntakeError: a required column is missing, a constant cannot be read, or a header names another currency.

    Source: measures.md; formats.md, common rules.
    """
    phases.zone(zone)
    money.digits(currency)
    origins = fields.origins(sheet, mapping, _always(mapping, constants or {}), cumulative, currency)
    total = shape.total(sheet.frame)
    text, lines = shape.without(sheet.frame, total), sheet.lines.filter(~total)
    manner = fields.Manner(zone, currency, sheet.workbook, mapping.per_order, codes)
    reads = fields.read_all(text, origins, mapping.kind, manner)
    by_code, describes = mapping.by_code, mapping.describes
    coded = seller_codes.coded(reads, mapping.kind, codes, by_code=by_code, describes=describes)
    reads = coded.reads
    if not spread:
        reads |= day_ranges.refused(reads, origins)
    wrong, problems, found = fields.problems(sheet, text, lines, reads, origins, manner)
    kept = {field: one.values for field, one in reads.items() if field not in coded.gone}
    table = shape.without(pl.DataFrame({LINE: lines, **kept}), wrong)
    table, spread_notes = day_ranges.spread(table, zone)
    shop = frames.Shop(store=store, source=source, zone=zone, currency=currency)
    built = frames.build(mapping.kind, table, shop, add_up=mapping.add_up, per_order=mapping.per_order)
    dropped = _together(sheet.dropped, {shape.TOTAL: int(total.sum())}, built.dropped)
    rows = sheet.frame.height + sum(sheet.dropped.values())
    refused = int(wrong.sum())
    unlisted = _n("{count} more problem is not listed", "{count} more problems are not listed", found - len(problems))
    return Intake(
        kind=mapping.kind,
        products=built.products,
        measured=built.facts,
        stock=built.stock,
        rows=rows,
        accepted=rows - refused - sum(dropped.values()),
        refused=refused,
        dropped=dropped,
        problems=problems,
        notes=(
            *_foreign(mapping, currency),
            *sheet.notes,
            *coded.notes,
            *spread_notes,
            *built.notes,
            *((unlisted,) if found > len(problems) else ()),
        ),
        codes=coded.digest,
        problem_count=found,
    )


def _together(*told: Words[str, int]) -> dict[str, int]:
    """Lines left out by reason, whoever left them out; what nobody left out is not named."""
    reasons = dict.fromkeys(reason for one in told for reason, count in one.items() if count)
    return {reason: sum(one.get(reason, 0) for one in told) for reason in reasons}


def _foreign(mapping: Mapping, currency: str) -> tuple[str, ...]:
    """A warning where a system that knows but one currency is read into a campaign in another."""
    theirs = the_preset(mapping.preset).currency if mapping.preset else None
    fields_ = {field_of(name, mapping.kind) for name in mapping.columns.values()}
    if theirs in (None, currency) or not any(name and name.endswith(MINOR) for name in fields_):
        return ()
    return (_("The amounts of this file are in {theirs}, the campaign counts in {ours}: they were taken as {ours}",
              theirs=theirs, ours=currency),)  # fmt: skip


def _always(mapping: Mapping, given: Words[str, str]) -> dict[str, str]:
    """What holds for every line: a person's word before the preset's, both under a field's one name."""
    theirs = {field_of(name, mapping.kind): name for name in given}
    told = {name: value for name, value in mapping.constants.items() if field_of(name, mapping.kind) not in theirs}
    if "day" in theirs:
        told.pop("last_day", None)
    return {**told, **given}
