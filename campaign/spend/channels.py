"""Channels: what each entrance brings and costs."""

from __future__ import annotations

from collections.abc import Sequence
from math import sqrt
from statistics import NormalDist
from typing import NamedTuple

import pandas as pd

from campaign.base.language import N_, _

NAMES = {
    "*": N_("Not split"),
    "search": N_("Search"),
    "recommendation": N_("Recommendation"),
    "venue": N_("Activity venue"),
    "paid_search": N_("Paid search"),
    "display_ads": N_("Display ads"),
    "affiliate": N_("Affiliate"),
    "influencer": N_("Influencers"),
    "live": N_("Live"),
    "email": N_("E-mail"),
    "social": N_("Social media"),
    "direct": N_("Direct"),
}


def name(channel: str) -> str:
    """A channel's name in the chosen language; a source's own name stays as it is.

    Example:
        >>> name("paid_search"), name("手淘搜索")
        ('Paid search', '手淘搜索')
    """
    return _(NAMES[channel]) if channel in NAMES else channel


def wilson(successes: float, trials: float, coverage: float = 0.8) -> tuple[float, float] | None:
    """Wilson's interval of a share.

    Args:
        successes: Those who did it, >= 0.
        trials: Those who could, >= 0.
        coverage: Part of the intervals that hold the true share, 0..1.

    Returns:
        Low and high end; None where there was no trial or more successes than trials (persons and events mixed).

    Source: features.md C4; Wilson 1927.

    Example:
        >>> [round(end, 3) for end in wilson(3, 20)]
        [0.075, 0.278]
    """
    if trials <= 0 or not 0 <= successes <= trials:
        return None
    z = NormalDist().inv_cdf((1 + coverage) / 2)
    share, scale = successes / trials, 1 + z * z / trials
    centre = (share + z * z / (2 * trials)) / scale
    half = z * sqrt(share * (1 - share) / trials + z * z / (4 * trials * trials)) / scale
    return max(centre - half, 0.0), min(centre + half, 1.0)


class Prior(NamedTuple):
    """What all channels together say of one: a share, worth `weight` visitors of evidence."""

    share: float
    weight: float


def prior(counts: Sequence[tuple[float, float]]) -> Prior:
    """The beta prior of some shares, fitted by moments.

    Its share is the pooled one; its weight is what the spread between the rows leaves beyond chance, at most all
    their trials together.

    Args:
        counts: (successes, trials) of each row, trials > 0, successes <= trials.

    Returns:
        The prior; without any row one of no weight.

    Source: features.md C4 (empirical Bayes).

    Example:
        >>> prior([(300, 10_000), (500, 10_000)]).share
        0.04
    """
    trials = sum(size for _hits, size in counts)
    if not trials:
        return Prior(0.0, 0.0)
    share = sum(hits for hits, _size in counts) / trials
    chance = share * (1 - share)
    between = sum(size * (hits / size - share) ** 2 for hits, size in counts) - (len(counts) - 1) * chance
    room = trials - sum(size * size for _hits, size in counts) / trials
    weight = chance * room / between - 1 if between > 0 else trials
    return Prior(share, min(max(weight, 0.0), trials))


def table(facts: pd.DataFrame) -> pd.DataFrame:
    """What each channel brings and costs, the surest conversion first.

    Conversions are drawn towards their common one, the more the fewer visitors stand behind one, so that three
    orders from twenty visitors are no best channel; `conversion` is the plain ratio.

    Args:
        facts: channel and, as far as known, visitors, buyers, orders, revenue_minor, spend_minor: one row each.

    Returns:
        channel, name, visitors, buyers (orders where buyers are unknown; `counts` says which), revenue_minor,
        spend_minor, conversion (buyers / visitors), conversion_shrunken, conversion_low, conversion_high (80 %,
        Wilson's of the shrunken counts), visitor_value_minor (revenue / visitors), visitor_cost_minor (spend /
        visitors), roi (revenue / spend); ranked by conversion_low, unknown last. A ratio with an unknown or zero
        below is null, and so is a conversion above 1.

    Source: systems.md S-14, S-45; features.md C4.

    Example:
        >>> one = pd.DataFrame({"channel": ["live"], "visitors": [200], "buyers": [10], "spend_minor": [5000]})
        >>> table(one)[["conversion", "visitor_cost_minor"]].iloc[0].tolist()
        [0.05, 25.0]
    """
    columns = ("visitors", "buyers", "orders", "revenue_minor", "spend_minor")
    frame = facts.reindex(columns=["channel", *columns]).astype(dict.fromkeys(columns, "Int64"))
    frame.insert(1, "name", [name(channel) for channel in frame["channel"]])
    frame["counts"] = pd.Series("", index=frame.index).mask(frame["orders"].notna(), "orders").mask(
        frame["buyers"].notna(), "buyers"
    )  # fmt: skip
    frame["buyers"] = frame["buyers"].fillna(frame.pop("orders"))
    visitors = frame["visitors"].where(frame["visitors"] > 0)
    usable = (visitors.notna() & (frame["buyers"] <= visitors)).fillna(False).astype(bool)
    frame["conversion"] = (frame["buyers"] / visitors).where(usable)
    counts = list(zip(frame.loc[usable, "buyers"], frame.loc[usable, "visitors"], strict=True))
    common = prior(counts)
    drawn = [(hits + common.weight * common.share, size + common.weight) for hits, size in counts]
    ends = [wilson(*pair) or (None, None) for pair in drawn]
    frame[["conversion_shrunken", "conversion_low", "conversion_high"]] = (
        pd.DataFrame(
            [(hits / size, *end) for (hits, size), end in zip(drawn, ends, strict=True)],
            index=frame.index[usable],
            columns=["conversion_shrunken", "conversion_low", "conversion_high"],
        )
        .reindex(frame.index)
        .astype("Float64")
    )
    frame["visitor_value_minor"] = frame["revenue_minor"] / visitors
    frame["visitor_cost_minor"] = frame["spend_minor"] / visitors
    frame["roi"] = frame["revenue_minor"] / frame["spend_minor"].where(frame["spend_minor"] > 0)
    return frame.sort_values("conversion_low", ascending=False, kind="stable", ignore_index=True)


def returns(table: pd.DataFrame) -> pd.DataFrame:
    """A channel table with the ends of what each channel returns on its spend.

    Args:
        table: As `table` gives it.

    Returns:
        The table with roi_low and roi_high: the 80 % interval of the conversion x revenue a buyer x visitors / spend.
        They say what the spend so far returned, not what one more unit would; null where the conversion or the
        return is unknown.

    Source: features.md C4; systems.md S-14.

    Example:
        >>> one = pd.DataFrame({"channel": ["live"], "visitors": [200], "buyers": [10], "revenue_minor": [40_000],
        ...                     "spend_minor": [5000]})
        >>> [round(float(end), 1) for end in returns(table(one))[["roi_low", "roi_high"]].iloc[0]]
        [6.0, 10.5]
    """
    a_share = table["roi"] / table["conversion"].where(table["conversion"] > 0)
    return table.assign(
        roi_low=(a_share * table["conversion_low"]).astype("Float64"),
        roi_high=(a_share * table["conversion_high"]).astype("Float64"),
    )
