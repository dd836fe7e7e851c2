"""Today: what must I do now?"""

from __future__ import annotations

import streamlit as st

from campaign.base.language import _
from campaign.web.blocks.callouts import callout_suggestion
from campaign.web.blocks.gap_tables import behind_panel
from campaign.web.panels import today
from campaign.web.widgets import drawer, session
from campaign.web.widgets.basics import answer, figures_row
from campaign.web.widgets.live import fragment

session.require()


@fragment("any")
def head() -> None:
    """The answer and its figures."""
    visitor, room = session.require(), session.room()
    answer(_("What must I do now?"), today.sentence(room, visitor), today.reason(room), room.facts.as_of())
    with figures_row(5):
        today.figures(room, visitor)


@fragment("documents")
def work() -> None:
    """What to tick and whom to call."""
    today.due_panel(session.room(), session.require())
    today.alerts_panel(session.room())


@fragment("facts")
def behind() -> None:
    """The products that lag."""
    behind_panel("today", 5)


@fragment("facts")
def clock() -> None:
    """Where the campaign stands, and what today may cost."""
    today.clock_panel(session.room())
    today.budget_panel(session.room())


@fragment("documents")
def proposals() -> None:
    """What the figures suggest, and the days to come."""
    callout_suggestion()
    today.milestones_panel(session.room())


@fragment("documents")
def news() -> None:
    """What others did."""
    today.news_panel(session.room(), session.require())


head()
left, right = st.columns([3, 2], gap="medium")
with left:
    work()
    behind()
with right:
    clock()
    proposals()
with right if today.crowded(session.room()) else left:
    news()
drawer.show()
