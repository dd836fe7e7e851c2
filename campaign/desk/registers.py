"""Registers at the desk: entries added, changed, taken back and put back, and files of them taken in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

import polars as pl

from campaign import intake, registers
from campaign.base.language import _
from campaign.desk.service import Refused, Service
from campaign.intake import Sheet
from campaign.intake.headers import normalise
from campaign.plan.campaigns import Campaign
from campaign.products import Product
from campaign.registers import Entry, Kind, Surroundings
from campaign.registers.rows import Merged, headers, merged
from campaign.team import members
from campaign.team.journal import differences
from campaign.team.members import Member

PLATFORM = "platform"
CHANGED = {"cells", "owner", "due", "state", "result", "note"}


class Registers(Service):
    """What the lists hold that tasks ask for: every change is one transaction and stands in the journal."""

    def add(self, by: Member | None, entry: Entry, at: datetime) -> Entry:
        """Add an entry to its register.

        Raises:
            Refused: the member may not; everyone may add what they own.
            RegisterError: it does not fit the register, or the register is full.
        """
        self._allow_entry(by, entry)
        kind = registers.load(entry.kind)
        with self.transaction():
            kept = self.store.records(Entry).add(registers.checked(kind, entry, self._other_entries(entry)))
            self.write(
                by, at, "add_entry", f"entry {kept.id}", campaign=kept.campaign, title=self._entry_title(kind, kept),
                after=_body(kept),
            )  # fmt: skip
        return kept

    def change(
        self, by: Member | None, entry: int, at: datetime, expect_rev: int | None = None, **changes: Any
    ) -> Entry:
        """Change an entry: its `cells` (those named, None empties one), owner, due, state, result or note.

        Raises:
            Refused: the member may not, or a field cannot be changed.
            StaleEdit: somebody else changed it meanwhile.
            RegisterError: it would not fit the register.
        """
        if strangers := changes.keys() - CHANGED:
            raise Refused(_("{found} cannot be changed in a register", found=", ".join(sorted(strangers))))
        table = self.store.records(Entry)
        with self.transaction():
            before = table.one(entry)
            self._allow_entry(by, before)
            kind = registers.load(before.kind)
            others = self._other_entries(before)
            after = table.edit(
                entry, lambda one: registers.checked(kind, _changed(one, changes), others), expect_rev=expect_rev
            )
            self._note_entry(by, at, "change_entry", kind, before, after)
        return after

    def remove(self, by: Member | None, entry: int, at: datetime, expect_rev: int | None = None) -> Entry:
        """Take an entry back; `restore_entry` puts it there again."""
        return self._move_entry(by, entry, at, "remove_entry", at, expect_rev)

    def restore(self, by: Member | None, entry: int, at: datetime) -> Entry:
        """Put back an entry that was taken back.

        Raises:
            RegisterError: the register has no room for it any more.
        """
        return self._move_entry(by, entry, at, "restore_entry", None, None)

    def read(self, campaign: Campaign, kind: Kind, content: bytes, name: str) -> Merged:
        """What a file would bring to a register; nothing is written.

        Raises:
            IntakeError: the file cannot be opened.
            RegisterError: none of its headers names a column of the register.
        """
        sheet = intake.open_file(
            content, name, preset="", wanted=frozenset(normalise(header) for header in headers(kind))
        )
        rows = sheet.frame.with_columns(_platform(kind, sheet))
        lines = zip(sheet.lines.to_list(), rows.iter_rows(named=True), strict=True)
        known = self.store.records(Entry).by("campaign", campaign.id)
        return merged(kind, lines, known, replace(self._around(campaign), workbook=sheet.workbook), campaign.id)

    def take_in(self, by: Member | None, campaign: Campaign, kind: Kind, brought: Merged, at: datetime) -> int:
        """Write what a file brings, all or nothing; returns how many entries are new or changed.

        Raises:
            StaleEdit: somebody else changed one of them since the file was read.
        """
        self.allow(by, "registers")
        table = self.store.records(Entry)
        with self.transaction():
            before = {one.id: table.get(one.id) for one in brought.changed}
            written = [*(table.put(one) for one in brought.changed), *table.add_all(brought.new)]
            if written:
                self.write(
                    by, at, "import_entries", f"{len(written)} entries", campaign=campaign.id, title=kind.key,
                    before={str(id_): _body(one) for id_, one in before.items() if one},
                    after={str(one.id): _body(one) for one in written},
                )  # fmt: skip
        return len(written)

    def _move_entry(
        self, by: Member | None, entry: int, at: datetime, what: str, removed: datetime | None, expect_rev: int | None
    ) -> Entry:
        table = self.store.records(Entry)
        with self.transaction():
            before = table.one(entry)
            self._allow_entry(by, before)
            kind = registers.load(before.kind)
            if expect_rev is None and (before.removed is None) == (removed is None):
                return before
            moved = before.model_copy(update={"removed": removed})
            if removed is None:
                registers.checked(kind, moved, self._other_entries(before))
            after = table.edit(entry, lambda _one: moved, expect_rev=expect_rev)
            if after != before:
                title = self._entry_title(kind, after)
                self.write(by, at, what, f"entry {entry}", campaign=after.campaign, title=title)
        return after

    def _note_entry(self, by: Member | None, at: datetime, what: str, kind: Kind, before: Entry, after: Entry) -> None:
        was, now = differences(_body(before), _body(after))
        if now or was:
            title = self._entry_title(kind, after)
            self.write(
                by, at, what, f"entry {after.id}", campaign=after.campaign, title=title, before=was, after=now
            )  # fmt: skip

    def _allow_entry(self, by: Member | None, entry: Entry) -> None:
        self.allow(by, "registers", owns=by is not None and entry.owner == by.id)

    def _other_entries(self, entry: Entry) -> list[Entry]:
        return self.store.records(Entry).by("campaign", entry.campaign)

    def _entry_title(self, kind: Kind, entry: Entry) -> str:
        campaign = self.store.records(Campaign).get(entry.campaign)
        here = self._around(campaign) if campaign else Surroundings("UTC", "USD")
        return registers.called(kind, entry, here)

    def _around(self, campaign: Campaign) -> Surroundings:
        people = {one.id: one for one in members.team(self.store.records(Member).all(), demo=campaign.demo)}
        products = {one.product_id: one.name for one in self.store.records(Product).by("store", campaign.store)}
        return Surroundings(campaign.zone, campaign.currency, people, products)


def _platform(kind: Kind, sheet: Sheet) -> list[pl.Expr]:
    """The system that a file comes from, where it is known and the register asks for it."""
    match = intake.proposed(intake.recognise(sheet.written, sheet.name))
    preset = intake.the_preset(match.preset) if match else None
    asked = any(column.key == PLATFORM for column in kind.columns) and PLATFORM not in sheet.headers
    return [pl.lit(preset.system).alias(PLATFORM)] if preset and preset.belongs_to == kind.key and asked else []


def _changed(entry: Entry, changes: Mapping[str, Any]) -> Entry:
    """An entry with other values; a cell given as None is emptied."""
    given = dict(changes)
    if "cells" in given:
        cells = {**entry.cells, **given["cells"]}
        given["cells"] = {key: value for key, value in cells.items() if value is not None}
    return Entry.model_validate({**entry.model_dump(), **given})


def _body(entry: Entry) -> dict[str, Any]:
    """What an entry says, as the journal keeps it: its cells beside the columns of every register; no empty ones."""
    body = entry.model_dump(mode="json", include=CHANGED - {"cells"})
    return {**entry.cells, **{key: value for key, value in body.items() if value not in (None, "")}}
