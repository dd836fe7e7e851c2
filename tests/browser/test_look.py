"""The look of the pages: nothing that a page shows takes its place."""

from datetime import UTC, datetime

import pytest
from playwright.sync_api import expect

from campaign.plan.tasks import is_open
from campaign.room import Room

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture
def room(shop) -> Room:
    return Room(shop.store, shop.campaign, datetime.now(UTC))


def toasted(person, words: str) -> None:
    """A toast says this, and the page keeps its look while it stands there and once it has gone."""
    toast = person.page.get_by_test_id("stToast").filter(has_text=words)
    expect(toast.first).to_be_visible()
    assert person.dressed(), words
    toast.first.get_by_role("button").first.click()
    expect(toast).to_have_count(0)
    person.rests()
    assert person.dressed(), words


def test_a_tick_ahead_of_its_turn_leaves_the_rows_whole(shop, meet, room):
    ahead = next(one for one in room.tasks.all() if is_open(one) and room.registers.waiting().get(one.task))
    person = meet(shop, "lin")
    person.opens("/" + ahead.phase.replace("_", "-"))
    row = person.at(f"row-tick-{ahead.phase}-{ahead.task}")
    before = row.bounding_box()["height"]
    row.locator("label").first.click()
    toasted(person, "Ticked, though it waits for")
    assert row.bounding_box()["height"] <= before + 1


def test_a_refusal_in_the_drawer_leaves_the_look(shop, meet, room):
    alert = room.alerts.open()[0]
    person = meet(shop, "lin")
    person.opens("/launch")
    person.presses(f"more-alert-launch-{alert.id}")
    person.page.get_by_text("Close it with a reason").click()
    person.presses("resolve.save")
    toasted(person, "To close an alert write what was decided")
    person.page.keyboard.press("Escape")
    expect(person.at("resolve.save")).to_have_count(0)
    assert person.dressed()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_what_was_saved_is_told_and_the_next_page_wears_the_look(shop, meet, scheme):
    person = meet(shop, "lin", color_scheme=scheme)
    person.opens("/settings")
    person.page.get_by_label("GMV target of the launch").fill("1,300,000" if scheme == "light" else "1,400,000")
    person.page.keyboard.press("Tab")
    person.presses("settings.save")
    toasted(person, "Saved; every page follows.")
    person.walks("/stock")
    assert person.dressed()


def test_an_address_that_no_page_has_wears_it_too(shop, meet):
    person = meet(shop, "lin")
    person.opens("/nowhere")
    assert person.dressed()
    person.wrong.clear()  # the browser logs that there is no such page
