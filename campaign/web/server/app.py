"""What Eleven adds to a Streamlit app: routes, the guard in front, and what runs beside the pages."""

from __future__ import annotations

import asyncio
import importlib
import pkgutil
import signal
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path
from types import FrameType
from typing import Any, TypedDict

import streamlit as st
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route
from streamlit import config

import campaign
from campaign.plan.campaigns import Campaign
from campaign.wall.figures import Figures
from campaign.web.server import (
    clock,
    fonts,
    gc_freeze,
    index,
    sign_in,
    state,
)
from campaign.web.server.api import Feed
from campaign.web.server.folder_job import Watching
from campaign.web.server.guard import Guard
from campaign.web.server.hourly_jobs import Rounds
from campaign.web.server.push import Live, following
from campaign.web.server.wall_screen import Screens

NAVIGATION = Path(__file__).parents[1] / "shell" / "navigation.py"


class Parts(TypedDict):
    """The arguments of `st.App` beside its script."""

    routes: list[BaseRoute]
    middleware: list[Middleware]
    lifespan: Callable[[Any], Any]


def parts() -> Parts:
    """Routes, guard and lifespan of one server."""
    config.set_option("server.cookieSecret", state.cookie_secret())
    live = Live()
    Rounds(live)
    Watching(live)
    screens = Screens(live, _figures, lambda secret, at: state.desk().wall_links.of(secret, at), _half)

    @asynccontextmanager
    async def lifespan(_app: st.App) -> AsyncIterator[None]:
        warm_up()
        _on_exit(live.close)
        follower = asyncio.create_task(following(live))
        welcome()
        yield
        live.close()
        follower.cancel()
        await follower
        gc_freeze.release()

    return Parts(
        routes=[
            Route("/healthz", _health),
            *fonts.routes(),
            *sign_in.routes(),
            *live.routes(),
            *screens.routes(),
            *Feed().routes(),
            *index.routes(),
        ],
        middleware=[Middleware(Guard)],
        lifespan=lifespan,
    )


def create(script: Path = NAVIGATION) -> st.App:
    """The app around a script: the pages, or a script of one's own behind the same guard."""
    return st.App(script, **parts())


def warm_up() -> None:
    """Import what pages need and open the facts, so that no visitor waits; then settle the memory."""
    for module in pkgutil.walk_packages(campaign.__path__, "campaign."):
        if not module.name.endswith(("__main__", ".navigation")):
            importlib.import_module(module.name)
    for planned in state.store().records(Campaign).all()[-1:]:
        state.room(planned, clock.now()).facts.as_of()
    gc_freeze.settle()


def welcome() -> None:
    """Print where the app is, and how to make the first account while there is none."""
    here = f"http://{config.get_option('server.address') or '127.0.0.1'}:{config.get_option('server.port')}"
    print(f"\n  Eleven: {here}", flush=True)
    secret = state.desk().accounts.set_up_link(clock.now())
    if secret:
        print(f"  Set up: {here}/set-up/{secret}\n  (opens once, makes the commander's account)\n", flush=True)


def _half() -> bool:
    """Whether a batch is being written or undone."""
    return bool(state.store().incoming.begun())


def _figures(campaign_id: int, at: datetime) -> Figures | None:
    found = state.store().records(Campaign).get(campaign_id)
    return state.room(found, at).wall.figures() if found else None


async def _health(_request: Request) -> Response:
    documents, facts = state.store().revision()
    return JSONResponse({"ok": True, "documents": documents, "facts": facts}, headers={"Cache-Control": "no-store"})


def _on_exit(act: Callable[[], None]) -> None:
    """Call `act` in the event loop when the process is asked to stop, before the server waits for open streams."""
    if threading.current_thread() is not threading.main_thread():
        return
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        then = signal.getsignal(number)

        def handler(number: int, frame: FrameType | None, then: Any = then) -> None:
            loop.call_soon_threadsafe(act)
            if callable(then):
                then(number, frame)

        signal.signal(number, handler)
