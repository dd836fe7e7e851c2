"""Read lines to frames of products, facts and stock."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

import pandas as pd
import polars as pl
import pyarrow as pa

from campaign.base.language import N_, _, _n
from campaign.facts import contract
from campaign.facts.contract import STOCK_COLUMNS
from campaign.facts.measures import MEASURES
from campaign.intake import orders
from campaign.intake.columns import MEASURE, MINOR, PRODUCT, Kind
from campaign.intake.files.delimited_text import LINE

REPEATED = N_("same line twice")
REPLACED = N_("a later line has the same key")
NO_FIGURES = N_("no figure in the line")
NO_PLAN = "-"
NEVER_DUE = datetime(9999, 12, 31, tzinfo=UTC)
_NAMED = 20
_OF_PRODUCT = PRODUCT.keys() - {"product_id", "sku_id", "currency"}
_DTYPES = {pa.int64(): pd.Int64Dtype(), pa.float64(): pd.Float64Dtype(), pa.large_string(): pd.StringDtype()}
_KEYS: dict[Kind, tuple[str, ...]] = {
    "products": ("product_id", "sku_id"),
    "facts": ("starts", "hourly", "product_id", "sku_id", "channel", "plan"),
    "spend": ("starts", "hourly", "product_id", "sku_id", "channel", "plan"),
    "stock": ("at", "product_id", "sku_id", "seller_sku", "warehouse", "inbound_due"),
    "orders": ("order_id", "line_id"),
}


@dataclass(frozen=True)
class Shop:
    """Whose figures these are and where they come from."""

    store: str
    source: str
    zone: str
    currency: str


@dataclass
class Built:
    """The frames of a file, what was left out on the way and what was decided."""

    products: pd.DataFrame | None = None
    facts: pa.Table | None = None
    stock: pd.DataFrame | None = None
    dropped: dict[str, int] = field(default_factory=dict)
    notes: tuple[str, ...] = ()


def build(
    kind: Kind, table: pl.DataFrame, shop: Shop, *, add_up: bool = False, per_order: Collection[str] = ()
) -> Built:
    """Make the frames of a kind of file from its good lines, of which `LINE` names the place in the file.

    Args:
        kind: Kind of file.
        table: Its good lines.
        shop: Whose figures they are.
        add_up: Lines with the same key are parts of one figure; else the last one counts.
        per_order: Fields whose amount stands on the order and not on the line.
    """
    built = Built()
    if add_up and kind in ("facts", "spend"):
        table = _added_up(table, _key(kind, table.columns))
    table = _without_repeats(table, _key(kind, table.columns), built)
    if kind == "orders":
        built.facts = _contract(orders.facts_of(table, shop.zone, per_order), shop)
        return built
    if kind == "products" or ("product_id" in table.columns and not _OF_PRODUCT.isdisjoint(table.columns)):
        built.products = products_of(table, shop)
    if kind == "products":
        return built
    figures = [name for name in table.columns if name in (STOCK_COLUMNS if kind == "stock" else MEASURE)]
    filled = table.filter(pl.any_horizontal(pl.col(figures).is_not_null()))
    if built.products is None and filled.height < table.height:
        built.dropped[NO_FIGURES] = table.height - filled.height
    if kind == "stock":
        built.stock = stock_of(filled, shop)
    else:
        built.facts = facts_of(filled, shop)
    return built


def products_of(table: pl.DataFrame, shop: Shop) -> pd.DataFrame:
    """What the lines say about products: one row per product and SKU, cell by cell the latest day's value."""
    told = [name for name in table.columns if name in _OF_PRODUCT]
    key = [name for name in ("product_id", "sku_id") if name in table.columns]
    ordered = table.sort("starts", LINE) if "starts" in table.columns else table
    rows = (
        ordered.filter(pl.col("product_id").is_not_null() & (pl.col("product_id") != contract.ANY))
        .with_columns(pl.col(name).fill_null(contract.ANY) for name in key)
        .group_by(key, maintain_order=True)
        .agg(pl.col(name).drop_nulls().last() for name in told)
    )
    if any(name.endswith(MINOR) for name in told):
        rows = rows.with_columns(currency=pl.lit(shop.currency))
    return _pandas(rows)


def facts_of(table: pl.DataFrame, shop: Shop) -> pa.Table:
    """The figures of the lines under the contract of facts; an empty plan is `-`, no plan, since `*` means all."""
    keys = {"product_id": contract.ANY, "sku_id": contract.ANY, "channel": contract.ANY, "plan": NO_PLAN}
    grain = pl.when("hourly").then(pl.lit(contract.HOUR)).otherwise(pl.lit(contract.DAY))
    return _contract(
        table.select(
            "day",
            "starts",
            grain.alias("grain"),
            *[pl.col(name).fill_null(empty) for name, empty in keys.items() if name in table.columns],
            *[name for name in table.columns if name in MEASURE],
        ),
        shop,
    )


def stock_of(table: pl.DataFrame, shop: Shop) -> pd.DataFrame:
    """The stock-taking of the lines under its contract; a SKU without an id goes by the shop's own code."""
    codes = [pl.col(name) for name in ("sku_id", "seller_sku") if name in table.columns]
    empty = {"product_id": contract.ANY, "warehouse": contract.ANY, "inbound_due": NEVER_DUE}
    rows = table.select(
        "at",
        pl.coalesce(*codes, pl.lit(contract.ANY)).alias("sku_id"),
        *[pl.col(name).fill_null(nothing) for name, nothing in empty.items() if name in table.columns],
        *[name for name in table.columns if name in STOCK_COLUMNS],
        store=pl.lit(shop.store),
    )
    absent = [pl.lit(nothing).alias(name) for name, nothing in empty.items() if name not in table.columns]
    return contract.stock_contract(_pandas(rows.with_columns(absent)))


def _contract(rows: pl.DataFrame, shop: Shop) -> pa.Table:
    currency = pl.lit(shop.currency if any(name.endswith(MINOR) for name in rows.columns) else None, dtype=pl.String)
    named = rows.with_columns(store=pl.lit(shop.store), source=pl.lit(shop.source), currency=currency)
    return contract.whole(_arrow(named))


def _arrow(rows: pl.DataFrame) -> pa.Table:
    return rows.to_arrow(compat_level=pl.CompatLevel.oldest())


def _pandas(rows: pl.DataFrame) -> pd.DataFrame:
    frame: pd.DataFrame = _arrow(rows).to_pandas(types_mapper=_DTYPES.get, date_as_object=True)
    return frame


def _key(kind: Kind, columns: Sequence[str]) -> list[str]:
    """What makes two lines the same; order lines without an id of their own are never the same."""
    key = [name for name in _KEYS[kind] if name in columns]
    by_product = not {"product_id", "sku_id", "seller_sku"}.isdisjoint(columns)
    return [] if kind == "orders" and "line_id" not in key and by_product else key


def _added_up(table: pl.DataFrame, key: Sequence[str]) -> pl.DataFrame:
    """One line for each key: flows are added, of anything else the last that is said counts."""

    def told(name: str) -> pl.Expr:
        if name in MEASURES and not MEASURES[name].level:
            return pl.when(pl.col(name).is_not_null().any()).then(pl.col(name).sum()).alias(name)
        return pl.col(name).drop_nulls().last()

    if not key or not table.select(key).is_duplicated().any():
        return table
    summed = table.group_by(key, maintain_order=True).agg(told(name) for name in table.columns if name not in key)
    return summed.select(table.columns)


def _without_repeats(table: pl.DataFrame, key: Sequence[str], built: Built) -> pl.DataFrame:
    """Keep the last line of each key; count equal ones, name those that say something else."""
    if not key or not table.select(key).is_duplicated().any():
        return table
    told = [name for name in table.columns if name not in (*key, LINE)]
    repeated = table.filter(table.select(key).is_duplicated())
    winners = repeated.unique(subset=key, keep="last", maintain_order=True)
    beside = repeated.join(winners, on=key, how="left", nulls_equal=True, suffix="\x00").filter(
        pl.col(LINE) != pl.col(LINE + "\x00")
    )
    same = pl.all_horizontal(pl.lit(value=True), *[pl.col(name).eq_missing(pl.col(name + "\x00")) for name in told])
    given_up = beside.select(LINE, pl.col(LINE + "\x00").alias("winner"), same.alias("same")).sort(LINE)
    replaced = given_up.filter(~pl.col("same"))
    for reason, count in ((REPEATED, given_up.height - replaced.height), (REPLACED, replaced.height)):
        if count:
            built.dropped[reason] = count
    notes = [
        _("Lines {line} and {winner} are about the same key and differ: line {winner} counts", line=line, winner=winner)
        for line, winner, _same in replaced.head(_NAMED).iter_rows()
    ]
    if replaced.height > _NAMED:
        notes.append(_n("and {count} line more", "and {count} lines more", replaced.height - _NAMED))
    built.notes += tuple(notes)
    return table.filter(~pl.col(LINE).is_in(given_up[LINE].implode()))
