"""One table in memory: its committed rows, its hash indexes, and a transaction's changes seen over them."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable

from campaign.storage.documents.sqlite_file import Row

ValueOf = Callable[[int, Row], Hashable]


class Index:
    """The ids of a table by one value of their documents; a changed row is looked at when next asked."""

    def __init__(self, value_of: ValueOf, ids: Iterable[int]) -> None:
        self._value_of = value_of
        self._stale = set(ids)
        self._values: dict[int, Hashable] = {}
        self._ids: dict[Hashable, set[int]] = {}

    def touch(self, id_: int) -> None:
        """Look at this row again before the next answer."""
        self._stale.add(id_)

    def ids(self, value: Hashable, rows: dict[int, Row]) -> list[int]:
        """The ids of the rows that have this value, ascending."""
        for id_ in self._stale:
            if id_ in self._values:
                self._ids[self._values.pop(id_)].discard(id_)
            if id_ in rows:
                found = self._values[id_] = self._value_of(id_, rows[id_])
                self._ids.setdefault(found, set()).add(id_)
        self._stale.clear()
        return sorted(self._ids.get(value, ()))


class CachedTable:
    """The rows of one table, with the indexes asked for so far."""

    def __init__(self, rows: dict[int, Row]) -> None:
        self.rows = rows
        self.generation = 0
        self._indexes: dict[str, Index] = {}

    def row(self, id_: int) -> Row | None:
        """One row."""
        return self.rows.get(id_)

    def listing(self) -> dict[int, Row]:
        """Every row, in a dict of the caller's own."""
        return dict(self.rows)

    def matching(self, field: str, value_of: ValueOf, value: Hashable) -> dict[int, Row]:
        """The rows with this value, in order of id."""
        if field not in self._indexes:
            self._indexes[field] = Index(value_of, self.rows)
        return {id_: self.rows[id_] for id_ in self._indexes[field].ids(value, self.rows)}

    def put(self, id_: int, row: Row | None) -> None:
        """Place a row, or take it away with None."""
        if row is None:
            self.rows.pop(id_, None)
        else:
            self.rows[id_] = row
        self.generation += 1
        for index in self._indexes.values():
            index.touch(id_)


class Change:
    """What a running transaction does to one table, seen over the committed table."""

    def __init__(self, committed: CachedTable) -> None:
        self.committed = committed
        self.next_id: int | None = None
        self.dropped = False
        self._new = CachedTable({})
        self._gone: set[int] = set()

    def row(self, id_: int) -> Row | None:
        """One row."""
        return self._new.row(id_) or (None if id_ in self._gone else self.committed.row(id_))

    def listing(self) -> dict[int, Row]:
        """Every row, in a dict of the caller's own."""
        return {id_: row for id_, row in (self.committed.rows | self._new.rows).items() if id_ not in self._gone}

    def matching(self, field: str, value_of: ValueOf, value: Hashable) -> dict[int, Row]:
        """The rows with this value, in order of id."""
        committed = self.committed.matching(field, value_of, value).items()
        kept = {id_: row for id_, row in committed if id_ not in self._gone and id_ not in self._new.rows}
        return dict(sorted((kept | self._new.matching(field, value_of, value)).items()))

    def put(self, id_: int, row: Row | None) -> None:
        """Place a row, or take it away with None."""
        self._new.put(id_, row)
        if row is None and id_ in self.committed.rows:
            self._gone.add(id_)
        else:
            self._gone.discard(id_)

    def changed(self) -> dict[int, Row | None]:
        """The rows that differ from the committed ones, None for one that is gone."""
        return {**self._new.rows, **dict.fromkeys(self._gone)}
