from datetime import timedelta

import pytest

from campaign.base.errors import CampaignError
from campaign.desk import Refused, named
from campaign.team.members import Credential, Member, MemberError, Session
from tests.desk.conftest import AT, PASSWORD

LATER = AT + timedelta(hours=1)


def test_the_set_up_link_makes_one_commander_and_works_once(desk):
    secret = desk.accounts.set_up_link(AT)
    commander = desk.accounts.set_up(secret, "Lin Yue", "Lin", PASSWORD, AT)
    assert (commander.role, commander.login) == ("commander", "lin")
    assert desk.accounts.set_up_link(LATER) is None
    with pytest.raises(Refused, match="used up or too old"):
        desk.accounts.set_up(secret, "Eve", "eve", PASSWORD, LATER)


def test_only_the_set_up_link_printed_last_opens_the_door(desk):
    first, last = desk.accounts.set_up_link(AT), desk.accounts.set_up_link(AT)
    with pytest.raises(Refused):
        desk.accounts.set_up(first, "Eve", "eve", PASSWORD, AT)
    assert desk.accounts.set_up(last, "Lin", "lin", PASSWORD, AT).active


def test_a_set_up_link_expires(desk):
    secret = desk.accounts.set_up_link(AT)
    with pytest.raises(Refused):
        desk.accounts.set_up(secret, "Lin", "lin", PASSWORD, AT + timedelta(days=8))


def test_members_of_a_demo_without_passwords_leave_the_set_up_open(desk):
    desk.accounts.invite(None, "Lin", "lin", "commander", [], AT)
    assert desk.accounts.set_up_link(AT) is not None


def test_a_short_password_is_refused_and_the_link_stays_good(desk):
    secret = desk.accounts.set_up_link(AT)
    with pytest.raises(MemberError, match="take at least 10"):
        desk.accounts.set_up(secret, "Lin", "lin", "short", AT)
    assert desk.accounts.set_up(secret, "Lin", "lin", PASSWORD, AT).name == "Lin"


def test_only_digests_and_hashes_are_stored(team):
    secret, _member = team.desk.accounts.sign_in("lin", PASSWORD, "127.0.0.1", AT)
    bodies = str(team.desk.store.documents.storage.read())
    assert secret not in bodies
    assert PASSWORD not in bodies
    assert team.desk.store.records(Credential).all()[0].hash.startswith("$argon2id$")


def test_a_wrong_login_and_a_wrong_password_say_the_same(team):
    said = []
    for login, password in (("lin", "wrong password!"), ("nobody", PASSWORD), ("mei", PASSWORD)):
        with pytest.raises(Refused) as refusal:
            team.desk.accounts.sign_in(login, password, "127.0.0.1", AT)
        said.append(str(refusal.value))
    assert len(set(said)) == 1


def test_a_session_lasts_until_it_expires_is_revoked_or_its_member_leaves(team):
    desk = team.desk
    secret, _member = desk.accounts.sign_in("lin", PASSWORD, "127.0.0.1", AT)
    assert desk.accounts.session(secret, LATER) == team.commander
    assert desk.accounts.session(secret, AT + timedelta(days=15)) is None
    desk.accounts.revoke_session(team.commander, desk.accounts.sessions(LATER)[0].id, LATER)
    assert desk.accounts.session(secret, LATER) is None


def test_an_invitation_lets_a_member_choose_a_password_and_ends_older_sessions(team):
    desk = team.desk
    first = desk.accounts.reinvite(team.commander, team.lead.id, AT)
    desk.accounts.accept_invitation(first, PASSWORD, AT)
    secret, _member = desk.accounts.sign_in("mei", PASSWORD, "127.0.0.1", AT)
    second = desk.accounts.reinvite(team.commander, team.lead.id, LATER)
    desk.accounts.accept_invitation(second, "another password", LATER)
    assert desk.accounts.session(secret, LATER) is None
    with pytest.raises(Refused):
        desk.accounts.sign_in("mei", PASSWORD, "127.0.0.1", LATER)


def test_a_new_invitation_ends_the_older_one(team):
    first = team.desk.accounts.reinvite(team.commander, team.lead.id, AT)
    team.desk.accounts.reinvite(team.commander, team.lead.id, AT)
    with pytest.raises(Refused):
        team.desk.accounts.accept_invitation(first, PASSWORD, AT)


def test_a_set_up_link_is_no_invitation(desk):
    with pytest.raises(Refused):
        desk.accounts.accept_invitation(desk.accounts.set_up_link(AT), PASSWORD, AT)


def test_only_the_commander_invites(team):
    for member in (team.lead, team.member):
        with pytest.raises(Refused, match="may not do this"):
            team.desk.accounts.invite(member, "Eve", "eve", "commander", [], AT)
    assert "eve" not in {one.login for one in team.desk.store.records(Member).all()}


def test_a_login_is_taken_once_whatever_its_case(team):
    with pytest.raises(MemberError, match="'mei' is taken"):
        team.desk.accounts.invite(team.commander, "Mei", " MEI ", "member", [], AT)


def test_the_last_commander_can_neither_leave_nor_step_down(team):
    change = {"name": "Lin Yue", "functions": [], "active": True}
    with pytest.raises(Refused, match="only commander"):
        team.desk.accounts.change_member(
            team.commander, team.commander.id, AT, **{**change, "active": False}, role="commander"
        )
    with pytest.raises(Refused, match="only commander"):
        team.desk.accounts.change_member(team.commander, team.commander.id, AT, **change, role="member")
    assert team.desk.store.records(Member).one(team.commander.id) == team.commander


def test_a_member_who_leaves_is_signed_out_everywhere(team):
    desk = team.desk
    desk.accounts.accept_invitation(desk.accounts.reinvite(team.commander, team.lead.id, AT), PASSWORD, AT)
    secret, _member = desk.accounts.sign_in("mei", PASSWORD, "127.0.0.1", AT)
    desk.accounts.change_member(
        team.commander, team.lead.id, LATER, name="Mei Tan", role="lead", functions=["marketing"], active=False
    )
    assert desk.accounts.session(secret, LATER) is None
    assert all(one.revoked for one in desk.store.records(Session).by("member", team.lead.id))
    assert team.journal("change_member")[0].after == {"active": False}


def test_a_wall_link_shows_its_campaign_until_it_is_revoked_or_expires(team):
    desk = team.desk
    link, secret = desk.wall_links.make(team.commander, team.campaign.id, "Meeting room", timedelta(days=3), AT)
    assert desk.wall_links.of(secret, LATER).campaign == team.campaign.id
    assert desk.wall_links.of(secret, AT + timedelta(days=4)) is None
    desk.wall_links.revoke(team.commander, link.id, LATER)
    assert desk.wall_links.of(secret, LATER) is None
    assert desk.wall_links.all(team.campaign.id, LATER) == []
    assert desk.accounts.session(secret, AT) is None


def test_a_member_is_found_by_login_or_name_and_nobody_else(team):
    roster = team.desk.store.records(Member).all()
    assert named(roster, "mei") == named(roster, "Mei Tan") == team.lead
    with pytest.raises(CampaignError, match="0 members are called 'Eve'"):
        named(roster, "Eve")
