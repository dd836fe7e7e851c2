"""War room: are we winning this hour?"""

from __future__ import annotations

import streamlit as st

from campaign.language import _
from campaign.web import links, rotation, session, war_room
from campaign.web.widgets import panel

visitor = session.require()
room = session.room()

shown = rotation.chosen()
war_room.element(room.campaign.id, shown.scenes, shown.seconds)

links.handed_out()
left, right = st.columns([3, 2], gap="medium")
with left:
    links.wall_links(visitor, shown.options())
with right, panel(_("Rotation"), _("here, and in every link made from here"), key="rotation"):
    rotation.controls()
