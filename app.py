"""Eleven: `python app.py` serves it on 127.0.0.1:8501; PORT, ADDRESS and ELEVEN_DATA change where."""

import streamlit as st

from campaign.web.server import launcher
from campaign.web.server.app import NAVIGATION, parts

app = st.App(NAVIGATION, **parts())

if __name__ == "__main__":
    launcher.serve(app)
