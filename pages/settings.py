"""Settings: how does this campaign behave?"""

from __future__ import annotations

import streamlit as st

from campaign.base.language import _
from campaign.web.panels import settings
from campaign.web.widgets import session
from campaign.web.widgets.basics import answer, figures_row

visitor = session.require("commander", "lead")
room = session.room()

said = settings.answer(room, visitor)
answer(_("How does this campaign behave?"), said.text, said.reason)
with figures_row(4):
    settings.figures(room)

left, right = st.columns([3, 2], gap="medium")
with left:
    settings.form(room, visitor)
with right:
    settings.settled(room)
    settings.phases(room)
    settings.more(visitor)
    settings.about()
