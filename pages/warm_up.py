"""Warm-up: are we through this phase?"""

from __future__ import annotations

import streamlit as st

from campaign.language import _
from campaign.web import callouts, drawer, gaps, phase, session, warm_up
from campaign.web.live import fragment
from campaign.web.widgets import answer, figures_row

session.require()


@fragment("any")
def page() -> None:
    """Everything on it follows what others do."""
    room = session.room()
    verdict = phase.verdict(room, "warm_up", warm_up.clause(room))
    answer(_("Are we through this phase?"), verdict, warm_up.reason(room), room.as_of())
    with figures_row(5):
        warm_up.figures(room)
    left, right = st.columns([3, 2], gap="medium")
    with left:
        phase.tasks_panel("warm_up")
        callouts.callouts_panel()
    with right:
        warm_up.pace_panel(room)
        phase.progress_panel("warm_up")
        gaps.gaps_panel()
        callouts.callout_suggestion()
        callouts.shift_suggestion()
        phase.mission_panel("warm_up")
        phase.closing_panel("warm_up")


page()
drawer.show()
