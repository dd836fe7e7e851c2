"""What a page knows of its visitor: who it is, which campaign, which language, what time."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

import streamlit as st

from campaign.base import language as tongue
from campaign.base.language import _
from campaign.desk import Desk
from campaign.plan.campaigns import Campaign
from campaign.room import Room
from campaign.storage import Store
from campaign.team.members import Member, Role
from campaign.web.server import clock, state

_LONGEST_ID = 16


def now() -> datetime:
    """This instant, in UTC."""
    return clock.now()


def today() -> date:
    """The visitor's day."""
    return now().astimezone(ZoneInfo(viewer_zone())).date()


def store() -> Store:
    """The documents and facts of this server."""
    return state.store()


def desk() -> Desk:
    """Where every change is made."""
    return state.desk()


def secret() -> str:
    """The secret of the visitor's session, as the guard passed it on; empty for a stranger."""
    return str(st.user.get("session") or "")


def member() -> Member | None:
    """Who is here, asked again at every run: a revoked session ends with the next one. Speaks their language."""
    mine = secret()
    visitor = state.desk().accounts.session(mine, now()) if mine else None
    tongue.use(language(visitor))
    return visitor


def require(*roles: Role) -> Member:
    """The visitor, with one of these roles (any, if none is named); for everybody else the page stops here."""
    visitor = member()
    if visitor is None:
        st.stop()
    if roles and visitor.role not in roles:
        st.markdown(_("This page is for the commander and the leads; ask the commander for the right to see it."))
        st.stop()
    return visitor


def language(visitor: Member | None = None) -> str:
    """The language of this session: what was switched to, else the member's, else the browser's."""
    chosen = st.session_state.get("language")
    if chosen in tongue.LANGUAGES:
        return str(chosen)
    if visitor is not None and visitor.language:
        return visitor.language
    cookie = st.context.cookies.get("eleven-language")
    if cookie in tongue.LANGUAGES:
        return str(cookie)
    return tongue.preferred(st.context.headers.get("Accept-Language") or "")


def zone() -> str:
    """The campaign's zone, else the viewer's own."""
    chosen = campaign()
    return chosen.zone if chosen else viewer_zone()


def viewer_zone() -> str:
    """The zone of the visitor's browser."""
    return st.context.timezone or "UTC"


def campaigns() -> list[Campaign]:
    """All campaigns, the one whose launch is nearest to now first, the demo last."""
    today = now().date()
    return sorted(store().records(Campaign).all(), key=lambda one: (one.demo, abs((one.launch - today).days), -one.id))


def campaign() -> Campaign | None:
    """The campaign in the address, else the one chosen last, else the first of all; None when nothing is planned."""
    planned = store().records(Campaign)
    for wanted in (st.query_params.get("campaign"), st.session_state.get("campaign")):
        text = str(wanted)
        found = planned.get(int(text)) if text.isdecimal() and len(text) < _LONGEST_ID else None
        if found:
            return found
    return next(iter(campaigns()), None)


def choose(campaign_id: int) -> None:
    """Stay with a campaign from here on: in this session, and in the address."""
    st.session_state["campaign"] = campaign_id
    if st.query_params.get("campaign") != str(campaign_id):
        st.query_params["campaign"] = str(campaign_id)


def room() -> Room:
    """Everything the pages read of the chosen campaign, as of this minute."""
    chosen = campaign()
    if chosen is None:
        st.stop()
    return state.room(chosen, now())
