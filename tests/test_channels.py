from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaign.base.language import speaking
from campaign.spend.channels import prior, table, wilson


def test_three_orders_of_twenty_visitors_are_no_best_channel() -> None:
    facts = pd.DataFrame(
        {"channel": ["tiny", "solid", "weak"], "visitors": [20, 30_000, 30_000], "buyers": [3, 1500, 900]}
    )
    found = table(facts)
    assert found.loc[found["conversion"].idxmax(), "channel"] == "tiny"
    assert found["channel"].tolist()[0] == "solid"
    drawn = found.set_index("channel").loc["tiny"]
    assert drawn["conversion_low"] < 0.04 < drawn["conversion_shrunken"] < 0.06


def test_every_ratio_is_that_of_its_two_counts() -> None:
    facts = pd.DataFrame(
        {"channel": ["live"], "visitors": [400], "buyers": [10], "revenue_minor": [90_000], "spend_minor": [30_000]}
    )
    found = table(facts).iloc[0]
    assert (found["conversion"], found["visitor_value_minor"], found["visitor_cost_minor"], found["roi"]) == (
        0.025,
        225,
        75,
        3,
    )


def test_ratios_of_the_unknown_and_over_nothing_are_unknown() -> None:
    facts = pd.DataFrame(
        {
            "channel": ["a", "b"],
            "visitors": [None, 0],
            "buyers": [5, 0],
            "revenue_minor": [10, 10],
            "spend_minor": [None, 0],
        }
    )
    ratios = ["conversion", "conversion_low", "conversion_shrunken", "visitor_value_minor", "visitor_cost_minor", "roi"]
    assert table(facts)[ratios].isna().all(axis=None)


def test_orders_stand_in_for_buyers_and_it_says_so() -> None:
    found = table(
        pd.DataFrame(
            {"channel": ["a", "b", "c"], "visitors": [9, 9, 9], "buyers": [1, None, None], "orders": [2, 2, None]}
        )
    )
    assert found.set_index("channel")["counts"].to_dict() == {"a": "buyers", "b": "orders", "c": ""}


def test_a_table_without_a_measure_keeps_its_columns() -> None:
    assert table(pd.DataFrame({"channel": ["live"]}))["roi"].isna().all()


def test_a_channel_is_named_in_the_chosen_language_and_a_sources_own_name_stays() -> None:
    with speaking("en"):
        found = table(pd.DataFrame({"channel": ["paid_search", "手淘搜索"], "visitors": [1, 1], "buyers": [0, 0]}))
    assert sorted(found["name"]) == ["Paid search", "手淘搜索"]


def test_an_interval_needs_trials_and_no_more_successes_than_them() -> None:
    assert wilson(0, 0) is None
    assert wilson(3, 2) is None


@given(st.integers(0, 500), st.integers(1, 500))
def test_an_interval_holds_its_share_and_stays_within_nothing_and_all(successes: int, trials: int) -> None:
    found = wilson(min(successes, trials), trials)
    assert found is not None
    low, high = found
    assert 0 <= low <= min(successes, trials) / trials + 1e-12
    assert min(successes, trials) / trials - 1e-12 <= high <= 1


def test_wilson_ends_solve_the_score_equation() -> None:
    for end in wilson(12, 80) or ():
        assert (12 / 80 - end) ** 2 / (end * (1 - end) / 80) == pytest.approx(1.2815515655**2)


@given(st.lists(st.tuples(st.integers(0, 300), st.integers(1, 300)), min_size=1, max_size=8))
def test_a_drawn_share_lies_between_its_own_and_the_common_one(rows: list[tuple[int, int]]) -> None:
    facts = pd.DataFrame(
        {"channel": range(len(rows)), "visitors": [row[1] for row in rows], "buyers": [min(row) for row in rows]}
    ).astype({"channel": "str"})
    mean = facts["buyers"].sum() / facts["visitors"].sum()
    for row in table(facts).itertuples():
        assert min(row.conversion, mean) - 1e-9 <= row.conversion_shrunken <= max(row.conversion, mean) + 1e-9
        assert row.conversion_low - 1e-9 <= row.conversion_shrunken <= row.conversion_high + 1e-9


def test_the_weight_of_the_common_share_is_what_chance_leaves_of_the_spread() -> None:
    # share 0.04, chance 0.04 x 0.96; spread beyond chance (2 x 10,000 x 0.01^2 - 0.0384) / 10,000
    found = prior([(300, 10_000), (500, 10_000)])
    assert found.share == 0.04
    assert found.weight == pytest.approx(0.0384 * 10_000 / (2 - 0.0384) - 1)
    assert prior([]) == (0, 0)


def test_channels_that_differ_by_chance_alone_all_get_the_common_share() -> None:
    found = prior([(30, 1000), (30, 1000), (31, 1000)])
    assert found.weight == 3000


def test_more_buyers_than_visitors_is_no_conversion() -> None:
    found = table(pd.DataFrame({"channel": ["a"], "visitors": [5], "buyers": [6]}))
    assert found[["conversion", "conversion_low"]].isna().all(axis=None)
