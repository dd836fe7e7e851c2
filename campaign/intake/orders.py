"""Order lines added up to facts: by the day of payment, and by the day of ordering for what was placed."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import polars as pl

from campaign.facts import contract
from campaign.intake.cells import times
from campaign.intake.columns import ORDER_AMOUNTS

_PAID_SUMS = ("units", "revenue_minor", "refund_units", "refund_minor")
_OF_LINES = {"line_id", "product_id", "sku_id", "seller_sku"}  # without one of them a line is a whole order
_WHOLE_ORDER = ORDER_AMOUNTS - {"deposit_minor"}


def facts_of(lines: pl.DataFrame, zone: str, per_order: Collection[str] = ()) -> pl.DataFrame:
    """Add order lines up to facts.

    Paid lines count on the day of payment; every line counts as placed on the day of ordering. A deposit counts as
    presale on the day it is paid, and as no order yet; its balance is not placed a second time. Where lines name
    products, each product has its rows, and the rows of all products together (`*`) hold what only a whole order
    says. Hours stand beside days where every line has a time.

    Args:
        lines: Good lines: `order_id`, `paid_at` or `ordered_at`, `timed`, and any other order field.
        zone: IANA zone of the days.
        per_order: Further amounts that stand on the order and not on the line.

    Returns:
        day, starts, grain, product_id, sku_id and the measures that the lines give.

    Source: measures.md, required columns by kind of file.
    """
    split = [name for name in ("product_id", "sku_id") if name in lines.columns]
    lines = lines.with_columns(pl.col(name).fill_null(contract.ANY) for name in split)
    grains = [contract.DAY, contract.HOUR] if lines["timed"].all() else [contract.DAY]
    tables = []
    for grain in grains:
        for by, some in _splits(lines, split):
            tables += [
                _paid(some, by, grain, zone, _WHOLE_ORDER | set(per_order)),
                _deposits(some, by, grain, zone),
                _placed(some, by, grain, zone),
            ]
    found = pl.concat([table for table in tables if table is not None], how="diagonal")
    keys = ["day", "starts", "grain", "product_id", "sku_id"]
    return found.group_by(keys, maintain_order=True).agg(pl.all().drop_nulls().first())


def _splits(lines: pl.DataFrame, split: Sequence[str]) -> list[tuple[Sequence[str], pl.DataFrame]]:
    """How lines are added up: all together, by product and SKU; a product whose SKU some line leaves open as a whole.

    A row of all SKUs of a product holds what the rows of its SKUs hold together.
    """
    if len(split) < 2:
        return [([], lines), *([(split, lines)] if split else [])]
    product_id, sku_id = split
    is_open = pl.col(sku_id) == contract.ANY
    whole = lines.filter(is_open.any().over(product_id))
    return [([], lines), ([product_id], whole), (split, lines.filter(~is_open))]


def _paid(
    lines: pl.DataFrame, by: Sequence[str], grain: str, zone: str, whole_order: Collection[str]
) -> pl.DataFrame | None:
    if "paid_at" not in lines.columns:
        return None
    paid = lines.filter(pl.col("paid_at").is_not_null() & ~_is_deposit(lines))
    counted = {"orders": pl.col("order_id").n_unique()}
    if not _OF_LINES.isdisjoint(lines.columns):
        counted["order_lines"] = pl.len()
    if "buyer" in lines.columns:
        counted["buyers"] = _persons("buyer")
    counted |= {name: _sum(name) for name in _PAID_SUMS if name in lines.columns and name not in whole_order}
    if not by:
        once = sorted(name for name in whole_order if name in lines.columns and name != "placed_minor")
        counted |= {name: _sum(name) for name in once}
        paid = paid.with_columns(_once(name) for name in once)
    return _by_span(paid, "paid_at", by, grain, zone, counted)


def _deposits(lines: pl.DataFrame, by: Sequence[str], grain: str, zone: str) -> pl.DataFrame | None:
    if "paid_at" not in lines.columns or "stage" not in lines.columns:
        return None
    amount = "deposit_minor" if "deposit_minor" in lines.columns else "revenue_minor"
    deposits = lines.filter(pl.col("paid_at").is_not_null() & _is_deposit(lines))
    counted = {"presale_orders": pl.col("order_id").n_unique()}
    if amount in lines.columns and (not by or amount == "revenue_minor"):
        counted["deposit_minor"] = _sum(amount)
        deposits = deposits.with_columns(_once(name) for name in ("deposit_minor",) if name == amount)
    return _by_span(deposits, "paid_at", by, grain, zone, counted)


def _placed(lines: pl.DataFrame, by: Sequence[str], grain: str, zone: str) -> pl.DataFrame | None:
    if "ordered_at" not in lines.columns:
        return None
    placed = lines.filter(pl.col("ordered_at").is_not_null())
    if "stage" in lines.columns:
        reserved = (pl.col("stage") == "deposit").any().over("order_id")
        placed = placed.filter(
            ~((pl.col("stage") == "balance").fill_null(value=False) & reserved.fill_null(value=False))
        )
    counted = {"placed_orders": pl.col("order_id").n_unique()}
    if "buyer" in lines.columns:
        counted["placed_buyers"] = _persons("buyer")
    sums = {"placed_units": "units", "placed_minor": "placed_minor"}
    counted |= {name: _sum(theirs) for name, theirs in sums.items() if theirs in lines.columns}
    return _by_span(placed, "ordered_at", by, grain, zone, counted)


def _by_span(
    lines: pl.DataFrame, at: str, by: Sequence[str], grain: str, zone: str, counted: dict[str, pl.Expr]
) -> pl.DataFrame:
    local = pl.col(at).dt.convert_time_zone(zone)
    past_hour = pl.duration(minutes=local.dt.minute(), seconds=local.dt.second(), microseconds=local.dt.microsecond())
    lines = lines.with_columns(day=local.dt.date(), starts=pl.col(at) - past_hour)
    if grain == contract.DAY:
        lines = lines.with_columns(times.day_starts(lines["day"], zone).alias("starts"))
    together = [pl.lit(contract.ANY).alias(name) for name in ("product_id", "sku_id") if name not in by]
    found = lines.group_by("day", "starts", *by, maintain_order=True).agg(**counted)
    return found.with_columns(*together, pl.lit(grain).alias("grain"), pl.col(counted.keys()).cast(pl.Int64))


def _is_deposit(lines: pl.DataFrame) -> pl.Expr:
    return (pl.col("stage") == "deposit").fill_null(value=False) if "stage" in lines.columns else pl.lit(value=False)


def _once(name: str) -> pl.Expr:
    """An amount of the order on the first of its lines that gives it."""
    given = pl.col(name).is_not_null()
    return pl.when(given & (given.cum_sum().over("order_id") == 1)).then(name).alias(name)


def _sum(name: str) -> pl.Expr:
    return pl.when(pl.col(name).is_not_null().any()).then(pl.col(name).sum())


def _persons(name: str) -> pl.Expr:
    return pl.when(pl.col(name).is_not_null().any()).then(pl.col(name).drop_nulls().n_unique())
