"""The targets page: will we get there, and what is asked of every product."""

from datetime import UTC, datetime

from campaign.base import money
from campaign.plan.campaigns import Campaign
from campaign.targets.product_targets import ProductTarget
from campaign.team.members import Member
from campaign.web.server import state

from .test_products import select

TABLE = "targets.table"


def test_the_page_opens_on_where_the_gmv_ends(shop):
    app = shop.page("targets")
    assert not app.exception
    finish = money.text(round(shop.room.launch.finish().p50), "USD", compact=True)
    assert app.subheader[0].value.replace("\\", "").startswith(f"GMV heads for {finish} of $1.20M")


def test_every_product_stands_in_the_cascade_with_the_basis_of_its_targets(shop):
    aims = shop.room.targets.cascade()
    typed = {one.product_id for one in shop.room.targets.typed()}
    assert len(aims) == len(shop.room.products.table())
    assert typed
    assert set(aims.loc[aims["aim"] == "typed", "product_id"]) == typed


def test_targets_are_set_for_several_products_and_empty_fields_stay(shop):
    before = shop.room.targets.cascade().iloc[[0, 1]]
    app = select(shop.page("targets"), 0, 1, table=TABLE)
    app.number_input(key="targets.carts").set_value(777).run()
    app.button(key="targets.set").click().run()
    assert not app.exception
    after = shop.room.targets.cascade().set_index("product_id").loc[list(before["product_id"])]
    assert after["carts"].tolist() == [777, 777]
    assert after["units"].tolist() == before["units"].tolist()
    assert set(after["aim"]) == {"typed"}


def test_worked_out_targets_replace_what_was_typed(shop):
    aims = shop.room.targets.cascade()
    place_ = int((aims["aim"] == "typed").to_numpy().argmax())
    app = select(shop.page("targets"), place_, table=TABLE)
    app.button(key="targets.take").click().run()
    after = shop.room.targets.cascade().set_index("product_id").loc[aims["product_id"].iloc[place_]]
    assert (after["units"], after["carts"]) == (after["proposed_units"], after["proposed_carts"])
    assert after["aim"] != "typed"


def test_other_inputs_change_every_worked_out_target(shop):
    units = int(shop.room.targets.proposed()["units"].sum())
    form = shop.piece(f"from campaign.web.panels.targets.rates import change\nchange({shop.campaign.rev})")
    form.text_input(key="targets.gmv").input("2,400,000")
    form.button(key="targets.inputs.save").click().run()
    assert shop.campaign.gmv_target_minor == 240_000_000
    assert abs(int(shop.room.targets.proposed()["units"].sum()) - 2 * units) <= len(shop.room.products.table())


def test_inputs_that_somebody_else_changed_meanwhile_are_refused_in_a_sentence(shop):
    form = shop.piece(f"from campaign.web.panels.targets.rates import change\nchange({shop.campaign.rev})")
    state.store().records(Campaign).put(shop.campaign.model_copy(update={"name": "Renamed"}))
    form.text_input(key="targets.gmv").input("9")
    form.button(key="targets.inputs.save").click().run()
    assert "changed by someone else" in form.toast[0].value
    assert shop.campaign.gmv_target_minor == 120_000_000


def test_an_amount_that_is_none_is_refused_in_a_sentence(shop):
    form = shop.piece(f"from campaign.web.panels.targets.rates import change\nchange({shop.campaign.rev})")
    form.text_input(key="targets.gmv").input("a lot")
    form.button(key="targets.inputs.save").click().run()
    assert "'a lot' is not an amount" in form.toast[0].value


def test_a_lead_finds_no_button_for_the_inputs(shop):
    assert "targets.inputs" in {button.key for button in shop.page("targets").button}
    assert "targets.inputs" not in {button.key for button in shop.page("targets", "lead").button}


def test_without_products_the_page_says_what_to_do_next(empty):
    app = empty.page("targets")
    assert not app.exception
    assert app.subheader[0].value == "There is nothing to set targets for yet"
    assert "products.import" in {button.key for button in app.button}


def test_a_stranger_sees_nothing_of_the_targets(stranger):
    assert stranger("targets") == []


def test_targets_that_somebody_else_set_meanwhile_are_told_and_taken_back(shop):
    app = select(shop.page("targets"), 0, table=TABLE)
    product = shop.room.targets.cascade()["product_id"].iloc[0]
    before = next((one for one in shop.room.targets.typed() if one.product_id == product), None)
    app.number_input(key="targets.carts").set_value(4321).run()
    theirs = ProductTarget(campaign=shop.campaign_id, product_id=product, carts=77)
    lead = next(one for one in state.store().records(Member).all() if one.functions == ("product",))
    shop.desk.bulk_edits.set_targets(lead, shop.campaign_id, [theirs], datetime.now(UTC))
    app.button(key="targets.set").click().run()
    assert any(f"{lead.name} changed 1 of these 1 since you looked" in one.value for one in app.markdown)
    app.button(key="targets.mine").click().run()
    kept = {one.product_id: one for one in shop.room.targets.typed()}
    assert kept[product].carts == 4321
    app.button(key="set_targets.undo").click().run()
    kept = {one.product_id: one for one in shop.room.targets.typed()}
    assert kept[product].carts == 77
    assert before is None or before.carts != 77
