"""Routes: is everything signed up, and will it pass?"""

from __future__ import annotations

import streamlit as st

from campaign.base.language import _
from campaign.web.panels.products import tier_reasons
from campaign.web.panels.signups import activities, overview, tracker
from campaign.web.widgets import drawer, session
from campaign.web.widgets.basics import answer, figures_row

visitor = session.require()
room = session.room()

if not room.products.catalogue():
    answer(_("Is everything signed up, and will it pass?"), _("No product is known yet"))
    tier_reasons.nothing_yet(visitor)
    st.stop()

said = overview.answer(room)
answer(_("Is everything signed up, and will it pass?"), said.text, said.reason, room.facts.as_of())
with figures_row(5):
    overview.figures(room)

wanted = overview.filters(room)
rows = tracker.filtered(room, *wanted)
bar = st.container(horizontal=True, vertical_alignment="center", gap="small", key="bulk")
chosen = rows.iloc[tracker.table(room, *wanted)]
with bar:
    tracker.bulk(room, chosen, len(rows), visitor)

left, right = st.columns([3, 2], gap="medium")
with left:
    activities.offered(room, visitor)
with right:
    activities.mend(room)
    activities.clashes(room)
drawer.show()
