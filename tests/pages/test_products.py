"""The products page: which product does which job, decided in bulk."""

from datetime import UTC, datetime

import pytest

from campaign.plan import playbook
from campaign.products import Product
from campaign.team.members import Member
from campaign.web.panels.products import overview
from campaign.web.panels.products.overview import Wanted
from campaign.web.server import state


def select(app, *places, table="products.table"):
    """Select rows of the page's table, as a click does."""
    key = app.session_state[table]
    app.session_state[key] = {"selection": {"rows": list(places), "columns": [], "cells": []}}
    return app.run()


def test_the_page_opens_on_how_many_products_need_a_decision(shop):
    frame = shop.room.decisions.judged()
    open_ = int((frame["undecided"] | frame["differs"]).sum())
    app = shop.page("products")
    assert not app.exception
    assert app.subheader[0].value == f"{open_} of {len(frame)} products need a decision"
    counts = [int((frame["tier"] == tier).sum()) for tier in ("hero", "activity", "volume", "clearance")]
    assert [metric.value for metric in app.metric[:4]] == [str(count) for count in counts]


def test_what_needs_a_decision_stands_on_top(shop):
    frame = shop.room.decisions.judged()
    asks = (frame["undecided"] | frame["differs"]).tolist()
    assert any(asks)
    assert asks == sorted(asks, reverse=True)


def test_a_view_shows_only_its_products(shop):
    app = shop.page("products")
    app.selectbox(key="products.view").select("margin_unknown").run()
    count = int(shop.room.decisions.judged()["margin_unknown"].sum())
    assert count > 0
    assert any(one.value.startswith(f"{count} products") for one in app.caption)
    frame = shop.room.decisions.judged()
    assert frame["margin"].iloc[overview.found(shop.room, Wanted("margin_unknown"))].isna().all()


def test_a_search_finds_a_product_by_a_part_of_its_title(shop):
    title = shop.room.decisions.judged()["title"].iloc[5]
    found = overview.found(shop.room, Wanted(needle=title[:12].upper()))
    assert title in list(shop.room.decisions.judged()["title"].iloc[found])
    app = shop.page("products")
    app.text_input(key="products.find").input(title[:12].upper()).run()
    assert any(one.value.startswith(f"{len(found)} product") for one in app.caption)


def test_one_decision_is_made_for_several_products_at_once(shop):
    both = list(shop.room.decisions.judged()["product_id"][:2])
    app = select(shop.page("products"), 0, 1)
    app.selectbox(key="products.tier").select("volume").run()
    app.selectbox(key="products.role").select("hit").run()
    app.button(key="products.apply").click().run()
    assert not app.exception
    assert [shop.room.products.decided()[one] for one in both] == ["volume", "volume"]
    assert {shop.room.products.catalogue()[one].role for one in both} == {"hit"}
    assert app.session_state[app.session_state["products.table"]]["selection"]["rows"] == []


def test_a_suggestion_is_accepted_with_one_click(shop):
    row = shop.room.decisions.judged().iloc[0]
    app = select(shop.page("products"), 0)
    app.button(key="products.accept").click().run()
    assert shop.room.products.decided()[row["product_id"]] == row["suggested"] != row["tier"]


def test_a_role_that_somebody_else_changed_meanwhile_is_not_overwritten(shop):
    row = shop.room.decisions.judged().iloc[0]
    app = select(shop.page("products"), 0)
    app.selectbox(key="products.role").select("image").run()
    table = state.store().records(Product)
    theirs = table.one(shop.room.products.catalogue()[row["product_id"]].id)
    table.put(theirs.model_copy(update={"role": "potential_hit"}))
    app.button(key="products.apply").click().run()
    said = next(one.value for one in app.markdown if "since you looked" in one.value)
    assert "Somebody changed 1 of these 1 since you looked" in said
    assert "Potential hit" in said
    assert shop.room.products.catalogue()[row["product_id"]].role == "potential_hit"
    app.button(key="products.theirs").click().run()
    assert shop.room.products.catalogue()[row["product_id"]].role == "potential_hit"
    assert "products.mine" not in {button.key for button in app.button}


def outdated(shop):
    """The page with three products chosen to be heroes, one of which the lead put elsewhere meanwhile."""
    ids = list(shop.room.decisions.judged()["product_id"][:3])
    app = select(shop.page("products"), 0, 1, 2)
    app.selectbox(key="products.tier").select("clearance").run()
    lead = next(one for one in state.store().records(Member).all() if one.functions == ("product",))
    shop.desk.bulk_edits.set_tiers(lead, shop.campaign_id, {ids[1]: other(shop, ids[1])}, datetime.now(UTC))
    return ids, app, lead


def other(shop, product):
    """A tier that is neither the present one nor clearance."""
    return next(one for one in ("hero", "activity") if one != shop.room.products.decided()[product])


def test_who_was_faster_is_named_and_mine_is_written_only_when_i_say_so(shop):
    ids, app, lead = outdated(shop)
    theirs, before = shop.room.products.decided()[ids[1]], dict(shop.room.products.decided())
    app.button(key="products.apply").click().run()
    assert any(f"{lead.name} changed 1 of these 3 since you looked" in one.value for one in app.markdown)
    assert dict(shop.room.products.decided()) == before
    app.button(key="products.mine").click().run()
    assert [shop.room.products.decided()[one] for one in ids] == ["clearance"] * 3
    assert theirs != "clearance"


def test_what_others_decided_is_left_and_the_rest_is_written(shop):
    ids, app, _lead = outdated(shop)
    theirs = shop.room.products.decided()[ids[1]]
    app.button(key="products.apply").click().run()
    app.button(key="products.theirs").click().run()
    assert [shop.room.products.decided()[one] for one in ids] == ["clearance", theirs, "clearance"]


def test_all_that_the_filters_find_are_decided_at_once_and_taken_back_with_one_click(shop):
    before = dict(shop.room.products.decided())
    app = shop.page("products")
    app.checkbox(key="products.all").check().run()
    app.selectbox(key="products.tier").select("clearance").run()
    app.button(key="products.apply").click().run()
    assert set(shop.room.products.decided().values()) == {"clearance"}
    assert len(shop.room.team.journal()[0].after) == sum(tier != "clearance" for tier in before.values())
    app.button(key="set_tiers.undo").click().run()
    assert dict(shop.room.products.decided()) == before
    assert "set_tiers.undo" not in {button.key for button in app.button}


def test_an_order_and_a_role_choose_which_rows_stand_first(shop):
    frame = shop.room.decisions.judged()
    by_margin = frame["margin"].iloc[overview.found(shop.room, Wanted(order="margin"))].dropna()
    assert by_margin.is_monotonic_increasing
    role = frame["role"].iloc[0]
    assert set(frame["role"].iloc[overview.found(shop.room, Wanted(role=role))]) == {role}
    app = shop.page("products")
    app.selectbox(key="products.order").select("price_minor").run()
    app.selectbox(key="products.by_role").select(role).run()
    assert not app.exception


def test_one_chosen_product_shows_every_input_with_its_threshold(shop):
    app = select(shop.page("products"), 0)
    points = app.table[0].value
    assert len(points) == 8
    assert {"Known", "Threshold", "Does"} <= set(points.columns)


def test_the_thresholds_say_how_many_suggestions_flip(shop):
    app = shop.page("products")
    app.session_state["products.limits"] = True
    app.run()
    count = len(shop.room.products.stability().fragile)
    assert any(f"{count} suggestions flip" in one.value for one in app.markdown)


def test_a_selection_is_dropped_when_the_order_changes(shop):
    app = select(shop.page("products"), 0)
    assert "products.apply" in {button.key for button in app.button}
    app.pills(key="products.tiers").set_value(["hero"]).run()
    assert "products.apply" not in {button.key for button in app.button}


def test_other_thresholds_are_previewed_before_they_are_saved(shop):
    lower = playbook.changed(shop.campaign.thresholds, tier_hero_share=0.2)
    flips = shop.room.decisions.flips(lower)
    app = shop.page("products")
    app.session_state["products.limits"] = True
    app.run()
    app.slider(key="products.tier_hero_share").set_value(20).run()
    said = " ".join(one.value for one in app.markdown)
    assert f"**{len(flips)}** suggestions would change" in said
    assert shop.campaign.thresholds.tier_hero_share != 0.2
    app.button(key="products.save_limits").click().run()
    assert shop.campaign.thresholds.tier_hero_share == 0.2
    assert len(shop.room.decisions.flips(lower)) == 0


def test_thresholds_that_do_not_rise_are_refused_in_a_sentence(shop):
    app = shop.page("products")
    app.session_state["products.limits"] = True
    app.run()
    app.slider(key="products.tier_hero_share").set_value(100).run()
    assert "must rise from hero over activity to volume" in " ".join(one.value for one in app.markdown)
    assert app.button(key="products.save_limits").disabled
    with pytest.raises(playbook.PlaybookError, match="Clearance: full days without a sale: -1 cannot be used"):
        playbook.changed(shop.campaign.thresholds, quiet_days=-1)


def test_without_products_the_page_says_what_to_do_next(empty):
    app = empty.page("products")
    assert not app.exception
    assert app.subheader[0].value == "No product is known yet"
    assert {"products.import", "products.demo"} <= {button.key for button in app.button}


def test_a_stranger_sees_nothing_of_the_products(stranger):
    assert stranger("products") == []


def test_the_age_of_the_assortment_is_said_with_what_is_unknown(look):
    found, said = look.room.monitoring.freshness(), look.page("products").caption
    line = next(one.value for one in said if one.value.startswith("Age of the assortment"))
    assert 0 < found.old < found.known < found.products
    assert f"{found.old} of {found.known} products of known age are on sale for more than 90 days" in line
    assert f"first days on sale of {found.products - found.known} unknown" in line


def test_without_a_first_day_on_sale_the_age_is_unknown_and_says_how_to_know_it(empty):
    state.store().records(Product).add(Product(store="main", product_id="7", title="Kettle"))
    assert overview.freshness(empty.room).startswith("Age of the assortment unknown: no product has a first day")
