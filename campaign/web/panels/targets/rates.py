"""The inputs of the cascade: the GMV target and the rates, where each comes from, and the form that changes them."""

from __future__ import annotations

import streamlit as st

from campaign.base import formats, money
from campaign.base.language import _
from campaign.plan import playbook
from campaign.plan.playbook import Thresholds
from campaign.room import Room
from campaign.targets.cascade import BASIS_NAMES, RATE_NAMES
from campaign.team import members
from campaign.team.members import Member
from campaign.web.widgets import drawer, session
from campaign.web.widgets.basics import lines, panel, plain, refusals, unknown

PIECES = "items_per_buyer"
EDITED = tuple(name for name in RATE_NAMES if name in Thresholds.model_fields)


def inputs(room: Room, visitor: Member) -> None:
    """Every input with its value and its source."""
    target, currency = room.campaign.gmv_target_minor, room.campaign.currency
    with panel(_("Inputs"), _("value and where it comes from"), key="targets-inputs"):
        gmv = plain(money.text(target, currency)) if target is not None else unknown(_("set it below"))
        rows = [(_("GMV target"), gmv, f":gray[{_('typed in')}]")]
        rows += [
            (
                name,
                f"{value:g}" if rate == PIECES else formats.share(value, 1),
                f":gray[{_(BASIS_NAMES[basis])}]",
            )
            for rate, name, value, basis in room.targets.rates().itertuples(index=False, name=None)
        ]
        rows.append((_("Price"), _("of each product"), f":gray[{_('import')}]"))
        rows.append(
            (_("Share of the GMV"), _("by tier, within it by revenue"), f":gray[{_('playbook, last 28 days')}]")
        )
        lines(rows)
        if members.may(visitor, "plan"):
            if st.button(_("Change the inputs"), icon=":material/edit:", key="targets.inputs"):
                drawer.pull(change, room.campaign.rev)
        else:
            st.caption(_("The commander changes the inputs"))


def _value(rate: str, value: float) -> str:
    return f"{value:g}" if rate == PIECES else formats.share(value, 1)


def change(rev: int) -> None:
    """The form of the GMV target and the rates.

    Args:
        rev: The campaign's revision when the form was opened; a change meanwhile is not overwritten.
    """
    room, visitor = session.room(), session.require("commander")
    campaign = room.campaign
    target = campaign.gmv_target_minor
    now = "" if target is None else f"{money.to_major(target, campaign.currency):,}"
    st.markdown(f"### {_('Change the inputs')}")
    with st.form("targets.inputs.form", border=False):
        gmv = st.text_input(_("GMV target, {currency}", currency=campaign.currency), now, key="targets.gmv")
        given = {name: _typed(campaign.thresholds, name) for name in EDITED}
        done = st.form_submit_button(_("Save"), type="primary", key="targets.inputs.save")
    if done:
        with refusals():
            session.desk().campaigns.change(
                visitor,
                campaign.id,
                session.now(),
                rev,
                gmv_target_minor=money.to_minor(gmv, campaign.currency) if gmv.strip() else None,
                thresholds=playbook.changed(campaign.thresholds, **given),
            )
            drawer.shut()


def _typed(thresholds: Thresholds, name: str) -> float:
    """A rate as people write it: percent, but for the pieces a buyer takes."""
    size = 1 if name == PIECES else 100
    label = _(RATE_NAMES[name]) if name == PIECES else f"{_(RATE_NAMES[name])}, %"
    value = round(getattr(thresholds, name) * size, 4)
    written = st.number_input(label, min_value=0.0, value=value, step=0.1, format="%.2f", key=f"targets.{name}")
    return round(float(written) / size, 6)
