"""Stock: what lies there, what is promised, what is on its way, how long it lasts."""

from __future__ import annotations

from collections.abc import Iterable
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


def latest(snapshots: pd.DataFrame, at: datetime) -> pd.DataFrame:
    """The last stock-taking of each SKU and warehouse up to an instant, its inbound rows with it.

    Args:
        snapshots: Rows of stock (at, product_id, sku_id, warehouse, inbound_due, on_hand, reserved, inbound).
        at: The instant.

    Returns:
        The rows of the last `at` of each SKU and warehouse.

    Source: measures.md (key of stock: levels, the last one counts).
    """
    known = snapshots[snapshots["at"] <= at]
    last = known.groupby(["product_id", "sku_id", "warehouse"])["at"].transform("max")
    return known[known["at"] == last]


def available(snapshot: pd.DataFrame, before: datetime) -> pd.DataFrame:
    """What can be sold of each SKU: on hand - reserved + what comes in before an instant.

    Args:
        snapshot: Rows of one stock-taking per SKU and warehouse, as `latest` gives them.
        before: The instant until which inbound goods count; a row without a due instant does not.

    Returns:
        product_id, sku_id, on_hand, reserved, inbound, available, reason, summed over warehouses. Without a count
        on hand `available` is null; without reserved pieces it is the most there can be. `reason` says so.

    Source: features.md C2 (projected available); systems.md S-21.

    Example:
        >>> from datetime import UTC
        >>> day = datetime(2026, 11, 10, tzinfo=UTC)
        >>> rows = pd.DataFrame({"product_id": ["a"], "sku_id": ["a1"], "on_hand": [50], "reserved": [8],
        ...                      "inbound": [30], "inbound_due": [day]})
        >>> available(rows, datetime(2026, 11, 11, tzinfo=UTC))["available"].tolist()
        [72]
    """
    rows = snapshot.astype({"on_hand": "Int64", "reserved": "Int64", "inbound": "Int64"})
    rows["inbound"] = rows["inbound"].where(rows["inbound_due"] < before)
    frame = rows.groupby(["product_id", "sku_id"])[["on_hand", "reserved", "inbound"]].sum(min_count=1).reset_index()
    frame["inbound"] = frame["inbound"].fillna(0)
    frame["available"] = frame["on_hand"] - frame["reserved"].fillna(0) + frame["inbound"]
    frame["reason"] = ""
    frame.loc[frame["reserved"].isna(), "reason"] = _("Reserved pieces are unknown: this is the most there can be")
    frame.loc[frame["on_hand"].isna(), "reason"] = _("Stock on hand is unknown; import a stock file")
    return frame


def opening(snapshots: pd.DataFrame, starts: datetime) -> pd.DataFrame:
    """What lay there when a phase began.

    Args:
        snapshots: Rows of stock.
        starts: The instant at which the phase began.

    Returns:
        product_id, sku_id, opening_units (null unknown), at: from the last stock-taking up to `starts`. A SKU that
        was first counted later is not there: pieces sold before the count would be missing.

    Source: systems.md S-08, A4-8.
    """
    rows = latest(snapshots, starts).astype({"on_hand": "Int64"}).groupby(["product_id", "sku_id"])
    units = rows["on_hand"].sum(min_count=1)
    return pd.DataFrame({"opening_units": units, "at": rows["at"].min()}).reset_index()


def received(receipts: Iterable[Receipt], since: datetime, until: datetime) -> pd.DataFrame:
    """Pieces received of each SKU in a span, both ends included.

    Returns:
        product_id, sku_id, received_units.

    Source: systems.md S-08, A4-8.
    """
    rows = [(one.product_id, one.sku_id, one.units) for one in receipts if since <= one.at <= until]
    frame = pd.DataFrame(rows, columns=["product_id", "sku_id", "received_units"])
    return frame.groupby(["product_id", "sku_id"])[["received_units"]].sum().reset_index()


def cover_hours(on_hand: float | None, rate_per_hour: float | None) -> float | None:
    """How long stock lasts at the present rate.

    Args:
        on_hand: Pieces that can be sold; below 0 is oversold.
        rate_per_hour: Pieces sold an hour.

    Returns:
        Hours, 0 where nothing is left; None where either is unknown, or nothing sells.

    Raises:
        StockError: the rate is below 0.

    Source: features.md C2; systems.md S-21.

    Example:
        >>> cover_hours(120, 40)
        3.0
    """
    if rate_per_hour is not None and rate_per_hour < 0:
        raise StockError(_("A rate of {found} pieces an hour cannot be", found=rate_per_hour))
    if on_hand is None or not rate_per_hour:
        return None
    return max(on_hand, 0) / rate_per_hour
