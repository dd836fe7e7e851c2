"""The wall on the War room page, fed by the page's own stream."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.resources import files

import streamlit as st

from campaign.base.language import chosen
from campaign.wall.page import ROTATE_SECONDS, SCRIPT, STYLE, options
from campaign.web.widgets.live import HUB

_ELEMENT = st.components.v2.component(
    "eleven_wall",
    html='<div class="wall framed">\n</div>',
    css=STYLE + "\n",
    js=HUB + SCRIPT + (files("campaign.web.panels.war_room") / "wall.js").read_text("utf-8"),
)


def element(campaign: int, scenes: Sequence[str] = (), rotate: int = ROTATE_SECONDS) -> None:
    """Show a campaign's live wall on a page, in the chosen language; it follows the page's stream by itself."""
    choices = options(f"{campaign}.{chosen()}", scenes, rotate)
    _ELEMENT(key=f"wall-{campaign}-{chosen()}", data=choices, height="content")
