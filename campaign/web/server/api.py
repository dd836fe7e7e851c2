"""The feed: what machines post with a token, answered in JSON."""

from __future__ import annotations

import asyncio
import codecs
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Any, TypeVar, cast

from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from campaign.base import language
from campaign.base.errors import CampaignError
from campaign.base.language import _, _n
from campaign.desk import Refused
from campaign.desk.file_reading import Reading
from campaign.facts.batches import Batch
from campaign.intake import IntakeError, Limits
from campaign.intake.files.json_rows import Post, open_post
from campaign.storage.documents.database import StoreBusy
from campaign.storage.facts.commits import FactsBusyError
from campaign.storage.facts.incoming import ImportsBusyError
from campaign.team.tokens import SCOPES, Reply, Token
from campaign.team.tokens import Scope as Kind
from campaign.web.server import api_body, clock, state
from campaign.web.server.api_body import JSON, Form, Unacceptable
from campaign.web.server.rate_limit import Buckets

AT_ONCE, A_SECOND = 240, 4  # posts of one token
WRONG_AT_ONCE, WRONG_A_SECOND = 30, 0.2  # wrong tokens from one address
LIMITS = Limits(file_bytes=api_body.MOST_BYTES, rows=200_000, columns=200, cells=5_000_000, problems=200)
LONGEST_KEY = 200
BUSY_SECONDS = 5
PATHS = tuple(f"/api/{scope}" for scope in SCOPES)
_PLACE = {"line", "column"}
ACCEPT = "accept"

_T = TypeVar("_T")


@dataclass(frozen=True)
class Order:
    """One post as it came in: whose, what, how it is to be read."""

    token: Token
    kind: Kind
    content: bytes
    form: Form
    constants: dict[str, str]
    accept_good_rows: bool
    key: str

    @property
    def digest(self) -> str:
        """The same for the same post, whatever key it comes under."""
        said = repr((self.kind, tuple(self.form), sorted(self.constants.items()), self.accept_good_rows))
        return sha256(said.encode() + b"\0" + self.content).hexdigest()


class Feed:
    """The routes under `/api/`: a token, a body, an answer.

    Posts are read and written one after the other in a thread of their own, so that neither pages nor walls wait for
    them and parallel ones lose and double nothing.
    """

    def __init__(self, at_once: float = AT_ONCE, a_second: float = A_SECOND) -> None:
        self._posts, self._wrong = Buckets(at_once, a_second), Buckets(WRONG_AT_ONCE, WRONG_A_SECOND)
        self._room = api_body.Room()
        self._worker = ThreadPoolExecutor(1, "feed")

    def routes(self) -> list[Route]:
        """Everything below `/api/`; the guard leaves it to us."""
        return [Route("/api/{kind:path}", self)]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request; a client that breaks off in mid-body gets none, and nothing of it is kept."""
        request = Request(scope, receive)
        asked = request.headers.get("accept-language", "")
        with language.speaking(language.preferred(asked)):
            try:
                answer = await self._answer(request, spoken=bool(asked))
            except Unacceptable as refusal:
                answer = _refusal(refusal)
            except ClientDisconnect:
                return
        answer.headers["Cache-Control"] = "no-store"
        await answer(scope, receive, send)

    async def _answer(self, request: Request, *, spoken: bool) -> JSONResponse:
        token = await self._token(request)
        if not spoken:
            language.use(token.language)
        if wait := self._posts.take(token.id, time.monotonic()):
            raise Unacceptable(
                429, _n("Too many posts; try again in {count} second", "Too many posts; try again in {count} seconds",
                        wait), {"Retry-After": str(wait)},
            )  # fmt: skip
        kind, form = _kind(request, token), api_body.form(request)
        key, constants, accept = _key(request), *_options(request)
        async with self._room.held() as held:
            content = await api_body.read(request, form, held)
            order = Order(token, kind, content, form, constants, accept, key)
            return await self._in_worker(lambda: _taken(order))

    async def _token(self, request: Request) -> Token:
        """Who posts, by the secret that the request carries."""
        kind, _space, secret = request.headers.get("authorization", "").partition(" ")
        given = secret.strip() if kind.lower() == "bearer" else ""
        token = await asyncio.to_thread(state.desk().feeds.token_of, given, clock.now()) if given else None
        if token is not None:
            return token
        address = request.client.host if request.client else ""
        if given and (wait := self._wrong.take(address, time.monotonic())):
            raise Unacceptable(429, _("Too many wrong tokens; wait a little"), {"Retry-After": str(wait)})
        raise Unacceptable(401, _("Send a live token: Authorization: Bearer TOKEN"), {"WWW-Authenticate": "Bearer"})

    async def _in_worker(self, act: Callable[[], _T]) -> _T:
        return await asyncio.get_running_loop().run_in_executor(self._worker, copy_context().run, act)


def _kind(request: Request, token: Token) -> Kind:
    """What is posted: the end of the path."""
    kind = request.path_params["kind"]
    if kind not in SCOPES:
        raise Unacceptable(404, _("Nothing is posted here; the paths are {paths}", paths=", ".join(PATHS)))
    if request.method != "POST":
        raise Unacceptable(405, _("Rows are posted here; use POST"), {"Allow": "POST"})
    if kind not in token.scopes:
        raise Unacceptable(
            403, _("This token may post {scopes}, not {kind}", scopes=", ".join(token.scopes), kind=kind)
        )
    return cast("Kind", kind)


def _key(request: Request) -> str:
    key = request.headers.get("idempotency-key", "").strip()
    if len(key) > LONGEST_KEY or not key.isprintable():
        raise Unacceptable(400, _("The Idempotency-Key may have {most} printable characters", most=LONGEST_KEY))
    return key


def _options(request: Request) -> tuple[dict[str, str], bool]:
    """What the address says behind its question mark: constants by column, and whether good rows will do."""
    constants = dict(request.query_params)
    accept = constants.pop(ACCEPT, "all")
    if accept not in ("all", "good"):
        raise Unacceptable(400, _("accept is all or good, not '{found}'", found=accept))
    return constants, accept == "good"


def _taken(order: Order) -> JSONResponse:
    """Read and write one post, unless it was answered before."""
    desk, at = state.desk(), clock.now()
    kept = desk.feeds.reply(order.token, order.key, at) if order.key else None
    if kept is not None and kept.digest != order.digest:
        sentence = _("This Idempotency-Key came with another body before; take a new key for new rows")
        return JSONResponse({"error": sentence}, 409)
    sheet, constants = _opened(order)
    reading: Reading | None = None
    try:
        reading = desk.feeds.read_post(order.token, order.kind, sheet, {**constants, **order.constants})
        if kept is not None:
            return JSONResponse(_told(reading, kept), headers={"Idempotent-Replayed": "true"})
        if reading.found.problems and not (order.accept_good_rows and reading.found.accepted):
            return JSONResponse(_told(reading, None, _problems(reading)), 422)
        batch = desk.feeds.post(order.token, reading, at, accept_good_rows=order.accept_good_rows)
    except (FactsBusyError, ImportsBusyError, StoreBusy) as busy:
        return JSONResponse({"error": str(busy)}, 503, {"Retry-After": str(BUSY_SECONDS)})
    except Refused as refusal:
        return JSONResponse(_told(reading, None, str(refusal)) if reading else {"error": str(refusal)}, 422)
    except CampaignError as error:
        return JSONResponse({"error": str(error)}, 422)
    if order.key:
        desk.feeds.keep_reply(order.token, order.key, order.digest, batch, at)
    return JSONResponse(_told(reading, batch))


def _opened(order: Order) -> Post:
    try:
        if order.form.media == JSON:
            return open_post(order.content, f"{order.kind}.json", LIMITS)
        name = f"{order.kind}.csv"
        charset = order.form.charset
        content = api_body.text(order.content, charset, name)
        sheet = state.desk().file_reading.opened(content, name, LIMITS)
        if content != order.content:  # the receipt speaks of the bytes that were posted
            posted = sha256(order.content).hexdigest()
            sheet = replace(sheet, encoding=codecs.lookup(charset).name, sha256=posted)
        return Post(sheet, {})
    except IntakeError as error:
        raise Unacceptable(
            400, str(error), facts={name: error.facts[name] for name in _PLACE & error.facts.keys()}
        ) from None


def _problems(reading: Reading) -> str:
    """Why a post is refused, and what to do."""
    if not reading.found.accepted:
        return _("No row can be taken in; mend what problems names")
    return _n(
        "{count} row has a problem and nothing was written; mend it, or take the good rows with ?accept=good",
        "{count} rows have problems and nothing was written; mend them, or take the good rows with ?accept=good",
        reading.found.refused,
    )


def _told(reading: Reading, brought: Batch | Reply | None, error: str = "") -> dict[str, Any]:
    """The answer as JSON; `batch` is null where nothing was written."""
    found = reading.found
    told = {
        "batch": (brought.batch if isinstance(brought, Reply) else brought.id) or None if brought else None,
        "new": brought.new if brought else 0,
        "changed": brought.changed if brought else 0,
        "same": brought.same if brought else 0,
        "dropped": sum(found.dropped.values()),
        "refused": found.refused,
        "problems": [problem.model_dump() for problem in found.problems],
        "ignored": reading.unread,
        "personal": reading.personal,
        "notes": found.notes,
    }
    return {"error": error, **told} if error else told


def _refusal(refusal: Unacceptable) -> JSONResponse:
    return JSONResponse({"error": str(refusal), **refusal.facts}, refusal.status, refusal.headers)
