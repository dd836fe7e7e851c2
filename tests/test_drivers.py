from __future__ import annotations

from itertools import permutations
from math import prod

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from campaign.review.drivers import DriverError, drivers, lmdi, shapley

BEFORE, AFTER = (12_000, 0.021, 31.0), (54_000, 0.034, 26.5)
factor = st.floats(1e-3, 1e6)


def side(visitors: float | None, buyers: float | None, revenue: float | None, **more: float) -> dict[str, float | None]:
    return {"visitors": visitors, "buyers": buyers, "revenue_minor": revenue, **more}


def test_the_worked_example_by_logarithmic_mean() -> None:
    assert [round(effect) for effect in lmdi(BEFORE, AFTER)] == [33_585, 10_759, -3_502]


def test_the_worked_example_by_shapley() -> None:
    assert shapley(BEFORE, AFTER) == pytest.approx((33_002, 12_129, -4_289), abs=0.6)


@given(st.lists(st.tuples(factor, factor), min_size=1, max_size=4))
def test_logarithmic_effects_leave_no_remainder(pairs: list[tuple[float, float]]) -> None:
    before, after = [one for one, _two in pairs], [two for _one, two in pairs]
    change = prod(after) - prod(before)
    assert sum(lmdi(before, after)) == pytest.approx(change, abs=1e-9 * max(prod(after), prod(before)))


@given(st.lists(st.tuples(st.integers(0, 50), st.integers(0, 50)), min_size=3, max_size=3))
def test_shapley_is_the_mean_over_every_order_and_leaves_no_remainder(pairs: list[tuple[int, int]]) -> None:
    before, after = [one for one, _two in pairs], [two for _one, two in pairs]
    expected = [0.0, 0.0, 0.0]
    for order in permutations(range(3)):
        for place, moved in enumerate(order):
            changed = set(order[:place])
            fixed = prod(after[other] if other in changed else before[other] for other in range(3) if other != moved)
            expected[moved] += (after[moved] - before[moved]) * fixed / 6
    assert list(shapley(before, after)) == pytest.approx(expected)
    assert sum(shapley(before, after)) == pytest.approx(prod(after) - prod(before), abs=1e-6)


def test_the_three_factors_multiply_to_gmv_on_both_sides() -> None:
    found = drivers(side(12_000, 252, 781_200), side(54_000, 1_836, 4_865_400))
    assert prod(one.before for one in found.effects) == pytest.approx(781_200)
    assert prod(one.after for one in found.effects) == pytest.approx(4_865_400)
    assert [one.name for one in found.effects] == ["Visitors", "Conversion", "Order value"]


def test_nothing_changed_means_no_effect() -> None:
    assert lmdi(BEFORE, BEFORE) == (0, 0, 0)


def test_a_zero_has_no_logarithm_and_a_negative_no_place() -> None:
    with pytest.raises(DriverError, match="Shapley"):
        lmdi((0, 1), (1, 1))
    with pytest.raises(DriverError, match="none below 0"):
        shapley((-1, 1), (1, 1))
    with pytest.raises(DriverError, match="same factors"):
        shapley((1,), (1, 1))


@given(*[st.integers(1, 10**6) for _side in range(4)], st.integers(0, 10**9), st.integers(0, 10**9))
def test_effects_add_up_to_the_minor_unit(
    visitors: int, buyers: int, more: int, others: int, start: int, end: int
) -> None:
    assume(buyers <= visitors)
    found = drivers(side(visitors, buyers, start), side(more, others, end))
    assert sum(one.effect_minor for one in found.effects) == end - start
    assert found.method == ("shapley" if 0 in (start, end) else "lmdi")


def test_orders_stand_in_where_one_side_lacks_buyers() -> None:
    found = drivers(side(100, None, 900, orders=10), side(200, 15, 1800, orders=20))
    assert (found.counted_by, found.effects[1].before, found.effects[1].after) == ("orders", 0.1, 0.1)


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        (side(None, 5, 100), side(10, 5, 100), "plan or baseline lacks visitors"),
        (side(10, 5, 100), side(10, None, None), "facts lack revenue, buyers"),
        (side(10, None, 100, orders=4), side(10, 5, 100), "One side counts buyers"),
        (side(10, 5, 100), side(10, 5, None), "facts lack revenue"),
        (side(10, 5, 100), side(0, 0, 0), "campaign had no visitors"),
        (side(10, 0, 100), side(10, 5, 100), "plan or baseline has no visitors"),
    ],
)
def test_without_a_figure_there_are_no_drivers_but_a_reason(
    before: dict[str, float | None], after: dict[str, float | None], words: str
) -> None:
    found = drivers(before, after)
    assert (found.effects, found.method) == ((), None)
    assert words in found.reason
