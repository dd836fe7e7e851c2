"""Tiers: suggestions from sales, with reasons and what is missing."""

from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaign import tiers
from campaign.plan.thresholds import TIER_RULES, Thresholds
from campaign.tiers import STABLE_AGAINST, TIERS, stability, suggest

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


def one(frame, product="p0", thresholds=THRESHOLDS):
    rows = suggest(frame, thresholds, TODAY).to_dict("records")
    row = next(row for row in rows if row["product_id"] == product)
    said = {"reasons": tiers.reasons(row, thresholds), "missing": tiers.missing(row), "outlook": tiers.outlook(row)}
    return row | said | {"brief": tiers.brief(row), "lines": tiers.lines(row, thresholds)}


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
    assert unknown["outlook"] == ""
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
    assert missing == [
        "revenue", "day of the last sale", "add-to-cart of the last 7 days", "carts in 7 days, against the shop",
        "trend of units in 7 days, against the shop", "margin", "weekly cover", "return rate", "age",
    ]  # fmt: skip
    known = one(sales(9, units=[30], carts=[1200], margin_share=[0.42], weekly_cover_days=[12.4]))
    assert known["reasons"][1:] == ["1,200 added to cart in the last 7 days", "margin 42%", "weekly cover 12 days"]
    assert known["missing"] == [
        "carts in 7 days, against the shop",
        "trend of units in 7 days, against the shop",
        "return rate",
        "age",
    ]


def test_nothing_sold_at_all_makes_an_empty_suggestion():
    suggested = suggest(pd.DataFrame({"product_id": []}), THRESHOLDS, TODAY)
    assert {"product_id", "tier", "by_sales", "revenue_share", "cumulative_share", "next_tier"} <= set(suggested)
    assert suggested.empty
    assert stability(pd.DataFrame({"product_id": []}), THRESHOLDS, TODAY).fragile == frozenset()


# -- the rules that move a tier by one step


# p1 makes up for p0, so that the shop as a whole neither rises nor falls
RISING = {"carts": [140, 60], "carts_before": [100, 100], "units_recent": [60, 40], "units_before": [50, 50]}
OLD_AND_FALLING = {"launched_on": [date(2026, 6, 1), None], "units_recent": [40, 60], "units_before": [50, 50]}


def hero_and(**columns):
    """p0 is a hero of 90 %, p1 the rest."""
    return sales(900, 100, **columns)


@pytest.mark.parametrize(
    ("columns", "said"),
    [
        ({"weekly_cover_days": [9.9, None]}, "weekly cover 9.9 days, less than the lead time of 10 days"),
        (
            {"weekly_cover_days": [12, None], "lead_days": [14, None]},
            "weekly cover 12 days, less than the lead time of 14 days",
        ),
        ({"margin_share": [0.08, None]}, "margin 8% below 10%"),
        ({"units": [100, 10], "refund_units": [11, 0]}, "11% returned, more than 10%"),
        (OLD_AND_FALLING, "on sale for 153 days, units −20% against the shop in 7 days"),
    ],
)
def test_a_rule_lowers_a_hero_by_one_step_and_says_why(columns, said):
    row = one(hero_and(**columns))
    assert (row["by_sales"], row["tier"]) == ("hero", "activity")
    assert said in row["reasons"]
    assert row["brief"] == f"{said}; 1 of 2 by revenue"


@pytest.mark.parametrize(
    "columns",
    [
        {"weekly_cover_days": [10, None]},
        {"margin_share": [0.1, None]},
        {"units": [100, 10], "refund_units": [10, 0]},
        {"units": [19, 10], "refund_units": [19, 0]},
        {**OLD_AND_FALLING, "launched_on": [date(2026, 8, 3), None]},
        {**OLD_AND_FALLING, "units_before": [19, 50], "units_recent": [0, 69]},
        RISING,
    ],
)
def test_a_hero_on_the_threshold_or_with_too_few_counts_stays(columns):
    assert one(hero_and(**columns))["tier"] == "hero"


def test_several_reasons_lower_a_tier_by_one_step_only():
    worst = {"weekly_cover_days": [1, 1], "margin_share": [-0.2, -0.2], "units": [100, 100], "refund_units": [50, 50]}
    assert tiers_of(hero_and(**worst, **OLD_AND_FALLING)) == {"p0": "activity", "p1": "clearance"}


def test_carts_and_sales_that_rise_fast_lift_by_one_step_but_never_to_hero():
    columns = {name: cells[::-1] for name, cells in RISING.items()}
    assert tiers_of(sales(900, 60, **columns))["p1"] == "activity"
    assert tiers_of(sales(985, 15, **columns))["p1"] == "volume"
    assert tiers_of(sales(600, 300, **columns))["p1"] == "activity"
    slower = {**columns, "units_recent": [46, 54]}
    assert tiers_of(sales(900, 60, **slower))["p1"] == "volume"


def test_what_rises_as_the_whole_shop_does_is_not_rising():
    launch = {"carts": [1400, 1400], "carts_before": [100, 100], "units_recent": [600, 600], "units_before": [50, 50]}
    assert tiers_of(sales(900, 60, **launch))["p1"] == "volume"


def test_a_rule_that_is_switched_off_moves_nothing():
    frame = hero_and(margin_share=[0.01, None], weekly_cover_days=[1, None])
    for rule in TIER_RULES:
        others = tuple(one for one in TIER_RULES if one != rule)
        alone = Thresholds(tier_rules=(rule,))
        assert one(frame, thresholds=alone)["tier"] == (
            "activity" if rule in ("thin_margin", "short_stock") else "hero"
        )
        assert one(frame, thresholds=Thresholds(tier_rules=others))["tier"] == "activity"
    off = one(frame, thresholds=Thresholds(tier_rules=()))
    assert off["tier"] == "hero"
    assert {line.effect for line in off["lines"][1:]} == {"switched off"}


def test_every_input_is_a_point_with_its_own_threshold():
    lines = {
        line.name: line for line in one(hero_and(margin_share=[0.08, None], weekly_cover_days=[12, None]))["lines"]
    }
    assert lines["margin"][1:] == ("8%", "< 10%", "moves it")
    assert lines["weekly cover"][1:] == ("12 days", "< 10 days", "moves nothing")
    assert lines["return rate"][1:] == ("unknown", "> 10%", "unknown: moves nothing")
    assert len(lines) == 8


# -- what would change it


def test_the_nearest_threshold_and_how_far_it_is():
    assert one(sales(60, 25, 15), "p1")["outlook"] == "falls to Volume at −40.0% revenue"
    assert one(sales(52, 47, 1), "p1")["outlook"] == "becomes Hero at +8.5% revenue"
    assert one(hero_and(margin_share=[0.08, None]))["outlook"] == "becomes Hero where margin passes 10%; now 8%"
    assert one(hero_and(weekly_cover_days=[11, None]))["outlook"] == (
        "falls to Activity where weekly cover passes 10 days; now 11 days"
    )
    quiet = sales(100, last_sale_day=[TODAY - timedelta(days=9)])
    assert one(quiet)["outlook"] == "becomes Hero with the next sale"
    assert one(sales(None))["outlook"] == ""


@given(st.lists(st.integers(1, 10**6), min_size=2, max_size=25, unique=True), st.data())
def test_a_product_changes_its_tier_where_it_is_said_to(revenues, data):
    frame = sales(*revenues)
    row = data.draw(st.sampled_from(suggest(frame, THRESHOLDS, TODAY).to_dict("records")))
    if row["next_by"] != "sales":
        return
    place, at = int(row["product_id"][1:]), row["next_at"]
    rises = at > revenues[place]
    margin = 1e-6 * max(at, 1)
    for revenue, expected in (
        (at + margin if rises else at - margin, row["next_tier"]),
        (at - margin if rises else at + margin, row["tier"]),
    ):
        if revenue > 0:
            moved = frame.assign(
                revenue_minor=[*map(float, revenues[:place]), revenue, *map(float, revenues[place + 1 :])]
            )
            assert tiers_of(moved)[row["product_id"]] == expected


# -- stability


def test_how_many_flip_is_counted_for_each_threshold_and_the_fragile_are_named():
    frame = sales(500, 300, 150, 50, margin_share=[0.105, 0.5, 0.5, 0.5])
    found = stability(frame, THRESHOLDS, TODAY)
    assert tuple(found.by_threshold) == STABLE_AGAINST
    assert found.by_threshold["margin_floor_share"] == (0, 1)
    fragile = set()
    for name, flips in found.by_threshold.items():
        for factor, count in zip((0.9, 1.1), flips, strict=True):
            value = getattr(THRESHOLDS, name) * factor
            other = THRESHOLDS.model_copy(update={name: min(value, 1.0) if name.startswith("tier_") else value})
            before, after = tiers_of(frame), tiers_of(frame, other)
            flipped = {product for product in before if before[product] != after[product]}
            assert len(flipped) == count, name
            fragile |= flipped
    assert found.fragile == fragile
    assert "p0" in fragile


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


def by_hand(cells, shop, thresholds=THRESHOLDS):
    """The rules, one product at a time."""
    tier = TIERS.index(cells["by_sales"])
    units, least = cells["units"], thresholds.trend_least_count

    def grew(now, before):
        if cells[now] is None or cells[before] is None or cells[before] < least:
            return None
        return cells[now] / cells[before] / shop[now] - 1

    trend, carts = grew("units_recent", "units_before"), grew("carts", "carts_before")
    lead = thresholds.lead_days if cells["lead_days"] is None else cells["lead_days"]
    lower = tier == 0 and cells["weekly_cover_days"] is not None and cells["weekly_cover_days"] < lead
    lower |= tier == 0 and cells["margin_share"] is not None and cells["margin_share"] < thresholds.margin_floor_share
    if tier < 3 and cells["refund_units"] is not None and units >= least:
        lower |= cells["refund_units"] / units > thresholds.return_limit_share
    if tier < 3 and cells["launched_on"] is not None and trend is not None:
        lower |= (TODAY - cells["launched_on"]).days > thresholds.old_days and round(
            trend, 9
        ) <= -thresholds.trend_fall_share
    lift = tier > 1 and not cells["quiet"] and None not in (trend, carts)
    lift = lift and round(trend, 9) >= thresholds.trend_rise_share and round(carts, 9) >= thresholds.cart_rise_share
    return TIERS[tier + 1] if lower else TIERS[tier - 1] if lift else TIERS[tier]


def test_ten_thousand_suggestions_equal_those_made_one_at_a_time():
    chance, count = np.random.default_rng(11), 10_000

    def some(values):
        return [
            None if blank else value for value, blank in zip(values.tolist(), chance.random(count) < 0.1, strict=True)
        ]

    columns = {
        "units": chance.integers(0, 200, count).tolist(),
        "refund_units": some(chance.integers(0, 30, count)),
        "carts": some(chance.integers(0, 200, count)),
        "carts_before": some(chance.integers(0, 150, count)),
        "units_recent": some(chance.integers(0, 60, count)),
        "units_before": some(chance.integers(0, 60, count)),
        "margin_share": some(chance.random(count) / 2),
        "weekly_cover_days": some(chance.random(count) * 40),
        "lead_days": some(chance.integers(2, 30, count)),
        "launched_on": [
            None if one is None else TODAY - timedelta(days=one) for one in some(chance.integers(1, 200, count))
        ],
        "last_sale_day": [TODAY - timedelta(days=one) for one in chance.integers(1, 10, count).tolist()],
    }
    frame = sales(*(chance.pareto(1.2, count) * 1e5).astype(int).tolist(), **columns)
    given = pd.DataFrame(columns, dtype=object).astype(object).where(lambda cells: cells.notna(), None)
    given = dict(zip(frame["product_id"], given.to_dict("records"), strict=True))
    shop = {}
    for now, before in (("carts", "carts_before"), ("units_recent", "units_before")):
        pairs = [(one[now], one[before]) for one in given.values() if None not in (one[now], one[before])]
        shop[now] = sum(one for one, _other in pairs) / sum(other for _one, other in pairs)
    suggested = suggest(frame, THRESHOLDS, TODAY).to_dict("records")
    wrong = [
        row["product_id"] for row in suggested if by_hand({**row, **given[row["product_id"]]}, shop) != row["tier"]
    ]
    assert wrong == []
    assert len({(row["by_sales"], row["tier"]) for row in suggested}) >= 8
