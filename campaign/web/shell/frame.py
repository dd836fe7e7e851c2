"""The frame of every page: who is here, the menu, the header; then the page itself."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import streamlit as st

from campaign.base.language import N_, _
from campaign.team.members import Member, Role
from campaign.web.blocks import new_campaign
from campaign.web.server import state
from campaign.web.shell import farewell
from campaign.web.shell.header import header, switch
from campaign.web.widgets import session

PAGES = state.CHECKOUT / "pages"
LEADS: tuple[Role, ...] = ("commander", "lead")


class Entry(NamedTuple):
    """A page of the menu: its file and address, its title, its icon, and who sees it (nobody named: everyone)."""

    name: str
    title: str
    icon: str
    roles: tuple[Role, ...] = ()


SECTIONS: dict[str, tuple[Entry, ...]] = {
    N_("Now"): (
        Entry("today", N_("Today"), "today"),
        Entry("war_room", N_("War room"), "tv"),
    ),
    N_("Phases"): (
        Entry("build_up", N_("Build-up"), "construction"),
        Entry("warm_up", N_("Warm-up"), "local_fire_department"),
        Entry("launch", N_("Launch"), "rocket_launch"),
        Entry("review", N_("Review"), "fact_check"),
    ),
    N_("Plan"): (
        Entry("products", N_("Products"), "inventory_2"),
        Entry("routes", N_("Routes"), "storefront"),
        Entry("targets", N_("Targets"), "flag"),
        Entry("budget", N_("Budget"), "account_balance_wallet"),
        Entry("stock", N_("Stock"), "warehouse"),
    ),
    N_("Campaign"): (
        Entry("registers", N_("Registers"), "list_alt_check"),
        Entry("data", N_("Data"), "database"),
        Entry("retrospective", N_("Retrospective"), "history_edu"),
        Entry("team", N_("Team"), "group"),
        Entry("settings", N_("Settings"), "tune", LEADS),
    ),
}


def show(*hidden: Path) -> None:
    """Draw the frame and run the page that the address names.

    Args:
        hidden: Further page files, reachable by address only.
    """
    visitor = session.member()
    st.set_page_config(
        page_title="Eleven", page_icon=str(state.BRAND / "mark.svg"), layout="wide", initial_sidebar_state=208
    )
    if visitor is None:
        farewell.leave()
        return
    st.logo(state.BRAND / "logo.svg", size="medium", icon_image=state.BRAND / "mark.svg")
    chosen = session.campaign()
    page = st.navigation(_menu(visitor, hidden), position="sidebar" if chosen else "hidden", expanded=True)
    st.session_state["page"] = page.title
    if chosen is None:
        with st.container(horizontal=True, horizontal_alignment="right"):
            switch(visitor)
        new_campaign.first_screen(visitor)
        return
    session.choose(chosen.id)
    header(visitor, chosen)
    page.run()


def _menu(visitor: Member, hidden: tuple[Path, ...]) -> dict[str, list[st.Page]]:
    menu = {
        _(section): [_page(entry) for entry in entries if sees(visitor, entry) and _path(entry).exists()]
        for section, entries in SECTIONS.items()
    }
    menu[""] = [st.Page(path, visibility="hidden") for path in hidden]
    return menu


def sees(visitor: Member, entry: Entry) -> bool:
    """Whether a page stands in the visitor's menu; one that doesn't can't be run."""
    return not entry.roles or visitor.role in entry.roles


def _path(entry: Entry) -> Path:
    return PAGES / f"{entry.name}.py"


def _page(entry: Entry) -> st.Page:
    return st.Page(
        _path(entry),
        title=_(entry.title),
        icon=f":material/{entry.icon}:",
        url_path=entry.name.replace("_", "-"),
        default=entry.name == "today",
    )
