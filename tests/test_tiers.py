"""Tiers: suggestions from sales, with reasons and what is missing."""

from datetime import date, timedelta

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaign.playbook import Thresholds
from campaign.tiers import OTHER_INPUTS, TIERS, suggest

TODAY = date(2026, 11, 1)
YESTERDAY = TODAY - timedelta(days=1)
THRESHOLDS = Thresholds()


def sales(*revenue, **columns):
    return pd.DataFrame(
        {
            "product_id": [f"p{place}" for place in range(len(revenue))],
            "revenue_minor": pd.array(revenue, dtype="Int64"),
            "last_sale_day": [YESTERDAY] * len(revenue),
            **columns,
        }
    )


def tiers_of(frame, thresholds=THRESHOLDS, today=TODAY):
    suggested = suggest(frame, thresholds, today)
    return dict(zip(suggested["product_id"], suggested["tier"], strict=True))


def one(frame, product="p0"):
    suggested = suggest(frame, THRESHOLDS, TODAY)
    return suggested[suggested["product_id"] == product].iloc[0]


def test_hero_activity_volume_and_clearance_share_revenue_as_documented():
    assert tiers_of(sales(300, 200, 200, 100, 100, 50, 20, 20, 10)) == {
        "p0": "hero", "p1": "hero", "p2": "activity", "p3": "activity", "p4": "volume", "p5": "volume",
        "p6": "volume", "p7": "clearance", "p8": "clearance",
    }  # fmt: skip


def test_the_product_on_an_edge_belongs_to_the_better_tier():
    assert tiers_of(sales(40, 20, 40))["p2"] == "hero"
    assert tiers_of(sales(100)) == {"p0": "hero"}


def test_other_thresholds_give_other_tiers():
    thresholds = Thresholds(tier_hero_share=0.2, tier_activity_share=0.2, tier_volume_share=1.0)
    assert tiers_of(sales(30, 30, 40), thresholds) == {"p2": "hero", "p0": "volume", "p1": "volume"}


@pytest.mark.parametrize(("quiet", "tier"), [(7, "hero"), (8, "clearance")])
def test_whatever_sold_nothing_in_the_last_seven_full_days_is_for_clearance(quiet, tier):
    frame = sales(100, last_sale_day=[TODAY - timedelta(days=quiet)])
    assert tiers_of(frame) == {"p0": tier}


def test_a_sale_of_today_counts_as_recent():
    assert tiers_of(sales(100, last_sale_day=[TODAY])) == {"p0": "hero"}


def test_a_quiet_best_seller_still_counts_in_the_total():
    frame = sales(600, 250, 150, last_sale_day=[date(2026, 9, 1), YESTERDAY, YESTERDAY])
    assert tiers_of(frame) == {"p0": "clearance", "p1": "activity", "p2": "volume"}


def test_what_never_sold_is_for_clearance_and_what_is_unknown_has_no_tier():
    assert tiers_of(sales(100, 0, None)) == {"p0": "hero", "p1": "clearance", "p2": None}
    assert tiers_of(sales(0, 0)) == {"p0": "clearance", "p1": "clearance"}
    unknown = one(sales(None, None))
    assert unknown["tier"] is None
    assert unknown["reasons"] == ["Neither revenue nor units are known"]
    assert pd.isna(unknown["revenue_share"])


def test_reasons_say_the_figures():
    first = one(sales(300, 100))
    assert first["reasons"] == ["Rank 1 of 2 by revenue: 75.0% of the total, 75.0% with those above"]
    assert (first["revenue_share"], first["cumulative_share"]) == (0.75, 0.75)
    quiet = one(sales(300, last_sale_day=[date(2026, 10, 20)]))
    assert quiet["reasons"][0] == "Nothing sold in the last 7 full days; last sale on 20 Oct"
    assert one(sales(300, 0), "p1")["reasons"][0] == "Nothing sold in the whole time"


def test_unknown_revenue_is_replaced_by_units_times_price_and_said_so():
    frame = sales(None, 500, None, units=[10, 1, 3], price_minor=[100, 500, None])
    assert tiers_of(frame) == {"p0": "hero", "p1": "activity", "p2": None}
    assert "Revenue is unknown; units × price stands for it" in one(frame)["reasons"]
    assert one(frame, "p2")["reasons"] == ["Neither revenue nor units and price are known"]
    assert len(one(frame, "p1")["reasons"]) == 1


def test_units_stand_alone_where_no_amount_is_known():
    frame = pd.DataFrame({"product_id": ["a", "b"], "units": [1, 9]})
    assert tiers_of(frame) == {"b": "hero", "a": "volume"}
    assert one(frame, "b")["reasons"][0] == "Rank 1 of 2 by units: 90.0% of the total, 90.0% with those above"
    assert "Revenue and prices are unknown; units stand for them" in one(frame, "b")["reasons"]


def test_missing_inputs_are_named():
    missing = one(pd.DataFrame({"product_id": ["p0"], "units": [3]}))["missing"]
    assert missing == ["revenue", "day of the last sale", "add-to-cart of the last 7 days", "margin", "stock cover"]
    known = one(sales(9, units=[3], carts=[1200], margin_share=[0.42], cover_days=[12.4]))
    assert known["missing"] == []
    assert known["reasons"][1:] == ["1,200 added to cart in the last 7 days", "Margin 42%", "Stock covers 12 days"]
    assert set(OTHER_INPUTS) == {"carts", "margin_share", "cover_days"}


def test_nothing_sold_at_all_makes_an_empty_suggestion():
    suggested = suggest(pd.DataFrame({"product_id": []}), THRESHOLDS, TODAY)
    assert list(suggested.columns) == ["product_id", "tier", "revenue_share", "cumulative_share", "reasons", "missing"]
    assert suggested.empty


def naive(revenues, thresholds):
    """Walk down the list in whole minor units."""
    total, above, found = sum(revenues.values()), 0, {}
    for product, revenue in sorted(revenues.items(), key=lambda pair: (-pair[1], pair[0])):
        edges = (thresholds.tier_hero_share, thresholds.tier_activity_share, thresholds.tier_volume_share)
        passed = sum(100 * above >= round(100 * edge) * total for edge in edges)
        found[product] = TIERS[passed] if revenue else "clearance"
        above += revenue
    return found


@given(st.lists(st.integers(0, 10**9), min_size=1, max_size=40))
def test_suggestions_equal_a_walk_down_the_list(revenues):
    frame = sales(*revenues)
    expected = naive(dict(zip(frame["product_id"], revenues, strict=True)), THRESHOLDS)
    assert tiers_of(frame) == expected


@given(st.lists(st.integers(1, 10**6), min_size=1, max_size=30), st.randoms())
def test_the_order_of_rows_does_not_matter_and_shares_add_up(revenues, chance):
    frame = sales(*revenues)
    places = list(range(len(revenues)))
    chance.shuffle(places)
    suggested = suggest(frame, THRESHOLDS, TODAY)
    pd.testing.assert_frame_equal(suggested, suggest(frame.iloc[places], THRESHOLDS, TODAY))
    assert suggested["revenue_share"].sum() == pytest.approx(1)
    assert suggested["cumulative_share"].is_monotonic_increasing
    ranks = [TIERS.index(tier) for tier in suggested["tier"]]
    assert ranks == sorted(ranks)
    assert ranks[0] == 0
