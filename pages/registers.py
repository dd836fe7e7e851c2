"""Registers: is everything the tasks need there?"""

from __future__ import annotations

import streamlit as st

from campaign.base.language import _
from campaign.web.panels import registers
from campaign.web.widgets import drawer, session
from campaign.web.widgets.basics import answer, figures_row
from campaign.web.widgets.live import fragment

visitor = session.require()
room = session.room()


@fragment("documents")
def head() -> None:
    """The answer and its figures."""
    said = registers.answer(session.room())
    answer(_("Is everything the tasks need there?"), said.text, said.reason)
    with figures_row(4):
        registers.figures(session.room())


head()
left, right = st.columns([1, 3], gap="medium")
with left:
    kind = registers.choose(room)
with right:
    registers.one_list(room, kind, visitor)

drawer.show()
