"""Pages hear of every write, whoever made it, until they may not or the server stops."""

import asyncio
from datetime import UTC, datetime

from starlette.requests import Request

from campaign.storage import Store
from campaign.web.server.push import Feed, Live
from campaign.web.server.stream import Channel, Stream, event


class Browser:
    """What a server gives an ASGI app for one open page."""

    def __init__(self, cookie: str, query: str = "") -> None:
        self.heard: list[bytes] = []
        self.left = asyncio.Event()
        self.scope = {
            "type": "http",
            "method": "GET",
            "path": "/live",
            "query_string": query.encode(),
            "headers": [(b"cookie", f"eleven={cookie}".encode())],
        }

    async def open(self, live: Live) -> asyncio.Task:
        answer = await live.routes()[0].endpoint(Request(self.scope))
        assert isinstance(answer, Stream)
        return asyncio.create_task(answer(self.scope, self._receive, self._send))

    async def hear(self, wanted: bytes, within: float = 20.0) -> None:
        async with asyncio.timeout(within):
            while wanted not in b"".join(self.heard):
                await asyncio.sleep(0.005)

    async def _send(self, message) -> None:
        self.heard.append(message.get("body", b""))

    async def _receive(self):
        await self.left.wait()
        return {"type": "http.disconnect"}


def played(scene):
    """Run a scene beside a following `Live`."""

    async def play():
        live = Live()
        follower = asyncio.create_task(live.follow())
        try:
            await scene(live)
        finally:
            follower.cancel()

    asyncio.run(play())


def revision(store: Store) -> bytes:
    documents, facts = store.revision()
    return event("revision", f"{documents}.{facts}")


def test_a_write_of_another_process_is_heard(house):
    house.set_up()
    mine = house.sign_in()
    other = Store(house.folder)

    async def scene(live):
        browser = Browser(mine)
        await browser.open(live)
        await browser.hear(revision(other))
        before = datetime.now(UTC)
        house.desk.accounts.speak(house.desk.accounts.session(mine, before), "zh_CN")
        await browser.hear(revision(other))
        assert live.readers == 1

    played(scene)
    other.close()


def test_a_revoked_session_hears_that_it_is_gone_and_nothing_after(house):
    house.set_up()
    mine = house.sign_in()

    async def scene(live):
        browser = Browser(mine)
        task = await browser.open(live)
        await browser.hear(b"revision")
        house.desk.accounts.sign_out(mine, datetime.now(UTC))
        await browser.hear(event("gone", ""))
        await asyncio.wait_for(task, 1)
        assert browser.heard[-1] == b""
        assert live.readers == 0

    played(scene)


def test_a_stranger_has_no_stream(house, wrong_secret):
    house.set_up()

    async def scene(live):
        answer = await live.routes()[0].endpoint(Request(Browser(wrong_secret).scope))
        assert answer.status_code == 401

    played(scene)


def test_one_stream_carries_what_else_the_page_reads(house):
    house.set_up()
    mine = house.sign_in()

    async def scene(live):
        wall: Channel = live.channel()

        async def source(value):
            return Feed(wall, event("build", value)) if value == "3.en" else None

        live.sources["wall"] = source
        browser, plain = Browser(mine, "wall=3.en"), Browser(mine, "wall=nothing")
        await browser.open(live)
        await plain.open(live)
        await browser.hear(event("build", "3.en"))
        wall.publish(lambda: event("wall", "stage"))
        await browser.hear(event("wall", "stage"))
        await browser.hear(b"revision")
        await plain.hear(b"revision")
        assert b"wall" not in b"".join(plain.heard)
        assert live.readers == 2

    played(scene)


def test_watchers_see_each_revision_and_look_again_in_between(house):
    house.set_up()
    seen = []

    async def watcher(revision):
        seen.append(revision)

    async def scene(live):
        live.watchers.append(watcher)
        await asyncio.sleep(0.3)
        house.sign_in()
        await asyncio.sleep(1.6)

    played(scene)
    assert len(set(seen)) == 2
    assert len(seen) > 2


def test_closing_ends_every_stream_without_sending_readers_away(house):
    house.set_up()
    mine = house.sign_in()

    async def scene(live):
        browser = Browser(mine)
        task = await browser.open(live)
        await browser.hear(b"revision")
        live.close()
        await asyncio.wait_for(task, 1)
        assert event("gone", "") not in browser.heard

    played(scene)


def test_a_page_that_leaves_is_forgotten(house):
    house.set_up()
    mine = house.sign_in()

    async def scene(live):
        browser = Browser(mine)
        task = await browser.open(live)
        await browser.hear(b"revision")
        assert live.readers == 1
        browser.left.set()
        await asyncio.wait_for(task, 1)
        assert live.readers == 0

    played(scene)
