"""Stock: what lies there, what is promised, what is on its way, how long it lasts."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

import pandas as pd

from campaign.errors import CampaignError
from campaign.language import _
from campaign.record import Record


class StockError(CampaignError):
    """Stock figures that cannot be true."""


class Receipt(Record):
    """Goods that came in for a SKU, entered by a person."""

    table: ClassVar[str] = "receipts"
    indexes: ClassVar[tuple[str, ...]] = ("campaign",)

    campaign: int
    product_id: str
    sku_id: str
    units: int
    at: datetime
    member: int | None = None
    who: str = ""
