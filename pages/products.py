"""Products: which product does which job?"""

from __future__ import annotations

import streamlit as st

from campaign.language import _
from campaign.web import drawer, goods, products, session
from campaign.web.widgets import answer, figures_row

visitor = session.require()
room = session.room()

if not len(room.judged()):
    answer(_("Which product does which job?"), _("No product is known yet"))
    goods.nothing_yet(visitor)
    st.stop()

said = products.answer(room)
answer(_("Which product does which job?"), said.text, said.reason, room.as_of())
with figures_row(5):
    products.figures(room)

wanted = products.filters()
rows = products.filtered(room, *wanted)
bar = st.container(horizontal=True, vertical_alignment="center", gap="small", key="bulk")
chosen = rows.iloc[products.table(room, *wanted)]
with bar:
    products.bulk(chosen, len(rows), visitor)
    goods.limits(room, visitor)

goods.why(room, chosen)
drawer.show()
