"""Phases: local days as instants, in every zone."""

import zoneinfo
from datetime import UTC, date, datetime, timedelta
from importlib.metadata import version
from itertools import pairwise
from zoneinfo import available_timezones

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from campaign.base.phases import (
    KEYS,
    PhaseError,
    day_starts,
    due,
    local_day,
    nearest,
    phase_at,
    phases,
)

STARTS, END = (-41, -14, 0, 2), 10
LOS_ANGELES = "America/Los_Angeles"
LAUNCH = date(2026, 11, 11)
ZONES = st.sampled_from(sorted(available_timezones()))
LAUNCHES = st.dates(date(1900, 3, 1), date(2200, 1, 1))


def calendar(launch=LAUNCH, zone=LOS_ANGELES):
    return phases(launch, zone, STARTS, END)


def test_zones_come_from_the_pinned_package():
    assert zoneinfo.TZPATH == ()
    assert version("tzdata") == "2026.6"


@settings(max_examples=600)
@given(LAUNCHES, ZONES, st.floats(0, 1))
@example(date(2011, 12, 31), "Pacific/Apia", 0.5)
@example(date(1993, 8, 22), "Pacific/Kwajalein", 0.5)
@example(date(2024, 5, 9), "Africa/Cairo", 0.5)
@example(date(2006, 10, 29), "America/St_Johns", 0.5)
def test_phases_tile_the_campaign_in_any_zone(launch, zone, place):
    spans = calendar(launch, zone)
    assert tuple(phase.key for phase in spans) == KEYS
    assert spans[0].starts == day_starts(launch - timedelta(days=41), zone)
    assert spans[-1].ends == day_starts(launch + timedelta(days=10), zone)
    for before, after in pairwise(spans):
        assert before.ends == after.starts
        assert before.last + timedelta(days=1) == after.first
    assert all(phase.starts < phase.ends for phase in spans)
    at = spans[0].starts + (spans[-1].ends - spans[0].starts) * place
    assert sum(phase.starts <= at < phase.ends for phase in spans) == (1 if at < spans[-1].ends else 0)
    for edge in (phase.starts for phase in spans):
        assert phase_at(spans, edge).starts == edge
        before = phase_at(spans, edge - timedelta(microseconds=1))
        assert before is None if edge == spans[0].starts else before.ends == edge


@settings(max_examples=600)
@given(LAUNCHES, ZONES)
@example(date(2011, 12, 31), "Pacific/Apia")
@example(date(2011, 12, 30), "Pacific/Apia")
@example(date(1993, 8, 22), "Pacific/Kwajalein")
@example(date(1993, 8, 21), "Pacific/Kwajalein")
@example(date(2024, 4, 26), "Africa/Cairo")
def test_a_day_starts_at_its_first_instant_and_at_no_earlier_one(day, zone):
    start = day_starts(day, zone)
    assert local_day(start, zone) >= day
    assert local_day(start - timedelta(microseconds=1), zone) < day


@pytest.mark.parametrize(
    ("launch", "zone", "hours"),
    [
        (LAUNCH, LOS_ANGELES, 337),
        (date(2020, 11, 11), LOS_ANGELES, 337),
        (LAUNCH, "Asia/Shanghai", 336),
        (date(2011, 12, 31), "Pacific/Apia", 312),
        (date(1993, 8, 22), "Pacific/Kwajalein", 312),
        (date(2024, 5, 9), "Africa/Cairo", 335),
    ],
)
def test_a_warm_up_is_as_long_as_its_clocks_say(launch, zone, hours):
    assert calendar(launch, zone)[1].hours == hours


def test_a_day_that_a_zone_left_out_has_no_length():
    assert day_starts(date(2011, 12, 30), "Pacific/Apia") == day_starts(date(2011, 12, 31), "Pacific/Apia")
    assert day_starts(date(1993, 8, 21), "Pacific/Kwajalein") == day_starts(date(1993, 8, 22), "Pacific/Kwajalein")


def test_a_day_whose_midnight_is_skipped_starts_where_the_clock_lands():
    assert day_starts(date(2024, 4, 26), "Africa/Cairo") == datetime(2024, 4, 25, 22, tzinfo=UTC)


def test_the_2026_campaign_stands_as_documented():
    build_up, warm_up, launch, review = calendar()
    assert build_up.starts == datetime(2026, 10, 1, 7, tzinfo=UTC)
    assert warm_up.starts == datetime(2026, 10, 28, 7, tzinfo=UTC)
    assert launch.starts == datetime(2026, 11, 11, 8, tzinfo=UTC)
    assert review.starts == datetime(2026, 11, 13, 8, tzinfo=UTC)
    assert review.ends == datetime(2026, 11, 21, 8, tzinfo=UTC)
    assert (launch.first, launch.last) == (LAUNCH, date(2026, 11, 12))
    assert len(warm_up.days) == 14
    assert warm_up.days[-1] == date(2026, 11, 10)


def test_before_and_after_the_campaign_there_is_no_phase_but_a_nearest_one():
    spans = calendar()
    early, late = spans[0].starts - timedelta(hours=1), spans[-1].ends
    assert phase_at(spans, early) is None
    assert phase_at(spans, late) is None
    assert nearest(spans, early).key == "build_up"
    assert nearest(spans, late).key == "review"
    assert nearest(spans, spans[2].starts).key == "launch"


@pytest.mark.parametrize(
    ("anchor", "offset", "key", "last_day"),
    [
        ("phase_start", 0, "build_up", date(2026, 10, 1)),
        ("phase_end", -1, "build_up", date(2026, 10, 27)),
        ("phase_end", -1, "warm_up", date(2026, 11, 10)),
        ("phase_start", -1, "launch", date(2026, 11, 10)),
        ("launch", -21, "review", date(2026, 10, 21)),
        ("launch", -12, "review", date(2026, 10, 30)),
    ],
)
def test_a_task_is_due_when_its_day_is_over(anchor, offset, key, last_day):
    phase = calendar()[KEYS.index(key)]
    at = due(anchor, offset, phase, LAUNCH, LOS_ANGELES)
    assert at == day_starts(last_day + timedelta(days=1), LOS_ANGELES)
    assert local_day(at - timedelta(microseconds=1), LOS_ANGELES) == last_day


@pytest.mark.parametrize("zone", ["Mars/Olympus", "", "../etc/passwd", "PST8"])
def test_an_unknown_zone_is_refused_with_its_name(zone):
    with pytest.raises(PhaseError, match="is not a time zone"):
        calendar(zone=zone)


@pytest.mark.parametrize("launch", [date.min, date.max, date(1, 2, 10), date(9999, 12, 25)])
@pytest.mark.parametrize("zone", [LOS_ANGELES, "Asia/Shanghai"])
def test_a_launch_day_at_the_end_of_time_is_refused(launch, zone):
    with pytest.raises(PhaseError, match="too far away"):
        calendar(launch, zone)
