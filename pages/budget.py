"""Budget: where does the next 100 go?"""

from __future__ import annotations

import streamlit as st

from campaign.language import _
from campaign.web import budget, callouts, drawer, ledger, session
from campaign.web.reserve import reserve_panel
from campaign.web.widgets import answer, figures_row

visitor = session.require()
room = session.room()

said = budget.answer(room)
answer(_("Where does the next 100 go?"), said.text, said.reason, room.as_of())
with figures_row(6):
    budget.figures(room)

left, right = st.columns([3, 2], gap="medium")
with left:
    budget.burn(room)
with right:
    budget.by_phase(room)
    budget.rule(room)

budget.table(room)

left, right = st.columns([3, 2], gap="medium")
with left:
    ledger.plan(room, visitor)
with right:
    reserve_panel(room)
    ledger.entries(room, visitor)
    callouts.shift_suggestion()

drawer.show()
