"""The SQL of the facts: plain text with named parameters, one dialect for DuckDB and Spark."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any


def text(value: str) -> str:
    """A text as an SQL literal."""
    return "'" + value.replace("'", "''") + "'"


def named(*columns: str) -> str:
    """Columns, quoted: some of their names (`at`) are words of SQL."""
    return ", ".join(f'"{column}"' for column in columns)


def relation(paths: Sequence[str], partitions: Mapping[str, str], *, filename: bool) -> str:
    """The rows of some Parquet files, their partition columns read from the path."""
    files = ", ".join(text(path) for path in paths)
    types = ", ".join(f"{name}: {kind}" for name, kind in partitions.items())
    named = ", filename = true" if filename else ""
    options = f"hive_partitioning = true, hive_types = {{{types}}}, union_by_name = true{named}"
    return f"SELECT * FROM read_parquet([{files}], {options})"


def over(rows: str, query: str) -> str:
    """The query, with `stored` standing for these rows."""
    more = query.removeprefix("WITH ")
    return f"WITH stored AS NOT MATERIALIZED ({rows}){',' if more != query else ''} {more}"


def predicate(scope: Mapping[str, Sequence[Any]]) -> str:
    """A scope in Delta's dialect: listed texts and days, a span of instants."""

    def instant(value: datetime) -> str:
        return f"arrow_cast('{value:%Y-%m-%dT%H:%M:%S.%fZ}', 'Timestamp(Microsecond, Some(\"UTC\"))')"

    def within_values(name: str, values: Sequence[Any]) -> str:
        if isinstance(values[0], datetime):
            return f"{named(name)} >= {instant(values[0])} AND {named(name)} <= {instant(values[-1])}"
        return f"{named(name)} IN ({', '.join(text(str(value)) for value in values)})"

    return " AND ".join(within_values(name, values) for name, values in scope.items())


def among(name: str, values: Iterable[Any]) -> tuple[str, dict[str, Any]]:
    """`name IN (...)` with a parameter for each value."""
    parameters = {f"{name}_{place}": value for place, value in enumerate(values)}
    return f"{named(name)} IN ({', '.join(f'${key}' for key in parameters)})" if parameters else "false", parameters


def within(columns: Sequence[str], scope: Mapping[str, Sequence[Any]]) -> tuple[str, dict[str, Any]]:
    """The stored rows of a scope."""
    conditions: list[str] = []
    parameters: dict[str, Any] = {}
    for name, values in scope.items():
        if isinstance(values[0], datetime):
            condition, found = (
                f"{named(name)} BETWEEN ${name}_0 AND ${name}_1",
                dict(zip((f"{name}_0", f"{name}_1"), (values[0], values[-1]), strict=True)),
            )
        else:
            condition, found = among(name, values)
        conditions.append(condition)
        parameters |= found
    return f"SELECT {named(*columns)} FROM stored WHERE {' AND '.join(conditions)}", parameters


def compared(keys: Sequence[str], ours: Sequence[str], theirs: Sequence[str]) -> str:
    """How many rows of `ours` are new, and how many say something else than `stored`."""

    def differs(name: str) -> str:
        return f"ours.{named(name)} " + (f"IS DISTINCT FROM stored.{named(name)}" if name in theirs else "IS NOT NULL")

    changed = " OR ".join(differs(name) for name in ours if name not in keys) or "false"
    return (
        f"SELECT count(*) FILTER (WHERE stored.{named(keys[0])} IS NULL) AS new, "
        f"count(*) FILTER (WHERE stored.{named(keys[0])} IS NOT NULL AND ({changed})) AS changed "
        f"FROM ours LEFT JOIN stored ON {_same(keys)}"
    )


def merged(keys: Sequence[str], ours: Sequence[str], theirs: Sequence[str]) -> str:
    """`ours` over `stored`, by key; a column that `ours` does not have keeps what is stored."""
    names = dict.fromkeys([*ours, *theirs])
    mine = ", ".join(f"{'ours' if name in ours else 'stored'}.{named(name)}" for name in names)
    kept = ", ".join(f"stored.{named(name)}" if name in theirs else f"NULL AS {named(name)}" for name in names)
    return (
        f"SELECT {mine} FROM ours LEFT JOIN stored ON {_same(keys)} UNION ALL "
        f"SELECT {kept} FROM stored WHERE NOT EXISTS (SELECT 1 FROM ours WHERE {_same(keys)}) "
        f"ORDER BY {named(*keys)}"
    )


WITHOUT = "SELECT * FROM ours EXCEPT SELECT * FROM theirs"


def instead(keys: Sequence[str]) -> str:
    """What is stored, with the rows of `after` taken away and those of `before` with their keys put back."""
    return (
        f"SELECT * FROM (SELECT * FROM stored EXCEPT SELECT * FROM after UNION ALL "
        f"SELECT * FROM before WHERE EXISTS (SELECT 1 FROM after WHERE {_same(keys, 'after', 'before')})) "
        f"ORDER BY {named(*keys)}"
    )


def same_keys(keys: Sequence[str]) -> str:
    """The first key that two differences share."""
    mine, theirs = (f"(SELECT {named(*keys)} FROM {one}_after UNION ALL SELECT {named(*keys)} FROM {one}_before)"
                    for one in ("mine", "their"))  # fmt: skip
    return f"SELECT 1 FROM {mine} AS ours WHERE EXISTS (SELECT 1 FROM {theirs} AS stored WHERE {_same(keys)}) LIMIT 1"


def _same(keys: Sequence[str], one: str = "ours", other: str = "stored") -> str:
    return " AND ".join(f"{one}.{named(key)} = {other}.{named(key)}" for key in keys)


STOCK = """WITH snapshots AS (
    SELECT *,
        max(CASE WHEN on_hand IS NOT NULL OR reserved IS NOT NULL THEN "at" END) OVER of_place AS counted,
        max(CASE WHEN inbound IS NOT NULL THEN "at" END) OVER of_place AS promised
    FROM stored WHERE {until}
    WINDOW of_place AS (PARTITION BY product_id, sku_id, warehouse)
), known AS (
    SELECT product_id, sku_id, warehouse, inbound_due, max("at") AS "at",
        max(CASE WHEN "at" = counted THEN on_hand END) AS on_hand,
        max(CASE WHEN "at" = counted THEN reserved END) AS reserved,
        max(CASE WHEN "at" = promised THEN inbound END) AS inbound
    FROM snapshots
    WHERE ("at" = counted AND (on_hand IS NOT NULL OR reserved IS NOT NULL))
        OR ("at" = promised AND inbound IS NOT NULL)
    GROUP BY product_id, sku_id, warehouse, inbound_due
), compared AS (
    SELECT *,
        max(CASE WHEN warehouse = '*' THEN "at" END) OVER of_sku AS as_whole,
        max(CASE WHEN warehouse <> '*' THEN "at" END) OVER of_sku AS by_warehouse
    FROM known
    WINDOW of_sku AS (PARTITION BY product_id, sku_id)
)
SELECT product_id, sku_id, warehouse, inbound_due, "at", on_hand, reserved, inbound
FROM compared
WHERE (warehouse = '*') = (by_warehouse IS NULL OR coalesce(as_whole > by_warehouse, false))
ORDER BY product_id, sku_id, warehouse, inbound_due
"""


def stock(at: datetime | None) -> tuple[str, dict[str, Any]]:
    """The newest snapshots up to an instant: counts and pieces on their way each as last known, no warehouse twice."""
    return STOCK.format(until='"at" <= $at' if at else "true"), {"at": at} if at else {}
