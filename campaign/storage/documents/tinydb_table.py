"""TinyDB's table on rows: what is not touched is neither copied nor written."""

from __future__ import annotations

from collections.abc import Callable, Hashable, ItemsView, Iterable, Iterator, Mapping, MutableMapping
from typing import Any, cast

from tinydb.queries import QueryLike
from tinydb.table import Document, Table

from campaign.base.errors import CampaignError
from campaign.base.language import _
from campaign.storage.documents.cache import TableCache
from campaign.storage.documents.sqlite_file import Row, encode


class StaleEdit(CampaignError):
    """Somebody changed the document since it was read."""

    def __init__(self, table: str, id_: int, expected: int, found: int | None) -> None:
        if found is None:
            sentence = _("{table} {id} was removed in the meantime. Open it again.", table=table, id=id_)
        else:
            sentence = _(
                "{table} {id} was changed by someone else in the meantime. Open it again and repeat your change.",
                table=table,
                id=id_,
            )
        super().__init__(sentence, table=table, id=id_, expected=expected, found=found)


class View(MutableMapping[int, Any]):
    """The documents of a table as TinyDB's updaters want them: a dict that copies a document when it is touched."""

    def __init__(self, storage: TableCache, name: str) -> None:
        self._storage = storage
        self._name = name
        self._touched: dict[int, Any] = {}
        self._gone: set[int] = set()
        self._cleared = False

    def __getitem__(self, id_: int) -> Any:
        if id_ not in self._touched:
            row = self._row(id_)
            if row is None:
                raise KeyError(id_)
            self._touched[id_] = row.fresh()
        return self._touched[id_]

    def __setitem__(self, id_: int, document: Any) -> None:
        self._storage.reserve(self._name, id_)
        self._touched[id_] = document

    def __delitem__(self, id_: int) -> None:
        if id_ not in self:
            raise KeyError(id_)
        self._touched.pop(id_, None)
        self._gone.add(id_)

    def __contains__(self, id_: object) -> bool:
        return id_ in self._touched or (isinstance(id_, int) and self._row(id_) is not None)

    def __iter__(self) -> Iterator[int]:
        kept = {} if self._cleared else self._storage.listing(self._name)
        return iter([id_ for id_ in kept | self._touched if id_ in self])

    def __len__(self) -> int:
        return sum(1 for _id in self)

    def clear(self) -> None:
        """Remove every document."""
        self._touched.clear()
        self._cleared = True

    def _row(self, id_: int) -> Row | None:
        return None if self._cleared or id_ in self._gone else self._storage.row(self._name, id_)

    def write(self) -> None:
        """Hand to the transaction what was changed; nothing of it when a document is no JSON."""
        bodies = {id_: encode(document) for id_, document in self._touched.items()}
        if self._cleared:
            self._storage.clear(self._name)
        for id_ in self._gone - bodies.keys():
            self._storage.remove(self._name, id_)
        for id_, body in bodies.items():
            self._storage.put(self._name, id_, body)


def _equality(cond: QueryLike) -> tuple[str, Hashable] | None:
    """The field and the value of a `where(field) == value`, by which TinyDB itself tells queries apart."""
    match getattr(cond, "_hash", None):
        case ("==", (str() as field,), value):
            return field, value
    return None


class DocumentTable(Table):
    """TinyDB's table, safe for threads and processes; every write is one transaction.

    A document handed out is the caller's own copy. Conditions look at shared documents and must not change them.
    `where(field) == value` on one of the `indexes` is answered without a scan; TinyDB's query cache keeps the answers
    to other queries while the table is as it was.
    """

    _storage: TableCache
    indexes: tuple[str, ...] = ()

    def __init__(self, storage: TableCache, name: str, **options: Any) -> None:
        self._generation: int | None = None
        super().__init__(storage, name, **options)

    @property
    def storage(self) -> TableCache:
        """The rows under this and every other table."""
        return self._storage

    def _document(self, id_: int, row: Row) -> Any:
        """What is handed out of a row."""
        return self.document_class(row.fresh(), self.document_id_class(id_))

    def _shared(self, id_: int, row: Row) -> Any:
        """What conditions and indexes look at."""
        return row.shared

    # -- reading

    def search(self, cond: QueryLike) -> list[Document]:
        """Every document that matches."""
        return [self._document(id_, row) for id_, row in self._matching(cond).items()]

    def get(  # type: ignore[override]  # TinyDB's overloads say the same in nine signatures
        self, cond: QueryLike | None = None, doc_id: int | None = None, doc_ids: list[int] | None = None
    ) -> Document | list[Document] | None:
        """The document with this id, the documents with these ids, or the first that matches."""
        if doc_id is not None:
            row = self._storage.row(self.name, doc_id)
            return None if row is None else self._document(doc_id, row)
        if doc_ids is not None:
            wanted = set(doc_ids)
            return [self._document(id_, row) for id_, row in self._rows() if id_ in wanted]
        if cond is not None:
            return next((self._document(id_, row) for id_, row in self._matching(cond).items()), None)
        raise RuntimeError("You have to pass either cond or doc_id or doc_ids")

    def __iter__(self) -> Iterator[Document]:
        return iter([self._document(id_, row) for id_, row in self._rows()])

    def __len__(self) -> int:
        return len(self._rows())

    def generation(self) -> int | None:
        """A number that grows with every change of the table; None while this thread is changing it."""
        return self._storage.generation(self.name)

    def rev(self, doc_id: int) -> int | None:
        """The revision that wrote a document, None when there is none."""
        row = self._storage.row(self.name, doc_id)
        return None if row is None else row.rev

    def expect(self, doc_id: int, rev: int) -> None:
        """Go on only while a document is at this revision.

        Raises:
            StaleEdit: it was changed or removed since.
        """
        found = self.rev(doc_id)
        if found != rev:
            raise StaleEdit(self.name, doc_id, expected=rev, found=found)

    def _rows(self) -> ItemsView[int, Row]:
        return self._storage.listing(self.name).items()

    def _matching(self, cond: QueryLike) -> dict[int, Row]:
        match _equality(cond):
            case (field, value) if field in self.indexes:
                return self._storage.matching(
                    self.name, field, lambda id_, row: cast("Hashable", self._shared(id_, row)[field]), value
                )
        generation = self.generation()
        remembers = generation is not None and getattr(cond, "is_cacheable", lambda: True)()
        if remembers:
            with self._storage.reading:
                if self._generation != generation:
                    self._query_cache.clear()
                    self._generation = generation
                known = cast("dict[int, Row] | None", self._query_cache.get(cond))
            if known is not None:
                return known
        found = {id_: row for id_, row in self._rows() if cond(self._shared(id_, row))}
        if remembers and self.generation() == generation:
            with self._storage.reading:
                if self._generation == generation:
                    self._query_cache[cond] = cast("list[Document]", found)
        return found

    # -- writing

    def insert(self, document: Mapping[str, Any]) -> int:
        """Add a document."""
        with self._storage.transaction():
            return super().insert(document)

    def update(
        self,
        fields: Mapping[str, Any] | Callable[[MutableMapping[str, Any]], None],
        cond: QueryLike | None = None,
        doc_ids: Iterable[int] | None = None,
        expect_rev: int | None = None,
    ) -> list[int]:
        """Change documents; with `expect_rev`, only if every one of them is still at that revision."""
        with self._storage.transaction():
            if doc_ids is None and cond is not None:
                doc_ids = list(self._matching(cond))
            if expect_rev is not None:
                doc_ids = list(self._storage.listing(self.name) if doc_ids is None else doc_ids)
                for id_ in doc_ids:
                    self.expect(id_, expect_rev)
            return super().update(fields, doc_ids=doc_ids)

    def upsert(self, document: Mapping[str, Any], cond: QueryLike | None = None) -> list[int]:
        """Change the documents that match, or add this one."""
        with self._storage.transaction():
            return super().upsert(document, cond)

    def _get_next_id(self) -> int:
        with self._storage.transaction():
            id_ = self._storage.next_id(self.name)
            self._storage.reserve(self.name, id_)
            return id_

    def _update_table(self, updater: Callable[[Any], None]) -> None:
        with self._storage.transaction():
            view = View(self._storage, self.name)
            updater(view)
            view.write()
        with self._storage.reading:
            self.clear_cache()
