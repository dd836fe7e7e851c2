"""Build-up: are we through this phase?"""

from __future__ import annotations

import streamlit as st

from campaign.language import _
from campaign.web import build_up, drawer, phase, session
from campaign.web.live import fragment
from campaign.web.widgets import answer, figures_row

session.require()


@fragment("any")
def page() -> None:
    """Everything on it follows what others do."""
    room = session.room()
    verdict = phase.verdict(room, "build_up", build_up.clause(room))
    answer(_("Are we through this phase?"), verdict, build_up.reason(room), room.as_of())
    with figures_row(5):
        build_up.figures(room)
    left, right = st.columns([3, 2], gap="medium")
    with left:
        phase.tasks_panel("build_up")
    with right:
        build_up.plan_panel(room)
        phase.progress_panel("build_up")
        build_up.trend_panel(room)
        build_up.routes_panel(room)
        phase.mission_panel("build_up")
        phase.closing_panel("build_up")


page()
drawer.show()
