"""The watched folder: a file that lies still in it is taken in, or refused with a text beside it that says why."""

from __future__ import annotations

import logging
import os
import re
import secrets
import stat
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from campaign.base import phases
from campaign.base.errors import CampaignError
from campaign.base.language import _, _n
from campaign.desk.imports import Imports
from campaign.desk.service import Refused
from campaign.facts.batches import Arrival, Batch, Wish
from campaign.intake import Limits, Mapping, Problem, Sheet, headers
from campaign.plan import campaigns
from campaign.plan.campaigns import Campaign
from campaign.storage.documents.database import StoreBusy
from campaign.storage.facts.commits import FactsBusyError
from campaign.storage.facts.incoming import ImportsBusyError

FOLDER, DONE, REFUSED, CLAIMED = "inbox", "done", "refused", ".taking"
WHO = "inbox"
STILL_SECONDS = 2.0
LEFT_BEHIND = timedelta(minutes=10)
_UNFINISHED = re.compile(r"(?i)^[.~]|~$|\.(part|partial|crdownload|download|tmp|temp|filepart|swp|lock)$")
_LISTED = 200
_LONGEST_NAME = 200

_log = logging.getLogger(__name__)


class Mark(NamedTuple):
    """What changes while a file is still being written."""

    size: int
    changed: int


class Lying(NamedTuple):
    """A file in the folder: below which shop's folder, and how it looks."""

    path: Path
    below: str
    mark: Mark


class Inbox:
    """The folder `inbox/` beside the store; its own look after look, for a file must not change in between.

    Two of them, in one process or several, take a file once: it is claimed by a rename.
    """

    def __init__(self, imports: Imports) -> None:
        self._imports, self.folder = imports, imports.store.folder / FOLDER
        self._seen: dict[Path, tuple[Mark, float]] = {}

    def look(self, at: datetime, clock: float) -> list[Arrival]:
        """Take every file that has been still for a moment.

        Args:
            at: Now.
            clock: The same as a clock in seconds that never goes back.

        Returns:
            What became of each file taken; one that is still being written is left for a later look.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        shops = self._shops(at)
        if not shops:
            return []
        self._put_back(at)
        lying = list(self._lying(shops))
        known, self._seen = self._seen, {}
        arrivals = []
        for one in lying:
            mark, since = known.get(one.path, (None, clock))
            if mark != one.mark:
                self._seen[one.path] = one.mark, clock
            elif clock - since < STILL_SECONDS:
                self._seen[one.path] = one.mark, since
            elif (arrival := self._taken(one, shops, at)) is not None:
                arrivals.append(arrival)
        return arrivals

    def _shops(self, at: datetime) -> dict[str, Campaign]:
        """The campaign that files are taken in for, by the name of a shop's folder: the newest that is not over."""
        known = self._imports.store.records(Campaign).all()
        planned = [one for one in known if not one.demo] or known
        running = [one for one in planned if at < campaigns.calendar(one)[-1].ends] or planned
        return {one.store.replace("/", "_"): one for one in running}

    def _lying(self, shops: dict[str, Campaign]) -> Iterator[Lying]:
        """The files of the folder and of the shops' folders, but links, hidden ones and unfinished ones."""
        for below in ("", *(shop for shop in shops if shop not in (DONE, REFUSED))):
            place = self.folder / below
            if below and (place.is_symlink() or not place.is_dir()):
                continue
            with os.scandir(place) as entries:
                found = sorted((one for one in entries if not _UNFINISHED.search(one.name)), key=lambda one: one.name)
            for entry in found:
                try:
                    seen = entry.stat(follow_symlinks=False)
                except FileNotFoundError:
                    continue
                if stat.S_ISREG(seen.st_mode):
                    yield Lying(Path(entry.path), below, Mark(seen.st_size, seen.st_mtime_ns))

    def _taken(self, one: Lying, shops: dict[str, Campaign], at: datetime) -> Arrival | None:
        """Claim a file, read it in, and move it to where it belongs."""
        claimed = self._claimed(one)
        if claimed is None:
            return None
        planned = shops[one.below] if one.below else next(reversed(shops.values()))
        sheet: Sheet | None = None
        batch, reason, listed = None, "", ""
        try:
            if not one.below and len(shops) > 1:
                raise Refused(
                    _(
                        "Several shops are planned; put the file into the folder of its shop: {folders}",
                        folders=", ".join(f"{FOLDER}/{shop}" for shop in shops),
                    )
                )
            sheet = self._opened(claimed)
            batch = self._read_in(sheet, planned, at)
        except (FactsBusyError, ImportsBusyError, StoreBusy) as busy:
            _log.warning("A file of the watched folder waits: %s", busy)
            self._moved(claimed, one.path.parent)
            return None
        except CampaignError as refusal:
            reason, listed = str(refusal), _problems(refusal)
        persons = sheet is not None and _names_persons(sheet)
        if batch is None:
            place = self._moved(claimed, self.folder / REFUSED)
            told = _told(one.path.name, reason, listed, persons=persons)
            place.with_name(f"{place.name}.txt").write_text(told, encoding="utf-8")
        else:
            done = self.folder / DONE / str(phases.local_day(at, planned.zone))
            place = self._forgotten(claimed, done, batch) if persons else self._moved(claimed, done)
        claimed.parent.rmdir()
        return self._imports.store.records(Arrival).add(
            Arrival(
                campaign=planned.id,
                at=at,
                file=one.path.name,
                path=str(place.relative_to(self.folder)),
                taken=batch is not None,
                batch=(batch.id or None) if batch else None,
                reason=reason,
            )
        )

    def _claimed(self, one: Lying) -> Path | None:
        """The file in a folder of our own; None where somebody else was faster or it is still being written."""
        place = self.folder / CLAIMED / f"{secrets.token_hex(8)} {one.below}"
        place.mkdir(parents=True)
        claimed = place / one.path.name[-_LONGEST_NAME:]
        try:
            one.path.rename(claimed)
        except OSError as error:
            if not isinstance(error, FileNotFoundError):
                _log.warning("A file of the watched folder cannot be taken: %s", error)
            place.rmdir()
            return None
        now = claimed.stat()
        if Mark(now.st_size, now.st_mtime_ns) == one.mark:
            return claimed
        self._moved(claimed, one.path.parent)
        place.rmdir()
        return None

    def _opened(self, claimed: Path) -> Sheet:
        limits = Limits()
        with claimed.open("rb") as file:
            return self._imports.file_reading.opened(file.read(limits.file_bytes + 1), claimed.name, limits)

    def _read_in(self, sheet: Sheet, planned: Campaign, at: datetime) -> Batch:
        """Take a file in that is recognised and clean."""
        imports = self._imports
        known, mapping = imports.file_reading.understood(sheet, Wish())
        if not known.kept and mapping.preset is None and (mapping.missing or mapping.ignored):
            raise Refused(_not_recognised(mapping))
        return imports.take_in_file(
            None, planned, imports.file_reading.read_file(planned, sheet, Wish()), at, via="inbox", who=WHO
        )

    def _moved(self, path: Path, folder: Path) -> Path:
        """Move a file into a folder, beside what has its name already."""
        return path.rename(_free(folder, path.name))

    def _forgotten(self, path: Path, folder: Path, batch: Batch) -> Path:
        """Delete a file that names persons, once its figures are in; where the receipt lies instead."""
        place = _free(folder, f"{path.name}.txt")
        figures = _n("{count} line of it is in.", "{count} lines of it are in.", batch.accepted)
        persons = _("It names persons, so it was deleted: nothing about them is kept.")
        place.write_text(f"{path.name}: {figures} {persons}\n", encoding="utf-8")
        path.unlink()
        return place

    def _put_back(self, at: datetime) -> None:
        """Put back what somebody claimed and never finished: their process ended."""
        longest = (at - LEFT_BEHIND).timestamp()
        for place in (self.folder / CLAIMED).glob("*"):
            try:
                if place.stat().st_ctime < longest:  # a folder changes when its file is moved in
                    for file in place.iterdir():
                        self._moved(file, self.folder / place.name.partition(" ")[2])
                    place.rmdir()
            except OSError as error:
                _log.warning("What was left behind in the watched folder stays: %s", error)


def _free(folder: Path, name: str) -> Path:
    """A path in a folder that nothing has yet."""
    folder.mkdir(parents=True, exist_ok=True)
    target, count = folder / name, 1
    while target.exists() or target.is_symlink():
        count += 1
        target = folder / f"{Path(name).stem} ({count}){Path(name).suffix}"
    return target


def _names_persons(sheet: Sheet) -> bool:
    """Whether a file says anything about persons, if only to tell buyers apart."""
    return bool(sheet.personal) or "buyer" in sheet.meant.values() or any(map(headers.names_a_buyer, sheet.written))


def _not_recognised(mapping: Mapping) -> str:
    """Why nobody knows what a file is."""
    unknown = [_("no column for {columns}", columns=", ".join(mapping.missing))] if mapping.missing else []
    if mapping.ignored:
        unknown.append(_("nobody said what {columns} mean", columns=", ".join(mapping.ignored)))
    return _(
        "This is no export that is known: {unknown}. Take one such file in on the Data page; its columns are "
        "remembered, and the next one is taken in from here",
        unknown="; ".join(unknown),
    )


def _problems(refusal: CampaignError) -> str:
    """The problems of a file, one a line."""
    problems = [one for one in refusal.facts.get("problems", ()) if isinstance(one, Problem)]  # type: ignore[attr-defined]
    return "\n".join(
        _("line {line}, column {column}: {why}", line=one.line or "–", column=one.column or "–", why=one.message)
        for one in problems[:_LISTED]
    )


def _told(name: str, reason: str, listed: str, *, persons: bool) -> str:
    """What stands in the text beside a refused file."""
    onward = _("Mend the file and put it into the folder again, or take it in on the Data page.")
    care = _("It names persons: remove it from here as soon as it is mended.") if persons else ""
    return "\n\n".join(part for part in (f"{name}: {reason}", listed, onward, care) if part) + "\n"
