"""A hit with half of its stock sold opens one alert; people care for it; goods received close it."""

from datetime import date, timedelta

import pandas as pd
import pytest

from campaign.base.phases import day_starts
from campaign.desk import Refused
from campaign.facts import contract
from campaign.monitoring.alerts import Alert, AlertError
from campaign.products import Product, Sku
from tests.desk.conftest import AT

ZONE = "America/Los_Angeles"
OPENED = day_starts(date(2026, 10, 28), ZONE)
LATER = AT + timedelta(hours=2)


def sell(team, units, day=date(2026, 11, 2), product="a", sku="a1"):
    row = {"store": "main", "source": "shop", "day": day, "starts": day_starts(day, ZONE), "grain": "day"}
    team.desk.store.facts.replace(
        contract.contract(pd.DataFrame([{**row, "product_id": product, "sku_id": sku, "units": units}]))
    )


@pytest.fixture
def stocked(team):
    records = team.desk.store.records(Product)
    records.add(
        Product(store="main", product_id="a", title="Kettle", role="hit", skus=(Sku(sku_id="a1", colour="red"),))
    )
    team.desk.bulk_edits.set_tiers(team.commander, team.campaign.id, {"a": "hero"}, AT)
    team.desk.store.facts.replace_stock(
        pd.DataFrame(
            {"store": ["main"], "at": [OPENED], "product_id": ["a"], "sku_id": ["a1"], "warehouse": ["*"],
             "inbound_due": [pd.Timestamp("9999-12-31", tz="UTC")], "on_hand": [100]}
        )
    )  # fmt: skip
    return team


def alerts(team):
    return team.desk.store.records(Alert).by("campaign", team.campaign.id)


def test_one_alert_opens_when_exactly_half_is_sold_and_no_second_one(stocked):
    sell(stocked, 49)
    assert stocked.desk.alerts.watch(stocked.campaign, AT) == 0
    sell(stocked, 50)
    assert stocked.desk.alerts.watch(stocked.campaign, AT) == 1
    assert stocked.desk.alerts.watch(stocked.campaign, LATER) == 0
    only = alerts(stocked)[0]
    assert (only.rule, only.sentence) == ("half_sold", "Kettle, red: 50% of its stock is sold; decide on restocking")


def test_clearance_is_never_restocked(stocked):
    stocked.desk.bulk_edits.set_tiers(stocked.commander, stocked.campaign.id, {"a": "clearance"}, AT)
    sell(stocked, 90)
    assert stocked.desk.alerts.watch(stocked.campaign, AT) == 0


def test_unknown_sales_open_no_alert(stocked):
    assert stocked.desk.alerts.watch(stocked.campaign, AT) == 0


def test_goods_received_close_the_alert_and_half_sold_counts_anew(stocked):
    sell(stocked, 60)
    stocked.desk.alerts.watch(stocked.campaign, AT)
    stocked.desk.alerts.receive(stocked.lead, stocked.campaign, "a", "a1", 40, LATER)
    assert [one.state for one in alerts(stocked)] == ["resolved"]
    sell(stocked, 70)
    assert stocked.desk.alerts.watch(stocked.campaign, LATER + timedelta(minutes=1)) == 1


def test_who_acknowledges_an_unowned_alert_owns_it(stocked):
    sell(stocked, 60)
    stocked.desk.alerts.watch(stocked.campaign, AT)
    alert = stocked.desk.alerts.acknowledge(stocked.lead, alerts(stocked)[0].id, LATER, "calling the supplier")
    assert (alert.owner, alert.state) == (stocked.lead.id, "acknowledged")
    assert stocked.journal("acknowledge")[0].note == "calling the supplier"


def test_an_alert_closes_only_with_a_decision_and_only_once(stocked):
    sell(stocked, 60)
    stocked.desk.alerts.watch(stocked.campaign, AT)
    only = alerts(stocked)[0].id
    with pytest.raises(Refused, match="what was decided"):
        stocked.desk.alerts.resolve(stocked.lead, only, LATER, " ")
    stocked.desk.alerts.resolve(stocked.lead, only, LATER, "ordered 200")
    with pytest.raises(AlertError):
        stocked.desk.alerts.resolve(stocked.lead, only, LATER, "again")


def test_a_member_cares_only_for_their_own_alert(stocked):
    sell(stocked, 60)
    stocked.desk.alerts.watch(stocked.campaign, AT)
    only = alerts(stocked)[0].id
    with pytest.raises(Refused):
        stocked.desk.alerts.snooze(stocked.member, only, LATER, AT)
    stocked.desk.alerts.give(stocked.commander, only, stocked.member.id, AT)
    assert stocked.desk.alerts.snooze(stocked.member, only, LATER, AT).state == "snoozed"


def test_no_goods_cannot_be_received(stocked):
    with pytest.raises(Refused, match="0 pieces"):
        stocked.desk.alerts.receive(stocked.lead, stocked.campaign, "a", "a1", 0, AT)


def test_in_the_review_phase_half_sold_still_counts_from_the_launch(stocked):
    launch = date(2026, 11, 11)
    sell(stocked, 60, day=launch)
    encore = day_starts(date(2026, 11, 14), ZONE)
    assert stocked.desk.alerts.watch(stocked.campaign, encore) == 1
    assert alerts(stocked)[0].values["sold"] == "60%"
