"""What the server does by itself: alerts, kept forecasts, tidy files; nothing for a campaign that is over."""

import asyncio
import shutil
from datetime import date, timedelta

import pytest

from campaign import demo
from campaign.base.phases import day_starts
from campaign.monitoring.alerts import Alert
from campaign.plan.campaigns import Campaign
from campaign.targets.forecast import Forecast
from campaign.web.server import hourly_jobs, state
from campaign.web.server.push import Live

DAY = date(2026, 11, 12)
NOW = day_starts(DAY, demo.ZONE) + demo.NOW


@pytest.fixture
def store(demo_folder, tmp_path, monkeypatch):
    monkeypatch.setenv("ELEVEN_DATA", str(shutil.copytree(demo_folder, tmp_path / "data")))
    yield state.store()
    state.store().close()


def test_a_round_keeps_a_forecast_and_leaves_one_alert_a_sku(store):
    hourly_jobs.make(NOW + timedelta(minutes=5), tidy=False)
    hourly_jobs.make(NOW + timedelta(minutes=6), tidy=False)
    assert len(store.records(Forecast).all()) == 1
    keys = [one.key for one in store.records(Alert).find(lambda one: one.is_open)]
    assert len(keys) == len(set(keys)) > 0


def test_tidying_changes_no_figure(store):
    campaign = store.records(Campaign).all()[0]
    before = store.facts.totals(campaign.store, "day", zone=campaign.zone).frame
    hourly_jobs.make(NOW, tidy=True)
    after = store.facts.totals(campaign.store, "day", zone=campaign.zone).frame
    assert before.equals(after)


def test_a_campaign_that_is_over_is_left_alone(store):
    hourly_jobs.make(NOW + timedelta(days=30), tidy=False)
    assert store.records(Forecast).all() == []


def test_a_round_begins_when_facts_change_and_not_with_every_look(store):
    async def looked():
        walk = hourly_jobs.Rounds(Live(), quiet_seconds=0)
        await walk.follow((1, 1))
        first = walk._round
        await first
        await walk.follow((2, 1))
        second = walk._round
        await walk.follow((2, 2))
        await walk._round
        return first is second, walk._round is second

    assert asyncio.run(looked()) == (True, False)


def test_a_round_waits_until_the_files_are_in(store):
    async def filled():
        walk = hourly_jobs.Rounds(Live(), quiet_seconds=0.2)
        for facts in range(1, 4):
            await walk.follow((1, facts))
        early = walk._round
        await asyncio.sleep(0.3)
        await walk.follow((1, 3))
        await walk._round
        return early

    assert asyncio.run(filled()) is None
