"""Prices, discounts, waivers, looks and product edits by people."""

from datetime import timedelta

import pandas as pd
import pytest

from campaign import intake
from campaign.desk import Refused
from campaign.desk.products import StaleProduct
from campaign.monitoring.alerts import Alert
from campaign.prices.discounts import Cut, Stack
from campaign.prices.history import Price, PriceError
from campaign.prices.margin_floors import BelowFloor, FloorWaiver
from campaign.products import Product, ProductError, Sku
from campaign.room import Room
from campaign.storage.documents.tinydb_table import StaleEdit
from tests.desk.conftest import AT

LATER = AT + timedelta(hours=2)


@pytest.fixture
def shop(team):
    skus = Sku(sku_id="k-s"), Sku(sku_id="k-l", price_minor=3400)
    kettle = Product(store="main", product_id="k", title="Kettle", price_minor=2900, cost_minor=2000, skus=skus)
    team.desk.store.records(Product).add(kettle)
    return team


def kettle(team):
    return team.desk.store.records(Product).by("product_id", "k")[0]


def prices(team):
    return [(one.prices, one.source, one.kind) for one in team.desk.store.records(Price).all()]


def taken_in(team, text, at=AT):
    sheet = intake.open_file(text.encode(), "list.csv")
    mapping = intake.suggest(sheet, "products")
    found = intake.read(sheet, mapping, store="main", source="erp", zone="UTC", currency="USD")
    team.desk.imports.take_in(team.commander, team.campaign, sheet, found, at, source="erp")


def test_an_import_keeps_the_prices_it_changes_and_no_others(shop):
    taken_in(shop, "product_id,price,title\nk,27.00,Kettle\nnew,9.90,Cup\n")
    assert prices(shop) == [({"k-s": 2700}, "erp", "list"), ({"*": 990}, "erp", "list")]
    taken_in(shop, "product_id,price,title\nk,27.00,Kettle II\n", LATER)
    assert len(prices(shop)) == 2


def test_a_person_s_price_is_kept_with_who_and_from_when(shop):
    shop.desk.products.edit(shop.commander, shop.campaign, kettle(shop), {"skus": {"k-l": {"price_minor": 3100}}}, AT)
    kept = shop.desk.store.records(Price).all()
    assert [(one.prices, one.who, one.since, one.source) for one in kept] == [({"k-l": 3100}, "Lin Yue", AT, "manual")]


def test_a_typed_history_names_every_sku_and_never_the_future(shop):
    early = AT - timedelta(days=300)
    shop.desk.prices.enter(shop.commander, shop.campaign, "k", {"*": 1990}, early, AT, kind="promotion", note="Invoice")
    assert prices(shop) == [({"k-s": 1990, "k-l": 1990}, "manual", "promotion")]
    with pytest.raises(PriceError, match="begins in the future"):
        shop.desk.prices.enter(shop.commander, shop.campaign, "k", {"*": 1}, LATER, AT)
    with pytest.raises(PriceError, match="Kettle has no SKU x"):
        shop.desk.prices.enter(shop.commander, shop.campaign, "k", {"x": 1}, early, AT)
    with pytest.raises(Refused):
        shop.desk.prices.enter(shop.member, shop.campaign, "k", {"*": 1}, early, AT)


def test_a_price_taken_back_leaves_the_history_and_a_line_in_the_journal(shop):
    kept = shop.desk.prices.enter(shop.commander, shop.campaign, "k", {"*": 1}, AT, AT)
    shop.desk.prices.take_back(shop.commander, shop.campaign, kept.id, LATER)
    assert prices(shop) == []
    assert shop.journal("take_back_price")[0].before["prices"] == {"k-s": 1, "k-l": 1}


def rows(*given):
    frame = pd.DataFrame(given, columns=["product_id", "sku_id", "since", "price_minor", "kind"])
    return frame.assign(since=pd.to_datetime(frame["since"], utc=True))


def test_a_history_taken_in_twice_is_kept_once(shop):
    given = rows(("k", "*", "2026-01-01", 2500, "list"), ("k", "k-l", "2026-01-01", 3000, "list"))
    take = shop.desk.prices.take_in
    assert take(shop.commander, shop.campaign, given, AT, source="old.csv") == 2
    assert take(shop.commander, shop.campaign, given, LATER, source="old.csv") == 0
    assert prices(shop) == [({"k-s": 2500, "k-l": 3000}, "old.csv", "list")]
    room = Room(shop.desk.store, shop.campaign, AT)
    assert room.skus.of("k")[["lowest_minor", "reach"]].to_numpy().tolist() == [[2500, "known"], [3000, "known"]]


def test_a_history_of_an_unknown_product_is_refused_as_a_whole(shop):
    given = rows(("k", "*", "2026-01-01", 2500, "list"), ("ghost", "*", "2026-01-01", 1, "list"))
    with pytest.raises(PriceError, match="no product ghost"):
        shop.desk.prices.take_in(shop.commander, shop.campaign, given, AT, source="old.csv")
    assert prices(shop) == []


def test_a_campaign_price_below_the_floor_needs_a_written_waiver(shop):
    plan = shop.desk.discounts.plan
    deep = Stack(store=Cut(amount_minor=800))
    with pytest.raises(BelowFloor, match=r"Kettle, SKU k-s: a price of \$21.00 leaves 4.8%, below the floor of 10%"):
        plan(shop.commander, shop.campaign, "k", {}, deep, AT)
    assert shop.journal("plan_discount") == []
    plan(shop.commander, shop.campaign, "k", {}, deep, AT, reason="Opens the season")
    waived = shop.desk.store.records(FloorWaiver).all()
    assert [(one.sku_id, one.paid_minor, one.who, one.reason) for one in waived] == [
        ("k-s", 2100, "Lin Yue", "Opens the season")
    ]
    assert shop.journal("waive_floor")[0].note == "Opens the season"


def test_a_price_above_the_floor_needs_none_and_a_product_has_its_own_floor(shop):
    shop.desk.discounts.plan(shop.commander, shop.campaign, "k", {"*": 2500}, Stack(), AT)
    with pytest.raises(Refused, match="No price is known to be below the margin floor of 10%"):
        shop.desk.discounts.waive_floor(shop.commander, shop.campaign, "k", {"*": 2500}, AT, "why")
    shop.desk.products.edit(shop.commander, shop.campaign, kettle(shop), {"margin_floor_share": 0.3}, AT)
    with pytest.raises(BelowFloor, match="below the floor of 30%"):
        shop.desk.discounts.plan(shop.commander, shop.campaign, "k", {"*": 2500}, Stack(), LATER)
    with pytest.raises(Refused, match="Write why"):
        shop.desk.discounts.waive_floor(shop.commander, shop.campaign, "k", {"*": 2500}, LATER, " ")
    assert len(shop.desk.discounts.waive_floor(shop.commander, shop.campaign, "k", {"*": 2500}, LATER, "Agreed")) == 2


def test_the_second_of_two_editors_is_told_who_changed_what_and_loses_nothing(shop):
    seen = kettle(shop)
    shop.desk.products.edit(shop.commander, shop.campaign, seen, {"price_minor": 3100}, AT)
    mine = {"title": "Kettle 2 L"}
    with pytest.raises(StaleProduct, match="Lin Yue changed Kettle since you opened it") as stale:
        shop.desk.products.edit(None, shop.campaign, seen, mine, LATER)
    assert isinstance(stale.value, StaleEdit)
    assert stale.value.changes == {"price_minor": (2900, 3100)}
    shop.desk.products.edit(None, shop.campaign, kettle(shop), mine, LATER)
    assert (kettle(shop).title, kettle(shop).price_minor) == ("Kettle 2 L", 3100)


def test_a_value_that_cannot_be_is_refused(shop):
    with pytest.raises(ProductError, match="'-5' is no price_minor"):
        shop.desk.products.edit(shop.commander, shop.campaign, kettle(shop), {"price_minor": -5}, AT)


def test_a_problem_needs_a_word_and_the_last_look_counts(shop):
    with pytest.raises(ProductError, match="Write what the problem is"):
        shop.desk.products.inspect(shop.commander, shop.campaign, "k", "chat", "problem", AT)
    shop.desk.products.inspect(shop.commander, shop.campaign, "k", "chat", "problem", AT, note="Slow answers")
    shop.desk.products.inspect(shop.commander, shop.campaign, "k", "chat", "fine", LATER)
    chat = next(one for one in Room(shop.desk.store, shop.campaign, LATER).product_day.nine("k") if one.key == "chat")
    assert (chat.state, chat.text) == ("good", "Fine.")


def test_a_hero_whose_visitors_drop_opens_one_alert_that_closes_when_they_are_back(shop):
    shop.desk.bulk_edits.set_tiers(shop.commander, shop.campaign.id, {"k": "hero"}, AT)

    def measured(*by_day):
        days = [
            f"2026-{10 if place < 4 else 11}-{28 + place if place < 4 else place - 3:02d}"
            for place in range(len(by_day))
        ]
        text = "day,product_id,visitors\n" + "".join(f"{day},k,{n}\n" for day, n in zip(days, by_day, strict=True))
        sheet = intake.open_file(text.encode(), "facts.csv")
        found = intake.read(sheet, intake.suggest(sheet, "facts"), store="main", source="s", zone=shop.campaign.zone,
                            currency="USD")  # fmt: skip
        shop.desk.imports.take_in(shop.commander, shop.campaign, sheet, found, AT, source="s")

    def alerts():
        found = shop.desk.store.records(Alert).by("campaign", shop.campaign.id)
        return [(one.sentence, one.is_open) for one in found if one.rule == "visitors_dropped"]

    measured(100, 104, 96, 98, 102, 101, 99, 100, 100, 40)
    at = AT - timedelta(hours=12)  # 6 November is not over
    shop.desk.alerts.watch(shop.campaign, AT)
    said = "Kettle: 40 visitors, 60% below the median of the seven days before; look at its page"
    assert alerts() == [(said, True)]
    shop.desk.alerts.watch(shop.campaign, at + timedelta(hours=13))
    assert len(alerts()) == 1
    measured(100, 104, 96, 98, 102, 101, 99, 100, 100, 97)
    shop.desk.alerts.watch(shop.campaign, LATER)
    assert alerts() == [(said, False)]
