"""The push: every page holds one stream, which carries the store's revisions and whatever else the page reads."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import NamedTuple

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from campaign.web.server import clock, state
from campaign.web.server.gc_freeze import Settled
from campaign.web.server.guard import secret_of
from campaign.web.server.stream import Channel, Stream, event

LOOK_SECONDS = 0.1
WATCH_SECONDS = 1.0
BEAT_SECONDS = 15.0

Revision = tuple[int, int]
Watcher = Callable[[Revision], Awaitable[None]]


class Feed(NamedTuple):
    """What a page reads beside the revision: a channel, and what its reader hears first."""

    channel: Channel
    greeting: bytes = b""


Source = Callable[[str], Awaitable[Feed | None]]


class Live:
    """All channels of this server, who watches the store for them, and what a page may read.

    The event `revision` carries "documents.facts". Every watcher is awaited with each new revision, and once a
    second in between, in the event loop: heavy work belongs in `asyncio.to_thread`. A source named `wall` answers
    `/live?wall=VALUE` with a feed that joins the page's stream.
    """

    def __init__(self) -> None:
        self.revisions = Channel()
        self.sources: dict[str, Source] = {}
        self.watchers: list[Watcher] = []
        self._channels = [self.revisions]

    def channel(self) -> Channel:
        """A new channel, which beats with the others and closes with the server."""
        channel = Channel()
        self._channels.append(channel)
        return channel

    @property
    def readers(self) -> int:
        """How many streams are open."""
        return len(set().union(*(channel.bells for channel in self._channels)))

    def routes(self) -> list[Route]:
        """The stream of a signed-in page."""
        return [Route("/live", self._answer, methods=["GET", "HEAD"])]

    async def follow(self) -> None:
        """Announce what anybody writes, in this process or another; runs until cancelled."""
        loop, settled = asyncio.get_running_loop(), Settled()
        announced: Revision | None = None
        watched = beaten = 0.0
        while True:
            revision = state.store().revision()
            if revision != announced:
                self._announce(revision)
            if revision != announced or loop.time() - watched > WATCH_SECONDS:
                watched = loop.time()
                settled.look(self.readers)
                await asyncio.gather(*(watcher(revision) for watcher in self.watchers))
            if loop.time() - beaten > BEAT_SECONDS:
                beaten = loop.time()
                self._beat()
            announced = revision
            await asyncio.sleep(LOOK_SECONDS)

    def close(self) -> None:
        """End all streams: a server waits for open answers before it stops."""
        for channel in self._channels:
            channel.close()

    def _announce(self, revision: Revision) -> None:
        text = f"{revision[0]}.{revision[1]}"
        self.revisions.publish(lambda: event("revision", text))

    def _beat(self) -> None:
        # The server's clock lets a screen with a wrong clock count down rightly.
        told = event("clock", str(int(clock.now().timestamp() * 1000)))
        for channel in self._channels:
            channel.beat(told)

    async def _answer(self, request: Request) -> Response | Stream:
        secret = secret_of(request.scope)

        def may_read() -> bool:
            return state.desk().accounts.session(secret, clock.now()) is not None

        if not may_read():
            return PlainTextResponse("Sign in", 401)
        found = [
            await source(value)
            for name, source in self.sources.items()
            if (value := request.query_params.get(name)) is not None
        ]
        feeds = [Feed(self.revisions), *(feed for feed in found if feed)]
        squeeze = "gzip" in request.headers.get("accept-encoding", "")
        greeting = b"".join(feed.greeting for feed in feeds)
        return Stream([feed.channel for feed in feeds], greeting, may_read, squeeze)


async def following(live: Live) -> None:
    """`live.follow()`, ended quietly when it is cancelled."""
    with suppress(asyncio.CancelledError):
        await live.follow()
