"""The order of work: what a task waits for is said, and never bars its tick."""

from datetime import UTC, date, datetime, timedelta

import pytest
from pydantic import ValidationError

from campaign.plan import campaigns, task_order
from campaign.plan.playbook import Playbook, load
from campaign.plan.tasks import tick, waive

AT = datetime(2026, 10, 1, 18, tzinfo=UTC)
WHO = {"at": AT, "member": 1, "who": "Ada"}
BOOK = load("double11")
AFTER = {task.id: task.after for task in BOOK.tasks}


@pytest.fixture(scope="module")
def tasks():
    campaign = campaigns.plan(
        BOOK, name="D11", launch=date(2026, 11, 11), zone="America/Los_Angeles", currency="USD", store="main",
        created=AT,
    )  # fmt: skip
    return {task.task: task for task in campaigns.tasks(BOOK, campaign)}


def named(found):
    return {task: [one.task for one in before] for task, before in found.items()}


def test_nothing_is_signed_up_before_its_price_and_stock_are_checked(tasks):
    found = named(task_order.waiting(tasks.values(), AFTER))
    for task in ("P1-PR-1", "P1-PR-2", "P1-PR-3", "P1-PR-4"):
        assert found[task] == ["P1-PR-6", "P1-LS-10"]  # the one due first stands first
    assert found["P1-LS-10"] == ["P1-LS-3"]


def test_a_done_or_waived_task_is_waited_for_no_longer(tasks):
    checked = {
        **tasks,
        "P1-PR-6": tick(tasks["P1-PR-6"], **WHO),
        "P1-LS-10": waive(tasks["P1-LS-10"], "no such check here", **WHO),
    }
    assert "P1-PR-1" not in task_order.waiting(checked.values(), AFTER)


def test_a_tick_ahead_of_its_turn_stands_and_is_told(tasks):
    ahead = {**tasks, "P1-PR-1": tick(tasks["P1-PR-1"], **WHO)}
    assert named(task_order.waiting(ahead.values(), AFTER))["P1-PR-1"] == ["P1-PR-6", "P1-LS-10"]


def test_who_is_waited_for_is_late_once_its_day_is_over(tasks):
    before = task_order.waiting(tasks.values(), AFTER)["P1-PR-1"]
    due = tasks["P1-PR-6"].due
    assert [one.task for one in task_order.late(before, due)] == ["P1-PR-6"]
    assert task_order.late(before, due - timedelta(seconds=1)) == ()


def test_no_task_is_due_before_what_it_waits_for(tasks):
    pairs = [(one, before) for one, several in AFTER.items() for before in several]
    assert len(pairs) > 40
    assert [pair for pair in pairs if tasks[pair[1]].due > tasks[pair[0]].due] == []


def test_a_circle_is_named_when_the_playbook_is_read():
    body = BOOK.model_dump(mode="json")
    by_id = {task["id"]: task for task in body["tasks"]}
    by_id["P1-LS-3"]["after"] = ["P1-PR-1"]
    with pytest.raises(ValidationError, match=r"in a circle: .*P1-LS-3"):
        Playbook.model_validate(body)
