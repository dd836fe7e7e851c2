"""The demo beside a campaign of one's own: its people stay in it, and nobody lands in it unasked."""

from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import expect

from campaign import demo
from campaign.plan.campaigns import Campaign
from campaign.team.members import Member
from tests.web.conftest import PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.slow]

PEOPLE = [name for name, _role, _functions in demo.TEAM]


@pytest.fixture(scope="module")
def own(shop):
    """A campaign of the shop's own, far ahead, while the demo is in its launch."""
    now = datetime.now(UTC)
    return shop.desk.campaigns.plan(
        shop.commander, now, name="Our 618", launch=now.date() + timedelta(days=200), zone="Asia/Shanghai",
        currency="CNY", store="ours",
    )  # fmt: skip


def test_sign_in_lands_in_ones_own_campaign_where_nobody_of_the_demo_is_seen(shop, own, meet):
    person = meet(shop)
    person.page.goto(shop.url + "/team")
    person.page.locator("input[name=login]").fill("lin")
    person.page.locator("input[name=password]").fill(PASSWORD)
    person.page.locator("button[type=submit]").click()
    expect(person.at("members")).to_be_visible()
    person.rests()
    assert f"campaign={own.id}" in person.page.url
    said = person.page.locator("body").inner_text()
    assert not [name for name in PEOPLE if name in said]

    person.chooses("picked", next(one.name for one in shop.store.records(Campaign).all() if one.demo))
    person.reads(*PEOPLE)
    assert [one.login for one in shop.store.records(Member).all() if not one.demo] == ["lin"]
