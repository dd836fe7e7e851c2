"""What is coming in: who is importing now, what a batch has still to write, and what it will take to undo it."""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Collection, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pandas as pd

from campaign.base.errors import CampaignError
from campaign.base.language import _

PATIENCE_SECONDS = 60.0
PAUSE_SECONDS = 0.02
BEGUN = "begun"


class ImportsBusyError(CampaignError):
    """Others are importing for longer than a person waits."""


class Incoming:
    """One folder beside the store, for all threads and processes.

    Importing goes on side by side; undoing, and finishing what a dead process left, need to be alone. The lock is
    the kernel's: it ends with the process that holds it.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @contextmanager
    def together(self) -> Iterator[None]:
        """Import beside others, while nobody undoes.

        Raises:
            ImportsBusyError: somebody was undoing for a minute.
        """
        with ExitStack() as held:
            with self._locked("turn", fcntl.LOCK_SH, PATIENCE_SECONDS):  # who waits to be alone lets nobody in any more
                held.enter_context(self._locked("lock", fcntl.LOCK_SH, PATIENCE_SECONDS))
            yield

    @contextmanager
    def alone(self, patience: float = PATIENCE_SECONDS) -> Iterator[None]:
        """Be sure that nobody imports or undoes.

        Raises:
            ImportsBusyError: others went on importing.
        """
        with self._locked("turn", fcntl.LOCK_EX, patience), self._locked("lock", fcntl.LOCK_EX, patience):
            yield

    def begin(self, batch: int) -> None:
        """Note that a batch is being written or undone; to be called before its record says so."""
        (self._made() / f"{batch}.{BEGUN}").touch()

    def begun(self) -> list[int]:
        """The batches that somebody began and did not finish, or not yet."""
        if not self._folder.exists():
            return []
        return sorted(int(path.stem) for path in self._folder.glob(f"*.{BEGUN}"))

    def finish(self, batch: int, *kept: str) -> None:
        """A batch is finished: only the frames of these names are kept."""
        for path in self._folder.glob(f"{batch}.*"):
            if path.suffix.removeprefix(".") not in (*kept, BEGUN):
                path.unlink(missing_ok=True)
        (self._folder / f"{batch}.{BEGUN}").unlink(missing_ok=True)

    def keep(self, batch: int, name: str, frame: pd.DataFrame) -> None:
        """Keep a frame of a batch, whole or not at all."""
        place = self._made() / f"{batch}.{name}"
        beside = place.with_name(f"{place.name}.{os.getpid()}")
        frame.to_parquet(beside)
        beside.replace(place)

    def kept(self, batch: int, name: str) -> pd.DataFrame | None:
        """A frame of a batch, None where none was kept."""
        place = self._folder / f"{batch}.{name}"
        return pd.read_parquet(place) if place.exists() else None

    def forget(self, wanted: Collection[int]) -> None:
        """Drop what is kept of every batch that is finished and not among these."""
        begun = self.begun()
        for path in self._folder.glob("*.*"):
            number = path.name.partition(".")[0]
            if number.isdigit() and int(number) not in wanted and int(number) not in begun:
                path.unlink(missing_ok=True)

    def _made(self) -> Path:
        self._folder.mkdir(exist_ok=True)
        return self._folder

    @contextmanager
    def _locked(self, name: str, kind: int, patience: float) -> Iterator[None]:
        deadline = time.monotonic() + patience
        with (self._made() / name).open("a") as lock:
            while True:
                try:
                    fcntl.flock(lock, kind | fcntl.LOCK_NB)
                    break
                except BlockingIOError:
                    if time.monotonic() >= deadline:
                        raise ImportsBusyError(_("Others are importing just now; try again in a minute")) from None
                    time.sleep(PAUSE_SECONDS)
            yield
