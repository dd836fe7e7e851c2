"""The budget page: where the next 100 goes, and who may move it."""

from datetime import timedelta

import pandas as pd

from campaign.base import money, phases
from campaign.facts.contract import contract
from campaign.spend import channels
from campaign.web.blocks import page_health
from campaign.web.panels.budget import ledger, overview
from campaign.web.server import state


def test_the_page_opens_on_the_channel_with_the_surest_return(shop):
    table = shop.room.budget.channel_money()
    sure = table[(table["visitors"] >= 1000) & table["roi_low"].notna()]
    app = shop.page("budget")
    assert not app.exception
    best = sure.loc[sure["roi_low"].idxmax(), "name"]
    assert app.subheader[0].value.replace("\\", "") == f"The next $100 goes to {best}"


def test_the_interval_of_a_return_holds_the_return_when_many_visitors_stand_behind_it():
    facts = pd.DataFrame(
        {
            "channel": ["live", "social"],
            "visitors": [50_000, 40],
            "buyers": [1500, 1],
            "revenue_minor": [9_000_000, 6_000],
        }
    ).assign(spend_minor=[1_000_000, 4_000])
    rows = channels.returns(channels.table(facts)).set_index("channel")
    assert rows.loc["live", "roi_low"] < rows.loc["live", "roi"] < rows.loc["live", "roi_high"]
    wide, narrow = (rows.loc[one, "roi_high"] / rows.loc[one, "roi_low"] for one in ("social", "live"))
    assert wide > narrow


def test_what_nobody_knows_about_the_next_money_is_said(empty):
    said = overview.answer(empty.room)
    assert said.text == "Where the next ¥100 goes is unknown"
    assert "No channel has spend, visitors and sales yet" in said.reason
    app = empty.page("budget")
    assert not app.exception
    assert app.metric[1].value == "–"


def typed(shop, amounts):
    """The plan saved with some cells of the column `launch` typed over; what is seen is the plan as it is now."""
    grid = shop.room.budget.plan_grid()
    edits = {list(grid.index).index(channel): {"launch": amount} for channel, amount in amounts.items()}
    return shop.piece(
        "import streamlit as st\nfrom campaign.web.panels.budget.ledger import save\n"
        f"st.session_state['typed'] = {{'edited_rows': {edits}}}\n"
        f"st.button('Save', key='save', on_click=save, args=('typed', {ledger.seen(shop.room)}))"
    )


def test_the_plan_is_saved_on_the_button_and_not_before(shop):
    before = shop.room.budget.plan_grid().loc["live", "launch"]
    app = typed(shop, {"live": 1234})
    assert shop.room.budget.plan_grid().loc["live", "launch"] == before
    app.button(key="save").click().run()
    assert not app.exception
    assert shop.room.budget.plan_grid().loc["live", "launch"] == 123_400
    assert app.session_state["budget.round"] == 1


def test_a_line_that_somebody_else_changed_meanwhile_is_refused_and_nothing_is_saved(shop):
    social = shop.room.budget.plan_grid().loc["social", "launch"]
    app = typed(shop, {"social": 2, "live": 1})
    shop.desk.budget.set_lines(shop.member(), shop.campaign, {("launch", "live"): 55_500}, shop.room.at)
    app.button(key="save").click().run()
    assert "Somebody else set Live to" in app.toast[0].value
    after = shop.room.budget.plan_grid()
    assert (after.loc["live", "launch"], after.loc["social", "launch"]) == (55_500, social)


def test_a_line_is_added_where_there_was_none_and_goes_away_with_0(shop):
    assert ledger.seen(shop.room)["launch", "email"] == 0
    typed(shop, {"email": 50}).button(key="save").click().run()
    assert shop.room.budget.plan_grid().loc["email", "launch"] == 5_000
    typed(shop, {"email": 0}).button(key="save").click().run()
    assert shop.room.budget.plan_grid()["launch"].isna()["email"]


def test_without_an_edit_there_is_nothing_to_save(shop):
    assert shop.page("budget").button(key="budget.save").disabled


def test_money_spent_is_entered_and_counts(shop):
    spent = shop.room.budget.spent()
    form = shop.piece("from campaign.web.panels.budget.ledger import spend\nspend()")
    form.selectbox(key="budget.channel").select("email")
    form.text_input(key="budget.amount").input("1,200.50")
    form.text_input(key="budget.note").input("Printed cards")
    form.button(key="budget.entered").click().run()
    assert not form.exception
    assert shop.room.budget.spend_entries()[0].amount_minor == 120_050
    assert shop.room.budget.spent() == spent + 120_050


def test_spend_that_is_no_amount_is_refused_in_a_sentence(shop):
    entries = len(shop.room.budget.spend_entries())
    form = shop.piece("from campaign.web.panels.budget.ledger import spend\nspend()")
    form.text_input(key="budget.amount").input("some")
    form.button(key="budget.entered").click().run()
    assert "'some' is not an amount" in form.toast[0].value
    assert len(shop.room.budget.spend_entries()) == entries


def test_a_lead_enters_spend_but_neither_plans_nor_releases(shop):
    buttons = {button.key: button for button in shop.page("budget", "lead").button}
    assert "budget.enter" in buttons
    assert "launch.release" not in buttons
    assert buttons["budget.save"].disabled


def test_the_figures_are_those_of_the_ledger(shop):
    app = shop.page("budget")
    values = [metric.value for metric in app.metric]
    left, _a_day = shop.room.budget.left()
    held = shop.room.budget.reserve()
    wanted = (
        shop.campaign.budget_minor,
        shop.room.budget.spent(),
        left,
        shop.room.budget.day_budget().amount_minor,
        held.left_minor,
    )
    assert values[:5] == [money.text(amount, "USD", compact=True) for amount in wanted]


def test_a_stranger_sees_nothing_of_the_budget(stranger):
    assert stranger("budget") == []


def shop_days(shop, **counts):
    """The last seven full days of the shop as a whole, as a source counts it."""
    room = shop.room
    days = [room.today - timedelta(days=back) for back in range(1, 8)]
    rows = [{"day": day, "starts": phases.day_starts(day, room.campaign.zone), **counts} for day in days]
    key = {"store": room.campaign.store, "source": "shop report", "grain": "day", "currency": room.campaign.currency}
    frame = pd.DataFrame(rows).astype(dict.fromkeys(counts, "Int64"))
    state.store().facts.replace(contract(frame.assign(**key)))


WHOLE = {"visitors": 80_000, "buyers": 1700, "revenue_minor": 10_000_000, "page_views": 300_000}


def test_the_main_products_whose_pages_fail_stand_beside_the_next_money(look):
    unfit = look.room.monitoring.unfit()
    assert unfit
    assert {one.product_id for one in unfit} == {
        product
        for product, tier in look.room.products.decided().items()
        if tier == "hero" and look.room.monitoring.raise_blocked(product)
    }
    reason = overview.answer(look.room).reason.replace("\\", "")
    assert f"Mend the pages first of {unfit[0].title}" in reason
    assert "failing: Customer value of the store against the product" in reason
    assert any(page_health.of_heroes(look.room) in one.value for one in look.page("budget").markdown)


def test_while_a_light_of_the_shop_fails_no_raise_is_suggested(shop):
    shop_days(shop, **WHOLE, bounce_visitors=70_000)
    said = overview.answer(shop.room)
    assert said.text == "Mend the pages before the next $100 is spent"
    assert "Bounce (87.5%" in said.reason.replace("\\", "")
    words = " ".join(one.value for one in shop.page("budget").markdown)
    assert "Mend the pages before more money goes to" in words
    assert "Move money from" not in words


def test_where_the_lights_of_the_shop_pass_the_next_money_is_named(shop):
    shop_days(shop, **WHOLE, bounce_visitors=40_000)
    assert overview.answer(shop.room).text.startswith("The next $100 goes to")
