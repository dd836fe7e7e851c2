from datetime import date, timedelta

import pytest

from campaign.desk import Refused
from campaign.spend.budget import Line, Release
from tests.desk.conftest import AT

LATER = AT + timedelta(hours=2)
LINES = {("warm_up", "paid_search"): 9_000_000, ("launch", "live"): 12_000_000}


def amounts(team):
    kept = team.desk.store.records(Line).by("campaign", team.campaign.id)
    return {(one.phase, one.channel): one.amount_minor for one in kept}


def spent(team):
    frame = team.desk.store.facts.cells("main", ("day", "channel"), ("spend_minor",))
    return {(row["day"], row["channel"]): row["spend_minor"] for row in frame.to_dict("records")}


def test_a_budget_line_is_set_changed_and_removed(team):
    assert team.desk.budget.set_lines(team.commander, team.campaign, LINES, AT) == 2
    assert team.desk.budget.set_lines(team.commander, team.campaign, {**LINES, ("launch", "live"): 0}, LATER) == 1
    assert amounts(team) == {("warm_up", "paid_search"): 9_000_000}
    assert team.journal("set_budget")[-1].before == {"launch live": 12_000_000}


def test_a_line_below_zero_is_refused_and_nothing_is_half_written(team):
    with pytest.raises(Refused, match="below 0"):
        team.desk.budget.set_lines(team.commander, team.campaign, {**LINES, ("review", "live"): -1}, AT)
    assert amounts(team) == {}


def test_a_release_needs_a_reason_and_cannot_exceed_the_reserve(team):
    team.desk.budget.set_lines(team.commander, team.campaign, LINES, AT)
    with pytest.raises(Refused, match="needs a reason"):
        team.desk.budget.release(team.commander, team.campaign, 100, "live", " ", AT)
    team.desk.budget.release(team.commander, team.campaign, 2_000_000, "live", "the slot came free", AT)
    with pytest.raises(Refused, match=r"\$1,000,000.01 cannot be released: the reserve holds \$10,000.00"):
        team.desk.budget.release(team.commander, team.campaign, 100_000_001, "live", "more", LATER)
    team.desk.budget.release(team.commander, team.campaign, 1_000_000, "live", "all of it", LATER)
    assert sum(one.amount_minor for one in team.desk.store.records(Release).all()) == 3_000_000


def test_only_the_commander_releases(team):
    with pytest.raises(Refused, match="may not do this"):
        team.desk.budget.release(team.lead, team.campaign, 100, "live", "now", AT)


def test_spend_entered_by_hand_adds_up_entry_by_entry(team):
    day = date(2026, 11, 6)
    team.desk.budget.enter_spend(team.lead, team.campaign, day, "live", 12_345, "host", AT)
    team.desk.budget.enter_spend(team.lead, team.campaign, day, "live", 10_000, "studio", LATER)
    team.desk.budget.enter_spend(team.lead, team.campaign, day, "social", 500, "", LATER)
    assert spent(team) == {(day, "live"): 22_345, (day, "social"): 500}
    assert [entry.note for entry in team.journal("enter_spend")] == ["host", "studio", ""]


def test_spend_without_an_amount_or_a_channel_is_refused(team):
    for channel, amount in (("live", 0), (" ", 100)):
        with pytest.raises(Refused):
            team.desk.budget.enter_spend(team.lead, team.campaign, date(2026, 11, 6), channel, amount, "", AT)
    assert team.journal("enter_spend") == []
