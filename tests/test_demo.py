"""The demo campaign: seeded, believable, consistent with itself, and something true for every page."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pandas as pd
import pytest

from campaign import demo
from campaign.desk import Desk, Refused
from campaign.plan import tasks
from campaign.plan.campaigns import Campaign, calendar
from campaign.room import Room
from campaign.storage import Store
from campaign.team.journal import Entry
from campaign.team.members import FUNCTIONS, Credential, Member

DAY = date(2026, 11, 12)
PASSWORD = "correct horse battery"
NOW = datetime(2026, 11, 12, 22, 20, tzinfo=UTC)
LAUNCH = DAY - timedelta(days=1)
SOLD = ["visitors", "buyers", "orders", "units", "revenue_minor"]


@pytest.fixture(scope="module")
def made(demo_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Store, Campaign]]:
    store = Store(shutil.copytree(demo_folder, tmp_path_factory.mktemp("made") / "data"))
    yield store, store.records(Campaign).one(1)
    store.close()


@pytest.fixture(scope="module")
def other(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    store = Store(tmp_path_factory.mktemp("other"))
    demo.make(store, DAY)
    yield store
    store.close()


@pytest.fixture
def room(made: tuple[Store, Campaign]) -> Room:
    return Room(*made, NOW)


def test_the_same_day_twice_in_two_stores_gives_the_same_figures(room: Room, other: Store) -> None:
    again = Room(other, other.records(Campaign).one(1), NOW)
    for by in ("day", "product", "channel"):
        pd.testing.assert_frame_equal(room.facts.totals(by).frame, again.facts.totals(by).frame)
    pd.testing.assert_frame_equal(room.levels.snapshot(), again.levels.snapshot())
    assert [entry.what for entry in room.team.journal()] == [entry.what for entry in again.team.journal()]
    assert [one.sentence for one in room.alerts.all()] == [one.sentence for one in again.alerts.all()]


def test_the_launch_day_is_the_same_by_day_hour_product_and_channel(room: Room) -> None:
    day = room.facts.totals("day", LAUNCH, LAUNCH).frame[SOLD].sum().to_dict()
    assert day["units"] > 0
    for by in ("hour", "product", "channel"):
        assert room.facts.totals(by, LAUNCH, LAUNCH).frame[SOLD].sum().to_dict() == day
    by_sku = room.facts.totals("sku", LAUNCH, LAUNCH).frame
    assert by_sku[["units", "revenue_minor"]].sum().to_dict() == {
        name: day[name] for name in ("units", "revenue_minor")
    }


def test_nobody_buys_more_than_came_and_nothing_is_below_zero(room: Room) -> None:
    for by in ("day", "product", "channel"):
        frame = room.facts.totals(by).frame
        assert (frame["buyers"] <= frame["visitors"]).all()
        assert (frame["buyers"] <= frame["orders"]).all()
        assert (frame["orders"] <= frame["units"]).all()
    assert (room.levels.snapshot()["on_hand"].dropna() >= 0).all()


def test_buyers_wait_in_warm_up_while_carts_and_favourites_rise(room: Room) -> None:
    days = room.facts.totals("day").frame.set_index("day")
    before = days[days.index < room.span("warm_up").first]
    week = days[(days.index >= LAUNCH - timedelta(days=7)) & (days.index < LAUNCH)]
    for cared in ("cart_users", "favourite_users"):
        assert 1.6 <= week[cared].mean() / before[cared].mean() <= 2.5
    assert week["units"].mean() < 0.85 * before["units"].mean()
    assert 50 <= days.loc[LAUNCH, "revenue_minor"] / before["revenue_minor"].mean() <= 100


def test_the_launch_is_a_little_behind_its_plan(room: Room) -> None:
    gmv, planned = room.launch.gmv(), room.launch.planned_so_far()
    assert gmv is not None
    assert planned is not None
    assert 0.85 <= gmv / planned <= 0.97
    assert room.facts.as_of() == NOW.replace(minute=0)
    assert DAY not in set(room.store.facts.cells(room.campaign.store, ("day",), ("spend_minor",))["day"])


def test_there_are_fifty_days_sixty_products_and_eight_channels(room: Room) -> None:
    assert len(room.facts.totals("day").frame) == 50
    catalogue = room.products.catalogue().values()
    assert len(catalogue) == 60
    assert all(2 <= len(one.skus) <= 5 for one in catalogue)
    channels = set(room.budget.channels()["channel"])
    assert len(channels - {"email"}) == 8


def test_the_team_is_a_commander_and_a_lead_for_each_function_without_passwords(room: Room) -> None:
    roster = list(room.team.members().values())
    assert [one.role for one in roster] == ["commander"] + ["lead"] * 7
    assert {function for one in roster for function in one.functions} == set(FUNCTIONS)
    assert room.store.records(Credential).all() == []


def test_the_checklist_is_in_mid_flight(room: Room) -> None:
    counts = room.tasks.progress().groupby("phase")[["done", "due", "late", "open", "waived", "total"]].sum()
    assert counts.loc["build_up", "waived"] == 1
    assert counts.loc["build_up", "done"] == counts.loc["build_up", "total"] - 1
    assert counts.loc["warm_up", "done"] == counts.loc["warm_up", "total"] - 1
    assert 2 <= counts["late"].sum() <= 4
    assert counts.loc["launch", "due"] > 0
    assert counts.loc["review", "open"] > 10
    assert any(tasks.status(task) == "doing" for task in room.tasks.of_phase("launch"))
    assert any(event.act == "untick" for task in room.tasks.all() for event in task.history)
    build_up, warm_up = (room.campaign.closing(phase) for phase in ("build_up", "warm_up"))
    assert build_up is not None
    assert build_up.waiver == ""
    assert warm_up is not None
    assert warm_up.waiver


def test_every_tier_is_decided_and_three_differ_from_what_sales_speak_for(room: Room) -> None:
    products = room.products.table()
    assert products["tier"].notna().all()
    assert set(products["tier"]) == {"hero", "activity", "volume", "clearance"}
    suggested = room.products.suggested().set_index("product_id").loc[products["product_id"]]
    assert (products["tier"].to_numpy() != suggested["by_sales"].to_numpy()).sum() == 3
    lowered = suggested[suggested["tier"] != suggested["by_sales"]]
    said = {product: " ".join(room.products.told((product,))[product].reasons) for product in lowered.index}
    assert sum("less than the lead time" in one for one in said.values()) == 1  # a hero whose stock is short
    assert all("less than the lead time" in one or re.search(r"for \d+ days, units −", one) for one in said.values())


def test_products_are_ahead_and_behind_and_buyers_were_called(room: Room) -> None:
    gaps = room.targets.gaps()
    assert (gaps["gap"] > 0).sum() >= 5
    assert (gaps["gap"] < 0).sum() >= 5
    assert 0.8 <= gaps["pace_share"].median() <= 1.2
    assert {one.basis == "typed" for one in room.targets.all()} == {True, False}
    assert {bool(one.result) for one in room.targets.callouts()} == {True, False}


def test_the_budget_has_a_reserve_releases_and_spend(room: Room) -> None:
    reserve = room.budget.reserve()
    assert reserve is not None
    assert reserve.held_minor == 2_400_000
    assert len(room.budget.releases()) == 2
    assert all(one.reason for one in room.budget.releases())
    assert reserve.left_minor == reserve.held_minor - sum(one.amount_minor for one in room.budget.releases())
    assert "manual" in set(room.facts.sources()["source"])
    assert room.budget.day_budget().basis == "plan"


def test_alerts_are_firing_cared_for_and_closed_by_goods(room: Room) -> None:
    states = {one.state for one in room.alerts.all()}
    assert {"firing", "acknowledged", "snoozed", "resolved"} >= states
    assert {"firing", "acknowledged"} <= states
    assert any(one.owner for one in room.alerts.all())
    assert 3 <= len(room.alerts.open()) <= 12
    assert len(room.stock.receipts()) == 1
    soonest = room.stock.triggers()[0]
    assert soonest.sold_share is not None
    assert soonest.sold_share > 0.85
    assert soonest.cover_hours is not None
    assert soonest.cover_hours < 12


def test_what_is_unknown_shows(room: Room) -> None:
    reasons = {one.label for one in room.review.outcome().unknowns}
    assert {"Goods cost", "Sell-out rate"} <= reasons
    counted = set(room.stock.skus()["product_id"])
    assert len(set(room.products.catalogue()) - counted) == 1
    assert len(room.stock.unjudged()) > 0
    assert any(one.cost_minor is None for one in room.products.catalogue().values())


def test_the_journal_runs_in_the_order_of_time_and_never_beyond_now(room: Room) -> None:
    entries = room.store.records(Entry).all()
    assert [one.at for one in entries] == sorted(one.at for one in entries)
    assert entries[-1].at <= NOW
    assert entries[0].at > NOW - timedelta(days=60)
    assert len(entries) > 100


def test_the_first_lessons_and_tracked_targets_are_written(room: Room) -> None:
    assert {one.kind for one in room.review.lessons()} == {"keep", "drop", "try"}
    assert {one.state for one in room.campaign.tracked} >= {"reached", "on_track", "at_risk"}


def test_every_screen_has_figures(room: Room) -> None:
    figures = room.wall.figures()
    assert figures.score.actual
    assert figures.gaps
    assert figures.running_out
    assert all(board.entries for board in figures.boards)


def test_no_person_outside_the_team_is_named(room: Room) -> None:
    names = {member.name for member in room.store.records(Member).all()}
    assert {entry.who for entry in room.team.journal()} <= names | {"command line"}


def test_the_demo_lives_at_any_day_and_instant(tmp_path: Path) -> None:
    store = Store(tmp_path)
    day = date(2027, 3, 15)  # the launch day is the one on which the clocks change
    campaign = demo.make(store, day, datetime(2027, 3, 15, 7, 3, tzinfo=UTC))
    room = Room(store, campaign, datetime(2027, 3, 15, 7, 3, tzinfo=UTC))
    assert calendar(campaign)[2].hours == 47
    assert room.launch.gmv()
    store.close()


def test_a_second_demo_has_the_people_of_the_first(other: Store) -> None:
    second = demo.make(other, DAY, by=other.records(Member).all()[0])
    assert len(other.records(Campaign).all()) == second.id > 1
    assert len(other.records(Member).all()) == 8


@pytest.fixture(scope="module")
def beside(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Store, Campaign, Campaign]]:
    """A shop with a commander and a campaign of its own, beside which the demo was opened."""
    store = Store(tmp_path_factory.mktemp("beside"))
    desk = Desk(store)
    kim = desk.accounts.set_up(desk.accounts.set_up_link(NOW), "Kim", "kim", PASSWORD, NOW)
    own = desk.campaigns.plan(
        kim, NOW, name="Ours", launch=date(2027, 6, 18), zone="Asia/Shanghai", currency="CNY", store="ours"
    )  # fmt: skip
    yield store, own, demo.make(store, DAY, NOW, kim)
    store.close()


def test_the_demo_adds_nobody_to_a_campaign_of_ones_own(beside: tuple[Store, Campaign, Campaign]) -> None:
    store, own, demonstration = beside
    room, people = Room(store, own, NOW), {name for name, _role, _functions in demo.TEAM}
    assert [one.name for one in room.team.members().values()] == ["Kim"]
    assert {one.name for seated in room.team.leads().values() for one in seated} == {"Kim"}
    assert {room.team.owner(task) for task in room.tasks.all()} == {None, "Kim"}
    assert [one.name for one in room.registers.surroundings().members.values()] == ["Kim"]
    assert not {one.who for one in room.team.audit()} & people
    assert not {one.title for one in room.team.audit()} & people
    assert room.team.without_password() == frozenset()

    there = Room(store, demonstration, NOW)
    assert {one.name for one in there.team.members().values()} == people | {"Kim"}
    assert {one.who for one in there.team.journal()} & people
    assert {one.title for one in there.team.audit()} >= people


def test_nobody_comes_in_as_one_of_the_demos_people(beside: tuple[Store, Campaign, Campaign]) -> None:
    store, own, _demonstration = beside
    desk, table = Desk(store), store.records(Member)
    kim, lin = table.by("login", "kim")[0], table.by("login", "lin.yue")[0]
    with pytest.raises(Refused, match="Lin Yue is of the demo"):
        desk.accounts.reinvite(kim, lin.id, NOW)
    with pytest.raises(Refused, match="do not belong together"):
        desk.accounts.sign_in("lin.yue", PASSWORD, "127.0.0.1", NOW)
    with pytest.raises(Refused, match="Kim is the only commander"):
        desk.accounts.change_member(kim, kim.id, NOW, name="Kim", role="member", functions=(), active=True)
    real, link = desk.accounts.invite(kim, "Lin Yue", "lin.yue", "member", (), NOW)
    desk.accounts.accept_invitation(link, PASSWORD, NOW)
    assert desk.accounts.sign_in("lin.yue", PASSWORD, "127.0.0.1", NOW)[1].id == real.id
    assert real.id in Room(store, own, NOW).team.members()


def test_only_who_may_plan_makes_a_demo(tmp_path: Path) -> None:
    store = Store(tmp_path)
    lead, _secret = Desk(store).accounts.invite(None, "Kim", "kim", "lead", ("product",), NOW)
    with pytest.raises(Refused):
        demo.make(store, DAY, by=lead)
    assert store.records(Campaign).all() == []
    store.close()
