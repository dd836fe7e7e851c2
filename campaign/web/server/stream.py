"""One stream for everybody: encoded once, written to each reader; slow readers skip to the latest."""

from __future__ import annotations

import asyncio
import secrets
import zlib
from collections.abc import Awaitable, Callable, MutableMapping, Sequence
from dataclasses import dataclass
from typing import Any

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

GZIP_HEADER = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff"
HEADERS = [
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-store"),
    (b"x-accel-buffering", b"no"),
    (b"x-content-type-options", b"nosniff"),
]


def event(name: str, text: str) -> bytes:
    r"""One Server-Sent Event; no line of `text` can end it early or start another.

    Example:
        >>> event("clock", "1\r\n\r\nevent: gone")
        b'event: clock\ndata: 1\ndata: \ndata: event: gone\n\n'
    """
    lines = "".join(f"data: {line}\n" for line in text.splitlines() or [""])
    return f"event: {name}\n{lines}\n".encode("utf-8", "replace")


def squeezed(data: bytes) -> bytes:
    """`data` as deflate blocks that stand alone, so that they can follow in any gzip stream."""
    squeeze = zlib.compressobj(6, zlib.DEFLATED, -zlib.MAX_WBITS)
    return squeeze.compress(data) + squeeze.flush(zlib.Z_FULL_FLUSH)


@dataclass(frozen=True, slots=True)
class Packet:
    """Bytes for every reader, plain and squeezed."""

    plain: bytes
    small: bytes

    @classmethod
    def of(cls, data: bytes) -> Packet:
        """The packet of `data`."""
        return cls(data, squeezed(data))


class Channel:
    """The latest packet, the latest beat, and the bells of everyone who waits for the next one."""

    def __init__(self) -> None:
        self.number = self.beats = 0
        self.closed = False
        self.pulse: Packet | None = None
        self.bells: set[asyncio.Event] = set()
        self._make: Callable[[], bytes] | None = None
        self._latest: Packet | None = None

    @property
    def readers(self) -> int:
        """How many streams are open."""
        return len(self.bells)

    def latest(self) -> Packet | None:
        """The packet published last, made when the first reader asks: what nobody watches costs nothing."""
        if self._make is not None:
            self._latest, self._make = Packet.of(self._make()), None
        return self._latest

    def publish(self, make: Callable[[], bytes]) -> None:
        """Make what `make` gives the latest packet."""
        self._make, self.number = make, self.number + 1
        self._ring()

    def beat(self, data: bytes) -> None:
        """Tell every reader that the stream lives; a newer packet goes first."""
        self.pulse, self.beats = Packet.of(data), self.beats + 1
        self._ring()

    def close(self) -> None:
        """End every stream, so that the server can stop; readers come back by themselves."""
        self.closed = True
        self._ring()

    def _ring(self) -> None:
        for bell in self.bells:
            bell.set()


class _Listener:
    """What one reader has had of one channel."""

    def __init__(self, channel: Channel) -> None:
        self.channel, self.number, self.beats = channel, 0, channel.beats

    def next(self) -> Packet | None:
        """The latest packet or beat that the reader has not had, whatever it missed in between."""
        if self.number != self.channel.number:
            self.number = self.channel.number
            return self.channel.latest()
        if self.beats != self.channel.beats:
            self.beats = self.channel.beats
            return self.channel.pulse
        return None


class Stream:
    """The ASGI answer to one reader of some channels.

    It ends with the event `gone` when `may_read` says no (asked before every packet), and without it when the
    channels close, so that the reader comes back.
    """

    def __init__(
        self, channels: Sequence[Channel], greeting: bytes, may_read: Callable[[], bool], squeeze: bool = True
    ) -> None:
        self.channels, self.greeting, self.may_read, self.squeeze = channels, greeting, may_read, squeeze

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Write until the reader leaves or may read no longer."""
        encoding = [(b"content-encoding", b"gzip"), (b"vary", b"accept-encoding")] if self.squeeze else []
        await send({"type": "http.response.start", "status": 200, "headers": HEADERS + encoding})
        if scope["method"] == "HEAD":
            await send({"type": "http.response.body", "body": b""})
            return
        bell = asyncio.Event()
        for channel in self.channels:
            channel.bells.add(bell)
        tasks = [asyncio.ensure_future(self._write(send, bell)), asyncio.ensure_future(_left(receive))]
        try:
            await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in tasks:
                task.cancel()
            for channel in self.channels:
                channel.bells.discard(bell)
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _write(self, send: Send, bell: asyncio.Event) -> None:
        async def put(packet: Packet, start: bytes = b"") -> None:
            body = start + packet.small if self.squeeze else packet.plain
            await send({"type": "http.response.body", "body": body, "more_body": True})

        # Readers that lost their server must not all come back in the same second.
        retry = f"retry: {1000 + secrets.randbelow(5000)}\n\n".encode()
        await put(Packet.of(retry + self.greeting), GZIP_HEADER)
        listeners = [_Listener(channel) for channel in self.channels]
        while (may_read := self.may_read()) and not any(channel.closed for channel in self.channels):
            bell.clear()
            packets = [packet for listener in listeners if (packet := listener.next())]
            for packet in packets:
                await put(packet)
            if not packets:
                await bell.wait()
        if not may_read:
            await put(Packet.of(event("gone", "")))
        await send({"type": "http.response.body", "body": b"", "more_body": False})


async def _left(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
