"""The launcher: one server process whose connections send at once and give up on readers that vanished."""

from __future__ import annotations

import logging
import os
import re
import socket

import uvicorn
from starlette.types import ASGIApp
from streamlit import config

PORT = 8501
GRACE_SECONDS = 2
_SECRET = re.compile(r"(/(?:wall|set-up|invitation)/)[\w-]+")


class Discreet(logging.Filter):
    """Keeps the secret part of links, and the noise of static files, out of the access log."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Cut secrets; drop what nobody reads."""
        if isinstance(record.args, tuple):
            record.args = tuple(_SECRET.sub(r"\1…", one) if isinstance(one, str) else one for one in record.args)
            return not any(isinstance(one, str) and one.startswith("/static/") for one in record.args)
        return True


def listen(address: str, port: int) -> socket.socket:
    """A listening socket.

    Made with IPPROTO_TCP, so that the server turns Nagle's delay off for each connection. A reader that has
    vanished is dropped after 30 s, and a slow one does not pile up old events in the kernel.
    """
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    for name, value in (("TCP_USER_TIMEOUT", 30_000), ("TCP_NOTSENT_LOWAT", 16_384)):
        if hasattr(socket, name):
            listener.setsockopt(socket.IPPROTO_TCP, getattr(socket, name), value)
    listener.bind((address, port))
    listener.listen(2048)
    listener.setblocking(False)
    return listener


def serve(app: ASGIApp) -> None:
    """Serve until a signal ends it; PORT and ADDRESS choose where."""
    address, port = os.environ.get("ADDRESS") or "127.0.0.1", int(os.environ.get("PORT") or PORT)
    config.set_option("server.address", address)
    config.set_option("server.port", port)
    try:
        listener = listen(address, port)
    except OSError as error:
        raise SystemExit(
            f"Port {port} of {address} cannot be opened ({error.strerror}); choose another: PORT="
        ) from None
    settings = uvicorn.Config(
        app,
        log_level="info",
        timeout_graceful_shutdown=GRACE_SECONDS,
        ws_max_size=int(config.get_option("server.maxMessageSize")) * 1024 * 1024,
        ws_per_message_deflate=False,
        server_header=False,
    )
    logging.getLogger("uvicorn.access").addFilter(Discreet())
    uvicorn.Server(settings).run(sockets=[listener])
