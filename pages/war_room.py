"""War room: are we winning this hour?"""

from __future__ import annotations

import streamlit as st

from campaign.base.language import _
from campaign.web.panels.war_room import element, rotation
from campaign.web.widgets import secret_links, session
from campaign.web.widgets.basics import panel

visitor = session.require()
room = session.room()

shown = rotation.chosen()
element.element(room.campaign.id, shown.scenes, shown.seconds)

secret_links.handed_out()
left, right = st.columns([3, 2], gap="medium")
with left:
    secret_links.wall_links(visitor, shown.options())
with right, panel(_("Rotation"), _("here, and in every link made from here"), key="rotation"):
    rotation.controls()
