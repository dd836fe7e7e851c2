"""Whether the numbers can be trusted: what is missing, how far each source reaches, which one counts."""

from datetime import UTC, date, datetime, timedelta

import pandas as pd
import pytest

from campaign.base.phases import day_starts
from campaign.desk import Desk
from campaign.facts.contract import contract
from campaign.room import Room
from campaign.storage import Store

LAUNCH = date(2026, 11, 11)
AT = datetime(2026, 11, 7, 4, 0, tzinfo=UTC)  # noon of 7 November in Shanghai


@pytest.fixture
def measured(tmp_path):
    """Writes rows of a campaign in Shanghai and reads them back at noon of 7 November."""
    store = Store(tmp_path)
    campaign = Desk(store).campaigns.plan(
        None, AT, name="D11", launch=LAUNCH, zone="Asia/Shanghai", currency="CNY", store="main"
    )

    def read(*rows) -> Room:
        frame = pd.DataFrame(rows)
        starts = [day_starts(day, "Asia/Shanghai") for day in frame["day"]]
        counts = {
            name: "Int64"
            for name in frame.columns
            if name in ("visitors", "units", "reviews", "buyers", "placed_buyers")
        }
        store.facts.replace(contract(frame.astype(counts).assign(store="main", grain="day", starts=starts)))
        return Room(store, campaign, AT)

    yield read
    store.close()


def row(day, source="shop", **counts):
    return {"day": date(2026, 11, day), "source": source, **counts}


def test_a_source_is_expected_from_its_first_day_until_yesterday(measured):
    room = measured(row(3, visitors=5), row(5, visitors=5))
    missing = room.facts.absent()
    assert [(one.source, one.day.day) for one in missing.itertuples()] == [("shop", 4), ("shop", 6)]
    grid = room.facts.covered().set_index("day")
    assert not grid.loc[date(2026, 11, 2), "expected"]
    assert not grid.loc[date(2026, 11, 7), "expected"]


def test_what_is_entered_by_hand_is_never_missing(measured):
    assert measured(row(3, source="manual", visitors=5)).facts.absent().empty


def test_a_source_that_fell_silent_before_the_campaign_is_not_missed(measured):
    room = measured({"day": date(2026, 8, 1), "source": "old", "visitors": 5}, row(6, visitors=5))
    assert set(room.facts.covered()["source"]) == {"shop"}
    assert room.facts.absent().empty


def test_a_day_reaches_to_its_end_and_never_into_the_future(measured):
    room = measured(row(5, visitors=5), row(7, source="live", visitors=5))
    until = room.facts.reach().set_index("source")["until"]
    assert until["shop"] == day_starts(date(2026, 11, 6), "Asia/Shanghai")
    assert until["live"] == AT


def test_a_figure_told_twice_counts_once_and_says_what_the_other_source_has(measured):
    room = measured(row(4, visitors=100), row(5, visitors=110), row(4, source="traffic", visitors=90, units=7))
    used = {one.measure: one for one in room.facts.used()}
    assert (used["visitors"].source, used["visitors"].value) == ("shop", 210)
    assert used["visitors"].beside == (("traffic", 90),)
    assert (used["units"].source, used["units"].value, used["units"].beside) == ("traffic", 7, ())
    assert "revenue_minor" not in used


def test_of_a_level_the_last_day_counts(measured):
    used = {one.measure: one.value for one in measured(row(4, reviews=50), row(5, reviews=58)).facts.used()}
    assert used["reviews"] == 58


def test_before_its_first_day_a_campaign_misses_nothing(measured):
    room = measured(row(4, visitors=5))
    early = Room(room.store, room.campaign, AT - timedelta(days=90))
    assert early.facts.covered().empty
    assert early.facts.absent().empty


def test_who_never_chose_a_password_is_named(tmp_path):
    store = Store(tmp_path)
    desk = Desk(store)
    lin = desk.accounts.set_up(desk.accounts.set_up_link(AT), "Lin Yue", "lin", "correct horse battery", AT)
    mei, secret = desk.accounts.invite(lin, "Mei Tan", "mei", "lead", ["marketing"], AT)
    campaign = desk.campaigns.plan(
        lin, AT, name="D11", launch=LAUNCH, zone="Asia/Shanghai", currency="CNY", store="main"
    )
    assert Room(store, campaign, AT).team.without_password() == {mei.id}
    desk.accounts.accept_invitation(secret, "correct horse battery", AT)
    room = Room(store, campaign, AT)
    assert room.team.without_password() == frozenset()
    assert {one.what for one in room.team.audit()} == {"enrol", "plan", "choose_password"}
    store.close()


def test_what_two_sources_tell_is_set_side_by_side(measured):
    room = measured(
        row(3, source="orders", units=100, visitors=9),
        row(4, source="orders", units=50),
        row(3, source="sycm", units=100),
    )
    (found,) = room.reconciliation.reconciled()
    assert (found.measure, found.source, found.other, found.cause) == ("units", "orders", "sycm", "days")
    assert (found.value, found.other_value, found.on_lone) == (150, 100, -50)


def test_a_source_older_than_its_limit_is_late(measured):
    room = measured(row(4, source="old", visitors=5), row(6, source="shop", visitors=5), row(2, "manual", visitors=1))
    late = room.reconciliation.timeliness().set_index("source")["late"]
    assert late.to_dict() == {"manual": False, "old": True, "shop": False}


def test_presale_that_reads_0_by_payment_is_read_by_order(measured):
    room = measured({**row(3, visitors=200), "product_id": "P1", "buyers": 0, "placed_buyers": 30})
    (one,) = room.reconciliation.conversions().to_dict("records")
    assert (one["flagged"], one["basis"], one["conversion"]) == (True, "ordered", 0.15)
    Desk(room.store).conversion.switch(None, room.campaign.id, ["P1"], "paid", AT)
    assert room.reconciliation.conversions().iloc[0]["conversion"] == 0
