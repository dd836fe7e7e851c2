"""Sign-ups: only legal steps, nothing changes after the lock, an active one may only offer more; clashes are named."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from campaign.products import Product, Sku
from campaign.signups.activities import Activity, RouteError, checked, instant
from campaign.signups.clashes import clashes
from campaign.signups.signups import (
    IN,
    OURS,
    REASONED,
    STATES,
    STEPS,
    SignUp,
    SignUpError,
    Ticked,
    again,
    begun,
    change,
    legal,
    may_begin,
    proposed,
    step,
    unready,
)

STARTS = datetime(2026, 11, 11, 8, tzinfo=UTC)
EARLY, LOCK = STARTS - timedelta(days=9), STARTS - timedelta(hours=25)
HOUR = timedelta(hours=1)
DEAL = Activity(
    id=1, campaign=1, route="flash_deals", title="Flash Deals", purpose="Reach new buyers", starts=STARTS,
    ends=STARTS + 48 * HOUR, lock_hours=25, deadline=STARTS - timedelta(days=3),
)  # fmt: skip
BY = {"member": 1, "who": "Mei"}
TICKED = (Ticked(sku_id="a", price_minor=1900, units=100), Ticked(sku_id="b", price_minor=2100))


def draft(ticked=TICKED, **more):
    return begun(1, DEAL, "7", ticked, at=EARLY, **BY).model_copy(update={"id": 5, **more})


def taken(sign_up, *states, at=EARLY, activity=DEAL):
    for state in states:
        sign_up = step(sign_up, activity, state, at=at, reason="because", **BY)
    return sign_up


def test_the_straight_way_leads_from_draft_to_ended_and_each_step_says_who_and_when():
    way = ("submitted", "under_review", "approved", "scheduled")
    done = taken(taken(draft(), *way), "active", "ended", at=STARTS)
    assert [one.state for one in done.steps] == ["draft", *way, "active", "ended"]
    assert {(one.who, one.member) for one in done.steps} == {("Mei", 1)}
    assert done.steps[-1].at == STARTS


@pytest.mark.parametrize("state", [one for one in STATES if one not in (*STEPS["draft"], "draft")])
def test_a_step_that_is_not_legal_is_refused_with_those_that_are(state):
    with pytest.raises(SignUpError, match="it can become Submitted, Withdrawn"):
        taken(draft(), state, at=STARTS - timedelta(days=5))


def test_edits_asked_for_lead_back_to_draft_or_straight_to_submitted():
    asked = taken(draft(), "submitted", "under_review", "needs_edits")
    assert taken(asked, "submitted").state == "submitted"
    assert taken(asked, "draft", "submitted").state == "submitted"


@pytest.mark.parametrize("state", ["under_review", "approved", "scheduled", "active"])
def test_the_platform_suppresses_from_review_approval_schedule_and_while_active(state):
    assert "suppressed" in STEPS[state]
    assert taken(draft(state=state), "suppressed").state == "suppressed"


def test_the_same_state_again_is_no_step():
    sign_up = draft()
    assert step(sign_up, DEAL, "draft", at=EARLY, **BY) is sign_up


@pytest.mark.parametrize("state", REASONED)
def test_a_refusal_needs_its_reason(state):
    before = next(one for one, onward in STEPS.items() if state in onward and one != "active")
    with pytest.raises(SignUpError, match="Write down why"):
        step(draft(state=before), DEAL, state, at=EARLY, reason=" ", **BY)


def test_nothing_is_signed_up_before_its_purpose_is_written():
    aimless = DEAL.model_copy(update={"purpose": ""})
    with pytest.raises(SignUpError, match="write down the purpose"):
        may_begin(aimless, EARLY)
    with pytest.raises(SignUpError, match="write down the purpose"):
        taken(draft(), "submitted", activity=aimless)


def test_a_sign_up_is_submitted_with_skus_and_their_prices_only():
    assert unready(draft(()), DEAL) == "7: tick the SKUs that take part before submitting"
    bare = draft((*TICKED, Ticked(sku_id="c")))
    with pytest.raises(SignUpError, match="enter the campaign price of c"):
        taken(bare, "submitted")


def test_after_the_lock_nothing_changes_but_what_the_platform_decides():
    scheduled = draft(state="scheduled")
    cheaper = (TICKED[0].model_copy(update={"price_minor": 1800}), TICKED[1])
    assert change(scheduled, DEAL, cheaper, LOCK - timedelta(seconds=1)).ticked == cheaper
    for at in (LOCK, STARTS + HOUR):
        with pytest.raises(SignUpError, match="is locked since 25 hours before its start"):
            change(scheduled, DEAL, cheaper, at)
        with pytest.raises(SignUpError, match="is locked"):
            taken(scheduled, "withdrawn", at=at)
    with pytest.raises(SignUpError, match="is locked"):
        may_begin(DEAL, LOCK)
    assert legal(scheduled, DEAL, LOCK) == ("suppressed",)
    assert legal(scheduled, DEAL, STARTS) == ("active", "suppressed")


def test_the_lock_counts_elapsed_hours_over_the_end_of_daylight_saving():
    opens = instant(datetime.fromisoformat("2026-11-02T00:00"), "America/Los_Angeles")
    deal = DEAL.model_copy(update={"starts": opens})
    assert deal.locks == instant(datetime.fromisoformat("2026-11-01T00:00"), "America/Los_Angeles")


def test_nothing_is_active_before_it_starts():
    with pytest.raises(SignUpError, match="has not started yet"):
        taken(draft(state="scheduled"), "active", at=STARTS - HOUR)


def test_an_active_sign_up_may_only_offer_more_pieces():
    active = draft(state="active")
    more = (TICKED[0].model_copy(update={"units": 101}), TICKED[1])
    assert change(active, DEAL, more, STARTS + HOUR).ticked[0].units == 101
    others = (
        (TICKED[0].model_copy(update={"units": 99}), TICKED[1]),
        (TICKED[0].model_copy(update={"units": None}), TICKED[1]),
        (TICKED[0].model_copy(update={"units": 200, "price_minor": 1800}), TICKED[1]),
        (TICKED[0], TICKED[1].model_copy(update={"units": 5})),
        TICKED[:1],
        (*TICKED, Ticked(sku_id="c")),
    )
    for other in others:
        with pytest.raises(SignUpError, match="only its pieces may increase"):
            change(active, DEAL, other, STARTS + HOUR)


def test_what_is_signed_up_keeps_a_sku_with_its_price():
    for left in ((), (Ticked(sku_id="a"),)):
        with pytest.raises(SignUpError, match="before submitting"):
            change(draft(state="approved"), DEAL, left, EARLY)
        assert change(draft(state="needs_edits"), DEAL, left, EARLY).ticked == left


@pytest.mark.parametrize("state", ["ended", "withdrawn"])
def test_what_is_over_no_longer_changes(state):
    with pytest.raises(SignUpError, match="can no longer change"):
        change(draft(state=state), DEAL, TICKED[:1], EARLY)


def test_a_sku_is_ticked_once():
    with pytest.raises(SignUpError, match="a is ticked twice"):
        change(draft(), DEAL, (TICKED[0], TICKED[0]), EARLY)


def test_a_withdrawn_sign_up_begins_again_with_the_skus_it_had():
    gone = taken(draft(), "withdrawn")
    assert again(gone, DEAL, (), at=EARLY, **BY).ticked == TICKED
    assert again(gone, DEAL, TICKED[:1], at=EARLY, **BY).state == "draft"


def test_every_sku_is_proposed_at_its_price_less_the_discount_rounded_down():
    shirt = Product(
        store="m", product_id="7", price_minor=2999, skus=(Sku(sku_id="s"), Sku(sku_id="l", price_minor=3333))
    )
    assert [(one.sku_id, one.price_minor) for one in proposed(shirt, 0.15)] == [("s", 2549), ("l", 2833)]
    assert [one.price_minor for one in proposed(shirt)] == [None, None]
    assert proposed(Product(store="m", product_id="8"), 0.5)[0].price_minor is None


def test_an_activity_needs_a_title_a_route_and_instants_in_order():
    with pytest.raises(RouteError, match="needs a title"):
        checked(DEAL.model_copy(update={"title": " "}))
    with pytest.raises(RouteError, match="'ends' must come after 'starts'"):
        checked(DEAL.model_copy(update={"ends": STARTS}))
    with pytest.raises(RouteError, match="needs its time zone"):
        checked(DEAL.model_copy(update={"opens": datetime.fromisoformat("2026-10-01T00:00")}))
    assert checked(DEAL.model_copy(update={"title": " Flash "})).title == "Flash"


class Machine(RuleBasedStateMachine):
    """Whatever people and the platform try, in whatever order, a sign-up stays what it may be."""

    def __init__(self):
        super().__init__()
        self.sign_up, self.at = draft(), EARLY

    @rule(hours=st.integers(0, 80))
    def wait(self, hours):
        self.at += hours * HOUR

    @rule(state=st.sampled_from(list(STATES)), reason=st.sampled_from(["", "why"]))
    def try_step(self, state, reason):
        before = self.sign_up
        try:
            self.sign_up = step(before, DEAL, state, at=self.at, reason=reason, **BY)
        except SignUpError:
            lacks = (state in REASONED and not reason) or (state == "submitted" and unready(before, DEAL))
            assert state not in legal(before, DEAL, self.at) or lacks
        else:
            assert state == before.state or state in STEPS[before.state]
            assert not (state in OURS and state != before.state and self.at >= LOCK)

    @rule(units=st.integers(0, 300), price=st.none() | st.integers(1800, 1901))
    def try_change(self, units, price):
        before = self.sign_up
        wanted = (Ticked(sku_id="a", price_minor=price, units=units), *before.ticked[1:])
        try:
            self.sign_up = change(before, DEAL, wanted, self.at)
        except SignUpError:
            assert before.state in (*IN, "withdrawn") or self.at >= LOCK
        else:
            if before.state == "active" and before.ticked:
                assert (price, units) >= (before.ticked[0].price_minor, before.ticked[0].units)
            elif self.at >= LOCK:
                assert self.sign_up.ticked == before.ticked

    @precondition(lambda self: self.sign_up.state == "withdrawn" and self.at < LOCK)
    @rule()
    def begin_again(self):
        self.sign_up = again(self.sign_up, DEAL, (), at=self.at, **BY)

    @invariant()
    def history_is_a_legal_way_in_order(self):
        states = [one.state for one in self.sign_up.steps]
        assert states[0] == "draft"
        assert states[-1] == self.sign_up.state
        assert all(after in STEPS[before] for before, after in pairwise(states))
        assert [one.at for one in self.sign_up.steps] == sorted(one.at for one in self.sign_up.steps)

    @invariant()
    def what_is_in_has_a_price(self):
        if self.sign_up.state in IN:
            assert not unready(self.sign_up, DEAL)


TestMachine = Machine.TestCase


# -- clashes


def offers(*spans):
    """Sign-ups of SKU `a` in activities that run from hour to hour."""
    activities = {
        number: DEAL.model_copy(update={"id": number, "starts": STARTS + first * HOUR, "ends": STARTS + last * HOUR})
        for number, (first, last) in enumerate(spans, start=1)
    }
    held = [
        SignUp(id=number, campaign=1, activity=number, product_id="7", ticked=(Ticked(sku_id="a"),))
        for number in activities
    ]
    return held, activities


def pairs(held, activities):
    return list(clashes(held, activities)[["first", "second"]].itertuples(index=False, name=None))


def test_two_offers_of_one_sku_at_once_are_named_with_the_time_they_share():
    held, activities = offers((0, 48), (24, 72))
    row = clashes(held, activities).iloc[0]
    assert (row["product_id"], row["sku_id"], row["first"], row["second"]) == ("7", "a", 1, 2)
    assert (row["since"], row["until"]) == (STARTS + 24 * HOUR, STARTS + 48 * HOUR)


def test_an_offer_that_begins_when_the_other_ends_does_not_clash():
    assert pairs(*offers((0, 48), (48, 72))) == []


def test_another_sku_or_a_withdrawn_offer_does_not_clash():
    held, activities = offers((0, 48), (24, 72))
    assert pairs([held[0], held[1].model_copy(update={"ticked": (Ticked(sku_id="b"),)})], activities) == []
    assert pairs([held[0], held[1].model_copy(update={"state": "withdrawn"})], activities) == []


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(1, 5)), max_size=6))
def test_clashes_are_all_overlapping_pairs_and_no_other(spans):
    held, activities = offers(*((first, first + length) for first, length in spans))
    plain = {
        frozenset((one.id, other.id))
        for one in held
        for other in held
        if one.id < other.id
        and activities[one.id].starts < activities[other.id].ends
        and activities[other.id].starts < activities[one.id].ends
    }
    found = pairs(held, activities)
    assert len(found) == len(plain)
    assert {frozenset(pair) for pair in found} == plain
