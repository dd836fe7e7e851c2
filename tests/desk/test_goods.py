from datetime import timedelta

import pytest

from campaign.callouts import CallOut
from campaign.desk import Refused
from campaign.products import Product
from campaign.storage.documents import StaleEdit
from campaign.targets import ProductTarget
from campaign.tiers import Decision
from tests.desk.conftest import AT

LATER = AT + timedelta(hours=2)


@pytest.fixture
def shop(team):
    records = team.desk.store.records(Product)
    records.add_all(Product(store="main", product_id=key, title=f"Product {key}") for key in "abc")
    return team


def tiers(team):
    return {one.product_id: one.tier for one in team.desk.store.records(Decision).by("campaign", team.campaign.id)}


def test_tiers_are_set_in_bulk_and_only_changes_are_journalled(shop):
    assert shop.desk.set_tiers(shop.lead, shop.campaign.id, {"a": "hero", "b": "volume"}, AT) == 2
    assert shop.desk.set_tiers(shop.commander, shop.campaign.id, {"a": "hero", "b": "clearance"}, LATER) == 1
    assert shop.desk.set_tiers(shop.commander, shop.campaign.id, {"a": "hero"}, LATER) == 0
    assert tiers(shop) == {"a": "hero", "b": "clearance"}
    last = shop.journal("set_tiers")[-1]
    assert (last.before, last.after) == ({"b": "volume"}, {"b": "clearance"})


def test_a_member_decides_no_tier(shop):
    with pytest.raises(Refused):
        shop.desk.set_tiers(shop.member, shop.campaign.id, {"a": "hero"}, AT)
    assert tiers(shop) == {}


def test_a_role_set_on_an_outdated_screen_changes_nothing_at_all(shop):
    records = shop.desk.store.records(Product)
    seen = {one.product_id: one.rev for one in records.all()}
    shop.desk.set_role(shop.lead, shop.campaign, {"b": seen["b"]}, "profit", AT)
    with pytest.raises(StaleEdit):
        shop.desk.set_role(shop.commander, shop.campaign, seen, "hit", LATER)
    assert {one.product_id: one.role for one in records.all()} == {"a": "none", "b": "profit", "c": "none"}


def test_a_role_for_a_product_nobody_imported_is_refused(shop):
    with pytest.raises(Refused, match="no product z"):
        shop.desk.set_role(shop.lead, shop.campaign, {"z": None}, "hit", AT)


def test_targets_are_changed_in_place_and_a_same_target_is_no_change(shop):
    goal = ProductTarget(campaign=shop.campaign.id, product_id="a", carts=100)
    assert shop.desk.set_targets(shop.lead, shop.campaign.id, [goal], AT) == 1
    assert shop.desk.set_targets(shop.lead, shop.campaign.id, [goal], LATER) == 0
    assert shop.desk.set_targets(shop.lead, shop.campaign.id, [goal.model_copy(update={"carts": 120})], LATER) == 1
    kept = shop.desk.store.records(ProductTarget).by("campaign", shop.campaign.id)
    assert [one.carts for one in kept] == [120]


def test_the_one_who_called_out_writes_down_the_result(shop):
    call = CallOut(
        campaign=shop.campaign.id, product_id="a", channel="feed", member=shop.member.id, at=AT, audience=900
    )
    kept = shop.desk.call_out(shop.lead, call)
    after = shop.desk.record_result(shop.member, kept.id, " 40 carts ", LATER)
    assert (after.result, after.result_at) == ("40 carts", LATER)
    with pytest.raises(Refused):
        shop.desk.call_out(shop.member, call)
