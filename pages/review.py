"""Review: are we through this phase?"""

from __future__ import annotations

import streamlit as st

from campaign.language import _
from campaign.web import conclusions, drawer, phase, session
from campaign.web.live import fragment
from campaign.web.widgets import answer, figures_row

session.require()


@fragment("any")
def page() -> None:
    """Everything on it follows what others do."""
    visitor, room = session.require(), session.room()
    verdict = phase.verdict(room, "review", conclusions.clause(room))
    answer(_("Are we through this phase?"), verdict, conclusions.reason(room), room.as_of())
    conclusions.conclusions_panel(room, visitor)
    with figures_row(5):
        conclusions.figures(room)
    left, right = st.columns([3, 2], gap="medium")
    with left:
        phase.tasks_panel("review")
    with right:
        conclusions.completion_panel(room)
        phase.progress_panel("review")
        phase.mission_panel("review")
        phase.closing_panel("review")


page()
drawer.show()
