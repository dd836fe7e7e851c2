"""The margin floor beside a sign-up: which campaign prices are below it, and the waiver that lets them pass."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from campaign.base import formats, money
from campaign.base.language import _, _n
from campaign.prices.margin_floors import Judged
from campaign.room import Room
from campaign.signups.signups import SignUp, Ticked
from campaign.team import members
from campaign.web.widgets import session
from campaign.web.widgets.basics import plain


def section(room: Room, one: SignUp, wanted: Sequence[Ticked], may: bool) -> str:
    """Say how prices stand to the floor where they do not simply keep it; returns the reason of a waiver, as typed."""
    judged = room.monitoring.floor_standing(one.product_id, wanted)
    below, waived, unknown = (
        [each for each in judged if each.standing == standing] for standing in ("below", "waived", "unknown")
    )
    said = [f":red[:material/price_change: {plain(_below(each, room.campaign.currency))}]" for each in below]
    if waived:
        said.append(_stood_for(room, one))
    if unknown:
        count = _n(
            "The floor of {count} SKU is unknown: its purchase cost is missing; import it",
            "The floor of {count} SKUs is unknown: their purchase cost is missing; import it",
            len(unknown),
        )
        said.append(f":orange[:material/help: {plain(count)}]")
    if said:
        st.markdown("  \n".join(said))
    if not below or not may:
        return ""
    if not members.may(session.require(), "waive", "product"):
        st.caption(_("The commander or the lead of products may stand for a price below the floor."))
        return ""
    return st.text_input(
        _("Why it may be below the floor"),
        key=f"sign_up.waiver-{one.id}-{one.rev}",
        placeholder=_("A written waiver, kept with your name when the SKUs are saved"),
    )


def _below(each: Judged, currency: str) -> str:
    price, floor = money.text(each.price_minor, currency, cents=True), formats.share(each.floor)
    if each.lowest_minor is None:
        return _("SKU {sku}: no campaign price keeps the margin floor of {floor}", sku=each.sku_id, floor=floor)
    lowest = money.text(each.lowest_minor, currency, cents=True)
    return _(
        "SKU {sku}: {price} is below {lowest}, the lowest that keeps the margin floor of {floor}",
        sku=each.sku_id,
        price=price,
        lowest=lowest,
        floor=floor,
    )


def _stood_for(room: Room, one: SignUp) -> str:
    """Who waived the floor last, and why."""
    waiver = next(each for each in room.monitoring.floor_waivers() if each.product_id == one.product_id)
    words = _("{who} stands for a price below the floor: {reason}", who=waiver.who, reason=waiver.reason)
    return f":orange[:material/gavel: {plain(words)}] :gray[{formats.moment(waiver.at, session.zone())}]"
