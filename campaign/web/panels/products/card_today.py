"""How a product stands today: its nine items, its visitors beside what is usual, its page, and a look by a person."""

from __future__ import annotations

from typing import get_args

import pandas as pd
import streamlit as st

from campaign import charts
from campaign.base import formats
from campaign.base.language import _
from campaign.monitoring import inspections, page_health, traffic_drops
from campaign.monitoring.inspections import Item
from campaign.products import Product
from campaign.room import Room
from campaign.room.product_day import NAMES, Tracked
from campaign.team import members
from campaign.team.members import Member
from campaign.web.widgets import session
from campaign.web.widgets.basics import lines, plain, refusals, unknown

GLYPHS = {
    "good": ":green[:material/check_circle:]",
    "attention": ":orange[:material/schedule:]",
    "bad": ":red[:material/error:]",
    "unknown": ":gray[:material/help:]",
}
LIGHTS = {"good": "green", "pass": "green", "fail": "red", "unknown": "gray"}
STATES = {"push": "green", "watch": "orange", "adjust": "red", "unknown": "gray"}


def section(visitor: Member, room: Room, product: Product) -> None:
    """The nine items, then visitors and page, then the form of a look."""
    found = room.product_day.nine(product.product_id)
    open_ = sum(one.state == "unknown" for one in found)
    note = _("{known} of 9 known", known=9 - open_)
    st.markdown(f"**{_('Tracked today')}** :small[:gray[{note}]]")
    with st.container(key="amounts-nine"):
        lines((f"{GLYPHS[one.state]} {_(NAMES[one.key])}", _said(one), _when(one)) for one in found)
    _flow(room, product)
    _page(room, product)
    if members.may(visitor, "products"):
        _look(room, product)


def _said(one: Tracked) -> str:
    missing = f":gray[{plain(one.missing)}]" if one.missing else ""
    return "  \n".join(part for part in (plain(one.text), missing) if part)


def _when(one: Tracked) -> str:
    return f":gray[{formats.day(one.at)}]".replace(" ", "\u00a0") if one.at else ""


def _flow(room: Room, product: Product) -> None:
    rate = room.monitoring.cart_rate(product.product_id)
    badge = f":{STATES[rate.state]}-badge[{_(traffic_drops.STATES[rate.state])}]"
    st.markdown(f"**{_('Visitors of 14 days')}** :small[:gray[{_('band: not sharp; dashed: median of 7 days')}]]")
    frame = room.monitoring.band(product.product_id)
    if frame["visitors"].isna().all():
        st.markdown(unknown(_("no import holds visitors of it")))
    else:
        reach = -traffic_drops.SHARP_Z * frame["scale"]
        shown = pd.DataFrame(
            {
                "day": frame["day"],
                "actual": frame["visitors"],
                "median": frame["median"],
                "low": (frame["median"] - reach).clip(lower=0),
                "high": frame["median"] + reach,
            }
        )
        st.vega_lite_chart(*charts.usual(shown), height=150, alt=_alt(room, product))
    st.markdown(f"{badge} {plain(rate.reason)} :gray[{_interval(rate)}]")
    if rate.state == "push" and room.monitoring.raise_blocked(product.product_id):
        st.markdown(f":red[:material/block: {_('A light of its page fails: mend the page before it is pushed')}]")


def _alt(room: Room, product: Product) -> str:
    rows = room.monitoring.flow(product.product_id)
    return str(rows["reason"].iloc[0]) if len(rows) else _("Visitors are unknown")


def _interval(rate: traffic_drops.Reading) -> str:
    if rate.now is None:
        return ""
    return _(
        "7 days: {low} to {high} (95 %), {days} of 7 days known",
        low=formats.share(rate.now.low, 1),
        high=formats.share(rate.now.high, 1),
        days=rate.days,
    )


def _page(room: Room, product: Product) -> None:
    lights = room.monitoring.lights(product.product_id)
    blocked = page_health.blocks(lights)
    note = _("mend the page first: no raise is suggested") if blocked else _("last 7 full days")
    st.markdown(f"**{_('Page health')}** :small[:{'red' if blocked else 'gray'}[{note}]]")
    lines(
        (
            f":{LIGHTS[one.state]}-badge[{_(page_health.STATES[one.state])}] {_(page_health.NAMES[one.name])}",
            f":gray[{plain(one.reason)}]",
        )
        for one in lights
    )


def _look(room: Room, product: Product) -> None:
    """One line a day: what was looked at, what was found."""
    with st.form(f"ware.look-{product.product_id}", border=True, clear_on_submit=True):
        st.markdown(f"**{_('I have looked')}**")
        st.segmented_control(
            _("At what"),
            list(get_args(Item)),
            default="same_style",
            required=True,
            key="ware.look.item",
            format_func=lambda item: _(inspections.ITEMS[item]),
            label_visibility="collapsed",
            help=" ".join(_(asked) for asked in inspections.ASKED.values()),
        )
        st.segmented_control(
            _("Found"),
            list(inspections.FOUND),
            default="fine",
            required=True,
            key="ware.look.found",
            format_func=lambda found: _(inspections.FOUND[found]),
            label_visibility="collapsed",
        )
        st.text_input(
            _("Note"), key="ware.look.note", placeholder=_("A problem needs a word"), label_visibility="collapsed"
        )
        st.form_submit_button(_("Write down"), key="ware.look.save", on_click=_save, args=(product.product_id,))


def _save(product_id: str) -> None:
    visitor, room, state = session.require(), session.room(), st.session_state
    with refusals():
        session.desk().products.inspect(
            visitor,
            room.campaign,
            product_id,
            state["ware.look.item"],
            state["ware.look.found"],
            session.now(),
            note=str(state["ware.look.note"]),
        )
