"""Opening: a file opened and read as somebody read one with its headers before, by the codes of the shop."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime

import pandas as pd

from campaign import batches, intake, products
from campaign.desk import merging
from campaign.desk.batching import Batching
from campaign.desk.clerk import OPERATOR
from campaign.intake import NONE, Limits, Sheet, header_signature
from campaign.intake.headers import normalise
from campaign.members import Member
from campaign.products import Codes, Product

_OF_ONE_FILE = {"day", "last_day", "hour", "at", "inbound_due", "ordered_at", "paid_at"}


class Opening(Batching):
    """The same for the page, the command line, the feed and the watched folder."""

    _codes: tuple[str, int | None, Codes] | None = None

    def opened(self, content: bytes, name: str, limits: Limits = Limits(), preset: str | None = None) -> Sheet:  # noqa: B008  (frozen)
        """Open a file; where nobody says by which preset, as it was opened when its columns were mapped by hand.

        Args:
            content: The file's bytes.
            name: The file's name.
            limits: What is too large.
            preset: The preset that a person chose, `NONE` for none, None to leave it to the headers.

        Raises:
            IntakeError: it cannot be opened.
        """
        sheet = intake.open_file(content, name, limits, preset)
        kept = self._kept(header_signature(sheet.written)) if preset is None else None
        if kept is None or kept.preset in (None, sheet.preset or NONE):
            return sheet
        there = kept.preset == NONE or kept.preset in intake.presets()
        return intake.open_file(content, name, limits, kept.preset) if there else sheet

    def codes(self, shop: str, brought: Iterable[pd.DataFrame] = ()) -> Codes:
        """The codes of a shop's products, as they will be once files have brought theirs.

        Args:
            shop: The shop.
            brought: Rows of products that are taken in first.

        Raises:
            ProductError: a row holds what no product can have.
        """
        rows = list(brought)
        generation = self.store.records(Product).generation()
        if not rows and generation is not None and self._codes and self._codes[:2] == (shop, generation):
            return self._codes[2]
        known = merging.known(self.store, shop)
        for frame in rows:
            known |= {one.product_id: one for one in products.merge(known, frame, store=shop)}
        found = products.codes(known.values())
        if not rows:
            self._codes = shop, generation, found
        return found

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
        """Remember how a file was opened and its columns mapped, for the next file with the same headers.

        A day that was named for the whole file is that file's alone: the next one is asked for its own.
        """
        self.allow(by, "import")
        table = self.store.records(batches.Mapping)
        mapping = batches.Mapping(
            signature=header_signature(sheet.written),
            kind=kind,
            preset=sheet.preset or NONE,
            columns=dict(columns),
            cumulative=tuple(sorted(cumulative)),
            constants={name: value for name, value in (constants or {}).items() if name not in _OF_ONE_FILE},
            source=source,
            at=at,
            who=by.name if by else OPERATOR,
        )
        with self.transaction():
            known = self._kept(mapping.signature)
            if known is not None:
                return table.put(mapping.model_copy(update={"id": known.id, "rev": known.rev}))
            return table.add(mapping)

    def kept_mapping(self, sheet: Sheet) -> batches.Mapping | None:
        """How a file with these headers was mapped the last time, where it is opened in the same way."""
        kept = self._kept(header_signature(sheet.written))
        kept = kept or self._kept(header_signature(sheet.headers), whole=False)
        if kept is None or kept.preset not in (None, sheet.preset or NONE):
            return None
        there = set(map(normalise, sheet.headers))
        return kept if there.issuperset(map(normalise, kept.columns)) else None

    def _kept(self, signature: str, *, whole: bool = True) -> batches.Mapping | None:
        known = self.store.records(batches.Mapping).by("signature", signature)
        return next((one for one in known if one.whole == whole), None)
