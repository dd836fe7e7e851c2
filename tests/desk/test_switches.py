"""By what a product's conversion is read is somebody's decision, and is told."""

import pytest

from campaign.desk import Refused
from campaign.monitoring.conversion import Switch
from tests.desk.conftest import AT


def switched(team):
    return {one.product_id: one.basis for one in team.desk.store.records(Switch).by("campaign", team.campaign.id)}


def test_a_switch_is_kept_and_told_once(team):
    assert team.desk.conversion.switch(team.commander, team.campaign.id, ["a", "b"], "ordered", AT) == 2
    assert team.desk.conversion.switch(team.commander, team.campaign.id, ["a"], "ordered", AT) == 0
    assert team.desk.conversion.switch(team.commander, team.campaign.id, ["a"], "presale", AT) == 1
    assert switched(team) == {"a": "presale", "b": "ordered"}
    assert [entry.after for entry in team.journal("switch_conversion")][-1] == {"a": "presale"}


def test_a_switch_taken_back_leaves_it_to_the_rule(team):
    team.desk.conversion.switch(team.commander, team.campaign.id, ["a"], "ordered", AT)
    assert team.desk.conversion.switch(team.commander, team.campaign.id, ["a"], None, AT) == 1
    assert switched(team) == {}


def test_a_member_switches_nothing_and_a_wrong_word_is_named(team):
    with pytest.raises(Refused):
        team.desk.conversion.switch(team.member, team.campaign.id, ["a"], "ordered", AT)
    with pytest.raises(Refused, match="'guess' is no way"):
        team.desk.conversion.switch(team.commander, team.campaign.id, ["a"], "guess", AT)
    assert switched(team) == {}
