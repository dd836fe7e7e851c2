"""The checklist in one hand: ticking, taking back and waiving on a phone."""

from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import expect

from campaign.plan.tasks import Task, done_by, is_open, ticked_parts, waived_by

from .conftest import COMMANDER, PHONE

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def test_a_task_is_ticked_taken_back_and_waived_with_a_reason(shop, meet):
    at = datetime.now(UTC)
    planned = shop.desk.campaigns.plan(
        shop.commander, at, name="Next", launch=at.date() + timedelta(days=3), zone="Asia/Shanghai",
        currency="CNY", store="next",
    )  # fmt: skip
    tasks = shop.store.records(Task)
    chosen = next(one for one in tasks.by("campaign", planned.id) if one.phase == "warm_up" and not one.parts)

    def stored() -> Task:
        return tasks.one(chosen.id)

    person = meet(shop, "lin", **PHONE)
    person.opens(f"/warm-up?campaign={planned.id}")
    row = person.at(f"row-tick-warm_up-{chosen.task}")
    box = row.locator("input[type=checkbox]")
    height = row.locator("label").first.bounding_box()["height"]
    assert height >= 24, "a finger hits nothing smaller"

    row.locator("label").first.tap()
    expect(row).to_contain_text(f"{COMMANDER} ·")
    assert done_by(stored()).who == COMMANDER
    assert all(ticked_parts(stored()))

    row.locator("label").first.tap()
    expect(box).not_to_be_checked()
    expect(row).not_to_contain_text(f"{COMMANDER} ·")
    assert is_open(stored())
    assert [one.act for one in stored().history] == ["tick", "untick"]

    person.at(f"open-warm_up-{chosen.task}").locator("button").tap()
    person.writes("card.note", "The platform dropped it this year")
    person.at("card.waive").locator("button").tap()
    expect(box).to_be_disabled()
    assert waived_by(stored()).note == "The platform dropped it this year"
