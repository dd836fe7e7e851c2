"""The frame of every page, as the pages' tests see it: who is here, which campaign, which language."""

import re
from datetime import UTC, date, datetime

import pytest
from streamlit.testing.v1 import AppTest

from campaign.web.server.app import NAVIGATION
from campaign.web.shell.frame import PAGES, SECTIONS, sees
from campaign.web.shell.header import clock

ALL_PAGES = sorted(page for page in PAGES.glob("*.py") if page.stem != "__init__")


def opened(secret: str | None = None, page=NAVIGATION, **address: str) -> AppTest:
    app = AppTest.from_file(str(page), default_timeout=20)
    app.user = {"session": secret} if secret else {}
    for name, value in address.items():
        app.query_params[name] = value
    return app.run()


def words(app: AppTest) -> str:
    return " ".join(str(element.value) for kind in ("markdown", "caption", "subheader") for element in app.get(kind))


@pytest.mark.parametrize("page", ALL_PAGES, ids=lambda page: page.stem)
def test_a_page_run_by_a_stranger_shows_nothing(house, page, wrong_secret):
    house.set_up()
    house.plan()
    revoked = house.sign_in()
    house.desk.accounts.sign_out(revoked, datetime.now(UTC))
    for nobody in (None, wrong_secret, revoked):
        app = opened(nobody, page)
        assert not app.exception
        assert len(app.main) == 0


def test_the_frame_shows_a_stranger_the_way_to_the_door_and_nothing_else(house):
    house.set_up()
    house.plan()
    app = opened()
    assert [element.value for element in app.markdown] == ["Your session has ended. [Sign in](/sign-in)"]
    assert not app.subheader
    assert not app.selectbox


def test_with_nothing_planned_the_commander_may_open_the_demo_or_plan(house):
    house.set_up()
    app = opened(house.sign_in())
    assert not app.exception
    assert app.subheader[0].value == "Nothing is planned yet"
    assert [button.label for button in app.button] == ["Open the demo campaign", "Plan the campaign"]


def test_with_nothing_planned_a_member_is_told_who_plans(house):
    house.set_up()
    house.invite("ana")
    app = opened(house.sign_in("ana"))
    assert not app.button
    assert "The commander plans the first campaign" in words(app)


def test_a_campaign_is_planned_in_the_first_screen_and_opened(house):
    house.set_up()
    app = opened(house.sign_in())
    app.text_input(key="plan.name").input("Double 11 2026")
    app.text_input(key="plan.store").input("main")
    app.selectbox(key="plan.zone").select("Asia/Shanghai")
    app.selectbox(key="plan.currency").select("CNY")
    app.text_input(key="plan.gmv").input("1,200,000")
    app.button[1].click().run()
    assert not app.exception
    assert app.selectbox(key="picked").options == ["Double 11 2026"]
    assert app.query_params["campaign"] == "1"


def test_an_amount_that_is_none_is_said_and_nothing_is_planned(house):
    house.set_up()
    app = opened(house.sign_in())
    app.text_input(key="plan.gmv").input("much")
    app.button[1].click().run()
    assert "'much' is not an amount" in app.error[0].value
    assert app.subheader[0].value == "Nothing is planned yet"


def test_the_campaign_in_the_address_is_the_one_shown(house):
    house.set_up()
    near, far = house.plan(3), house.plan(90)
    mine = house.sign_in()
    assert opened(mine).selectbox(key="picked").value == near.id
    assert opened(mine, campaign=str(far.id)).selectbox(key="picked").value == far.id
    for nothing in ("999", "9" * 5000, "-1", "x", ""):
        assert opened(mine, campaign=nothing).selectbox(key="picked").value == near.id


def test_picking_another_campaign_puts_it_into_the_address(house):
    house.set_up()
    house.plan(3)
    far = house.plan(90)
    app = opened(house.sign_in())
    app.selectbox(key="picked").select(far.id).run()
    assert app.query_params["campaign"] == str(far.id)
    assert "Build-up opens in" in words(app)


@pytest.mark.parametrize(
    ("at", "shown"),
    [
        ((9, 1), "Build-up opens in** **29 d 16:00"),
        ((11, 7), "Warm-up day 11 of 14 · Launch opens in 3 d 16:00"),
        ((11, 12), "Launch day 2 of 2 · Review opens in 16:00"),
        ((11, 15), "Review day 3 of 8 · ends in 5 d 16:00"),
        ((12, 1), "The campaign ended on 20 Nov"),
    ],
)
def test_the_clock_names_the_phase_its_day_and_the_next_boundary(house, at, shown):
    campaign = house.plan().model_copy(update={"launch": date(2026, 11, 11)})
    line = clock(campaign, datetime(2026, *at, tzinfo=UTC))
    assert re.sub(r":material/\w+: |:gray\[|\]|\*\*", "", line) == shown.replace("**", "")


def test_a_switched_language_is_spoken_at_once_and_remembered(house):
    house.set_up()
    house.plan()
    mine = house.sign_in()
    app = opened(mine)
    app.segmented_control(key="language").set_value("zh_CN").run()
    assert not app.exception
    assert house.desk.accounts.session(mine, datetime.now(UTC)).language == "zh_CN"
    assert opened(mine).segmented_control(key="language").value == "zh_CN"


def test_a_session_revoked_meanwhile_ends_with_the_next_run(house):
    house.set_up()
    house.plan()
    mine = house.sign_in()
    app = opened(mine)
    assert app.selectbox(key="picked")
    house.desk.accounts.sign_out(mine, datetime.now(UTC))
    app.run()
    assert "Your session has ended." in words(app)
    assert not app.selectbox


def test_signing_out_in_the_menu_ends_the_session(house):
    house.set_up()
    house.plan()
    mine = house.sign_in()
    opened(mine).menu_button(key="account").set_value("out").run()
    assert house.desk.accounts.session(mine, datetime.now(UTC)) is None


def test_the_settings_are_for_the_commander_and_the_leads(house):
    house.set_up()
    entry = next(one for entries in SECTIONS.values() for one in entries if one.name == "settings")
    member, lead = house.invite("ana"), house.invite("bo", "lead", ("product",))
    assert not sees(member, entry)
    assert sees(lead, entry)
