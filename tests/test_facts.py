from datetime import UTC, date, datetime

import pandas as pd
import pytest

from campaign.facts.contract import (
    KEYS,
    MEASURES,
    STOCK_COLUMNS,
    STOCK_KEYS,
    FactsError,
    contract,
    repeated,
    stock_contract,
)

DAY = date(2026, 11, 11)


def frame(**columns: object) -> pd.DataFrame:
    rows = {"store": "shop", "source": "d1", "day": DAY, "starts": pd.Timestamp("2026-11-10T16:00Z"), "grain": "day"}
    return pd.DataFrame([{"product_id": "a"}, {"product_id": "b"}]).assign(**rows | columns)


def test_the_contract_holds_every_key_and_measure_in_order_with_nullable_types():
    whole = contract(frame(units=[3, None], rating=[4.5, None]))
    assert list(whole) == [*KEYS, "currency", *MEASURES]
    assert {name: str(whole[name].dtype) for name in MEASURES} == {m.name: m.dtype for m in MEASURES.values()}
    assert whole["units"].tolist() == [3, pd.NA]
    assert list(whole["sku_id"]) == ["*", "*"]
    assert whole["day"].iloc[0] == DAY
    assert whole["starts"].iloc[0] == datetime(2026, 11, 10, 16, tzinfo=UTC)


def test_what_a_file_does_not_measure_is_unknown_and_never_zero():
    whole = contract(frame(units=[0, None]))
    assert whole["units"].isna().tolist() == [False, True]
    assert whole["visitors"].isna().all()


def test_the_contract_keeps_the_index_so_that_a_problem_still_names_its_line():
    assert list(contract(frame(units=1).set_axis([7, 9])).index) == [7, 9]


@pytest.mark.parametrize(
    ("column", "wrong"),
    [
        ("units", {"units": ["3", "4"]}),
        ("units", {"units": [1.5, 2.0]}),
        ("units", {"units": [True, False]}),
        ("rating", {"rating": [float("inf"), 1.0]}),
        ("product_id", {"product_id": ["a", None]}),
        ("product_id", {"product_id": ["a", ""]}),
        ("product_id", {"product_id": [1, 2]}),
        ("grain", {"grain": "week"}),
        ("starts", {"starts": pd.Timestamp("2026-11-11")}),
        ("colour", {"colour": "red"}),
        ("currency", {"revenue_minor": 100}),
    ],
)
def test_a_value_that_breaks_the_contract_is_refused_by_its_column(column, wrong):
    with pytest.raises(FactsError, match=r"\w") as refused:
        contract(frame(**wrong))
    assert refused.value.facts["column"] == column


def test_a_column_of_mixed_kinds_is_refused_in_a_sentence():
    with pytest.raises(FactsError, match="units"):
        contract(frame(units=[1, "two"]))


def test_a_missing_key_is_refused_because_only_splits_may_be_absent():
    with pytest.raises(FactsError, match="starts"):
        contract(frame(units=1).drop(columns="starts"))


def test_stock_has_its_own_contract():
    row = {"store": "shop", "at": pd.Timestamp("2026-11-10T16:00Z"), "product_id": "a", "on_hand": 3}
    whole = stock_contract(pd.DataFrame([row | {"inbound_due": pd.Timestamp("9999-12-31T00:00Z")}]))
    assert list(whole) == [*STOCK_KEYS, *STOCK_COLUMNS]
    assert whole["inbound"].isna().all()


def test_of_repeated_lines_the_later_wins_and_the_earlier_is_reported_with_what_it_said():
    lines = contract(frame(product_id=["a", "a"], units=[3, 3]))
    assert list(repeated(lines)["identical"]) == [True]
    lines = contract(pd.concat([frame(units=[3, 4]), frame(units=[5, 4])], ignore_index=True))
    given_up = repeated(lines)
    assert list(given_up.index) == [0, 1]
    assert list(given_up["identical"]) == [False, True]
    assert repeated(contract(frame(units=1))).empty


def test_an_unknown_against_a_figure_is_a_conflict_and_two_unknowns_are_not():
    lines = contract(frame(product_id=["a", "a"], units=[None, 3]))
    assert list(repeated(lines)["identical"]) == [False]
    lines = contract(frame(product_id=["a", "a"], units=[None, None], visitors=2))
    assert list(repeated(lines)["identical"]) == [True]


def test_every_measure_has_words_in_both_languages_and_a_unit():
    assert len(MEASURES) == 52
    assert all(m.english and m.chinese and m.meaning and m.unit for m in MEASURES.values())
    assert {m.name for m in MEASURES.values() if m.level} == {
        "reviews", "rating", "praise_share", "lifetime_units", "followers",
    }  # fmt: skip
    assert all(m.unit == "money" for m in MEASURES.values() if m.name.endswith("_minor"))
