"""The wall in the browser: the page and the stream behind a link, and the element on the War room page."""

from __future__ import annotations

import asyncio
import logging
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import Route

from campaign.base.errors import CampaignError
from campaign.base.language import LANGUAGES, preferred, speaking
from campaign.team.members import WallLink
from campaign.wall.figures import Figures
from campaign.wall.page import ROTATE_SECONDS, SECURITY_HEADERS, options, page
from campaign.web.server import clock, fonts
from campaign.web.server.push import Feed, Live, Revision
from campaign.web.server.stream import Channel, Receive, Scope, Send, Stream
from campaign.web.server.wall_drawings import Walls, greeting

SCREENS_PER_LINK = 40
HALF_SECONDS, LOOK_SECONDS = 0.5, 0.02  # how long a drawing waits for a batch that is half in, how often it looks
LinkOf = Callable[[str, datetime], WallLink | None]
FiguresOf = Callable[[int, datetime], Figures | None]
Half = Callable[[], bool]

_log = logging.getLogger(__name__)


@dataclass
class _Shown:
    """A campaign's walls, and the revision and minute that they show."""

    walls: Walls
    key: tuple[Revision | None, datetime]


class Screens:
    """Every wall of this server: what they show follows the store, who may look is asked before every packet."""

    def __init__(self, live: Live, figures: FiguresOf, link: LinkOf, half: Half) -> None:
        self._live, self._figures, self._link, self._half = live, figures, link, half
        self._shown: dict[int, _Shown] = {}
        self._open: Counter[str] = Counter()
        self._answers: dict[tuple[str, Channel], tuple[tuple[int, int], bool]] = {}
        self._revision: Revision | None = None
        self._reading = asyncio.Lock()
        self._catching_up: asyncio.Task[None] | None = None
        live.sources["wall"] = self.feed
        live.watchers.append(self.follow)

    def routes(self) -> list[Route]:
        """The page and the stream behind a link."""
        return [Route("/wall/{token}", self._page), Route("/wall/{token}/live", self._stream)]

    async def feed(self, value: str) -> Feed | None:
        """What a signed-in page reads that asks for `wall=CAMPAIGN.LANGUAGE`."""
        number, _dot, language = value.partition(".")
        if not number.isdecimal() or language not in LANGUAGES:
            return None
        walls = await self._walls(int(number))
        return Feed(walls.channels[language], greeting(clock.now())) if walls else None

    async def follow(self, revision: Revision) -> None:
        """Redraw, beside the loop that calls this, what somebody looks at and what has changed."""
        self._revision = revision
        if self._behind() and (self._catching_up is None or self._catching_up.done()):
            self._catching_up = asyncio.create_task(self._catch_up())

    def _behind(self) -> list[int]:
        key = self._key()
        return [campaign for campaign, shown in self._shown.items() if shown.walls.readers and shown.key != key]

    async def _catch_up(self) -> None:
        while self._behind():
            await self._whole()
            for campaign in self._behind():
                await self._walls(campaign)

    async def _whole(self) -> None:
        """Wait for a batch that is half in: it would have to be drawn twice, its figures only the second time."""
        until = time.monotonic() + HALF_SECONDS
        while time.monotonic() < until and await asyncio.to_thread(self._half):
            await asyncio.sleep(LOOK_SECONDS)

    async def _walls(self, campaign: int) -> Walls | None:
        """The walls of a campaign, showing the current revision; None while there is nothing to show."""
        async with self._reading:
            key, shown = self._key(), self._shown.get(campaign)
            if shown is None or shown.key != key:
                figures = await self._read(campaign)
                if shown is None:
                    if figures is None:
                        return None
                    shown = self._shown[campaign] = _Shown(Walls(self._live.channel), key)
                shown.key = key
                if figures is not None:
                    shown.walls.publish(figures)
        return shown.walls

    async def _read(self, campaign: int) -> Figures | None:
        try:
            return await asyncio.to_thread(self._figures, campaign, clock.now())
        except CampaignError as error:
            _log.warning("The wall of campaign %s stays as it was: %s", campaign, error)
            return None

    def _key(self) -> tuple[Revision | None, datetime]:
        # Time alone changes the phase, what is overdue and what is about to run out.
        return self._revision, clock.now().replace(second=0, microsecond=0)

    async def _page(self, request: Request) -> Response:
        token = request.path_params["token"]
        link = self._link(token, clock.now())
        if link is None:
            return _nothing()
        walls, asked = await self._walls(link.campaign), request.query_params
        language = _language(request)
        with speaking(language):
            choices = options(
                f"{request.scope.get('root_path', '')}/wall/{token}/live?lang={language}",
                asked.get("scenes", "").split(","),
                _whole(asked.get("rotate"), ROTATE_SECONDS),
                sound=asked.get("sound") == "1",
            )
            stage = walls.stage(language) if walls else Markup()
            text = page(link.name, stage, choices, fonts.FACES, light=asked.get("theme") == "light")
        return HTMLResponse(text, headers=SECURITY_HEADERS)

    async def _stream(self, request: Request) -> Response | _Screen:
        token = request.path_params["token"]
        link = self._link(token, clock.now())
        if link is None:
            return _nothing()
        if self._open[link.digest] >= SCREENS_PER_LINK:
            return PlainTextResponse("Too many screens on this link", 429, headers={"Retry-After": "30"})
        walls = await self._walls(link.campaign)
        if walls is None:
            return PlainTextResponse("Nothing to show yet", 503, headers={"Retry-After": "30"})
        channel = walls.channels[_language(request)]
        squeeze = "gzip" in request.headers.get("accept-encoding", "")
        stream = Stream([channel], greeting(clock.now()), lambda: self._may_read(token, channel), squeeze)
        return _Screen(stream, self._open, link.digest)

    def _may_read(self, token: str, channel: Channel) -> bool:
        """Whether a link is alive, asked once for all its screens before each packet."""
        packet = (channel.number, channel.beats)
        asked, answer = self._answers.get((token, channel), (None, False))
        if asked != packet:
            answer = self._link(token, clock.now()) is not None
            self._answers[token, channel] = packet, answer
            if not answer:
                self._answers = {key: kept for key, kept in self._answers.items() if key[0] != token}
        return answer


class _Screen:
    """A stream that is counted while it is open."""

    def __init__(self, stream: Stream, screens: Counter[str], digest: str) -> None:
        self._stream, self._screens, self._digest = stream, screens, digest

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self._screens[self._digest] += 1
        try:
            await self._stream(scope, receive, send)
        finally:
            self._screens[self._digest] -= 1


def _nothing() -> Response:
    """Unknown, expired and revoked links look the same."""
    return PlainTextResponse("Nothing here", 404, headers=SECURITY_HEADERS)


def _language(request: Request) -> str:
    asked = request.query_params.get("lang", "")
    asked = "zh_CN" if asked.startswith("zh") else asked
    return asked if asked in LANGUAGES else preferred(request.headers.get("accept-language", ""))


def _whole(text: str | None, otherwise: int) -> int:
    return int(text) if text and text.isdecimal() and len(text) < 6 else otherwise
