"""What a wall link opens, how long it does, and how a change reaches the screens."""

import asyncio
import zlib
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from campaign.base.errors import CampaignError
from campaign.base.language import speaking
from campaign.team.members import WallLink, digest
from campaign.wall.stage import stage
from campaign.web.server.push import Live
from campaign.web.server.stream import event
from campaign.web.server.wall_screen import SCREENS_PER_LINK, Screens
from tests.wall import sample

TOKEN = "a" * 32
OTHER = "b" * 32


class House:
    """Links and figures that a test changes, and the server's part of the walls."""

    def __init__(self) -> None:
        self.ended: set[str] = set()
        self.asked = self.read = 0
        self.figures = {7: sample.launch()}
        self.broken = self.half = False
        self.live = Live()
        self.screens = Screens(self.live, self.figures_of, self.link_of, lambda: self.half)
        self.app = Starlette(routes=self.screens.routes())
        self.client = TestClient(self.app)

    def link_of(self, token: str, at: datetime) -> WallLink | None:
        self.asked += 1
        if token not in (TOKEN, OTHER) or token in self.ended:
            return None
        return WallLink(digest=digest(token), campaign=7, name="Meeting room", created=at, expires=at + timedelta(1))

    def figures_of(self, campaign: int, at: datetime):
        self.read += 1
        if self.broken:
            raise CampaignError("the store is busy")
        return self.figures.get(campaign)


@pytest.fixture
def house():
    return House()


class Visit:
    """One open stream of a link."""

    def __init__(self, house: House, token: str = TOKEN, query: bytes = b"lang=en") -> None:
        self.status, self.bodies, self.left = 0, b"", asyncio.Event()
        path = f"/wall/{token}/live"
        scope = {
            "type": "http",
            "method": "GET",
            "path": path,
            "raw_path": path.encode(),
            "query_string": query,
            "headers": [(b"accept-encoding", b"gzip")],
        }
        self.task = asyncio.create_task(house.app(scope, self.receive, self.send))

    async def send(self, message) -> None:
        self.status = message.get("status", self.status)
        self.bodies += message.get("body", b"")

    async def receive(self):
        await self.left.wait()
        return {"type": "http.disconnect"}

    @property
    def text(self) -> bytes:
        return zlib.decompressobj(31).decompress(self.bodies)

    async def sees(self, expected: bytes, seconds: float = 2) -> None:
        async with asyncio.timeout(seconds):
            while expected not in self.text:
                await asyncio.sleep(0.005)

    async def leave(self) -> None:
        self.left.set()
        await asyncio.wait_for(self.task, 1)


async def connected(house: House, *given) -> Visit:
    visit = Visit(house, *given)
    async with asyncio.timeout(2):
        while not visit.status:
            await asyncio.sleep(0.005)
    return visit


def packet(figures, language="en") -> bytes:
    with speaking(language):
        return event("wall", stage(figures))


def test_a_link_shows_the_latest_stage_even_without_a_script(house):
    answer = house.client.get(f"/wall/{TOKEN}?lang=en")
    assert answer.status_code == 200
    with speaking("en"):
        assert stage(house.figures[7]) in answer.text


def test_unknown_expired_and_revoked_links_look_the_same(house):
    house.ended.add(TOKEN)
    answers = [house.client.get(f"/wall/{token}{tail}") for token in (TOKEN, "x" * 32) for tail in ("", "/live")]
    assert {(answer.status_code, answer.text) for answer in answers} == {(404, "Nothing here")}


def test_the_page_allows_its_own_script_and_style_only(house):
    headers = house.client.get(f"/wall/{TOKEN}").headers
    policy = headers["content-security-policy"]
    assert policy.startswith("default-src 'none'")
    assert "unsafe" not in policy
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["cache-control"] == "no-store"


def test_the_browser_chooses_the_language_until_the_address_does(house):
    chinese = {"accept-language": "zh-CN,zh;q=0.9"}
    assert '<html lang="zh-CN">' in house.client.get(f"/wall/{TOKEN}", headers=chinese).text
    assert '<html lang="en">' in house.client.get(f"/wall/{TOKEN}?lang=en", headers=chinese).text
    assert '<html lang="zh-CN">' in house.client.get(f"/wall/{TOKEN}?lang=zh").text


def test_the_address_chooses_scenes_rotation_and_theme(house):
    text = house.client.get(f"/wall/{TOKEN}?lang=en&scenes=gaps,now,nonsense&rotate=5&theme=light").text
    assert 'class="wall light"' in text
    assert "&#34;scenes&#34;: [&#34;gaps&#34;, &#34;now&#34;], &#34;rotate&#34;: 5" in text


def test_a_change_reaches_every_open_screen(house):
    async def play():
        first, second = await connected(house), await connected(house, OTHER, b"lang=zh_CN")
        await first.sees(packet(house.figures[7]))
        house.figures[7] = replace(house.figures[7], revision=2)
        await house.screens.follow((2, 0))
        await first.sees(packet(house.figures[7]))
        await second.sees(packet(house.figures[7], "zh_CN"))
        await first.leave()
        await second.leave()

    asyncio.run(play())


def test_figures_are_read_once_for_all_screens_of_a_revision(house):
    async def play():
        visits = [await connected(house) for _ in range(5)]
        house.figures[7] = replace(house.figures[7], revision=2)
        house.read = 0
        await house.screens.follow((2, 0))
        await visits[0].sees(packet(house.figures[7]))
        # A minute may have passed in between.
        assert house.read <= 2
        for visit in visits:
            await visit.leave()

    asyncio.run(play())


def test_a_batch_that_is_half_in_is_drawn_once_when_it_is_in(house):
    async def play():
        visit = await connected(house)
        await visit.sees(packet(house.figures[7]))
        house.half, house.read = True, 0
        await house.screens.follow((2, 0))
        await asyncio.sleep(0.05)
        assert house.read == 0
        house.half, house.figures[7] = False, replace(house.figures[7], revision=2)
        await visit.sees(packet(house.figures[7]))
        await visit.leave()

    asyncio.run(play())


def test_a_batch_that_takes_long_keeps_no_screen_waiting(house):
    async def play():
        visit = await connected(house)
        house.half, house.figures[7] = True, replace(house.figures[7], revision=2)
        await house.screens.follow((2, 0))
        await visit.sees(packet(house.figures[7]))
        await visit.leave()

    asyncio.run(play())


def test_nobody_watching_costs_nothing(house):
    async def play():
        visit = await connected(house)
        await visit.leave()
        house.read = 0
        await house.screens.follow((2, 0))
        await asyncio.sleep(0.02)
        assert house.read == 0

    asyncio.run(play())


def test_who_comes_back_sees_what_changed_meanwhile(house):
    async def play():
        visit = await connected(house)
        await visit.leave()
        house.figures[7] = replace(house.figures[7], revision=2)
        await house.screens.follow((2, 0))
        again = await connected(house)
        await again.sees(packet(house.figures[7]))
        assert b'data-revision="1"' not in again.text
        await again.leave()

    asyncio.run(play())


def test_a_revoked_link_ends_with_the_next_packet(house):
    async def play():
        visit, other = await connected(house), await connected(house, OTHER)
        await visit.sees(packet(house.figures[7]))
        house.ended.add(TOKEN)
        house.figures[7] = replace(house.figures[7], revision=2)
        await house.screens.follow((2, 0))
        await visit.sees(event("gone", ""))
        await asyncio.wait_for(visit.task, 1)
        assert b'data-revision="2"' not in visit.text
        await other.sees(packet(house.figures[7]))
        await other.leave()

    asyncio.run(play())


def test_a_link_is_asked_once_for_all_its_screens_before_each_packet(house):
    async def play():
        visits = [await connected(house) for _ in range(10)]
        await asyncio.gather(*(visit.sees(packet(house.figures[7])) for visit in visits))
        house.asked = 0
        house.figures[7] = replace(house.figures[7], revision=2)
        await house.screens.follow((2, 0))
        await asyncio.gather(*(visit.sees(packet(house.figures[7])) for visit in visits))
        assert house.asked == 1
        for visit in visits:
            await visit.leave()

    asyncio.run(play())


def test_a_link_feeds_a_bounded_number_of_screens(house):
    async def play():
        visits = [await connected(house) for _ in range(SCREENS_PER_LINK)]
        assert {visit.status for visit in visits} == {200}
        assert (await connected(house)).status == 429
        assert (await connected(house, OTHER)).status == 200
        await visits[0].leave()
        assert (await connected(house)).status == 200

    asyncio.run(play())


def test_a_store_that_cannot_be_read_leaves_the_screen_as_it_was(house):
    async def play():
        visit = await connected(house)
        await visit.sees(packet(house.figures[7]))
        house.broken = True
        await house.screens.follow((2, 0))
        await asyncio.sleep(0.02)
        house.broken, house.figures[7] = False, replace(house.figures[7], revision=3)
        await house.screens.follow((3, 0))
        await visit.sees(packet(house.figures[7]))
        await visit.leave()

    asyncio.run(play())


def test_a_page_joins_the_wall_to_its_own_stream(house):
    async def play():
        feed = await house.live.sources["wall"]("7.zh_CN")
        assert feed is not None
        assert b"event: clock" in feed.greeting
        latest = feed.channel.latest()
        assert latest is not None
        assert latest.plain == packet(house.figures[7], "zh_CN")
        for nonsense in ("", "7", "7.de", "x.en", "8.en", "-7.en"):
            assert await house.live.sources["wall"](nonsense) is None

    asyncio.run(play())


def test_closing_the_server_ends_the_streams(house):
    async def play():
        visit = await connected(house)
        house.live.close()
        await asyncio.wait_for(visit.task, 1)
        assert event("gone", "") not in visit.text

    asyncio.run(play())
