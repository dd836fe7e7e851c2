"""The served app, by a real process: what a stranger reaches, what a restart keeps, how it stops."""

import asyncio
import json
import signal
import subprocess
import sys
import threading
from datetime import UTC, datetime, timedelta

import httpx2
import pytest
import websockets

from campaign.web.shell.frame import PAGES

from .conftest import CHECKOUT, PASSWORD, House

OPEN_TO_ALL = ("/healthz", "/sign-in", "/set-up", "/set-up/{secret}", "/invitation/{secret}")
OPEN_BY_LINK = ("/wall/{token}", "/wall/{token}/live")
# The routes of the app as it is served; Streamlit's own are built with the app and listed nowhere else.
LIST_ROUTES = """
import json, app
print(json.dumps([
    [one.path, sorted(getattr(one, "methods", None) or ["GET"]), type(one).__name__]
    for one in app.app._build_starlette_app().routes
]))
"""


def every_route(folder) -> list[tuple[str, list[str], str]]:
    told = subprocess.run(
        [sys.executable, "-c", LIST_ROUTES],
        cwd=CHECKOUT,
        env={"ELEVEN_DATA": str(folder), "PATH": ""},
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    return json.loads(told.stdout.splitlines()[-1])


def filled(path: str) -> str:
    """A route's path with something in each of its places."""
    parts = ["x" * 32 if part.startswith("{") else part for part in path.split("/")]
    return "/".join(parts) or "/"


async def handshake(url: str, **headers: str) -> str:
    """What the websocket answers to a handshake."""
    address = url.replace("http", "ws") + "/_stcore/stream"
    try:
        async with websockets.connect(address, additional_headers=headers, subprotocols=["streamlit"]):
            return "open"
    except websockets.InvalidStatus as refused:
        return str(refused.response.status_code)


def ways_in_that_are_none(house: House) -> dict[str, dict[str, str]]:
    at = datetime.now(UTC)
    revoked, live = house.sign_in(), house.sign_in()
    house.desk.accounts.sign_out(revoked, at)
    _link, token = house.desk.wall_links.make(None, house.plan().id, "Hall", timedelta(days=1), at)
    return {
        "nothing": {},
        "a forged identity": {"x-eleven-user": live},
        "a revoked session": {"cookie": f"eleven={revoked}"},
        "a wall link": {"cookie": f"eleven={token}"},
    }


@pytest.mark.slow
def test_a_stranger_reaches_no_route_no_page_and_no_socket(served):
    house = House(served.folder)
    routes = every_route(served.folder)
    paths = {(filled(path), method) for path, methods, _kind in routes for method in methods if path not in OPEN_TO_ALL}
    pages = [f"/{page.stem.replace('_', '-')}" for page in PAGES.glob("*.py") if page.stem != "__init__"]
    extra = ["/", "/media/abc.png", "/_stcore/upload_file/s/f", "/static/index.html", "/manifest.json", *pages]
    paths |= {(path, "GET") for path in extra} | {("/_stcore/upload_file/s/f", "PUT"), ("/", "POST")}
    assert len(routes) > 20
    assert len(paths) > 40
    with httpx2.Client(base_url=served.url, timeout=10) as browser:
        for way, headers in ways_in_that_are_none(house).items():
            for path, method in sorted(paths):
                answer = browser.request(method, path, headers=headers)
                if path.startswith("/wall/"):
                    assert answer.status_code in (401, 404, 405), (way, method, path, answer.status_code)
                    assert "stage" not in answer.text
                else:
                    assert answer.status_code in (303, 401), (way, method, path, answer.status_code)
                    assert answer.status_code == 401 or answer.headers["location"].startswith("/sign-in"), (way, path)
                assert len(answer.content) < 100, (way, method, path)
            assert asyncio.run(handshake(served.url, **headers)) == "403", way


@pytest.mark.slow
def test_a_member_reaches_the_pages_and_the_socket_until_the_session_is_revoked(served):
    house = House(served.folder)
    mine = house.sign_in()
    headers = {"cookie": f"eleven={mine}"}
    for path in ("/", "/warm-up", "/_stcore/health", "/_stcore/host-config"):
        assert httpx2.get(served.url + path, headers=headers).status_code == 200, path
    assert asyncio.run(handshake(served.url, **headers)) == "open"
    assert asyncio.run(handshake(served.url, **headers, origin="https://evil.example")) == "403"
    house.desk.accounts.sign_out(mine, datetime.now(UTC))
    assert httpx2.get(f"{served.url}/warm-up", headers=headers).status_code == 303
    assert asyncio.run(handshake(served.url, **headers)) == "403"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("by_streamlit", "number"), [(False, signal.SIGTERM), (False, signal.SIGINT), (True, signal.SIGINT)]
)
def test_an_open_stream_does_not_hold_the_server_back(house, launch, by_streamlit, number):
    house.set_up()
    server = launch(by_streamlit=by_streamlit)
    listening, ended = threading.Event(), threading.Event()

    def listen():
        headers = {"cookie": f"eleven={house.sign_in()}"}
        with httpx2.stream("GET", f"{server.url}/live", headers=headers, timeout=30) as stream:
            for line in stream.iter_lines():
                if line.startswith("event: revision"):
                    listening.set()
        ended.set()

    page = threading.Thread(target=listen)
    page.start()
    assert listening.wait(10)
    assert server.stop(number) < 10  # an open stream would hold it until it is killed
    page.join(20)
    assert ended.is_set()


@pytest.mark.slow
def test_the_first_account_is_made_by_the_printed_link_and_its_session_outlives_a_restart(launch):
    server = launch()
    assert httpx2.get(f"{server.url}/warm-up").headers["location"] == "/set-up"
    assert "<form" not in httpx2.get(f"{server.url}/set-up").text
    with httpx2.Client(base_url=server.url) as browser:
        form = {"name": "Lin Yue", "login": "lin", "password": PASSWORD}
        assert browser.post(server.set_up_link(), data=form).headers["location"] == "/"
        kept = browser.cookies["eleven"]
    server.stop()
    log = server.log.read_text()
    assert f"http://127.0.0.1:{server.port}" in log
    assert kept not in log
    assert "leaked" not in log
    assert log.count(server.set_up_link()) == 1
    server.start()
    assert httpx2.get(f"{server.url}/warm-up", headers={"cookie": f"eleven={kept}"}).status_code == 200
    assert "Set up" not in server.log.read_text()[len(log) :]
    server.stop()


@pytest.mark.slow
def test_links_stay_out_of_the_access_log(served):
    house = House(served.folder)
    _link, token = house.desk.wall_links.make(None, house.plan().id, "Hall", timedelta(days=1), datetime.now(UTC))
    assert httpx2.get(f"{served.url}/wall/{token}").status_code == 200
    assert httpx2.get(f"{served.url}/invitation/{token}").status_code == 404
    log = served.log.read_text()
    assert "/wall/…" in log
    assert "/invitation/…" in log
    assert token not in log
