from datetime import date

from campaign.facts.measures import MEASURES
from campaign.facts.precedence import Held, choices

DAY = date(2026, 11, 11)
WEEK = frozenset(date(2026, 11, day) for day in range(8, 15))
UNITS, SPEND = MEASURES["units"], MEASURES["spend_minor"]


def held(source: str, *split: str, days: frozenset[date] = WEEK, **more: object) -> Held:
    return Held(source=source, split=frozenset(split), days=days, **more)


def sources(measure: str, *found: Held, needs: frozenset[str] = frozenset(), only: str | None = None) -> list[str]:
    return [choice.source for choice in choices(MEASURES[measure], found, needs, only)]


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
