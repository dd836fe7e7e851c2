"""The fields of a file: which header or constant each comes from, its cells read, its faults as problems."""

from __future__ import annotations

from collections.abc import Collection
from collections.abc import Mapping as Words
from dataclasses import dataclass

import polars as pl

from campaign.base.language import _
from campaign.intake import headers
from campaign.intake.cells import faults as cells
from campaign.intake.cells import numbers, times
from campaign.intake.cells.faults import FAULTS, Read
from campaign.intake.columns import MINOR, ORDER_AMOUNTS, Cell, Kind, field_of, fields, missing
from campaign.intake.files.sheet import IntakeError, Problem, Sheet
from campaign.intake.mapping import Mapping
from campaign.products import NO_CODES, ROLES, Codes

CUMULATIVE = {"units": "lifetime_units"}
_STAGES = {"deposit": "deposit", "定金": "deposit", "balance": "balance", "尾款": "balance"}
_IDS = ("product_id", "sku_id", "seller_sku")
_SHOWN, _HIDDEN = 80, "…"
_ROLES = {role: role for role in ROLES} | {role.replace("_", " "): role for role in ROLES}
_KEYS: dict[Kind, tuple[str, ...]] = {
    "products": ("product_id",),
    "facts": ("product_id", "channel"),
    "spend": ("product_id", "channel"),
    "stock": ("at",),
    "orders": ("order_id", "product_id"),
}


@dataclass(frozen=True)
class Manner:
    """How the cells of a file are understood.

    Attributes:
        zone: IANA zone of its clocks.
        currency: The campaign's currency.
        workbook: Whether a bare number may be a day.
        per_order: Amounts that stand on an order and not on its lines, besides those that always do.
        codes: The shop's own codes.
    """

    zone: str
    currency: str
    workbook: bool
    per_order: tuple[str, ...] = ()
    codes: Codes = NO_CODES


@dataclass(frozen=True)
class Origin:
    """Where a field comes from: a header, or a constant under its own name; amounts may be in minor units."""

    header: str
    cell: Cell
    constant: str | None = None


def origins(
    sheet: Sheet, mapping: Mapping, constants: Words[str, str], cumulative: Collection[str], currency: str
) -> dict[str, Origin]:
    """Where each field of a file comes from.

    Raises:
        IntakeError: something required is missing, is given twice, is unknown, or is in another currency.
    """
    lacking = missing(mapping.kind, [*mapping.columns.values(), *constants])
    if lacking:
        raise IntakeError(
            _(
                "{name}, line {line}: no column for {missing}; map one of the columns {columns}, or give a constant",
                name=sheet.name,
                line=sheet.header_line,
                missing=", ".join(lacking),
                columns=", ".join(sheet.headers),
            ),
            line=sheet.header_line,
            missing=lacking,
        )
    found: dict[str, Origin] = {}
    given = [(header, column, None) for header, column in mapping.columns.items()]
    for header, column, constant in [*given, *((name, name, value) for name, value in constants.items())]:
        field, origin = _origin(sheet, mapping.kind, header, column, constant)
        field = CUMULATIVE[field] if field in cumulative and field in CUMULATIVE else field
        if field in found:
            raise IntakeError(
                _("{first} and {second} both give {column}; leave one out",
                  first=found[field].header, second=header, column=column),
                column=header,
            )  # fmt: skip
        found[field] = origin
        _refuse_other_currency(sheet, origin, currency)
    for column in cumulative:
        if CUMULATIVE.get(column, column) not in found or column not in (*CUMULATIVE, *CUMULATIVE.values(), "reviews"):
            raise IntakeError(
                _("'{found}' cannot be read as a count to date here; only units can, from a mapped column",
                  found=column),
                value=column,
            )  # fmt: skip
    return found


def _origin(sheet: Sheet, kind: Kind, header: str, column: str, constant: str | None) -> tuple[str, Origin]:
    field = field_of(column, kind)
    if field is None:
        raise IntakeError(_("'{found}' is no column of {kind}", found=column, kind=kind), column=header, value=column)
    if constant is None and header not in sheet.headers:
        raise IntakeError(_("{name} has no column {column}", name=sheet.name, column=header), column=header)
    cell = fields(kind)[field]
    return field, Origin(header, "count" if cell == "money" and column.endswith(MINOR) else cell, constant)


def _refuse_other_currency(sheet: Sheet, origin: Origin, currency: str) -> None:
    other = headers.currency_of(origin.header) if origin.cell in ("money", "count") else None
    if other not in (None, currency):
        raise IntakeError(
            _("{name}, line {line}: the column {column} is in {found}, the campaign in {currency}; convert it first",
              name=sheet.name, line=sheet.header_line, column=origin.header, found=other, currency=currency),
            line=sheet.header_line, column=origin.header, value=other,
        )  # fmt: skip


def read_all(text: pl.DataFrame, origins: Words[str, Origin], kind: Kind, manner: Manner) -> dict[str, Read]:
    """Read every field of a file; `starts` and `hourly` join `day` and `hour`, an empty key becomes a fault."""
    reads = {field: _read_one(text, origin, manner) for field, origin in origins.items() if field != "hour"}
    if kind in ("facts", "spend"):
        reads |= _spans(text, origins, reads.get("day"), manner)
    if kind == "stock":
        ids = [reads[name] for name in _IDS if name in reads]
        unnamed = pl.select(pl.all_horizontal(one.values.is_null() for one in ids)).to_series()
        first = next(name for name in _IDS if name in reads)
        reads[first] = reads[first].faulted(unnamed, "missing")
    if kind == "orders":
        reads |= _once_per_order(reads, ORDER_AMOUNTS.union(manner.per_order))
        clocks = [_raw(text, origins[name]) for name in ("ordered_at", "paid_at") if name in origins]
        timed = all(times.timed(cells.tidy(clock)) for clock in clocks)
        reads["timed"] = Read(pl.Series([timed]).new_from_index(0, text.height))
    for key in _KEYS[kind]:
        if key in reads:
            reads[key] = reads[key].faulted(reads[key].values.is_null(), "missing")
    return reads


def _read_one(text: pl.DataFrame, origin: Origin, manner: Manner) -> Read:
    if origin.constant is None:
        return read_cells(cells.tidy(text[origin.header]), origin.cell, manner)
    read = read_cells(cells.tidy(pl.Series([origin.constant])), origin.cell, manner)
    read = read.faulted(read.values.is_null(), "missing")
    if read.faults is not None:
        raise IntakeError(
            _("The constant {column}: {reason}", column=origin.header,
              reason=sentence(read.faults[0], origin.constant, manner)),
            column=origin.header, value=origin.constant,
        )  # fmt: skip
    return Read(read.values.new_from_index(0, text.height))


def read_cells(plain: pl.Series, cell: Cell, manner: Manner) -> Read:
    """Read the cells of one column, already tidy."""
    zone, workbook = manner.zone, manner.workbook
    match cell:
        case "id":
            return cells.ids(plain)
        case "count":
            return numbers.counts(plain)
        case "money":
            return numbers.amounts(plain, manner.currency)
        case "number":
            return numbers.numbers(plain)
        case "rating":
            return numbers.ratings(plain)
        case "share":
            return numbers.shares(plain)
        case "currency":
            return numbers.currencies(plain, manner.currency)
        case "day":
            return times.days(plain, zone, workbook=workbook)
        case "instant":
            return times.instants(plain, zone, workbook=workbook)
        case "role":
            return cells.chosen(plain, _ROLES, "role")
        case "stage":
            return cells.chosen(plain, _STAGES, "stage")
        case _:
            return Read(plain)


def _spans(text: pl.DataFrame, origins: Words[str, Origin], day: Read | None, manner: Manner) -> dict[str, Read]:
    """The day and the first instant of each row, and whether it is an hour: an empty hour cell is a whole day."""
    if "hour" not in origins:
        day = day or Read(pl.Series([None] * text.height, dtype=pl.Date))
        starts, hourly = times.day_starts(day.values, manner.zone), pl.Series([False]).new_from_index(0, text.height)
        return {
            "day": day.faulted(day.values.is_null(), "missing"), "starts": Read(starts), "hourly": Read(hourly)
        }  # fmt: skip
    hour = origins["hour"]
    plain = cells.tidy(_raw(text, hour))
    read = times.hours(plain, day.values if day else None, manner.zone, workbook=manner.workbook)
    hourly, local = plain.is_not_null(), read.values.dt.convert_time_zone(manner.zone).dt.date()
    days = local if day is None else pl.select(pl.when(hourly).then(local).otherwise(day.values)).to_series()
    whole = times.day_starts(days, manner.zone)
    starts = pl.select(pl.when(hourly).then(read.values).otherwise(whole)).to_series()
    lost = starts.is_null() if read.faults is None else starts.is_null() & read.faults.is_null()
    spans = {"starts": Read(starts), "hourly": Read(hourly)}
    if day is None:
        return {"hour": read.faulted(lost, "missing"), "day": Read(days), **spans}
    return {"hour": read, "day": Read(days, day.faults).faulted(lost, "missing"), **spans}


def _once_per_order(reads: Words[str, Read], amounts: frozenset[str]) -> dict[str, Read]:
    """Amounts of the order with a fault where the lines of one order disagree."""
    order = reads["order_id"].values.alias("order")
    mended = {}
    for field in amounts & reads.keys():
        both = pl.DataFrame({"order": order, "amount": reads[field].values})
        differ = both.select(pl.col("amount").drop_nulls().n_unique().over("order") > 1).to_series()
        mended[field] = reads[field].faulted(differ & order.is_not_null(), "order_amount")
    return mended


def problems(
    sheet: Sheet,
    text: pl.DataFrame,
    lines: pl.Series,
    reads: Words[str, Read],
    origins: Words[str, Origin],
    manner: Manner,
) -> tuple[pl.Series, tuple[Problem, ...], int]:
    """Which lines are refused, the first reasons in the order of the file, and how many there are.

    In a file that names persons no cell is repeated: a line whose cells have moved may hold one in any column.
    """
    wrong = lines.is_in([problem.line for problem in sheet.problems])
    tables = []
    for place, (field, origin) in enumerate(origins.items()):
        faults = reads[field].faults if field in reads else None
        if faults is None:
            continue
        found = faults.is_not_null()
        wrong |= found
        raw = _raw(text, origin)
        columns = {"line": lines, "place": place, "header": origin.header, "value": raw, "fault": faults}
        tables.append(pl.DataFrame(columns).filter(found))
    listed = pl.concat(tables).sort("line", "place") if tables else pl.DataFrame()
    named = [
        Problem(line=line, column=header, value=shown, message=sentence(fault, shown or _HIDDEN, manner, value))
        for line, _place, header, value, fault in listed.head(sheet.limits.problems).iter_rows()
        for shown in [None if sheet.personal else _shown(value)]
    ]
    ordered = sorted([*sheet.problems, *named], key=lambda problem: problem.line or 0)
    return wrong, tuple(ordered[: sheet.limits.problems]), listed.height + len(sheet.problems)


def _raw(text: pl.DataFrame, origin: Origin) -> pl.Series:
    """The cells as they stand in the file."""
    return text[origin.header] if origin.constant is None else pl.Series([origin.constant] * text.height)


def _shown(value: str | None) -> str | None:
    return value if value is None or len(value) <= _SHOWN else value[:_SHOWN] + "…"


def sentence(fault: str, value: str | None, manner: Manner, cell: str | None = None) -> str:
    """What is wrong with a cell; `cell` is as it stands in the file, looked up and never repeated."""
    places = ""
    if fault == "shared_code":
        code = cells.ids(cells.tidy(pl.Series([cell]))).values[0]
        places = _(" and ").join(map(str, manner.codes.shared[code]))
    return _(FAULTS[fault], value=_shown(value) or "", currency=manner.currency, zone=manner.zone, places=places)
