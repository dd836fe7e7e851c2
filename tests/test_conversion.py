"""Conversion by payment, and by order or deposit where presale makes payment read 0."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaign.monitoring.conversion import COUNTED, MEASURES, table


def read(chosen=None, **counts):
    """The row of one product; counts not given are unknown."""
    row = {"product_id": "P1", **{name: counts.get(name) for name in MEASURES}}
    return table(pd.DataFrame([row]), chosen or {}).iloc[0]


def test_an_ordinary_product_converts_by_payment():
    row = read(visitors=1000, buyers=20, placed_buyers=25, presale_orders=0)
    assert (row["basis"], row["conversion"], row["flagged"]) == ("paid", 0.02, False)


def test_presale_that_nobody_could_pay_yet_is_read_by_order():
    row = read(visitors=200, buyers=0, placed_buyers=30, presale_orders=28)
    assert (row["flagged"], row["basis"], row["conversion"], row["paid"]) == (True, "ordered", 0.15, 0.0)


def test_without_orders_the_deposits_stand_for_them():
    row = read(visitors=200, buyers=0, presale_orders=28)
    assert (row["flagged"], row["basis"], row["conversion"]) == (True, "presale", 0.14)


def test_orders_without_a_payment_are_flagged_although_no_deposit_is_named():
    assert read(visitors=200, buyers=0, placed_buyers=30).flagged


def test_presale_whose_balance_is_paid_is_no_longer_flagged():
    assert not read(visitors=200, buyers=30, placed_buyers=30, presale_orders=28).flagged


def test_payments_that_nobody_measured_do_not_hide_a_presale():
    row = read(visitors=200, presale_orders=28)
    assert row["flagged"]
    assert pd.isna(row["paid"])


def test_what_a_person_chose_counts():
    row = read({"P1": "paid"}, visitors=200, buyers=0, placed_buyers=30, presale_orders=28)
    assert (row["proposed"], row["basis"], row["conversion"]) == ("ordered", "paid", 0.0)


def test_without_visitors_there_is_no_conversion():
    assert pd.isna(read(visitors=0, buyers=0).conversion)
    assert pd.isna(read(buyers=3).conversion)


counts = st.none() | st.integers(0, 10**6)


@given(st.lists(st.tuples(counts, counts, counts, counts), min_size=1, max_size=6))
def test_each_conversion_is_its_count_over_visitors(rows):
    frame = pd.DataFrame([(f"P{place}", *row) for place, row in enumerate(rows)], columns=["product_id", *MEASURES])
    for row, counted in zip(table(frame, {}).to_dict("records"), rows, strict=True):
        given_ = dict(zip(MEASURES, counted, strict=True))
        above, below = given_[COUNTED[row["basis"]]], given_["visitors"]
        if above is None or not below:
            assert pd.isna(row["conversion"])
        else:
            assert row["conversion"] == pytest.approx(above / below)
        if row["basis"] != "paid":
            assert row["flagged"]
