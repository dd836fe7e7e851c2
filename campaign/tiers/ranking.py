"""Ranking: products from the best seller down, and the tier that their sales alone speak for."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Literal, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from campaign.plan.thresholds import Thresholds

Floats = NDArray[np.float64]
Truths = NDArray[np.bool_]
Codes = NDArray[np.int64]

SHARES = ("tier_hero_share", "tier_activity_share", "tier_volume_share")
CLEARANCE, UNKNOWN = 3, -1
StandIn = Literal["", "units_x_price", "no_amount", "units", "nothing"]
STAND_INS: tuple[StandIn, ...] = ("", "units_x_price", "no_amount", "units", "nothing")


class Ranking(NamedTuple):
    """Products from the best seller down, the unknown last: arrays of one length.

    `places` are the rows in the frame they come from; `values` what they are ranked by; `above` what those above
    hold together; `silent_days` the full days since the last sale (NaN: unknown); `stand_ins` the places in
    `STAND_INS`; `basis` whether revenue ranks them, or units where no amount is known at all.
    """

    places: Codes
    values: Floats
    above: Floats
    total: float
    silent_days: Floats
    stand_ins: Codes
    basis: Literal["revenue", "units"]


def figures(sales: pd.DataFrame, name: str) -> Floats:
    """A column as plain numbers, NaN where it is unknown or not there at all."""
    if name not in sales:
        return np.full(len(sales), np.nan)
    found: Floats = pd.to_numeric(sales[name]).to_numpy(dtype="float64", na_value=np.nan)
    return found


def days_since(sales: pd.DataFrame, name: str, today: date) -> Floats:
    """Days from a column of dates to today, NaN where the date is unknown."""
    if name not in sales:
        return np.full(len(sales), np.nan)
    then = pd.to_datetime(sales[name]).to_numpy(dtype="datetime64[D]")
    passed = (np.datetime64(today) - then).astype("float64")
    return np.where(np.isnat(then), np.nan, passed)


def ranked(sales: pd.DataFrame, today: date) -> Ranking:
    """Rank products by revenue; units × price stands for a revenue that is unknown, units where no amount is known.

    Args:
        sales: product_id, and where known revenue_minor, units, price_minor, last_sale_day.
        today: The local day of the campaign; it is not full yet.

    Source: systems.md S-04; the rule for sales alone is this project's.
    """
    revenue, units = figures(sales, "revenue_minor"), figures(sales, "units")
    amounts = np.where(np.isnan(revenue), units * figures(sales, "price_minor"), revenue)
    basis: Literal["revenue", "units"] = "revenue"
    if np.isnan(amounts).all() and len(amounts):
        values, basis = units, "units"
        notes = np.where(np.isnan(units), STAND_INS.index("nothing"), STAND_INS.index("units"))
    else:
        values = amounts
        notes = np.where(np.isnan(revenue), STAND_INS.index("units_x_price"), 0)
        notes[np.isnan(amounts)] = STAND_INS.index("no_amount")
    named = np.argsort(sales["product_id"].to_numpy(dtype="str"), kind="stable")
    places = named[np.argsort(np.where(np.isnan(values), np.inf, -values)[named], kind="stable")]
    values = values[places]
    known = np.nan_to_num(values)
    return Ranking(
        places=places,
        values=values,
        above=np.concatenate([[0.0], np.cumsum(known)[:-1]])[: len(values)],
        total=float(known.sum()),
        silent_days=days_since(sales, "last_sale_day", today)[places],
        stand_ins=notes[places],
        basis=basis,
    )


def quiet(ranking: Ranking, quiet_days: float) -> Truths:
    """Whether a product sold nothing at all, or nothing in the last full days; an unknown last sale says nothing."""
    with np.errstate(invalid="ignore"):
        found: Truths = (ranking.values == 0) | (ranking.silent_days > quiet_days)
    return found


def by_share(ranking: Ranking, shares: Mapping[str, float]) -> Codes:
    """The place in `TIERS` by what those above hold; quiet products are not looked at yet, the unknown are -1.

    The product on an edge belongs to the better tier.

    Example:
        >>> sold = pd.DataFrame({"product_id": list("abcd"), "revenue_minor": [60, 25, 13, 2]})
        >>> by_share(ranked(sold, date(2026, 11, 1)), {"tier_hero_share": 0.5, "tier_activity_share": 0.8,
        ...                                            "tier_volume_share": 0.97}).tolist()
        [0, 1, 2, 3]
    """
    above = np.round(ranking.above, 6)
    # rounded, because 0.97 of a total in minor units is not exact in binary
    passed = [above >= round(shares[name] * ranking.total, 6) for name in SHARES]
    codes = np.where(passed[0], np.where(passed[1], np.where(passed[2], 3, 2), 1), 0)
    return np.where(np.isnan(ranking.values), UNKNOWN, codes).astype(np.int64)


def edges(thresholds: Thresholds, moved: Mapping[str, float] | None = None) -> dict[str, float]:
    """The shares that part the tiers, each times its factor in `moved`; none passes the whole."""
    return {name: min(getattr(thresholds, name) * (moved or {}).get(name, 1.0), 1.0) for name in SHARES}


def to_rise(ranking: Ranking, codes: Codes, shares: Mapping[str, float]) -> Floats:
    """What a product would have to sell to stand one tier higher by share, all others as they are; inf: cannot.

    Example:
        >>> sold = ranked(pd.DataFrame({"product_id": list("abc"), "revenue_minor": [60, 25, 15]}), date(2026, 11, 1))
        >>> shares = {"tier_hero_share": 0.5, "tier_activity_share": 0.8, "tier_volume_share": 0.97}
        >>> to_rise(sold, by_share(sold, shares), shares).tolist()  # b: 60 of 120 is half
        [inf, 45.0, 21.25]
    """
    count = int(np.isfinite(ranking.values).sum())
    values, sums = ranking.values[:count], np.concatenate([[0.0], np.cumsum(ranking.values[:count])])
    found = np.full(len(ranking.values), np.inf)
    for code, name in enumerate(SHARES, start=1):
        mine = np.flatnonzero(codes[:count] == code)
        edge = shares[name]
        if not len(mine) or edge <= 0:
            continue
        others = ranking.total - values[mine]
        # With k products above, the sum of those k may be at most the edge: this falls as k grows.
        room = np.concatenate([[np.inf], values - sums[1:] / edge])
        above = np.minimum(np.searchsorted(-room, others, side="right") - 1, mine)
        overtaken = np.where(above < mine, values[np.minimum(above, count - 1)], -np.inf)
        found[mine] = np.maximum(overtaken, sums[above] / edge - others)
    return found


def to_fall(ranking: Ranking, codes: Codes, shares: Mapping[str, float]) -> Floats:
    """What a product would sell when it fell one tier by share, all others as they are; -inf: it cannot.

    Example:
        >>> sold = ranked(pd.DataFrame({"product_id": list("abc"), "revenue_minor": [60, 25, 15]}), date(2026, 11, 1))
        >>> shares = {"tier_hero_share": 0.5, "tier_activity_share": 0.8, "tier_volume_share": 0.97}
        >>> [round(one, 2) for one in to_fall(sold, by_share(sold, shares), shares).tolist()]  # a: below b
        [15.0, 15.0, 2.63]
    """
    count = int(np.isfinite(ranking.values).sum())
    values, sums = ranking.values[:count], np.concatenate([[0.0], np.cumsum(ranking.values[:count])])
    found = np.full(len(ranking.values), -np.inf)
    below = np.append(values, 0.0)
    for code, name in enumerate(SHARES):
        mine = np.flatnonzero(codes[:count] == code)
        edge = shares[name]
        if not len(mine) or edge <= 0:
            continue
        own = values[mine]
        others = ranking.total - own
        room = sums / edge - below  # rises with every product that overtakes
        stand = np.maximum(np.searchsorted(room, own / edge + others, side="right"), mine + 1)
        possible = stand <= count
        stand = np.minimum(stand, count)
        kept = np.minimum(below[stand - 1], (sums[stand] - own) / edge - others)
        found[mine] = np.where(possible, np.maximum(kept, 0.0), -np.inf)
    return found
