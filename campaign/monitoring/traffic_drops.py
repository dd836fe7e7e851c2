"""Pulse: whether a product's visitors dropped sharply, and whether its add-to-cart rate still carries a push."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Mapping
from datetime import date, timedelta
from typing import Any, Literal, NamedTuple

import numpy as np
import pandas as pd

from campaign.base import formats
from campaign.base.language import N_, _
from campaign.spend.channels import wilson

State = Literal["push", "watch", "adjust", "unknown"]
STATES: dict[State, str] = {
    "push": N_("Push"),
    "watch": N_("Watch"),
    "adjust": N_("Adjust"),
    "unknown": N_("Unknown"),
}
BAND_DAYS = 7
LEAST_DAYS = 5  # of the seven before; fewer say nothing about what is usual
SHARP_Z = -3.5
LEAST_FALL = 0.2
MAD_TO_SD = 1.4826
COVERAGE = 0.95
LEAST_VISITORS = 100


class Rate(NamedTuple):
    """An add-to-cart rate: persons who did, visitors, the share and its interval."""

    carts: int
    visitors: int
    share: float
    low: float
    high: float


class Reading(NamedTuple):
    """The seven-day rate of a product, the one before it, what to do, and why."""

    state: State
    now: Rate | None
    before: Rate | None
    days: int
    reason: str


def bands(visitors: pd.DataFrame, days: int = BAND_DAYS) -> pd.DataFrame:
    """What is usual for each product and day: the median of the days before it, and how much they spread.

    Args:
        visitors: A row for each day in order, without gaps, a column for each product; null: not measured.
        days: How many full days before each day count.

    Returns:
        day, product_id, visitors, median, scale (null where fewer than `LEAST_DAYS` of them are known). The scale is
        1.4826 x MAD, the deviation that a normal spread would have, but never below the square root of the median,
        since persons who come by chance spread that much.

    Source: systems.md S-26; MAD: Hampel 1974.

    Example:
        >>> frame = bands(pd.DataFrame({"a": [90, 110, 100, 105, 95, 98, 102, 40]}))
        >>> last = frame.iloc[-1]
        >>> [round(float(last[name]), 1) for name in ("visitors", "median", "scale")]
        [40.0, 100.0, 10.0]
    """
    cells = visitors.to_numpy(dtype=float, na_value=np.nan)
    count, width = cells.shape
    median = np.full((count, width), np.nan)
    scale = np.full((count, width), np.nan)
    for place in range(1, count):
        before = cells[max(place - days, 0) : place]
        enough = (~np.isnan(before)).sum(axis=0) >= LEAST_DAYS
        if enough.any():
            middle = np.nanmedian(before[:, enough], axis=0)
            spread = MAD_TO_SD * np.nanmedian(np.abs(before[:, enough] - middle), axis=0)
            median[place, enough], scale[place, enough] = middle, np.maximum(spread, np.sqrt(middle))
    return pd.DataFrame(
        {
            "day": np.repeat(np.asarray(visitors.index, dtype=object), width),
            "product_id": np.tile(np.asarray(visitors.columns, dtype=object), count),
            "visitors": pd.array(cells.ravel(), dtype="Float64"),
            "median": pd.array(median.ravel(), dtype="Float64"),
            "scale": pd.array(scale.ravel(), dtype="Float64"),
        }
    )


def drops(visitors: pd.DataFrame, heroes: Collection[str]) -> pd.DataFrame:
    """Main products whose visitors dropped sharply on the last day, the deepest first.

    Total visitors are judged, not organic ones: search, the home page and other free entrances convert differently,
    so that their sum says little. A drop is sharp at z <= -3.5, where z = (visitors - median) / scale, and at least
    20 % below the median: a large product moves by z = -3.5 long before anybody needs to look.

    Args:
        visitors: As for `bands`; the last row is the last full day.
        heroes: The products that are watched.

    Returns:
        product_id, day, visitors, median, z, fall (0..1), sharp, reason; what cannot be judged is not sharp, and the
        reason says why.

    Source: systems.md S-26; z of 3.5: Iglewicz and Hoaglin 1993.
    """
    watched = visitors[[one for one in visitors.columns if one in heroes]]
    columns = ["product_id", "day", "visitors", "median", "z", "fall", "sharp", "reason"]
    if watched.empty:
        return pd.DataFrame(columns=columns)
    last = bands(watched)
    last = last[last["day"] == watched.index[-1]].reset_index(drop=True)
    z = (last["visitors"] - last["median"]) / last["scale"].where(last["scale"] > 0)
    fall = 1 - last["visitors"] / last["median"].where(last["median"] > 0)
    sharp = ((z <= SHARP_Z) & (fall >= LEAST_FALL)).fillna(False).astype(bool)
    frame = last[["product_id", "day", "visitors", "median"]].assign(z=z, fall=fall, sharp=sharp)
    frame["reason"] = [_told(row) for row in frame.to_dict("records")]
    ordered: pd.DataFrame = frame[columns].sort_values("z", kind="stable", ignore_index=True)
    return ordered


def _told(row: Mapping[Hashable, Any]) -> str:
    seen, usual, z = (row[name] for name in ("visitors", "median", "z"))
    if pd.isna(seen):
        return _("Visitors of the last full day are unknown")
    if pd.isna(usual):
        return _("Fewer than {count} of the seven days before are known", count=LEAST_DAYS)
    return _(
        "{visitors} visitors, the median of the seven days before is {median} (robust z {z})",
        visitors=formats.whole(float(seen)),
        median=formats.whole(float(usual)),
        z=formats.UNKNOWN if pd.isna(z) else f"{float(z):.1f}".replace("-", formats.MINUS),
    )


def rate(carts: int, visitors: int, coverage: float = COVERAGE) -> Rate | None:
    """An add-to-cart rate: cart users / visitors, with Wilson's interval.

    Args:
        carts: Persons who newly added to cart.
        visitors: Persons who opened the page.
        coverage: Of the interval.

    Returns:
        The rate; None where nobody came, or more carted than came.

    Source: systems.md S-27, A4-20 (rates use persons).

    Example:
        >>> found = rate(20, 200)
        >>> found.share, round(found.low, 3), round(found.high, 3)
        (0.1, 0.066, 0.149)
    """
    ends = wilson(carts, visitors, coverage)
    return None if ends is None else Rate(carts, visitors, carts / visitors, *ends)


def sums(days: pd.DataFrame, last: date) -> pd.DataFrame:
    """Carts and visitors of each product in the last seven full days and in what `days` holds before them.

    Args:
        days: day, product_id, cart_users, visitors; a day that lacks either counts in neither sum.
        last: The last full day.

    Returns:
        By product_id: carts, visitors, days (known ones of the seven), carts_before, visitors_before.

    Source: systems.md S-27.
    """
    known = days[days["cart_users"].notna() & days["visitors"].notna()]
    recent = known["day"] > last - timedelta(days=BAND_DAYS)
    week = known[recent].groupby("product_id", observed=True)
    earlier = known[~recent].groupby("product_id", observed=True)[["cart_users", "visitors"]].sum()
    now = week.agg(carts=("cart_users", "sum"), visitors=("visitors", "sum"), days=("day", "nunique"))
    before = earlier.rename(columns={"cart_users": "carts_before", "visitors": "visitors_before"})
    return now.join(before, how="outer").fillna(0).astype("int64")


def read(
    carts: int, visitors: int, days: int, carts_before: int, visitors_before: int, least: int = LEAST_VISITORS
) -> Reading:
    """Judge the seven-day add-to-cart rate of a product against the three weeks before.

    Push: the rate is at least what it was. Watch: it is lower, but the two intervals meet, so chance may be all
    there is to it. Adjust: its whole interval lies below the earlier one: the style's life may be over, or it is
    out of season. A single day is never judged.

    Args:
        carts: Cart users of the last seven full days.
        visitors: Their visitors.
        days: How many of the seven are known.
        carts_before: Cart users of the days before.
        visitors_before: Their visitors.
        least: Fewer visitors in either span say nothing.

    Returns:
        The state with both rates and the reason; unknown where a span lacks visitors.

    Source: systems.md S-27.

    Example:
        >>> read(100, 1000, 7, 300, 3000).state, read(95, 1000, 7, 300, 3000).state, read(50, 1000, 7, 300, 3000).state
        ('push', 'watch', 'adjust')
    """
    now, before = rate(carts, visitors), rate(carts_before, visitors_before)
    if now is None or now.visitors < least:
        said = _("Fewer than {count} visitors with known carts in the last 7 full days", count=least)
        return Reading("unknown", now, before, days, said)
    if before is None or before.visitors < least:
        said = _("Fewer than {count} visitors with known carts in the three weeks before", count=least)
        return Reading("unknown", now, before, days, said)
    rates = {"now": formats.share(now.share, 1), "before": formats.share(before.share, 1)}
    if now.share >= before.share:
        said = _("{now} of visitors add to cart, {before} in the three weeks before", **rates)
        return Reading("push", now, before, days, said)
    if now.high >= before.low:
        said = _("{now} of visitors add to cart after {before}; the intervals still meet, so it may be chance", **rates)
        return Reading("watch", now, before, days, said)
    said = _("{now} of visitors add to cart after {before}, surely fewer: its time or season may be over", **rates)
    return Reading("adjust", now, before, days, said)
