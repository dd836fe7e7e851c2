"""The doors: sign-in, sign-out, set-up and invitation; plain pages that work without a script."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from functools import wraps

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from campaign.base import language
from campaign.base.errors import CampaignError
from campaign.base.language import _
from campaign.desk.accounts import SESSION_LASTS
from campaign.team.members import Member
from campaign.web.server import clock, sign_in_page, state
from campaign.web.server.guard import COOKIE, local, secret_of
from campaign.web.server.rate_limit import Attempts
from campaign.web.server.sign_in_page import Field

LANGUAGE_COOKIE = "eleven-language"
_LONGEST_FORM = 16_000
_YEAR = 365 * 24 * 3600
Door = Callable[[Request], Awaitable[Response]]


def routes() -> list[Route]:
    """The doors of one server, with their own count of failed attempts."""
    attempts = Attempts()

    async def sign_in(request: Request) -> Response:
        return await _sign_in(request, attempts)

    both = ["GET", "HEAD", "POST"]
    return [
        Route("/sign-in", _speaking(sign_in), methods=both),
        Route("/sign-out", _sign_out, methods=["POST"]),
        Route("/set-up", _speaking(_closed), methods=["GET", "HEAD"]),
        Route("/set-up/{secret}", _speaking(_set_up), methods=both),
        Route("/invitation/{secret}", _speaking(_invitation), methods=both),
    ]


def _speaking(door: Door) -> Door:
    """Speak the visitor's language; `?lang=` switches it for good."""

    @wraps(door)
    async def spoken(request: Request) -> Response:
        wanted = request.query_params.get("lang", "")
        known = request.cookies.get(LANGUAGE_COOKIE, "")
        chosen = next((one for one in (wanted, known) if one in language.LANGUAGES), None)
        with language.speaking(chosen or language.preferred(request.headers.get("accept-language", ""))):
            answer = await door(request)
        if wanted in language.LANGUAGES:
            answer.set_cookie(LANGUAGE_COOKIE, wanted, max_age=_YEAR, samesite="lax", secure=_secure(request))
        return answer

    return spoken


async def _sign_in(request: Request, attempts: Attempts) -> Response:
    at, desk = clock.now(), state.desk()
    onward = local(request.query_params.get("next", "/"))
    if desk.accounts.open_to_set_up():
        return RedirectResponse("/set-up", 303)
    if desk.accounts.session(secret_of(request.scope), at):
        return RedirectResponse(onward, 303)
    login, refusal, status = "", "", 200
    if request.method == "POST":
        form = await _form(request)
        login = _text(form, "login") or _text(form, "username")
        address = request.client.host if request.client else ""
        try:
            attempts.begin(login.strip().lower(), address, at)
            secret, _member = await asyncio.to_thread(
                desk.accounts.sign_in, login, _text(form, "password"), address, at
            )
        except CampaignError as error:
            refusal, status = str(error), 401
        else:
            attempts.succeeded(login.strip().lower(), address)
            return _admitted(request, secret, onward)
    fields = [
        Field("login", _("Login"), value=login, autocomplete="username"),
        Field("password", _("Password"), kind="password", autocomplete="current-password"),
    ]
    return _sheet(request, _("Sign in"), "", fields, _("Sign in"), refusal, status)


async def _sign_out(request: Request) -> Response:
    await asyncio.to_thread(state.desk().accounts.sign_out, secret_of(request.scope), clock.now())
    answer = RedirectResponse("/sign-in", 303)
    answer.delete_cookie(COOKIE, httponly=True, samesite="lax", secure=_secure(request))
    return answer


async def _closed(request: Request) -> Response:
    if not state.desk().accounts.open_to_set_up():
        return RedirectResponse("/sign-in", 303)
    sentence = _("Eleven has no account yet. Open the one-time link that was printed where it was started.")
    return _sheet(request, _("Not set up yet"), sentence)


async def _set_up(request: Request) -> Response:
    at, desk = clock.now(), state.desk()
    secret = request.path_params["secret"]
    invitation = desk.accounts.invitation(secret, at)
    if invitation is None or invitation.purpose != "set_up":
        return await _closed(request)
    name, login, refusal, status = "", "", "", 200
    if request.method == "POST":
        form = await _form(request)
        name, login, password = (_text(form, field) for field in ("name", "login", "password"))
        try:
            await asyncio.to_thread(desk.accounts.set_up, secret, name, login, password, at)
            return await _first_session(request, login, password)
        except CampaignError as error:
            refusal, status = str(error), 422
    fields = [
        Field("name", _("Your name"), value=name, autocomplete="name"),
        Field("login", _("Login"), value=login, autocomplete="username"),
        Field(
            "password", _("Password"), kind="password", autocomplete="new-password", note=sign_in_page.password_note()
        ),
    ]
    sentence = _("Make the commander's account. The commander plans the campaign and invites the team.")
    return _sheet(request, _("Set up Eleven"), sentence, fields, _("Create account"), refusal, status)


async def _invitation(request: Request) -> Response:
    at, desk = clock.now(), state.desk()
    secret = request.path_params["secret"]
    invitation = desk.accounts.invitation(secret, at)
    if invitation is None or invitation.purpose != "invite" or invitation.member is None:
        sentence = _("This link is used up or too old; ask the commander for a new one")
        return _sheet(request, _("This link does not open"), sentence, status=404)
    member = state.store().records(Member).one(invitation.member)
    refusal, status = "", 200
    if request.method == "POST":
        password = _text(await _form(request), "password")
        try:
            await asyncio.to_thread(desk.accounts.accept_invitation, secret, password, at)
            return await _first_session(request, member.login, password)
        except CampaignError as error:
            refusal, status = str(error), 422
    fields = [
        Field("login", _("Login"), value=member.login, autocomplete="username", fixed=True),
        Field(
            "password", _("Password"), kind="password", autocomplete="new-password", note=sign_in_page.password_note()
        ),
    ]
    title = _("Welcome, {name}", name=member.name)
    return _sheet(request, title, _("Choose a password."), fields, _("Come in"), refusal, status)


async def _first_session(request: Request, login: str, password: str) -> Response:
    address = request.client.host if request.client else ""
    secret, _member = await asyncio.to_thread(state.desk().accounts.sign_in, login, password, address, clock.now())
    return _admitted(request, secret, "/")


def _admitted(request: Request, secret: str, onward: str) -> Response:
    answer = RedirectResponse(onward, 303)
    seconds = int(SESSION_LASTS.total_seconds())
    answer.set_cookie(COOKIE, secret, max_age=seconds, httponly=True, samesite="lax", secure=_secure(request))
    return answer


def _sheet(
    request: Request,
    title: str,
    sentence: str,
    fields: list[Field] | None = None,
    action: str = "",
    refusal: str = "",
    status: int = 200,
) -> Response:
    here = request.url.include_query_params
    languages = {key: f"?{here(lang=key).query}" for key in language.LANGUAGES}
    text = sign_in_page.page(title, sentence, fields or [], action, refusal, languages)
    return HTMLResponse(text, status, headers=sign_in_page.HEADERS)


async def _form(request: Request) -> FormData:
    length = request.headers.get("content-length", "")
    if not length.isdecimal() or int(length) > _LONGEST_FORM:
        return FormData()
    return await request.form(max_files=0, max_fields=10)


def _text(form: FormData, name: str) -> str:
    value = form.get(name, "")
    return value if isinstance(value, str) else ""


def _secure(request: Request) -> bool:
    return request.url.scheme == "https"
