"""Warm-up: are we through this phase?"""

from __future__ import annotations

import streamlit as st

from campaign.base.language import _
from campaign.web.blocks import callouts, gap_tables
from campaign.web.panels.phases import common, warm_up
from campaign.web.widgets import drawer, session
from campaign.web.widgets.basics import answer, figures_row
from campaign.web.widgets.live import fragment

session.require()


@fragment("any")
def head() -> None:
    """The answer and its figures."""
    room = session.room()
    verdict = common.verdict(room, "warm_up", warm_up.clause(room))
    answer(_("Are we through this phase?"), verdict, warm_up.reason(room), room.facts.as_of())
    with figures_row(5):
        warm_up.figures(room)


@fragment("documents")
def work() -> None:
    """What to tick."""
    common.tasks_panel("warm_up")


@fragment("any")
def calls() -> None:
    """Whom the team called, and what followed."""
    callouts.callouts_panel()


@fragment("facts")
def evidence() -> None:
    """Favourites and carts against their pace, of all products and of each."""
    warm_up.pace_panel(session.room())
    gap_tables.gaps_panel()


@fragment("documents")
def standing() -> None:
    """How far each function is, what is suggested, what the phase is for, and its closing."""
    common.progress_panel("warm_up")
    callouts.callout_suggestion()
    callouts.shift_suggestion()
    common.mission_panel("warm_up")
    common.closing_panel("warm_up")


head()
left, right = st.columns([3, 2], gap="medium")
with left:
    work()
    calls()
with right:
    evidence()
    standing()
drawer.show()
