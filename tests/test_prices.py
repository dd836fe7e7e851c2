"""Prices: what counts as the lowest since 1 January, and what is not known."""

import random
from datetime import UTC, date, datetime, timedelta

import pandas as pd
import pytest

from campaign.prices import history, price_file
from campaign.prices.history import Price, PriceError
from campaign.products import Product, Sku

JAN1 = datetime(2026, 1, 1, tzinfo=UTC)
LAUNCH = datetime(2026, 11, 11, tzinfo=UTC)


def day(month, of=1, year=2026):
    return datetime(year, month, of, tzinfo=UTC)


def price(since, amount, kind="list", sku="a", source="erp"):
    return Price(store="m", product_id="7", since=since, prices={sku: amount}, kind=kind, source=source)


def lowest(*kept, promotions=True, until=LAUNCH, skus=("a",), **about):
    frame = pd.DataFrame({"product_id": "7", "sku_id": list(skus), **about})
    found = history.lowest_since_jan1(history.history(kept), frame, JAN1, until, promotions_count=promotions)
    return found.iloc[0] if len(found) == 1 else found


def test_the_price_in_force_on_1_january_counts_although_it_began_in_the_year_before():
    row = lowest(price(day(11, 1, 2025), 1990), price(day(2), 2900))
    assert (row["lowest_minor"], row["reach"], row["lowest_at"]) == (1990, "known", day(11, 1, 2025))


def test_a_price_that_ended_before_1_january_does_not_count():
    assert lowest(price(day(6, 1, 2025), 900), price(day(12, 1, 2025), 2900))["lowest_minor"] == 2900


def test_a_history_that_begins_in_spring_is_unknown_and_says_from_which_day_it_is_known():
    row = lowest(price(day(3, 5), 2900))
    assert pd.isna(row["lowest_minor"])
    assert (row["reach"], row["at_most_minor"], row["known_from"]) == ("partial", 2900, day(3, 5))
    said = history.said(row.to_dict(), "USD", "UTC")
    assert said == (None, "Prices are known only from 5 Mar 2026 on, so it is $29.00 or less; import the older prices")


def test_without_any_price_it_is_unknown():
    row = lowest()
    assert row["reach"] == "none"
    assert history.said(row.to_dict(), "USD", "UTC").price_minor is None


def test_whether_promotion_prices_count_is_the_industry_s_choice():
    kept = price(day(1), 2900), price(day(6, 18), 1990, "promotion"), price(day(6, 21), 2900)
    assert lowest(*kept)["lowest_minor"] == 1990
    assert lowest(*kept)["lowest_kind"] == "promotion"
    assert lowest(*kept, promotions=False)["lowest_minor"] == 2900


def test_a_typed_figure_stands_for_what_the_history_does_not_reach():
    row = lowest(price(day(3), 2900), typed_minor=[2500])
    assert (row["lowest_minor"], row["reach"]) == (2500, "typed")
    assert history.said(row.to_dict(), "USD", "UTC") == (2500, "Typed by a person")


def test_of_a_typed_and_a_kept_price_the_lower_counts():
    assert lowest(price(day(1), 2900), typed_minor=[2500])["lowest_minor"] == 2500
    row = lowest(price(day(1), 2400), typed_minor=[2500])
    assert (row["lowest_minor"], row["reach"]) == (2400, "known")
    row = lowest(price(day(3), 2400), typed_minor=[2500])
    assert (row["lowest_minor"], row["reach"], row["lowest_source"]) == (2400, "typed", "erp")


def test_prices_of_the_launch_itself_do_not_count():
    assert lowest(price(day(1), 2900), price(LAUNCH, 990))["lowest_minor"] == 2900


def test_a_product_younger_than_the_year_needs_no_older_prices():
    assert lowest(price(day(5, 2), 2900), first_day_ends=[day(5, 3)])["reach"] == "known"
    assert lowest(price(day(6, 2), 2900), first_day_ends=[day(5, 3)])["reach"] == "partial"


def test_before_its_first_own_price_a_sku_costs_what_its_product_cost():
    frame = lowest(price(day(1), 1900, sku="*"), price(day(4), 2900), skus=("a", "b"))
    assert frame["lowest_minor"].tolist() == [1900, 1900]
    frame = lowest(price(day(1), 2900), price(day(4), 1900, sku="*"), skus=("a", "b"))
    assert frame["at_most_minor"].tolist() == [2900, 1900]


def test_of_equal_prices_the_first_is_named():
    assert lowest(price(day(1), 2900), price(day(2), 1900), price(day(4), 1900))["lowest_at"] == day(2)


def naive(kept, until, promotions):
    """The rule, spelled out for one SKU."""
    rows = sorted(
        (one.since, one.prices["a"]) for one in kept if one.since < until and (promotions or one.kind == "list")
    )
    before = [amount for since, amount in rows if since <= JAN1]
    counted = before[-1:] + [amount for since, amount in rows if since > JAN1]
    return min(counted) if before else None


def test_any_history_gives_what_the_rule_says():
    random_ = random.Random(7)
    for _round in range(25):
        instants = random_.sample(range(-40, 330), random_.randint(0, 6))
        kept = [
            price(JAN1 + timedelta(days=at), random_.randint(1, 9) * 100, random_.choice(["list", "promotion"]))
            for at in instants
        ]
        for promotions in (True, False):
            found = lowest(*kept, promotions=promotions)["lowest_minor"]
            assert (None if pd.isna(found) else found) == naive(kept, LAUNCH, promotions)


def test_only_the_skus_whose_price_changed_are_kept():
    skus = Sku(sku_id="a"), Sku(sku_id="b", price_minor=3100)
    before = Product(store="m", product_id="7", price_minor=2900, skus=skus)
    after = before.model_copy(update={"price_minor": 2700})
    first = history.changes({}, [before], day(1), "erp")
    assert [one.prices for one in first] == [{"a": 2900, "b": 3100}]
    assert [one.prices for one in history.changes({"7": before}, [after], day(2), "erp")] == [{"a": 2700}]
    assert history.changes({"7": before}, [before.model_copy(update={"title": "Kettle"})], day(2), "erp") == []


def test_fifty_thousand_skus_are_one_reading():
    count = 50_000
    frame = pd.DataFrame({"product_id": [str(n // 5) for n in range(count)], "sku_id": [str(n) for n in range(count)]})
    kept = [
        Price.model_construct(
            store="m", product_id=str(n), since=JAN1 - timedelta(days=n % 3), source="erp", kind="list", who="",
            prices={str(sku): 100 + n for sku in range(n * 5, n * 5 + 5)},
        )
        for n in range(count // 5)
    ]  # fmt: skip
    found = history.lowest_since_jan1(history.history(kept), frame, JAN1, LAUNCH, promotions_count=True)
    assert (found["reach"] == "known").all()
    assert found["sku_id"].tolist() == frame["sku_id"].tolist()


def test_a_history_file_is_read_in_both_languages():
    rows = [{"商品ID": "7", "SKU": "7-1", "日期": "2026/06/01", "价格": "19.90", "类型": "活动"},
            {"product_id": "7", "sku_id": "", "since": "2026-06-21T08:00+08:00", "price": "29"}]  # fmt: skip
    frame = pd.concat([price_file.parsed([row], "CNY", "Asia/Shanghai") for row in rows])
    assert frame["since"].tolist() == [pd.Timestamp("2026-05-31T16:00Z"), pd.Timestamp("2026-06-21T00:00Z")]
    assert frame[["sku_id", "price_minor", "kind"]].to_numpy().tolist() == [
        ["7-1", 1990, "promotion"],
        ["*", 2900, "list"],
    ]


def test_prices_and_days_of_a_history_are_read_as_those_of_facts():
    row = {"product_id": "7", "since": "20260601", "price": "¥1.2万"}
    assert price_file.parsed([row], "CNY", "Asia/Shanghai")["price_minor"].tolist() == [1_200_000]
    in_workbook = price_file.parsed([{**row, "since": "46174"}], "CNY", "UTC", workbook=True)
    assert in_workbook["since"].tolist() == [pd.Timestamp("2026-06-01T00:00Z")]


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        ({"product_id": "7", "price": "1"}, "Row 1 of the price history has no since"),
        ({"product_id": "7", "price": "1", "since": "-"}, "Row 1 of the price history has no since"),
        ({"product_id": "7", "price": "many", "since": "2026-06-01"}, "Row 1: 'many' is not a number"),
        ({"product_id": "7", "price": "€1", "since": "2026-06-01"}, "Row 1: '€1' is not in USD"),
        ({"product_id": "7", "price": "1", "since": "June"}, "Row 1: 'June' is no day; write it like 2026-06-01"),
        (
            {"product_id": "7", "price": "1", "since": "2026-06-01", "kind": "sale"},
            "Row 1: 'sale' is no kind of price; write list or promotion",
        ),
    ],
)
def test_a_row_that_cannot_be_read_is_named(row, sentence):
    with pytest.raises(PriceError, match=sentence):
        price_file.parsed([row], "USD", "UTC")


def test_the_year_opens_in_the_campaign_s_zone():
    assert history.year_opens(date(2026, 11, 11), "Asia/Shanghai") == datetime(2025, 12, 31, 16, tzinfo=UTC)
