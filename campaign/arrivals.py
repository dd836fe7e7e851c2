"""Arrivals: files that lay in the watched folder, and what became of them."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from campaign.record import Record


class Arrival(Record):
    """One file of the watched folder: taken in with a batch, or refused with a sentence that says why.

    `path` is where the file lies now, below the watched folder, or the receipt of one that named persons and was
    deleted; `batch` is None where nothing was new or changed.
    """

    table: ClassVar[str] = "arrivals"
    indexes: ClassVar[tuple[str, ...]] = ("campaign",)

    campaign: int
    at: datetime
    file: str
    path: str
    taken: bool
    batch: int | None = None
    reason: str = ""
