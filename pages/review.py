"""Review: are we through this phase?"""

from __future__ import annotations

import streamlit as st

from campaign.language import _
from campaign.web import conclusions, drawer, phase, session
from campaign.web.live import fragment
from campaign.web.widgets import answer, figures_row

session.require()


@fragment("any")
def head() -> None:
    """The answer, what to keep, to drop and to try, and the figures."""
    visitor, room = session.require(), session.room()
    verdict = phase.verdict(room, "review", conclusions.clause(room))
    answer(_("Are we through this phase?"), verdict, conclusions.reason(room), room.as_of())
    conclusions.conclusions_panel(room, visitor)
    with figures_row(5):
        conclusions.figures(room)


@fragment("documents")
def work() -> None:
    """What to tick."""
    phase.tasks_panel("review")


@fragment("any")
def standing() -> None:
    """What was reached, how far each function is, what the phase is for, and its closing."""
    conclusions.completion_panel(session.room())
    phase.progress_panel("review")
    phase.mission_panel("review")
    phase.closing_panel("review")


head()
left, right = st.columns([3, 2], gap="medium")
with left:
    work()
with right:
    standing()
drawer.show()
