"""One data folder: documents that people decide (TinyDB on SQLite), facts that were measured (Delta and DuckDB)."""

from __future__ import annotations

import threading
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from campaign.base.record import Record
from campaign.storage.documents.database import Documents
from campaign.storage.documents.records import Records

if TYPE_CHECKING:
    from campaign.storage.facts.incoming import Incoming
    from campaign.storage.facts.store import Facts

R = TypeVar("R", bound=Record)


class Store:
    """The documents (`eleven.sqlite`) and the facts (`facts/`) of one folder, for all threads of a process.

    Several stores, in this process or others, may stand on one folder: each sees the others' commits at its next read.
    """

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder
        self.documents = Documents(folder / "eleven.sqlite")
        self._records: dict[type[Record], Records[Any]] = {}
        self._facts: Facts | None = None
        self._incoming: Incoming | None = None
        self._opening = threading.Lock()

    @property
    def facts(self) -> Facts:
        """The facts; their engine is loaded when they are first asked for."""
        with self._opening:
            if self._facts is None:
                from campaign.storage.facts.store import Facts

                self._facts = Facts(self.folder / "facts")
            return self._facts

    @property
    def incoming(self) -> Incoming:
        """What is coming in: locks and half-written batches."""
        if self._incoming is None:
            from campaign.storage.facts.incoming import Incoming

            self._incoming = Incoming(self.folder / "incoming")
        return self._incoming

    def records(self, model: type[R]) -> Records[R]:
        """The records of a model."""
        if model not in self._records:
            self._records.setdefault(model, Records(self.documents, model))
        return self._records[model]

    def transaction(self) -> AbstractContextManager[None]:
        """Documents of any table change together or not at all."""
        return self.documents.transaction()

    def revision(self) -> tuple[int, int]:
        """The documents' revision and the facts' version, 0 before the first import."""
        version = self.facts.version() if (self.folder / "facts").exists() else 0
        return self.documents.revision(), version

    def close(self) -> None:
        """Close the documents."""
        self.documents.close()
