"""What was measured: the contract of its columns, keys and measures."""

from __future__ import annotations

from functools import cache

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from campaign.base.errors import CampaignError
from campaign.base.language import _
from campaign.facts.measures import MEASURES as MEASURES
from campaign.facts.measures import Measure as Measure

ANY = "*"
MANUAL = "manual"
DAY, HOUR = "day", "hour"
KEYS = ("store", "source", "day", "starts", "grain", "product_id", "sku_id", "channel", "plan")
DERIVED = {"units": "lifetime_units"}
SPLITS = {"product_id": "product", "sku_id": "sku", "channel": "channel", "plan": "plan"}
STOCK_KEYS = ("store", "at", "product_id", "sku_id", "warehouse", "inbound_due")
STOCK_COLUMNS = ("on_hand", "reserved", "inbound")


class FactsError(CampaignError):
    """Rows that do not keep the contract; `facts["column"]` names the column."""


_INSTANT = pa.timestamp("us", tz="UTC")
_TYPES = {"day": pa.date32(), "starts": _INSTANT, "at": _INSTANT, "inbound_due": _INSTANT}
SCHEMA = pa.schema(
    [pa.field(key, _TYPES.get(key, pa.string()), nullable=False) for key in KEYS]
    + [("currency", pa.string())]
    + [(measure.name, pa.int64() if measure.whole else pa.float64()) for measure in MEASURES.values()]
)
STOCK_SCHEMA = pa.schema(
    [pa.field(key, _TYPES.get(key, pa.string()), nullable=False) for key in STOCK_KEYS]
    + [(column, pa.int64()) for column in STOCK_COLUMNS]
)
_NEVER_ABSENT = {"store", "source", "day", "starts", "grain", "at", "inbound_due"}
_DTYPES = {pa.int64(): pd.Int64Dtype(), pa.float64(): pd.Float64Dtype(), pa.string(): pd.StringDtype()}


def contract(frame: pd.DataFrame) -> pd.DataFrame:
    """Complete a frame of facts to the whole contract.

    Args:
        frame: One row per key; store, source, day, starts and grain are there, any measures beside them. `starts`
            is the instant at which the row's day or hour begins in the source's zone.

    Returns:
        Every column of `KEYS`, `currency` and every measure, in this order, with nullable dtypes; a split that the
        frame does not name is `*`, a measure that it does not name is <NA>.

    Raises:
        FactsError: a column is unknown, a key is missing or empty, or a value is not of its column's kind.

    Source: measures.md, Rules and The table.
    """
    return framed(whole(frame)).set_index(frame.index)


def stock_contract(frame: pd.DataFrame) -> pd.DataFrame:
    """Complete a frame of stock to `STOCK_KEYS` and `STOCK_COLUMNS`, as `contract` does for facts."""
    return framed(whole(frame, STOCK_SCHEMA)).set_index(frame.index)


def whole(given: pd.DataFrame | pa.Table, schema: pa.Schema = SCHEMA) -> pa.Table:
    """The check behind `contract`, for rows too many for pandas too.

    Raises:
        FactsError: as `contract`.
    """
    try:
        rows = given if isinstance(given, pa.Table) else pa.Table.from_pandas(given, preserve_index=False)
    except (pa.ArrowInvalid, pa.ArrowTypeError) as error:
        raise FactsError(_("A column mixes kinds of values: {reason}", reason=str(error))) from error
    for name in rows.column_names:
        if name not in schema.names:
            raise FactsError(_("The column {column} is not one that facts have", column=name), column=name)
    for name in sorted(_NEVER_ABSENT.intersection(schema.names).difference(rows.column_names)):
        raise FactsError(_("The column {column} is missing", column=name), column=name)
    checked = {name: _column(rows[name], schema.field(name)) for name in rows.column_names}
    complete = completed(pa.table(checked), schema)
    if schema is SCHEMA:
        _check_currency(complete)
    return complete


def completed(rows: pa.Table, schema: pa.Schema) -> pa.Table:
    """Rows with every column of the contract: `*` for a split, unknown for a measure that they do not name."""

    @cache  # one column for all measures that are absent: most are
    def absent(kind: pa.DataType, nullable: bool) -> pa.Array:
        return pa.nulls(rows.num_rows, kind) if nullable else pa.repeat(pa.scalar(ANY, kind), rows.num_rows)

    named = set(rows.column_names)
    columns = [rows[f.name] if f.name in named else absent(f.type, f.nullable) for f in schema]
    return pa.table(columns, schema=schema)


def framed(rows: pa.Table) -> pd.DataFrame:
    """An Arrow table as a frame with nullable dtypes, days as `datetime.date`."""
    frame: pd.DataFrame = rows.to_pandas(types_mapper=_DTYPES.get)
    return frame


def repeated(frame: pd.DataFrame) -> pd.DataFrame:
    """Find the rows of one file whose key comes again further down: the later line wins, these are given up.

    Args:
        frame: Rows under the contract, in the order of the file.

    Returns:
        The rows given up, with their index, and `identical`: True where the row that wins says the same.
    """
    given_up = frame[frame.duplicated(list(KEYS), keep="last")]
    said = [name for name in frame.columns if name not in KEYS]
    winners = given_up[list(KEYS)].merge(frame.drop_duplicates(list(KEYS), keep="last"), on=list(KEYS), how="left")
    theirs, ours = winners[said].set_axis(given_up.index), given_up[said]
    same = (theirs.isna() & ours.isna()) | (theirs == ours).fillna(False)
    return given_up.assign(identical=same.all(axis=1).astype(bool))


def _column(values: pa.ChunkedArray, field: pa.Field) -> pa.ChunkedArray:
    """One column, cast to the contract's type."""
    name = field.name
    if not _fits(values.type, field.type):
        kinds = {"found": str(values.type), "wanted": str(field.type)}
        raise FactsError(_("The column {column} holds {found}, not {wanted}", column=name, **kinds), column=name)
    try:
        values = values.cast(field.type)
    except pa.ArrowInvalid as error:
        sentence = _("The column {column} holds a value that does not fit: {reason}", column=name, reason=str(error))
        raise FactsError(sentence, column=name) from error
    if not field.nullable:
        _check_key(values, name)
    if field.type == pa.float64() and pc.any(pc.invert(pc.is_finite(values))).as_py():
        raise FactsError(_("The column {column} holds an infinite value", column=name), column=name)
    return values


def _fits(found: pa.DataType, wanted: pa.DataType) -> bool:
    """Whether values of one type may be read as another without guessing: text never becomes a number."""
    kinds = pa.types
    found = found.value_type if kinds.is_dictionary(found) else found
    if kinds.is_null(found):
        return True
    if kinds.is_string(wanted):
        return bool(kinds.is_string(found) or kinds.is_large_string(found))
    if kinds.is_date(wanted):
        return bool(kinds.is_date(found) or (kinds.is_timestamp(found) and found.tz is None))
    if kinds.is_timestamp(wanted):
        return bool(kinds.is_timestamp(found) and found.tz is not None)
    return bool(kinds.is_integer(found) or kinds.is_floating(found))


def _check_key(values: pa.ChunkedArray, name: str) -> None:
    if values.null_count or (pa.types.is_string(values.type) and pc.any(pc.equal(values, "")).as_py()):
        sentence = _("The column {column} has empty cells; what a source does not split by is *", column=name)
        raise FactsError(sentence, column=name)
    if name == "grain" and (strange := set(pc.unique(values).to_pylist()) - {DAY, HOUR}):
        sentence = _("The column {column} holds {value}; it is day or hour", column=name, value=min(strange))
        raise FactsError(sentence, column=name)


def _check_currency(rows: pa.Table) -> None:
    """An amount without its currency is refused; a row without any amount needs none."""
    for measure in MEASURES.values():
        if measure.unit == "money" and (amount := rows[measure.name]).null_count < rows.num_rows:
            bare = pc.and_(pc.is_valid(amount), pc.is_null(rows["currency"]))
            if pc.any(bare).as_py():
                sentence = _("The column {column} holds amounts without a currency", column=measure.name)
                raise FactsError(sentence, column="currency")
