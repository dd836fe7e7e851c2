"""The body of a post: which form it has, and its bytes, never more than may be held."""

from __future__ import annotations

import asyncio
import zlib
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from email.message import Message
from typing import Any, NamedTuple

from starlette.requests import Request

from campaign.base.errors import CampaignError
from campaign.base.language import _

JSON, CSV = "application/json", "text/csv"
MOST_BYTES = 16_000_000  # of one body, unpacked
MOST_HELD_BYTES = 160_000_000  # of all bodies that wait for their turn
DRAINED_BYTES = 4 * MOST_BYTES
PATIENCE_SECONDS = 60.0
RETRY_SECONDS = 5
_GZIP = zlib.MAX_WBITS | 16
_WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")


class Unacceptable(CampaignError):
    """A request that is answered with a 4xx or 5xx and one sentence."""

    def __init__(
        self,
        status: int,
        sentence: str,
        headers: Mapping[str, str] | None = None,
        facts: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(sentence, **(facts or {}))
        self.status, self.headers = status, dict(headers or {})


class Held:
    """The bytes that one request holds of the server's memory."""

    def __init__(self, room: Room) -> None:
        self._room, self.bytes = room, 0

    def grow(self, count: int) -> None:
        """Hold more.

        Raises:
            Unacceptable: all requests together hold too much.
        """
        self.bytes += count
        self._room.held_bytes += count
        if self._room.held_bytes > MOST_HELD_BYTES:
            raise Unacceptable(503, _("The server is busy; try again"), {"Retry-After": str(RETRY_SECONDS)})


class Room:
    """The memory that all bodies share."""

    def __init__(self) -> None:
        self.held_bytes = 0

    @asynccontextmanager
    async def held(self) -> AsyncIterator[Held]:
        """Hold bytes as long as a request lasts."""
        mine = Held(self)
        try:
            yield mine
        finally:
            self.held_bytes -= mine.bytes


class Form(NamedTuple):
    """How a body is written: JSON or CSV, in a charset that is named or found out, packed or not."""

    media: str
    charset: str
    packed: bool


def form(request: Request) -> Form:
    """How the request says that its body is written.

    Raises:
        Unacceptable: in a form, a charset or a packing that we do not know.
    """
    head = Message()
    head["content-type"] = request.headers.get("content-type", "")
    media, charset = head.get_content_type(), str(head.get_param("charset") or "").lower()
    if media not in (JSON, CSV):
        raise Unacceptable(415, _("Send {json} or {csv} and say so in Content-Type", json=JSON, csv=CSV))
    if charset and not _is_charset(charset):
        raise Unacceptable(415, _("The charset {found} is not known; UTF-8 is", found=charset))
    if media == JSON and charset not in ("", "utf-8", "utf8"):
        raise Unacceptable(415, _("JSON is sent in UTF-8, not in {found}", found=charset))
    packing = request.headers.get("content-encoding", "identity").lower()
    if packing not in ("identity", "gzip"):
        raise Unacceptable(415, _("The body may be packed with gzip or not at all, not with {found}", found=packing))
    return Form(media, charset, packing == "gzip")


async def read(request: Request, written: Form, held: Held) -> bytes:
    """The whole body, unpacked.

    Raises:
        Unacceptable: it has no length, is too large, packed wrongly, or does not come.
        ClientDisconnect: the client broke off.
    """
    length = request.headers.get("content-length", "")
    if not length and "transfer-encoding" not in request.headers:
        raise Unacceptable(411, _("The request has no body; say how long it is in Content-Length"))
    if length.isdecimal() and int(length) > MOST_BYTES:
        await _drain(request, int(length))
        raise _too_large()
    try:
        async with asyncio.timeout(PATIENCE_SECONDS):
            return await _read(request, written, held)
    except TimeoutError:
        raise Unacceptable(
            408, _("The body did not come within {seconds} seconds", seconds=round(PATIENCE_SECONDS))
        ) from None


def text(content: bytes, charset: str, name: str) -> bytes:
    """A CSV body in UTF-8, where its charset is named; else as it came.

    Raises:
        Unacceptable: it is a workbook, or not written in that charset.
    """
    if content.startswith(_WORKBOOKS):
        raise Unacceptable(415, _("{name} is a workbook; post its rows as CSV or JSON", name=name))
    if not charset:
        return content
    try:
        return content.decode(charset).encode()
    except UnicodeError as error:
        reached = content[: getattr(error, "start", 0)].count(b"\n") + 1
        raise Unacceptable(
            400, _("{name} is not written in {charset} (line {line})", name=name, charset=charset, line=reached),
            facts={"line": reached},
        ) from None  # fmt: skip


async def _read(request: Request, written: Form, held: Held) -> bytes:
    unpacking = zlib.decompressobj(_GZIP) if written.packed else None
    parts, size = [], 0
    async for chunk in request.stream():
        part = _unpacked(unpacking, chunk, MOST_BYTES + 1 - size) if unpacking else chunk
        size += len(part)
        if size > MOST_BYTES:
            raise _too_large()
        held.grow(len(part))
        parts.append(part)
    if unpacking and (not unpacking.eof or unpacking.unused_data):
        raise Unacceptable(400, _("The gzip body breaks off, or goes on behind its end"))
    return b"".join(parts)


def _unpacked(unpacking: zlib._Decompress, chunk: bytes, most: int) -> bytes:
    try:
        return unpacking.decompress(chunk, most)
    except zlib.error:
        raise Unacceptable(400, _("The body is not packed with gzip, as Content-Encoding says")) from None


def _too_large() -> Unacceptable:
    limit = f"{MOST_BYTES / 1e6:.0f}"
    return Unacceptable(413, _("The body is larger than {limit} MB; send the rows in several posts", limit=limit))


async def _drain(request: Request, length: int) -> None:
    """Let a client that sends without asking finish, so that it hears the answer; a giant is cut off."""
    if "expect" in request.headers or length > DRAINED_BYTES:
        return
    with suppress(TimeoutError):
        async with asyncio.timeout(PATIENCE_SECONDS):
            async for _chunk in request.stream():
                pass


def _is_charset(name: str) -> bool:
    try:
        b"a".decode(name)
    except (LookupError, UnicodeError, ValueError):
        return False
    return True
