"""Alert rows: what calls, who cares for it, and what can be done about it in one click."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import streamlit as st

from campaign.base import formats
from campaign.base.language import N_, _
from campaign.monitoring import alerts
from campaign.monitoring.alerts import Alert
from campaign.room import Room
from campaign.team import members
from campaign.team.members import Member
from campaign.web.widgets import drawer, icons, session
from campaign.web.widgets.basics import plain, refusals

ORDER = ("critical", "warning", "notice")
ACTS = {
    "acknowledge": N_("I have seen it"),
    "take": N_("I take care of it"),
    "give": N_("Give it to somebody"),
    "hour": N_("Snooze for an hour"),
    "half_day": N_("Snooze for 12 hours"),
    "resolve": N_("Close it with a reason"),
}
SNOOZES = {"hour": timedelta(hours=1), "half_day": timedelta(hours=12)}


def ranked(found: Sequence[Alert]) -> list[Alert]:
    """The worst first, the newest first among equals; the snoozed ones last.

    Args:
        found: Open alerts.
    """
    return sorted(found, key=lambda one: (one.state == "snoozed", ORDER.index(one.severity), -one.opened.timestamp()))


def alert_rows(found: Sequence[Alert], place: str) -> None:
    """One row per alert: its sentence at the left; owner, state and what to do at the right.

    Args:
        found: Alerts, in order.
        place: Where on the page.
    """
    visitor, room = session.require(), session.room()
    with st.container(gap="xxsmall"):
        for one in found:
            mark = icons.SEVERITIES[one.severity]
            with st.container(
                horizontal=True, vertical_alignment="center", gap="small", key=f"row-alert-{place}-{one.id}"
            ):
                st.markdown(f":{mark.badge}[{mark.glyph}] {plain(one.sentence)}", width="stretch")
                st.markdown(_meta(room, one), width="content")
                if _may(visitor, one):
                    _menu(one, f"more-alert-{place}-{one.id}")


def _may(visitor: Member, one: Alert) -> bool:
    return members.may(visitor, "alerts", owns=one.owner == visitor.id)


def _meta(room: Room, one: Alert) -> str:
    name, zone = room.team.name(one.owner), room.campaign.zone
    who = plain(name) if name else f":orange[:material/person_off: {_('no owner')}]"
    if one.state == "snoozed" and not one.is_loud(room.at):
        badge = f":gray-badge[:material/snooze: {formats.moment(one.snoozed_until, zone)}]"
        return f":gray[{who}] {badge}"
    seen = f" · {_(alerts.STATE_NAMES['acknowledged'])}" if one.state == "acknowledged" else ""
    return f":gray[{who}{seen} · {formats.moment(one.opened, zone)}]"


def _menu(one: Alert, key: str) -> None:
    wanted = st.menu_button(
        _("Act"),
        list(ACTS),
        format_func=lambda word: _(ACTS[word]),
        key=key,
        type="tertiary",
        icon=":material/more_horiz:",
        on_click=_chosen,
        args=(one.id, key),
    )
    if wanted == "resolve":
        drawer.pull(resolve_form, one.id)
    elif wanted == "give":
        drawer.pull(give_form, one.id)


def act(alert: int, word: str) -> None:
    """Do what was chosen about an alert; `resolve` asks for its reason first, in the drawer."""
    visitor, desk, at = session.require(), session.desk(), session.now()
    with refusals():
        if word in SNOOZES:
            desk.alerts.snooze(visitor, alert, at + SNOOZES[word], at)
        elif word == "take":
            desk.alerts.give(visitor, alert, visitor.id, at)
        elif word == "acknowledge":
            desk.alerts.acknowledge(visitor, alert, at)


def _chosen(alert: int, key: str) -> None:
    act(alert, st.session_state[key])


def give_form(alert: int) -> None:
    """A form to give an alert to somebody."""
    room = session.room()
    found = next(one for one in room.alerts.all() if one.id == alert)
    st.markdown(f"**{plain(found.sentence)}**")
    with st.form("give", border=False):
        known = room.team.members()
        owner = st.selectbox(
            _("Who takes care of it?"), list(known), format_func=lambda one: known[one].name, key="give.to"
        )
        if st.form_submit_button(_("Give"), type="primary", key="give.save"):
            with refusals():
                session.desk().alerts.give(session.require(), alert, owner, session.now())
                drawer.shut()


def resolve_form(alert: int) -> None:
    """A form to close an alert with what was decided."""
    room = session.room()
    found = next(one for one in room.alerts.all() if one.id == alert)
    st.markdown(f"**{plain(found.sentence)}**")
    with st.form("resolve", border=False):
        reason = st.text_area(_("What was decided?"), key="resolve.reason")
        if st.form_submit_button(_("Close the alert"), type="primary", key="resolve.save"):
            with refusals():
                session.desk().alerts.resolve(session.require(), alert, session.now(), reason or "")
                drawer.shut()
