"""A file brought to a register: opened, looked at, then taken in as a whole."""

from __future__ import annotations

import streamlit as st

from campaign import registers
from campaign.base.errors import CampaignError
from campaign.base.language import _, _n
from campaign.registers import Kind
from campaign.registers.rows import Merged
from campaign.web.widgets import drawer, session
from campaign.web.widgets.basics import plain

TYPES = ["csv", "tsv", "txt", "xlsx", "xls"]
SHOWN = 8


def form(kind_key: str) -> None:
    """Draw the form: a file, what it would change, and a button that takes it in."""
    kind = registers.load(kind_key)
    st.markdown(f"**{_('Take in a file: {register}', register=plain(kind.title))}**")
    said = _("Columns are told by their titles, in English or Chinese; a line with a number changes that entry.")
    st.markdown(f":gray[{said}]")
    upload = st.file_uploader(_("File"), type=TYPES, key="bringing.file", label_visibility="collapsed")
    if upload is None:
        return
    offer(kind, upload.getvalue(), upload.name)


def offer(kind: Kind, content: bytes, name: str) -> None:
    """Draw what a file would change in a register, and the button that takes it in."""
    campaign = session.room().campaign
    try:
        brought = session.desk().registers.read(campaign, kind, content, name)
    except CampaignError as refusal:
        st.error(plain(str(refusal)), icon=":material/block:")
        return
    _seen(brought)
    count = len(brought.new) + len(brought.changed)
    if not count:
        st.markdown(f":gray[:material/check: {_('Nothing to take in.')}]")
        return
    st.caption(
        _("A file is not taken back as a whole: take back each entry on its form; its history names the columns.")
    )
    label = _n("Take in {count} entry", "Take in {count} entries", count)
    if st.button(label, type="primary", icon=":material/download_done:", key="bringing.take"):
        _take(kind, brought)


def _seen(brought: Merged) -> None:
    """What the file would change, and which lines it would not."""
    parts = [
        _n("{count} new", "{count} new", len(brought.new)),
        _n("{count} changed", "{count} changed", len(brought.changed)),
        _n("{count} the same", "{count} the same", brought.same),
    ]
    if brought.faults:
        parts.append(_n("{count} line left out", "{count} lines left out", len(brought.faults)))
    st.markdown(" · ".join(parts))
    for fault in brought.faults[:SHOWN]:
        st.markdown(f":orange[:material/warning:] {_('Line {line}', line=fault.line)}: {plain(fault.message)}")
    if len(brought.faults) > SHOWN:
        st.caption(_n("and {count} more", "and {count} more", len(brought.faults) - SHOWN))
    if brought.unread:
        st.caption(_("Not read: {columns}", columns=plain(", ".join(brought.unread))))


def _take(kind: Kind, brought: Merged) -> None:
    try:
        session.desk().registers.take_in(session.require(), session.room().campaign, kind, brought, session.now())
    except CampaignError as refusal:
        st.error(plain(str(refusal)), icon=":material/block:")
    else:
        drawer.shut()
