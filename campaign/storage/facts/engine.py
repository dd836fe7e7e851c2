"""DuckDB in memory, over Arrow tables and the files of a Delta table."""

from __future__ import annotations

import os
import threading
from collections.abc import Mapping
from pathlib import Path

import duckdb
import pyarrow as pa

MEMORY_LIMIT = "2GB"
THREADS = min(4, os.cpu_count() or 1)


class Engine:
    """One connection, a cursor per thread."""

    def __init__(self, spill: Path) -> None:
        limits: dict[str, str | bool | int | float | list[str]] = {
            "memory_limit": MEMORY_LIMIT,
            "threads": str(THREADS),
            "temp_directory": str(spill),
        }
        self._connection = duckdb.connect(config=limits)
        self._threads = threading.local()

    def run(self, query: str, parameters: Mapping[str, object] | None = None, **tables: pa.Table) -> pa.Table:
        """The result of a query over the named Arrow tables."""
        cursor = self._cursor()
        for name, rows in tables.items():
            cursor.register(name, rows)
        try:
            return _in_utc(cursor.sql(query, params=dict(parameters or {})).to_arrow_table())
        finally:
            for name in tables:
                cursor.unregister(name)

    def _cursor(self) -> duckdb.DuckDBPyConnection:
        if not hasattr(self._threads, "cursor"):
            self._threads.cursor = self._connection.cursor()
        cursor: duckdb.DuckDBPyConnection = self._threads.cursor
        return cursor


def _in_utc(rows: pa.Table) -> pa.Table:
    """Instants named in UTC, not in the machine's zone as DuckDB hands them out."""
    for place, column in enumerate(rows.schema):
        if pa.types.is_timestamp(column.type) and column.type.tz is not None:
            rows = rows.set_column(place, column.name, rows[column.name].cast(pa.timestamp("us", tz="UTC")))
    return rows
