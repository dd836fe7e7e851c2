"""Live pages: a fragment that draws itself again when somebody else changed something."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from importlib.resources import files
from typing import Literal, ParamSpec

import streamlit as st

from campaign.web.server import state
from campaign.web.widgets import session

Topic = Literal["any", "documents", "facts"]
SAFETY_SECONDS = 45  # where the stream is cut off by a proxy, the page still follows
HUB = (files("campaign.web.widgets") / "hub.js").read_text("utf-8")

_ELEMENT = st.components.v2.component(
    "eleven_live",
    html="<span hidden>\n</span>",
    js=HUB + (files("campaign.web.widgets") / "live.js").read_text("utf-8"),
)
_Given = ParamSpec("_Given")


def live(key: str, topic: Topic = "any") -> None:
    """Rerun the surrounding fragment when the store has news.

    Args:
        key: Unique on the page.
        topic: What counts as news: decisions (`documents`), measured rows (`facts`), or both.
    """
    documents, facts = state.store().revision()
    _ELEMENT(
        key=f"live-{key}",
        data={"topic": topic, "revision": f"{documents}.{facts}"},
        on_news_change=_heard,
        height="content",
    )


def fragment(topic: Topic = "any") -> Callable[[Callable[_Given, None]], Callable[_Given, None]]:
    """Make a function a live fragment: it checks the session, draws, and draws again on news.

    Keep inputs whose value is being typed out of it; ticks and buttons are fine.
    """

    def decorate(draw: Callable[_Given, None]) -> Callable[_Given, None]:
        @st.fragment(run_every=SAFETY_SECONDS)
        @wraps(draw)
        def drawn(*args: _Given.args, **given: _Given.kwargs) -> None:
            session.require()
            live(draw.__qualname__, topic)
            draw(*args, **given)

        return drawn

    return decorate


def _heard() -> None:
    """News came; the rerun that follows reads the store."""
