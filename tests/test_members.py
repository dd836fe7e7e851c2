"""Members: who may do what, and what is kept of a secret."""

from datetime import UTC, datetime
from itertools import product
from typing import get_args

import pytest
from pydantic import ValidationError

from campaign.team.members import (
    FUNCTION_NAMES,
    FUNCTIONS,
    ROLE_NAMES,
    ROLES,
    Action,
    Function,
    Member,
    MemberError,
    Role,
    Session,
    digest,
    hashed,
    matches,
    may,
    secret,
)

ACTIONS = get_args(Action)
COMMANDER = Member(name="Ada", login="ada", role="commander")
LEAD = Member(name="Bo", login="bo", role="lead", functions=("marketing", "visual"))
OVERALL = Member(name="Cy", login="cy", role="lead", functions=("overall",))
MEMBER = Member(name="Di", login="di")


def allowed(member, function=None, *, owns=False):
    return {action for action in ACTIONS if may(member, action, function, owns=owns)}


def test_every_function_and_role_has_a_name():
    assert get_args(Function) == FUNCTIONS == tuple(FUNCTION_NAMES)
    assert get_args(Role) == ROLES == tuple(ROLE_NAMES)


def test_the_commander_may_do_everything():
    assert allowed(COMMANDER) == set(ACTIONS)


def test_a_lead_ticks_and_waives_in_the_functions_they_lead_only():
    for function in FUNCTIONS:
        leads = function in LEAD.functions
        assert may(LEAD, "tick", function) is leads
        assert may(LEAD, "waive", function) is leads
    assert not may(LEAD, "tick")


def test_the_plan_the_team_and_released_money_are_the_commanders():
    reserved = {"plan", "members", "close_phase", "release"}
    for member, function in product((LEAD, OVERALL, MEMBER), FUNCTIONS):
        assert not allowed(member, function, owns=True) & reserved


def test_the_lead_of_the_whole_sets_the_budget():
    assert may(OVERALL, "budget")
    assert not may(LEAD, "budget")
    assert not may(MEMBER, "budget")


def test_a_member_takes_care_of_what_they_own_and_may_export():
    assert allowed(MEMBER) == {"export"}
    assert allowed(MEMBER, "visual", owns=True) == {"export", "tick", "alerts", "callouts", "registers"}


def test_owning_never_lets_anyone_waive_elsewhere():
    assert not may(LEAD, "waive", "product", owns=True)
    assert not may(MEMBER, "waive", "product", owns=True)


def test_who_left_may_do_nothing():
    for member in (COMMANDER, LEAD, MEMBER):
        gone = member.model_copy(update={"active": False})
        assert not allowed(gone, "marketing", owns=True)


def test_a_password_is_kept_as_a_salted_argon2id_hash():
    first, second = hashed("correct horse"), hashed("correct horse")
    assert first.startswith("$argon2id$")
    assert first != second
    assert matches(first, "correct horse")
    assert not matches(first, "correct horsf")
    assert not matches("not a hash", "correct horse")
    assert not matches("", "")


def test_a_short_password_is_refused_with_its_length():
    with pytest.raises(MemberError, match="has 9 characters; take at least 10"):
        hashed("123456789")


def test_secrets_differ_and_only_their_digest_is_kept():
    made = {secret() for _ in range(100)}
    assert len(made) == 100
    assert all(len(one) == 32 for one in made)
    assert len({digest(one) for one in made}) == 100
    assert digest("a") != "a"


def test_a_record_is_frozen_and_takes_nothing_unknown():
    now = datetime(2026, 11, 1, tzinfo=UTC)
    session = Session(digest=digest("x"), member=1, created=now, expires=now)
    with pytest.raises(ValidationError):
        session.revoked = now
    with pytest.raises(ValidationError):
        Member(name="Eve", login="eve", role="commander", admin=True)
