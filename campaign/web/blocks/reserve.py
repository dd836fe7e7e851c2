"""The reserve: what it holds, what was released from it and why, and a form to release more."""

from __future__ import annotations

import streamlit as st

from campaign.base import formats, money
from campaign.base.language import _
from campaign.room import Room
from campaign.spend import channels
from campaign.team import members
from campaign.web.widgets import drawer, session
from campaign.web.widgets.basics import panel, plain, refusals, unknown


def reserve_panel(room: Room) -> None:
    """What the reserve holds, what was released and why, and a form to release more."""
    visitor, reserve, currency = session.require(), room.budget.reserve(), room.campaign.currency
    with panel(_("Reserve"), _("money on no line of the plan"), key="reserve"):
        if reserve is None:
            st.markdown(unknown(_("set the campaign's budget in Settings")))
            return
        left, held = (plain(money.text(one, currency)) for one in (reserve.left_minor, reserve.held_minor))
        st.markdown(_("**{left}** left of {held}", left=left, held=held))
        for one in room.budget.releases()[:3]:
            amount = plain(money.text(one.amount_minor, currency))
            when = formats.moment(one.at, room.campaign.zone)
            to = plain(channels.name(one.channel))
            st.markdown(f"{amount} → {to}: {plain(one.reason)} :gray[{plain(one.who)} · {when}]")
        may_release = members.may(visitor, "release") and reserve.left_minor > 0
        if may_release and st.button(_("Release from the reserve"), key="launch.release", icon=":material/payments:"):
            drawer.pull(release_form)


def release_form() -> None:
    """A form for money from the reserve, with its reason."""
    room = session.room()
    reserve, currency = room.budget.reserve(), room.campaign.currency
    known = list(dict.fromkeys([line.channel for line in room.budget.lines()])) or list(channels.NAMES)[1:]
    st.markdown(f"**{_('Release from the reserve')}**")
    if reserve is not None:
        st.markdown(_("It holds {left}.", left=plain(money.text(reserve.left_minor, currency))))
    with st.form("release", border=False):
        amount = st.text_input(_("Amount in {currency}", currency=currency), placeholder="2,000", key="release.amount")
        channel = st.selectbox(_("Channel"), known, format_func=channels.name, key="release.channel")
        why = st.text_area(_("Why is the money needed now?"), key="release.reason", height=80)
        if st.form_submit_button(_("Release"), type="primary", key="release.save"):
            with refusals():
                minor = money.to_minor(amount or "", currency)
                visitor, at = session.require(), session.now()
                session.desk().budget.release(visitor, room.campaign, minor, channel or "", why or "", at)
                drawer.shut()
