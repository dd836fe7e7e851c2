"""A house to stand in front of: a data folder, its commander, and the doors with something behind them."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx2
import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import JSONResponse
from starlette.routing import Route, WebSocketRoute
from starlette.testclient import TestClient

from campaign.plan.campaigns import Campaign
from campaign.team.members import Member, secret
from campaign.web.server import sign_in, state
from campaign.web.server.guard import Guard
from tests import components
from tests.chromium import opened

components.look_once()

PASSWORD = "correct horse battery"
CHECKOUT = Path(__file__).parents[2]
STILL_SECONDS = 6  # twice as long as a store must be quiet before a round begins


@dataclass
class House:
    """One data folder with an account in it."""

    folder: Path

    @property
    def desk(self):
        return state.desk()

    def set_up(self, login: str = "lin") -> Member:
        at = datetime.now(UTC)
        return self.desk.accounts.set_up(self.desk.accounts.set_up_link(at), "Lin Yue", login, PASSWORD, at)

    def sign_in(self, login: str = "lin") -> str:
        return self.desk.accounts.sign_in(login, PASSWORD, "test", datetime.now(UTC))[0]

    def invite(self, login: str, role: str = "member", functions: tuple[str, ...] = ()) -> Member:
        at = datetime.now(UTC)
        commander = self.desk.store.records(Member).by("role", "commander")[0]
        member, link = self.desk.accounts.invite(commander, login.title(), login, role, functions, at)
        self.desk.accounts.accept_invitation(link, PASSWORD, at)
        return member

    def plan(self, launch_in_days: int = 3) -> Campaign:
        """A campaign that is in its warm-up by default."""
        at = datetime.now(UTC)
        return self.desk.campaigns.plan(
            None,
            at,
            name="Double 11",
            launch=at.date() + timedelta(days=launch_in_days),
            zone="Asia/Shanghai",
            currency="CNY",
            store="main",
        )


@pytest.fixture
def house(tmp_path, monkeypatch) -> House:
    monkeypatch.setenv("ELEVEN_DATA", str(tmp_path))
    return House(tmp_path)


async def _inside(request):
    """What stands behind the guard tells what reached it."""
    return JSONResponse({"user": request.headers.getlist("x-eleven-user"), "path": request.url.path})


async def _socket(websocket):
    await websocket.accept()
    await websocket.send_text(websocket.headers.get("x-eleven-user"))
    await websocket.close()


@pytest.fixture
def client() -> TestClient:
    """The guard and the doors, with an open room behind them that the guard alone protects."""
    everything = Route("/{rest:path}", _inside, methods=["GET", "HEAD", "POST", "PUT", "DELETE"])
    routes = [*sign_in.routes(), WebSocketRoute("/_stcore/stream", _socket), everything]
    app = Starlette(routes=routes, middleware=[Middleware(Guard)])
    return TestClient(app, follow_redirects=False)


@dataclass
class Served:
    """A server process on a data folder."""

    folder: Path
    port: int
    command: tuple[str, ...]
    process: subprocess.Popen[str] | None = None
    log: Path = field(init=False)

    def __post_init__(self) -> None:
        self.log = self.folder / "server.log"

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        given = {**os.environ, "ELEVEN_DATA": str(self.folder), "PORT": str(self.port)}
        with self.log.open("a") as log:
            self.process = subprocess.Popen(
                self.command, cwd=CHECKOUT, env=given, stdout=log, stderr=subprocess.STDOUT, text=True
            )
        for _ in range(300):
            try:
                httpx2.get(f"{self.url}/healthz", timeout=1)
            except httpx2.TransportError:
                assert self.process.poll() is None, self.log.read_text()
                time.sleep(0.1)
            else:
                return
        raise AssertionError(self.log.read_text())

    def rests(self) -> None:
        """Wait until nothing has been written for a while: the server has made its own first round."""
        seen, still = "", 0
        while still < STILL_SECONDS:
            time.sleep(1)
            health = httpx2.get(f"{self.url}/healthz").text
            seen, still = health, still + 1 if health == seen else 0

    def stop(self, number: int = signal.SIGTERM, within: float = 20) -> float:
        """Ask the server to stop; seconds it took."""
        started = time.monotonic()
        self.process.send_signal(number)
        self.process.wait(within)
        return time.monotonic() - started

    def set_up_link(self) -> str:
        return re.findall(r"/set-up/[\w-]{32}", self.log.read_text())[-1]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def standing(folder: Path) -> Served:
    """A server, not started yet, whose clock stands at `tests.still.AT`."""
    return Served(folder, free_port(), (sys.executable, "-m", "tests.still"))


def launched(folder: Path, *, by_streamlit: bool = False, script: Path | None = None) -> Served:
    """A server, not started yet, by either launcher, or around a script of the test's own."""
    port = free_port()
    if script:
        code = "import sys, pathlib;from campaign.web.server import app, launcher;"
        serve = f"launcher.serve(app.create(pathlib.Path({str(script)!r})))"
        return Served(folder, port, (sys.executable, "-c", code + serve))
    streamlit = ("-m", "streamlit", "run", "app.py", "--server.port", str(port))
    return Served(folder, port, (sys.executable, *(streamlit if by_streamlit else ("app.py",))))


@pytest.fixture
def launch(house):
    """Start a server on the house's folder; whatever a test leaves running ends with it."""
    servers = []

    def start(*, by_streamlit: bool = False) -> Served:
        servers.append(launched(house.folder, by_streamlit=by_streamlit))
        servers[-1].start()
        return servers[-1]

    yield start
    for server in servers:
        if server.process.poll() is None:
            server.process.kill()
            server.process.wait()


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    """A running server with one account, for the tests of a module."""
    folder = tmp_path_factory.mktemp("served")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ELEVEN_DATA", str(folder))
        House(folder).set_up()
        server = launched(folder)
        server.start()
        yield server
        if server.process.poll() is None:
            server.stop()


@pytest.fixture(scope="module")
def chromium():
    """A real browser."""
    with opened() as browser:
        yield browser


@pytest.fixture
def wrong_secret() -> str:
    return secret()
