"""Batching: a batch is written whole or not at all; what a dead process left half-written is finished."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

import pandas as pd

from campaign.base.language import _
from campaign.desk import product_merge
from campaign.desk.batch_undo import CHANGED, PRICES, BatchUndo, label_of
from campaign.desk.service import OPERATOR, Refused, Service
from campaign.facts.batches import UNDO_DAYS, Batch
from campaign.intake import Intake
from campaign.plan.campaigns import Campaign
from campaign.products import Product
from campaign.storage import Store
from campaign.storage.facts.commits import Commit, Label
from campaign.storage.facts.incoming import PATIENCE_SECONDS, ImportsBusyError
from campaign.storage.facts.store import Replaced
from campaign.team.members import Member

STOCK, PRODUCTS = "stock", "products"  # what is still to be written
_COUNTS = ("new", "changed", "same")


class Batches(Service):
    """Facts, stock and documents lie in three places, and only one of them can be committed at a time.

    Before the first row is written the batch stands in its table as `writing`, and what comes after the facts lies
    in a file. Every commit bears the number of its batch. Whoever finds such a batch whose process is gone looks for
    that number: found, the rest is written; not found, nothing was, and the batch is dropped. A batch found
    `undoing` is undone to the end.
    """

    _planned: product_merge.Plan | None = None

    def __init__(self, store: Store, batch_undo: BatchUndo) -> None:
        super().__init__(store)
        self.batch_undo = batch_undo

    def products_planned(self, shop: str, incoming: pd.DataFrame) -> product_merge.Plan:
        """What rows make of the products of a shop; the same rows are planned once as long as nothing changes."""
        self._planned = plan = product_merge.planned(self.store, shop, incoming, self._planned)
        return plan

    def recover(self) -> None:
        """Finish what a dead process left half-written or half-undone; what living ones do is theirs."""
        if not self.store.incoming.begun():
            return
        half = self._half_undone()
        try:
            with self.store.incoming.alone(PATIENCE_SECONDS if half else 0):
                self._finish_all()
        except ImportsBusyError:
            if half:
                raise

    def forget_old(self, at: datetime) -> None:
        """Drop what was kept to undo batches that can no longer be undone."""
        young = self.batch_undo._batches().find(lambda one: at - one.at <= timedelta(days=UNDO_DAYS))
        self.store.incoming.forget({one.id for one in young if one.state == "in"})

    def undo(self, by: Member | None, campaign: Campaign, batch: int, at: datetime) -> Batch:
        """Put back exactly what stood before a batch: facts, stock, products and their prices.

        A kept mapping stays. To undo the undoing, take the file in again.

        Args:
            by: Who undoes it.
            campaign: The campaign it was taken in for.
            batch: Its number.
            at: When.

        Returns:
            The batch, undone.

        Raises:
            Refused: it is undone already, older than `UNDO_DAYS`, or some of its rows were changed since: by another
                import, which the sentence names, or by hand. Nothing is changed.
            ImportsBusyError: others went on importing for a minute.
        """
        self.allow(by, "import")
        with self.store.incoming.alone():
            self._finish_all()
            found = self.batch_undo._batches().one(batch)
            self.batch_undo.refuse_to_undo(campaign, found, at)
            undoer = {"undone_by": by.name if by else OPERATOR, "undoer": by.id if by else None}
            with self.transaction():
                self.store.incoming.begin(batch)
                found = self.batch_undo._batches().put(
                    found.model_copy(update={"state": "undoing", "undone_at": at, **undoer})
                )
            undone = self.batch_undo.put_back(found)
        if undone.state != "undone":
            raise Refused(_("Its rows were changed by hand just now; it was not undone"))
        return undone

    @contextmanager
    def importing(self) -> Iterator[None]:
        """Be among those who import: nobody undoes meanwhile, and nothing is half-undone."""
        while True:
            self.recover()
            with self.store.incoming.together():
                if not self._half_undone():
                    yield
                    return

    def written(self, by: Member | None, draft: Batch, intake: Intake) -> Batch:
        """Write a batch; without anything new or changed nothing is written, and no record is made."""
        facts, batch, done = self.store.facts, draft, Replaced()
        held: dict[str, int | None] = {"measured": None, "counted": None}

        def label(counted: Replaced) -> Label:
            nonlocal batch
            if not batch.id:
                batch = self._begun(_counting(batch, done), intake)
            return _label(batch, counted)

        finished = False
        try:
            if intake.measured is not None and intake.measured.num_rows:
                found = facts.replace(intake.measured, label)
                held["measured"], done = found.held, _sum(done, found)
            if intake.stock is not None and len(intake.stock):
                found = facts.replace_stock(intake.stock, label)
                held["counted"], done = found.held, _sum(done, found)
            batch = self._completed(by, batch.model_copy(update=held), intake.products, done)
            finished = True
        finally:
            if batch.id and not finished:
                self._finish(batch.id)
        return batch

    def _begun(self, draft: Batch, intake: Intake) -> Batch:
        """Put a batch down before its first row is written, and what will come after its facts beside it."""
        facts, incoming = self.store.facts, self.store.incoming
        before = {"measured": facts.measured.version(), "counted": facts.counted.version()}
        with self.transaction():
            batch = self.batch_undo._batches().add(draft.model_copy(update={"state": "writing", **before}))
            incoming.finish(batch.id)  # what a batch of this number left that never came to be
            incoming.begin(batch.id)
        for name, frame in ((STOCK, intake.stock), (PRODUCTS, intake.products)):
            if frame is not None and len(frame):
                incoming.keep(batch.id, name, frame)
        return batch

    def _completed(self, by: Member | None, batch: Batch, incoming: pd.DataFrame | None, done: Replaced) -> Batch:
        """Products, receipt and journal entry in one transaction: from here on the batch is in."""
        with self.transaction():
            merged = None
            if incoming is not None and len(incoming):
                merged = product_merge.merge(
                    self.store, by, self.products_planned(batch.store, incoming), batch.at, batch.source
                )
                done = _sum(done, merged.counts)
                batch = batch.model_copy(update={"goods": self.store.records(Product).extent()[0]})
            batch = _counting(batch, done).model_copy(update={"state": "in", "version": done.version})
            if not done.new and not done.changed:
                return batch
            if not batch.id:
                batch = self.batch_undo._batches().add(batch)
                self.store.incoming.finish(batch.id)
            else:
                batch = self.batch_undo._batches().put(batch)
            if merged is not None:
                self.store.incoming.begin(batch.id)
                self.store.incoming.keep(batch.id, CHANGED, merged.changed)
                self.store.incoming.keep(batch.id, PRICES, merged.prices)
            counts = {name: getattr(done, name) for name in _COUNTS}
            self.write(
                by,
                batch.at,
                "import",
                f"batch {batch.id}",
                campaign=batch.campaign,
                title=batch.file,
                after=counts,
                who=batch.who,
            )
        self._planned = None
        self.store.incoming.finish(batch.id, *self._names(batch))
        return batch

    def _finish_all(self) -> None:
        for number in self.store.incoming.begun():
            self._finish(number)

    def _finish(self, number: int) -> None:
        batch = self.batch_undo._batches().get(number)
        if batch is not None and batch.state == "writing":
            self._carry_on(batch)
        elif batch is not None and batch.state == "undoing":
            self.batch_undo.put_back(batch)
        else:
            self.store.incoming.finish(number, *self._names(batch))

    def _carry_on(self, batch: Batch) -> None:
        """Write the rest of a batch, or drop it where nothing of it was written."""
        facts, kept = self.store.facts, self.store.incoming.kept
        label = label_of(batch)
        found = [facts.measured.commit(batch.measured or 0, label), facts.counted.commit(batch.counted or 0, label)]
        if found == [None, None]:
            with self.transaction():
                self.batch_undo._batches().remove(batch.id)
            self.store.incoming.finish(batch.id)
            return
        done = _sum(Replaced(new=batch.new, changed=batch.changed, same=batch.same), _told(found[0]))
        stock, rest = kept(batch.id, STOCK), _told(found[1])
        if stock is not None and found[1] is None:
            rest = facts.replace_stock(stock, lambda counted: _label(batch, counted))
        held = {"measured": found[0].version if found[0] else None, "counted": rest.held}
        batch, done = batch.model_copy(update={**held, "asked": ""}), _sum(done, rest)
        by = self.store.records(Member).get(batch.member) if batch.member else None
        self._completed(by, batch, kept(batch.id, PRODUCTS), done)

    def _half_undone(self) -> bool:
        begun = map(self.batch_undo._batches().get, self.store.incoming.begun())
        return any(one is not None and one.state == "undoing" for one in begun)

    def _names(self, batch: Batch | None) -> tuple[str, ...]:
        return (CHANGED, PRICES) if batch is not None and batch.goods is not None else ()


def _counting(batch: Batch, done: Replaced) -> Batch:
    return batch.model_copy(update={name: getattr(done, name) for name in _COUNTS})


def _label(batch: Batch, counted: Replaced) -> Label:
    return {**label_of(batch), **{name: str(getattr(counted, name)) for name in _COUNTS}}


def _told(commit: Commit | None) -> Replaced:
    """The counts that a commit's label tells."""
    if commit is None:
        return Replaced()
    counts = {name: int(commit.label[name]) for name in _COUNTS}
    return Replaced(**counts, version=commit.version, held=commit.version)


def _sum(one: Replaced, other: Replaced) -> Replaced:
    return Replaced(
        new=one.new + other.new,
        changed=one.changed + other.changed,
        same=one.same + other.same,
        version=other.version if other.version is not None else one.version,
    )
