"""A page has several live pieces; news that reach one of them reach them all, tick after tick."""

import pytest
from playwright.sync_api import expect

from campaign.plan.tasks import Task, is_open

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def launch_tasks(shop) -> list[Task]:
    return [one for one in shop.store.records(Task).by("campaign", shop.campaign.id) if one.phase == "launch"]


def test_every_live_piece_of_a_page_follows_each_of_many_ticks(shop, meet):
    ticking, watching = meet(shop, "lin"), meet(shop, "lin")
    for one in (ticking, watching):
        one.opens("/launch")
    tasks = launch_tasks(shop)
    done = len(tasks) - sum(is_open(one) for one in tasks)
    for number, task in enumerate([one for one in tasks if is_open(one)][:5], start=done + 1):
        ticking.at(f"row-tick-launch-{task.task}").locator("label").first.click()
        expect(watching.at(f"row-tick-launch-{task.task}").locator("input").first).to_be_checked(timeout=15_000)
        expect(watching.at("figures")).to_contain_text(f"{number} / {len(tasks)}", timeout=15_000)
        expect(watching.at("tight-checklist")).to_contain_text(f"{number} / {len(tasks)}", timeout=15_000)
