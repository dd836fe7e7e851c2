"""The review: what was reached, what drove it, what it earned, and what nobody knows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import pandas as pd

from campaign.base.language import _, listed
from campaign.facts.contract import ANY
from campaign.review.drivers import Drivers, drivers
from campaign.team.journal import Entry, timeline

Unit = Literal["count", "money", "price", "share"]
Amounts = Mapping[str, float | None]


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure of the review beside its target; without a value `reason` says why. Money is minor units."""

    key: str
    label: str
    value: float | None
    unit: Unit
    formula: str
    source: str = ""
    target: float | None = None
    reason: str = ""

    @property
    def completion(self) -> float | None:
        """Value / target; None where either is unknown or the target is 0."""
        return None if self.value is None or not self.target else self.value / self.target


@dataclass(frozen=True, slots=True)
class Unknown:
    """What the data do not hold, and why it matters or what would fill it."""

    label: str
    reason: str


@dataclass(frozen=True, slots=True)
class Review:
    """Everything the retrospective rests on."""

    completion: tuple[Figure, ...]
    skus: pd.DataFrame
    drivers: Drivers
    profit: tuple[Figure, ...]
    channels: pd.DataFrame
    timeline: pd.DataFrame
    unknowns: tuple[Unknown, ...]

    def figure(self, key: str) -> Figure:
        """The figure of a key."""
        return next(one for one in (*self.completion, *self.profit) if one.key == key)


def completion(actual: Amounts, targets: Amounts, sources: Mapping[str, str]) -> tuple[Figure, ...]:
    """What was reached of each target: GMV, units, favourites, carts.

    Args:
        actual: revenue_minor, units, favourites, carts as counted; null is unknown.
        targets: The same keys; null: no target was set.
        sources: Measure to the source it was read from.

    Returns:
        Figures with target and completion.

    Source: systems.md S-17.
    """
    words: tuple[tuple[str, str, Unit, str, str], ...] = (
        ("revenue_minor", _("GMV"), "money", _("paid by buyers, before refunds"), _("No imported file holds revenue")),
        ("units", _("Units"), "count", _("pieces paid"), _("No imported file holds units")),
        (
            "favourites",
            _("Favourites"),
            "count",
            _("persons where known, else clicks"),
            _("No imported file holds favourites"),
        ),
        ("carts", _("Add-to-carts"), "count", _("persons where known, else clicks"), _("No imported file holds carts")),
    )
    return tuple(
        Figure(
            key=key,
            label=label,
            value=actual.get(key),
            unit=unit,
            formula=formula,
            source=sources.get(key, ""),
            target=targets.get(key),
            reason=reason if actual.get(key) is None else "",
        )
        for key, label, unit, formula, reason in words
    )


def sku_completion(skus: pd.DataFrame) -> pd.DataFrame:
    """Target completion and sell-out rate, row by row.

    Args:
        skus: product_id, sku_id (`*` for a whole product), units, target_units, opening_units, received_units; null
            is unknown, no receipt is 0.

    Returns:
        The same with completion (units / target), sell_out (units / (opening + received)) and reason, which names
        what is missing; most sold out first, unknown last.

    Source: systems.md S-17 (A2 formulas: SKU completion, sell-out rate).

    Example:
        >>> one = pd.DataFrame({"product_id": ["a"], "sku_id": ["*"], "units": [90], "target_units": [100],
        ...                     "opening_units": [100], "received_units": [20]})
        >>> sku_completion(one)[["completion", "sell_out"]].iloc[0].tolist()
        [0.9, 0.75]
    """
    columns = ("units", "target_units", "opening_units", "received_units")
    frame = skus[["product_id", "sku_id", *columns]].astype(dict.fromkeys(columns, "Int64"))
    had = frame["opening_units"] + frame["received_units"].fillna(0)
    frame["completion"] = frame["units"] / frame["target_units"].where(frame["target_units"] > 0)
    frame["sell_out"] = frame["units"] / had.where(had > 0)
    missing = (
        (frame["units"], _("units sold")),
        (frame["target_units"], _("a target")),
        (frame["opening_units"], _("opening stock")),
    )
    said = [[word for known, word in zip(row, (word for _one, word in missing), strict=True) if not known]
            for row in zip(*(column.notna() for column, _word in missing), strict=True)]  # fmt: skip
    frame["reason"] = [_("Missing: {what}", what=listed(words)) if words else "" for words in said]
    return frame.sort_values("sell_out", ascending=False, kind="stable", ignore_index=True)


def sold_out(skus: pd.DataFrame) -> tuple[float | None, str]:
    """The sell-out rate of all products together.

    Args:
        skus: As `sku_completion` gives it; rows of whole products count, their SKUs are inside them.

    Returns:
        Units / (opening + received) of the products of which all three are known, or None with the reason (S-17).

    Example:
        >>> rows = {"product_id": ["a", "b"], "sku_id": ["*", "*"], "units": [90, 5], "target_units": [100, 5],
        ...         "opening_units": [100, None], "received_units": [20, 0]}
        >>> sold_out(sku_completion(pd.DataFrame(rows)))
        (0.75, 'of 1 of 2 products whose opening stock is known')
    """
    whole = skus[skus["sku_id"] == ANY]
    known = whole.dropna(subset=["sell_out"]).fillna({"received_units": 0})
    had = known[["opening_units", "received_units"]].to_numpy().sum()
    said = _("of {count} of {all} products whose opening stock is known", count=len(known), all=len(whole))
    return (int(known["units"].sum()) / int(had), said) if len(known) else (None, _("No opening stock is known"))


def goods_cost(sold: pd.DataFrame) -> tuple[int | None, str]:
    """What the sold pieces cost to buy.

    Args:
        sold: units, cost_minor of each product or SKU; null is unknown.

    Returns:
        Sum of units x cost in minor units, or None with the reason: one piece of unknown cost makes it unknown.

    Source: systems.md S-17, S-62.

    Example:
        >>> goods_cost(pd.DataFrame({"units": [3, 0], "cost_minor": [500, None]}))
        (1500, '')
    """
    units = sold["units"].astype("Int64")
    if not len(units) or units.isna().all():
        return None, _("Units sold are unknown")
    pieces = sold[units.fillna(0) > 0].astype({"units": "Int64", "cost_minor": "Int64"})
    without = int(pieces["cost_minor"].isna().sum())
    if without:
        return None, _(
            "The cost of {count} of {all} sold products or SKUs is unknown; import it", count=without, all=len(pieces)
        )
    return int((pieces["units"] * pieces["cost_minor"]).sum()), ""


def profit(actual: Amounts, sold: pd.DataFrame, sources: Mapping[str, str]) -> tuple[Figure, ...]:
    """Revenue down to what is left after marketing, and the return rate.

    Args:
        actual: revenue_minor, refund_minor, refund_units, units, spend_minor, commission_minor; null is unknown.
        sold: units, cost_minor of each product or SKU.
        sources: Measure to the source it was read from.

    Returns:
        Revenue, refunds, goods cost, gross profit, marketing cost, left after marketing, return rate. A figure that
        rests on an unknown one is unknown, with its reason.

    Source: systems.md S-17, S-62.
    """
    revenue, spend, commission = (actual.get(key) for key in ("revenue_minor", "spend_minor", "commission_minor"))
    cost, why_cost = goods_cost(sold)
    why_revenue = "" if revenue is not None else _("No imported file holds revenue")
    why_spend = "" if spend is not None else _("No spend was imported or entered")
    gross = None if revenue is None or cost is None else revenue - cost
    marketing = None if spend is None else spend + (commission or 0)
    left = None if gross is None or marketing is None else gross - marketing
    paid = _("spend + commission") if commission is not None else _("spend; commission is unknown and left out")
    refunds = actual.get("refund_minor")
    why_refunds = "" if refunds is not None else _("No imported file holds refunds")

    def money(key: str, label: str, value: float | None, formula: str, reason: str, measure: str = "") -> Figure:
        return Figure(key, label, value, "money", formula, sources.get(measure, ""), reason=reason)

    return (
        money("revenue", _("Revenue"), revenue, _("paid by buyers, before refunds"), why_revenue, "revenue_minor"),
        money("refunds", _("Refunds"), refunds, _("amount refunded"), why_refunds, "refund_minor"),
        money("goods_cost", _("Goods cost"), cost, _("units x cost of each product"), why_cost, "units"),
        money("gross_profit", _("Gross profit"), gross, _("revenue − goods cost"), why_revenue or why_cost),
        money("marketing", _("Marketing cost"), marketing, paid, why_spend, "spend_minor"),
        money(
            "left",
            _("Left after marketing"),
            left,
            _("gross profit − marketing cost"),
            why_revenue or why_cost or why_spend,
        ),
        _return_rate(actual, sources),
    )


def _return_rate(actual: Amounts, sources: Mapping[str, str]) -> Figure:
    for below, above, formula in (
        ("units", "refund_units", _("units refunded / units")),
        ("revenue_minor", "refund_minor", _("refunds / revenue")),
    ):
        back, sold = actual.get(above), actual.get(below)
        if back is not None and sold:
            return Figure("return_rate", _("Return rate"), back / sold, "share", formula, sources.get(above, ""))
    reason = _("No imported file holds refunds beside the sales")
    return Figure("return_rate", _("Return rate"), None, "share", _("units refunded / units"), reason=reason)


def review(
    actual: Amounts,
    targets: Amounts,
    compared: Amounts,
    skus: pd.DataFrame,
    channels: pd.DataFrame,
    entries: Sequence[Entry],
    sources: Mapping[str, str] | None = None,
    *,
    earned: Amounts | None = None,
    sold: pd.DataFrame | None = None,
) -> Review:
    """The review of a campaign.

    Args:
        actual: Sums by measure of what has targets, favourites and carts as counted; null is unknown.
        targets: revenue_minor, units, favourites, carts to reach.
        compared: visitors, buyers, orders, revenue_minor of the plan or a baseline, for the drivers.
        skus: As for `sku_completion`, and cost_minor.
        channels: As `channels.table` gives it.
        entries: The journal of the campaign.
        sources: Measure to the source it was read from.
        earned: Sums of the span whose profit is looked at; None: `actual`.
        sold: units, cost_minor of each product or SKU in that span; None: `skus`.

    Returns:
        Every block, and what is unknown with its reason.

    Source: systems.md S-17; methods.md E5.
    """
    named = sources or {}
    reached = completion(actual, targets, named)
    kept = profit(actual if earned is None else earned, skus if sold is None else sold, named)
    finished = sku_completion(skus)
    moved = drivers(compared, actual)
    unknowns = [Unknown(one.label, one.reason) for one in (*reached, *kept) if one.value is None]
    if moved.reason:
        unknowns.append(Unknown(_("Drivers of GMV"), moved.reason))
    if finished["sell_out"].isna().any() or finished.empty:
        without = _(
            "{count} of {all} rows lack opening stock or units sold",
            count=int(finished["sell_out"].isna().sum()),
            all=len(finished),
        )
        unknowns.append(Unknown(_("Sell-out rate"), without))
    if channels.empty:
        unknowns.append(Unknown(_("Channels"), _("No imported file splits visitors or sales by channel")))
    return Review(reached, finished, moved, kept, channels, timeline(entries), tuple(unknowns))
