"""The SQL of the figures: sums, last levels and flows out of levels, over rows that do not overlap."""

from __future__ import annotations

from collections.abc import Sequence

from campaign.facts.contract import HOUR, SPLITS, Measure
from campaign.facts.precedence import Choice

ENTITY = ("product_id", "sku_id", "channel", "plan")


def catalogue(measures: Sequence[str]) -> str:
    """What each file holds, by source, split and grain: rows, newest period, filled cells of each measure."""
    splits = ", ".join(f"{key} <> '*' AS {split}" for key, split in SPLITS.items())
    counts = "".join(f", count({name}) AS {name}" for name in measures)
    return (
        f"SELECT filename, source, grain, {splits}, count(*) AS row_count, max(starts) AS newest{counts} "
        "FROM stored GROUP BY ALL"
    )


def channels(measures: Sequence[str], where: str) -> str:
    """Which channels each source holds, and whether it holds each of these measures there."""
    claims = ", ".join(f"count({name}) > 0 AS {name}" for name in measures)
    return f"SELECT source, channel, {claims} FROM stored WHERE channel <> '*' AND {where} GROUP BY source, channel"


def chosen(choice: Choice, hourly: bool) -> str:
    """The rows of a choice, among those of its source."""
    conditions = ["source = $source"]
    for key, split in SPLITS.items():
        if split in choice.split:
            conditions.append(f"{key} <> '*'")
        elif split != "sku" or not choice.layered:
            conditions.append(f"{key} = '*'")
    if hourly:
        conditions.append(f"grain = '{HOUR}'")
    return " AND ".join(conditions)


RANK = "CASE WHEN grain = 'hour' THEN 2 ELSE 0 END + CASE WHEN sku_id <> '*' THEN 1 ELSE 0 END"


def _of_one_thing(hourly: bool) -> str:
    """The rows that may say the same of one product, channel and plan."""
    return f"PARTITION BY day{', starts' if hourly else ''}, product_id, channel, plan"


def coarsest(measure: str, where: str, hourly: bool) -> str:
    """Of the rows that hold a measure the coarsest: no SKU beside its product, no hour beside its day."""
    return (
        f"(SELECT * FROM (SELECT *, min({RANK}) OVER ({_of_one_thing(hourly)}) AS coarse "
        f"FROM stored WHERE {measure} IS NOT NULL AND {where}) AS ranked WHERE {RANK} = coarse) AS stored"
    )


def coarsest_sums(keys: Sequence[str], measures: Sequence[Measure], where: str, hourly: bool) -> str:
    """Flows added up, each over the coarsest rows that hold it, as `coarsest` chooses them; all in one reading."""
    ranks = [f"min({RANK}) FILTER (WHERE {m.name} IS NOT NULL) OVER alike AS coarse_{m.name}" for m in measures]
    totals = [f"CAST(sum({m.name}) FILTER (WHERE rank = coarse_{m.name}) AS {_type(m)}) AS {m.name}" for m in measures]
    ranked = (
        f"SELECT *, {RANK} AS rank, {', '.join(ranks)} FROM stored WHERE {where} "
        f"WINDOW alike AS ({_of_one_thing(hourly)})"
    )
    return f"SELECT {', '.join([*keys, *totals])} FROM ({ranked}) AS ranked {_grouped(keys)}"


def sums(keys: Sequence[str], measures: Sequence[Measure], rows: str, where: str) -> str:
    """Flows added up; null where nothing is known."""
    totals = [f"CAST(sum({m.name}) AS {_type(m)}) AS {m.name}" for m in measures]
    return f"SELECT {', '.join([*keys, *totals])} FROM {rows} WHERE {where} {_grouped(keys)}"


def levels(keys: Sequence[str], measure: Measure, rows: str, where: str) -> str:
    """The last level of each product (SKU, channel, plan) in each group, then their sum.

    Scores and shares have no sum: over several products their mean counts, weighted by the reviews behind them. A
    product's own level wins over those of its SKUs.
    """
    inner = ", ".join(dict.fromkeys([*keys, *ENTITY]))
    weight = "max_by(reviews, starts) FILTER (WHERE reviews IS NOT NULL)" if measure.unit in ("score", "share") else "0"
    last = (
        f"SELECT {inner}, max_by({measure.name}, starts) FILTER (WHERE {measure.name} IS NOT NULL) AS level, "
        f"{weight} AS weight FROM {rows} WHERE {where} GROUP BY {inner}"
    )
    of_group = ", ".join(dict.fromkeys([*keys, "product_id", "channel", "plan"]))
    own = "CASE WHEN sku_id <> '*' THEN 1 ELSE 0 END"
    rows_once = (
        f"SELECT * FROM (SELECT *, min({own}) OVER (PARTITION BY {of_group}) AS own FROM ({last}) AS last "
        f"WHERE level IS NOT NULL) AS ranked WHERE {own} = own"
    )
    total = f"CAST(sum(level) AS {_type(measure)})"
    if measure.unit in ("score", "share"):
        total = "CASE WHEN count(*) = 1 THEN max(level) ELSE sum(level * weight) / nullif(sum(weight), 0) END"
    return f"SELECT {', '.join([*keys, f'{total} AS {measure.name}'])} FROM ({rows_once}) AS once {_grouped(keys)}"


def _steps(level: str, rows: str, where: str) -> str:
    """Each level with the one known before it of the same product; a product's own series wins over its SKUs'."""
    own = "CASE WHEN sku_id <> '*' THEN 1 ELSE 0 END"
    series = (
        f"SELECT *, min({own}) OVER (PARTITION BY product_id, channel, plan) AS own FROM {rows} "
        f"WHERE {level} IS NOT NULL AND {where}"
    )
    before = f"lag({level}) OVER (PARTITION BY {', '.join(ENTITY)} ORDER BY starts) AS before"
    return f"(SELECT *, {level} AS level, {before} FROM ({series}) AS series WHERE {own} = own) AS steps"


def flows(keys: Sequence[str], measure: Measure, level: str, rows: str, where: str, window: str) -> str:
    """What was added to a level since the last one known, booked on the later day; a decrease adds 0."""
    added = "CASE WHEN level >= before THEN level - before WHEN level < before THEN 0 END"
    total = f"CAST(sum({added}) AS {_type(measure)}) AS {measure.name}"
    steps = _steps(level, rows, where)
    return f"SELECT {', '.join([*keys, total])} FROM {steps} WHERE {window} {_grouped(keys)}"


def decreases(level: str, rows: str, where: str, window: str) -> str:
    """Where a level went down."""
    steps = _steps(level, rows, where)
    return (
        f"SELECT product_id AS product, sku_id AS sku, day, before, level FROM {steps} "
        f"WHERE level < before AND {window} ORDER BY day, product_id, sku_id"
    )


def _type(measure: Measure) -> str:
    return "BIGINT" if measure.whole else "DOUBLE"


def _grouped(keys: Sequence[str]) -> str:
    return f"GROUP BY {', '.join(keys)}" if keys else ""
