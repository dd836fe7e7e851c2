"""From the first visit of a stranger to a planned campaign."""

from contextlib import closing

import httpx2
import pytest
from playwright.sync_api import expect

from campaign.storage import Store
from tests.web.conftest import PASSWORD, launched

from .conftest import Shop

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture
def bare(tmp_path):
    """A server that nobody has ever visited."""
    server = launched(tmp_path)
    server.start()
    with closing(Store(tmp_path)) as store:
        yield Shop(tmp_path, store, server)
    server.stop()


def test_a_stranger_is_led_to_set_up_and_from_there_to_a_planned_campaign(bare, meet):
    stranger = meet(bare)
    page = stranger.page

    page.goto(bare.url + "/warm-up")
    assert page.url == bare.url + "/set-up"
    assert page.locator("input, button, form").count() == 0
    assert httpx2.get(f"{bare.url}/set-up/{'x' * 32}").text.count("<input") == 0

    page.goto(bare.url + bare.server.set_up_link())
    for name, text in {"name": "Lin Yue", "login": "lin", "password": PASSWORD}.items():
        page.locator(f"input[name={name}]").fill(text)
    page.locator("button[type=submit]").click()

    stranger.reads("Nothing is planned yet")
    expect(page.get_by_role("button", name="Open the demo campaign")).to_be_visible()
    stranger.writes("plan.name", "Singles day")
    stranger.writes("plan.store", "main")
    stranger.chooses("plan.zone", "Asia/Shanghai")
    stranger.chooses("plan.currency", "CNY")
    stranger.writes("plan.gmv", "1,200,000")
    stranger.writes("plan.budget", "120,000")
    page.get_by_role("button", name="Plan the campaign").click()

    stranger.reads("Due and overdue")
    assert bare.campaign.gmv_target_minor == 120_000_000
    total = 0
    for path in ("/build-up", "/warm-up", "/launch", "/review"):
        stranger.opens(path)
        total += page.locator('.st-key-tight-checklist [class*="st-key-row-tick-"]').count()
    assert total == 102


def test_the_first_screen_opens_the_demo_campaign(bare, meet):
    guest = meet(bare)
    guest.page.goto(bare.url + bare.server.set_up_link())
    for name, text in {"name": "Lin Yue", "login": "lin", "password": PASSWORD}.items():
        guest.page.locator(f"input[name={name}]").fill(text)
    guest.page.locator("button[type=submit]").click()
    guest.presses("first.demo")
    guest.reads("Due and overdue", "Launch GMV")
    assert bare.campaign.demo
