from datetime import timedelta

import pytest

from campaign.desk import Overtaken, Refused
from campaign.products import Product
from campaign.targets.callouts import CallOut
from campaign.targets.product_targets import ProductTarget
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
    assert shop.desk.bulk_edits.set_tiers(shop.lead, shop.campaign.id, {"a": "hero", "b": "volume"}, AT) == 2
    assert shop.desk.bulk_edits.set_tiers(shop.commander, shop.campaign.id, {"a": "hero", "b": "clearance"}, LATER) == 1
    assert shop.desk.bulk_edits.set_tiers(shop.commander, shop.campaign.id, {"a": "hero"}, LATER) == 0
    assert tiers(shop) == {"a": "hero", "b": "clearance"}
    last = shop.journal("set_tiers")[-1]
    assert (last.before, last.after) == ({"b": "volume"}, {"b": "clearance"})


def test_a_member_decides_no_tier(shop):
    with pytest.raises(Refused):
        shop.desk.bulk_edits.set_tiers(shop.member, shop.campaign.id, {"a": "hero"}, AT)
    assert tiers(shop) == {}


def test_a_role_set_on_an_outdated_screen_changes_nothing_at_all(shop):
    records = shop.desk.store.records(Product)
    seen = {one.product_id: one.role for one in records.all()}
    shop.desk.bulk_edits.set_role(shop.lead, shop.campaign, {"b": "profit"}, AT, seen)
    with pytest.raises(Overtaken) as told:
        shop.desk.bulk_edits.set_role(shop.commander, shop.campaign, dict.fromkeys("abc", "hit"), LATER, seen)
    assert str(told.value) == f"{shop.lead.name} changed 1 of these 3 since you looked: Product b (Profit item)"
    assert {one.product_id: one.role for one in records.all()} == {"a": "none", "b": "profit", "c": "none"}


def test_a_tier_that_somebody_else_chose_meanwhile_is_told_and_not_overwritten(shop):
    seen = dict.fromkeys("abc")
    shop.desk.bulk_edits.set_tiers(shop.lead, shop.campaign.id, {"b": "volume", "c": "hero"}, AT, seen)
    with pytest.raises(Overtaken) as told:
        shop.desk.bulk_edits.set_tiers(shop.commander, shop.campaign.id, dict.fromkeys("abc", "hero"), LATER, seen)
    assert told.value.others == {"b": "volume"}
    assert tiers(shop) == {"b": "volume", "c": "hero"}
    newer = {**seen, "b": "volume"}
    assert (
        shop.desk.bulk_edits.set_tiers(shop.commander, shop.campaign.id, dict.fromkeys("abc", "hero"), LATER, newer)
        == 2
    )
    assert tiers(shop) == dict.fromkeys("abc", "hero")


def test_tiers_and_roles_are_set_together_or_not_at_all(shop):
    seen = {"a": "none", "b": "image"}
    with pytest.raises(Overtaken):
        shop.desk.bulk_edits.decide(
            shop.lead, shop.campaign, {"a": "hero", "b": "hero"}, {"a": "hit", "b": "hit"}, AT, seen_roles=seen
        )
    assert tiers(shop) == {}
    assert shop.journal("set_tiers") == []
    assert (
        shop.desk.bulk_edits.decide(shop.lead, shop.campaign, {"a": "hero"}, {"a": "hit"}, AT, seen_roles={"a": "none"})
        == 2
    )


def test_a_choice_for_many_is_one_entry_and_is_taken_back_as_one(shop):
    shop.desk.bulk_edits.set_tiers(shop.lead, shop.campaign.id, {"a": "volume"}, AT)
    shop.desk.bulk_edits.decide(
        shop.lead, shop.campaign, dict.fromkeys("abc", "hero"), dict.fromkeys("abc", "hit"), LATER
    )
    entries = [shop.journal("set_tiers")[-1], shop.journal("set_role")[-1]]
    assert [len(one.after) for one in entries] == [3, 3]
    assert shop.desk.bulk_edits.undo(shop.lead, shop.campaign, [one.id for one in entries], LATER) == (6, 0)
    assert tiers(shop) == {"a": "volume"}
    assert {one.role for one in shop.desk.store.records(Product).all()} == {"none"}
    assert [one.note for one in shop.journal("undo")] == ["set_tiers", "set_role"]


def test_what_somebody_changed_since_stays_when_a_choice_is_taken_back(shop):
    shop.desk.bulk_edits.set_tiers(shop.lead, shop.campaign.id, dict.fromkeys("abc", "hero"), AT)
    entry = shop.journal("set_tiers")[-1].id
    shop.desk.bulk_edits.set_tiers(shop.commander, shop.campaign.id, {"b": "clearance"}, LATER)
    assert shop.desk.bulk_edits.undo(shop.lead, shop.campaign, [entry], LATER) == (2, 1)
    assert tiers(shop) == {"b": "clearance"}
    with pytest.raises(Refused, match="cannot be taken back"):
        shop.desk.bulk_edits.undo(shop.lead, shop.campaign, [shop.journal("plan")[-1].id], LATER)
    with pytest.raises(Refused, match="may not"):
        shop.desk.bulk_edits.undo(shop.member, shop.campaign, [entry], LATER)


def test_a_role_for_a_product_nobody_imported_is_refused(shop):
    with pytest.raises(Refused, match="no product z"):
        shop.desk.bulk_edits.set_role(shop.lead, shop.campaign, {"z": "hit"}, AT)


def test_targets_are_changed_in_place_and_a_same_target_is_no_change(shop):
    goal = ProductTarget(campaign=shop.campaign.id, product_id="a", carts=100)
    assert shop.desk.bulk_edits.set_targets(shop.lead, shop.campaign.id, [goal], AT) == 1
    assert shop.desk.bulk_edits.set_targets(shop.lead, shop.campaign.id, [goal], LATER) == 0
    assert (
        shop.desk.bulk_edits.set_targets(shop.lead, shop.campaign.id, [goal.model_copy(update={"carts": 120})], LATER)
        == 1
    )
    kept = shop.desk.store.records(ProductTarget).by("campaign", shop.campaign.id)
    assert [one.carts for one in kept] == [120]


def test_targets_set_on_an_outdated_screen_are_told_and_taken_back(shop):
    mine, theirs = (ProductTarget(campaign=shop.campaign.id, product_id="a", carts=carts) for carts in (100, 70))
    shop.desk.bulk_edits.set_targets(shop.lead, shop.campaign.id, [theirs], AT, {"a": None})
    with pytest.raises(Overtaken, match=r"changed 1 of these 1 since you looked: Product a \(70\)"):
        shop.desk.bulk_edits.set_targets(shop.commander, shop.campaign.id, [mine], LATER, {"a": None})
    assert shop.desk.bulk_edits.set_targets(shop.commander, shop.campaign.id, [mine], LATER, {"a": theirs}) == 1
    assert shop.desk.bulk_edits.undo(shop.commander, shop.campaign, [shop.journal("set_targets")[-1].id], LATER) == (
        1,
        0,
    )
    assert shop.desk.bulk_edits.undo(shop.commander, shop.campaign, [shop.journal("set_targets")[0].id], LATER) == (
        1,
        0,
    )
    assert shop.desk.store.records(ProductTarget).by("campaign", shop.campaign.id) == []


def test_the_one_who_called_out_writes_down_the_result(shop):
    call = CallOut(
        campaign=shop.campaign.id, product_id="a", channel="feed", member=shop.member.id, at=AT, audience=900
    )
    kept = shop.desk.callouts.call_out(shop.lead, call)
    after = shop.desk.callouts.record_result(shop.member, kept.id, " 40 carts ", LATER)
    assert (after.result, after.result_at) == ("40 carts", LATER)
    with pytest.raises(Refused):
        shop.desk.callouts.call_out(shop.member, call)
