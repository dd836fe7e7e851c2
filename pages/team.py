"""Team: who does what, who may what?"""

from __future__ import annotations

import streamlit as st

from campaign.base.language import _
from campaign.web.panels import team
from campaign.web.widgets import drawer, secret_links, session
from campaign.web.widgets.basics import answer, figures_row

visitor = session.require()
room = session.room()

said = team.answer(room)
answer(_("Who does what, who may what?"), said.text, said.reason)
with figures_row(5):
    team.figures(room)
secret_links.handed_out()

left, right = st.columns([3, 2], gap="medium")
with left:
    team.roster(room, visitor)
    team.audit(room)
    team.sessions(room, visitor)
with right:
    team.functions(room)
    secret_links.wall_links(visitor)
    team.rights()

drawer.show()
