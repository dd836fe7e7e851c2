"""Imports: what a file brings, taken in as a whole or refused."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pyarrow.compute as pc

from campaign.base.language import _n
from campaign.desk.batch_commit import Batches
from campaign.desk.file_reading import FileReading, Reading
from campaign.desk.service import OPERATOR, Refused, Service
from campaign.facts import batches
from campaign.facts.batches import Batch, Via, Wish
from campaign.intake import Intake, Sheet, header_signature, suggest
from campaign.intake.version import edition
from campaign.plan.campaigns import Campaign
from campaign.products import Product
from campaign.storage import Store
from campaign.storage.facts.store import Replaced
from campaign.team.members import Member

_BY_PEOPLE = ("page", "command")


class Imports(Service):
    """Rows from files into facts, stock and products."""

    def __init__(self, store: Store, batches: Batches, file_reading: FileReading) -> None:
        super().__init__(store)
        self.batches = batches
        self.file_reading = file_reading

    def preview(self, campaign: Campaign, intake: Intake) -> Replaced:
        """What taking a file in would change; nothing is written."""
        new = changed = same = 0
        if intake.measured is not None and intake.measured.num_rows:
            found = self.store.facts.preview(intake.measured)
            new, changed, same = new + found.new, changed + found.changed, same + found.same
        if intake.stock is not None and len(intake.stock):
            found = self.store.facts.preview_stock(intake.stock)
            new, changed, same = new + found.new, changed + found.changed, same + found.same
        if intake.products is not None and len(intake.products):
            plan = self.batches.products_planned(campaign.store, intake.products)
            known, merged = plan.before, plan.merged
            fresh = sum(one.product_id not in known for one in merged)
            differing = sum(one.product_id in known and one != known[one.product_id] for one in merged)
            new, changed, same = new + fresh, changed + differing, same + len(merged) - fresh - differing
        return Replaced(new=new, changed=changed, same=same, version=None)

    def take_in(
        self,
        by: Member | None,
        campaign: Campaign,
        sheet: Sheet,
        intake: Intake,
        at: datetime,
        *,
        source: str,
        accept_good_rows: bool = False,
        via: Via = "page",
        preset: str = "",
        score: float | None = None,
        wish: Wish | None = None,
        who: str = "",
    ) -> Batch:
        """Write what a file brings: all of it or nothing, whenever the process ends.

        Args:
            by: Who brings it.
            campaign: The campaign whose store the rows describe.
            sheet: The opened file.
            intake: What was read from it.
            at: When.
            source: The source its rows are kept under.
            accept_good_rows: Take the good rows although others have problems.
            via: The way it came in.
            preset: The preset it was read by.
            score: How well the preset or the mapping fits, for the receipt.
            wish: All that was said about the file, so that the same bytes need not be read again; None: they are.
            who: Whose name stands in the receipt where nobody is signed in; empty: the command line's.

        Returns:
            The receipt: what was new, changed and the same. Nothing new or changed leaves no receipt behind.

        Raises:
            Refused: there are problems and nobody accepted the good rows; nothing is written.
        """
        self.allow(by, "import")
        if intake.problems and not accept_good_rows:
            raise Refused(
                _n(
                    "{count} problem in this file; mend it, or take the good rows only",
                    "{count} problems in this file; mend them, or take the good rows only",
                    len(intake.problems),
                ),
                problems=intake.problems,
            )
        draft = Batch(
            campaign=campaign.id, store=campaign.store, at=at, member=by.id if by else None,
            who=by.name if by else who or OPERATOR, source=source, via=via, preset=preset, score=score,
            asked=_asked(campaign, wish) if wish else "", new=0, changed=0, same=0, version=None,
            **_of_file(sheet, intake),
        )  # fmt: skip
        with self.batches.importing():
            if intake.products is not None:  # what no product can have is refused before a row is written
                self.batches.products_planned(campaign.store, intake.products)
            return self.batches.written(by, draft, intake)

    def take_in_file(
        self,
        by: Member | None,
        campaign: Campaign,
        reading: Reading,
        at: datetime,
        *,
        via: Via,
        who: str = "",
        accept_good_rows: bool = False,
    ) -> Batch:
        """Write what a file was read to bring, and remember what a person said of its columns; see `take_in`."""
        batch = self.take_in(
            by, campaign, reading.sheet, reading.found, at, source=reading.source, accept_good_rows=accept_good_rows,
            via=via, preset=reading.preset, score=reading.mapping.score, wish=reading.said, who=who,
        )  # fmt: skip
        if via in _BY_PEOPLE and _is_news(reading):
            columns = {header: reading.mapping.columns.get(header, "") for header in reading.sheet.headers}
            self.file_reading.keep_mapping(
                by, reading.sheet, reading.mapping.kind, columns, at, cumulative=reading.wish.cumulative,
                constants=reading.wish.constants, source=reading.source,
            )  # fmt: skip
        return batch

    def seen(self, campaign: Campaign, content: str, wish: Wish) -> Batch | None:
        """The batch that these very bytes made, where taking them in again could change nothing.

        It answers only where that is certain: the same bytes read by the same wish, with the same kept mapping, by
        the same edition of the readers, for the same shop, zone and currency; no line had a problem; the batch
        stands; the shop's codes are the same where they were asked; and since then nothing was written, whoever
        wrote it and however, where its rows lie: no facts of its days and source, no stock of its shop, no product.
        In all other cases the file is to be read again.

        Args:
            campaign: The campaign whose shop the rows describe.
            content: The file's SHA-256.
            wish: All that is said about the file.

        Returns:
            The newest such batch, None where reading is the only way to know.
        """
        if self.store.incoming.begun():
            return None
        for batch in reversed(self.store.records(Batch).by("sha256", content)):
            mapping = None if wish.chosen else self.file_reading._kept(batch.signature)
            as_now = wish.model_copy(update={"kept": mapping.digest if mapping else ""})
            fits = batch.state == "in" and not batch.problems and batch.asked == _asked(campaign, as_now)
            if fits and self._untouched(batch):
                return batch
        return None

    def _untouched(self, batch: Batch) -> bool:
        """Whether nothing was written where the rows of a batch lie since it was in, and its codes mean the same."""
        if batch.codes and batch.codes != self.file_reading.codes(batch.store).digest:
            return False
        facts = self.store.facts
        if batch.measured is not None:
            days = (batch.first, batch.last) if batch.first and batch.last else None
            if facts.measured.touched(batch.measured, batch.store, days, batch.source):
                return False
        if batch.counted is not None and facts.counted.touched(batch.counted, batch.store):
            return False
        if batch.goods is None:
            return True
        count, newest = self.store.records(Product).extent()
        return count == batch.goods and newest <= batch.rev


def _is_news(reading: Reading) -> bool:
    """Whether a person said something of a file that its headers do not say by themselves."""
    said, mapping = reading.said, reading.mapping
    return said.chosen or bool(said.kind and not mapping.preset and said.kind != suggest(reading.sheet).kind)


def _of_file(sheet: Sheet, intake: Intake) -> dict[str, Any]:
    """What a receipt says about the file itself and what was read from it."""
    first, last = facts_days(intake)
    return {
        "file": sheet.name,
        "sha256": sheet.sha256,
        "encoding": sheet.encoding,
        "signature": header_signature(sheet.written),
        "kind": intake.kind,
        "rows": intake.rows,
        "accepted": intake.accepted,
        "dropped": sum(intake.dropped.values()),
        "problems": intake.problem_count,
        "codes": intake.codes,
        "first": first,
        "last": last,
    }


def facts_days(intake: Intake) -> tuple[date | None, date | None]:
    """The first and the last day of the facts that were read."""
    if intake.measured is None or not intake.measured.num_rows:
        return None, None
    span = pc.min_max(intake.measured["day"]).as_py()
    return span["min"], span["max"]


def _asked(campaign: Campaign, wish: Wish) -> str:
    """A digest of everything but the bytes that decides what a file says."""
    return batches.digest(wish.model_dump(mode="json"), campaign.store, campaign.zone, campaign.currency, edition())
