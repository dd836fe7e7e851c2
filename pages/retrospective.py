"""Retrospective: what happened, why, what next?"""

from __future__ import annotations

import streamlit as st

from campaign.base.language import _
from campaign.web.panels.phases import review
from campaign.web.panels.retrospective import breakdown, outcome
from campaign.web.widgets import drawer, session
from campaign.web.widgets.basics import answer, figures_row

visitor = session.require()
room = session.room()

said = outcome.answer(room)
answer(_("What happened, why, what next?"), said.text, said.reason, room.facts.as_of())
review.conclusions_panel(room, visitor)
with figures_row(6):
    outcome.figures(room)

left, right = st.columns([3, 2], gap="medium")
with left:
    span = outcome.drivers(room)
    breakdown.completion(room)
    outcome.timeline(room)
with right:
    outcome.profit(room)
    breakdown.days(room)
    breakdown.channels(room)
    outcome.unknowns(room)
    outcome.forecasts(room)
    outcome.downloads(room, span)

drawer.show()
