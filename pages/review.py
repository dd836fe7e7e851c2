"""Review: are we through this phase?"""

from __future__ import annotations

import streamlit as st

from campaign.base.language import _
from campaign.web.panels.phases import common, review
from campaign.web.widgets import drawer, session
from campaign.web.widgets.basics import answer, figures_row
from campaign.web.widgets.live import fragment

session.require()


@fragment("any")
def head() -> None:
    """The answer, what to keep, to drop and to try, and the figures."""
    visitor, room = session.require(), session.room()
    verdict = common.verdict(room, "review", review.clause(room))
    answer(_("Are we through this phase?"), verdict, review.reason(room), room.facts.as_of())
    review.conclusions_panel(room, visitor)
    with figures_row(5):
        review.figures(room)


@fragment("documents")
def work() -> None:
    """What to tick."""
    common.tasks_panel("review")


@fragment("any")
def standing() -> None:
    """What was reached, how far each function is, what the phase is for, and its closing."""
    review.completion_panel(session.room())
    common.progress_panel("review")
    common.mission_panel("review")
    common.closing_panel("review")


head()
left, right = st.columns([3, 2], gap="medium")
with left:
    work()
with right:
    standing()
drawer.show()
