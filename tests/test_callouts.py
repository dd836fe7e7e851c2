from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from campaign.targets.callouts import CHANNELS, effect

DAY = date(2026, 11, 2)
AROUND = [DAY + timedelta(days=step) for step in range(-5, 6)]


def test_there_are_four_channels() -> None:
    assert len(CHANNELS) == 4


def test_the_day_of_the_call_itself_belongs_to_neither_side() -> None:
    found = effect(DAY, {DAY - timedelta(1): 40, DAY: 1000, DAY + timedelta(1): 60})
    assert (found.before, found.after, found.change, found.reason) == (40, 60, 0.5, "")


def test_an_effect_is_unknown_until_a_day_after_is_known() -> None:
    found = effect(DAY, {DAY - timedelta(1): 40, DAY + timedelta(1): None})
    assert (found.after, found.change, found.days_after) == (None, None, 0)
    assert found.reason == "No counts are known yet for the days after"


def test_a_start_from_nothing_has_no_change_in_percent() -> None:
    found = effect(DAY, {DAY - timedelta(1): 0, DAY + timedelta(1): 5})
    assert (found.before, found.after, found.change) == (0, 5, None)
    assert found.reason


@given(st.dictionaries(st.sampled_from(AROUND), st.one_of(st.none(), st.integers(0, 99))), st.integers(1, 5))
def test_the_means_are_those_of_the_known_days(daily: dict[date, int | None], span: int) -> None:
    found = effect(DAY, daily, span)
    before = [daily[day] for day in daily if DAY - timedelta(span) <= day < DAY and daily[day] is not None]
    after = [daily[day] for day in daily if DAY < day <= DAY + timedelta(span) and daily[day] is not None]
    assert (found.days_before, found.days_after) == (len(before), len(after))
    assert found.before == (sum(before) / len(before) if before else None)
    assert found.after == (sum(after) / len(after) if after else None)
    assert (found.change is None) == bool(found.reason)
