"""Tiers: which product does which job, suggested from sales and decided by people."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from campaign.base.record import Record
from campaign.products import TIER_NAMES, TIERS, Tier
from campaign.tiers.reasons import Line, brief, lines, missing, moved, outlook, reasons
from campaign.tiers.suggestion import STABLE_AGAINST, Stability, stability, suggest

__all__ = [
    "STABLE_AGAINST", "TIERS", "TIER_NAMES", "Decision", "Line", "Stability", "Tier", "brief", "lines", "missing",
    "moved", "outlook", "reasons", "stability", "suggest",
]  # fmt: skip


class Decision(Record):
    """The tier a person gave a product in a campaign."""

    table: ClassVar[str] = "tiers"
    indexes: ClassVar[tuple[str, ...]] = ("campaign",)

    campaign: int
    product_id: str
    tier: Tier
    member: int | None
    at: datetime
