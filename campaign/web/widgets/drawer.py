"""The drawer: a form or a card at the side of a page, open while everything behind it stays live."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal

import streamlit as st

from campaign.base.language import _

_WAITING = "drawer"
Width = Literal["small", "medium", "large"]


def pull(draw: Callable[..., None], *given: Any, width: Width = "small") -> None:
    """Open the drawer on `draw(*given)`, as wide as it needs to be.

    It opens with a full run, so that news redrawing the live piece around the button doesn't shut it.
    """
    st.session_state[_WAITING] = draw, given, width
    st.rerun()


def show() -> None:
    """Draw the drawer if somebody pulled it; every page with something to pull ends with this."""
    waiting = st.session_state.pop(_WAITING, None)
    if waiting:
        draw, given, width = waiting
        st.dialog(" ", position="right", width=width)(draw)(*given)


def shut() -> None:
    """Shut the drawer: what it was for is done."""
    st.rerun()


def more(key: str) -> bool:
    """The three dots at the end of a row; True when they were clicked."""
    return st.button(_("Details"), key=f"more-{key}", type="tertiary", icon=":material/more_horiz:")
