"""The tables in memory: as fresh as the last commit of any process, changed by one transaction at a time."""

from __future__ import annotations

import os
import threading
import weakref
from collections.abc import Hashable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tinydb.storages import Storage

from campaign.storage.documents.cached_table import CachedTable, Change, ValueOf
from campaign.storage.documents.sqlite_file import WAIT_SECONDS, Row, RowFile, encode


class TableCache(Storage):
    """TinyDB's storage over a `RowFile`: committed rows in memory, one write transaction at a time.

    Readers see the last commit of any process: a read asks the file for its token (microseconds) and fetches only
    the rows that are newer. Other threads go on reading while a transaction runs; its own thread sees its changes.
    """

    def __init__(self, path: Path | str, wait_seconds: float = WAIT_SECONDS) -> None:
        self._file = RowFile(Path(path), wait_seconds)
        self._start()
        self._refresh()
        _opened.add(self)

    def _start(self) -> None:
        self._writing = threading.RLock()
        self.reading = threading.RLock()
        self._tables: dict[str, CachedTable] = {}
        self._changes: dict[str, Change] = {}
        self._owner: int | None = None
        self._token: int | None = None
        self._seen = 0
        self._rev = 0

    def after_fork(self) -> None:
        """Start afresh in the child: neither SQLite's connections nor held locks may cross a fork."""
        _left_to_the_parent.append(self._file)
        self._file = RowFile(self._file.path, self._file.wait_seconds)
        self._start()

    def close(self) -> None:
        """Close the file, after the running transaction and read."""
        with self._writing, self.reading:
            _opened.discard(self)
            self._file.close()

    # -- reading

    def revision(self) -> int:
        """The revision of the last commit by any process; inside a transaction, of the one before it."""
        with self.reading:
            if not self._inside():
                self._refresh()
            return self._seen

    def names(self) -> set[str]:
        """The tables that exist."""
        with self.reading:
            names = self._file.names()
            for name, change in self._changes.items() if self._inside() else ():
                if change.dropped:
                    names.discard(name)
                elif change.next_id is not None:
                    names.add(name)
            return names

    def generation(self, name: str) -> int | None:
        """A number that grows with every change of the table; None while this thread is changing it."""
        with self.reading:
            sight = self._sight(name)
            return sight.generation if isinstance(sight, CachedTable) else None

    def row(self, name: str, id_: int) -> Row | None:
        """One row, None when there is no such document."""
        with self.reading:
            return self._sight(name).row(id_)

    def listing(self, name: str) -> dict[int, Row]:
        """The rows of a table by id, the caller's own dict."""
        with self.reading:
            return self._sight(name).listing()

    def matching(self, name: str, field: str, value_of: ValueOf, value: Hashable) -> dict[int, Row]:
        """The rows whose `value_of` equals `value`, through the hash index called `field`."""
        with self.reading:
            return self._sight(name).matching(field, value_of, value)

    def _inside(self) -> bool:
        return self._owner == threading.get_ident()

    def _sight(self, name: str) -> CachedTable | Change:
        if not self._inside():
            self._refresh()
        elif name in self._changes:
            return self._changes[name]
        return self._table(name)

    def _table(self, name: str) -> CachedTable:
        table = self._tables.get(name)
        if table is None:
            table = self._tables[name] = CachedTable(self._file.load(name))
        return table

    def _refresh(self) -> None:
        token = self._file.token()
        if token == self._token:
            return
        if not self._tables:
            self._seen = self._file.latest()
        for name, id_, rev, body in self._file.newer(self._seen):
            if name in self._tables:
                self._tables[name].put(id_, None if body is None else Row(body, rev))
            self._seen = rev
        self._token = token

    # -- TinyDB's storage: the whole database at once

    def read(self) -> dict[str, dict[str, Any]] | None:
        """Every document of every table by its id as text, None before the first table."""
        names = sorted(self.names())
        return {name: {str(i): row.fresh() for i, row in self.listing(name).items()} for name in names} or None

    def write(self, data: dict[str, dict[str, Any]]) -> None:
        """Make the database hold exactly this; a document that stays the same keeps its revision."""
        with self.transaction():
            for name in self.names() - data.keys():
                self.clear(name, drop=True)
            for name, documents in data.items():
                bodies = {int(id_): encode(document) for id_, document in documents.items()}
                for id_ in self.listing(name).keys() - bodies.keys():
                    self.remove(name, id_)
                for id_, body in bodies.items():
                    self.put(name, id_, body)
                self.reserve(name, max(bodies, default=0))

    # -- writing

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Everything inside is committed together or not at all; inside another one, it is part of that.

        Raises:
            StoreBusy: another process kept the write lock for too long.
        """
        with self._writing:
            if self._inside():
                yield
                return
            self._file.begin()
            try:
                with self.reading:
                    self._refresh()
                    self._rev = self._seen + 1
                self._owner = threading.get_ident()
                yield
                self._write()
                self._file.commit()
                self._publish()
            finally:
                self._owner = None
                self._changes = {}
                self._file.rollback()

    def put(self, name: str, id_: int, body: str) -> Row:
        """Write one document inside a transaction; the same body again writes nothing and keeps its revision."""
        change = self._change(name)
        row = change.row(id_)
        if row is None:
            self.reserve(name, id_)
        elif row.body == body:
            return row
        row = Row(body, self._rev)
        change.put(id_, row)
        return row

    def remove(self, name: str, id_: int) -> None:
        """Remove one document inside a transaction."""
        self._change(name).put(id_, None)

    def next_id(self, name: str) -> int:
        """The id that the next document gets, inside a transaction."""
        change = self._change(name)
        if change.next_id is None:
            change.next_id = self._file.next_id(name)
        return change.next_id

    def reserve(self, name: str, id_: int) -> None:
        """Never give `id_` to another document."""
        following = max(self.next_id(name), id_ + 1)
        change = self._change(name)
        change.next_id, change.dropped = following, False

    def clear(self, name: str, drop: bool = False) -> None:
        """Remove every document of a table, inside a transaction; ids start at 1 again."""
        change = self._change(name)
        for id_ in change.listing():
            change.put(id_, None)
        change.next_id, change.dropped = 1, drop

    def _change(self, name: str) -> Change:
        if name not in self._changes:
            with self.reading:
                self._changes[name] = Change(self._table(name))
        return self._changes[name]

    def _write(self) -> None:
        for name, change in self._changes.items():
            rows = change.changed().items()
            self._file.write(name, ((id_, self._rev, None if row is None else row.body) for id_, row in rows))
            if change.dropped:
                self._file.drop(name)
            elif change.next_id is not None:
                self._file.keep(name, change.next_id)

    def _publish(self) -> None:
        with self.reading:
            # A reader that refreshed since the commit has these rows already, and perhaps newer ones.
            if self._seen >= self._rev:
                return
            for change in self._changes.values():
                for id_, row in change.changed().items():
                    change.committed.put(id_, row)
                    self._seen = self._rev


_opened: weakref.WeakSet[TableCache] = weakref.WeakSet()
_left_to_the_parent: list[RowFile] = []  # kept, for letting go of a connection would close it


def _after_fork() -> None:
    for cache in _opened:
        cache.after_fork()


os.register_at_fork(after_in_child=_after_fork)
