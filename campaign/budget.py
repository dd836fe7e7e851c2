"""The budget: what is planned, what today may cost, what is spent and left."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from campaign.phases import PhaseKey
from campaign.record import Record


class Line(Record):
    """The planned amount of one channel in one phase."""

    table: ClassVar[str] = "budget_lines"
    indexes: ClassVar[tuple[str, ...]] = ("campaign",)

    campaign: int
    phase: PhaseKey
    channel: str
    amount_minor: int


class Release(Record):
    """Money released from the reserve to a channel, with its reason."""

    table: ClassVar[str] = "releases"
    indexes: ClassVar[tuple[str, ...]] = ("campaign",)

    campaign: int
    amount_minor: int
    channel: str
    reason: str
    member: int | None = None
    who: str = ""
    at: datetime
