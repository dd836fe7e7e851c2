"""Targets: will we get there?"""

from __future__ import annotations

import streamlit as st

from campaign.language import _
from campaign.web import aiming, callouts, choosing, drawer, gaps, goods, rates, session, targets, warm_up
from campaign.web.widgets import answer, figures_row

visitor = session.require()
room = session.room()

if not len(room.aims()):
    answer(_("Will we get there?"), _("There is nothing to set targets for yet"))
    goods.nothing_yet(visitor)
    st.stop()

said = targets.answer(room)
answer(_("Will we get there?"), said.text, said.reason, room.as_of())
with figures_row(6):
    targets.figures(room)

bar = st.container(horizontal=True, vertical_alignment="center", gap="small", key="bulk")
aiming.overtaken(room)
chosen = room.aims().iloc[targets.table(room)]
with bar:
    aiming.bulk(room, chosen, visitor)
    choosing.undo(room, visitor, ("set_targets",))

left, right = st.columns([3, 2], gap="medium")
with left:
    warm_up.pace_panel(room)
    callouts.callouts_panel()
    callouts.callout_suggestion()
with right:
    gaps.gaps_panel()
    rates.inputs(room, visitor)

drawer.show()
