"""Taking a commit back: what it changed, told by the files it added and removed, and what stood there before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

import pyarrow as pa

from campaign.base.errors import CampaignError
from campaign.base.language import _n
from campaign.storage.facts import commits, queries
from campaign.storage.facts.commits import Commit, Touched

if TYPE_CHECKING:
    from campaign.storage.facts.keyed_table import KeyedTable


class ChangedSince(CampaignError):
    """Rows say something else by now than a batch wrote, so that it cannot be taken back."""

    def __init__(self, count: int) -> None:
        self.count = count
        super().__init__(_n("{count} row was changed since", "{count} rows were changed since", count))


class Difference(NamedTuple):
    """The rows that a commit changed: as it wrote them, and as they stood before; a new one stands in `after` only."""

    after: pa.Table
    before: pa.Table


def difference(table: KeyedTable, commit: Commit) -> Difference:
    """What a commit changed; rows of its files that it only carried along are not among it."""
    after, before = _rows(table, commit.added), _rows(table, commit.removed)
    return Difference(
        table.engine.run(queries.WITHOUT, ours=after, theirs=before),
        table.engine.run(queries.WITHOUT, ours=before, theirs=after),
    )


def taken_back(table: KeyedTable, stored: pa.Table, found: Difference) -> pa.Table:
    """Stored rows with a commit's changes taken back.

    Raises:
        ChangedSince: some of its rows are no longer as it wrote them.
    """
    changed = table.engine.run(queries.WITHOUT, ours=found.after, theirs=stored).num_rows
    if changed:
        raise ChangedSince(changed)
    return table.engine.run(queries.instead(table.keys), stored=stored, after=found.after, before=found.before)


def overlaps(table: KeyedTable, found: Difference, later: Commit) -> bool:
    """Whether a later commit changed rows of the same key."""
    places = {tuple(file.partition.items()) for file in later.touched}
    mine = {tuple(sorted(row.items())) for row in _places(table, found)}
    if not mine & {tuple(sorted(place)) for place in places}:
        return False
    other = difference(table, later)
    tables = {"mine_after": found.after, "mine_before": found.before}
    theirs = {"their_after": other.after, "their_before": other.before}
    return bool(table.engine.run(queries.same_keys(table.keys), **tables, **theirs).num_rows)


def _places(table: KeyedTable, found: Difference) -> list[Mapping[str, str]]:
    """The partitions of changed rows, as the log writes them."""
    rows = pa.concat_tables([found.after, found.before]).select(list(table.partitions))
    distinct = rows.group_by(list(table.partitions)).aggregate([]).to_pylist()
    return [{name: str(value) for name, value in row.items()} for row in distinct]


def _rows(table: KeyedTable, files: Sequence[Touched]) -> pa.Table:
    """The rows of files under the whole contract."""
    return table.rows(commits.paths(files))
