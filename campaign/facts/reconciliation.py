"""Reconciliation: two sources of one figure set side by side, and what their difference comes from."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Literal

import pandas as pd

from campaign.base.language import N_, _
from campaign.base.record import Value
from campaign.facts.measures import MEASURES

Cause = Literal["agree", "days", "cut", "amount", "persons", "unexplained"]
AGREE = 0.005
"""Figures within this share of each other agree: exports round, and refunds arrive between two of them."""
EXPLAINS = 0.05
"""An amount explains a difference that it meets within this share of the difference."""
CANDIDATES: dict[str, tuple[str, ...]] = {
    "revenue_minor": ("freight_income_minor", "coupon_minor", "refund_minor", "deposit_minor", "fee_minor"),
    "placed_minor": ("freight_income_minor", "coupon_minor", "deposit_minor"),
    "units": ("refund_units",),
    "orders": ("presale_orders",),
    "buyers": ("presale_orders",),
}
"""Measures that one system counts in and another leaves out."""
CAUSES: dict[Cause, str] = {
    "agree": N_("they agree"),
    "days": N_("only one of them has these days"),
    "cut": N_("their sums agree and their days do not: another clock, or the day of the order and not of the payment"),
    "amount": N_("one counts what the other leaves out"),
    "persons": N_("the same person counts once in each row, and one has more rows a day"),
    "unexplained": N_("nothing that was taken in explains it"),
}


class Reconciled(Value):
    """What two sources say of one figure.

    Attributes:
        measure: The figure.
        source: The source that counts.
        other: The one beside it.
        value: What the first says.
        other_value: What the other says.
        days: On how many days both say something.
        lone: Days of the first alone.
        other_lone: Days of the other alone.
        on_lone: How much of the difference falls on the days that only one has.
        worst: The shared day on which they are furthest apart, None where no shared day differs.
        cause: What the difference comes from.
        amount: The measure that explains it, for the cause `amount`.
    """

    measure: str
    source: str
    other: str
    value: float
    other_value: float
    days: int
    lone: int
    other_lone: int
    on_lone: float
    worst: date | None
    cause: Cause
    amount: str | None = None

    @property
    def difference(self) -> float:
        """How much more the other says."""
        return self.other_value - self.value

    @property
    def share(self) -> float | None:
        """The difference as a share of the figure that counts, None where that is 0."""
        return self.difference / self.value if self.value else None


def reconcile(
    measure: str,
    one: tuple[str, pd.Series[float]],
    other: tuple[str, pd.Series[float]],
    known: Mapping[str, float | None] | None = None,
    *,
    more_rows: bool = False,
) -> Reconciled | None:
    """Set what two sources say of one figure side by side and name the difference.

    Tried in this order: they agree; the difference lies on days that only one has; the sums agree although days do
    not; a known amount (freight, coupons, refunds, deposits, fees) meets the difference of the shared days; persons
    counted once in each of more rows; else nothing explains it.

    Args:
        measure: Name of a flow measure.
        one: The source that counts and its sums by day, absent or null where it says nothing.
        other: The same of the source beside it.
        known: Sums over the shared days of the measures in `CANDIDATES`, None where unknown.
        more_rows: One of the two splits finer than the other.

    Returns:
        The comparison; None where one of the two says nothing at all.

    Source: features.md C7, reconciliation.

    Example:
        >>> day = pd.Index([date(2026, 11, 10), date(2026, 11, 11)])
        >>> found = reconcile(
        ...     "revenue_minor",
        ...     ("orders", pd.Series([1000.0, 2000.0], day)),
        ...     ("sycm", pd.Series([1100.0, 2200.0], day)),
        ...     {"freight_income_minor": 300.0},
        ... )
        >>> found.difference, found.cause, found.amount
        (300.0, 'amount', 'freight_income_minor')
    """
    (source, first), (beside, second) = one, other
    first, second = first.dropna().astype(float), second.dropna().astype(float)
    if first.empty or second.empty:
        return None
    shared = first.index.intersection(second.index)
    apart = second.reindex(shared) - first.reindex(shared)
    on_shared = float(apart.sum())
    value, other_value = float(first.sum()), float(second.sum())
    base = max(abs(float(first.reindex(shared).sum())), abs(float(second.reindex(shared).sum())))
    amount = _explaining(measure, on_shared, known or {})
    cause = _cause(
        agree=abs(other_value - value) <= AGREE * max(abs(value), abs(other_value)),
        shared_agree=abs(on_shared) <= AGREE * base,
        days_agree=float(apart.abs().sum()) <= AGREE * base,
        amount=amount,
        persons=MEASURES[measure].unit == "persons" and more_rows,
    )
    return Reconciled(
        measure=measure,
        source=source,
        other=beside,
        value=value,
        other_value=other_value,
        days=len(shared),
        lone=len(first) - len(shared),
        other_lone=len(second) - len(shared),
        on_lone=other_value - value - on_shared,
        worst=apart.abs().idxmax() if len(apart) and apart.any() else None,
        cause=cause,
        amount=amount if cause == "amount" else None,
    )


def _cause(*, agree: bool, shared_agree: bool, days_agree: bool, amount: str | None, persons: bool) -> Cause:
    if days_agree:
        return "agree" if agree else "days"
    if shared_agree:
        return "cut"
    if amount:
        return "amount"
    return "persons" if persons else "unexplained"


def _explaining(measure: str, difference: float, known: Mapping[str, float | None]) -> str | None:
    """The known amount that comes nearest to a difference, near enough to explain it."""
    candidates = CANDIDATES.get(measure, ())
    off = {name: abs(abs(difference) - told) for name in candidates if (told := known.get(name))}
    if not off or not difference:
        return None
    nearest = min(off, key=lambda name: off[name])
    return nearest if off[nearest] <= EXPLAINS * abs(difference) else None


def sentence(found: Reconciled) -> str:
    """What the difference comes from, in words."""
    if found.cause == "amount" and found.amount:
        name = _(MEASURES[found.amount].english)
        return _("one counts what the other leaves out: {name} comes to as much", name=name)
    return _(CAUSES[found.cause])
