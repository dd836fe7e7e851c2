"""Data: can I trust the numbers?"""

from __future__ import annotations

import streamlit as st

from campaign.base.language import _
from campaign.web.panels.data import (
    batches,
    dictionary,
    reconciliation,
    sources,
    tokens,
    upload,
)
from campaign.web.widgets import session
from campaign.web.widgets.basics import answer, figures_row

visitor = session.require()
room = session.room()

said = sources.answer(room)
answer(_("Can I trust the numbers?"), said.text, said.reason, room.facts.as_of())
with figures_row(6):
    sources.figures(room)

upload.importer(visitor)
left, right = st.columns([3, 2], gap="medium")
with left:
    batches.receipts(room, visitor)
with right:
    sources.coverage(room)

titles = (
    _("Where each figure comes from"), _("Two sources"), _("Presale"), _("Levels that fell"), _("Metric dictionary"),
    _("Feeds"),
)  # fmt: skip
origins, rivals, presale, fallen, words, posted = st.tabs(titles, key="data.tab", on_change="rerun")
if origins.open:
    with origins:
        sources.origins(room)
if rivals.open:
    with rivals:
        reconciliation.reconciled(room)
if presale.open:
    with presale:
        reconciliation.presale(room, visitor)
if fallen.open:
    with fallen:
        sources.fallen(room)
if words.open:
    with words:
        dictionary.dictionary()
if posted.open:
    with posted:
        tokens.feeds(visitor, room)
