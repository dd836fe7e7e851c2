"""The forecast: where a running phase ends, with an honest interval."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from campaign.record import Record


class Forecast(Record):
    """One forecast as it was made, kept to be scored when the truth is known; `baseline` is the simple competitor."""

    table: ClassVar[str] = "forecasts"
    indexes: ClassVar[tuple[str, ...]] = ("campaign",)

    campaign: int
    at: datetime
    what: str
    p10: float
    p50: float
    p90: float
    baseline: float
