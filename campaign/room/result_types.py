"""Tallies: the figures a phase is judged by, each with what is unknown of it."""

from __future__ import annotations

from typing import NamedTuple


class Reached(NamedTuple):
    """A total that grows towards its target: what is there, what should be by now, what it shall become."""

    actual: int | None = None
    expected: int | None = None
    target: int | None = None

    @property
    def share(self) -> float | None:
        """What is there as a part of what should be by now; None where either is unknown.

        Example:
            >>> Reached(90, 100, 200).share
            0.9
        """
        return self.actual / self.expected if self.actual is not None and self.expected else None


class PhaseMoney(NamedTuple):
    """Money of one phase in minor units: planned, spent, and what should be spent by now."""

    planned_minor: int | None
    spent_minor: int | None
    expected_minor: int | None

    @property
    def against_plan(self) -> float | None:
        """How far the spending is from what should be spent by now, as a part of it; None where unknown.

        Example:
            >>> PhaseMoney(1000, 470, 500).against_plan
            -0.06
        """
        if self.spent_minor is None or not self.expected_minor:
            return None
        return round(self.spent_minor / self.expected_minor - 1, 9)


class Complete(NamedTuple):
    """One part of the plan: how much of it is decided or known, and the page where the rest is done."""

    label: str
    done: int
    total: int
    page: str

    @property
    def share(self) -> float | None:
        """The decided part, 0..1; None where there is nothing to decide about yet.

        Example:
            >>> Complete("Tiers", 3, 4, "products").share
            0.75
        """
        return min(self.done / self.total, 1.0) if self.total else None


class Sold(NamedTuple):
    """What the launch consists of: visitors, the part of them that buys, what one order is worth."""

    visitors: int | None
    conversion: float | None
    order_minor: float | None


class Shift(NamedTuple):
    """Two paid channels of which one turns visitors into buyers surely better than the other."""

    better: str
    worse: str
    better_low: float
    worse_high: float
    visitors: int
