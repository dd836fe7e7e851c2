"""Opening: a file opened, understood and read, as somebody read one with its headers before, whoever brings it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

import pandas as pd

from campaign import intake, products
from campaign.desk import product_merge
from campaign.desk.service import OPERATOR, Service
from campaign.facts import batches
from campaign.facts.batches import Wish
from campaign.intake import NONE, TEMPLATE, Intake, Limits, Sheet, header_signature
from campaign.intake.columns import PRODUCT, field_of
from campaign.intake.headers import names_a_buyer, normalise
from campaign.plan.campaigns import Campaign
from campaign.products import Codes, Product
from campaign.team.members import Member

MAPPED = "mapped"
_MASTER_DATA = PRODUCT.keys() - {"product_id", "sku_id", "seller_sku", "currency"}
_OF_ONE_FILE = {"day", "last_day", "hour", "at", "inbound_due", "ordered_at", "paid_at"}


@dataclass(frozen=True)
class Reading:
    """A file as it was read: all that its receipt says of it, before it is taken in.

    Attributes:
        sheet: The opened file, without its cells.
        said: What was said about it, and the digest of the kept mapping that filled what was left open.
        wish: The same, filled.
        mapping: What its headers mean.
        source: The source its rows are kept under.
        found: What it holds.
    """

    sheet: Sheet
    said: Wish
    wish: Wish
    mapping: intake.Mapping
    source: str
    found: Intake

    @property
    def preset(self) -> str:
        """The preset it was read by; `mapped` where a person said what its columns mean, else `template`."""
        return self.mapping.preset or (MAPPED if self.wish.columns else TEMPLATE)

    @property
    def unread(self) -> tuple[str, ...]:
        """Headers that nothing is read from."""
        return (*(one for one in self.mapping.ignored if not names_a_buyer(one)), *self.sheet.aside)

    @property
    def personal(self) -> tuple[str, ...]:
        """Headers that are never read, because they name persons."""
        return (*self.sheet.personal, *filter(names_a_buyer, self.mapping.ignored))


class FileReading(Service):
    """The same for the page, the command line, the feed and the watched folder."""

    _codes: tuple[str, int | None, Codes] | None = None

    def opened(
        self,
        content: bytes,
        name: str,
        limits: Limits = Limits(),  # noqa: B008  (frozen)
        preset: str | None = None,
        columns: Iterable[str] = (),
    ) -> Sheet:
        """Open a file; where nobody says by which preset, as it was opened when its columns were mapped by hand.

        Args:
            content: The file's bytes.
            name: The file's name.
            limits: What is too large.
            preset: The preset that a person chose, `NONE` for none, None to leave it to the headers.
            columns: Headers that a person maps; no preset is taken that never reads them.

        Raises:
            IntakeError: it cannot be opened.
        """
        sheet = intake.open_file(content, name, limits, preset)
        if preset is not None:
            return sheet
        kept = self._kept(header_signature(sheet.written))
        other = kept.preset if kept is not None and kept.preset != (sheet.preset or NONE) else None
        if other is not None and (other == NONE or other in intake.presets()):
            sheet = intake.open_file(content, name, limits, other)
        if set(map(normalise, columns)).isdisjoint(map(normalise, sheet.aside)):
            return sheet
        return intake.open_file(content, name, limits, NONE)

    def understood(self, sheet: Sheet, wish: Wish) -> tuple[Wish, intake.Mapping]:
        """What is said about a file, filled by the kept mapping where one holds for it, and what its headers mean.

        Args:
            sheet: The opened file.
            wish: What is said about it.

        Returns:
            The wish, with the digest of the kept mapping that filled it, and the mapping.

        Raises:
            IntakeError: the kind, a header or a column is unknown, or two headers fill one column.
        """
        kept = None if wish.chosen else self.kept_mapping(sheet)
        filled = wish.model_copy(update={"kept": ""})
        if kept is not None and wish.kind in (None, kept.kind):
            filled = wish.model_copy(
                update={
                    "kind": kept.kind, "columns": kept.columns, "cumulative": kept.cumulative,
                    "constants": {**kept.constants, **wish.constants}, "source": wish.source or kept.source,
                    "kept": kept.digest,
                }
            )  # fmt: skip
        mapping = intake.suggest(sheet, filled.kind, filled.columns, given=tuple(filled.constants))
        if wish.figures_only:
            aside = {one: "" for one, ours in mapping.columns.items() if field_of(ours, mapping.kind) in _MASTER_DATA}
            columns = {**filled.columns, **aside}
            mapping = intake.suggest(sheet, filled.kind, columns, given=tuple(filled.constants))
        return filled, mapping

    def read_file(self, campaign: Campaign, sheet: Sheet, wish: Wish, codes: Codes | None = None) -> Reading:
        """Read an opened file: the one way from a sheet to what its receipt and its rows say.

        Args:
            campaign: The campaign whose shop the rows describe.
            sheet: The opened file.
            wish: What is said about it.
            codes: The shop's codes, None: as its products stand.

        Raises:
            IntakeError: a required column is missing, or it cannot be read so.
        """
        filled, mapping = self.understood(sheet, wish)
        source = filled.source or mapping.preset or TEMPLATE
        found = intake.read(
            sheet, mapping, store=campaign.store, source=source, zone=campaign.zone, currency=campaign.currency,
            constants=filled.constants, cumulative=filled.cumulative, spread=filled.spread,
            codes=self.codes(campaign.store) if codes is None else codes,
        )  # fmt: skip
        if wish.figures_only:
            found = replace(found, products=None)
        said = wish.model_copy(update={"kept": filled.kept, "name": sheet.name})
        return Reading(sheet.emptied(), said, filled, mapping, source, found)

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
        known = product_merge.known(self.store, shop)
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
