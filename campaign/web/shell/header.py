"""The line above every page: campaign, phase clock, data age, language, account."""

from __future__ import annotations

from datetime import datetime

import streamlit as st

from campaign.base import formats, language, phases
from campaign.base.language import _
from campaign.plan import campaigns
from campaign.plan.campaigns import Campaign
from campaign.team.members import Member
from campaign.web.blocks import new_campaign
from campaign.web.widgets import icons, session
from campaign.web.widgets.basics import freshness, plain
from campaign.web.widgets.live import live

_MINUTE = 60
_SHORT = {"en": "EN", "zh_CN": "中文"}


def header(visitor: Member, chosen: Campaign) -> None:
    """Draw the line; the navigation script does it, so that pages can't differ."""
    with st.container(horizontal=True, vertical_alignment="center", gap="medium", key="header"):
        _picker(chosen)
        _clock()
        switch(visitor)
        _account(visitor)


def switch(visitor: Member) -> None:
    """English or Chinese; the choice is remembered for the member."""
    st.session_state["language"] = session.language(visitor)
    st.segmented_control(
        _("Language"),
        list(language.LANGUAGES),
        format_func=_SHORT.__getitem__,
        key="language",
        on_change=_speak,
        label_visibility="collapsed",
        required=True,
        width="content",
    )


def clock(chosen: Campaign, at: datetime) -> str:
    """Which phase it is and when the next one opens, as one line of markdown."""
    calendar = campaigns.calendar(chosen)
    running = phases.phase_at(calendar, at)
    upcoming = next((phase for phase in calendar if phase.starts > at), None)
    parts = []
    if running:
        day = (phases.local_day(at, chosen.zone) - running.first).days + 1
        place = _("day {day} of {days}", day=day, days=len(running.days))
        parts.append(f":material/{icons.PHASES[running.key].icon}: **{running.name}** :gray[{place}]")
    if upcoming:
        opens = _("{phase} opens in", phase=upcoming.name)
        parts.append(f":gray[{opens}] **{formats.countdown(upcoming.starts - at)}**")
    elif running:
        parts.append(f":gray[{_('ends in')}] **{formats.countdown(running.ends - at)}**")
    else:
        parts.append(f":gray[{_('The campaign ended on {day}', day=formats.day(calendar[-1].last))}]")
    return " :gray[·] ".join(parts)


@st.fragment(run_every=_MINUTE)
def _clock() -> None:
    """Clock and data age; the page's stream hangs here, so every page has it."""
    session.require()
    room = session.room()
    as_of = room.facts.as_of()
    with st.container(
        horizontal=True, horizontal_alignment="distribute", vertical_alignment="center", gap="small", key="clock"
    ):
        st.markdown(clock(room.campaign, session.now()), width="content")
        st.markdown(freshness(session.now() - as_of if as_of else None), width="content")
        live("header", "facts")


def _picker(chosen: Campaign) -> None:
    found = {one.id: one for one in session.campaigns()}
    st.session_state["picked"] = chosen.id
    st.selectbox(
        _("Campaign"),
        list(found),
        format_func=lambda id_: found[id_].name,
        key="picked",
        on_change=_pick,
        label_visibility="collapsed",
        width=190,
    )


def _pick() -> None:
    session.choose(st.session_state["picked"])


def _speak() -> None:
    visitor = session.member()
    if visitor is not None:
        session.desk().accounts.speak(visitor, st.session_state["language"])


def _account(visitor: Member) -> None:
    words = {"plan": _("Plan a campaign"), "out": _("Sign out")}
    wanted = st.menu_button(
        plain(visitor.name),
        ["plan", "out"] if visitor.role == "commander" else ["out"],
        format_func=words.__getitem__,
        key="account",
        type="tertiary",
        icon=":material/account_circle:",
        on_click=_leave,
    )
    if wanted == "plan":
        new_campaign.plan_dialog()


def _leave() -> None:
    if st.session_state["account"] == "out":
        session.desk().accounts.sign_out(session.secret(), session.now())
