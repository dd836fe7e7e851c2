from __future__ import annotations

from datetime import UTC, datetime

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaign.targets.forecast import LEAST_STEPS, Forecast, finish, score

NOW = datetime(2026, 11, 11, 18, tzinfo=UTC)


def made(what: str, p50: float, half: float, baseline: float) -> Forecast:
    return Forecast(campaign=1, at=NOW, what=what, p10=p50 - half, p50=p50, p90=p50 + half, baseline=baseline)


def test_the_rest_runs_as_far_from_plan_as_what_has_been() -> None:
    found = finish([12.0] * 6, [10.0] * 10)
    assert (found.p50, found.baseline) == (pytest.approx(120), 112)


def test_too_few_hours_or_a_hole_among_them_give_no_forecast_but_a_reason() -> None:
    few = finish([12.0] * (LEAST_STEPS - 1), [10.0] * 10)
    assert (few.p50, few.p10) == (None, None)
    assert "Only 5" in few.reason
    assert "missing" in finish([12.0, None, *[12.0] * 8], [10.0] * 12).reason
    assert finish([], [10.0] * 12).p50 is None


def test_hours_without_a_plan_teach_nothing() -> None:
    assert finish([1.0] * 6, [0.0, *[10.0] * 11]).p50 is None


def test_once_everything_is_known_nothing_is_left_to_guess() -> None:
    found = finish([8.0, 12.0] * 3, [10.0] * 6)
    assert (found.p10, found.p50, found.p90) == (60, 60, 60)


@given(st.lists(st.integers(0, 1000), min_size=6, max_size=40), st.integers(0, 20))
def test_the_interval_holds_the_middle_and_never_less_than_what_is_there(actual: list[int], ahead: int) -> None:
    found = finish(actual, [7.0] * (len(actual) + ahead))
    assert found.p10 is not None
    assert found.p50 is not None
    assert found.p90 is not None
    assert sum(actual) - 1e-6 <= found.p10 <= found.p50 + 1e-6
    assert found.p50 <= found.p90 + 1e-6


@pytest.mark.parametrize("known", [6, 12, 24, 40])
def test_the_interval_keeps_most_of_its_promise_when_errors_follow_each_other(known: int) -> None:
    rng = np.random.default_rng(11)
    plan = 100 * np.concatenate([np.linspace(3, 1, 24), np.linspace(1.5, 1, 20), np.linspace(2, 3, 4)])
    held, middle, simple = 0, 0.0, 0.0
    for _round in range(300):
        shocks = rng.normal(0, 0.2, 48)
        error = np.zeros(48)
        for hour in range(48):
            error[hour] = 0.5 * (error[hour - 1] if hour else 0) + np.sqrt(0.75) * shocks[hour]
        actual = plan * np.exp(rng.normal(0, 0.2) + error)
        found = finish(actual[:known].tolist(), plan.tolist())
        assert found.p10 is not None
        assert found.p90 is not None
        held += found.p10 <= actual.sum() <= found.p90
        middle += abs((found.p50 or 0) - actual.sum())
        simple += abs((found.baseline or 0) - actual.sum())
    assert 0.7 <= held / 300 <= 0.95
    assert middle < simple


def test_the_interval_is_students_over_few_hours() -> None:
    # errors of -0.1 and 0.1 in turn around a ratio of 1: spread^2 = 6 x 0.01 / 5, nothing seen to follow itself
    found = finish([9.0, 11.0] * 3, [10.0] * 10)
    repeat = 12 * 0.7 / 18
    spread = (6 * 0.01 / 5 * (1 + repeat) / (1 - repeat)) ** 0.5
    half = 1.4759 * spread * (4 * 100 + (40 / 60) ** 2 * 600) ** 0.5
    assert found.p10 is not None
    assert found.p90 is not None
    assert (found.p90 - 100) == pytest.approx(half, rel=2e-3)
    assert (100 - found.p10) == pytest.approx(half, rel=2e-3)


def test_forecasts_are_scored_beside_their_baseline() -> None:
    found = score([made("a", 90, 20, 70), made("b", 120, 10, 100), made("never", 1, 1, 1)], {"a": 100, "b": 100})
    assert found is not None
    assert (found.count, found.wape, found.baseline_wape, found.bias, found.coverage) == (2, 0.15, 0.15, 0.05, 0.5)


def test_nothing_is_scored_before_the_truth_is_known() -> None:
    assert score([made("a", 90, 20, 70)], {}) is None
    assert score([made("a", 90, 20, 70)], {"a": 0}) is None
