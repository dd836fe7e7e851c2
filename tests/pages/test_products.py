"""The products page: which product does which job, decided in bulk."""

import pytest

from campaign import playbook
from campaign.products import Product
from campaign.web import place, products


def select(app, *places, table="products.table"):
    """Select rows of the page's table, as a click does."""
    key = app.session_state[table]
    app.session_state[key] = {"selection": {"rows": list(places), "columns": [], "cells": []}}
    return app.run()


def test_the_page_opens_on_how_many_products_need_a_decision(shop):
    frame = shop.room.judged()
    open_ = int((frame["undecided"] | frame["differs"]).sum())
    app = shop.page("products")
    assert not app.exception
    assert app.subheader[0].value == f"{open_} of {len(frame)} products need a decision"
    counts = [int((frame["tier"] == tier).sum()) for tier in ("hero", "activity", "volume", "clearance")]
    assert [metric.value for metric in app.metric[:4]] == [str(count) for count in counts]


def test_what_needs_a_decision_stands_on_top(shop):
    frame = shop.room.judged()
    asks = (frame["undecided"] | frame["differs"]).tolist()
    assert any(asks)
    assert asks == sorted(asks, reverse=True)


def test_a_view_shows_only_its_products(shop):
    app = shop.page("products")
    app.segmented_control(key="products.view").set_value("margin_unknown").run()
    count = int(shop.room.judged()["margin_unknown"].sum())
    assert count > 0
    assert any(one.value.startswith(f"{count} products") for one in app.caption)
    assert products.filtered(shop.room, "margin_unknown", (), "")["margin"].isna().all()


def test_a_search_finds_a_product_by_a_part_of_its_title(shop):
    title = shop.room.judged()["title"].iloc[5]
    found = products.filtered(shop.room, "all", (), title[:12].upper())
    assert title in list(found["title"])
    app = shop.page("products")
    app.text_input(key="products.find").input(title[:12].upper()).run()
    assert any(one.value.startswith(f"{len(found)} product") for one in app.caption)


def test_one_decision_is_made_for_several_products_at_once(shop):
    both = list(shop.room.judged()["product_id"][:2])
    app = select(shop.page("products"), 0, 1)
    app.selectbox(key="products.tier").select("volume").run()
    app.selectbox(key="products.role").select("hit").run()
    app.button(key="products.apply").click().run()
    assert not app.exception
    assert [shop.room.decided()[one] for one in both] == ["volume", "volume"]
    assert {shop.room.catalogue()[one].role for one in both} == {"hit"}
    assert app.session_state[app.session_state["products.table"]]["selection"]["rows"] == []


def test_a_suggestion_is_accepted_with_one_click(shop):
    row = shop.room.judged().iloc[0]
    app = select(shop.page("products"), 0)
    app.button(key="products.accept").click().run()
    assert shop.room.decided()[row["product_id"]] == row["suggested"] != row["tier"]


def test_a_role_that_somebody_else_changed_meanwhile_is_not_overwritten(shop):
    row = shop.room.judged().iloc[0]
    app = select(shop.page("products"), 0)
    app.selectbox(key="products.role").select("image").run()
    table = place.store().records(Product)
    theirs = table.one(shop.room.catalogue()[row["product_id"]].id)
    table.put(theirs.model_copy(update={"role": "potential_hit"}))
    app.button(key="products.apply").click().run()
    assert "changed by someone else" in app.toast[0].value
    assert shop.room.catalogue()[row["product_id"]].role == "potential_hit"


def test_a_selection_is_dropped_when_the_order_changes(shop):
    app = select(shop.page("products"), 0)
    assert "products.apply" in {button.key for button in app.button}
    app.pills(key="products.tiers").set_value(["hero"]).run()
    assert "products.apply" not in {button.key for button in app.button}


def test_other_thresholds_are_previewed_before_they_are_saved(shop):
    lower = playbook.changed(shop.campaign.thresholds, tier_hero_share=0.2)
    flips = shop.room.flips(lower)
    app = shop.page("products")
    app.session_state["products.limits"] = True
    app.run()
    app.slider(key="products.tier_hero_share").set_value(20).run()
    said = " ".join(one.value for one in app.markdown)
    assert f"**{len(flips)}** suggestions would change" in said
    assert shop.campaign.thresholds.tier_hero_share != 0.2
    app.button(key="products.save_limits").click().run()
    assert shop.campaign.thresholds.tier_hero_share == 0.2
    assert len(shop.room.flips(lower)) == 0


def test_thresholds_that_do_not_rise_are_refused_in_a_sentence(shop):
    app = shop.page("products")
    app.session_state["products.limits"] = True
    app.run()
    app.slider(key="products.tier_hero_share").set_value(100).run()
    assert "must rise from hero over activity to volume" in " ".join(one.value for one in app.markdown)
    assert app.button(key="products.save_limits").disabled
    with pytest.raises(playbook.PlaybookError, match="Clearance: full days without a sale: -1 cannot be used"):
        playbook.changed(shop.campaign.thresholds, quiet_days=-1)


def test_the_card_holds_what_is_known_of_a_product_and_names_what_is_not(shop):
    row = next(one for one in shop.room.judged().to_dict("records") if one["margin_unknown"])
    card = shop.piece(f"from campaign.web.goods import card\ncard({row['product_id']!r})")
    assert not card.exception
    assert row["title"] in card.markdown[0].value
    assert "price or cost is missing" in card.table[0].value.to_string()
    assert len(card.dataframe[0].value) == len(shop.room.catalogue()[row["product_id"]].skus)


def test_without_products_the_page_says_what_to_do_next(empty):
    app = empty.page("products")
    assert not app.exception
    assert app.subheader[0].value == "No product is known yet"
    assert {"products.import", "products.demo"} <= {button.key for button in app.button}


def test_a_stranger_sees_nothing_of_the_products(stranger):
    assert stranger("products") == []
