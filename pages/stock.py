"""Stock: what runs out, when, and what do we do?"""

from __future__ import annotations

import streamlit as st

from campaign.language import _
from campaign.web import drawer, goods, receiving, session, stock
from campaign.web.widgets import answer, figures_row

visitor = session.require()
room = session.room()

if not len(room.skus()):
    answer(_("What runs out, when, and what do we do?"), _("No stock is known yet"))
    goods.nothing_yet(visitor, stock.nothing())
    st.stop()

said = stock.answer(room)
answer(_("What runs out, when, and what do we do?"), said.text, said.reason, room.stock_at())
with figures_row(5):
    stock.figures(room)

stock.triggers(room)

left, right = st.columns([3, 2], gap="medium")
with left:
    receiving.alerts()
    receiving.receipts(room, visitor)
    stock.blind(room)
with right:
    stock.running_out(room)
    stock.inbound(room)

drawer.show()
