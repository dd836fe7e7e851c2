"""The stream: late, slow and vanished readers, revocation, injection."""

import asyncio
import zlib

import pytest

from campaign.web.server.stream import (
    GZIP_HEADER,
    Channel,
    Packet,
    Stream,
    event,
    squeezed,
)


def inflated(body: bytes) -> bytes:
    return zlib.decompressobj(31).decompress(body)


def packet(text: str) -> bytes:
    return event("wall", text)


class Reader:
    """What a server gives an ASGI app: `takes` says whether the reader takes bytes now."""

    def __init__(self, *channels: Channel, may_read=lambda: True, squeeze=False, method="GET") -> None:
        self.bodies: list[bytes] = []
        self.messages: list[dict] = []
        self.takes, self.left = asyncio.Event(), asyncio.Event()
        self.takes.set()
        stream = Stream(channels, b"", may_read, squeeze)
        self.task = asyncio.create_task(stream({"type": "http", "method": method}, self.receive, self.send))

    async def send(self, message) -> None:
        await self.takes.wait()
        self.messages.append(message)
        self.bodies.append(message.get("body", b""))

    async def receive(self):
        await self.left.wait()
        return {"type": "http.disconnect"}

    @property
    def walls(self) -> list[bytes]:
        return [body for body in self.bodies if body.startswith(b"event: wall")]


async def breathe() -> None:
    for _ in range(8):
        await asyncio.sleep(0)


def publish(channel: Channel, text: str) -> None:
    channel.publish(lambda: packet(text))


@pytest.mark.parametrize("end", ["\n", "\r", "\r\n", "\u2028", "\x85", "\x0b"])
def test_text_cannot_end_an_event_or_start_another(end):
    lines = event("wall", f"lamp{end}{end}event: gone{end}data: x").decode().split("\n")
    assert lines[0] == "event: wall"
    assert all(line.startswith("data: ") for line in lines[1:-2])
    assert not {"\r", "\x0b", "\x85", "\u2028"} & set("".join(lines))


def test_one_squeezed_packet_serves_every_stream():
    first, second = squeezed(b"one " * 100), squeezed(b"two " * 100)
    assert inflated(GZIP_HEADER + first + second) == b"one " * 100 + b"two " * 100
    assert inflated(GZIP_HEADER + second + second) == b"two " * 200
    assert inflated(GZIP_HEADER + Packet.of(b"data: x\n\n").small) == b"data: x\n\n"


def test_a_late_reader_takes_the_latest_packet_only():
    async def play():
        channel = Channel()
        for number in range(5):
            publish(channel, str(number))
        reader = Reader(channel)
        await breathe()
        assert reader.walls == [packet("4")]
        reader.left.set()
        await reader.task

    asyncio.run(play())


def test_a_reader_that_does_not_read_delays_nobody_and_skips_to_the_latest():
    async def play():
        channel = Channel()
        slow, quick = Reader(channel), Reader(channel)
        await breathe()
        slow.takes.clear()
        for number in range(50):
            publish(channel, str(number))
            await breathe()
        assert len(quick.walls) == 50
        slow.takes.set()
        await breathe()
        assert slow.walls[-1] == packet("49")
        assert len(slow.walls) <= 2
        slow.left.set()
        quick.left.set()
        await asyncio.gather(slow.task, quick.task)
        assert channel.readers == 0

    asyncio.run(play())


def test_a_packet_is_made_once_for_all_readers_and_never_for_none():
    async def play():
        channel, made = Channel(), []
        channel.publish(lambda: made.append(1) or packet("a"))
        assert not made
        readers = [Reader(channel) for _ in range(5)]
        await breathe()
        assert len(made) == 1
        assert all(reader.walls == [packet("a")] for reader in readers)
        for reader in readers:
            reader.left.set()
        await asyncio.gather(*(reader.task for reader in readers))

    asyncio.run(play())


def test_one_stream_carries_several_channels():
    async def play():
        walls, revisions = Channel(), Channel()
        reader = Reader(revisions, walls)
        await breathe()
        publish(walls, "a")
        revisions.publish(lambda: event("revision", "7.0"))
        await breathe()
        assert reader.walls == [packet("a")]
        assert event("revision", "7.0") in reader.bodies
        reader.left.set()
        await reader.task
        assert walls.readers == revisions.readers == 0

    asyncio.run(play())


def test_a_reader_that_leaves_while_blocked_is_forgotten():
    async def play():
        channel = Channel()
        reader = Reader(channel)
        await breathe()
        reader.takes.clear()
        publish(channel, "1")
        await breathe()
        reader.left.set()
        await asyncio.wait_for(reader.task, 1)
        assert channel.readers == 0

    asyncio.run(play())


def test_who_may_read_no_longer_is_told_with_the_next_packet():
    async def play():
        channel, allowed = Channel(), [True]
        reader = Reader(channel, may_read=lambda: allowed[0])
        await breathe()
        allowed[0] = False
        publish(channel, "secret")
        await asyncio.wait_for(reader.task, 1)
        assert reader.bodies[-2:] == [event("gone", ""), b""]
        assert not reader.walls

    asyncio.run(play())


def test_closing_ends_streams_without_sending_readers_away():
    async def play():
        channel = Channel()
        reader = Reader(channel)
        await breathe()
        channel.close()
        await asyncio.wait_for(reader.task, 1)
        assert reader.bodies[-1] == b""
        assert event("gone", "") not in reader.bodies

    asyncio.run(play())


def test_a_beat_tells_that_the_server_lives():
    async def play():
        channel = Channel()
        channel.beat(event("clock", "1"))
        reader = Reader(channel, squeeze=True)
        await breathe()
        channel.beat(event("clock", "2"))
        await breathe()
        text = inflated(b"".join(reader.bodies))
        assert event("clock", "2") in text
        assert event("clock", "1") not in text
        reader.left.set()
        await reader.task

    asyncio.run(play())


def test_head_answers_without_a_stream():
    async def play():
        channel = Channel()
        reader = Reader(channel, method="HEAD")
        await asyncio.wait_for(reader.task, 1)
        assert reader.messages[0]["status"] == 200
        assert reader.bodies[-1] == b""

    asyncio.run(play())
