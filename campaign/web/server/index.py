"""The page that a browser loads before everything else: Streamlit's own, dressed in our look."""

from __future__ import annotations

from pathlib import Path

import streamlit
from starlette.convertors import StringConvertor, register_url_convertor
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

INDEX = Path(streamlit.__file__).parent / "static" / "index.html"
LOOK = Path(__file__).parent / "look.css"


class _Address(StringConvertor):
    """A page's address, known or not: what has a dot or a further part is a file or a machine's."""

    regex = "[a-z-]+"


register_url_convertor("address", _Address())


def routes() -> list[Route]:
    """The address of every page; they go behind all others."""
    return [Route("/", _index), Route("/{address:address}", _index)]


def dressed(index: str, look: str) -> str:
    """The index page with a style sheet that nothing on a page can take the place of.

    At the end of the body it stands behind every sheet that Streamlit's scripts put into the head, and outside what
    they draw.

    Example:
        >>> dressed("<body><div id='root'></div></body>", "p { margin: 0 }")
        "<body><div id='root'></div><style>p { margin: 0 }</style></body>"
    """
    return index.replace("</body>", f"<style>{look}</style></body>")


async def _index(_request: Request) -> Response:
    page = dressed(INDEX.read_text("utf-8"), LOOK.read_text("utf-8"))
    return HTMLResponse(page, headers={"Cache-Control": "no-cache"})
