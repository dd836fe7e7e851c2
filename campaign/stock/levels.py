"""Stock: what lies there, what is promised, what is on its way, how long it lasts."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import ClassVar

import pandas as pd

from campaign.base.errors import CampaignError
from campaign.base.language import _
from campaign.base.record import Record

SKU = ["product_id", "sku_id"]
FAR_HOURS = 100 * 366 * 24
"""A cover of a century is no date that anybody orders by."""


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
    last = known.groupby([*SKU, "warehouse"])["at"].transform("max")
    return known[known["at"] == last]


def levels(snapshot: pd.DataFrame, sold: pd.DataFrame, before: datetime) -> pd.DataFrame:
    """What lies there of each SKU, what of it can be sold now, and what there will be until an instant.

    Args:
        snapshot: Rows of one stock-taking per SKU and warehouse, as `latest` gives them.
        sold: product_id, sku_id, sold_since: pieces sold since each SKU was counted; a SKU without a row sold none.
        before: The instant until which inbound goods count; a row without a due instant does not.

    Returns:
        product_id, sku_id, on_hand, reserved, inbound_in_time, sold_since, sellable_now, projected, reason, summed
        over warehouses. Without a count on hand both are null; without reserved pieces they are the most there
        can be. `reason` says so.

    Source: systems.md S-21.

    Example:
        >>> from datetime import UTC
        >>> day = datetime(2026, 11, 10, tzinfo=UTC)
        >>> rows = pd.DataFrame({"product_id": ["a"], "sku_id": ["a1"], "on_hand": [50], "reserved": [8],
        ...                      "inbound": [30], "inbound_due": [day]})
        >>> sold = pd.DataFrame({"product_id": ["a"], "sku_id": ["a1"], "sold_since": [12]})
        >>> levels(rows, sold, datetime(2026, 11, 11, tzinfo=UTC))[["sellable_now", "projected"]].values.tolist()
        [[30, 60]]
    """
    rows = snapshot.astype({"on_hand": "Int64", "reserved": "Int64", "inbound": "Int64"})
    rows["inbound_in_time"] = rows["inbound"].where(rows["inbound_due"] < before)
    frame = rows.groupby(SKU)[["on_hand", "reserved", "inbound_in_time"]].sum(min_count=1).reset_index()
    frame["inbound_in_time"] = frame["inbound_in_time"].fillna(0)
    frame = frame.merge(sold.astype({"sold_since": "Int64"}), on=SKU, how="left")
    frame["sold_since"] = frame["sold_since"].fillna(0)
    frame["sellable_now"] = sellable_now(frame["on_hand"], frame["reserved"], frame["sold_since"])
    frame["projected"] = projected(frame["sellable_now"], frame["inbound_in_time"])
    frame["reason"] = ""
    frame.loc[frame["reserved"].isna(), "reason"] = _("Reserved pieces are unknown: this is the most there can be")
    frame.loc[frame["on_hand"].isna(), "reason"] = _("Stock on hand is unknown; import a stock file")
    return frame


def unreserved(on_hand: pd.Series[int], reserved: pd.Series[int]) -> pd.Series[int]:
    """Pieces that lay there when they were counted and are promised to nobody.

    Args:
        on_hand: Pieces counted; null is unknown.
        reserved: Pieces of them already promised; null is taken for none.

    Source: features.md C2; systems.md S-21.

    Example:
        >>> unreserved(pd.Series([50, 5], dtype="Int64"), pd.Series([8, None], dtype="Int64")).tolist()
        [42, 5]
    """
    return on_hand - reserved.fillna(0)


def sellable_now(on_hand: pd.Series[int], reserved: pd.Series[int], sold_since: pd.Series[int]) -> pd.Series[int]:
    """Pieces that can be sold at this moment, which every page calls available; below 0 is oversold.

    Args:
        on_hand: Pieces counted; null is unknown.
        reserved: Pieces of them already promised; null is taken for none.
        sold_since: Pieces sold since the count; null is taken for none.

    Returns:
        `unreserved` - sold since the count. What is on its way is not in it: see `projected`.

    Source: systems.md S-21.

    Example:
        >>> on_hand, reserved, sold = (pd.Series([pieces], dtype="Int64") for pieces in (50, 8, 12))
        >>> sellable_now(on_hand, reserved, sold).tolist()
        [30]
    """
    return unreserved(on_hand, reserved) - sold_since.fillna(0)


def projected(sellable: pd.Series[int], inbound_in_time: pd.Series[int]) -> pd.Series[int]:
    """Pieces there will be to sell until an instant: `sellable_now`, and what comes in before it.

    Args:
        sellable: Pieces that can be sold now; null is unknown.
        inbound_in_time: Pieces due before the instant; null is taken for none.

    Source: features.md C2 (projected available).

    Example:
        >>> projected(pd.Series([30], dtype="Int64"), pd.Series([30], dtype="Int64")).tolist()
        [60]
    """
    return sellable + inbound_in_time.fillna(0)


def rate_per_hour(units: pd.Series[int], hours: float) -> pd.Series[float]:
    """How fast something goes: the present rate over the last hours or day, the weekly rate over seven days.

    Args:
        units: Pieces sold in a span; null is unknown.
        hours: Length of the span, > 0.

    Source: systems.md S-21.

    Example:
        >>> rate_per_hour(pd.Series([24]), hours=6).tolist()
        [4.0]
    """
    return units.astype("Float64") / hours


def cover_hours(sellable: pd.Series[int], rate: pd.Series[float]) -> pd.Series[float]:
    """How long what can be sold lasts at a rate.

    Args:
        sellable: Pieces that can be sold; below 0 is oversold, null is unknown.
        rate: Pieces sold an hour; null is unknown.

    Returns:
        Hours, 0 where nothing is left; null where either is unknown, or nothing sells.

    Raises:
        StockError: a rate is below 0.

    Source: features.md C2; systems.md S-21.

    Example:
        >>> cover_hours(pd.Series([120, -3, 5]), pd.Series([40.0, 5.0, 0.0])).tolist()
        [3.0, 0.0, <NA>]
    """
    hourly = rate.astype("Float64")
    below = hourly[(hourly < 0).fillna(False)]
    if len(below):
        raise StockError(_("A rate of {found} pieces an hour cannot be", found=float(below.iloc[0])))
    return sellable.astype("Float64").clip(lower=0) / hourly.where(hourly > 0)


def sold_out_at(at: datetime, cover: pd.Series[float]) -> pd.Series[pd.Timestamp]:
    """When what can be sold is gone.

    Args:
        at: Now.
        cover: Hours until then, as `cover_hours` gives them.

    Returns:
        Now + cover in UTC; null where the cover is unknown, or so long that it is no date (`FAR_HOURS`).

    Source: systems.md S-22.

    Example:
        >>> from datetime import UTC
        >>> sold_out_at(datetime(2026, 11, 1, tzinfo=UTC), pd.Series([36.0, None])).dt.day.tolist()
        [2.0, nan]
    """
    hours = cover.astype("float64")
    spans = pd.to_timedelta(hours.where(hours < FAR_HOURS) * 3600, unit="s").dt.round("us")
    return pd.Timestamp(at).tz_convert("UTC") + spans


def order_by(at: datetime, cover: pd.Series[float], lead_days: pd.Series[int]) -> pd.Series[pd.Timestamp]:
    """The last moment to order so that goods arrive before a SKU is sold out.

    Args:
        at: Now.
        cover: Hours until it is sold out; null: unknown, or nothing sells.
        lead_days: Days from order to shelf.

    Returns:
        Now + cover - lead time, in the past where it is too late already; null where `sold_out_at` is.

    Source: systems.md S-22.

    Example:
        >>> from datetime import UTC
        >>> now, cover, lead = datetime(2026, 11, 1, tzinfo=UTC), pd.Series([12 * 24.0]), pd.Series([10])
        >>> order_by(now, cover, lead).dt.day.tolist()
        [3]
    """
    return sold_out_at(at, cover) - pd.to_timedelta(lead_days.astype("float64"), unit="D")


def of_products(skus: pd.DataFrame) -> pd.DataFrame:
    """The figures of each product out of those of its SKUs.

    Args:
        skus: product_id, on_hand, sellable_now, projected, rate_per_hour, cover_hours; null is unknown.

    Returns:
        The same columns, one row per product: pieces and rate are the sums of what is known, the cover is the lowest
        of a SKU, for a size that is gone is not replaced by another. Null where it is known of no SKU.

    Source: systems.md S-21 (to colour and size).

    Example:
        >>> skus = pd.DataFrame({"product_id": ["a", "a"], "on_hand": [9, 40], "sellable_now": [8, 40],
        ...                      "projected": [8, 50], "rate_per_hour": [4.0, 4.0], "cover_hours": [2.0, 10.0]})
        >>> of_products(skus).values.tolist()
        [['a', 49, 48, 58, 8.0, 2.0]]
    """
    grouped = skus.groupby("product_id")
    sums = grouped[["on_hand", "sellable_now", "projected", "rate_per_hour"]].sum(min_count=1)
    return sums.assign(cover_hours=grouped["cover_hours"].min()).reset_index()


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
    rows = latest(snapshots, starts).astype({"on_hand": "Int64"}).groupby(SKU)
    units = rows["on_hand"].sum(min_count=1)
    return pd.DataFrame({"opening_units": units, "at": rows["at"].min()}).reset_index()


def received(receipts: Iterable[Receipt], since: datetime, until: datetime) -> pd.DataFrame:
    """Pieces received of each SKU in a span, both ends included.

    Returns:
        product_id, sku_id, received_units.

    Source: systems.md S-08, A4-8.
    """
    rows = [(one.product_id, one.sku_id, one.units) for one in receipts if since <= one.at <= until]
    frame = pd.DataFrame(rows, columns=[*SKU, "received_units"])
    return frame.groupby(SKU)[["received_units"]].sum().reset_index()
