"""Settings: how does this campaign behave?"""

from __future__ import annotations

import streamlit as st

from campaign.language import _
from campaign.web import rules, session
from campaign.web.widgets import answer, figures_row

visitor = session.require("commander", "lead")
room = session.room()

said = rules.answer(room, visitor)
answer(_("How does this campaign behave?"), said.text, said.reason)
with figures_row(4):
    rules.figures(room)

left, right = st.columns([3, 2], gap="medium")
with left:
    rules.form(room, visitor)
with right:
    rules.settled(room)
    rules.phases(room)
    rules.more(visitor)
    rules.about()
