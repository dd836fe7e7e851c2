"""Money: whole minor units."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaign.base.language import speaking
from campaign.base.money import (
    MoneyError,
    digits,
    spread,
    symbol,
    text,
    to_major,
    to_minor,
)

CURRENCIES = st.sampled_from(["USD", "CNY", "JPY", "KWD", "RUB"])


@given(st.integers(-(10**15), 10**15), CURRENCIES)
def test_minor_units_survive_the_way_through_major_units(minor, currency):
    assert to_minor(to_major(minor, currency), currency) == minor
    assert to_minor(f"{to_major(minor, currency):,f}", currency) == minor


@pytest.mark.parametrize(
    ("amount", "minor"), [("12.345", 1234), ("12.355", 1236), (" 1,200,000.50 ", 120000050), (7, 700), ("-3.2", -320)]
)
def test_half_a_minor_unit_goes_to_the_even_neighbour(amount, minor):
    assert to_minor(amount, "USD") == minor


@pytest.mark.parametrize("amount", ["", "twelve", "12.3.4", "NaN", "Infinity", "1e400"])
def test_what_is_no_amount_is_refused_with_what_was_found(amount):
    with pytest.raises(MoneyError, match="is not an amount") as refusal:
        to_minor(amount, "USD")
    assert refusal.value.facts["found"] == amount


@pytest.mark.parametrize("currency", ["usd", "US", "", "ZZZ", "元"])
def test_what_is_no_currency_is_refused(currency):
    with pytest.raises(MoneyError, match="is not a currency code"):
        digits(currency)


@given(
    st.integers(0, 10**18), st.lists(st.floats(0, 1e12), min_size=1, max_size=60).filter(lambda parts: sum(parts) > 0)
)
def test_parts_add_up_exactly_and_stray_less_than_one_unit(total, weights):
    parts = spread(total, weights)
    assert sum(parts) == total
    whole = sum(map(Decimal, weights))
    for part, weight in zip(parts, weights, strict=True):
        assert abs(part - Decimal(total) * Decimal(weight) / whole) < Decimal("1.001")


def test_nothing_is_spread_over_nothing():
    assert spread(0, [1, 2]) == (0, 0)
    assert spread(5, [0, 1, 0]) == (0, 5, 0)
    with pytest.raises(MoneyError, match="every share is 0"):
        spread(100, [0, 0])


@pytest.mark.parametrize(
    ("minor", "currency", "options", "expected"),
    [
        (-40, "USD", {}, "$0"),
        (-40, "USD", {"cents": True}, "−$0.40"),
        (1234, "JPY", {"cents": True}, "¥1,234"),
        (123456789, "CNY", {"compact": True}, "¥1.23M"),
        (-123456789, "BRL", {"compact": True}, "−BRL 1.23M"),
        (None, "USD", {"compact": True}, "–"),
    ],
)
def test_amounts_are_written_as_people_read_them(minor, currency, options, expected):
    assert text(minor, currency, **options) == expected


def test_chinese_counts_amounts_by_ten_thousands():
    with speaking("zh_CN"):
        assert text(123456789, "CNY", compact=True) == "¥123万"
        assert text(12345678900, "CNY", compact=True) == "¥1.23亿"


def test_a_currency_without_a_sign_is_named_by_its_code():
    assert symbol("EUR") == "€"
    assert symbol("KWD") == "KWD "
