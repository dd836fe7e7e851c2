"""Typed access to the document store: a table of records, frozen models that carry their id and revision."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, MutableMapping
from typing import Any, Generic, TypeVar, cast

from pydantic import ValidationError
from tinydb import where
from tinydb.queries import QueryInstance

from campaign.base.errors import CampaignError
from campaign.base.language import _
from campaign.base.record import Record
from campaign.storage.documents.database import Documents
from campaign.storage.documents.sqlite_file import Row
from campaign.storage.documents.tinydb_table import DocumentTable

R = TypeVar("R", bound=Record)

GIVEN_BY_THE_STORE = {"id", "rev"}


class Missing(CampaignError):
    """There is no such record."""


class Unreadable(CampaignError):
    """What is stored does not fit the model."""


class RecordTable(DocumentTable, Generic[R]):
    """TinyDB's table with records for documents: written as JSON, queried and handed out as what the model reads.

    A record is read and validated once for each of its revisions and then shared: the same object for every reader,
    which is safe because records are frozen.
    """

    def __init__(self, documents: Documents, model: type[R]) -> None:
        self._model = model
        self.indexes = model.indexes
        super().__init__(documents.table(model.table).storage, model.table)

    def _document(self, id_: int, row: Row) -> Any:
        if type(row.record) is not self._model:
            row.record = self._read(id_, row)
        return row.record

    _shared = _document

    def _read(self, id_: int, row: Row) -> R:
        body: dict[str, Any] = self._model.upgrade(row.fresh())
        try:
            return self._model.model_validate({**body, "id": id_, "rev": row.rev})
        except ValidationError as error:
            first = error.errors()[0]
            field = ".".join(map(str, first["loc"]))
            raise Unreadable(
                _(
                    "{table} {id} cannot be read: {field}: {problem}. Was it written by a newer version?",
                    table=self.name,
                    id=id_,
                    field=field,
                    problem=first["msg"],
                ),
                table=self.name,
                id=id_,
                field=field,
            ) from error


def _body(record: Record) -> dict[str, Any]:
    """What is stored of a record; one that does not fit its model is refused when it is read back before the commit."""
    return record.model_dump(mode="json", exclude=GIVEN_BY_THE_STORE, warnings=False)


def _replacing(body: dict[str, Any]) -> Callable[[MutableMapping[str, Any]], None]:
    """TinyDB's update that leaves nothing of the document before it, not even fields the model no longer has."""

    def replace(document: MutableMapping[str, Any]) -> None:
        document.clear()
        document.update(body)

    return replace


class Records(Generic[R]):
    """The records of one model, read and written through their TinyDB table."""

    def __init__(self, documents: Documents, model: type[R]) -> None:
        self._table = RecordTable(documents, model)
        self._transaction = documents.transaction

    def generation(self) -> int | None:
        """A number that grows with every change of the table; None while this thread is changing it."""
        return self._table.generation()

    def extent(self) -> tuple[int, int]:
        """How many records there are, and the newest revision among them."""
        records = self.all()
        return len(records), max((record.rev for record in records), default=0)

    def all(self) -> list[R]:
        """Every record, in order of id."""
        return cast("list[R]", self._table.all())

    def get(self, id: int) -> R | None:
        """The record with this id, or None."""
        return cast("R | None", self._table.get(doc_id=id))

    def one(self, id: int) -> R:
        """The record with this id.

        Raises:
            Missing: there is none.
        """
        record = self.get(id)
        if record is None:
            raise Missing(
                _("{table} {id} does not exist or was removed.", table=self._table.name, id=id),
                table=self._table.name,
                id=id,
            )
        return record

    def by(self, field: str, value: Hashable) -> list[R]:
        """The records whose `field` equals `value`, in order of id: at once for an indexed field, else by a scan."""
        return cast("list[R]", self._table.search(where(field) == value))

    def find(self, condition: Callable[[R], bool]) -> list[R]:
        """The records that meet a condition."""
        query = QueryInstance(cast("Callable[[Mapping[str, Any]], bool]", condition), hashval=None)
        return cast("list[R]", self._table.search(query))

    def add(self, record: R) -> R:
        """Add a record; the returned one has its id and revision."""
        with self._transaction():
            return self.one(self._table.insert(_body(record)))

    def add_all(self, records: Iterable[R]) -> list[R]:
        """Add records, all or none."""
        with self._transaction():
            ids = self._table.insert_multiple(_body(record) for record in records)
            return cast("list[R]", self._table.get(doc_ids=ids))

    def put(self, record: R) -> R:
        """Write a changed record back; one that says what is stored already writes nothing.

        Returns:
            The record with its new revision.

        Raises:
            StaleEdit: somebody changed or removed it since it was read.
        """
        with self._transaction():
            self._table.update(_replacing(_body(record)), doc_ids=[record.id], expect_rev=record.rev)
            return self.one(record.id)

    def edit(self, id: int, change: Callable[[R], R], expect_rev: int | None = None) -> R:
        """Read a record, change it and write it back, with nobody in between.

        Args:
            id: Which record.
            change: The new record from the stored one; it must not wait for anything, for others wait for it.
            expect_rev: The revision the person saw; None to change whatever is there.

        Returns:
            The record with its new revision.

        Raises:
            Missing: there is no such record.
            StaleEdit: it is no longer at `expect_rev`.
        """
        with self._transaction():
            if expect_rev is not None:
                self._table.expect(id, expect_rev)
            self._table.update(_replacing(_body(change(self.one(id)))), doc_ids=[id])
            return self.one(id)

    def remove(self, id: int) -> None:
        """Remove a record; one that is gone already stays gone."""
        self._table.remove(doc_ids=[id])
