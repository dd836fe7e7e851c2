"""Today: what must I do now?"""

from __future__ import annotations

import streamlit as st

from campaign.language import _
from campaign.web import drawer, session, today
from campaign.web.callouts import callout_suggestion
from campaign.web.gaps import behind_panel
from campaign.web.live import fragment
from campaign.web.widgets import answer, figures_row

session.require()


@fragment("any")
def page() -> None:
    """Everything on it follows what others do."""
    visitor, room = session.require(), session.room()
    answer(_("What must I do now?"), today.sentence(room, visitor), today.reason(room), room.as_of())
    with figures_row(5):
        today.figures(room, visitor)
    left, right = st.columns([3, 2], gap="medium")
    with left:
        today.due_panel(room, visitor)
        today.alerts_panel(room)
        behind_panel("today", 5)
    with right:
        today.clock_panel(room)
        today.budget_panel(room)
        callout_suggestion()
        today.milestones_panel(room)
    with right if today.crowded(room) else left:
        today.news_panel(room, visitor)


page()
drawer.show()
