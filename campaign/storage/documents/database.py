"""The document store: what people decide, with TinyDB's API on SQLite, one row a document."""

from __future__ import annotations

from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any, cast

from tinydb import TinyDB

from campaign.storage.documents.cache import TableCache
from campaign.storage.documents.sqlite_file import WAIT_SECONDS, StoreBusy
from campaign.storage.documents.tinydb_table import DocumentTable, StaleEdit

__all__ = ["Documents", "StaleEdit", "StoreBusy"]


class Documents(TinyDB):
    """TinyDB for many threads and processes at once, on one local file.

    Every write is one SQLite transaction, durable when it returns. Reads come from memory, checked against the file,
    so that the commits of other processes and other `Documents` on the same file are seen at the next read.

    Example:
        >>> from tempfile import TemporaryDirectory
        >>> with TemporaryDirectory() as folder, Documents(Path(folder) / "eleven.sqlite") as documents:
        ...     with documents.transaction():
        ...         task = documents.table("tasks").insert({"title": "Price check"})
        ...         documents.table("journal").insert({"told": "Price check added"})
        ...     documents.table("tasks").get(doc_id=task)
        1
        {'title': 'Price check'}
    """

    table_class = DocumentTable  # type: ignore[assignment]  # TinyDB names its own classes, not their children
    default_storage_class = TableCache  # type: ignore[assignment]
    _storage: TableCache

    def __init__(self, path: Path | str, wait_seconds: float = WAIT_SECONDS) -> None:
        super().__init__(path, wait_seconds)

    def transaction(self) -> AbstractContextManager[None]:
        """Everything inside, in any table, is committed together or not at all.

        Other threads and processes wait to write, not to read. A transaction inside another one is part of it:
        only the outermost commits, and an error that leaves it undoes all.

        Raises:
            StoreBusy: another process kept the write lock for too long.
        """
        return self._storage.transaction()

    def revision(self) -> int:
        """The number of the last commit by any process; it grows with every commit that changed a document."""
        return self._storage.revision()

    def table(self, name: str, **options: Any) -> DocumentTable:
        """The table called `name`, always the same object."""
        if name not in self._tables:
            self._tables.setdefault(name, self.table_class(self._storage, name, **options))
        return cast("DocumentTable", self._tables[name])

    def tables(self) -> set[str]:
        """The names of the tables."""
        return self._storage.names()

    def drop_table(self, name: str) -> None:
        """Remove a table and its documents."""
        with self._storage.transaction():
            self._tables.pop(name, None)
            if name in self._storage.names():
                self._storage.clear(name, drop=True)

    def drop_tables(self) -> None:
        """Remove every table."""
        with self._storage.transaction():
            for name in self._storage.names():
                self.drop_table(name)
