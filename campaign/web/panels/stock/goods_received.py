"""Goods received: the form that enters them, and what came in last."""

from __future__ import annotations

import streamlit as st

from campaign.base import formats
from campaign.base.language import _, _n
from campaign.room import Room
from campaign.team import members
from campaign.team.members import Member
from campaign.web.blocks.alert_rows import alert_rows, ranked
from campaign.web.widgets import drawer, session
from campaign.web.widgets.basics import lines, panel, plain, refusals
from campaign.web.widgets.live import fragment

MOST = 12
SHOWN = 4


@fragment("documents")
def alerts() -> None:
    """Every open alert with what can be done about it; it follows what others do."""
    room = session.room()
    found = ranked(room.alerts.open())
    note = _("goods that come in close their alert")
    with panel(_("Alerts"), note, key="tight-stock-alerts"):
        if not found:
            st.markdown(f":gray[:material/check:] {_('No alert is open.')}")
        alert_rows(found[:MOST], "stock")
        if len(found) > MOST:
            st.caption(_n("and {count} more", "and {count} more", len(found) - MOST))


def receipts(room: Room, visitor: Member) -> None:
    """What came in last, and the way to enter more."""
    found = room.stock.receipts()
    with panel(_("Received"), _n("{count} receipt", "{count} receipts", len(found)), key="stock-received"):
        names = room.stock.sku_names() if found else {}
        if found:
            lines(
                (
                    plain(names.get((one.product_id, one.sku_id), one.sku_id)),
                    _n("{count} piece", "{count} pieces", one.units),
                    f":gray[{plain(one.who)} · {formats.moment(one.at, room.campaign.zone)}]",
                )
                for one in found[:SHOWN]
            )
        else:
            st.markdown(f":gray[{_('Nothing was received since the campaign began.')}]")
        if members.may(visitor, "alerts") and st.button(
            _("Receive goods"), icon=":material/package_2:", key="stock.receive"
        ):
            drawer.pull(receive)


def receive() -> None:
    """The form of one receipt; the SKUs that need a decision stand first."""
    room, visitor = session.room(), session.require()
    urgent = [(one.product_id, one.sku_id) for one in room.stock.triggers()]
    names = dict(
        zip(
            zip(room.stock.skus()["product_id"], room.stock.skus()["sku_id"], strict=True),
            room.stock.skus()["name"],
            strict=True,
        )
    )
    st.markdown(f"### {_('Receive goods')}")
    with st.form("stock.receiving", border=False):
        key = st.selectbox(
            "SKU", list(dict.fromkeys([*urgent, *names])), format_func=names.__getitem__, key="stock.sku"
        )
        units = st.number_input(_("Pieces"), min_value=0, step=1, key="stock.units")
        done = st.form_submit_button(_("Receive"), type="primary", key="stock.received")
    if done and key:
        with refusals():
            session.desk().alerts.receive(visitor, room.campaign, *key, int(units), session.now())
            drawer.shut()
