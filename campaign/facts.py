"""What was measured: the contract of columns and measures, and which source a figure is read from."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from campaign.errors import CampaignError
from campaign.language import _
from campaign.measures import MEASURES as MEASURES
from campaign.measures import Measure as Measure
from campaign.record import Value

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


class Held(Value):
    """Rows of one source, split and grain that hold a measure: on which days and in which channels.

    `derived` says that the figure is read from a level (`units` from `lifetime_units`).
    """

    source: str
    split: frozenset[str] = frozenset()
    grain: str = DAY
    days: frozenset[date]
    channels: frozenset[str] = frozenset({ANY})
    derived: bool = False


class Choice(Value):
    """What a figure is read from: one source, one split of it, and these channels (None: all).

    `layered` says that hours stand beside days or SKUs beside their products: only the coarser rows count then.
    """

    source: str
    split: tuple[str, ...] = ()
    channels: frozenset[str] | None = None
    derived: bool = False
    layered: bool = False

    @property
    def split_text(self) -> str:
        """The split in words: `product`, `product+sku`, `*`."""
        return "+".join(self.split) or ANY


def choices(
    measure: Measure, held: Iterable[Held], needs: frozenset[str] = frozenset(), only: str | None = None
) -> tuple[Choice, ...]:
    """Choose what a measure is summed from, so that nothing that overlaps is added.

    One figure, one source. Sources come in this order: platform files, templates and feeds before `manual`;
    counted before derived from a level; more days of the window before fewer; split by product before not, so that
    sums by day and by product agree; then by name. Within the source one split counts: the one that holds more days,
    then the coarsest (a `*` row already holds what split rows hold together), product before channel. SKUs and hours
    are no splits of their own: they count where the source has no row of their product or their day.

    Measures that ad platforms and ledgers report channel by channel (`Measure.by_channel`: spend, commission,
    impressions, clicks, what platforms claim) may add over sources, because one platform's channel is not another's:
    each channel is taken from the first source that has it. A channel overlaps itself, the levels above it
    (`search` and `search/brand`) and `*`. Rows that name a channel come before rows that do not; a source that
    names none overlaps everything, so it counts alone or not at all.

    Args:
        measure: What is summed.
        held: What the store holds of it in the window.
        needs: Splits and grain that the figure asks for: `product`, `sku`, `channel`, `plan`, `hour`.
        only: The one source that may count, chosen by a person.

    Returns:
        The sources, best first; more than one only where their channels do not overlap; none where nothing is held.

    Source: storage.md, Facts; measures.md, Rules.

    Example:
        >>> week = frozenset({date(2026, 11, 10), date(2026, 11, 11)})
        >>> by_product = Held(source="products", split=frozenset({"product"}), days=week)
        >>> by_channel = Held(source="sources", split=frozenset({"channel"}), days=week)
        >>> [choice.source for choice in choices(MEASURES["visitors"], [by_channel, by_product])]
        ['products']
        >>> needs = frozenset({"channel"})
        >>> [choice.source for choice in choices(MEASURES["visitors"], [by_channel, by_product], needs)]
        ['sources']
    """
    found = _splits([one for one in held if only in (None, one.source)], needs)
    best: dict[tuple[str, bool], _Found] = {}
    for split in sorted(found, key=lambda split: _split_rank(split, measure)):
        best.setdefault((split.choice.source, split.choice.derived), split)
    ranked = sorted(best.values(), key=lambda split: _source_rank(split, measure))
    if not measure.by_channel:
        return tuple(split.choice for split in ranked[:1])
    taken: set[str] = set()
    chosen = []
    for choice, _days, channels in ranked:
        free = frozenset(channel for channel in channels if not any(_overlap(channel, other) for other in taken))
        if free:
            taken |= free
            chosen.append(choice.model_copy(update={"channels": None if free == channels else free}))
    return tuple(chosen)


class _Found(NamedTuple):
    """A split of a source, with the days and the channels that it holds."""

    choice: Choice
    days: frozenset[date]
    channels: frozenset[str]


def _splits(held: Iterable[Held], needs: frozenset[str]) -> list[_Found]:
    """Bring what is held together to splits; SKUs and hours join the split of their product and their day."""
    folded: dict[tuple[str, bool, frozenset[str]], list[Held]] = {}
    for one in held:
        if needs - {HOUR} <= one.split and (HOUR not in needs or one.grain == HOUR):
            split = one.split if "sku" in needs else one.split - {"sku"}
            folded.setdefault((one.source, one.derived, split), []).append(one)
    found = []
    for (source, derived, _split), rows in folded.items():
        shared = frozenset.intersection(*(one.split for one in rows))
        choice = Choice(
            source=source,
            split=tuple(name for name in SPLITS.values() if name in shared),
            derived=derived,
            layered=len({(one.split, one.grain) for one in rows}) > 1,
        )
        days = frozenset[date]().union(*(one.days for one in rows))
        channels = frozenset[str]().union(*(one.channels for one in rows))
        found.append(_Found(choice, days, channels))
    return found


def _split_rank(found: _Found, measure: Measure) -> tuple[object, ...]:
    split = found.choice.split
    coarse = [name for name in split if name != "sku"]
    return (-len(found.days), measure.by_channel and "channel" not in split, len(coarse), "product" not in split, split)


def _source_rank(found: _Found, measure: Measure) -> tuple[object, ...]:
    choice = found.choice
    unnamed = measure.by_channel and "channel" not in choice.split
    product_free = "product" not in choice.split
    return (choice.source == MANUAL, unnamed, choice.derived, -len(found.days), product_free, choice.source)


def _overlap(channel: str, other: str) -> bool:
    if ANY in (channel, other):
        return True
    one, two = f"{channel}/", f"{other}/"
    return one.startswith(two) or two.startswith(one)


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
    complete = pa.table([_column(rows, field) for field in schema], schema=schema)
    if schema is SCHEMA:
        _check_currency(complete)
    return complete


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


def _column(rows: pa.Table, field: pa.Field) -> pa.ChunkedArray | pa.Array:
    """One column of the contract, cast to its type; empty where the rows do not name it."""
    name = field.name
    if name not in rows.column_names:
        if name in _NEVER_ABSENT:
            raise FactsError(_("The column {column} is missing", column=name), column=name)
        return pa.repeat(pa.scalar(None if field.nullable else ANY, field.type), rows.num_rows)
    values = rows[name]
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
