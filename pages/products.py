"""Products: which product does which job?"""

from __future__ import annotations

import streamlit as st

from campaign.base.language import _
from campaign.web.panels.products import bulk_tiers, overview, table, tier_reasons
from campaign.web.widgets import drawer, session
from campaign.web.widgets.basics import answer, figures_row

visitor = session.require()
room = session.room()

if not len(room.decisions.judged()):
    answer(_("Which product does which job?"), _("No product is known yet"))
    tier_reasons.nothing_yet(visitor)
    st.stop()

said = overview.answer(room)
answer(_("Which product does which job?"), said.text, said.reason, room.facts.as_of())
with figures_row(5):
    overview.figures(room)
st.caption(
    overview.freshness(room),
    help=_("Days since the first day on sale. One set of goods should not be sold for more than three months (S-66)."),
)

found = overview.found(room, overview.filters())
bar = st.container(horizontal=True, vertical_alignment="center", gap="small", key="bulk")
bulk_tiers.overtaken()
picked = table.table(room, table.window(found))
table.pager(len(found))
chosen = room.decisions.judged().iloc[found if st.session_state.get("products.all") else picked]
with bar:
    bulk_tiers.bulk(chosen, len(found), visitor)
    bulk_tiers.undo(room, visitor)
    tier_reasons.limits(room, visitor)

tier_reasons.why(room, chosen)
drawer.show()
