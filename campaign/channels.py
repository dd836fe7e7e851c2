"""Channels: what each entrance brings and costs."""

from __future__ import annotations

from math import sqrt
from statistics import NormalDist

import pandas as pd

from campaign.language import N_, _

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


def wilson(successes: int, trials: int, coverage: float = 0.8) -> tuple[float, float] | None:
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


def shrunken(successes: pd.Series, trials: pd.Series) -> pd.Series:
    """Shares drawn towards their common mean, the more the fewer trials stand behind one.

    A beta prior is fitted to all rows by moments: its mean is the pooled share, its weight what the spread between
    rows leaves beyond chance. Three orders from twenty visitors are then no best channel.

    Args:
        successes: Counts per row, null unknown.
        trials: Counts per row, null unknown.

    Returns:
        Shares; null where a count is unknown, a row has no trial, or more successes than trials.

    Source: features.md C4 (empirical Bayes); systems.md S-14.

    Example:
        >>> shrunken(pd.Series([3, 300, 290]), pd.Series([20, 10_000, 10_000])).round(3).tolist()
        [0.032, 0.03, 0.029]
    """
    usable = (successes.notna() & trials.notna() & (trials > 0) & (successes <= trials)).fillna(False).astype(bool)
    counts, sizes = successes[usable].astype("float64"), trials[usable].astype("float64")
    if counts.empty:
        return pd.Series(pd.NA, index=successes.index, dtype="Float64")
    mean = counts.sum() / sizes.sum()
    chance = mean * (1 - mean)
    between = (sizes * (counts / sizes - mean) ** 2).sum() - (len(counts) - 1) * chance
    room = sizes.sum() - (sizes**2).sum() / sizes.sum()
    spread = between / room if room > 0 else 0.0
    weight = chance / spread - 1 if spread > 0 else float("inf")
    drawn = (
        pd.Series(mean, index=counts.index) if weight == float("inf") else (counts + weight * mean) / (sizes + weight)
    )
    return drawn.reindex(successes.index).astype("Float64")


def table(facts: pd.DataFrame) -> pd.DataFrame:
    """What each channel brings and costs, best conversion first.

    Args:
        facts: channel and, as far as known, visitors, buyers, orders, revenue_minor, spend_minor: one row each.

    Returns:
        channel, name, visitors, buyers (orders where buyers are unknown; `counts` says which), conversion
        (buyers / visitors), conversion_low, conversion_high (Wilson, 80 %), conversion_shrunken, revenue_minor,
        spend_minor, visitor_value_minor (revenue / visitors), visitor_cost_minor (spend / visitors), roi
        (revenue / spend). A ratio with an unknown or zero below is null.

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
    frame["conversion"] = frame["buyers"] / visitors
    ends = [
        None if pd.isna(bought) or pd.isna(came) else wilson(int(bought), int(came))
        for bought, came in zip(frame["buyers"], frame["visitors"], strict=True)
    ]
    for place, end in enumerate(("conversion_low", "conversion_high")):
        frame[end] = pd.array([pair[place] if pair else None for pair in ends], dtype="Float64")
    frame["conversion_shrunken"] = shrunken(frame["buyers"], frame["visitors"])
    frame["visitor_value_minor"] = frame["revenue_minor"] / visitors
    frame["visitor_cost_minor"] = frame["spend_minor"] / visitors
    frame["roi"] = frame["revenue_minor"] / frame["spend_minor"].where(frame["spend_minor"] > 0)
    return frame.sort_values("conversion_shrunken", ascending=False, kind="stable", ignore_index=True)
