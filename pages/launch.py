"""Launch: are we through this phase?"""

from __future__ import annotations

import streamlit as st

from campaign.language import _
from campaign.web import drawer, gaps, launch, phase, session
from campaign.web.live import fragment
from campaign.web.widgets import answer, figures_row

session.require()


@fragment("any")
def page() -> None:
    """Everything on it follows what others do."""
    room = session.room()
    answer(_("Are we through this phase?"), launch.sentence(room), launch.reason(room), room.as_of())
    with figures_row(6):
        launch.figures(room)
    left, right = st.columns([3, 2], gap="medium")
    with left:
        launch.outlook_panel(room)
        launch.alerts_panel(room)
        launch.restock_panel(room)
    with right:
        launch.tiers_panel(room)
        launch.hours_panel(room)
        gaps.behind_panel("launch", 6)
    left, right = st.columns([3, 2], gap="medium")
    with left:
        phase.tasks_panel("launch")
    with right:
        launch.reserve_panel(room)
        phase.progress_panel("launch")
        phase.mission_panel("launch")
        phase.closing_panel("launch")


page()
drawer.show()
