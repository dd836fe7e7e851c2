"""Drivers: a change of GMV split into visitors, conversion and order value, exactly."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import permutations
from math import expm1, factorial, log, prod
from typing import Literal

from campaign.base.errors import CampaignError
from campaign.base.language import N_, _, listed

Method = Literal["lmdi", "shapley"]
METHOD_NAMES: dict[Method, str] = {"lmdi": N_("logarithmic mean (LMDI-I)"), "shapley": N_("Shapley value")}
Factor = Literal["visitors", "conversion", "order_value"]
FACTORS: tuple[Factor, ...] = ("visitors", "conversion", "order_value")
FACTOR_NAMES: dict[Factor, str] = {
    "visitors": N_("Visitors"),
    "conversion": N_("Conversion"),
    "order_value": N_("Order value"),
}
# What the buyers are counted by: persons where they are known, else orders.
COUNTED_BY = ("buyers", "orders")
WORDS = {"visitors": N_("visitors"), "revenue": N_("revenue"), "buyers": N_("buyers")}


class DriverError(CampaignError):
    """Factors that no change can be split into."""


@dataclass(frozen=True, slots=True)
class Driver:
    """One factor before and after, and what its change did to GMV, in minor units."""

    factor: Factor
    before: float
    after: float
    effect_minor: int

    @property
    def name(self) -> str:
        """The factor's name in the chosen language."""
        return _(FACTOR_NAMES[self.factor])


@dataclass(frozen=True, slots=True)
class Drivers:
    """GMV against what it is compared with; the effects add up to the change. Empty where `reason` says why."""

    before_minor: int | None = None
    after_minor: int | None = None
    method: Method | None = None
    counted_by: str = ""
    effects: tuple[Driver, ...] = ()
    reason: str = ""


def _checked(before: Sequence[float], after: Sequence[float]) -> None:
    if len(before) != len(after) or not before or min(*before, *after) < 0:
        raise DriverError(_("Both sides need the same factors, none below 0"))


def lmdi(before: Sequence[float], after: Sequence[float]) -> tuple[float, ...]:
    """The effect of each factor on their product, by the logarithmic mean.

    effect_k = L(V1, V0) x ln(x_k1 / x_k0), L(a, b) = (a - b) / (ln a - ln b); additive without a remainder.

    Args:
        before: Factors, > 0.
        after: The same factors, > 0.

    Returns:
        Effects that add up to product(after) - product(before).

    Raises:
        DriverError: a factor is not above 0 (take `shapley`).

    Source: methods.md E5; Ang 2004.

    Example:
        >>> [round(effect) for effect in lmdi((12_000, 0.021, 31.0), (54_000, 0.034, 26.5))]
        [33585, 10759, -3502]
    """
    _checked(before, after)
    if not min(*before, *after) > 0:
        raise DriverError(_("A factor of 0 has no logarithm; use the Shapley value"))
    logs = [log(one / other) for one, other in zip(after, before, strict=True)]
    growth, start = sum(logs), prod(before)
    mean = start * expm1(growth) / growth if growth else start
    return tuple(mean * part for part in logs)


def shapley(before: Sequence[float], after: Sequence[float]) -> tuple[float, ...]:
    """The effect of each factor on their product, averaged over every order in which the factors could change.

    Args:
        before: Factors, >= 0.
        after: The same factors, >= 0.

    Returns:
        Effects that add up to product(after) - product(before).

    Raises:
        DriverError: a factor is below 0, or the sides differ in length.

    Source: methods.md E5.

    Example:
        >>> [round(effect, 1) for effect in shapley((12_000, 0.021, 31.0), (54_000, 0.034, 26.5))]
        [33001.5, 12129.0, -4288.5]
    """
    _checked(before, after)
    effects = [0.0] * len(before)
    for order in permutations(range(len(before))):
        now = list(before)
        for factor in order:
            level = prod(now)
            now[factor] = after[factor]
            effects[factor] += prod(now) - level
    return tuple(effect / factorial(len(before)) for effect in effects)


def _whole(effects: Sequence[float], change: int) -> list[int]:
    """Effects in whole minor units that still add up: the greatest one takes what rounding left."""
    rounded = [round(effect) for effect in effects]
    greatest = max(range(len(effects)), key=lambda place: abs(effects[place]))
    rounded[greatest] += change - sum(rounded)
    return rounded


def drivers(before: Mapping[str, float | None], after: Mapping[str, float | None]) -> Drivers:
    """Why GMV differs: visitors x conversion x order value, before (plan or baseline) and after.

    Args:
        before: visitors, buyers or orders, revenue_minor of the plan or the baseline; null is unknown.
        after: The same as measured.

    Returns:
        The effects in minor units, adding up exactly; by LMDI-I, by Shapley where a factor is 0. Conversion is
        buyers / visitors and order value GMV / buyers, with orders where either side lacks buyers. No effects,
        with the reason, where a side lacks a figure or has no visitors or no buyers.

    Source: systems.md S-17, S-56; methods.md E5.

    Example:
        >>> found = drivers(
        ...     {"visitors": 12_000, "buyers": 252, "revenue_minor": 781_200},
        ...     {"visitors": 54_000, "buyers": 1_836, "revenue_minor": 4_865_400},
        ... )
        >>> [driver.effect_minor for driver in found.effects], found.method
        ([3358506, 1075913, -350219], 'lmdi')
    """
    counted = next((word for word in COUNTED_BY if None not in (before.get(word), after.get(word))), None)
    sides = []
    for side, lacks, empty in (
        (before, N_("The plan or baseline lacks {missing}"), N_("The plan or baseline has no visitors or no buyers")),
        (after, N_("The campaign's facts lack {missing}"), N_("The campaign had no visitors or no buyers")),
    ):
        visitors, revenue = side.get("visitors"), side.get("revenue_minor")
        buyers = next(
            (side[word] for word in ((counted,) if counted else COUNTED_BY) if side.get(word) is not None), None
        )
        if visitors is None or revenue is None or buyers is None:
            names = {"visitors": visitors, "revenue": revenue, "buyers": buyers}
            missing = listed(_(WORDS[word]) for word, value in names.items() if value is None)
            return Drivers(reason=_(lacks, missing=missing))
        if not visitors or not buyers:
            return Drivers(reason=_(empty))
        sides.append((visitors, buyers / visitors, revenue / buyers))
    if counted is None:
        return Drivers(reason=_("One side counts buyers, the other orders; import a file that holds both"))
    method: Method = "lmdi" if min(*sides[0], *sides[1]) > 0 else "shapley"
    effects = (lmdi if method == "lmdi" else shapley)(*sides)
    start, end = int(before["revenue_minor"] or 0), int(after["revenue_minor"] or 0)
    return Drivers(
        before_minor=start,
        after_minor=end,
        method=method,
        counted_by=counted,
        effects=tuple(
            Driver(factor, sides[0][place], sides[1][place], effect)
            for place, (factor, effect) in enumerate(zip(FACTORS, _whole(effects, end - start), strict=True))
        ),
    )
