"""Signing in and out, setting up and accepting an invitation, by plain forms."""

import re
from datetime import UTC, datetime

import pytest

from campaign.team.members import Credential, Invitation, Member, Session
from campaign.web.server import state

from .conftest import PASSWORD


def enter(client, login="lin", password=PASSWORD, path="/sign-in", **headers):
    return client.post(path, data={"login": login, "password": password}, headers=headers)


def test_the_right_password_opens_a_session_that_only_the_browser_holds(house, client):
    house.set_up()
    answer = enter(client, path="/sign-in?next=/warm-up%3Fcampaign%3D3")
    assert (answer.status_code, answer.headers["location"]) == (303, "/warm-up?campaign=3")
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=lax" in cookie
    assert "secure" not in cookie
    secret = re.search(r"eleven=([\w-]{32})", answer.headers["set-cookie"]).group(1)
    assert client.get("/warm-up").json()["user"] == [secret]
    assert secret not in repr(house.desk.store.records(Session).all())


def test_behind_tls_the_cookie_is_for_tls_only(house, client):
    house.set_up()
    client.base_url = "https://testserver"
    assert "secure" in enter(client).headers["set-cookie"].lower()


def test_a_wrong_password_and_an_unknown_login_get_the_same_answer(house, client):
    house.set_up()
    wrong, unknown = enter(client, password="wrong horse battery"), enter(client, login="nobody")
    assert wrong.status_code == unknown.status_code == 401
    assert wrong.text.replace("lin", "nobody") == unknown.text.replace("lin", "nobody")
    assert "do not belong together" in wrong.text
    assert "set-cookie" not in wrong.headers


def test_who_guesses_has_to_wait_even_with_the_right_password(house, client):
    house.set_up()
    house.invite("ana")
    for _ in range(8):
        assert "do not belong together" in enter(client, password="wrong horse battery").text
    answer = enter(client)
    assert answer.status_code == 401
    assert "Too many attempts to sign in; try again in 15 minutes" in answer.text
    assert enter(client, login="ana").status_code == 303


def test_signing_out_ends_the_session_not_only_the_cookie(house, client):
    house.set_up()
    enter(client)
    kept = client.cookies["eleven"]
    answer = client.post("/sign-out")
    assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in")
    assert client.get("/warm-up", headers={"cookie": f"eleven={kept}"}).status_code == 303


def test_whoever_is_in_is_led_on_from_the_door(house, client):
    house.set_up()
    enter(client)
    assert client.get("/sign-in?next=/stock").headers["location"] == "/stock"
    assert client.get("/sign-in?next=https://evil.example").headers["location"] == "/"


def test_the_set_up_shows_nothing_without_its_link(house, client):
    house.desk.accounts.set_up_link(datetime.now(UTC))
    for path in ("/set-up", "/set-up/" + "x" * 32):
        assert "<form" not in client.get(path).text, path
        assert client.post(path, data={"name": "Eve", "login": "eve", "password": PASSWORD}).status_code != 303, path
    assert house.desk.accounts.open_to_set_up()


def test_the_set_up_link_makes_one_commander_and_then_opens_nothing(house, client):
    link = f"/set-up/{house.desk.accounts.set_up_link(datetime.now(UTC))}"
    form = {"name": "Lin Yue", "login": "Lin", "password": PASSWORD}
    assert "<form" in client.get(link).text
    assert "at least 10" in client.post(link, data={**form, "password": "short"}).text
    answer = client.post(link, data=form)
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    assert client.get("/").json()["path"] == "/"
    members = house.desk.store.records(Member).all()
    assert [(one.name, one.login, one.role) for one in members] == [("Lin Yue", "lin", "commander")]
    assert PASSWORD not in repr(house.desk.store.records(Credential).all())
    client.cookies.clear()
    assert client.post(link, data={**form, "login": "eve"}).headers["location"] == "/sign-in"
    assert len(house.desk.store.records(Member).all()) == 1


def test_a_newer_set_up_link_replaces_the_older(house, client):
    older, newer = (house.desk.accounts.set_up_link(datetime.now(UTC)) for _ in range(2))
    assert "<form" not in client.get(f"/set-up/{older}").text
    assert "<form" in client.get(f"/set-up/{newer}").text


def test_an_invitation_lets_a_member_choose_a_password_once(house, client):
    commander = house.set_up()
    at = datetime.now(UTC)
    _member, secret = house.desk.accounts.invite(commander, "Ana Ruiz", "ana", "lead", ("product",), at)
    page = client.get(f"/invitation/{secret}")
    assert "Welcome, Ana Ruiz" in page.text
    assert "readonly" in page.text
    assert client.post(f"/invitation/{secret}", data={"password": PASSWORD}).headers["location"] == "/"
    assert client.get("/").status_code == 200
    client.cookies.clear()
    used = client.post(f"/invitation/{secret}", data={"password": "another horse battery"})
    assert used.status_code == 404
    assert "used up or too old" in used.text
    assert enter(client, login="ana").status_code == 303


def test_a_set_up_link_is_no_invitation_and_an_invitation_no_set_up(house, client):
    secret = house.desk.accounts.set_up_link(datetime.now(UTC))
    assert client.get(f"/invitation/{secret}").status_code == 404
    commander = house.set_up()
    _member, invited = house.desk.accounts.invite(commander, "Ana", "ana", "lead", (), datetime.now(UTC))
    assert client.get(f"/set-up/{invited}").headers["location"] == "/sign-in"
    assert all(secret not in repr(one) for one in house.desk.store.records(Invitation).all())


def test_the_doors_need_no_script_and_repeat_no_markup(house, client):
    house.set_up()
    page = enter(client, login='"><script>alert(1)</script>')
    assert "<script" not in page.text
    assert "&lt;script&gt;" in page.text
    assert "javascript:" not in page.text


@pytest.mark.parametrize(
    ("headers", "query", "spoken"),
    [
        ({"accept-language": "zh-CN,zh;q=0.9"}, "", "zh-CN"),
        ({"accept-language": "zh"}, "?lang=en", "en"),
        ({}, "", "en"),
    ],
)
def test_the_doors_speak_the_visitors_language(house, client, headers, query, spoken):
    house.set_up()
    answer = client.get(f"/sign-in{query}", headers=headers)
    assert f'<html lang="{spoken}">' in answer.text
    assert bool(query) == ("eleven-language=en" in answer.headers.get("set-cookie", ""))


def test_switching_the_language_keeps_where_one_was_going(house, client):
    house.set_up()
    assert "?next=%2Fstock&amp;lang=zh_CN" in client.get("/sign-in?next=/stock").text


def test_an_overlong_form_is_not_read(house, client):
    house.set_up()
    assert enter(client, password=PASSWORD + "x" * 20_000).status_code == 401


def test_a_session_outlives_the_objects_that_made_it(house, client):
    house.set_up()
    mine = house.sign_in()
    state.store().close()
    state._store.cache_clear()
    state._desk.cache_clear()
    assert client.get("/warm-up", headers={"cookie": f"eleven={mine}"}).status_code == 200
