"""Targets: will we get there?"""

from __future__ import annotations

import streamlit as st

from campaign.base.language import _
from campaign.web.blocks import callouts, gap_tables
from campaign.web.panels.phases import warm_up
from campaign.web.panels.products import bulk_tiers, tier_reasons
from campaign.web.panels.targets import bulk_targets, overview, rates
from campaign.web.widgets import drawer, session
from campaign.web.widgets.basics import answer, figures_row

visitor = session.require()
room = session.room()

if not len(room.targets.cascade()):
    answer(_("Will we get there?"), _("There is nothing to set targets for yet"))
    tier_reasons.nothing_yet(visitor)
    st.stop()

said = overview.answer(room)
answer(_("Will we get there?"), said.text, said.reason, room.facts.as_of())
with figures_row(6):
    overview.figures(room)

bar = st.container(horizontal=True, vertical_alignment="center", gap="small", key="bulk")
bulk_targets.overtaken(room)
chosen = room.targets.cascade().iloc[overview.table(room)]
with bar:
    bulk_targets.bulk(room, chosen, visitor)
    bulk_tiers.undo(room, visitor, ("set_targets",))

left, right = st.columns([3, 2], gap="medium")
with left:
    warm_up.pace_panel(room)
    callouts.callouts_panel()
    callouts.callout_suggestion()
with right:
    gap_tables.gaps_panel()
    rates.inputs(room, visitor)

drawer.show()
