from datetime import timedelta

import pytest

from campaign.desk import Refused
from campaign.plan import tasks
from campaign.plan.tasks import ChecklistError, Task
from tests.desk.conftest import AT

LATER = AT + timedelta(hours=2)


def test_a_planned_campaign_has_the_whole_checklist(team):
    assert len(team.desk.store.records(Task).by("campaign", team.campaign.id)) == 102


def test_a_lead_ticks_in_their_own_functions_only(team):
    task = team.desk.tasks.tick(team.lead, team.campaign.id, "P2-MK-2", AT, note="shots are in")
    assert tasks.status(task) == "done"
    with pytest.raises(Refused, match="may not do this"):
        team.desk.tasks.tick(team.lead, team.campaign.id, "P2-VI-1", AT)


def test_a_member_ticks_what_they_own(team):
    with pytest.raises(Refused):
        team.desk.tasks.tick(team.member, team.campaign.id, "P2-LS-1", AT)
    team.desk.tasks.assign(team.commander, team.campaign.id, "P2-LS-1", AT, team.member.id)
    assert tasks.done_by(team.desk.tasks.tick(team.member, team.campaign.id, "P2-LS-1", AT)).who == "Wu Jian"


def test_a_second_tick_keeps_who_ticked_first_and_is_not_journalled(team):
    team.desk.tasks.tick(team.lead, team.campaign.id, "P2-MK-3", AT)
    task = team.desk.tasks.tick(team.commander, team.campaign.id, "P2-MK-3", LATER)
    assert tasks.done_by(task).who == "Mei Tan"
    assert len(team.journal("tick")) == 1


def test_undoing_keeps_the_history_and_says_so_in_the_journal(team):
    team.desk.tasks.tick(team.lead, team.campaign.id, "P2-MK-3", AT)
    task = team.desk.tasks.untick(team.lead, team.campaign.id, "P2-MK-3", LATER)
    assert [event.act for event in task.history] == ["tick", "untick"]
    entry = team.journal("untick")[0]
    assert (entry.before, entry.after) == ({"status": "done"}, {"status": "todo"})


def test_a_waiver_needs_a_reason_and_undoing_takes_it_back(team):
    with pytest.raises(ChecklistError):
        team.desk.tasks.waive(team.lead, team.campaign.id, "P2-MK-3", AT, " ")
    team.desk.tasks.waive(team.lead, team.campaign.id, "P2-MK-3", AT, "no budget for tests")
    task = team.desk.tasks.untick(team.lead, team.campaign.id, "P2-MK-3", LATER)
    assert tasks.status(task) == "todo"


def test_a_task_that_does_not_exist_is_named(team):
    with pytest.raises(Refused, match="no task 'P9-XX-1'"):
        team.desk.tasks.tick(team.commander, team.campaign.id, "P9-XX-1", AT)


def test_a_suggestion_becomes_a_task_with_its_inputs_as_evidence(team):
    given = {"phase": "warm_up", "function": "marketing", "title": "Call out", "due": AT + timedelta(days=1)}
    first = team.desk.tasks.add(team.lead, team.campaign.id, AT, **given, reason="gap 5K")
    second = team.desk.tasks.add(team.lead, team.campaign.id, AT, **given, reason="gap 4K")
    assert (first.task, second.task, first.evidence, first.owner) == ("S-1", "S-2", "gap 5K", team.lead.id)


def test_looks_close_together_count_as_one(team):
    desk, campaign = team.desk, team.campaign.id
    assert desk.tasks.look(team.lead, campaign, AT) == AT
    assert desk.tasks.look(team.lead, campaign, AT + timedelta(minutes=5)) == AT
    assert desk.tasks.look(team.lead, campaign, LATER) == AT
    assert desk.tasks.look(team.lead, campaign, LATER + timedelta(minutes=1)) == LATER
