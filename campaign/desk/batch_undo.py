"""Undoing: what a batch changed is put back exactly, unless somebody changed it since."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

import pandas as pd

from campaign.base.language import _, _n
from campaign.desk import product_merge
from campaign.desk.service import OPERATOR, Refused, Service
from campaign.facts.batches import UNDO_DAYS, Batch
from campaign.plan.campaigns import Campaign
from campaign.storage.documents.records import Records
from campaign.storage.facts.commits import Commit, Label
from campaign.storage.facts.keyed_table import KeyedTable
from campaign.storage.facts.revert import ChangedSince, Difference, difference, overlaps
from campaign.team.members import Member

CHANGED, PRICES = "changed", "prices"  # what it takes to put products back


class BatchUndo(Service):
    """Taking a batch back.

    What stood before the rows of a batch is told by the version of the table before its commit; what products said
    before lies in a file of the batch.
    """

    def put_back(self, batch: Batch) -> Batch:
        """Put back what a batch in state `undoing` changed; what was put back before an interruption stays so.

        Returns:
            The batch, undone; or, where somebody changed its facts meanwhile, as it stood, with nothing put back.
        """
        undoes, begun, left = {"undoes": str(batch.id)}, False, 0
        for table, commit in self.commits(batch):
            if table.commit(commit.version, undoes) is None:
                try:
                    table.take_back(difference(table, commit), undoes)
                except ChangedSince as change:
                    if not begun:
                        return self._as_it_stood(batch)
                    left += change.count
            begun = True
        changed, prices = (self.store.incoming.kept(batch.id, name) for name in (CHANGED, PRICES))
        by = self.store.records(Member).get(batch.undoer) if batch.undoer else None
        with self.transaction():
            if changed is not None and prices is not None:
                left += product_merge.take_back(self.store, batch.store, changed, prices)
            undone = self.store.records(Batch).put(batch.model_copy(update={"state": "undone"}))
            self.write(
                by,
                batch.undone_at or batch.at,
                "undo_import",
                f"batch {batch.id}",
                campaign=batch.campaign,
                title=batch.file,
                before={"new": batch.new, "changed": batch.changed, "same": batch.same},
                after={"left": left},
            )
        self.store.incoming.finish(batch.id)
        return undone

    def commits(self, batch: Batch) -> Iterator[tuple[KeyedTable, Commit]]:
        """The commits that a batch made, with their tables: facts, then stock."""
        facts, label = self.store.facts, label_of(batch)
        for table, version in ((facts.measured, batch.measured), (facts.counted, batch.counted)):
            commit = None if version is None else table.commit(version, label)
            if commit is not None:
                yield table, commit

    def refuse_to_undo(self, campaign: Campaign, batch: Batch, at: datetime) -> None:
        """Say why a batch cannot be undone.

        Raises:
            Refused: it is undone already, is too old, or some of its rows were changed since; the sentence names the
                batch or the product.
        """
        if batch.campaign != campaign.id:
            raise Refused(_("Import {number} belongs to another campaign", number=batch.id))
        if batch.state != "in":
            raise Refused(_("Import {number} ({file}) is undone already", number=batch.id, file=batch.file))
        traces = (batch.measured, batch.counted, batch.goods)
        if at - batch.at > timedelta(days=UNDO_DAYS) or traces == (None, None, None):
            raise Refused(
                _n(
                    "Import {number} ({file}) can no longer be undone: what stood before is kept for {count} day",
                    "Import {number} ({file}) can no longer be undone: what stood before is kept for {count} days",
                    UNDO_DAYS, number=batch.id, file=batch.file,
                )
            )  # fmt: skip
        found = [(table, commit, difference(table, commit)) for table, commit in self.commits(batch)]
        changed = self.store.incoming.kept(batch.id, CHANGED)
        self._refuse_overwritten(batch, found, set() if changed is None else set(changed["product_id"]))
        for table, _commit, rows in found:
            try:
                table.refuse_changed(rows)
            except ChangedSince as change:
                raise _changed_by_hand(change.count) from None
        if changed is not None:
            self._refuse_changed_products(batch, changed)

    def _refuse_overwritten(
        self, batch: Batch, found: list[tuple[KeyedTable, Commit, Difference]], products: set[str]
    ) -> None:
        """Name the newest standing batch that changed rows or products of this one later."""
        others = self._batches().find(
            lambda one: one.store == batch.store and one.id != batch.id and one.state == "in"
        )  # fmt: skip
        for other in sorted(others, key=lambda one: one.rev, reverse=True):
            theirs = self.store.incoming.kept(other.id, CHANGED) if products and other.rev > batch.rev else None
            rows = any(
                where is table and later.version > commit.version and overlaps(table, mine, later)
                for where, later in self.commits(other)
                for table, commit, mine in found
            )
            if rows or (theirs is not None and not products.isdisjoint(theirs["product_id"])):
                raise Refused(
                    _(
                        "Import {number} ({file}, by {who}) changed some of the same rows later; undo that one first",
                        number=other.id, file=other.file, who=other.who or OPERATOR,
                    ),
                    batch=other.id,
                )  # fmt: skip

    def _refuse_changed_products(self, batch: Batch, changed: pd.DataFrame) -> None:
        unlike = product_merge.unlike(self.store, batch.store, changed)
        if unlike:
            raise Refused(
                _n(
                    "Product {product} was changed by hand since; the import cannot be undone",
                    "{count} products were changed by hand since, {product} first; the import cannot be undone",
                    len(unlike), product=unlike[0],
                )
            )  # fmt: skip

    def _as_it_stood(self, batch: Batch) -> Batch:
        """A batch whose undoing did not happen."""
        names = () if batch.goods is None else (CHANGED, PRICES)
        with self.transaction():
            stands = self._batches().put(
                batch.model_copy(update={"state": "in", "undone_at": None, "undone_by": "", "undoer": None})
            )
        self.store.incoming.finish(batch.id, *names)
        return stands

    def _batches(self) -> Records[Batch]:
        return self.store.records(Batch)


def label_of(batch: Batch) -> Label:
    """What the commits of a batch are found by."""
    return {"batch": str(batch.id)}


def _changed_by_hand(count: int) -> Refused:
    return Refused(
        _n(
            "{count} of its rows was changed by hand since; it cannot be undone",
            "{count} of its rows were changed by hand since; it cannot be undone",
            count,
        )
    )
