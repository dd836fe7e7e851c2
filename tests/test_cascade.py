from __future__ import annotations

import math

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaign.plan.playbook import Thresholds
from campaign.targets.cascade import (
    CascadeError,
    Rate,
    Rates,
    cascade,
    inputs,
    rates,
)


def goods(**columns: list[object]) -> pd.DataFrame:
    rows = max(len(values) for values in columns.values())
    base = {"product_id": [f"p{place}" for place in range(rows)], "tier": ["hero"] * rows}
    return pd.DataFrame({**base, "price_minor": [5000] * rows, "share": [0.4] * rows, **columns})


def known(**values: float) -> Rates:
    given_rates = {
        "items_per_buyer": 1.25,
        "share_from_cart": 0.5,
        "share_from_favourite": 0.1,
        "cart_to_pay": 0.2,
        "favourite_to_pay": 0.02,
        "visitor_to_pay": 0.01,
        **values,
    }
    return Rates(**{key: Rate(value=value, basis="history") for key, value in given_rates.items()})


def test_the_steps_from_gmv_to_visitors_can_be_followed_by_hand() -> None:
    found = cascade(10_000_000, goods(share=[0.4]), known()).iloc[0]
    # 100,000 x 0.4 / 50 = 800 pieces / 1.25 = 640 buyers: 320 by cart, 64 by favourite, 256 fresh
    assert (found["units"], found["buyers"]) == (800, 640)
    assert (found["carts"], found["favourites"], found["visitors"]) == (1600, 3200, 25_600)
    assert (found["basis"], found["reason"], found["gmv_minor"]) == ("cascade", "", 4_000_000)


def test_an_unknown_price_or_share_gives_no_target_but_a_reason() -> None:
    found = cascade(10_000_000, goods(price_minor=[None, 5000, 0], share=[0.4, None, 0.1]), known())
    assert found[["units", "carts", "favourites", "visitors"]].isna().all(axis=None)
    assert ["price" in reason for reason in found["reason"]] == [True, False, True]
    assert "share of the GMV" in found.loc[1, "reason"]


def test_a_campaign_without_a_gmv_target_has_no_product_targets() -> None:
    found = cascade(None, goods(share=[0.4]), known())
    assert found["units"].isna().all()
    assert found.loc[0, "reason"] == "The campaign has no GMV target yet"


def test_one_default_rate_makes_the_whole_target_a_prior() -> None:
    measured = {"cart_to_pay": 0.31, "favourite_to_pay": None, "visitor_to_pay": 0.0}
    mixed = rates(Thresholds(), measured)
    assert cascade(100, goods(share=[1.0]), mixed).loc[0, "basis"] == "prior"
    basis = inputs(mixed).set_index("rate")["basis"]
    assert basis["cart_to_pay"] == "history"
    assert (basis.drop("cart_to_pay") == "prior").all()


@pytest.mark.parametrize("name", ["items_per_buyer", "cart_to_pay", "favourite_to_pay", "visitor_to_pay"])
def test_a_rate_of_zero_is_refused_and_named(name: str) -> None:
    with pytest.raises(CascadeError, match="must be above 0"):
        cascade(100, goods(share=[1.0]), known(**{name: 0.0}))


@pytest.mark.parametrize(("cart", "favourite", "visitors"), [(0.9, 0.1, 0), (1.0, 0.0, 0), (0.0, 0.0, 8000)])
def test_buyers_may_come_by_one_way_alone(cart: float, favourite: float, visitors: int) -> None:
    found = cascade(500_000, goods(share=[1.0]), known(share_from_cart=cart, share_from_favourite=favourite)).iloc[0]
    assert found["visitors"] == visitors


def test_more_buyers_than_there_are_cannot_come_from_carts_and_favourites() -> None:
    with pytest.raises(CascadeError, match="90% of the buyers"):
        cascade(100, goods(share=[1.0]), known(share_from_cart=0.9, share_from_favourite=0.2))


@given(
    st.integers(0, 10**12),
    st.lists(st.tuples(st.one_of(st.none(), st.integers(1, 10**7)), st.floats(0, 1)), min_size=1, max_size=8),
)
def test_every_figure_is_what_a_plain_loop_says(gmv: int, rows: list[tuple[int | None, float]]) -> None:
    frame = goods(price_minor=[price for price, _share in rows], share=[share for _price, share in rows])
    found = cascade(gmv, frame, known())
    for place, (price, share) in enumerate(rows):
        if price is None:
            assert pd.isna(found.loc[place, "units"])
            continue
        units = gmv * share / price
        expected = [units, units / 1.25, units / 1.25 * 0.5 / 0.2, units / 1.25 * 0.1 / 0.02, units / 1.25 * 0.4 / 0.01]
        for name, exact in zip(("units", "buyers", "carts", "favourites", "visitors"), expected, strict=True):
            assert math.isclose(found.loc[place, name], exact, rel_tol=1e-9, abs_tol=1.000001)
            assert found.loc[place, name] >= exact * (1 - 1e-9) - 1e-6
