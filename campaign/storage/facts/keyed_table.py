"""A Delta table whose rows are replaced by key: atomic, idempotent, safe among several processes."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import unquote

import pyarrow as pa
import pyarrow.compute as pc
from deltalake import ColumnProperties, CommitProperties, DeltaTable, WriterProperties, write_deltalake

from campaign.base.record import Value
from campaign.facts.contract import completed
from campaign.storage.facts import commits, queries, revert
from campaign.storage.facts.commits import Commit, Label
from campaign.storage.facts.engine import Engine
from campaign.storage.facts.key_order import by_key

RETENTION = "interval 200 days"
CONFIGURATION: Mapping[str, str | None] = {
    "delta.logRetentionDuration": RETENTION,
    "delta.deletedFileRetentionDuration": RETENTION,
    "delta.dataSkippingNumIndexedCols": "-1",  # all of them, so that a column a file does not fill is never read
}
PIECE_ROWS = 4096  # rows that are handed to the writer at once: what it copies of them is small
_PLAIN = ColumnProperties(dictionary_enabled=False)
_SQL_TYPES = {pa.string(): "VARCHAR", pa.date32(): "DATE"}


class Replaced(Value):
    """What a replacement did: rows that are new, changed, the same; the version it made, None if it wrote nothing.

    `held` is the version of its table in which the rows are found as they came, whoever wrote them.
    """

    new: int = 0
    changed: int = 0
    same: int = 0
    version: int | None = None
    held: int | None = None


Labelling = Callable[[Replaced], Label]


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
        self.partitions, self._scoped, self.engine = partitions, tuple(scoped), engine
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

    def replace(self, rows: pa.Table, label: Labelling | None = None) -> Replaced:
        """Write rows under the contract over the rows of the same key in one commit; the same rows write nothing.

        Of rows with one key the last counts. Read, compare and write go through one `DeltaTable`, so that a commit
        of others in between makes ours fail, and it is done again on top of theirs.

        Args:
            rows: Rows under the contract.
            label: Asked for the label of the commit before it is tried, and not at all where there is nothing to write.

        Raises:
            FactsBusyError: others kept writing the same rows for a minute.
        """
        if not rows.num_rows:
            return Replaced()
        ours = self._sorted(rows)
        scope = self._scope(ours)
        return commits.retried(lambda: self._replaced(ours, scope, label))

    def commit(self, version: int, label: Label) -> Commit | None:
        """The commit of this label at a version or, where others came between, after it; None where there is none."""
        found = commits.read(self.folder, version)
        if found is not None and label.items() <= found.label.items():
            return found
        return commits.labelled(self.folder, label, version, self.version())

    def touched(self, since: int, store: str, days: tuple[date, date] | None = None, source: str | None = None) -> bool:
        """Whether a commit after a version may have changed rows of a store, of these days and this source."""
        return commits.touched(self.folder, since, self.version(), store, days, source)

    def take_back(self, found: revert.Difference, label: Label) -> int:
        """Put back what stood before a commit, in one commit of its own; how many rows.

        Raises:
            ChangedSince: some of its rows were changed since; nothing was written.
            FactsBusyError: others kept writing the same rows for a minute.
        """
        if found.after.num_rows:
            commits.retried(lambda: self._taken_back(found, label))
        return int(found.after.num_rows)

    def refuse_changed(self, found: revert.Difference) -> None:
        """Raise `ChangedSince` where rows of a difference say something else by now."""
        if found.after.num_rows:
            revert.taken_back(self, self._within(found, self.files()[1]), found)

    def rows(self, paths: Sequence[str]) -> pa.Table:
        """All rows of some files of this table, those that no version holds any more too."""
        if not paths:
            return self.schema.empty_table()
        return self.ask_paths(paths, f"SELECT {queries.named(*self.schema.names)} FROM stored")

    def compact(self, before: date | None = None) -> None:
        """Bring each finished day's files together to one; a reader of the present version keeps its files."""
        counted: dict[tuple[tuple[str, Any], ...], int] = {}
        for file in self.files()[1]:
            place = tuple(file.partition.items())
            counted[place] = counted.get(place, 0) + 1
        for place, count in counted.items():
            if count > 1 and (before is None or dict(place).get("day", date.min) < before):
                filters = [(name, "=", str(value)) for name, value in place]
                commits.retried(partial(self._compact, filters))

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
        return self.ask_paths([file.path for file in files], query, parameters, filename=filename)

    def ask_paths(
        self,
        paths: Sequence[str],
        query: str,
        parameters: Mapping[str, object] | None = None,
        *,
        filename: bool = False,
    ) -> pa.Table:
        """The same, of files named by their place."""
        types = {name: _SQL_TYPES[self.schema.field(name).type] for name in self.partitions}
        rows = queries.relation(paths, types, filename=filename)
        return self.engine.run(queries.over(rows, query), parameters)

    def _taken_back(self, found: revert.Difference, label: Label) -> None:
        table = self._opened()
        rows = revert.taken_back(self, self._within(found, self._files(table)), found)
        self._write(table, rows, self._scope(found.after), label)

    def _within(self, found: revert.Difference, files: Iterable[File]) -> pa.Table:
        """The stored rows of a difference's scope under the whole contract."""
        stored = self._stored(self._scope(found.after), files)
        return self.schema.empty_table() if stored is None else completed(stored, self.schema)

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
            partition = {name: add[f"partition.{name}"] for name in self.partitions}
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
        return by_key(rows.select(filled), self.keys)

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
        (counted,) = self.engine.run(query, ours=ours, stored=stored).to_pylist()
        return Replaced(**counted, same=ours.num_rows - counted["new"] - counted["changed"])

    def _replaced(self, ours: pa.Table, scope: Mapping[str, Sequence[Any]], label: Labelling | None) -> Replaced:
        table = self._opened()
        stored = self._stored(scope, self._files(table))
        counted = self._compared(ours, stored)
        if not counted.new and not counted.changed:
            return counted.model_copy(update={"held": table.version()})
        if stored is not None and stored.num_rows:
            ours = self.engine.run(
                queries.merged(self.keys, ours.column_names, stored.column_names), ours=ours, stored=stored
            )
        words, before = label(counted) if label else {}, table.version()
        self._write(table, ours, scope, words)
        commit = commits.labelled(self.folder, words, before, table.version()) if words else None
        version = commit.version if commit else table.version()
        return counted.model_copy(update={"version": version, "held": version})

    def _write(self, table: DeltaTable, rows: pa.Table, scope: Mapping[str, Sequence[Any]], label: Label) -> None:
        """Let a scope hold exactly these rows."""
        filled = {name for name in rows.column_names if rows[name].null_count < rows.num_rows}
        # A dictionary for each column and day takes 80 kB before its first value.
        unfilled = {name: _PLAIN for name in self.schema.names if name not in filled}
        write_deltalake(
            table,
            self._pieces(rows),
            mode="overwrite",
            predicate=queries.predicate(scope),
            schema_mode="merge",
            commit_properties=CommitProperties(custom_metadata=dict(label)),
            writer_properties=WriterProperties(compression="SNAPPY", column_properties=unfilled),
        )

    def _pieces(self, rows: pa.Table) -> pa.RecordBatchReader:
        """Rows piece by piece, each completed to the whole contract when it is asked for."""
        pieces = (rows.slice(start, PIECE_ROWS) for start in range(0, rows.num_rows, PIECE_ROWS))
        return pa.RecordBatchReader.from_batches(
            self.schema, (batch for piece in pieces for batch in completed(piece, self.schema).to_batches())
        )

    def _opened(self) -> DeltaTable:
        if not DeltaTable.is_deltatable(str(self.folder)):
            DeltaTable.create(
                self.folder, self.schema, mode="ignore", partition_by=self.partitions, configuration=CONFIGURATION
            )
        return DeltaTable(self.folder)
