"""Forecasts of the launch are kept once an hour and scored when it is over, beside the naive baseline."""

from datetime import date, timedelta

import pandas as pd
import pytest

from campaign.base.phases import day_starts
from campaign.facts import contract
from campaign.room import Room
from campaign.targets.forecast import Forecast

LAUNCH = day_starts(date(2026, 11, 11), "America/Los_Angeles")
HOUR = timedelta(hours=1)


def sell(team, hours, minor=1_000_000):
    starts = [LAUNCH + place * HOUR for place in range(hours)]
    zone = team.campaign.zone
    frame = pd.DataFrame({"starts": starts, "day": [pd.Timestamp(at).tz_convert(zone).date() for at in starts]})
    frame = frame.assign(store="main", source="shop", grain="hour", currency="USD", revenue_minor=minor)
    team.desk.store.facts.replace(contract.contract(frame))


def test_a_forecast_is_kept_once_an_hour_while_the_launch_runs(team):
    sell(team, 12)
    at = LAUNCH + 12 * HOUR
    assert team.desk.forecasts.keep(team.campaign, at) is not None
    assert team.desk.forecasts.keep(team.campaign, at + timedelta(minutes=59)) is None
    assert team.desk.forecasts.keep(team.campaign, at + HOUR) is not None
    assert team.desk.forecasts.keep(team.campaign, LAUNCH - HOUR) is None
    assert team.desk.forecasts.keep(team.campaign, LAUNCH + timedelta(days=3)) is None


def test_too_few_hours_make_no_forecast(team):
    sell(team, 3)
    assert team.desk.forecasts.keep(team.campaign, LAUNCH + 3 * HOUR) is None


def test_forecasts_are_scored_when_the_launch_is_over(team):
    sell(team, 12)
    kept = team.desk.forecasts.keep(team.campaign, LAUNCH + 12 * HOUR)
    sell(team, 48)
    assert Room(team.desk.store, team.campaign, LAUNCH + 47 * HOUR).launch.scorecard() is None
    score = Room(team.desk.store, team.campaign, LAUNCH + 49 * HOUR).launch.scorecard()
    assert score.count == len(team.desk.store.records(Forecast).all()) == 1
    assert score.wape == pytest.approx(abs(kept.p50 - 48_000_000) / 48_000_000)
    assert score.baseline_wape == pytest.approx(abs(kept.baseline - 48_000_000) / 48_000_000)
