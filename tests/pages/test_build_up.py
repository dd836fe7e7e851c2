"""The build-up page: how complete the plan is, and how the phase is closed."""

import pytest


def test_the_page_counts_the_complete_parts_of_the_plan(look):
    parts = look.room.phases.completeness()
    complete = sum(part.share == 1 for part in parts)
    app = look.page("build_up")
    assert not app.exception
    assert f"{complete} of {len(parts)} parts of the plan complete" in app.subheader[0].value


def test_a_phase_with_an_open_core_task_closes_only_with_a_waiver(shop):
    form = shop.piece("from campaign.web.panels.phases.common import close_form\nclose_form('launch')")
    form.button(key="close.save").click().run()
    assert form.toast[0].value.startswith("Core tasks are open")
    assert shop.campaign.closing("launch") is None
    form.text_area(key="close.waiver").input("The rest is done in review")
    form.button(key="close.save").click().run()
    assert shop.campaign.closing("launch").waiver == "The rest is done in review"


def test_only_the_commander_closes_a_phase(look):
    assert "launch.close" in {button.key for button in look.page("launch").button}
    assert "launch.close" not in {button.key for button in look.page("launch", "lead").button}


def test_a_tracked_target_gets_an_owner_and_a_state(shop):
    form = shop.piece("from campaign.web.panels.phases.common import track_form\ntrack_form('team_morale')")
    form.radio(key="track.state").set_value("at_risk")
    form.button(key="track.save").click().run()
    assert shop.campaign.tracked_state("team_morale").state == "at_risk"


def test_an_empty_plan_shows_what_is_missing(empty):
    app = empty.page("build_up")
    assert not app.exception
    assert any("import a file that holds favourites and carts by day" in one.value for one in app.markdown)


@pytest.mark.parametrize("name", ["build_up", "review"])
def test_a_stranger_sees_nothing(stranger, name):
    assert stranger(name) == []
