"""Every reading of the demo campaign says what its records and facts say, and unknown where they are silent."""

from datetime import date, timedelta

import pandas as pd
import pytest

from campaign import exports
from campaign.base.language import speaking
from campaign.desk import Desk
from campaign.plan.tasks import Task
from campaign.room import Room
from campaign.storage import Store
from tests.room.conftest import AT, DAY

LAUNCH = date(2026, 11, 11)


def test_the_sums_of_the_launch_day_agree_by_day_product_channel_and_hour(room):
    for measure in ("revenue_minor", "units"):
        sums = {
            by: int(room.facts.totals(by, LAUNCH, LAUNCH).frame[measure].sum())
            for by in ("day", "product", "sku", "channel", "hour")
        }
        assert len(set(sums.values())) == 1, (measure, sums)
        assert sums["day"] == room.facts.on(LAUNCH, measure)


def test_the_running_day_counts_its_hours(room):
    hours = room.launch.hours().set_index("hour")["revenue_minor"].dropna()
    today = hours[[at.tz_convert(room.campaign.zone).date() == DAY for at in hours.index]]
    assert len(today) == 14
    assert int(today.sum()) == room.facts.on(DAY, "revenue_minor")
    assert room.launch.gmv() == int(hours.sum())


def test_the_plan_of_the_hours_is_the_gmv_target(room):
    assert room.launch.hour_plan()["planned_minor"].sum() == pytest.approx(room.campaign.gmv_target_minor)
    assert 0 < room.launch.planned_share() < 1


def test_a_day_without_facts_is_unknown_not_zero(room):
    assert room.facts.on(DAY + timedelta(days=1), "revenue_minor") is None
    assert room.facts.over(DAY, DAY - timedelta(days=1), ("units",)) == {"units": None}


def test_every_product_stands_once_with_its_decision_beside_the_suggestion(room):
    frame = room.products.table()
    assert frame["product_id"].is_unique
    assert len(frame) == len(room.products.catalogue()) == 60
    decided = room.products.decided()
    assert all(decided[row["product_id"]] == row["tier"] for row in frame.to_dict("records"))
    assert (frame["tier"] != frame["suggested"]).sum() >= 3
    assert all(one.reasons for one in room.products.told(tuple(frame["product_id"])).values())


def test_targets_that_people_typed_come_before_those_worked_out(room):
    typed = {one.product_id for one in room.targets.typed()}
    every = {one.product_id: one for one in room.targets.all()}
    assert typed
    assert typed < every.keys()
    assert {every[one].basis for one in typed} == {"typed"}
    assert all(every[one].basis != "typed" for one in every.keys() - typed)


def test_the_gaps_of_the_warm_up_are_ranked_and_add_up_to_the_pace(room):
    gaps = room.targets.gaps()
    ranked = gaps["gap"].dropna()
    assert ranked.is_monotonic_decreasing
    cared = room.targets.pace().dropna(subset=["actual"])["actual"].iloc[-1]
    assert int(gaps[["favourites", "carts"]].sum().sum()) == int(cared)


def test_planned_spent_and_left_of_the_ledger_add_up(room):
    ledger = room.budget.ledger()
    planned = sum(one.amount_minor for one in (*room.budget.lines(), *room.budget.releases()))
    assert int(ledger["planned_minor"].sum()) == planned
    assert int(ledger["spent_minor"].sum()) == room.budget.spent()
    known = ledger.dropna(subset=["left_minor"])
    assert (known["planned_minor"] - known["spent_minor"] == known["left_minor"]).all()


def test_the_plan_of_the_day_stands_beside_the_rule(room):
    day = room.budget.day_budget()
    assert day.basis == "plan"
    yesterday = room.facts.on(DAY - timedelta(days=1), "revenue_minor")
    assert day.rule_minor == pytest.approx(yesterday * room.campaign.thresholds.budget_rate, abs=1)


def test_restock_never_speaks_of_clearance_and_says_what_it_cannot_judge(room):
    skus = room.stock.skus().set_index("sku_id")
    triggers = room.stock.triggers()
    assert triggers
    assert all(skus.loc[one.sku_id, "tier"] != "clearance" for one in triggers)
    assert all(skus.loc[one.sku_id, "role"] in room.campaign.thresholds.restock_roles for one in triggers)
    covers = [one.cover_hours for one in triggers if one.cover_hours is not None]
    assert covers == sorted(covers)


def test_each_sku_has_at_most_one_open_alert(room):
    keys = [one.key for one in room.alerts.open()]
    assert keys
    assert len(keys) == len(set(keys))


def test_the_review_says_what_is_not_known_and_why(room):
    review = room.review.outcome()
    assert review.figure("revenue_minor").value == room.launch.gmv()
    for figure in (*review.completion, *review.profit):
        assert (figure.value is None) == bool(figure.reason), figure.key
    assert review.unknowns
    assert all(one.reason for one in review.unknowns)


def test_the_drivers_add_up_to_the_change_whatever_they_are_compared_with(room):
    for baseline in (None, (date(2026, 10, 13), date(2026, 10, 26))):
        moved = room.review.outcome(baseline).drivers
        assert sum(one.effect_minor for one in moved.effects) == moved.after_minor - moved.before_minor


@pytest.mark.parametrize("form", exports.FORMATS)
@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_the_retrospective_is_written_in_every_format_and_language(room, form, language):
    with speaking(language):
        assert len(exports.export(room.review.retrospective(), form)) > 5_000


@pytest.mark.parametrize("days", [-60, -30, -10, -1, 0, 1, 5, 30])
def test_the_wall_has_something_true_to_show_in_every_phase(shop, days):
    figures = Room(*shop, AT + timedelta(days=days)).wall.figures()
    assert figures.score is not None
    assert len(figures.boards) == 4
    assert figures.score.word == ("gmv" if days >= -1 else "favourites_and_carts")


def test_a_reading_is_kept_until_what_it_rests_on_changes(shop, room):
    store, campaign = shop
    products, tasks = room.products.table(), room.tasks.all()
    desk = Desk(store)
    open_task = next(task for task in tasks if not task.history)
    desk.tasks.tick(None, campaign.id, open_task.task, AT)
    again = Room(store, campaign, AT)
    assert again.products.table() is products
    assert again.tasks.all() is not tasks
    desk.tasks.untick(None, campaign.id, open_task.task, AT)


def test_what_another_process_changed_is_read_at_once(shop, room):
    store, campaign = shop
    other = Store(store.folder)
    task = next(task for task in room.tasks.all() if not task.history)
    Desk(other).tasks.tick(None, campaign.id, task.task, AT)
    fresh = next(one for one in Room(store, campaign, AT).tasks.all() if one.task == task.task)
    assert [event.act for event in fresh.history] == ["tick"]
    Desk(other).tasks.untick(None, campaign.id, task.task, AT)
    other.close()


def test_inside_a_transaction_a_reading_sees_its_own_changes(shop):
    store, campaign = shop
    records = store.records(Task)
    first = records.by("campaign", campaign.id)[0]
    with store.transaction():
        records.put(first.model_copy(update={"title_en": "changed"}))
        inside = Room(store, campaign, AT).tasks.all()[0].title_en
        records.put(records.one(first.id).model_copy(update={"title_en": first.title_en}))
    assert inside == "changed"
    assert Room(store, campaign, AT).tasks.all()[0].title_en == first.title_en


def test_a_ticked_task_keeps_its_place_in_the_checklist(shop, room):
    store, campaign = shop
    before = [task.task for task in room.tasks.all()]
    ticked = next(task for task in room.tasks.all() if not task.history)
    Desk(store).tasks.tick(None, campaign.id, ticked.task, AT)
    assert [task.task for task in Room(store, campaign, AT).tasks.all()] == before
    Desk(store).tasks.untick(None, campaign.id, ticked.task, AT)


def test_the_commander_answers_for_what_is_overall_while_nobody_leads_it(tmp_path):
    desk = Desk(Store(tmp_path))
    commander = desk.accounts.set_up(desk.accounts.set_up_link(AT), "Lin Yue", "lin", "correct horse battery", AT)
    campaign = desk.campaigns.plan(
        commander, AT, name="Next", launch=DAY, zone="Asia/Shanghai", currency="CNY", store="next"
    )
    room = Room(desk.store, campaign, AT)
    mine = room.tasks.mine(room.tasks.all(), commander)
    assert mine
    assert {task.function for task in mine} == {"overall"}
    assert set(room.tasks.due(commander)) <= set(mine)
    desk.store.close()


def test_nothing_known_is_read_without_an_error(tmp_path):
    store = Store(tmp_path)
    campaign = Desk(store).campaigns.plan(
        None, AT, name="618", launch=LAUNCH, zone="Asia/Shanghai", currency="CNY", store="new"
    )
    room = Room(store, campaign, AT)
    assert room.launch.gmv() is None
    assert room.products.table().empty
    assert room.targets.gaps().empty
    assert room.stock.triggers() == ()
    assert room.budget.spent() is None
    assert room.launch.finish().reason
    assert pd.isna(room.targets.pace()["plan"]).all()
    assert all(figure.value is None for figure in room.review.outcome().completion)
    assert room.wall.figures().score.actual is None
    store.close()
