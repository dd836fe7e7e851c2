"""A Delta table whose rows are replaced by key: atomic, idempotent, safe among several processes."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple, TypeVar
from urllib.parse import unquote

import pyarrow as pa
import pyarrow.compute as pc
from deltalake import DeltaTable, write_deltalake
from deltalake.exceptions import CommitFailedError

from campaign.errors import CampaignError
from campaign.facts import completed
from campaign.language import _
from campaign.record import Value
from campaign.storage import queries
from campaign.storage.engine import Engine

T = TypeVar("T")

RETENTION = "interval 200 days"
CONFIGURATION: Mapping[str, str | None] = {
    "delta.logRetentionDuration": RETENTION,
    "delta.deletedFileRetentionDuration": RETENTION,
    "delta.dataSkippingNumIndexedCols": "-1",  # all of them, so that a column a file does not fill is never read
}
PATIENCE_SECONDS = 60.0
PAUSE_SECONDS = 0.05
_SQL_TYPES = {pa.string(): "VARCHAR", pa.date32(): "DATE"}


class FactsBusyError(CampaignError):
    """Others wrote the same rows again and again; nothing of ours was written."""


class Replaced(Value):
    """What a replacement did: rows that are new, changed, the same; the version it made, None if it wrote nothing."""

    new: int = 0
    changed: int = 0
    same: int = 0
    version: int | None = None


class File(NamedTuple):
    """One file of a table's version: its place, its partition, the columns it fills, the span of some of them."""

    path: str
    rows: int
    partition: Mapping[str, Any]
    filled: frozenset[str]
    spans: Mapping[str, tuple[Any, Any]]

    def may_hold(self, scope: Mapping[str, Sequence[Any]]) -> bool:
        """Whether rows of the scope (a column's values, sorted) may lie in this file."""
        spans = ((self.spans.get(name), values) for name, values in scope.items())
        return all(span is None or (span[0] <= values[-1] and span[1] >= values[0]) for span, values in spans)


class KeyedTable:
    """A Delta table whose rows are replaced by `keys`.

    A replacement reads and writes what lies within its scope: the values of the `scoped` columns that come in, the
    partitions among them.
    """

    def __init__(
        self, folder: Path, schema: pa.Schema, keys: Sequence[str], partitions: list[str], scoped: Sequence[str],
        engine: Engine,
    ) -> None:  # fmt: skip
        self.folder, self.schema, self.keys = folder, schema, tuple(keys)
        self._partitions, self._scoped, self._engine = partitions, tuple(scoped), engine
        self._lock = threading.Lock()
        self._table: DeltaTable | None = None
        self._listed: tuple[int, list[File]] = (0, [])

    def version(self) -> int:
        """The newest committed version, whoever made it; 0 before the first write."""
        with self._lock:
            return self._refreshed()

    def files(self) -> tuple[int, list[File]]:
        """The newest version and its files."""
        with self._lock:
            version = self._refreshed()
            if self._table is not None and self._listed[0] != version:
                self._listed = version, list(self._files(self._table))
            return self._listed

    def preview(self, rows: pa.Table) -> Replaced:
        """What `replace` would do with rows under the contract; nothing is written."""
        ours = self._sorted(rows)
        return self._compared(ours, self._stored(self._scope(ours), self.files()[1])) if rows.num_rows else Replaced()

    def replace(self, rows: pa.Table) -> Replaced:
        """Write rows under the contract over the rows of the same key in one commit; the same rows write nothing.

        Of rows with one key the last counts. Read, compare and write go through one `DeltaTable`, so that a commit
        of others in between makes ours fail, and it is done again on top of theirs.

        Raises:
            FactsBusyError: others kept writing the same rows for a minute.
        """
        if not rows.num_rows:
            return Replaced()
        ours = self._sorted(rows)
        scope = self._scope(ours)
        return _retried(lambda: self._replaced(ours, scope))

    def compact(self, before: date | None = None) -> None:
        """Bring each finished day's files together to one; a reader of the present version keeps its files."""
        counted: dict[tuple[tuple[str, Any], ...], int] = {}
        for file in self.files()[1]:
            place = tuple(file.partition.items())
            counted[place] = counted.get(place, 0) + 1
        for place, count in counted.items():
            if count > 1 and (before is None or dict(place).get("day", date.min) < before):
                filters = [(name, "=", str(value)) for name, value in place]
                _retried(partial(self._compact, filters))

    def vacuum(self) -> list[str]:
        """Delete the files that no version of the last 200 days needs; their names."""
        return DeltaTable(self.folder).vacuum(dry_run=False) if self.version() else []

    def ask(
        self,
        files: Iterable[File],
        query: str,
        parameters: Mapping[str, object] | None = None,
        *,
        filename: bool = False,
    ) -> pa.Table:
        """The result of a query in which `stored` are the rows of these files."""
        types = {name: _SQL_TYPES[self.schema.field(name).type] for name in self._partitions}
        rows = queries.relation([file.path for file in files], types, filename=filename)
        return self._engine.run(queries.over(rows, query), parameters)

    def _compact(self, filters: list[tuple[str, str, str]]) -> None:
        DeltaTable(self.folder).optimize.compact(partition_filters=filters)

    def _refreshed(self) -> int:
        if self._table is not None:
            # A commit is a file named by its number: while the next one is not there, nothing is new.
            if (self.folder / "_delta_log" / f"{self._table.version() + 1:020d}.json").exists():
                self._table.update_incremental()
        elif DeltaTable.is_deltatable(str(self.folder)):
            self._table = DeltaTable(self.folder)
        return self._table.version() if self._table is not None else 0

    def _files(self, table: DeltaTable) -> Iterator[File]:
        for add in pa.table(table.get_add_actions(flatten=True)).to_pylist():
            partition = {name: add[f"partition.{name}"] for name in self._partitions}
            spans = {name: (add.get(f"min.{name}"), add.get(f"max.{name}")) for name in self._scoped}
            spans = {name: span for name, span in spans.items() if None not in span}
            spans |= {name: (value, value) for name, value in partition.items()}
            nulls = {name: add.get(f"null_count.{name}") for name in self.schema.names}
            filled = frozenset(
                name for name, count in nulls.items() if count is not None and count < add["num_records"]
            )
            yield File(str(self.folder / unquote(add["path"])), add["num_records"], partition, filled, spans)

    def _sorted(self, rows: pa.Table) -> pa.Table:
        """The rows by key, the last of each, without the columns that say nothing."""
        filled = [name for name in rows.column_names if name in self.keys or rows[name].null_count < rows.num_rows]
        ours = self._engine.run(queries.by_key(self.keys), rows=rows.select(filled))
        if not _repeats(ours, self.keys):
            return ours
        lines = rows.append_column("line", pa.array(range(rows.num_rows), pa.int64()))
        last = self._engine.run(queries.last_lines(self.keys), rows=lines)
        return self._engine.run(queries.by_key(self.keys), rows=last.select(filled))

    def _scope(self, ours: pa.Table) -> dict[str, list[Any]]:
        return {name: sorted(pc.unique(ours[name]).to_pylist()) for name in self._scoped}

    def _stored(self, scope: Mapping[str, Sequence[Any]], files: Iterable[File]) -> pa.Table | None:
        """The stored rows within the scope, without the columns that say nothing."""
        near = [file for file in files if file.may_hold(scope)]
        if not near:
            return None
        filled = frozenset[str]().union(*(file.filled for file in near))
        columns = [name for name in self.schema.names if name in self.keys or name in filled]
        query, parameters = queries.within(columns, scope)
        return self.ask(near, query, parameters)

    def _compared(self, ours: pa.Table, stored: pa.Table | None) -> Replaced:
        if stored is None or not stored.num_rows:
            return Replaced(new=ours.num_rows)
        query = queries.compared(self.keys, ours.column_names, stored.column_names)
        (counted,) = self._engine.run(query, ours=ours, stored=stored).to_pylist()
        return Replaced(**counted, same=ours.num_rows - counted["new"] - counted["changed"])

    def _replaced(self, ours: pa.Table, scope: Mapping[str, Sequence[Any]]) -> Replaced:
        table = self._opened()
        stored = self._stored(scope, self._files(table))
        counted = self._compared(ours, stored)
        if not counted.new and not counted.changed:
            return counted
        if stored is not None and stored.num_rows:
            ours = self._engine.run(
                queries.merged(self.keys, ours.column_names, stored.column_names), ours=ours, stored=stored
            )
        predicate = queries.predicate(scope)
        write_deltalake(table, completed(ours, self.schema), mode="overwrite", predicate=predicate, schema_mode="merge")
        return counted.model_copy(update={"version": table.version()})

    def _opened(self) -> DeltaTable:
        if not DeltaTable.is_deltatable(str(self.folder)):
            DeltaTable.create(
                self.folder, self.schema, mode="ignore", partition_by=self._partitions, configuration=CONFIGURATION
            )
        return DeltaTable(self.folder)


def _repeats(rows: pa.Table, keys: Sequence[str]) -> bool:
    """Whether sorted rows hold a key twice: it then stands beside itself."""
    same = pa.array([True] * max(rows.num_rows - 1, 0), pa.bool_())
    for key in keys:
        column = rows[key].combine_chunks()
        same = pc.and_(same, pc.equal(column[1:], column[:-1]))
    return bool(pc.any(same).as_py())


def _retried(act: Callable[[], T]) -> T:
    """Do it again, from its reading on, as long as others' commits come between."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while True:
        try:
            return act()
        except CommitFailedError as error:
            if time.monotonic() > deadline:
                raise FactsBusyError(_("Others keep writing the same figures; import again in a minute")) from error
            time.sleep(random.SystemRandom().uniform(0, PAUSE_SECONDS))
