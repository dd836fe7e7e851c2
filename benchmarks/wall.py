"""A wall refresh with 500 walls open, beside Streamlit's timer fragments: `python benchmarks/wall.py`.

The whole server runs in a process of its own. This process commits changes, as the command line does, and reads all
walls. Counted are the server's processor time and the time from commit to client; beside it stands a page whose
fragment draws the same figures with Streamlit's own elements every two seconds.
"""

import argparse
import asyncio
import os
import re
import signal
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import websockets
from load import percentile
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

sys.path.insert(0, str(Path(__file__).parents[1]))

from campaign import demo
from campaign.base import phases
from campaign.desk import Desk
from campaign.plan.tasks import Task, is_open
from campaign.storage import Store
from campaign.web.server.wall_screen import SCREENS_PER_LINK

AT_MOST_MS_PER_WALL, AT_MOST_P95_MS = 0.1, 250
EVERY_SECONDS = 2
PASSWORD = "a long password"
REVISION = re.compile(rb'data-revision="(\d+)"')
NATIVE = f"""
from datetime import UTC, datetime
import pandas as pd
import streamlit as st
from campaign.plan.campaigns import Campaign
from campaign.web.server import state

BARS = {{"mark": "bar", "encoding": {{"x": {{"field": "hour", "type": "quantitative"}},
        "y": {{"field": "actual", "type": "quantitative"}}}}}}

@st.fragment(run_every={EVERY_SECONDS})
def refresh():
    figures = state.room(state.store().records(Campaign).all()[0], datetime.now(UTC)).wall()
    st.metric("score", figures.score.actual if figures.score else None)
    for column, one in zip(st.columns(3), figures.measures):
        column.metric(one.word, one.value, one.planned)
    if figures.race:
        st.vega_lite_chart(pd.DataFrame([(i, b.actual) for i, b in enumerate(figures.race.bars)],
                                        columns=["hour", "actual"]), BARS)
    for gap in (figures.gaps or ())[:3]:
        st.text(f"{{gap.name}} {{gap.missing}}")
    for alert in (figures.alerts or ())[:3]:
        st.text(f"{{alert.text}} {{alert.owner}}")
    for column, board in zip(st.columns(4), figures.boards):
        column.dataframe(pd.DataFrame([(str(e.name), e.value) for e in board.entries]))
    for one in figures.functions:
        st.progress(one.done / max(one.total, 1), one.function)

refresh()
"""


class House:
    """A data folder with the demo campaign, its commander and the links of its walls."""

    def __init__(self, folder: Path, walls: int) -> None:
        self.store = Store(folder)
        self.desk, now = Desk(self.store), datetime.now(UTC)
        self.commander = self.desk.accounts.set_up(
            self.desk.accounts.set_up_link(now) or "", "Mei", "mei", PASSWORD, now
        )
        planned = demo.make(self.store, phases.local_day(now, demo.ZONE), now, self.commander)
        self.campaign = planned.id
        self.tasks = [one.task for one in self.store.records(Task).by("campaign", planned.id) if is_open(one)]
        self.links = [
            self.desk.wall_links.make(self.commander, planned.id, "screen", timedelta(days=1), now)[1]
            for _ in range(-(-walls // SCREENS_PER_LINK))
        ]
        self.session, _member = self.desk.accounts.sign_in("mei", PASSWORD, "127.0.0.1", now)

    def change(self, number: int) -> tuple[int, float]:
        """Tick or untick a task; the revision that says so, and when it was committed."""
        act = self.desk.tasks.untick if number % 2 else self.desk.tasks.tick
        act(self.commander, self.campaign, self.tasks[number // 2 % len(self.tasks)], datetime.now(UTC))
        return sum(self.store.revision()), time.perf_counter()


class Screen:
    """One open wall."""

    def __init__(self) -> None:
        self.arrived: dict[int, float] = {}
        self.received = 0
        self.news = asyncio.Event()

    async def follow(self, port: int, link: str) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=2**20)
        path = f"/wall/{link}/live?lang=en"
        writer.write(f"GET {path} HTTP/1.1\r\nHost: localhost\r\nAccept-Encoding: gzip\r\n\r\n".encode())
        try:
            head = await reader.readuntil(b"\r\n\r\n")
            if b" 200 " not in head.split(b"\r\n")[0]:
                raise SystemExit(f"the wall answered {head[:60]!r}")
            inflate = zlib.decompressobj(31)
            while True:
                size = int(await reader.readline(), 16)
                packet, at = await reader.readexactly(size), time.perf_counter()
                await reader.readexactly(2)
                self.received += size
                self.look(inflate.decompress(packet), at)
        finally:
            writer.close()

    def look(self, text: bytes, at: float) -> None:
        """Note what a packet shows."""
        if found := REVISION.search(text):
            self.arrived.setdefault(int(found[1]), at)
            self.news.set()

    async def has(self, revision: int) -> float:
        """When a revision, or a later one, arrived."""
        while not (times := [at for number, at in self.arrived.items() if number >= revision]):
            self.news.clear()
            await self.news.wait()
        return min(times)


class Page:
    """One Streamlit session whose fragment comes back every few seconds, as a browser makes it."""

    def __init__(self) -> None:
        self.fragment, self.page, self.runs = "", "", 0

    def _ask(self, fragment: str = "") -> bytes:
        message = BackMsg()
        message.rerun_script.page_script_hash = self.page
        message.rerun_script.fragment_id = fragment
        message.rerun_script.is_auto_rerun = bool(fragment)
        return message.SerializeToString()

    async def follow(self, port: int, session: str) -> None:
        async with websockets.connect(
            f"ws://127.0.0.1:{port}/_stcore/stream",
            additional_headers={"Cookie": f"eleven={session}", "Origin": f"http://127.0.0.1:{port}"},
            subprotocols=["streamlit", "PLACEHOLDER"],
            max_size=None,
            compression=None,
            proxy=None,
        ) as socket:
            await socket.send(self._ask())
            timer = asyncio.create_task(self._tick(socket))
            try:
                async for raw in socket:
                    message = ForwardMsg.FromString(raw)
                    kind = message.WhichOneof("type")
                    if kind == "new_session":
                        self.page = message.new_session.page_script_hash
                    elif kind == "auto_rerun":
                        self.fragment = message.auto_rerun.fragment_id
                    elif kind == "script_finished":
                        self.runs += 1
            finally:
                timer.cancel()

    async def _tick(self, socket: websockets.ClientConnection) -> None:
        while True:
            await asyncio.sleep(EVERY_SECONDS)
            if self.fragment:
                await socket.send(self._ask(self.fragment))


def processor_seconds(pid: int) -> float:
    """Processor time that a process has used."""
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@contextmanager
def served(folder: Path, port: int) -> Iterator[int]:
    """The server in a process of its own; its process id."""
    environment = {**os.environ, "ELEVEN_DATA": str(folder / "data"), "PORT": str(port), "ADDRESS": "127.0.0.1"}
    script = folder / "native.py"
    script.write_text(NATIVE)
    server = subprocess.Popen(
        [sys.executable, __file__, "--serve", str(script)],
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=(folder / "log").open("w"),
    )
    try:
        for _ in range(240):
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=1)
                break
            except OSError:
                if server.poll() is not None:
                    raise SystemExit((folder / "log").read_text()) from None
                time.sleep(0.25)
        yield server.pid
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(20)


def serve(script: Path) -> None:
    """Run the whole app, with a script of one's own in place of the pages."""
    from campaign.web.server import app, launcher

    launcher.serve(app.create(script))


async def walls(house: House, port: int, pid: int, count: int, changes: int) -> tuple[float, float]:
    """Open walls, make changes; milliseconds of processor time per refresh, and p95 from commit to client."""
    screens = [Screen() for _ in range(count)]
    streams = [
        asyncio.create_task(one.follow(port, house.links[place // SCREENS_PER_LINK]))
        for place, one in enumerate(screens)
    ]
    await asyncio.wait_for(asyncio.gather(*(one.has(0) for one in screens)), 60)
    await asyncio.sleep(3)
    begun, used = time.perf_counter(), processor_seconds(pid)
    await asyncio.sleep(8)
    idle = (processor_seconds(pid) - used) / (time.perf_counter() - begun)
    received, late = sum(one.received for one in screens), []
    begun, used = time.perf_counter(), processor_seconds(pid)
    for number in range(changes):
        revision, committed = await asyncio.to_thread(house.change, number)
        arrivals = await asyncio.wait_for(asyncio.gather(*(one.has(revision) for one in screens)), 20)
        late += [(at - committed) * 1000 for at in arrivals]
        await asyncio.sleep(0.7)
    spent = processor_seconds(pid) - used - idle * (time.perf_counter() - begun)
    cost, p95 = spent / changes * 1000, percentile(late, 0.95)
    size = (sum(one.received for one in screens) - received) / count / changes / 1000
    print(
        f"{count:4} walls: {cost:6.1f} ms of processor time a refresh, {cost / count:.3f} ms a wall; "
        f"commit to client p50 {statistics.median(late):.0f}, "
        f"p95 {p95:.0f}, latest {max(late):.0f} ms; {size:.1f} kB; idle {idle:.1%} of a core",
        flush=True,
    )
    for stream in streams:
        stream.cancel()
    await asyncio.gather(*streams, return_exceptions=True)
    await asyncio.sleep(1)
    return cost, p95


async def fragments(house: House, port: int, pid: int, count: int, seconds: float) -> float:
    """Open pages with a timer fragment; milliseconds of processor time per refresh and session."""
    pages = [Page() for _ in range(count)]
    sessions = [asyncio.create_task(one.follow(port, house.session)) for one in pages]
    await asyncio.sleep(3 * EVERY_SECONDS)
    runs, used = sum(one.runs for one in pages), processor_seconds(pid)
    await asyncio.sleep(seconds)
    runs = sum(one.runs for one in pages) - runs
    if not runs:
        raise SystemExit("no fragment ever came back")
    cost = (processor_seconds(pid) - used) / runs * 1000
    print(f"{count:4} Streamlit sessions: {runs} fragment refreshes, {cost:.2f} ms of processor time each", flush=True)
    for session in sessions:
        session.cancel()
    await asyncio.gather(*sessions, return_exceptions=True)
    return cost


async def measure(folder: Path, count: int, changes: int, sessions: int, port: int) -> bool:
    """Print everything; whether the limits hold."""
    house = House(folder / "data", count)
    with served(folder, port) as pid:
        alone, _ = await walls(house, port, pid, 1, changes)
        together, p95 = await walls(house, port, pid, count, changes)
        fragment = await fragments(house, port, pid, sessions, 10 * EVERY_SECONDS)
    per_wall = together / count
    print(f"a further wall costs {(together - alone) / max(count - 1, 1):.3f} ms a refresh")
    print(f"a timer fragment costs {fragment / per_wall:.0f} times a wall")
    print(f"limits: {AT_MOST_MS_PER_WALL} ms a wall and refresh, p95 {AT_MOST_P95_MS} ms from commit to client")
    return per_wall <= AT_MOST_MS_PER_WALL and p95 <= AT_MOST_P95_MS


def main() -> None:
    """Measure, or serve what is measured."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--walls", type=int, default=500)
    asked.add_argument("--changes", type=int, default=20)
    asked.add_argument("--sessions", type=int, default=20)
    asked.add_argument("--port", type=int, default=8749)
    asked.add_argument("--serve", type=Path, help=argparse.SUPPRESS)
    given = asked.parse_args()
    if given.serve:
        serve(given.serve)
        return
    with tempfile.TemporaryDirectory() as folder:
        held = asyncio.run(measure(Path(folder), given.walls, given.changes, given.sessions, given.port))
    raise SystemExit(0 if held else "a limit does not hold")


if __name__ == "__main__":
    main()
