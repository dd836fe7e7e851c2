"""Evidence in the room: lists and sign-ups beside tasks, ticks they contradict, tasks that wait."""

from datetime import UTC, date, datetime

import pytest

from campaign import registers
from campaign.desk import Desk
from campaign.room import Room
from campaign.storage import Store

AT = datetime(2026, 10, 12, 17, 20, tzinfo=UTC)


@pytest.fixture
def desk(tmp_path):
    store = Store(tmp_path)
    yield Desk(store)
    store.close()


@pytest.fixture
def campaign(desk):
    return desk.campaigns.plan(
        None, AT, name="D11", launch=date(2026, 11, 11), zone="America/Los_Angeles", currency="USD", store="main"
    )


def room(desk, campaign, at=AT):
    return Room(desk.store, campaign, at)


def asset(desk, campaign, state="ready", **more):
    entry = registers.fresh(
        registers.load("assets"), campaign.id, cells={"asset": "theme_page", "phase": "build_up"}, state=state, **more
    )
    return desk.registers.add(None, entry, AT)


def test_a_tick_that_its_list_contradicts_is_marked_and_stands(desk, campaign):
    desk.tasks.tick(None, campaign.id, "P1-VI-1", AT)
    assert (
        room(desk, campaign).registers.contradicted() == frozenset()
    )  # nobody keeps the list: nothing is contradicted
    entry = asset(desk, campaign)
    seen = room(desk, campaign)
    assert seen.registers.evidence()["P1-VI-1"].text == "Visual assets: 0 of 1 ready"
    assert seen.registers.contradicted() == {"P1-VI-1"}
    assert seen.tasks.shown()["P1-VI-1"] == "done"
    desk.registers.change(None, entry.id, AT, cells={"link": "plan.pdf"}, owner=1)
    assert room(desk, campaign).registers.contradicted() == frozenset()


def test_sign_ups_stand_beside_the_lists(desk, campaign):
    found = room(desk, campaign).registers.evidence()
    assert found["P1-PR-1"] == ("empty", "Sign-ups: nothing is signed up yet", None)
    assert "Campaign brief: no entry yet" in found["P1-OV-1"].text
    assert {"P1-PR-1", "P1-PR-2", "P1-PR-3", "P1-PR-4", "P3-MK-2"} <= found.keys()


def test_the_brief_is_there_once_somebody_wrote_it(desk, campaign):
    assert room(desk, campaign).registers.brief() is None
    cells = dict.fromkeys(("audience", "offer", "advantage", "story"), "x")
    desk.registers.add(None, registers.fresh(registers.load("brief"), campaign.id, cells=cells), AT)
    assert room(desk, campaign).registers.brief().cells == cells


def test_entries_are_counted_on_the_campaigns_own_day(desk, campaign):
    asset(desk, campaign, "wanted", due=date(2026, 10, 12))
    assert room(desk, campaign).registers.tallies()["assets"].overdue == 0
    late = room(desk, campaign, datetime(2026, 10, 13, 7, 0, tzinfo=UTC))  # midnight in Los Angeles
    assert late.registers.tallies()["assets"].overdue == 1


def test_the_history_of_an_entry_knows_files_too(desk, campaign):
    entry = asset(desk, campaign, "wanted")
    kind = registers.load("assets")
    brought = desk.registers.read(campaign, kind, f"No.,Asset,Phase,State\n{entry.id},,,Ready\n".encode(), "a.csv")
    assert [one.message for one in brought.faults] == ["Asset is empty; fill it in"]  # a cell emptied is emptied
    brought = desk.registers.read(campaign, kind, f"No.,State\n{entry.id},Ready\n".encode(), "a.csv")
    desk.registers.take_in(None, campaign, kind, brought, AT)
    other = asset(desk, campaign)
    seen = room(desk, campaign)
    assert [one.what for one in seen.registers.entry_history(entry.id)] == ["import_entries", "add_entry"]
    assert [one.what for one in seen.registers.entry_history(other.id)] == ["add_entry"]


def test_a_task_waits_until_what_comes_before_is_done(desk, campaign):
    assert [one.task for one in room(desk, campaign).registers.waiting()["P1-OV-5"]] == ["P1-OV-4"]
    desk.tasks.tick(None, campaign.id, "P1-OV-4", AT)
    assert "P1-OV-5" not in room(desk, campaign).registers.waiting()
