"""Registers: is everything the tasks need there?"""

from datetime import UTC, datetime

from campaign import registers
from campaign.registers import Entry
from campaign.web.server import state
from tests.pages.test_products import select

FORM = """
import streamlit as st
from campaign.registers import Entry
from campaign.web.blocks import register_entry; from campaign.web.server import state
if "seen" not in st.session_state:  # as the drawer keeps what was clicked
    st.session_state["seen"] = state.store().records(Entry).get({number})
register_entry.form({kind!r}, st.session_state["seen"])
"""


def entries(shop, kind):
    return [one for one in state.store().records(Entry).by("campaign", shop.campaign_id) if one.kind == kind]


def choose(app, kind):
    return app.radio(key="registers.kind").set_value(kind).run()


def form(shop, kind, entry=None, who="commander"):
    return shop.piece(FORM.format(kind=kind, number=entry.id if entry else 0), who)


def key(kind, entry, column):
    number, rev = (entry.id, entry.rev) if entry else (0, 0)
    return f"entry.{kind}-{number}-{rev}.{column}"


def test_it_opens_on_what_is_overdue_and_on_the_most_urgent_list(look):
    app = look.page("registers")
    assert not app.exception
    late = {key: one.overdue for key, one in look.room.registers.tallies().items() if one.overdue}
    assert app.subheader[0].value.startswith(f"{sum(late.values())} entr")
    assert app.radio(key="registers.kind").value in late
    evidence = look.room.registers.evidence().values()
    assert app.metric[0].value == f"{sum(one.standing == 'met' for one in evidence)} / {len(evidence)}"


def test_a_list_is_shown_and_searched_within(look):
    app = choose(look.page("registers"), "reach")
    assert len(app.dataframe[0].value) == look.room.registers.tallies()["reach"].total
    app.text_input(key="registers.find-reach").input("opened BY").run()
    assert list(app.dataframe[0].value["result"]) == ["Opened by 31%"]
    app.text_input(key="registers.find-reach").input("").run()
    app.segmented_control(key="registers.view-reach").set_value("overdue").run()
    assert all("Overdue" in one for one in app.dataframe[0].value["state"])


def test_every_list_draws_without_a_fault(look):
    app = look.page("registers")
    for kind in registers.kinds():
        choose(app, kind.key)
        assert not app.exception, kind.key


def test_a_clicked_row_opens_its_entry(look):
    app = choose(look.page("registers"), "codes")
    select(app, 0, table="registers.table")
    assert not app.exception
    assert any(one.key == "entry.save" for one in app.button)
    assert any("History" in one.value for one in app.markdown)


def test_an_entry_is_written_in_the_form(shop):
    app = form(shop, "codes")
    app.text_input(key=key("codes", None, "name")).input("Dawn coupon")
    app.text_input(key=key("codes", None, "launch_value")).input("25.50")
    app.selectbox(key=key("codes", None, "given")).select("live")
    app.button(key="entry.save").click().run()
    assert not app.exception
    made = entries(shop, "codes")[-1]
    assert made.cells == {"name": "Dawn coupon", "launch_value": 2550, "given": "live"}  # the rest stays unknown
    assert made.owner == shop.member().id


def test_what_cannot_be_read_is_refused_in_a_sentence(shop):
    count = len(entries(shop, "codes"))
    app = form(shop, "codes")
    app.text_input(key=key("codes", None, "name")).input("Dawn coupon")
    app.text_input(key=key("codes", None, "cap")).input("many")
    app.button(key="entry.save").click().run()
    assert app.error[0].value == "At most\\: 'many' cannot be used; write a whole number, 0 or more"
    app.text_input(key=key("codes", None, "cap")).input("")
    app.text_input(key=key("codes", None, "name")).input("")
    app.button(key="entry.save").click().run()
    assert app.error[0].value == "Title is empty; fill it in"
    assert len(entries(shop, "codes")) == count


def test_the_second_of_two_people_on_one_entry_is_told(shop):
    entry = entries(shop, "codes")[0]
    mine, theirs = form(shop, "codes", entry), form(shop, "codes", entry, "lead")
    theirs.text_input(key=key("codes", entry, "cap")).input("900")
    theirs.button(key="entry.save").click().run()
    assert not theirs.error
    mine.text_input(key=key("codes", entry, "cap")).input("700")
    mine.button(key="entry.save").click().run()
    assert "changed by someone else" in mine.error[0].value
    assert entries(shop, "codes")[0].cells["cap"] == 900


def test_taking_back_asks_once_and_can_be_undone(shop):
    entry = entries(shop, "codes")[0]
    app = form(shop, "codes", entry)
    app.button(key="entry.remove").click().run()
    assert entries(shop, "codes")[0].removed is not None
    gone = form(shop, "codes", entry)
    assert any("was taken back" in one.value for one in gone.markdown)
    gone.button(key="entry.restore").click().run()
    assert entries(shop, "codes")[0].removed is None


def test_the_list_offers_to_undo_and_shows_what_was_taken_back(shop):
    entry = entries(shop, "codes")[0]
    shop.desk.registers.remove(shop.member(), entry.id, datetime.now(UTC))
    app = shop.page("registers")
    app.session_state["registers.removed"] = entry.id
    choose(app, "codes")
    app.segmented_control(key="registers.view-codes").set_value("gone").run()
    assert len(app.dataframe[0].value) == 1
    app.button(key="registers.undo").click().run()
    assert entries(shop, "codes")[0].removed is None


def test_a_title_says_what_to_mend(shop):
    cells = {"before": "Trail shoe men light", "after": "Light men shoe shoe"}
    entry = registers.fresh(registers.load("titles"), shop.campaign_id, cells=cells)
    app = form(shop, "titles", shop.desk.registers.add(None, entry, datetime.now(UTC)))
    assert any("Repeated words: shoe" in one.value.replace("\\", "") for one in app.markdown)


def test_an_empty_list_says_what_to_do_and_shows_an_example(empty):
    app = empty.page("registers")
    assert not app.exception
    assert app.subheader[0].value == f"0 of {len(empty.room.registers.evidence())} tasks have what proves them"
    assert any("Add the first entry" in one.value for one in app.markdown)
    choose(app, "assets")
    assert list(app.dataframe[0].value["Asset"]) == ["Landing page"]
    assert "It proves" in " ".join(one.value for one in app.markdown)


def test_the_brief_stands_on_the_build_up_page_and_asks_to_be_written(empty):
    app = empty.page("build_up")
    assert not app.exception
    assert any(one.key == "brief.write" for one in app.button)


def test_the_written_brief_is_read_on_the_build_up_page(look):
    app = look.page("build_up")
    assert any("Waterproof for the price of plain" in one.value for one in app.markdown)
    assert not any(one.key == "brief.write" for one in app.button)


def test_a_task_shows_its_count_and_a_tick_that_its_list_contradicts(look):
    app = look.page("build_up")
    labels = {one.key: one.label for one in app.checkbox}
    assert "Visual assets\\: 0 of 1 ready" in labels["tick-build_up-P1-VI-8"]
    assert ":orange[" in labels["tick-build_up-P1-VI-8"]
    assert "Reach plan\\: 8 of 8" in labels["tick-build_up-P1-OV-6"]
    assert ":orange[" not in labels["tick-build_up-P1-OV-6"]


def test_a_task_that_waits_says_for_whom_and_is_ticked_all_the_same(shop):
    app = shop.page("review")
    box = next(one for one in app.checkbox if one.key == "tick-review-P4-PR-2")
    assert "waits for P4-PR-1 (Ana Ruiz, due" in box.label
    box.check().run()
    assert not app.exception
    assert shop.room.tasks.shown()["P4-PR-2"] == "done"
    assert any("waits for P4-PR-1" in one.value for one in app.toast)


def test_the_card_names_what_proves_a_task_and_what_it_waits_for(look):
    app = look.piece("from campaign.web.blocks.task_card import card\ncard('P1-VI-8')")
    assert any("ticked all the same" in one.value for one in app.markdown)
    waits = look.piece("from campaign.web.blocks.task_card import card\ncard('P4-PR-2')")
    assert any("Waits for" in one.value and "P4-PR-1" in one.value for one in waits.markdown)


def test_a_stranger_sees_no_registers(stranger):
    assert stranger("registers") == []


def test_a_file_is_looked_at_before_it_is_taken_in(shop):
    count = len(entries(shop, "codes"))
    app = shop.piece("from campaign.web.blocks import register_upload\nregister_upload.form('codes')")
    content = b"Title,At most,Colour\nDawn,300,red\nDusk,many,red\n"
    app.file_uploader(key="bringing.file").upload("codes.csv", content, "text/csv").run()
    assert not app.exception
    said = " ".join(one.value for one in (*app.markdown, *app.caption))
    assert "1 new" in said
    assert "'many' cannot be used" in said
    assert "Not read: Colour" in said
    assert len(entries(shop, "codes")) == count
    app.button(key="bringing.take").click().run()
    assert [one.cells["name"] for one in entries(shop, "codes")[count:]] == ["Dawn"]
