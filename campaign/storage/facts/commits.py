"""The commits of a Delta table as its log tells them: which files each added and removed, and what it was for."""

from __future__ import annotations

import json
import random
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple, TypeVar
from urllib.parse import unquote

from deltalake.exceptions import CommitFailedError

from campaign.base.errors import CampaignError
from campaign.base.language import _

T = TypeVar("T")
Label = Mapping[str, str]
PATIENCE_SECONDS = 60.0
PAUSE_SECONDS = 0.05
MOST_READ = 2000  # commits whose logs are read for one answer


class FactsBusyError(CampaignError):
    """Others wrote the same rows again and again; nothing of ours was written."""


class Touched(NamedTuple):
    """One file that a commit added or removed: its place, its partition, the span of its sources where it is known."""

    path: str
    partition: Mapping[str, str]
    sources: tuple[str, str] | None

    def may_hold(self, store: str, days: tuple[date, date] | None, source: str | None) -> bool:
        """Whether rows of a store, of these days and this source, may lie in it."""
        if self.partition["store"] != store:
            return False
        if days and "day" in self.partition and not days[0] <= date.fromisoformat(self.partition["day"]) <= days[1]:
            return False
        return source is None or self.sources is None or self.sources[0] <= source <= self.sources[1]


class Commit(NamedTuple):
    """One commit: its version, its label, the files it added and removed; bringing files together changes no row."""

    version: int
    label: Label
    added: tuple[Touched, ...]
    removed: tuple[Touched, ...]

    @property
    def touched(self) -> tuple[Touched, ...]:
        """Every file it added or removed."""
        return self.added + self.removed


def read(folder: Path, version: int) -> Commit | None:
    """The commit that made a version; None where its log is not there (any more)."""
    try:
        lines = (folder / "_delta_log" / f"{version:020d}.json").read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        return None
    label: Label = {}
    found: dict[str, list[Touched]] = {"add": [], "remove": []}
    for line in lines:
        action = json.loads(line)
        if "commitInfo" in action:
            label = {name: said for name, said in action["commitInfo"].items() if isinstance(said, str)}
        for kind in found.keys() & action.keys():
            if action[kind]["dataChange"]:
                found[kind].append(_touched(folder, action[kind]))
    return Commit(version, label, tuple(found["add"]), tuple(found["remove"]))


def labelled(folder: Path, label: Label, after: int, last: int) -> Commit | None:
    """The first commit with this label among those after a version."""
    for version in range(after + 1, last + 1):
        commit = read(folder, version)
        if commit is not None and label.items() <= commit.label.items():
            return commit
    return None


def touched(
    folder: Path, after: int, last: int, store: str, days: tuple[date, date] | None, source: str | None
) -> bool:
    """Whether a commit after a version may have changed rows of a store, of these days and this source.

    Where that cannot be told, because the log is gone or too much was written, the answer is yes.
    """
    if after > last or last - after > MOST_READ:
        return True
    found = (read(folder, version) for version in range(after + 1, last + 1))
    return any(commit is None or any(file.may_hold(store, days, source) for file in commit.touched) for commit in found)


def paths(files: Sequence[Touched]) -> list[str]:
    """The places of files."""
    return [file.path for file in files]


def retried(act: Callable[[], T]) -> T:
    """Do it again, from its reading on, as long as others' commits come between.

    Raises:
        FactsBusyError: they did for a minute.
    """
    deadline = time.monotonic() + PATIENCE_SECONDS
    while True:
        try:
            return act()
        except CommitFailedError as error:
            if time.monotonic() > deadline:
                raise FactsBusyError(_("Others keep writing the same figures; import again in a minute")) from error
            time.sleep(random.SystemRandom().uniform(0, PAUSE_SECONDS))


def _touched(folder: Path, action: Mapping[str, Any]) -> Touched:
    stats = json.loads(action.get("stats") or "{}")
    span = stats.get("minValues", {}).get("source"), stats.get("maxValues", {}).get("source")
    sources = None if None in span else span
    return Touched(str(folder / unquote(action["path"])), action["partitionValues"], sources)
