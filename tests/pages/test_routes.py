"""The routes page: what is signed up where, whether it will pass, and what is done about it."""

from datetime import UTC, datetime, timedelta

import pytest

from campaign.products import Product
from campaign.signups.activities import Activity
from campaign.signups.signups import SignUp
from campaign.web.panels.signups import tracker
from campaign.web.server.state import store
from tests.pages.conftest import PASSWORD
from tests.pages.test_products import select

FORM = "from campaign.web.panels.signups.activities import form\nform({})"
CARD = "from campaign.web.panels.signups.signup_form import card\ncard({})"


def words(app):
    return " ".join(one.value for one in (*app.markdown, *app.caption, *app.subheader)).replace("\\", "")


def places(shop, **wanted):
    """Where the rows of the tracker stand that hold these values."""
    frame = shop.room.signup_tracker.table()
    return [place for place, row in enumerate(frame.to_dict("records")) if all(row[k] == v for k, v in wanted.items())]


def first(shop, state):
    return next(one for one in shop.room.signups.all().values() if one.state == state)


def plain_member(shop):
    """Somebody who leads nothing, signed in."""
    at = datetime.now(UTC)
    member, link = shop.desk.accounts.invite(None, "Zhao Min", "zhao.min", "member", [], at)
    shop.desk.accounts.accept_invitation(link, PASSWORD, at)
    shop.secrets["member"] = shop.desk.accounts.sign_in(member.login, PASSWORD, "test", at)[0]


def test_the_page_opens_on_how_many_are_signed_up_and_what_fails(look):
    tally, due = look.room.signup_tracker.tally(), look.room.signups.next_deadline()
    app = look.page("routes")
    assert not app.exception
    said = app.subheader[0].value
    assert said.startswith(f"{tally.signed} of {tally.asked} signed up; 1 fails the price gate")
    assert f"{tally.unjudged} cannot be judged" in said
    assert said.endswith("Encore week") == (due is not None)
    assert app.metric[0].value == f"{tally.signed} / {tally.asked}"


def test_the_demo_holds_a_failing_price_a_tie_at_the_threshold_and_an_unknown_one(look):
    rows = look.room.signups.gates()
    assert {"pass", "fail", "unknown"} <= set(rows["price"])
    tied = rows[(rows["price_figure"] == rows["price_limit"]).fillna(False)]
    assert set(tied["price"]) == {"pass"}
    assert "unknown" in set(rows["stock"])


def test_what_fails_stands_first_with_what_decided_and_what_mends_it(look):
    row = look.room.signup_tracker.table().iloc[0]
    assert (row["verdict"], row["price"]) == ("fail", "fail")
    app = look.page("routes")
    assert row["reason"] in words(app)
    assert "Lower the campaign price to" in words(app)


def test_a_hero_in_an_activity_route_is_named_with_its_clash(look):
    rows = look.room.signup_tracker.table()
    misfit = rows[rows["misfit"] != ""].iloc[0]
    assert "Flash Deals is for Activity" in misfit["misfit"]
    assert "also in Main venue" in misfit["clash"]
    assert "Main venue, sea-view room + Flash Deals" in " ".join(
        str(cell) for table in look.page("routes").table for cell in table.value.to_numpy().ravel()
    )


def test_a_view_and_a_route_show_only_their_rows(look):
    fails = tracker.filtered(look.room, "fails", (), "")
    assert set(fails["verdict"]) == {"fail"}
    missing = tracker.filtered(look.room, "missing", ("flash_deals",), "")
    assert len(missing) > 0
    assert set(missing["route"]) == {"flash_deals"}
    assert not missing["is_in"].any()


def test_several_products_are_signed_up_at_once_at_a_discount(shop):
    at = datetime.now(UTC)
    for one in shop.room.signups.activities().values():
        if one.route == "secondary_push":
            later = {
                "deadline": at + timedelta(days=1),
                "starts": at + timedelta(days=9),
                "ends": at + timedelta(days=12),
            }
            shop.desk.signups.change_activity(None, one.id, at, **later)
    chosen = places(shop, route="secondary_push", state=None) or [
        place
        for place in places(shop, route="secondary_push")
        if not shop.room.signup_tracker.table()["is_in"].iloc[place]
    ]
    products = list(shop.room.signup_tracker.table()["product_id"].iloc[chosen])
    app = select(shop.page("routes"), *chosen, table="routes.table")
    app.number_input(key="routes.off").set_value(20).run()
    app.button(key="routes.sign_up").click().run()
    assert not app.exception
    fresh = {one.product_id: one for one in shop.room.signups.all().values() if one.state == "draft"}
    assert set(products) <= set(fresh)
    price = shop.room.products.catalogue()[products[0]].price_minor
    assert {sku.price_minor for sku in fresh[products[0]].ticked} == {price * 80 // 100}


def test_a_step_is_taken_for_the_selected_and_a_refusal_without_reason_is_said(shop):
    at = places(shop, state="under_review")[0]
    sign_up = int(shop.room.signup_tracker.table()["sign_up"].iloc[at])
    app = select(shop.page("routes"), at, table="routes.table")
    app.selectbox(key="routes.step").select("needs_edits").run()
    app.button(key="routes.apply").click().run()
    assert "Write down why" in app.toast[0].value
    assert shop.room.signups.all()[sign_up].state == "under_review"
    app.text_input(key="routes.reason").input("Frame around the picture").run()
    app.button(key="routes.apply").click().run()
    assert shop.room.signups.all()[sign_up].steps[-1].reason == "Frame around the picture"


def test_an_outdated_screen_changes_no_state(shop):
    at = places(shop, state="under_review")[0]
    app = select(shop.page("routes"), at, table="routes.table")
    app.selectbox(key="routes.step").select("approved").run()
    sign_up = int(shop.room.signup_tracker.table()["sign_up"].iloc[at])
    shop.desk.signups.step_sign_ups(None, {sign_up: None}, "suppressed", datetime.now(UTC), "Brand not authorised")
    app.button(key="routes.apply").click().run()
    assert shop.room.signups.all()[sign_up].state == "suppressed"


def test_the_card_names_both_stock_modes_and_what_to_do(look):
    sign_up = first(look, "needs_edits")
    card = look.piece(CARD.format(sign_up.id))
    assert not card.exception
    said = words(card)
    assert "above the threshold price" in said
    assert "Lower the campaign price to" in said
    assert "The lowest-price SKU" in said
    assert "All ticked SKUs together" in said
    assert "Priced above the threshold of the entrance" in said


def test_a_step_is_taken_from_the_card(shop):
    sign_up = first(shop, "needs_edits")
    card = shop.piece(CARD.format(sign_up.id))
    card.segmented_control(key="sign_up.step").set_value("submitted")
    card.button(key="sign_up.stepped").click().run()
    assert shop.room.signups.all()[sign_up.id].state == "submitted"


def test_a_price_below_the_floor_is_kept_only_with_its_waiver(shop):
    one = first(shop, "needs_edits")
    product = shop.room.products.catalogue()[one.product_id]
    low = [tick.model_copy(update={"price_minor": product.cost_minor}) for tick in one.ticked]
    assert {each.standing for each in shop.room.monitoring.floor_standing(one.product_id, low)} == {"below"}
    dear = product.model_copy(update={"cost_minor": product.price_minor})
    shop.desk.store.records(Product).put(dear)
    card = shop.piece(CARD.format(one.id))
    assert not card.exception
    assert "the lowest that keeps the margin floor of 10%" in words(card)
    card.segmented_control(key="sign_up.step").set_value("submitted")
    card.button(key="sign_up.stepped").click().run()
    assert "write a waiver with its reason" in card.toast[0].value
    assert shop.room.signups.all()[one.id].state == "needs_edits"
    card.text_input(key=f"sign_up.waiver-{one.id}-{one.rev}").input("Opens the season")
    card.button(key="sign_up.save").click().run()
    assert not card.exception
    assert "stands for a price below the floor: Opens the season" in words(card)
    card.segmented_control(key="sign_up.step").set_value("submitted")
    card.button(key="sign_up.stepped").click().run()
    assert shop.room.signups.all()[one.id].state == "submitted"


def test_where_one_of_many_is_below_its_floor_nobody_is_signed_up(shop):
    at = datetime.now(UTC)
    later = {"deadline": at + timedelta(days=1), "starts": at + timedelta(days=9), "ends": at + timedelta(days=12)}
    for one in shop.room.signups.activities().values():
        if one.route == "secondary_push":
            shop.desk.signups.change_activity(None, one.id, at, **later)
    chosen = places(shop, route="secondary_push", is_in=False)
    assert len(chosen) > 1
    app = select(shop.page("routes"), *chosen, table="routes.table")
    app.number_input(key="routes.off").set_value(90).run()
    app.button(key="routes.sign_up").click().run()
    assert "in all are below their floors; nothing was changed" in app.toast[0].value
    assert not any(one.steps[-1].at > at for one in shop.room.signups.all().values())


def test_the_card_of_a_waived_price_names_who_stands_for_it(look):
    waived = [
        one for one in look.room.signups.all().values()
        if any(each.standing == "waived" for each in look.room.monitoring.floor_standing(one.product_id, one.ticked))
    ]  # fmt: skip
    assert len(waived) == 1
    assert "Lin Yue stands for a price below the floor" in words(look.piece(CARD.format(waived[0].id)))


def test_an_activity_is_written_down_with_its_purpose_and_clock(shop):
    form = shop.piece(FORM.format(None))
    assert not form.exception
    form.selectbox(key="activity.route").select("flash_deals")
    form.text_input(key="activity.title").input("Flash Deals, Black Friday")
    form.text_area(key="activity.purpose").input("Clear the winter stock")
    form.number_input(key="activity.lock").set_value(25)
    form.number_input(key="activity.below").set_value(10.0)
    form.button(key="activity.save").click().run()
    assert not form.exception
    made = next(one for one in shop.room.signups.activities().values() if "Black Friday" in one.title)
    assert (made.purpose, made.lock_hours, made.below_share, made.mode) == (
        "Clear the winter stock",
        25,
        0.1,
        "unknown",
    )


def test_an_activity_without_title_is_refused_in_a_sentence(shop):
    form = shop.piece(FORM.format(None))
    form.button(key="activity.save").click().run()
    assert "An activity needs a title" in form.toast[0].value


def test_saving_an_activity_unchanged_changes_none_of_its_instants(shop):
    before = next(iter(shop.room.signups.activities().values()))
    form = shop.piece(FORM.format(before.id))
    form.text_input(key="activity.platform").input("AliExpress Russia")
    form.button(key="activity.save").click().run()
    after = shop.room.signups.activities()[before.id]
    assert after == before.model_copy(update={"platform": "AliExpress Russia", "rev": after.rev})


def test_an_activity_with_sign_ups_is_not_removed(shop):
    one = next(iter(shop.room.signups.activities().values()))
    form = shop.piece(FORM.format(one.id))
    form.button(key="activity.remove").click().run()
    assert "withdraw" in form.toast[0].value
    assert one.id in shop.room.signups.activities()


def test_a_member_only_looks(shop):
    plain_member(shop)
    assert shop.member("member").role == "member"
    app = select(shop.page("routes", "member"), 0, table="routes.table")
    assert not app.exception
    keys = {one.key for kind in (app.button, app.selectbox, app.number_input) for one in kind}
    assert "routes.open" in keys
    assert keys.isdisjoint({"routes.add", "routes.sign_up", "routes.off", "routes.step", "routes.apply"})
    card = shop.piece(CARD.format(first(shop, "under_review").id), "member")
    assert not card.exception
    assert {"sign_up.save", "sign_up.stepped"}.isdisjoint({button.key for button in card.button})
    assert "routes.add" in {button.key for button in shop.page("routes", "lead").button}


def test_without_products_the_page_says_what_to_import(empty):
    app = empty.page("routes")
    assert not app.exception
    assert app.subheader[0].value == "No product is known yet"


@pytest.mark.parametrize("page", ["routes", "build_up"])
def test_with_products_and_no_activity_the_page_says_what_to_do(empty, page):
    store().records(Product).add(Product(store="main", product_id="7", title="Kettle"))
    app = empty.page(page)
    assert not app.exception
    assert page == "build_up" or "No activity is offered yet" in words(app)


def test_the_build_up_page_counts_what_is_signed_up_and_what_fails(look):
    said = words(look.page("build_up"))
    assert "1 fails the price gate" in said


def test_sign_ups_and_activities_of_the_demo_are_all_by_its_people(look):
    assert {step.who for one in look.desk.store.records(SignUp).all() for step in one.steps} == {"Ana Ruiz"}
    assert all(one.purpose for one in look.desk.store.records(Activity).all())


def test_a_stranger_sees_nothing_of_the_routes(stranger):
    assert stranger("routes") == []
