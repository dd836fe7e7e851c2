"""Stock: what runs out, when, and what do we do?"""

from __future__ import annotations

import streamlit as st

from campaign.base.language import _
from campaign.web.panels.products import tier_reasons
from campaign.web.panels.stock import goods_received, overview
from campaign.web.widgets import drawer, session
from campaign.web.widgets.basics import answer, figures_row

visitor = session.require()
room = session.room()

if not len(room.stock.skus()):
    answer(_("What runs out, when, and what do we do?"), _("No stock is known yet"))
    tier_reasons.nothing_yet(visitor, overview.nothing())
    st.stop()

said = overview.answer(room)
answer(_("What runs out, when, and what do we do?"), said.text, said.reason, room.stock.counted_at())
with figures_row(5):
    overview.figures(room)

overview.triggers(room)

left, right = st.columns([3, 2], gap="medium")
with left:
    goods_received.alerts()
    goods_received.receipts(room, visitor)
    overview.blind(room)
with right:
    overview.running_out(room)
    overview.inbound(room)

drawer.show()
