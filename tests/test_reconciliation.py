"""Two sources of one figure: what they say, how far apart they are, and what that comes from."""

from datetime import date, timedelta

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaign.facts.reconciliation import AGREE, reconcile, sentence

FIRST = date(2026, 11, 9)


def told(*values, start=FIRST):
    """Sums by day from the first day on; None where the source is silent."""
    days = [start + timedelta(days=place) for place in range(len(values))]
    return pd.Series(list(values), index=pd.Index(days), dtype="Float64")


def compare(one, other, measure="revenue_minor", known=None, more_rows=False):
    return reconcile(measure, ("orders", one), ("sycm", other), known, more_rows=more_rows)


def test_figures_that_differ_by_rounding_agree():
    assert compare(told(100_000, 50_000), told(100_100, 50_050)).cause == "agree"


def test_a_day_that_only_one_has_is_named_as_the_difference():
    found = compare(told(1000, 2000), told(1000, 2000, 700))
    assert (found.cause, found.other_lone, found.lone, found.difference, found.on_lone) == ("days", 1, 0, 700, 700)
    assert found.worst is None


def test_a_day_nobody_measured_is_not_a_day_of_zero():
    found = compare(told(1000, None, 3000), told(1000, 2000, 3000))
    assert (found.days, found.other_lone, found.cause) == (2, 1, "days")


def test_days_cut_by_another_clock_are_told_from_money_that_is_missing():
    assert compare(told(1000, 2000, 3000), told(1500, 2000, 2500)).cause == "cut"


def test_freight_that_one_counts_in_explains_the_difference():
    known = {"freight_income_minor": 300.0, "coupon_minor": 9000.0, "refund_minor": None}
    found = compare(told(1000, 2000), told(1100, 2200), known=known)
    assert (found.cause, found.amount) == ("amount", "freight_income_minor")
    assert "Freight income" in sentence(found)


def test_an_amount_far_from_the_difference_explains_nothing():
    found = compare(told(1000, 2000), told(1100, 2200), known={"refund_minor": 500.0})
    assert (found.cause, found.amount) == ("unexplained", None)
    assert found.worst == date(2026, 11, 10)


def test_persons_of_a_finer_split_count_more_than_once():
    assert compare(told(100, 100), told(130, 140), "visitors", more_rows=True).cause == "persons"
    assert compare(told(100, 100), told(130, 140), "visitors").cause == "unexplained"


def test_where_one_is_silent_there_is_nothing_to_compare():
    assert compare(told(None, None), told(1, 2)) is None


def test_of_nothing_a_difference_is_no_share():
    assert compare(told(0, 0), told(5, 0)).share is None


amounts = st.lists(st.none() | st.integers(0, 10**9), min_size=1, max_size=8)


@given(amounts, amounts)
def test_the_difference_is_what_shared_days_and_lone_days_make_together(one, other):
    first, second = told(*one), told(*other)
    found = compare(first, second)
    if not any(value is not None for value in one) or not any(value is not None for value in other):
        assert found is None
        return
    shared = [(a, b) for a, b in zip(one, other, strict=False) if a is not None and b is not None]
    assert found.days == len(shared)
    assert found.difference == pytest.approx(sum(b - a for a, b in shared) + found.on_lone)
    if found.cause == "agree":
        assert abs(found.difference) <= AGREE * max(found.value, found.other_value)
