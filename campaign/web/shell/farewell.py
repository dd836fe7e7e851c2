"""What a browser sees whose session has ended: one sentence, and the way back to the door."""

from __future__ import annotations

import streamlit as st

from campaign.base.language import _

_LEAVE = st.components.v2.component(
    "eleven_leave",
    html="<span hidden>\n</span>",
    js="export default function () {\n  location.assign('/sign-in');\n}\n",
)


def leave() -> None:
    """Send the browser to the door."""
    st.markdown(f"{_('Your session has ended.')} [{_('Sign in')}](/sign-in)")
    _LEAVE(key="leave")
