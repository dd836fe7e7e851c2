"""A small server that shows the sample figures on the wall's own page, at the time of the figures."""

from __future__ import annotations

import asyncio
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse
from starlette.routing import Route

from campaign.base.language import speaking
from campaign.wall.figures import Figures
from campaign.wall.page import SECURITY_HEADERS, options, page
from campaign.web.server import fonts
from campaign.web.server.stream import Stream
from campaign.web.server.wall_drawings import Walls, greeting


class House:
    """Walls by name, and the switches of the tests."""

    def __init__(self, figures: dict[str, Figures]) -> None:
        self.walls = {name: Walls() for name in figures}
        for name, one in figures.items():
            self.walls[name].publish(one)
        self.late = timedelta(0)
        self.allowed = True
        self.address = ""

    def now(self, name: str) -> datetime:
        """The time of the figures, some time later where a test wants it."""
        figures = self.walls[name].figures
        return (figures.at if figures else datetime.now(UTC)) + self.late

    async def show(self, request: Request) -> HTMLResponse:
        name, asked = request.path_params["name"], request.query_params
        if not self.allowed:
            return HTMLResponse("Nothing here", 404, SECURITY_HEADERS)
        language = asked.get("lang", "en")
        with speaking(language):
            choices = options(
                f"/{name}/live?lang={language}", asked.get("scenes", "").split(","), int(asked.get("rotate", 0))
            )
            stage, light = self.walls[name].stage(language), asked.get("theme") == "light"
            text = page(name, stage, choices, fonts.FACES, light=light)
        return HTMLResponse(text, headers=SECURITY_HEADERS)

    async def stream(self, request: Request) -> Any:
        name, language = request.path_params["name"], request.query_params["lang"]
        return Stream([self.walls[name].channels[language]], greeting(self.now(name)), lambda: self.allowed)

    def publish(self, name: str, figures: Figures) -> None:
        """Publish from another thread, in the server's event loop."""
        self._loop.call_soon_threadsafe(self.walls[name].publish, figures)

    @contextmanager
    def open(self) -> Iterator[House]:
        """Serve on a free port of this machine."""
        app = Starlette(routes=[*fonts.routes(), Route("/{name}", self.show), Route("/{name}/live", self.stream)])
        server = uvicorn.Server(uvicorn.Config(app, log_level="error", timeout_graceful_shutdown=1))
        with socket.socket() as listener:
            listener.bind(("127.0.0.1", 0))
            self.address = f"http://127.0.0.1:{listener.getsockname()[1]}"

            async def serve() -> None:
                self._loop = asyncio.get_running_loop()
                await server.serve(sockets=[listener])

            thread = threading.Thread(target=lambda: asyncio.run(serve()))
            thread.start()
            while not server.started:
                time.sleep(0.01)
            try:
                yield self
            finally:
                for walls in self.walls.values():
                    for channel in walls.channels.values():
                        self._loop.call_soon_threadsafe(channel.close)
                server.should_exit = True
                thread.join()
