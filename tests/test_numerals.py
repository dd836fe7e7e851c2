"""Numerals: numbers, days and instants as text."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaign.base.formats import (
    age,
    clock,
    compact,
    countdown,
    day,
    moment,
    points,
    share,
    signed,
    signed_share,
    whole,
)
from campaign.base.language import speaking

SCALE = {"": 1, "K": 10**3, "M": 10**6, "B": 10**9, "万": 10**4, "亿": 10**8}
NUMBERS = st.integers(-(10**12), 10**12) | st.floats(-1e12, 1e12)


@pytest.mark.parametrize("language", ["en", "zh_CN"])
@given(value=NUMBERS)
def test_a_compact_number_is_within_half_a_percent_and_short(language, value):
    with speaking(language):
        text = compact(value)
    number, letter = re.fullmatch(r"(−?[\d,.]+)([KMB万亿]?)", text).groups()
    told = float(number.replace("−", "-").replace(",", "")) * SCALE[letter]
    assert told == pytest.approx(value, rel=0.0051, abs=0.5001)
    assert len(text) <= 8


@given(NUMBERS)
def test_what_rounds_to_zero_has_no_sign(value):
    for text in (compact(value), whole(value), share(value), signed(value), signed_share(value, 1), points(value)):
        assert re.search(r"[1-9]", text) or text[0] not in "−-+"
        assert "-" not in text


@pytest.mark.parametrize(
    ("value", "english", "chinese"),
    [
        (0, "0", "0"),
        (999, "999", "999"),
        (999.7, "1,000", "1,000"),
        (9999, "10.0K", "9,999"),
        (10_000, "10.0K", "1.00万"),
        (999_499, "999K", "99.9万"),
        (99_960_000, "100M", "1.00亿"),
        (-0.04, "0.0", "0.0"),
        (3.14, "3.1", "3.1"),
    ],
)
def test_numbers_turn_at_the_steps_of_each_language(value, english, chinese):
    assert compact(value) == english
    with speaking("zh_CN"):
        assert compact(value) == chinese


def test_the_unknown_is_a_dash_and_never_zero():
    for written in (compact, whole, share, signed, signed_share, points, day):
        assert written(None) == "–"
    assert clock(None, "Asia/Shanghai") == "–"
    assert moment(None, "Asia/Shanghai") == "–"


def test_instants_are_told_in_the_zone_that_is_asked_for():
    at = datetime(2026, 11, 11, 8, tzinfo=UTC)
    assert moment(at, "America/Los_Angeles") == "Wed 11 Nov 00:00"
    assert clock(at, "Asia/Shanghai") == "16:00"
    with speaking("zh_CN"):
        assert moment(at, "Asia/Shanghai") == "11月11日 16:00"
        assert day(date(2026, 1, 2)) == "1月2日"


def test_a_countdown_stops_at_zero():
    assert countdown(timedelta(days=-3)) == "00:00"
    assert countdown(timedelta(seconds=59)) == "00:00"
    assert countdown(timedelta(days=1)) == "1 d 00:00"


@pytest.mark.parametrize(
    ("span", "told"),
    [
        (timedelta(minutes=59), "59 min"),
        (timedelta(hours=1), "1 h"),
        (timedelta(hours=48), "2 d"),
        (-timedelta(1), "0 min"),
    ],
)
def test_an_age_is_told_in_its_largest_unit(span, told):
    assert age(span) == told
