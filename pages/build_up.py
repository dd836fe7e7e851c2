"""Build-up: are we through this phase?"""

from __future__ import annotations

import streamlit as st

from campaign.base.language import _
from campaign.web.blocks import brief
from campaign.web.panels.phases import build_up, common
from campaign.web.widgets import drawer, session
from campaign.web.widgets.basics import answer, figures_row
from campaign.web.widgets.live import fragment

session.require()


@fragment("any")
def head() -> None:
    """The answer and its figures."""
    room = session.room()
    verdict = common.verdict(room, "build_up", build_up.clause(room))
    answer(_("Are we through this phase?"), verdict, build_up.reason(room), room.facts.as_of())
    with figures_row(5):
        build_up.figures(room)


@fragment("documents")
def work() -> None:
    """What to tick."""
    common.tasks_panel("build_up")


@fragment("any")
def evidence() -> None:
    """What is offered to whom, how complete the plan is, and how interest grows."""
    brief.brief_panel(session.room(), session.require())
    build_up.plan_panel(session.room())
    build_up.trend_panel(session.room())
    build_up.routes_panel(session.room())


@fragment("documents")
def standing() -> None:
    """How far each function is, what the phase is for, and its closing."""
    common.progress_panel("build_up")
    common.mission_panel("build_up")
    common.closing_panel("build_up")


head()
left, right = st.columns([3, 2], gap="medium")
with left:
    work()
with right:
    evidence()
    standing()
drawer.show()
