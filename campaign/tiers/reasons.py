"""Reasons: why a tier is suggested, what is not known, and what would change it, as sentences."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import pandas as pd

from campaign.base import formats
from campaign.base.language import N_, _
from campaign.plan.thresholds import TIER_RULES, Thresholds, TierRule
from campaign.products import TIER_NAMES, TIERS
from campaign.tiers.ranking import StandIn
from campaign.tiers.rules import POINTS

Row = Mapping[str, Any]

STOOD_IN: dict[StandIn, str] = {
    "units_x_price": N_("Revenue is unknown; units × price stands for it"),
    "no_amount": N_("Neither revenue nor units and price are known"),
    "units": N_("Revenue and prices are unknown; units stand for them"),
    "nothing": N_("Neither revenue nor units are known"),
}
INPUTS: dict[str, str] = {
    "revenue_minor": N_("revenue"),
    "units": N_("units"),
    "last_sale_day": N_("day of the last sale"),
    "carts": N_("add-to-cart of the last 7 days"),
    "cart_rise": POINTS["cart_rise"],
    "rise": N_("trend of units in 7 days, against the shop"),
    "margin": POINTS["margin"],
    "cover": POINTS["cover"],
    "returns": POINTS["returns"],
    "age": POINTS["age"],
}


class Line(NamedTuple):
    """One input as a row: its name, what is known, its threshold, and what it does to the suggestion."""

    name: str
    value: str
    limit: str
    effect: str


def rules(row: Row) -> list[TierRule]:
    """The rules that act on a product."""
    return [rule for place, rule in enumerate(TIER_RULES) if int(row["rules"]) >> place & 1]


def moved(row: Row) -> bool:
    """Whether the rules moved the tier away from the one that sales speak for."""
    return bool(row["tier"] != row["by_sales"])


def reasons(row: Row, thresholds: Thresholds) -> list[str]:
    """Why this tier, in sentences: the place by sales, the rules that act, then what else is known.

    Args:
        row: A row of `tiers.suggest`.
        thresholds: The thresholds it was made with.
    """
    stand_in = _(STOOD_IN[row["stand_in"]]) if row["stand_in"] else ""
    if row["tier"] is None:
        return [stand_in]
    acts = rules(row)
    said = [_silence(row, thresholds), _place(row), stand_in, *(_RULES[rule](row) for rule in acts)]
    used = {"rise" if key == "fall" else key for rule in acts for key in _NEEDED[rule]}  # never said twice
    beside = [say(row) for key, say in _BESIDE.items() if key not in used and _known(row, key)]
    return [one for one in (*said, *beside) if one]


def brief(row: Row) -> str:
    """The suggestion's ground in a table cell: the rules that moved it, and the place."""
    if row["tier"] is None:
        return _(STOOD_IN[row["stand_in"]])
    place = _(
        "{rank} of {count} by {word}",
        rank=formats.whole(row["rank"]),
        count=formats.whole(row["ranked"]),
        word=_word(row),
    )
    if row["quiet"]:
        return _("sold nothing lately; {place}", place=place)
    return _("; ").join([*(_RULES[rule](row) for rule in rules(row)), place])


def missing(row: Row) -> list[str]:
    """The inputs that are not known; none of them counted as 0."""
    return [_(word) for name, word in INPUTS.items() if not _known(row, name)]


def outlook(row: Row) -> str:
    """What would change the suggestion with the least, and how far away it is; empty where no single input would."""
    if row["next_tier"] is None:
        return ""
    rises = TIERS.index(row["next_tier"]) < TIERS.index(row["tier"])
    tier = _(TIER_NAMES[row["next_tier"]])
    if row["next_by"] == "sales":
        words = {"tier": tier, "share": formats.signed_share(row["next_share"], 1), "word": _word(row)}
        return (
            _("becomes {tier} at {share} {word}", **words) if rises else _("falls to {tier} at {share} {word}", **words)
        )
    if row["next_by"] == "quiet":
        return _("becomes {tier} with the next sale", tier=tier)
    key = row["next_by"]
    words = {
        "tier": tier,
        "name": _(POINTS[key]),
        "limit": _as_text(key, row["next_at"]),
        "now": _as_text(key, row[key]),
    }
    if rises:
        return _("becomes {tier} where {name} passes {limit}; now {now}", **words)
    return _("falls to {tier} where {name} passes {limit}; now {now}", **words)


def lines(row: Row, thresholds: Thresholds) -> list[Line]:
    """Every input with its threshold and what it does, unknown ones too."""
    acts = {key for rule in rules(row) for key in _NEEDED[rule]}
    switched = {key for rule in thresholds.tier_rules for key in _NEEDED[rule]}
    found = [Line(_("place by {word}", word=_word(row)), _placed(row), _shares(thresholds), _base(row))]
    for key, word in POINTS.items():
        if key not in switched:
            effect = _("switched off")
        elif not _known(row, key):
            effect = _("unknown: moves nothing")
        else:
            effect = _("moves it") if key in acts and moved(row) else _("moves nothing")
        found.append(
            Line(
                _(word),
                _as_text(key, row[key]) if _known(row, key) else _("unknown"),
                f"{_SIGNS[key]} {_as_text(key, row[f'{key}_limit'])}",
                effect,
            )
        )
    return found


_SIGNS = {"cover": "<", "margin": "<", "returns": ">", "cart_rise": "≥", "rise": "≥", "fall": "≤", "age": ">"}
_NEEDED: dict[TierRule, tuple[str, ...]] = {
    "short_stock": ("cover",),
    "thin_margin": ("margin",),
    "returns": ("returns",),
    "fading": ("age", "fall"),
    "rising": ("cart_rise", "rise"),
}


def _known(row: Row, name: str) -> bool:
    return row.get(name) is not None and not pd.isna(row[name])


def _word(row: Row) -> str:
    return _("revenue") if row["basis"] == "revenue" else _("units")


def _as_text(key: str, value: float) -> str:
    if key in ("cover", "age"):
        days = formats.whole(value) if float(value).is_integer() else formats.compact(value)
        return _("{days} days", days=days)
    if key in ("cart_rise", "rise", "fall"):
        return formats.signed_share(value)
    return formats.share(value)


def _place(row: Row) -> str:
    return _(
        "Rank {rank} of {count} by {word}: {share} of the total, {cumulative} with those above",
        rank=formats.whole(row["rank"]),
        count=formats.whole(row["ranked"]),
        word=_word(row),
        share=formats.share(_or_none(row["revenue_share"]), 1),
        cumulative=formats.share(_or_none(row["cumulative_share"]), 1),
    )


def _placed(row: Row) -> str:
    return (
        _("{rank} of {count}", rank=formats.whole(row["rank"]), count=formats.whole(row["ranked"]))
        if row["tier"] is not None
        else _("unknown")
    )


def _base(row: Row) -> str:
    return _(TIER_NAMES[row["by_sales"]]) if row["by_sales"] is not None else _("no suggestion")


def _shares(thresholds: Thresholds) -> str:
    edges = (thresholds.tier_hero_share, thresholds.tier_activity_share, thresholds.tier_volume_share)
    return " · ".join(formats.share(edge) for edge in edges)


def _or_none(value: float) -> float | None:
    return None if pd.isna(value) else value


def _silence(row: Row, thresholds: Thresholds) -> str:
    if not row["quiet"]:
        return ""
    last = row["last_sale_day"]
    if row["sold"] == 0:
        return _("Nothing sold in the whole time")
    return _(
        "Nothing sold in the last {days} full days; last sale on {day}",
        days=thresholds.quiet_days,
        day=formats.day(last.date() if hasattr(last, "date") else last),
    )


def _both(row: Row, key: str) -> dict[str, str]:
    return {"now": _as_text(key, row[key]), "limit": _as_text(key, row[f"{key}_limit"])}


_RULES: dict[TierRule, Callable[[Row], str]] = {
    "short_stock": lambda row: _("weekly cover {now}, less than the lead time of {limit}", **_both(row, "cover")),
    "thin_margin": lambda row: _("margin {now} below {limit}", **_both(row, "margin")),
    "returns": lambda row: _("{now} returned, more than {limit}", **_both(row, "returns")),
    "fading": lambda row: _(
        "on sale for {age}, units {fall} against the shop in 7 days",
        age=_as_text("age", row["age"]),
        fall=_as_text("fall", row["fall"]),
    ),
    "rising": lambda row: _(
        "carts {carts} and units {units} against the shop in 7 days",
        carts=_as_text("cart_rise", row["cart_rise"]),
        units=_as_text("rise", row["rise"]),
    ),
}
_BESIDE: dict[str, Callable[[Row], str]] = {
    "carts": lambda row: _("{count} added to cart in the last 7 days", count=formats.whole(row["carts"])),
    "cart_rise": lambda row: _(
        "carts {share} against the shop in 7 days", share=_as_text("cart_rise", row["cart_rise"])
    ),
    "rise": lambda row: _("units {share} against the shop in 7 days", share=_as_text("rise", row["rise"])),
    "margin": lambda row: _("margin {share}", share=formats.share(row["margin"])),
    "cover": lambda row: _("weekly cover {days} days", days=formats.whole(row["cover"])),
    "returns": lambda row: _("{share} returned", share=formats.share(row["returns"], 1)),
    "age": lambda row: _("on sale for {age}", age=_as_text("age", row["age"])),
}
