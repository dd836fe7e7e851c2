"""Imports: what a file brings, taken in as a whole or refused."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime

import pandas as pd

from campaign import batches, products
from campaign.batches import Batch
from campaign.desk import pricing
from campaign.desk.clerk import OPERATOR, Clerk, Refused
from campaign.intake import Intake, Sheet, header_signature
from campaign.language import _n
from campaign.members import Member
from campaign.plan import Campaign
from campaign.products import Product
from campaign.storage.facts import Replaced


class Imports(Clerk):
    """Rows from files into facts, stock and products."""

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
            known = self._known(campaign)
            merged = products.merge(known, intake.products, store=campaign.store)
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
    ) -> Batch:
        """Write what a file brings: facts in one atomic replace, products and the receipt in one transaction.

        Args:
            by: Who brings it.
            campaign: The campaign whose store the rows describe.
            sheet: The opened file.
            intake: What was read from it.
            at: When.
            source: The source its rows are kept under.
            accept_good_rows: Take the good rows although others have problems.

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
        done = Replaced(new=0, changed=0, same=0, version=None)
        if intake.measured is not None and intake.measured.num_rows:
            done = _sum(done, self.store.facts.replace(intake.measured))
        if intake.stock is not None and len(intake.stock):
            done = _sum(done, self.store.facts.replace_stock(intake.stock))
        with self.transaction():
            if intake.products is not None and len(intake.products):
                done = _sum(done, self._merge(by, campaign, intake.products, at, source))
            batch = Batch(
                campaign=campaign.id,
                at=at,
                member=by.id if by else None,
                who=by.name if by else OPERATOR,
                file=sheet.name,
                sha256=sheet.sha256,
                kind=intake.kind,
                source=source,
                encoding=sheet.encoding,
                rows=intake.rows,
                accepted=intake.accepted,
                new=done.new,
                changed=done.changed,
                same=done.same,
                dropped=sum(intake.dropped.values()),
                problems=len(intake.problems),
                version=done.version,
            )
            if done.new or done.changed:
                batch = self.store.records(Batch).add(batch)
                self.write(
                    by,
                    at,
                    "import",
                    f"batch {batch.id}",
                    campaign=campaign.id,
                    title=sheet.name,
                    after={"new": done.new, "changed": done.changed, "same": done.same},
                )
        return batch

    def keep_mapping(
        self,
        by: Member | None,
        sheet: Sheet,
        kind: str,
        columns: Mapping[str, str],
        at: datetime,
        *,
        cumulative: Collection[str] = (),
        constants: Mapping[str, str] | None = None,
        source: str = "",
    ) -> batches.Mapping:
        """Remember how a file's columns were mapped, for the next file with the same headers."""
        self.allow(by, "import")
        table = self.store.records(batches.Mapping)
        mapping = batches.Mapping(
            signature=header_signature(sheet.headers),
            kind=kind,
            columns=dict(columns),
            cumulative=tuple(sorted(cumulative)),
            constants=dict(constants or {}),
            source=source,
            at=at,
            who=by.name if by else OPERATOR,
        )
        with self.transaction():
            known = table.by("signature", mapping.signature)
            if known:
                return table.put(mapping.model_copy(update={"id": known[0].id, "rev": known[0].rev}))
            return table.add(mapping)

    def kept_mapping(self, sheet: Sheet) -> batches.Mapping | None:
        """How a file with these headers was mapped the last time."""
        known = self.store.records(batches.Mapping).by("signature", header_signature(sheet.headers))
        return known[0] if known else None

    def _known(self, campaign: Campaign) -> dict[str, Product]:
        return {one.product_id: one for one in self.store.records(Product).by("store", campaign.store)}

    def _merge(
        self, by: Member | None, campaign: Campaign, incoming: pd.DataFrame, at: datetime, source: str
    ) -> Replaced:
        known = self._known(campaign)
        merged = products.merge(known, incoming, store=campaign.store)
        table = self.store.records(Product)
        fresh = [one for one in merged if one.product_id not in known]
        differing = [one for one in merged if one.product_id in known and one != known[one.product_id]]
        table.add_all(fresh)
        for one in differing:
            table.put(one)
        pricing.keep(self.store, by, known, merged, at, source)
        return Replaced(
            new=len(fresh), changed=len(differing), same=len(merged) - len(fresh) - len(differing), version=None
        )


def _sum(one: Replaced, other: Replaced) -> Replaced:
    return Replaced(
        new=one.new + other.new,
        changed=one.changed + other.changed,
        same=one.same + other.same,
        version=other.version if other.version is not None else one.version,
    )
