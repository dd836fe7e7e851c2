"""The SQLite file under the document store: one row a document, one row without a body a removed document."""

from __future__ import annotations

import json
import sqlite3
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import Any

from pydantic_core import from_json

from campaign.base.errors import CampaignError
from campaign.base.language import _

SCHEMA = """
begin immediate;
create table if not exists document(
  name text not null, id integer not null, rev integer not null, body text, primary key(name, id)
) without rowid;
create index if not exists document_rev on document(rev);
create table if not exists collection(name text primary key, next_id integer not null) without rowid;
commit;
"""
WRITE = (
    "insert into document(name, id, rev, body) values(?, ?, ?, ?) "
    "on conflict(name, id) do update set rev = excluded.rev, body = excluded.body"
)
WAIT_SECONDS = 30.0

encode = json.JSONEncoder(ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode


class StoreBusy(CampaignError):
    """Another process holds the write lock for longer than a person waits."""


class Row:
    """One document as it is stored: its JSON text and the revision that wrote it.

    A row never changes; a new revision is a new row. What was made from it (the parsed document, the typed record)
    is therefore kept on it and can never be out of date.
    """

    __slots__ = ("_parsed", "body", "record", "rev")

    def __init__(self, body: str, rev: int) -> None:
        self.body = body
        self.rev = rev
        self.record: Any = None
        self._parsed: dict[str, Any] | None = None

    @property
    def shared(self) -> dict[str, Any]:
        """The parsed document, one object for everybody: to be looked at, never handed out."""
        if self._parsed is None:
            self._parsed = self.fresh()
        return self._parsed

    def fresh(self) -> dict[str, Any]:
        """The parsed document, the caller's own copy."""
        parsed: dict[str, Any] = from_json(self.body)
        return parsed


class RowFile:
    """Two connections to one SQLite file in WAL mode: readers go on while the writer works.

    The revision of a commit is one more than the greatest in the file; writers are serialised by
    `BEGIN IMMEDIATE`, so revision order is commit order. A connection is opened when it is first needed.
    """

    def __init__(self, path: Path, wait_seconds: float = WAIT_SECONDS) -> None:
        self.path = path
        self.wait_seconds = wait_seconds

    @cached_property
    def _reader(self) -> sqlite3.Connection:
        return self._connect()

    @cached_property
    def _writer(self) -> sqlite3.Connection:
        return self._connect()

    def close(self) -> None:
        """Close both connections."""
        self._reader.close()
        self._writer.close()

    def _connect(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self.path, self.wait_seconds, isolation_level=None, check_same_thread=False)
        # The first switch to WAL needs an exclusive lock and does not always wait for the timeout,
        # so several processes opening a new file at once have to try again.
        deadline = time.monotonic() + self.wait_seconds
        while True:
            try:
                connection.execute("pragma journal_mode = wal")
                break
            except sqlite3.OperationalError as error:
                if "locked" not in str(error) or time.monotonic() > deadline:
                    connection.close()
                    raise
                time.sleep(0.02)
        connection.execute("pragma synchronous = full")
        known = {name for (name,) in connection.execute("select name from sqlite_master where type = 'table'")}
        if not {"document", "collection"} <= known:
            connection.executescript(SCHEMA)
        return connection

    # -- reading: the last committed state

    def token(self) -> int:
        """A number that differs from the last one when another connection committed in between."""
        token: int = self._reader.execute("pragma data_version").fetchone()[0]
        return token

    def latest(self) -> int:
        """The greatest revision in the file, 0 when it is empty."""
        rev: int = self._reader.execute("select coalesce(max(rev), 0) from document").fetchone()[0]
        return rev

    def load(self, name: str) -> dict[int, Row]:
        """Every document of a table, by id."""
        found = self._reader.execute("select id, body, rev from document where name = ? and body is not null", (name,))
        return {id_: Row(body, rev) for id_, body, rev in found}

    def newer(self, rev: int) -> Iterator[tuple[str, int, int, str | None]]:
        """Name, id, revision and body of every row written after `rev`; the body of a removed one is None."""
        return self._reader.execute("select name, id, rev, body from document where rev > ? order by rev", (rev,))

    def names(self) -> set[str]:
        """The tables that exist, empty ones too."""
        return {name for (name,) in self._reader.execute("select name from collection")}

    def next_id(self, name: str) -> int:
        """The id that the next document of a table gets."""
        found = self._reader.execute("select next_id from collection where name = ?", (name,)).fetchone()
        return int(found[0]) if found else 1

    # -- writing: one transaction at a time over all processes

    def begin(self) -> None:
        """Take the write lock.

        Raises:
            StoreBusy: another process kept it for longer than `wait_seconds`.
        """
        with self._waiting():
            self._writer.execute("begin immediate")

    def write(self, name: str, rows: Iterable[tuple[int, int, str | None]]) -> None:
        """Write rows of (id, revision, body); without a body the document is gone."""
        self._writer.executemany(WRITE, [(name, *row) for row in rows])

    def keep(self, name: str, next_id: int) -> None:
        """Let a table exist and remember its next id."""
        self._writer.execute("insert or replace into collection(name, next_id) values(?, ?)", (name, next_id))

    def drop(self, name: str) -> None:
        """Forget a table; its rows are removed by `write`."""
        self._writer.execute("delete from collection where name = ?", (name,))

    def commit(self) -> None:
        """Make everything since `begin` durable and visible."""
        with self._waiting():
            self._writer.execute("commit")

    def rollback(self) -> None:
        """Undo everything since `begin`; nothing to do when it is already committed."""
        if self._writer.in_transaction:
            self._writer.execute("rollback")

    @contextmanager
    def _waiting(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.OperationalError as error:
            if "locked" not in str(error):
                raise
            raise StoreBusy(
                _(
                    "{file} is being written by another process for more than {seconds} seconds. Try again.",
                    file=self.path.name,
                    seconds=round(self.wait_seconds),
                ),
                file=self.path,
                seconds=self.wait_seconds,
            ) from error
