"""A stranger gets nothing; a member gets in as themselves and as nobody else."""

from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.websockets import WebSocketDisconnect

from campaign.team.members import Session
from campaign.web.server.guard import local

PAGES = (
    "/",
    "/warm-up",
    "/products?campaign=3",
    "/wall",
    "/wall/short",
    "/sign-in/x",
    "/healthz/x",
    "//wall/" + "x" * 32,
)
MACHINES = (
    "/media/abc.png",
    "/static/js/index.js",
    "/_stcore/host-config",
    "/_stcore/metrics",
    "/_stcore/upload_file/x/y",
    "/_stcore/agent/openapi.json",
    "/component/x/index.html",
    "/live",
    "/favicon.png",
)


def ways_in_that_are_none(house, wrong_secret):
    revoked = house.sign_in()
    house.desk.accounts.sign_out(revoked, datetime.now(UTC))
    link = house.desk.wall_links.make(None, house.plan().id, "Hall", timedelta(days=1), datetime.now(UTC))[1]
    live = house.sign_in()
    return {
        "nothing": {},
        "a forged identity": {"x-eleven-user": live},
        "an invented session": {"cookie": f"eleven={wrong_secret}"},
        "a revoked session": {"cookie": f"eleven={revoked}"},
        "a wall link": {"cookie": f"eleven={link}", "authorization": f"Bearer {link}"},
        "a broken cookie": {"cookie": 'eleven="\\"; x=['},
    }


def test_pages_lead_to_the_door_and_machines_are_refused(house, client, wrong_secret):
    house.set_up()
    for way, headers in ways_in_that_are_none(house, wrong_secret).items():
        for path in PAGES:
            answer = client.get(path, headers=headers)
            assert (answer.status_code, answer.headers["location"].split("?")[0]) == (303, "/sign-in"), (way, path)
        for path in MACHINES:
            assert client.get(path, headers=headers).status_code == 401, (way, path)
        for method in ("POST", "PUT", "DELETE", "PATCH", "OPTIONS"):
            assert client.request(method, "/products", headers=headers).status_code == 401, (way, method)
        with (
            pytest.raises(WebSocketDisconnect) as refused,
            client.websocket_connect("/_stcore/stream", headers=headers),
        ):
            pass
        assert refused.value.code == 4401, way


def test_without_an_account_every_path_leads_to_the_set_up(house, client):
    for path in (*PAGES, "/sign-in", "/live", "/media/a.png", "/_stcore/host-config", "/static/js/index.js"):
        answer = client.get(path)
        assert (answer.status_code, answer.headers["location"]) == (303, "/set-up"), path


def test_a_member_comes_in_under_their_own_session_whatever_the_request_claims(house, client):
    house.set_up()
    mine = house.sign_in()
    headers = {"cookie": f"eleven={mine}", "x-eleven-user": "somebody else"}
    assert client.get("/products", headers=headers).json()["user"] == [mine]
    with client.websocket_connect("/_stcore/stream", headers=headers) as socket:
        assert socket.receive_text() == mine


def test_an_expired_session_is_no_session(house, client):
    house.set_up()
    mine = house.sign_in()
    table = house.desk.store.records(Session)
    table.put(table.all()[0].model_copy(update={"expires": datetime.now(UTC)}))
    assert client.get("/products", headers={"cookie": f"eleven={mine}"}).status_code == 303


def test_only_the_link_and_its_stream_are_open_behind_the_wall(house, client):
    house.set_up()
    token = "x" * 32
    for tail in ("", "/live"):
        assert client.get(f"/wall/{token}{tail}").status_code == 200
        assert client.post(f"/wall/{token}{tail}").status_code == 401
    for path in (f"/wall/{token}/", f"/wall/{token}/x", f"/wall/{token}%2f..%2fproducts", f"/wall/{token}/live/x"):
        assert client.get(path).status_code in (303, 401), path


def test_another_site_changes_nothing_with_a_members_cookie(house, client):
    house.set_up()
    headers = {"cookie": f"eleven={house.sign_in()}"}
    for origin, status in (("https://evil.example", 403), ("null", 403), ("http://testserver", 200)):
        assert client.post("/products", headers={**headers, "origin": origin}).status_code == status, origin
    with pytest.raises(WebSocketDisconnect) as refused:
        client.websocket_connect("/_stcore/stream", headers={**headers, "origin": "https://evil.example"}).__enter__()
    assert refused.value.code == 4403


def test_every_answer_says_what_a_browser_may_do_with_it(house, client):
    house.set_up()
    headers = {"cookie": f"eleven={house.sign_in()}"}
    for path in ("/products", "/sign-in", "/media/x.png"):
        answer = client.get(path, headers=headers if path != "/sign-in" else {})
        policy = answer.headers["content-security-policy"]
        assert "frame-ancestors 'none'" in policy
        assert "unsafe-eval'" not in policy.replace("'wasm-unsafe-eval'", "")
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["x-frame-options"] == "DENY"
    assert client.get("/media/x.png", headers=headers).headers["cache-control"] == "no-store"
    assert "'unsafe" not in client.get("/sign-in").headers["content-security-policy"]


@given(st.one_of(st.text(), st.from_regex(r"[/\\]{1,3}[a-z.:@/\\]*", fullmatch=True)))
def test_going_on_never_leaves_this_server(path):
    onward = local(path)
    assert onward.startswith("/")
    assert not onward.startswith(("//", "/\\"))
    assert urlsplit(onward).netloc == ""


def test_what_stands_below_the_api_asks_for_its_own_token(house, client):
    house.set_up()
    mine = house.sign_in()
    for headers in ({}, {"cookie": f"eleven={mine}"}, {"x-eleven-user": mine}):
        for path in ("/api/facts", "/api/", "/api/x/y"):
            answer = client.post(path, headers=headers)
            assert (answer.status_code, answer.json()) == (200, {"user": [], "path": path}), headers
    for path in ("/api", "/apis/facts", "/x/api/facts", "//api/facts"):
        assert client.post(path).status_code == 401, path
