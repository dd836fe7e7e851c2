"""Budget: where does the next 100 go?"""

from __future__ import annotations

import streamlit as st

from campaign.base.language import _
from campaign.web.blocks import callouts
from campaign.web.blocks.reserve import reserve_panel
from campaign.web.panels.budget import ledger, overview
from campaign.web.widgets import drawer, session
from campaign.web.widgets.basics import answer, figures_row

visitor = session.require()
room = session.room()

said = overview.answer(room)
answer(_("Where does the next 100 go?"), said.text, said.reason, room.facts.as_of())
with figures_row(6):
    overview.figures(room)

left, right = st.columns([3, 2], gap="medium")
with left:
    overview.burn(room)
with right:
    overview.by_phase(room)
    overview.rule(room)

overview.table(room)

left, right = st.columns([3, 2], gap="medium")
with left:
    ledger.plan(room, visitor)
with right:
    reserve_panel(room)
    ledger.entries(room, visitor)
    callouts.shift_suggestion()

drawer.show()
