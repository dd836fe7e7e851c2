"""The checklist of a phase is ticked on its page; a task's card holds the rest."""

from datetime import UTC, datetime

import pytest

from campaign.plan.tasks import done_by, is_open, status, ticked_parts, waived_by
from campaign.targets.callouts import CallOut
from campaign.web.server import state
from campaign.web.widgets.basics import plain


def card(task):
    return f"from campaign.web.blocks.task_card import card\ncard('{task}')"


@pytest.fixture
def task(shop):
    """An open marketing task of the launch, with parts."""
    shown = shop.room.tasks.shown()
    return next(
        one for one in shop.room.tasks.all() if one.function == "marketing" and one.parts and shown[one.task] != "done"
    )


def test_the_page_opens_on_how_far_the_phase_is(look):
    tasks = look.room.tasks.of_phase("warm_up")
    done = sum(look.room.tasks.shown()[one.task] in ("done", "waived") for one in tasks)
    app = look.page("warm_up")
    assert not app.exception
    assert f"{done} of {len(tasks)} tasks done" in app.subheader[0].value
    assert len([box for box in app.checkbox if box.key.startswith("tick-warm_up-")]) == len(tasks)


def test_the_filter_leaves_only_what_is_late(look):
    shown = look.room.tasks.shown()
    late = {one.task for one in look.room.tasks.of_phase("launch") if shown[one.task] == "late"}
    app = look.page("launch")
    app.segmented_control(key="launch.filter").set_value("late").run()
    assert {box.key.removeprefix("tick-launch-") for box in app.checkbox} == late


def test_the_filter_of_what_is_mine_follows_the_functions_one_leads(look):
    mine = {one.task for one in look.room.tasks.of_phase("warm_up") if one.function == "marketing"}
    app = look.page("warm_up", "lead")
    app.segmented_control(key="warm_up.filter").set_value("mine").run()
    assert {box.key.removeprefix("tick-warm_up-") for box in app.checkbox} == mine


def test_two_leads_at_once_see_each_others_ticks_at_their_next_run(shop, task):
    commander, lead = shop.page("launch"), shop.page("launch", "lead")
    lead.checkbox(key=f"tick-launch-{task.task}").check().run()
    assert next(box for box in commander.run().checkbox if box.key.startswith(f"tick-launch-{task.task}")).value


def test_a_part_ticked_on_the_card_is_half_a_task(shop, task):
    app = shop.piece(card(task.task), "lead")
    open_parts = [box for box in app.checkbox if not box.value]
    open_parts[0].check().run()
    now = shop.desk.tasks.task(shop.campaign_id, task.task)
    assert sum(event is not None for event in ticked_parts(now)) > 0
    assert now.history[-1].who == "Mei Tan"


def test_waiving_without_a_reason_is_refused_in_a_sentence(shop, task):
    app = shop.piece(card(task.task), "lead")
    app.button(key="card.waive").click().run()
    assert app.toast[0].value == f"To waive {task.task} write down a reason"
    assert status(shop.desk.tasks.task(shop.campaign_id, task.task)) != "waived"


def test_a_waiver_with_its_reason_can_be_taken_back(shop, task):
    app = shop.piece(card(task.task), "lead")
    app.text_area(key="card.note").input("No live host this year").run()
    app.button(key="card.waive").click().run()
    waived = shop.desk.tasks.task(shop.campaign_id, task.task)
    assert waived_by(waived).note == "No live host this year"
    assert any("No live host this year" in one.value for one in app.markdown)
    app.button(key="card.untick").click().run()
    assert is_open(shop.desk.tasks.task(shop.campaign_id, task.task))


def test_a_tick_from_the_card_keeps_its_note(shop, task):
    app = shop.piece(card(task.task), "lead")
    app.text_area(key="card.note").input("400 coupons left").run()
    app.button(key="card.tick").click().run()
    assert done_by(shop.desk.tasks.task(shop.campaign_id, task.task)).note == "400 coupons left"


def test_the_commander_gives_a_task_to_somebody(shop, task):
    app = shop.piece(card(task.task))
    sara = next(one for one in shop.room.team.members().values() if one.name == "Sara Holm")
    app.selectbox(key=f"card.owner-{task.task}").set_value(sara.id).run()
    assert shop.room.team.owner(shop.desk.tasks.task(shop.campaign_id, task.task)) == "Sara Holm"


def test_somebody_without_the_right_finds_no_button_on_the_card(look):
    other = next(one for one in look.room.tasks.all() if one.function == "visual")
    app = look.piece(card(other.task), "lead")
    assert all(one.key.startswith("proof-") for one in app.button), "only the way to the list that proves the task"
    assert not app.selectbox


def test_who_and_when_open_the_card_in_the_drawer(shop, task):
    app = shop.page("launch", "lead")
    app.button(key=f"open-launch-{task.task}").click().run()
    assert any(one.value == f"**{plain(task.title)}**" for one in app.markdown)


def test_a_call_out_is_recorded_and_its_result_written_down(shop):
    form = shop.piece("from campaign.web.blocks.callouts import record_form\nrecord_form()", "lead")
    form.radio(key="callout.channel").set_value("email")
    form.button(key="callout.save").click().run()
    made = shop.room.targets.callouts()[0]
    assert (made.channel, made.who) == ("email", "Mei Tan")
    form = shop.piece("from campaign.web.blocks.callouts import result_form\nresult_form()", "lead")
    form.text_area(key="result.text").input("Opened by a third")
    form.button(key="result.save").click().run()
    assert state.store().records(CallOut).one(made.id).result == "Opened by a third"


def test_a_suggestion_becomes_a_task_and_is_not_made_twice(shop):
    source = """
from campaign.web.blocks.callouts import proposal
proposal("k", "Move money from Social media to Live", {"Live": "converts"}, "more buyers", "reach", "on_site")
"""
    app = shop.piece(source)
    app.button(key="task-k").click().run()
    assert [one.title for one in shop.room.tasks.all() if one.task.startswith("S-")][-1:] == [
        "Move money from Social media to Live"
    ]
    assert "task-k" not in {button.key for button in app.button}


def test_a_suggestion_put_aside_stays_away(look):
    app = look.piece(
        "from campaign.web.blocks.callouts import proposal\nproposal('k', 'Do it', {}, 'e', 'c', 'on_site')"
    )
    app.button(key="skip-k").click().run()
    assert "skip-k" not in {button.key for button in app.button}


def test_without_data_the_page_says_what_is_unknown(empty):
    app = empty.page("warm_up")
    assert not app.exception
    assert "favourites and carts unknown" in app.subheader[0].value


def test_a_stranger_sees_nothing_of_the_warm_up(stranger):
    assert stranger("warm_up") == []


def test_a_revoked_session_ticks_nothing(shop, task):
    app = shop.page("launch", "lead")
    shop.desk.accounts.sign_out(shop.secrets["lead"], datetime.now(UTC))
    app.checkbox(key=f"tick-launch-{task.task}").check().run()
    assert is_open(shop.desk.tasks.task(shop.campaign_id, task.task))
