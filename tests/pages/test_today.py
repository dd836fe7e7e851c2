"""Today says what must be done now, and it can be done there."""

from datetime import UTC, datetime

from campaign.monitoring.alerts import Alert
from campaign.web.blocks.alert_rows import ranked
from campaign.web.server import state


def test_today_opens_on_what_is_late(look):
    room = look.room
    late = sum(room.tasks.shown()[task.task] == "late" for task in room.tasks.due())
    app = look.page("today")
    assert not app.exception
    assert app.subheader[0].value.startswith(f"{late} tasks are late")
    assert app.metric[0].value == str(late)


def test_the_lead_of_a_function_sees_their_own_tasks_first(look):
    app = look.page("today", "lead")
    words = [one.value for one in app.markdown]
    mine, team = (words.index(f":small[:gray[{word}]]") for word in ("Yours", "The team"))
    assert mine < next(place for place, word in enumerate(words) if "Marketing" in word) < team


def test_a_tick_on_today_is_kept_and_leaves_the_list(shop):
    task = shop.room.tasks.due(shop.member("lead"))[0]
    app = shop.page("today", "lead")
    app.checkbox(key=f"tick-today-own-{task.task}").check().run()
    assert shop.room.tasks.shown()[task.task] == "done"
    assert f"tick-today-own-{task.task}" not in {box.key for box in app.checkbox}


def test_a_lead_cannot_tick_what_another_function_does(look):
    app = look.page("today", "lead")
    others = {task.task for task in look.room.tasks.due() if task.function == "visual"}
    assert others
    assert all(box.disabled for box in app.checkbox if box.key.removeprefix("tick-today-team-") in others)


def test_taking_an_alert_makes_one_its_owner(shop):
    free = next(one for one in shop.room.alerts.open() if one.owner is None)
    shop.piece(f"from campaign.web.blocks import alert_rows\nalert_rows.act({free.id}, 'take')", "lead")
    assert state.store().records(Alert).one(free.id).owner == shop.member("lead").id


def test_a_snoozed_alert_stands_last(shop):
    first = ranked(shop.room.alerts.open())[0]
    shop.piece(f"from campaign.web.blocks import alert_rows\nalert_rows.act({first.id}, 'hour')")
    assert ranked(shop.room.alerts.open())[-1].state == "snoozed"
    assert ranked(shop.room.alerts.open())[0].id != first.id


def test_closing_an_alert_without_a_reason_is_refused_in_a_sentence(shop):
    alert = shop.room.alerts.open()[0]
    form = shop.piece(f"from campaign.web.blocks import alert_rows\nalert_rows.resolve_form({alert.id})")
    form.button(key="resolve.save").click().run()
    assert form.toast[0].value == "To close an alert write what was decided"
    form.text_area(key="resolve.reason").input("Ordered 200 pieces")
    form.button(key="resolve.save").click().run()
    assert state.store().records(Alert).one(alert.id).state == "resolved"


def test_what_others_did_since_the_last_look_is_told(shop):
    room, mei = shop.room, shop.member("lead")
    task = next(
        one for one in room.tasks.all() if one.function == "marketing" and room.tasks.shown()[one.task] == "open"
    )
    app = shop.page("today")
    shop.desk.tasks.tick(mei, shop.campaign_id, task.task, datetime.now(UTC))
    app.run()
    assert any("**Since you last looked**" in one.value for one in app.markdown)
    assert any(one.value.startswith("- Mei Tan ticked **") for one in app.markdown)


def test_a_campaign_without_data_shows_unknown_and_no_zero(empty):
    app = empty.page("today")
    assert not app.exception
    unknown = {one.label: one.value for one in app.metric}
    assert unknown["Favourites + carts"] == unknown["Visitors yesterday"] == unknown["Spend yesterday"] == "–"
    assert any(":gray-badge[:material/help: unknown]" in one.value for one in app.markdown)


def test_a_stranger_sees_nothing_of_today(stranger):
    assert stranger("today") == []
