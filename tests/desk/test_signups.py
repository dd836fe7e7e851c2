"""Sign-ups at the desk: in bulk and at once, each step in the journal, nobody overwrites what they did not see."""

from datetime import timedelta

import pytest

from campaign.desk import Refused
from campaign.prices.margin_floors import BelowFloor, FloorWaiver
from campaign.products import Product, Sku
from campaign.signups.activities import Activity, RouteError
from campaign.signups.signups import SignUp, SignUpError, Ticked, proposed
from campaign.storage.documents.database import StaleEdit
from tests.desk.conftest import AT

LATER = AT + timedelta(hours=2)
DEAL = {"route": "flash_deals", "title": "Flash Deals", "purpose": "Reach new buyers"}


@pytest.fixture
def shop(team):
    team.desk.store.records(Product).add_all(
        Product(store="main", product_id=key, price_minor=2000, skus=(Sku(sku_id=f"{key}1"), Sku(sku_id=f"{key}2")))
        for key in "abc"
    )
    return team


@pytest.fixture
def deal(shop):
    return shop.desk.signups.add_activity(shop.lead, Activity(campaign=shop.campaign.id, **DEAL), AT)


def held(shop):
    return shop.desk.store.records(SignUp).all()


def signed(shop, deal, *products, price=1800):
    ticked = {key: (Ticked(sku_id=f"{key}1", price_minor=price),) for key in products}
    return shop.desk.signups.sign_up(shop.lead, shop.campaign, deal.id, ticked, AT)


def test_products_are_signed_up_in_bulk_and_a_second_time_changes_nothing(shop, deal):
    begun = signed(shop, deal, "a", "b")
    assert [(one.product_id, one.state) for one in begun] == [("a", "draft"), ("b", "draft")]
    again = signed(shop, deal, "b", "c", price=1)
    assert [one.product_id for one in again] == ["c"]
    assert [one.ticked[0].price_minor for one in held(shop)] == [1800, 1800, 1]
    assert [entry.subject for entry in shop.journal("sign_up")] == ["2 products", "1 products"]


def test_a_withdrawn_sign_up_begins_again_in_bulk(shop, deal):
    (one,) = signed(shop, deal, "a")
    shop.desk.signups.step_sign_ups(shop.lead, {one.id: one.rev}, "withdrawn", AT, "Out of stock")
    (again,) = signed(shop, deal, "a", price=1700)
    assert (again.id, again.state, again.ticked[0].price_minor) == (one.id, "draft", 1700)


def test_one_product_nobody_knows_leaves_all_unsigned(shop, deal):
    with pytest.raises(Refused, match="There is no product x"):
        shop.desk.signups.sign_up(shop.lead, shop.campaign, deal.id, {"a": (), "x": ()}, AT)
    assert held(shop) == []


def test_without_a_purpose_nobody_is_signed_up_until_it_is_written(shop):
    bare = shop.desk.signups.add_activity(shop.lead, Activity(campaign=shop.campaign.id, **{**DEAL, "purpose": ""}), AT)
    with pytest.raises(SignUpError, match="write down the purpose"):
        signed(shop, bare, "a")
    shop.desk.signups.change_activity(shop.lead, bare.id, LATER, bare.rev, purpose="Clear the shelves")
    assert len(signed(shop, bare, "a")) == 1
    assert shop.journal("change_activity")[-1].after == {"purpose": "Clear the shelves"}


def test_a_step_stands_in_the_journal_with_who_when_and_why(shop, deal):
    (one,) = signed(shop, deal, "a")
    shop.desk.signups.step_sign_ups(shop.lead, {one.id: one.rev}, "submitted", AT)
    shop.desk.signups.step_sign_ups(shop.commander, {one.id: None}, "under_review", LATER)
    shop.desk.signups.step_sign_ups(shop.commander, {one.id: None}, "needs_edits", LATER, "Main picture has a frame")
    last = shop.journal("step_sign_up")[-1]
    assert (last.who, last.at, last.note) == ("Lin Yue", LATER, "Main picture has a frame")
    assert (last.before, last.after) == ({f"{one.id} a": "under_review"}, {"state": "needs_edits", "count": 1})
    assert held(shop)[0].steps[-1].reason == "Main picture has a frame"


def test_one_illegal_step_of_many_takes_none(shop, deal):
    first, second = signed(shop, deal, "a", "b")
    shop.desk.signups.step_sign_ups(shop.lead, {second.id: None}, "submitted", AT)
    with pytest.raises(SignUpError, match="a: from 'Draft' a sign-up cannot become 'Under review'"):
        shop.desk.signups.step_sign_ups(shop.lead, {second.id: None, first.id: None}, "under_review", LATER)
    assert [one.state for one in held(shop)] == ["draft", "submitted"]


def test_whoever_edits_an_outdated_sign_up_is_told_and_changes_nothing(shop, deal):
    (seen,) = signed(shop, deal, "a")
    shop.desk.signups.change_sign_up(shop.lead, seen.id, (Ticked(sku_id="a1", price_minor=1700),), AT, seen.rev)
    with pytest.raises(StaleEdit):
        shop.desk.signups.change_sign_up(
            shop.commander, seen.id, (Ticked(sku_id="a1", price_minor=1600),), LATER, seen.rev
        )
    with pytest.raises(StaleEdit):
        shop.desk.signups.step_sign_ups(shop.commander, {seen.id: seen.rev}, "submitted", LATER)
    assert held(shop)[0].ticked[0].price_minor == 1700
    entry = shop.journal("change_sign_up")[-1]
    assert (entry.before, entry.after) == ({"a1": {"price_minor": 1800}}, {"a1": {"price_minor": 1700}})


def test_whoever_changes_an_outdated_activity_is_told(shop, deal):
    shop.desk.signups.change_activity(shop.lead, deal.id, AT, deal.rev, units_needed=50)
    with pytest.raises(StaleEdit):
        shop.desk.signups.change_activity(shop.commander, deal.id, LATER, deal.rev, units_needed=10)
    with pytest.raises(RouteError, match="'-1' cannot be its units_needed"):
        shop.desk.signups.change_activity(shop.lead, deal.id, LATER, units_needed=-1)


def test_an_activity_with_sign_ups_stays_until_they_are_withdrawn(shop, deal):
    (one,) = signed(shop, deal, "a")
    with pytest.raises(Refused, match="1 product is signed up for Flash Deals"):
        shop.desk.signups.remove_activity(shop.lead, deal.id, AT)
    shop.desk.signups.step_sign_ups(shop.lead, {one.id: None}, "withdrawn", AT, "Not worth it")
    shop.desk.signups.remove_activity(shop.lead, deal.id, LATER)
    assert held(shop) == []
    assert shop.desk.store.records(Activity).all() == []


def test_what_the_back_office_said_is_kept(shop, deal):
    (one,) = signed(shop, deal, "a")
    assert shop.desk.signups.enter_prompt(shop.lead, one.id, "fail", AT, one.rev).prompt == "fail"
    assert shop.journal("enter_prompt")[-1].after == {"prompt": "fail"}


def test_a_member_signs_nothing_up(shop, deal):
    for act in (
        lambda: shop.desk.signups.sign_up(shop.member, shop.campaign, deal.id, {"a": ()}, AT),
        lambda: shop.desk.signups.add_activity(shop.member, deal, AT),
        lambda: shop.desk.signups.step_sign_ups(shop.member, {}, "submitted", AT),
    ):
        with pytest.raises(Refused):
            act()


def test_five_hundred_products_are_signed_up_at_once(shop, deal):
    many = [Product(store="main", product_id=f"p{place}", price_minor=1000 + place) for place in range(500)]
    shop.desk.store.records(Product).add_all(many)
    begun = shop.desk.signups.sign_up(
        shop.lead, shop.campaign, deal.id, {one.product_id: proposed(one, 0.1) for one in many}, AT
    )
    assert len(begun) == 500
    assert (
        len(shop.desk.signups.step_sign_ups(shop.lead, {one.id: one.rev for one in begun}, "submitted", LATER)) == 500
    )


def costing(shop, minor=1700):
    """Every product costs so much: a floor of 10 % is kept from 18.89 on."""
    for one in shop.desk.store.records(Product).all():
        shop.desk.store.records(Product).put(one.model_copy(update={"cost_minor": minor}))


def test_prices_below_the_margin_floor_sign_nobody_up_and_the_first_is_named(shop, deal):
    costing(shop)
    with pytest.raises(BelowFloor, match=r"^a, SKU a1: a campaign price of \$18.00 is below \$18.89, .* floor of 10%"):
        signed(shop, deal, "a")
    with pytest.raises(BelowFloor, match="2 SKUs in all are below their floors; nothing was changed"):
        signed(shop, deal, "a", "b")
    assert held(shop) == []
    assert len(signed(shop, deal, "a", "b", price=1889)) == 2


def test_a_waiver_lets_its_price_and_higher_ones_pass_and_no_lower_one(shop, deal):
    costing(shop)
    shop.desk.discounts.waive_floor(shop.commander, shop.campaign, "a", {"a1": 1800}, AT, "Opens the season")
    (one,) = signed(shop, deal, "a")
    shop.desk.signups.change_sign_up(shop.lead, one.id, (Ticked(sku_id="a1", price_minor=1850),), AT)
    with pytest.raises(BelowFloor):
        shop.desk.signups.change_sign_up(shop.lead, one.id, (Ticked(sku_id="a1", price_minor=1799),), LATER)
    with pytest.raises(BelowFloor):
        shop.desk.signups.change_sign_up(shop.lead, one.id, (Ticked(sku_id="a2", price_minor=1850),), LATER)
    assert held(shop)[0].ticked[0].price_minor == 1850


def test_a_change_with_a_reason_writes_the_waiver_of_whoever_may(shop, deal):
    costing(shop)
    (one,) = signed(shop, deal, "a", price=1900)
    lower = (Ticked(sku_id="a1", price_minor=1500),)
    with pytest.raises(Refused, match="Mei Tan may not"):
        shop.desk.signups.change_sign_up(shop.lead, one.id, lower, LATER, reason="Loss leader")
    shop.desk.signups.change_sign_up(shop.commander, one.id, lower, LATER, reason="Loss leader")
    (waiver,) = shop.desk.store.records(FloorWaiver).all()
    assert (waiver.sku_id, waiver.paid_minor, waiver.reason, waiver.who) == ("a1", 1500, "Loss leader", "Lin Yue")
    assert held(shop)[0].ticked == lower


def test_what_was_drafted_before_its_cost_was_known_is_not_submitted_below_the_floor(shop, deal):
    (one,) = signed(shop, deal, "a")
    costing(shop)
    with pytest.raises(BelowFloor):
        shop.desk.signups.step_sign_ups(shop.lead, {one.id: None}, "submitted", LATER)
    assert held(shop)[0].state == "draft"
    shop.desk.signups.change_sign_up(shop.commander, one.id, one.ticked, LATER, reason="Agreed")
    shop.desk.signups.step_sign_ups(shop.lead, {one.id: None}, "submitted", LATER)
    assert held(shop)[0].state == "submitted"


def test_an_unknown_cost_is_not_refused(shop, deal):
    (one,) = signed(shop, deal, "a", price=1)
    shop.desk.signups.step_sign_ups(shop.lead, {one.id: None}, "submitted", LATER)
    assert held(shop)[0].state == "submitted"
