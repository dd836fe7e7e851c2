from datetime import timedelta

import pytest

from campaign.base.phases import PhaseError
from campaign.desk import Refused
from campaign.plan.campaigns import Campaign, PlanError
from campaign.review.lessons import Lesson
from campaign.storage.documents.database import StaleEdit
from tests.desk.conftest import AT

LATER = AT + timedelta(hours=2)


def test_only_the_commander_plans(team):
    for member in (team.lead, team.member):
        with pytest.raises(Refused):
            team.desk.campaigns.change(member, team.campaign.id, AT, gmv_target_minor=1)


def test_a_campaign_that_cannot_be_planned_leaves_nothing_behind(team):
    plan = {"name": "618", "launch": team.campaign.launch, "currency": "CNY", "store": "main"}
    with pytest.raises(PhaseError):
        team.desk.campaigns.plan(team.commander, AT, **plan, zone="Mars/Olympus")
    with pytest.raises(PlanError):
        team.desk.campaigns.plan(team.commander, AT, **{**plan, "name": " "}, zone="Asia/Shanghai")
    assert team.desk.store.records(Campaign).all() == [team.campaign]


def test_two_commanders_never_overwrite_each_other_silently(team):
    seen = team.campaign.rev
    team.desk.campaigns.change(team.commander, team.campaign.id, AT, seen, gmv_target_minor=130_000_000)
    with pytest.raises(StaleEdit):
        team.desk.campaigns.change(team.commander, team.campaign.id, LATER, seen, gmv_target_minor=90_000_000)
    assert team.desk.store.records(Campaign).one(team.campaign.id).gmv_target_minor == 130_000_000
    assert team.journal("change_plan")[0].before == {"gmv_target_minor": 120_000_000}


def test_launch_day_and_zone_stay_as_planned(team):
    with pytest.raises(Refused, match="launch cannot be changed"):
        team.desk.campaigns.change(team.commander, team.campaign.id, AT, launch=AT.date())


def test_a_phase_with_an_open_core_task_closes_only_with_a_written_waiver(team):
    with pytest.raises(PlanError, match="P1-OV-1"):
        team.desk.campaigns.close_phase(team.commander, team.campaign.id, "build_up", AT)
    closed = team.desk.campaigns.close_phase(
        team.commander, team.campaign.id, "build_up", AT, "sign-up moved to warm-up"
    )
    assert closed.closing("build_up").waiver == "sign-up moved to warm-up"
    assert team.journal("close_phase")[0].note == "sign-up moved to warm-up"


def test_a_lead_does_not_close_a_phase(team):
    with pytest.raises(Refused):
        team.desk.campaigns.close_phase(team.lead, team.campaign.id, "build_up", AT, "please")


def test_a_tracked_target_has_an_owner_and_a_state(team):
    key = team.campaign.tracked[0].key
    tracked = team.desk.campaigns.track(team.commander, team.campaign.id, key, AT, owner=team.lead.id, state="at_risk")
    assert (tracked.tracked_state(key).owner, tracked.tracked_state(key).state) == (team.lead.id, "at_risk")


def test_a_lesson_taken_back_stays_in_the_journal(team):
    lesson = team.desk.campaigns.add_lesson(
        team.lead, Lesson(campaign=team.campaign.id, kind="drop", text="Facebook prospecting"), AT
    )
    team.desk.campaigns.remove_lesson(team.lead, lesson.id, LATER)
    assert team.desk.store.records(Lesson).all() == []
    assert team.journal("remove_lesson")[0].before == {"kind": "drop", "text": "Facebook prospecting"}


def test_a_lesson_is_given_to_somebody_and_the_journal_says_what_changed(team):
    lesson = team.desk.campaigns.add_lesson(
        team.lead, Lesson(campaign=team.campaign.id, kind="try", text="Order earlier"), AT
    )
    due = AT.date() + timedelta(days=20)
    given = {"kind": "try", "text": "Order earlier", "owner": team.member.id, "due": due}
    changed = team.desk.campaigns.change_lesson(team.lead, lesson.id, LATER, lesson.rev, **given)
    assert (changed.owner, changed.due) == (team.member.id, due)
    assert team.journal("change_lesson")[0].before == {"owner": None, "due": None}
    team.desk.campaigns.change_lesson(team.lead, lesson.id, LATER, **given)
    assert len(team.journal("change_lesson")) == 1


def test_a_lesson_changed_meanwhile_or_by_a_member_is_not_touched(team):
    lesson = team.desk.campaigns.add_lesson(
        team.lead, Lesson(campaign=team.campaign.id, kind="try", text="Order earlier"), AT
    )
    given = {"kind": "keep", "text": "Mine", "owner": None, "due": None}
    with pytest.raises(Refused):
        team.desk.campaigns.change_lesson(team.member, lesson.id, LATER, **given)
    team.desk.campaigns.change_lesson(team.lead, lesson.id, LATER, lesson.rev, **given)
    with pytest.raises(StaleEdit):
        team.desk.campaigns.change_lesson(team.lead, lesson.id, LATER, lesson.rev, **{**given, "text": "Later"})


def test_a_closed_phase_opens_again_and_the_journal_keeps_who_closed_it(team):
    team.desk.campaigns.close_phase(team.commander, team.campaign.id, "build_up", AT, "sign-up moved to warm-up")
    with pytest.raises(Refused):
        team.desk.campaigns.reopen_phase(team.lead, team.campaign.id, "build_up", LATER)
    opened = team.desk.campaigns.reopen_phase(team.commander, team.campaign.id, "build_up", LATER)
    assert opened.closing("build_up") is None
    assert team.journal("reopen_phase")[0].before["waiver"] == "sign-up moved to warm-up"
