"""In front of everything: who is not signed in reaches the doors, the fonts, the health check and their own link."""

from __future__ import annotations

import base64
import hashlib
import re
from functools import lru_cache
from http.cookies import CookieError, SimpleCookie
from urllib.parse import quote, urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse, RedirectResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from campaign.web.server import clock, fonts, state
from campaign.web.server.index import INDEX

COOKIE = "eleven"
IDENTITY = b"x-eleven-user"
_READING = {"GET", "HEAD"}
# A link's secret is 32 characters; what stands behind a link decides for itself whether it still opens.
_DOORS = re.compile(r"/sign-in|/set-up(/[\w-]{32})?|/invitation/[\w-]{32}")
_OPEN = re.compile(r"/healthz|/fonts/[\w./-]+|/wall/[\w-]{32}(/live)?")
_FEED = re.compile(r"/api/.*", re.DOTALL)  # a token opens it, never a session: what stands there asks for one
_MACHINE = re.compile(r"/(_stcore|media|component|static|live|app|oauth2callback|auth)(/|$)")


class Guard:
    """Lets members through with their identity, and nobody else; pure ASGI, so that it sees websockets too."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on, redirect or refuse."""
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        if scope["type"] == "http" and _FEED.fullmatch(scope["path"]):
            headers = [(name, value) for name, value in scope["headers"] if name != IDENTITY]
            await self.app({**scope, "headers": headers}, receive, _guarded(scope, send))
            return
        secret = secret_of(scope)
        member = state.desk().accounts.session(secret, clock.now()) if secret else None
        # The client's own copy of the identity header is never believed.
        headers = [(name, value) for name, value in scope["headers"] if name != IDENTITY]
        if member is not None:
            headers.append((IDENTITY, secret.encode("latin-1")))
        scope = {**scope, "headers": headers}
        if scope["type"] == "websocket":
            await self._websocket(scope, receive, send, member is not None)
        elif scope["method"] not in _READING and not same_origin(scope):
            await _answer(PlainTextResponse("This request comes from another site", 403), scope, receive, send)
        elif member is not None or _public(scope):
            await self.app(scope, receive, _guarded(scope, send))
        else:
            await _answer(_refusal(scope), scope, receive, send)

    async def _websocket(self, scope: Scope, receive: Receive, send: Send, signed_in: bool) -> None:
        if signed_in and same_origin(scope):
            await self.app(scope, receive, send)
        else:
            await receive()
            await send({"type": "websocket.close", "code": 4401 if not signed_in else 4403})


def secret_of(scope: Scope) -> str:
    """The session secret in a request's cookie; empty when there is none."""
    for text in Headers(scope=scope).getlist("cookie"):
        try:
            morsel = SimpleCookie(text).get(COOKIE)
        except CookieError:
            continue
        if morsel is not None and morsel.value.isascii():
            return morsel.value
    return ""


def same_origin(scope: Scope) -> bool:
    """Whether a request was made by one of our own pages, or by no page at all."""
    headers = Headers(scope=scope)
    origin = headers.get("origin")
    return origin is None or urlsplit(origin).netloc == headers.get("host")


def local(path: str) -> str:
    """A path of this server to go on to; anything else becomes the first page.

    Example:
        >>> local("/warm-up?campaign=3"), local("//evil.example"), local("https://evil.example")
        ('/warm-up?campaign=3', '/', '/')
    """
    return path if re.fullmatch(r"/(?![/\\])[^\\\x00-\x1f]*", path) else "/"


def _public(scope: Scope) -> bool:
    path = scope["path"]
    return bool(_DOORS.fullmatch(path) or (scope["method"] in _READING and _OPEN.fullmatch(path)))


def _refusal(scope: Scope) -> PlainTextResponse | RedirectResponse:
    """Pages lead to the door, machines are told; with no account yet every path leads to the set-up page."""
    if state.desk().accounts.open_to_set_up():
        return RedirectResponse("/set-up", 303)
    path: str = scope["path"]
    page = scope["method"] in _READING and not _MACHINE.match(path) and "." not in path.rsplit("/", 1)[-1]
    if not page:
        return PlainTextResponse("Sign in", 401)
    query = scope.get("query_string", b"").decode("latin-1")
    wanted = local(f"{path}?{query}" if query else path)
    return RedirectResponse("/sign-in" if wanted == "/" else f"/sign-in?next={quote(wanted)}", 303)


async def _answer(response: PlainTextResponse | RedirectResponse, scope: Scope, receive: Receive, send: Send) -> None:
    response.headers["Cache-Control"] = "no-store"
    await response(scope, receive, _guarded(scope, send))


@lru_cache
def content_policy() -> str:
    """What Streamlit's pages may load: only this server, and the one inline script of its index page."""
    scripts = re.findall(r"<script>(.*?)</script>", INDEX.read_text("utf-8"), re.DOTALL)
    hashes = " ".join(f"'sha256-{_hash(script)}'" for script in scripts)
    return "; ".join(
        (
            "default-src 'self'",
            f"script-src 'self' {hashes} blob: 'wasm-unsafe-eval'",
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data: blob:",
            "font-src 'self' data:",
            "connect-src 'self'",
            "worker-src 'self' blob:",
            "object-src 'none'",
            "base-uri 'self'",
            "form-action 'self'",
            "frame-ancestors 'none'",
        )
    )


def _hash(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def _guarded(scope: Scope, send: Send) -> Send:
    """Add the security headers that an answer does not set itself."""

    async def guarded(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            headers.setdefault("Content-Security-Policy", content_policy())
            headers.setdefault("X-Content-Type-Options", "nosniff")
            headers.setdefault("X-Frame-Options", "DENY")
            headers.setdefault("Referrer-Policy", "same-origin")
            headers.setdefault("Permissions-Policy", "camera=(), microphone=(), geolocation=()")
            if headers.get("content-type", "").startswith("text/html"):
                headers.setdefault("Link", fonts.PRELOAD)
            if scope["path"].startswith("/media/"):
                headers["Cache-Control"] = "no-store"
        await send(message)

    return guarded
