"""Products: which product does which job?"""

from __future__ import annotations

import streamlit as st

from campaign.language import _
from campaign.web import choosing, drawer, goods, listing, products, session
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
st.caption(
    products.freshness(room),
    help=_("Days since the first day on sale. One set of goods should not be sold for more than three months (S-66)."),
)

found = products.found(room, products.filters())
bar = st.container(horizontal=True, vertical_alignment="center", gap="small", key="bulk")
choosing.overtaken()
picked = listing.table(room, listing.window(found))
listing.pager(len(found))
chosen = room.judged().iloc[found if st.session_state.get("products.all") else picked]
with bar:
    choosing.bulk(chosen, len(found), visitor)
    choosing.undo(room, visitor)
    goods.limits(room, visitor)

goods.why(room, chosen)
drawer.show()
