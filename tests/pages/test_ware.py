"""The card of a product: what it shows, what it refuses, what two people see."""

from datetime import UTC, datetime, timedelta

import pytest

from campaign.monitoring.inspections import Inspection
from campaign.prices.discounts import DiscountPlan
from campaign.prices.history import Price
from campaign.products import Product


def card(shop, product, who="commander", section=None):
    app = shop.piece(f"from campaign.web.panels.products.card import card\ncard({product!r})", who)
    if section:
        app.segmented_control(key=f"ware.section-{product}").set_value(section).run()
    assert not app.exception
    return app


def said(app):
    return "\n".join(one.value for one in app.markdown)


@pytest.fixture
def hero(made, look):
    decided = look.room.products.decided()
    return next(one for one in look.room.decisions.judged()["product_id"] if decided.get(one) == "hero")


@pytest.mark.parametrize("section", ["today", "skus", "prices", "margin", "tier", "edit"])
def test_every_section_is_drawn(look, hero, section):
    assert look.room.products.catalogue()[hero].name in card(look, hero, section=section).markdown[0].value


def test_what_is_not_known_of_a_product_is_named(look):
    row = next(one for one in look.room.decisions.judged().to_dict("records") if one["margin_unknown"])
    app = card(look, row["product_id"])
    assert {one.label: one.value for one in app.metric}["Margin"] == "–"
    assert "no list of products does" in said(card(look, "ghost"))


def test_nine_items_are_tracked_each_known_or_said_to_be_missing(look, hero):
    table = card(look, hero).table[0].value
    assert len(table) == 9
    assert all(str(cell).strip() for cell in table.iloc[:, 0])


def test_a_look_is_written_down(shop, hero):
    app = card(shop, hero)
    app.segmented_control(key="ware.look.item").set_value("page")
    app.button(key="ware.look.save").click().run()
    kept = shop.desk.store.records(Inspection).all()[-1]
    assert (kept.item, kept.found, kept.product_id) == ("page", "fine", hero)


def test_a_typed_price_joins_the_history(shop, hero):
    app = card(shop, hero, section="prices")
    app.date_input(key="price.since").set_value(shop.campaign.launch - timedelta(days=30))
    app.number_input(key="price.amount").set_value(19.9)
    app.button(key="price.save").click().run()
    kept = shop.desk.store.records(Price).all()[-1]
    assert set(kept.prices.values()) == {1990}
    assert "$19.90" in said(app)


def test_the_calculator_follows_a_step_and_asks_for_a_waiver_below_the_floor(shop, hero):
    app = card(shop, hero, section="margin")
    app.number_input(key=f"stack.{hero}.store.amount").set_value(100.0).run()
    assert "below the floor" in said(app)
    before = shop.desk.store.records(DiscountPlan).all()
    app.button(key=f"stack.{hero}.keep").click().run()
    assert shop.desk.store.records(DiscountPlan).all() == before
    app.text_input(key=f"stack.{hero}.reason").set_value("Clears the season")
    app.button(key=f"stack.{hero}.keep").click().run()
    assert shop.desk.store.records(DiscountPlan).all() != before
    assert "Clears the season" in said(app)


def test_of_two_editors_the_second_is_told_and_keeps_what_was_typed(shop, hero):
    app = card(shop, hero, section="edit")
    first = shop.desk.store.records(Product).by("product_id", hero)[0]
    shop.desk.products.edit(shop.member(), shop.campaign, first, {"price_minor": 123_00}, shop.room.at)
    app.text_input(key=f"ware.{hero}.title").set_value("Another name")
    app.button(key="ware.save").click().run()
    assert "Lin Yue changed" in app.warning[0].value
    assert "**\\$123.00**" in app.warning[0].value
    assert app.text_input(key=f"ware.{hero}.title").value == "Another name"
    assert app.number_input(key=f"ware.{hero}.price_minor").value == 123.0
    app.button(key="ware.save").click().run()
    now = shop.desk.store.records(Product).one(first.id)
    assert (now.title, now.price_minor) == ("Another name", 123_00)
    assert not app.warning


def test_who_may_not_change_products_sees_no_form(look, hero):
    app = card(look, hero, section="edit", who="lead")
    assert not app.exception


def test_a_price_written_by_hand_is_taken_back_on_the_second_click(shop, hero):
    at = datetime.now(UTC)
    kept = shop.desk.prices.enter(None, shop.campaign, hero, {"*": 12_34}, at - timedelta(days=3), at)
    app, button = card(shop, hero, section="prices"), f"price.back-{kept.id}"
    app.button(key=button).click().run()
    assert app.button(key=button).label == "Really take it back"
    before = shop.room.skus.prices_by_hand(hero)
    assert kept in before
    app.button(key=button).click().run()
    assert not app.exception
    assert shop.room.skus.prices_by_hand(hero) == tuple(one for one in before if one != kept)
    assert button not in {one.key for one in app.button}
