"""What the room reads of sign-ups: verdicts, counts, clashes with another campaign, evidence."""

from datetime import UTC, date, datetime, timedelta

import pandas as pd
import pytest

from campaign.desk import Desk
from campaign.products import Product, Sku
from campaign.room import Room
from campaign.signups.activities import Activity
from campaign.signups.signups import Ticked
from campaign.storage import Store
from tests.desk.conftest import AT

HOUR = timedelta(hours=1)


@pytest.fixture
def house(tmp_path):
    store = Store(tmp_path)
    desk = Desk(store)
    plans = {
        name: desk.campaigns.plan(
            None, AT, name=name, launch=launch, zone="America/Los_Angeles", currency="USD", store="main"
        )
        for name, launch in (("Double 11", date(2026, 11, 11)), ("Black Friday", date(2026, 11, 27)))
    }
    store.records(Product).add_all(
        Product(
            store="main",
            product_id=key,
            title=f"Product {key}",
            price_minor=2000,
            threshold_price_minor=1800,
            skus=(Sku(sku_id=f"{key}1"), Sku(sku_id=f"{key}2", threshold_price_minor=1500)),
        )
        for key in "abc"
    )
    desk.bulk_edits.set_tiers(None, plans["Double 11"].id, {"a": "hero", "b": "activity", "c": "activity"}, AT)
    yield desk, plans
    store.close()


def offered(desk, campaign, route="flash_deals", first=24, last=72, **more):
    return desk.signups.add_activity(
        None,
        Activity(
            campaign=campaign.id,
            route=route,
            title=f"{route} {campaign.name}",
            purpose="Test",
            starts=AT + first * HOUR,
            ends=AT + last * HOUR,
            **more,
        ),
        AT,
    )


def ticked(key, *prices):
    return {key: tuple(Ticked(sku_id=f"{key}{place}", price_minor=price) for place, price in enumerate(prices, 1))}


def read(desk, campaign, at=AT):
    return Room(desk.store, campaign, at)


def test_the_threshold_is_the_skus_own_else_the_products_and_one_typed_in_goes_before_both(house):
    desk, plans = house
    campaign = plans["Double 11"]
    deal = offered(desk, campaign)
    (one,) = desk.signups.sign_up(None, campaign, deal.id, ticked("b", 1800, 1600), AT)
    row = read(desk, campaign).signups.verdicts().iloc[0]
    assert (row["price"], row["verdict"], row["sku_id"], row["figure"]) == ("fail", "fail", "b2", 1600)
    assert row["reason"] == "b2 costs $16.00, above the threshold price $15.00"
    typed = (Ticked(sku_id="b1", price_minor=1800), Ticked(sku_id="b2", price_minor=1600, threshold_minor=1600))
    desk.signups.change_sign_up(None, one.id, typed, AT, one.rev)
    assert read(desk, campaign).signups.verdicts()["price"].tolist() == ["pass"]


def test_pieces_offered_count_no_further_than_there_are_and_uncounted_ones_are_unknown(house):
    desk, plans = house
    campaign = plans["Double 11"]
    deal = offered(desk, campaign, units_needed=50, mode="lowest_sku")
    offer = {
        "b": (Ticked(sku_id="b1", price_minor=1500, units=90),),
        "c": (Ticked(sku_id="c1", price_minor=1500, units=90),),
    }
    desk.signups.sign_up(None, campaign, deal.id, offer, AT)
    count = {
        "store": "main",
        "at": AT - HOUR,
        "product_id": "b",
        "sku_id": "b1",
        "warehouse": "*",
        "inbound_due": datetime(9999, 12, 31, tzinfo=UTC),
        "on_hand": 60,
        "reserved": 20,
        "inbound": None,
    }
    numbers = dict.fromkeys(("on_hand", "reserved", "inbound"), "Int64")
    desk.store.facts.replace_stock(pd.DataFrame([count]).astype(numbers))
    frame = read(desk, campaign).signups.verdicts().set_index("product_id")
    assert (frame.loc["b", "stock"], frame.loc["b", "figure"]) == ("fail", 40)
    assert frame.loc["c", "stock"] == "unknown"


def test_places_are_counted_by_what_the_tiers_ask_for(house):
    desk, plans = house
    campaign = plans["Double 11"]
    room = read(desk, campaign)
    assert (room.signups.signed_up().done, room.signups.signed_up().total) == (0, 3 + 2 * 2)
    begun = desk.signups.sign_up(None, campaign, offered(desk, campaign).id, ticked("b", 1800) | ticked("c", 1800), AT)
    desk.signups.step_sign_ups(None, {begun[0].id: None}, "submitted", AT)
    room = read(desk, campaign)
    assert (room.signups.signed_up(("activity",)).done, room.signups.signed_up(("activity",)).total) == (1, 4)
    assert (room.signups.signed_up(route="flash_deals").done, room.signups.signed_up(("hero",)).done) == (1, 0)


def test_an_offer_of_the_successor_campaign_clashes_and_is_named_with_it(house):
    desk, plans = house
    first = offered(desk, plans["Double 11"], first=24, last=72)
    second = offered(desk, plans["Black Friday"], "early_bird", first=71, last=99)
    desk.signups.sign_up(None, plans["Double 11"], first.id, ticked("b", 1800), AT)
    desk.signups.sign_up(None, plans["Black Friday"], second.id, ticked("b", 1700), AT)
    row = read(desk, plans["Double 11"]).signups.clashes().iloc[0]
    assert (row["sku_id"], row["first_title"]) == ("b1", "flash_deals Double 11")
    assert row["second_title"] == "early_bird Black Friday (Black Friday)"
    desk.signups.change_activity(None, second.id, AT, starts=AT + 72 * HOUR)
    assert read(desk, plans["Double 11"]).signups.clashes().empty


def test_a_route_against_the_tier_is_named_and_the_next_deadline_is_the_first_with_something_missing(house):
    desk, plans = house
    campaign = plans["Double 11"]
    deal = offered(desk, campaign, deadline=AT + 5 * HOUR)
    offered(desk, campaign, "premium_slot", deadline=AT + 3 * HOUR)
    desk.signups.sign_up(None, campaign, deal.id, ticked("a", 1800), AT)
    room = read(desk, campaign)
    row = room.signup_tracker.table().set_index(["product_id", "route"]).loc[("a", "flash_deals")]
    assert row["misfit"].startswith("Hero items go to")
    assert (room.signups.next_deadline().activity.route, room.signups.next_deadline().missing) == ("premium_slot", 1)
    assert read(desk, campaign, AT + 4 * HOUR).signups.next_deadline().activity.route == "flash_deals"
    late = read(desk, campaign, AT + 6 * HOUR)
    assert late.signups.next_deadline() is None
    assert late.signup_tracker.tally().past == 4


def test_tasks_read_both_gates_and_the_successor(house):
    desk, plans = house
    campaign = plans["Double 11"]
    deal = offered(desk, campaign, units_needed=0)
    assert read(desk, campaign).signup_tracker.gate_evidence()["P1-PR-6"].standing == "empty"
    desk.signups.sign_up(None, campaign, deal.id, ticked("b", 1800) | ticked("c", 1801), AT)
    found = read(desk, campaign).signup_tracker.gate_evidence()
    assert found["P1-PR-6"] == ("short", "Price gate: 1 of 2 pass, 1 fail, 0 unknown", None)
    assert found["P1-LS-10"] == ("met", "Stock check: 2 of 2 pass, 0 fail, 0 unknown", None)
    other = offered(desk, plans["Black Friday"])
    (begun,) = desk.signups.sign_up(None, plans["Black Friday"], other.id, ticked("a", 1500), AT)
    desk.signups.step_sign_ups(None, {begun.id: None}, "submitted", AT)
    assert read(desk, campaign).signup_tracker.gate_evidence()["P4-MK-1"].text == "Black Friday: 1 of 1 signed up"
