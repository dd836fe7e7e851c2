"""A campaign planned from the playbook: its calendar, its tasks, its closings."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from campaign.base.language import speaking
from campaign.base.money import MoneyError
from campaign.base.phases import PhaseError, day_starts
from campaign.plan import campaigns
from campaign.plan.campaigns import Campaign, PlanError
from campaign.plan.playbook import Thresholds, load
from campaign.plan.tasks import tick, waive

BOOK = load("double11")
CREATED = datetime(2026, 9, 20, 9, tzinfo=UTC)
AT = datetime(2026, 10, 27, 20, tzinfo=UTC)
WHO = {"at": AT, "member": 1, "who": "Ada"}


def planned(**changes):
    given = {
        "name": "Double 11",
        "launch": date(2026, 11, 11),
        "zone": "America/Los_Angeles",
        "currency": "USD",
        "store": "main",
        "created": CREATED,
    }
    return campaigns.plan(BOOK, **(given | changes))


def test_a_campaign_keeps_its_own_copy_of_the_thresholds():
    campaign = planned()
    assert campaign.thresholds == BOOK.thresholds
    own = campaign.model_copy(update={"thresholds": Thresholds(quiet_days=3)})
    assert BOOK.thresholds.quiet_days == 7
    assert Campaign.model_validate_json(own.model_dump_json()) == own


def test_a_name_and_a_store_are_kept_without_blanks_around():
    assert planned(name=" Double 11 \n").name == "Double 11"
    assert planned(store=" main ").store == "main"


@pytest.mark.parametrize(
    ("changes", "error", "sentence"),
    [
        ({"name": "  "}, PlanError, "needs a name"),
        ({"store": ""}, PlanError, "needs a store"),
        ({"gmv_target_minor": -1}, PlanError, "GMV target: .* is below 0"),
        ({"budget_minor": -100}, PlanError, "Budget: −\\$1 is below 0"),
        ({"zone": "Shanghai"}, PhaseError, "'Shanghai' is not a time zone"),
        ({"currency": "RMB"}, MoneyError, "'RMB' is not a currency code"),
        ({"launch": date.max}, PhaseError, "too far away"),
    ],
)
def test_what_cannot_be_planned_is_refused_with_a_sentence(changes, error, sentence):
    with pytest.raises(error, match=sentence):
        planned(**changes)


def test_the_calendar_has_the_hours_of_the_zone():
    assert [phase.hours for phase in campaigns.calendar(planned())] == [648, 337, 48, 192]
    assert [phase.hours for phase in campaigns.calendar(planned(zone="Asia/Shanghai"))] == [648, 336, 48, 192]


def test_the_successor_campaigns_sign_ups_are_milestones_of_october():
    marks = {mark.task: mark.day for mark in campaigns.milestones(planned())}
    assert marks["P4-MK-1"] == date(2026, 10, 21)
    assert marks["P4-MK-2"] == date(2026, 10, 30)
    days = [mark.day for mark in campaigns.milestones(planned())]
    assert days == sorted(days)
    with speaking("zh_CN"):
        assert "正式期开始" in {mark.title for mark in campaigns.milestones(planned())}


def test_tasks_are_due_as_documented():
    campaign = planned().model_copy(update={"id": 7})
    tasks = {task.task: task for task in campaigns.tasks(BOOK, campaign)}
    launch = campaigns.calendar(campaign)[2]
    assert len(tasks) == 102
    assert tasks["P3-OV-1"].due == tasks["P3-OV-5"].due == launch.starts
    assert tasks["P4-MK-1"].due == day_starts(date(2026, 10, 22), campaign.zone)
    assert tasks["P4-MK-2"].due == day_starts(date(2026, 10, 31), campaign.zone)
    assert tasks["P1-OV-3"].due == campaigns.calendar(campaign)[0].ends
    assert {task.campaign for task in tasks.values()} == {7}
    assert tasks["P3-MK-2"].parts[8] == "push 3: bulk buyer messages"


@given(st.dates(date(1950, 1, 1), date(2150, 1, 1)), st.sampled_from(["America/Los_Angeles", "Asia/Shanghai", "UTC"]))
@example(date(2011, 12, 31), "Pacific/Apia")
@example(date(2024, 5, 9), "Africa/Cairo")
def test_all_but_four_tasks_are_due_inside_their_phase(launch, zone):
    campaign = planned(launch=launch, zone=zone)
    spans = {phase.key: phase for phase in campaigns.calendar(campaign)}
    outside = {
        task.task
        for task in campaigns.tasks(BOOK, campaign)
        if not spans[task.phase].starts < task.due <= spans[task.phase].ends
    }
    assert outside == {"P3-OV-1", "P3-OV-5", "P4-MK-1", "P4-MK-2"}


def test_a_phase_with_an_open_core_task_closes_only_with_a_written_waiver():
    campaign = planned()
    tasks = list(campaigns.tasks(BOOK, campaign))
    with pytest.raises(PlanError, match=r"P2-OV-1 .*; P2-OV-3 .*; P2-OV-4 .*; P2-PR-1 ") as refusal:
        campaigns.close(campaign, "warm_up", tasks, **WHO)
    assert refusal.value.facts["tasks"] == ("P2-OV-1", "P2-OV-3", "P2-OV-4", "P2-PR-1")
    with pytest.raises(PlanError):
        campaigns.close(campaign, "warm_up", tasks, waiver="   ", **WHO)
    closed = campaigns.close(campaign, "warm_up", tasks, waiver=" the fair moved ", **WHO)
    assert closed.closing("warm_up").waiver == "the fair moved"
    assert closed.closing("launch") is None


def test_done_and_waived_core_tasks_let_a_phase_close_and_others_do_not_matter():
    campaign = planned()
    tasks = [
        task
        if not task.core
        else waive(task, "not in this market", **WHO)
        if task.task == "P2-OV-4"
        else tick(task, **WHO)
        for task in campaigns.tasks(BOOK, campaign)
    ]
    closed = campaigns.close(campaign, "warm_up", tasks, **WHO)
    assert closed.closing("warm_up").who == "Ada"
    assert closed.closing("warm_up").waiver == ""


def test_a_second_closing_keeps_who_closed_first_and_reopening_forgets_it():
    campaign = planned()
    closed = campaigns.close(campaign, "review", [], **WHO)
    again = campaigns.close(closed, "review", [], at=AT + timedelta(1), member=2, who="Bo")
    assert again is closed
    assert campaigns.reopen(closed, "review").closings == ()


def test_a_tracked_target_has_an_owner_and_a_state():
    campaign = planned()
    assert campaign.tracked_state("team_mood").state == "not_started"
    followed = campaigns.track(campaign, "team_mood", 3, "at_risk")
    assert followed.tracked_state("team_mood").owner == 3
    assert followed.tracked_state("team_mood").state == "at_risk"
    assert followed.tracked_state("traffic_data") == campaign.tracked_state("traffic_data")
    with pytest.raises(PlanError, match="no tracked target 'weather'"):
        campaigns.track(campaign, "weather", None, "reached")
    with pytest.raises(PlanError, match="'fine' is no state; choose not_started, on_track"):
        campaigns.track(campaign, "team_mood", None, "fine")
