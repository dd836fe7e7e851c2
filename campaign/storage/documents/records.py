"""Typed access to the document store: a table of records, frozen models that carry their id and revision."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from typing import Any, Generic, TypeVar, cast

from pydantic import ValidationError

from campaign.base.errors import CampaignError
from campaign.base.language import _
from campaign.base.record import Record
from campaign.storage.documents.database import Documents
from campaign.storage.documents.sqlite_file import Row, encode

R = TypeVar("R", bound=Record)

GIVEN_BY_THE_STORE = {"id", "rev"}


class Missing(CampaignError):
    """There is no such record."""


class Unreadable(CampaignError):
    """What is stored does not fit the model."""


class Records(Generic[R]):
    """The records of one model, in the table the model names.

    A record is read and validated once for each of its revisions and then shared: the same object for every reader,
    which is safe because records are frozen.
    """

    def __init__(self, documents: Documents, model: type[R]) -> None:
        self._table = documents.table(model.table)
        self._storage = self._table.storage
        self._transaction = documents.transaction
        self._model = model

    def generation(self) -> int | None:
        """A number that grows with every change of the table; None while this thread is changing it."""
        return self._storage.generation(self._model.table)

    def extent(self) -> tuple[int, int]:
        """How many records there are, and the newest revision among them."""
        rows = self._storage.listing(self._model.table)
        return len(rows), max((row.rev for row in rows.values()), default=0)

    def all(self) -> list[R]:
        """Every record, in order of id."""
        return [self._record(id_, row) for id_, row in self._storage.listing(self._model.table).items()]

    def get(self, id: int) -> R | None:
        """The record with this id, or None."""
        row = self._storage.row(self._model.table, id)
        return None if row is None else self._record(id, row)

    def one(self, id: int) -> R:
        """The record with this id.

        Raises:
            Missing: there is none.
        """
        record = self.get(id)
        if record is None:
            raise Missing(
                _("{table} {id} does not exist or was removed.", table=self._model.table, id=id),
                table=self._model.table,
                id=id,
            )
        return record

    def by(self, field: str, value: Hashable) -> list[R]:
        """The records whose `field` equals `value`, in order of id: at once for an indexed field, else by a scan."""
        if field not in self._model.indexes:
            return self.find(lambda record: bool(getattr(record, field) == value))
        rows = self._storage.matching(self._model.table, field, lambda i, row: self._value(i, row, field), value)
        return [self._record(id_, row) for id_, row in sorted(rows.items())]

    def find(self, condition: Callable[[R], bool]) -> list[R]:
        """The records that meet a condition."""
        return [record for record in self.all() if condition(record)]

    def add(self, record: R) -> R:
        """Add a record; the returned one has its id and revision."""
        with self._transaction():
            id_ = self._storage.next_id(self._model.table)
            return self._write(id_, record)

    def add_all(self, records: Iterable[R]) -> list[R]:
        """Add records, all or none."""
        with self._transaction():
            every = list(records)
            first = self._storage.next_id(self._model.table) if every else 0
            return [self._write(id_, record) for id_, record in enumerate(every, first)]

    def put(self, record: R) -> R:
        """Write a changed record back; one that says what is stored already writes nothing.

        Returns:
            The record with its new revision.

        Raises:
            StaleEdit: somebody changed or removed it since it was read.
        """
        with self._transaction():
            self._table.expect(record.id, record.rev)
            return self._write(record.id, record)

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
            return self._write(id, change(self.one(id)))

    def remove(self, id: int) -> None:
        """Remove a record; one that is gone already stays gone."""
        self._table.remove(doc_ids=[id])

    def _write(self, id_: int, record: R) -> R:
        # What does not fit the model is refused below, when it is read back before the commit.
        body = encode(record.model_dump(mode="json", exclude=GIVEN_BY_THE_STORE, warnings=False))
        return self._record(id_, self._storage.put(self._model.table, id_, body))

    def _record(self, id_: int, row: Row) -> R:
        if type(row.record) is not self._model:
            body: dict[str, Any] = self._model.upgrade(row.fresh())
            try:
                row.record = self._model.model_validate({**body, "id": id_, "rev": row.rev})
            except ValidationError as error:
                first = error.errors()[0]
                field = ".".join(map(str, first["loc"]))
                raise Unreadable(
                    _(
                        "{table} {id} cannot be read: {field}: {problem}. Was it written by a newer version?",
                        table=self._model.table,
                        id=id_,
                        field=field,
                        problem=first["msg"],
                    ),
                    table=self._model.table,
                    id=id_,
                    field=field,
                ) from error
        return cast("R", row.record)

    def _value(self, id_: int, row: Row, field: str) -> Hashable:
        return cast("Hashable", getattr(self._record(id_, row), field))
