"""Data: can I trust the numbers?"""

from __future__ import annotations

import streamlit as st

from campaign.language import _
from campaign.web import imports, session, sources
from campaign.web.widgets import answer, figures_row

visitor = session.require()
room = session.room()

said = sources.answer(room)
answer(_("Can I trust the numbers?"), said.text, said.reason, room.as_of())
with figures_row(6):
    sources.figures(room)

imports.importer(visitor)
left, right = st.columns([3, 2], gap="medium")
with left:
    sources.batches(room)
with right:
    sources.coverage(room)

titles = (_("Where each figure comes from"), _("Levels that fell"), _("Metric dictionary"))
origins, fallen, dictionary = st.tabs(titles, key="data.tab", on_change="rerun")
if origins.open:
    with origins:
        sources.origins(room)
if fallen.open:
    with fallen:
        sources.fallen(room)
if dictionary.open:
    with dictionary:
        sources.dictionary()
