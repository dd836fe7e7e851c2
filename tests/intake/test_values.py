"""Cells: numbers, amounts, shares, days, hours and instants in every way people write them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaign.base import money
from campaign.intake.cells import faults, numbers, times

SHANGHAI, ANGELES = "Asia/Shanghai", "America/Los_Angeles"


def one(read: faults.Read) -> tuple[object, str | None]:
    return read.values[0], None if read.faults is None else read.faults[0]


def text(*values: str | None) -> pl.Series:
    return pl.Series(list(values), dtype=pl.String)


@pytest.mark.parametrize(
    ("written", "count"),
    [
        ("0", 0),
        ("12", 12),
        ("1,234", 1234),
        ("1,23,456", 123456),
        ("1 234", 1234),
        ("１２", 12),
        ("12.0", 12),
        ("1.2万", 12000),
        ("3亿", 300_000_000),
        ("12件", 12),
        ("+5", 5),
        ("1e3", 1000),
    ],
)
def test_counts_in_every_way_people_write_them(written, count):
    assert one(numbers.counts(text(written))) == (count, None)


@pytest.mark.parametrize(
    ("written", "fault"),
    [
        ("abc", "not_number"),
        ("12,34", "not_number"),
        ("1.234,56", "not_number"),
        ("1 2", "not_number"),
        ("1万+", "not_number"),
        ("12%", "not_number"),
        ("inf", "not_number"),
        ("1.5", "not_whole"),
        ("-3", "negative"),
        ("1" * 40, "too_large"),
        ("9999999999999999", "too_large"),
    ],
)
def test_a_count_that_is_none_says_why(written, fault):
    assert one(numbers.counts(text(written))) == (None, fault)


@pytest.mark.parametrize(
    ("written", "currency", "minor"),
    [
        ("12.90", "CNY", 1290),
        ("¥1,234.5", "CNY", 123450),
        ("￥12", "CNY", 1200),
        ("12.5元", "CNY", 1250),
        ("3.5万元", "CNY", 3_500_000),
        ("$1,200.50", "USD", 120050),
        ("US$5", "USD", 500),
        ("USD 5", "USD", 500),
        ("1200", "JPY", 1200),
        ("12.90", "JPY", 13),
        ("1.2345", "KWD", 1234),
        ("0.1", "CNY", 10),
        ("178.79999999999998", "CNY", 17880),
    ],
)
def test_amounts_become_whole_minor_units(written, currency, minor):
    assert one(numbers.amounts(text(written), currency)) == (minor, None)


@pytest.mark.parametrize("written", ["$12", "12 EUR", "USD 5", "€1,200"])
def test_an_amount_in_another_currency_is_named_as_such(written):
    assert one(numbers.amounts(text(written), "CNY")) == (None, "other_currency")


@given(
    st.lists(st.decimals(min_value=0, max_value=10**9, places=4), min_size=1),
    st.sampled_from(["CNY", "JPY", "KWD"]),
    st.booleans(),
)
def test_amounts_are_what_exact_arithmetic_says(amounts, currency, grouped):
    written = [f"{amount:,}" if grouped else str(amount) for amount in amounts]
    read = numbers.amounts(text(*written), currency)
    assert read.values.to_list() == [money.to_minor(Decimal(amount), currency) for amount in amounts]
    assert read.faults is None


def test_shares_with_and_without_percent():
    read = numbers.shares(text("98%", "12.5 %", "0.5", "1", "0", None))
    assert read.values.to_list() == [0.98, 0.125, 0.5, 1.0, 0.0, None]
    assert one(numbers.shares(text("98"))) == (None, "share")


def test_scores_stay_between_0_and_5():
    assert one(numbers.ratings(text("4.9"))) == (4.9, None)
    assert one(numbers.ratings(text("49"))) == (None, "rating")


@pytest.mark.parametrize("nothing", ["", "-", "--", "—", "——", " ", "\u3000", "N/A", "null", None])
def test_what_stands_for_nothing_is_missing_and_never_0(nothing):
    read = numbers.counts(faults.tidy(text(nothing, "0")))
    assert read.values.to_list() == [None, 0]
    assert read.faults is None


def test_ids_stay_text():
    read = faults.ids(faults.tidy(text('="0012"', "'186", "12345.0", "610000000000000001\t", "007")))
    assert read.values.to_list() == ["0012", "186", "12345", "610000000000000001", "007"]
    assert one(faults.ids(text("6.2E+11"))) == (None, "shortened")


@pytest.mark.parametrize(
    "written",
    [
        "2016-11-14",
        "2016/11/14",
        "2016.11.14",
        "20161114",
        "2016年11月14日",
        "2016-11-14 23:59:59",
        "2016-11-14T00:00",
        "2016-11-13T16:30:00Z",
        "2016-11-14 08:00 +0800",
    ],
)
def test_days_in_every_way_people_write_them(written):
    assert one(times.days(text(written), SHANGHAI)) == (date(2016, 11, 14), None)


def test_single_digits_and_spreadsheet_days_are_days():
    assert one(times.days(text("2016/1/4"), SHANGHAI)) == (date(2016, 1, 4), None)
    assert one(times.days(text("42688"), SHANGHAI, workbook=True)) == (date(2016, 11, 14), None)


@pytest.mark.parametrize(
    "written", ["14/11/2016", "2016-13-01", "2016-02-30", "0016-11-14", "42688", "tomorrow", "2016-11"]
)
def test_a_day_that_is_none_is_a_fault(written):
    assert one(times.days(text(written), SHANGHAI)) == (None, "not_day")


def test_a_clock_without_offset_is_the_campaigns_zone():
    assert one(times.instants(text("2016-11-11 00:00:05"), SHANGHAI)) == (
        datetime(2016, 11, 10, 16, 0, 5, tzinfo=UTC),
        None,
    )
    assert one(times.instants(text("2025-10-07 09:50:26 +0200"), SHANGHAI)) == (
        datetime(2025, 10, 7, 7, 50, 26, tzinfo=UTC),
        None,
    )
    assert one(times.instants(text("42688.5"), SHANGHAI, workbook=True)) == (
        datetime(2016, 11, 14, 4, tzinfo=UTC),
        None,
    )


@pytest.mark.parametrize("written", ["2016-11-11 12:00 -05:30", "2016-11-11T20:00+0230", "2016-11-11 17:30 UTC"])
def test_an_offset_in_the_cell_counts_and_not_the_zone(written):
    assert one(times.instants(text(written), SHANGHAI)) == (datetime(2016, 11, 11, 17, 30, tzinfo=UTC), None)


def test_an_hour_that_the_clock_skips_is_a_fault_and_one_that_comes_twice_is_the_first():
    assert one(times.instants(text("2026-03-08 02:30"), ANGELES)) == (None, "skipped_hour")
    assert one(times.instants(text("2026-11-01 01:30"), ANGELES)) == (datetime(2026, 11, 1, 8, 30, tzinfo=UTC), None)


def test_a_day_whose_midnight_is_skipped_begins_at_the_jump():
    assert one(times.instants(text("2024-04-26"), "Africa/Cairo")) == (datetime(2024, 4, 25, 22, tzinfo=UTC), None)


def test_hours_stand_beside_a_day_or_hold_it():
    day = pl.Series([date(2016, 11, 11)] * 4)
    read = times.hours(text("14", "14:00", "2016-11-11 14:00", None), day, SHANGHAI)
    assert read.values.to_list() == [datetime(2016, 11, 11, 6, tzinfo=UTC)] * 3 + [None]
    assert read.faults is None


@pytest.mark.parametrize(
    ("written", "fault"), [("24", "not_hour"), ("2016-11-11 14:30", "not_hour"), ("noon", "not_hour")]
)
def test_an_hour_that_is_none_is_a_fault(written, fault):
    assert one(times.hours(text(written), pl.Series([date(2016, 11, 11)]), SHANGHAI)) == (None, fault)


def test_an_hour_skipped_beside_its_day_is_a_fault():
    assert one(times.hours(text("2"), pl.Series([date(2026, 3, 8)]), ANGELES)) == (None, "skipped_hour")
