"""The launch page: GMV against the plan, what runs out, money from the reserve."""

from campaign.base import money


def test_the_page_opens_on_gmv_and_where_it_ends(look):
    room = look.room
    app = look.page("launch")
    assert not app.exception
    said = app.subheader[0].value.replace("\\", "")
    assert said.startswith(f"{money.text(room.launch.gmv(), 'USD', compact=True)} of $1.20M GMV")
    assert app.metric[0].value == money.text(room.launch.gmv(), "USD", compact=True)


def test_more_than_the_reserve_holds_is_refused_in_a_sentence(look):
    left = look.room.budget.reserve().left_minor
    form = look.piece("from campaign.web.blocks.reserve import release_form\nrelease_form()")
    form.text_input(key="release.amount").input("1,000,000")
    form.text_area(key="release.reason").input("More")
    form.button(key="release.save").click().run()
    assert "cannot be released" in form.toast[0].value
    assert look.room.budget.reserve().left_minor == left


def test_money_is_released_with_its_reason(shop):
    left = shop.room.budget.reserve().left_minor
    form = shop.piece("from campaign.web.blocks.reserve import release_form\nrelease_form()")
    form.text_input(key="release.amount").input("1,200")
    form.text_area(key="release.reason").input("Second evening")
    form.button(key="release.save").click().run()
    assert shop.room.budget.reserve().left_minor == left - 1_200_00
    assert shop.room.budget.releases()[0].reason == "Second evening"


def test_a_lead_finds_no_button_for_the_reserve(look):
    assert "launch.release" in {button.key for button in look.page("launch").button}
    assert "launch.release" not in {button.key for button in look.page("launch", "lead").button}


def test_every_sku_whose_rule_fires_stands_in_the_restock_table(look):
    from campaign.web.panels.phases.launch import restock_table

    table = restock_table(look.room)
    assert len(table) == len(look.room.stock.triggers())
    assert table["advice"].str.len().gt(0).all()


def test_before_the_launch_without_data_the_page_counts_down(empty):
    app = empty.page("launch")
    assert not app.exception
    assert app.subheader[0].value.startswith("Launch opens in")
    assert app.metric[0].value == "–"


def test_a_stranger_sees_nothing_of_the_launch(stranger):
    assert stranger("launch") == []
