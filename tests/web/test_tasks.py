"""Task rows: several people tick at once, each sees what the store holds."""

from datetime import UTC, datetime

import pytest
from streamlit.testing.v1 import AppTest

from campaign.plan.tasks import Task

ROWS = """
from campaign.web.widgets import session
from campaign.web.blocks.task_rows import task_rows
session.require()
task_rows(session.room().tasks.of_phase("warm_up"), "here")
"""


def rows(secret: str) -> AppTest:
    app = AppTest.from_string(ROWS, default_timeout=20)
    app.user = {"session": secret}
    return app.run()


def shown(app: AppTest, task: str):
    """The box of a task; when somebody else turned it, another one stands in its place."""
    return next(one for one in app.checkbox if one.key.startswith(f"tick-here-{task}"))


@pytest.fixture
def team(house):
    """A commander, two leads of one function, a campaign in its warm-up and its first marketing task."""
    house.set_up()
    for login in ("mei", "bo"):
        house.invite(login, "lead", ("marketing",))
    house.campaign = house.plan()
    tasks = house.desk.store.records(Task).by("campaign", house.campaign.id)
    house.task = next(one.task for one in tasks if one.phase == "warm_up" and one.function == "marketing")
    house.other = next(one.task for one in tasks if one.phase == "warm_up" and one.function == "visual")
    return house


def test_a_tick_shows_who_and_when_and_another_sees_it_at_their_next_run(team):
    mine, theirs = rows(team.sign_in("mei")), rows(team.sign_in("bo"))
    mine.checkbox(key=f"tick-here-{team.task}").check().run()
    assert any(one.label.startswith(":gray[Mei · ") for one in mine.button)
    assert not theirs.checkbox(key=f"tick-here-{team.task}").value
    assert shown(theirs.run(), team.task).value


def test_a_second_tick_of_the_same_task_keeps_who_ticked_first(team):
    mine, theirs = rows(team.sign_in("mei")), rows(team.sign_in("bo"))
    mine.checkbox(key=f"tick-here-{team.task}").check().run()
    theirs.checkbox(key=f"tick-here-{team.task}").check().run()
    assert any(one.label.startswith(":gray[Mei · ") for one in theirs.button)
    assert len(team.desk.tasks.task(team.campaign.id, team.task).history) == 1


def test_a_tick_taken_back_keeps_its_history(team):
    mine = rows(team.sign_in("mei"))
    mine.checkbox(key=f"tick-here-{team.task}").check().run()
    mine.checkbox(key=f"tick-here-{team.task}").uncheck().run()
    assert [one.act for one in team.desk.tasks.task(team.campaign.id, team.task).history] == ["tick", "untick"]


def test_who_may_not_tick_has_no_box_to_tick(team):
    app = rows(team.sign_in("mei"))
    assert app.checkbox(key=f"tick-here-{team.other}").disabled
    assert not app.checkbox(key=f"tick-here-{team.task}").disabled


def test_who_has_lost_the_right_is_told_and_the_box_shows_the_truth(team):
    secret = team.sign_in("mei")
    app = rows(secret)
    mei = team.desk.accounts.session(secret, datetime.now(UTC))
    team.desk.accounts.change_member(
        None, mei.id, datetime.now(UTC), name="Mei", role="lead", functions=("visual",), active=True
    )
    app.checkbox(key=f"tick-here-{team.task}").check().run()
    assert "may not do this" in app.toast[0].value
    assert not shown(app, team.task).value
    assert team.desk.tasks.task(team.campaign.id, team.task).history == ()


def test_a_tick_after_the_session_ended_changes_nothing(team):
    secret = team.sign_in("mei")
    app = rows(secret)
    team.desk.accounts.sign_out(secret, datetime.now(UTC))
    app.checkbox(key=f"tick-here-{team.task}").check().run()
    assert team.desk.tasks.task(team.campaign.id, team.task).history == ()
    assert len(app.main) == 0
