"""The campaign brief on a page: who buys, what they are offered, what is better here, and the story."""

from __future__ import annotations

import streamlit as st

from campaign import registers
from campaign.base.language import _
from campaign.room import Room
from campaign.team.members import Member
from campaign.web.blocks import register_entry
from campaign.web.widgets import drawer
from campaign.web.widgets.basics import panel, plain


def brief_panel(room: Room, visitor: Member) -> None:
    """The four answers, or the button that writes them."""
    kind, found = registers.load("brief"), room.registers.brief()
    state = kind.state(found.state).title if found else ""
    with panel(plain(kind.title), state, key="tight-brief"):
        if found is None:
            st.markdown(f":gray[{plain(kind.about)}.]")
            if st.button(_("Write it"), key="brief.write", icon=":material/edit_note:"):
                drawer.pull(register_entry.form, kind.key, None)
            return
        said = (f":gray[{plain(one.title)}] {plain(str(found.value(one.key) or ''))}" for one in kind.columns)
        st.markdown("  \n".join(said))
        if register_entry.may_change(visitor, found) and st.button(
            _("Change it"), key="brief.change", type="tertiary", icon=":material/edit:"
        ):
            drawer.pull(register_entry.form, kind.key, found)
