from datetime import UTC, date, datetime

import pandas as pd
import pytest

from campaign.facts import (
    KEYS,
    MEASURES,
    STOCK_COLUMNS,
    STOCK_KEYS,
    FactsError,
    Held,
    choices,
    contract,
    repeated,
    stock_contract,
)

DAY = date(2026, 11, 11)
WEEK = frozenset(date(2026, 11, day) for day in range(8, 15))
UNITS, SPEND = MEASURES["units"], MEASURES["spend_minor"]


def frame(**columns: object) -> pd.DataFrame:
    rows = {"store": "shop", "source": "d1", "day": DAY, "starts": pd.Timestamp("2026-11-10T16:00Z"), "grain": "day"}
    return pd.DataFrame([{"product_id": "a"}, {"product_id": "b"}]).assign(**rows | columns)


def held(source: str, *split: str, days: frozenset[date] = WEEK, **more: object) -> Held:
    return Held(source=source, split=frozenset(split), days=days, **more)


def sources(measure: str, *found: Held, needs: frozenset[str] = frozenset(), only: str | None = None) -> list[str]:
    return [choice.source for choice in choices(MEASURES[measure], found, needs, only)]


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


def test_a_figure_comes_from_one_source():
    assert sources("units", held("d1", "product"), held("d2", "channel"), held("orders")) == ["d1"]


def test_platform_files_come_before_what_was_typed():
    typed, file = held("manual", "product"), held("template", "product", days=frozenset({DAY}))
    assert sources("units", typed, file) == ["template"]


def test_counted_comes_before_derived_from_a_level():
    derived, counted = held("crawl", "product", derived=True), held("orders", days=frozenset({DAY}))
    assert sources("units", derived, counted) == ["orders"]
    assert choices(UNITS, [held("crawl", "product", derived=True)])[0].derived


def test_the_source_that_knows_more_days_comes_first_then_the_one_by_product_then_the_name():
    few = frozenset({DAY})
    assert sources("units", held("a", "product", days=few), held("b")) == ["b"]
    assert sources("units", held("a", "channel"), held("b", "product")) == ["b"]
    assert sources("units", held("b", "product"), held("a", "product")) == ["a"]


def test_a_person_may_name_the_source():
    found = held("d1", "product"), held("orders")
    assert sources("units", *found, only="orders") == ["orders"]
    assert sources("units", *found, only="nobody") == []


def test_a_sum_by_product_needs_rows_by_product_and_a_sum_by_hour_needs_hours():
    found = held("d1", "product"), held("d2", "channel"), held("feed", grain="hour")
    assert sources("units", *found, needs=frozenset({"channel"})) == ["d2"]
    assert sources("units", *found, needs=frozenset({"hour"})) == ["feed"]
    assert sources("units", *found, needs=frozenset({"sku"})) == []


def test_within_a_source_the_split_of_most_days_counts_then_the_coarsest():
    few = frozenset({DAY})
    (choice,) = choices(UNITS, [held("d1"), held("d1", "product"), held("d1", "product", "channel")])
    assert choice.split == ()
    assert choice.split_text == "*"
    (choice,) = choices(UNITS, [held("d1", days=few), held("d1", "product"), held("d1", "channel")])
    assert choice.split == ("product",)


def test_skus_and_hours_are_layers_of_their_product_and_their_day():
    (choice,) = choices(UNITS, [held("d1", "product"), held("d1", "product", "sku")])
    assert (choice.split, choice.layered) == (("product",), True)
    (choice,) = choices(UNITS, [held("d1", "product", "sku")])
    assert (choice.split_text, choice.layered) == ("product+sku", False)
    (choice,) = choices(UNITS, [held("d1", "product"), held("d1", "product", grain="hour")])
    assert choice.layered


def by_channel(source: str, *channels: str, days: frozenset[date] = WEEK) -> Held:
    return held(source, "channel", channels=frozenset(channels), days=days)


def test_spend_adds_over_sources_whose_channels_do_not_overlap():
    assert sources("spend_minor", by_channel("google", "search"), by_channel("meta", "social")) == ["google", "meta"]
    assert sources("visitors", by_channel("google", "search"), by_channel("meta", "social")) == ["google"]


def test_of_two_sources_of_one_channel_the_first_counts_and_the_other_keeps_its_own_channels():
    file, ledger = by_channel("meta", "social"), by_channel("manual", "social", "kol")
    first, second = choices(SPEND, [ledger, file])
    assert (first.source, first.channels) == ("meta", None)
    assert (second.source, second.channels) == ("manual", frozenset({"kol"}))


def test_a_channel_overlaps_the_levels_above_it_but_not_a_longer_word():
    assert sources("spend_minor", by_channel("a", "search"), by_channel("b", "search/brand")) == ["a"]
    assert sources("spend_minor", by_channel("a", "search/brand"), by_channel("b", "search")) == ["a"]
    assert sources("spend_minor", by_channel("a", "search"), by_channel("b", "searches")) == ["a", "b"]


def test_spend_without_channels_overlaps_everything_so_it_counts_alone_or_not_at_all():
    assert sources("spend_minor", held("items", "product"), by_channel("meta", "social")) == ["meta"]
    assert sources("spend_minor", held("items", "product"), by_channel("manual", "kol")) == ["items"]


def test_every_measure_has_words_in_both_languages_and_a_unit():
    assert len(MEASURES) == 52
    assert all(m.english and m.chinese and m.meaning and m.unit for m in MEASURES.values())
    assert {m.name for m in MEASURES.values() if m.level} == {
        "reviews", "rating", "praise_share", "lifetime_units", "followers",
    }  # fmt: skip
    assert all(m.unit == "money" for m in MEASURES.values() if m.name.endswith("_minor"))
