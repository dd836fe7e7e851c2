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
