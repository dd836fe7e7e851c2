"""Launch: are we through this phase?"""

from __future__ import annotations

import streamlit as st

from campaign.base.language import _
from campaign.web.blocks import gap_tables
from campaign.web.blocks.reserve import reserve_panel
from campaign.web.panels.phases import common, launch
from campaign.web.widgets import drawer, session
from campaign.web.widgets.basics import answer, figures_row
from campaign.web.widgets.live import fragment

session.require()


@fragment("any")
def head() -> None:
    """The answer and its figures."""
    room = session.room()
    answer(_("Are we through this phase?"), launch.sentence(room), launch.reason(room), room.facts.as_of())
    with figures_row(6):
        launch.figures(room)


@fragment("facts")
def outlook() -> None:
    """GMV against the plan, and where it ends."""
    launch.outlook_panel(session.room())


@fragment("documents")
def alerts() -> None:
    """What calls for somebody."""
    launch.alerts_panel(session.room())


@fragment("facts")
def restock() -> None:
    """What needs goods."""
    launch.restock_panel(session.room())


@fragment("facts")
def evidence() -> None:
    """Each tier, each hour, and the products that lag."""
    launch.tiers_panel(session.room())
    launch.hours_panel(session.room())
    gap_tables.behind_panel("launch", 6)


@fragment("documents")
def work() -> None:
    """What to tick."""
    common.tasks_panel("launch")


@fragment("documents")
def standing() -> None:
    """The reserve, how far each function is, what the phase is for, and its closing."""
    reserve_panel(session.room())
    common.progress_panel("launch")
    common.mission_panel("launch")
    common.closing_panel("launch")


head()
left, right = st.columns([3, 2], gap="medium")
with left:
    outlook()
    alerts()
    restock()
    work()
with right:
    evidence()
    standing()
drawer.show()
