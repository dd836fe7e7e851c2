"""The script that runs on every full run: page frame, navigation, header, then the page."""

from __future__ import annotations

import streamlit as st

from campaign.language import N_, _
from campaign.members import Role
from campaign.web import farewell, first, place, session
from campaign.web.header import header, switch

PAGES = place.CHECKOUT / "pages"
LEADS: tuple[Role, ...] = ("commander", "lead")
# section: page, its title, its icon, who sees it (nobody named: everyone)
SECTIONS: dict[str, tuple[tuple[str, str, str, tuple[Role, ...]], ...]] = {
    N_("Now"): (
        ("today", N_("Today"), "today", ()),
        ("war_room", N_("War room"), "tv", ()),
    ),
    N_("Phases"): (
        ("build_up", N_("Build-up"), "construction", ()),
        ("warm_up", N_("Warm-up"), "local_fire_department", ()),
        ("launch", N_("Launch"), "rocket_launch", ()),
        ("review", N_("Review"), "fact_check", ()),
    ),
    N_("Plan"): (
        ("products", N_("Products"), "inventory_2", ()),
        ("targets", N_("Targets"), "flag", ()),
        ("budget", N_("Budget"), "account_balance_wallet", ()),
        ("stock", N_("Stock"), "warehouse", ()),
    ),
    N_("Campaign"): (
        ("data", N_("Data"), "database", ()),
        ("retrospective", N_("Retrospective"), "history_edu", ()),
        ("team", N_("Team"), "group", ()),
        ("settings", N_("Settings"), "tune", LEADS),
    ),
}

visitor = session.member()
st.set_page_config(
    page_title="Eleven", page_icon=str(place.BRAND / "mark.svg"), layout="wide", initial_sidebar_state=208
)
if visitor is None:
    farewell.leave()
    st.stop()

st.html(place.LOOK)
st.logo(place.BRAND / "logo.svg", size="medium", icon_image=place.BRAND / "mark.svg")
chosen = session.campaign()
pages = {
    _(section): [
        st.Page(
            PAGES / f"{name}.py",
            title=_(title),
            icon=f":material/{icon}:",
            url_path=name.replace("_", "-"),
            default=name == "today",
        )
        for name, title, icon, roles in entries
        if (not roles or visitor.role in roles) and (PAGES / f"{name}.py").exists()
    ]
    for section, entries in SECTIONS.items()
}
page = st.navigation(pages, position="sidebar" if chosen else "hidden", expanded=True)
st.session_state["page"] = page.title
if chosen is None:
    with st.container(horizontal=True, horizontal_alignment="right"):
        switch(visitor)
    first.first_screen(visitor)
    st.stop()
session.choose(chosen.id)
header(visitor, chosen)
page.run()
