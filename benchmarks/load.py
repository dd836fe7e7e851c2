"""Visitors without a browser: a server of our own, and Streamlit's websocket as a page of it speaks it."""

from __future__ import annotations

import os
import signal
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple, Self

import websockets
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState

sys.path.insert(0, str(Path(__file__).parents[1]))

from campaign import demo
from campaign.base import phases
from campaign.desk import Desk
from campaign.storage import Store

CHECKOUT = Path(__file__).parents[1]
PASSWORD = "a long password"
SERVE = "import sys, pathlib;from campaign.web.server import app, launcher; "
SERVE += "launcher.serve(app.create(pathlib.Path(sys.argv[1])))"
HELLO = "import streamlit as st\n\nst.write('Hello')\n"
NAVIGATION = "import pathlib\n\nfrom campaign.web.shell import frame\n\nframe.show(pathlib.Path({hello!r}))\n"
KEPT_MESSAGES = 500  # as many as the browser keeps


class House(NamedTuple):
    """A data folder with the demo campaign as of now, and a session of its commander."""

    store: Store
    desk: Desk
    campaign: int
    session: str


def furnished(folder: Path) -> House:
    """The demo campaign in a new data folder, its commander signed in."""
    store = Store(folder)
    desk, now = Desk(store), datetime.now(UTC)
    commander = desk.accounts.set_up(desk.accounts.set_up_link(now) or "", "Mei", "mei", PASSWORD, now)
    planned = demo.make(store, phases.local_day(now, demo.ZONE), now, commander)
    session, _member = desk.accounts.sign_in("mei", PASSWORD, "127.0.0.1", now)
    return House(store, desk, planned.id, session)


@contextmanager
def served(data: Path, port: int, script: Path | None = None, checkout: Path = CHECKOUT) -> Iterator[int]:
    """The server of a checkout in a process of its own, around the pages or one's own script; its process id."""
    command = [sys.executable, "app.py"] if script is None else [sys.executable, "-c", SERVE, str(script)]
    environment = {**os.environ, "ELEVEN_DATA": str(data), "PORT": str(port), "ADDRESS": "127.0.0.1"}
    with tempfile.TemporaryFile("w+") as log:
        server = subprocess.Popen(command, cwd=checkout, env=environment, stdout=subprocess.DEVNULL, stderr=log)
        try:
            for _ in range(240):
                try:
                    urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=1)
                    break
                except OSError:
                    if server.poll() is not None:
                        log.seek(0)
                        raise SystemExit(log.read()) from None
                    time.sleep(0.25)
            yield server.pid
        finally:
            server.send_signal(signal.SIGTERM)
            server.wait(20)


class Run(NamedTuple):
    """One full run of a page, from asking for it to its last message."""

    milliseconds: float
    messages: int
    size: int


class Visitor:
    """One Streamlit session on a page; it keeps messages and ticks as the browser does."""

    def __init__(self, port: int, session: str, page: str = "", query: str = "") -> None:
        self.port, self.session, self.page, self.query = port, session, page, query
        self.script = ""
        self.kept: dict[str, None] = {}
        self.ticks: dict[str, WidgetState] = {}

    async def __aenter__(self) -> Self:
        """Connect as the page does."""
        here = f"127.0.0.1:{self.port}"
        self.socket = await websockets.connect(
            f"ws://{here}/_stcore/stream",
            additional_headers={"Cookie": f"eleven={self.session}", "Origin": f"http://{here}"},
            subprotocols=["streamlit", "PLACEHOLDER"],
            max_size=None,
            compression=None,
            ping_interval=None,
            proxy=None,
        )
        return self

    async def __aexit__(self, *_raised: object) -> None:
        """Leave."""
        await self.socket.close()

    async def run(self) -> Run:
        """Ask for a full run and read all of it.

        Raises:
            RuntimeError: there is no such page, it does not compile, or it shows an exception.
        """
        messages = size = 0
        begun = time.perf_counter()
        await self.socket.send(self._asked())
        while True:
            raw = await self.socket.recv()
            messages, size = messages + 1, size + len(raw)
            message = ForwardMsg.FromString(raw)
            kind = message.WhichOneof("type")
            if kind == "script_finished" and message.script_finished != ForwardMsg.FINISHED_EARLY_FOR_RERUN:
                if message.script_finished == ForwardMsg.FINISHED_WITH_COMPILE_ERROR:
                    raise RuntimeError(f"/{self.page} does not compile")
                return Run((time.perf_counter() - begun) * 1000, messages, size)
            self._keep(message, kind)

    def _asked(self) -> bytes:
        message = BackMsg()
        asked = message.rerun_script
        asked.query_string = self.query
        asked.page_name, asked.page_script_hash = "" if self.script else self.page, self.script
        asked.widget_states.widgets.extend(self.ticks.values())
        asked.cached_message_hashes.extend(self.kept)
        asked.context_info.timezone, asked.context_info.locale = "America/Los_Angeles", "en-US"
        asked.context_info.url = f"http://127.0.0.1:{self.port}/{self.page}"
        return message.SerializeToString()

    def _keep(self, message: ForwardMsg, kind: str | None) -> None:
        if message.metadata.cacheable and message.hash:
            self.kept[message.hash] = None
            if len(self.kept) > KEPT_MESSAGES:
                del self.kept[next(iter(self.kept))]
        if kind == "new_session":
            self.script = message.new_session.page_script_hash
        elif kind == "navigation":
            self.script = message.navigation.page_script_hash
        elif kind == "page_not_found":
            raise RuntimeError(f"/{self.page} is not in the menu")
        elif kind == "delta" and message.delta.WhichOneof("type") == "new_element":
            element = message.delta.new_element
            if element.WhichOneof("type") == "exception":
                raise RuntimeError(f"/{self.page} shows {element.exception.type}: {element.exception.message}")
            if element.WhichOneof("type") == "checkbox":
                box = element.checkbox
                self.ticks[box.id] = WidgetState(id=box.id, bool_value=box.value if box.set_value else box.default)


class Row(NamedTuple):
    """One page: its runs, and the runs of hello between them."""

    page: str
    runs: list[Run]
    hello: list[Run]
    first: Run

    @property
    def times(self) -> float:
        """How many hellos one run of the page costs, both taken in turn."""
        return middle(self.runs) / middle(self.hello)


def middle(runs: list[Run]) -> float:
    """The median time of some runs, in milliseconds."""
    return statistics.median(run.milliseconds for run in runs)


async def measured(port: int, session: str, page: str, rounds: int) -> Row:
    """Runs of a page and of hello, in turn, each in a session of its own."""
    async with Visitor(port, session, "hello") as stranger, Visitor(port, session, page) as visitor:
        first = await visitor.run()
        for one in (stranger, visitor, stranger, visitor):
            await one.run()
        runs, hello = [], []
        for _ in range(rounds):
            hello.append(await stranger.run())
            runs.append(await visitor.run())
    return Row(page or "today", runs, hello, first)


def percentile(values: Sequence[float], share: float) -> float:
    """The value below which a share of the values lies."""
    return sorted(values)[min(int(len(values) * share), len(values) - 1)]


def load() -> str:
    """How busy the machine is, for a figure is worth what its surroundings were."""
    busy = os.getloadavg()[0]
    return f"load {busy:.1f} on {os.cpu_count()} cores"
