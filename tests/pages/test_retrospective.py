"""The retrospective: what was reached, why, what nobody knows, and what people concluded."""

from datetime import date, timedelta

from campaign.base import formats
from campaign.review.lessons import Lesson
from campaign.web.panels.retrospective import outcome
from campaign.web.server import state

FORM = (
    "from campaign.review.lessons import Lesson\nfrom campaign.web.panels.retrospective import lesson_form\n"
    "from campaign.web.server import state\n"
)


def test_it_opens_on_the_share_of_the_target_and_what_moved_it(shop):
    app = shop.page("retrospective")
    assert not app.exception
    reached = shop.room.review.outcome().figure("revenue_minor").completion
    assert app.subheader[0].value.startswith(f"{formats.share(reached)} of the GMV target so far")
    assert any(one.value.startswith("Against the plan: ") for one in app.markdown)


def test_unknown_profit_says_why_and_is_no_number(shop):
    app = shop.page("retrospective")
    gross = next(one for one in app.metric if one.label == "Gross profit")
    assert (gross.value, gross.delta) == ("–", "unknown")
    assert "The cost of" in gross.help


def test_the_drivers_can_be_compared_with_days_of_before(shop):
    app = shop.page("retrospective")
    app.segmented_control(key="retro.against").select("days").run()
    assert not app.exception
    first = shop.campaign.launch - timedelta(days=14)
    app.date_input(key="retro.days").set_value((first, first + timedelta(days=6))).run()
    assert not app.exception
    drivers = shop.room.review.outcome((first, first + timedelta(days=6))).drivers
    assert outcome.moved(drivers, "USD", "7 Nov").startswith("Against 7 Nov: ")


def test_a_lesson_gets_an_owner_and_a_day(shop):
    lesson = shop.room.review.lessons()[0]
    form = shop.piece(
        FORM + f"one = state.store().records(Lesson).get({lesson.id})\nif one: lesson_form.form(one.kind, one)"
    )
    mark = f"lesson.{lesson.id}-{lesson.rev}"
    form.text_area(key=f"{mark}.text").input("Open the search budget at midnight")
    form.selectbox(key=f"{mark}.owner").select(shop.member("lead").id)
    form.date_input(key=f"{mark}.due").set_value(date(2027, 1, 8))
    form.button(key="lesson.keep").click().run()
    assert not form.exception
    changed = state.store().records(Lesson).one(lesson.id)
    assert (changed.text, changed.owner, changed.due) == (
        "Open the search budget at midnight",
        shop.member("lead").id,
        date(2027, 1, 8),
    )
    assert shop.room.team.journal()[0].what == "change_lesson"


def test_a_lesson_somebody_changed_meanwhile_is_not_overwritten(shop):
    lesson = shop.room.review.lessons()[0]
    form = shop.piece(
        FORM
        + "import streamlit as st\n"
        + f"one = st.session_state.setdefault('seen', state.store().records(Lesson).one({lesson.id}))\n"
        + "lesson_form.form(one.kind, one)"
    )
    form.text_area(key=f"lesson.{lesson.id}-{lesson.rev}.text").input("Mine")
    state.store().records(Lesson).edit(lesson.id, lambda one: one.model_copy(update={"text": "Theirs"}))
    form.button(key="lesson.keep").click().run()
    assert "was changed by someone else" in form.error[0].value
    assert state.store().records(Lesson).one(lesson.id).text == "Theirs"


def test_a_lesson_without_words_is_not_kept(shop):
    before = len(shop.room.review.lessons())
    form = shop.piece(FORM + "lesson_form.form('try', None)")
    form.button(key="lesson.keep").click().run()
    assert form.warning[0].value == "Write what was learnt, in a sentence."
    form.text_area(key="lesson.new.text").input("Ask the warehouse first")
    form.button(key="lesson.keep").click().run()
    assert len(shop.room.review.lessons()) == before + 1


def test_the_files_hold_what_the_page_says(shop):
    assert {one.key for one in shop.page("retrospective").get("download_button")} == {
        "retro.xlsx",
        "retro.md",
        "retro.csv",
    }
    text = outcome.written(shop.room, "md", None, "en").decode()
    assert all(one.text in text for one in shop.room.review.lessons())
    assert "The cost of 3 of" in text


def test_without_data_what_was_reached_is_unknown(empty):
    app = empty.page("retrospective")
    assert not app.exception
    assert app.subheader[0].value == "What was reached is unknown"
    assert all(one.value == "–" for one in app.metric)


def test_a_stranger_sees_no_retrospective(stranger):
    assert stranger("retrospective") == []
