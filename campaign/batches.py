"""Batches: what was read in from a file, by whom, and how its columns were mapped."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from pydantic import Field

from campaign.record import Record


class Batch(Record):
    """One file (or one entry by hand) that was taken in; its rows lie in the facts, this is the receipt."""

    table: ClassVar[str] = "batches"
    indexes: ClassVar[tuple[str, ...]] = ("campaign", "sha256")

    campaign: int
    at: datetime
    member: int | None
    who: str
    file: str
    sha256: str
    kind: str
    source: str
    encoding: str
    rows: int
    accepted: int
    new: int
    changed: int
    same: int
    dropped: int
    problems: int
    version: int | None


class Mapping(Record):
    """How a person mapped a file's columns, kept for the next file with the same headers."""

    table: ClassVar[str] = "mappings"
    indexes: ClassVar[tuple[str, ...]] = ("signature",)

    signature: str
    kind: str
    columns: dict[str, str]
    cumulative: tuple[str, ...] = ()
    constants: dict[str, str] = Field(default_factory=dict)
    source: str = ""
    at: datetime
    who: str
