"""Call-outs on a page: what was done through which channel, what followed, and a form for the next one."""

from __future__ import annotations

from datetime import timedelta

import pandas as pd
import streamlit as st

from campaign.base import formats, phases
from campaign.base.language import _
from campaign.products import Product
from campaign.room import Room
from campaign.room.cache import FACTS, kept
from campaign.targets import callouts
from campaign.targets.callouts import CallOut
from campaign.team import members
from campaign.team.members import Function
from campaign.web.blocks import page_health
from campaign.web.widgets import drawer, session
from campaign.web.widgets.basics import Suggestion, panel, plain, refusals, suggestion

LATEST = 8
SKIPPED = "suggestions.skipped"


def callouts_panel() -> None:
    """The latest call-outs with who, when and what followed, and the buttons to record one and its result."""
    visitor, room = session.require(), session.room()
    found = room.targets.callouts()
    with panel(_("Call-outs"), _("favourites and carts a day, three days after against before"), key="tight-callouts"):
        if found:
            _table(room)
        else:
            st.markdown(f":gray[{_('Nobody has called buyers yet. Call them for the products furthest behind.')}]")
        if members.may(visitor, "callouts"):
            with st.container(horizontal=True, gap="xsmall"):
                if st.button(_("Record a call-out"), key="callouts.new", icon=":material/campaign:"):
                    drawer.pull(record_form)
                if found and st.button(_("Write down a result"), key="callouts.result", type="tertiary"):
                    drawer.pull(result_form)


def _table(room: Room) -> None:
    rows = latest(room)
    st.dataframe(
        rows,
        hide_index=True,
        row_height=34,
        height="content",
        key="callouts.table",
        alt=_("The latest call-out was for {name}", name=rows["product"].iloc[0]),
        column_config={
            "at": st.column_config.TextColumn(_("When"), width=118),
            "product": st.column_config.TextColumn(_("Product"), width="medium"),
            "channel": st.column_config.TextColumn(_("Channel"), width=110),
            "who": st.column_config.TextColumn(_("Who"), width=92),
            "effect": st.column_config.TextColumn(_("After"), width=72, alignment="right"),
            "result": st.column_config.TextColumn(_("Result"), width="medium"),
        },
    )


@kept(CallOut, Product, FACTS)
def latest(room: Room) -> pd.DataFrame:
    """The latest call-outs as a table."""
    found, effects = room.targets.callouts()[:LATEST], room.phases.effects()
    return pd.DataFrame(
        {
            "at": [formats.moment(one.at, room.campaign.zone) for one in found],
            "product": [_product(room, one.product_id) for one in found],
            "channel": [_(callouts.CHANNELS[one.channel]) for one in found],
            "who": [one.who for one in found],
            "effect": [formats.signed_share(effects[one.id].change) for one in found],
            "result": [one.result or one.note for one in found],
        }
    )


def record_form(product_id: str | None = None) -> None:
    """A form for a call-out that was made; the product furthest behind stands first."""
    room = session.room()
    named = dict(zip(room.targets.gaps()["product_id"], room.targets.gaps()["title"], strict=True))
    options = list(named) or list(room.products.catalogue())
    st.markdown(f"**{_('Record a call-out')}**")
    with st.form("callout", border=False):
        product = st.selectbox(
            _("Product"),
            options,
            options.index(product_id) if product_id in options else 0,
            format_func=lambda one: _product(room, one),
            key="callout.product",
        )
        channel = st.radio(
            _("Channel"),
            list(callouts.CHANNELS),
            format_func=lambda one: _(callouts.CHANNELS[one]),
            horizontal=True,
            key="callout.channel",
        )
        audience = st.number_input(_("Buyers called (may stay empty)"), min_value=0, value=None, key="callout.audience")
        note = st.text_area(_("What they were told"), key="callout.note", height=80)
        if st.form_submit_button(_("Record"), type="primary", key="callout.save") and product and channel:
            visitor = session.require()
            with refusals():
                session.desk().callouts.call_out(
                    visitor,
                    CallOut(
                        campaign=room.campaign.id,
                        product_id=product,
                        channel=channel,
                        member=visitor.id,
                        who=visitor.name,
                        at=session.now(),
                        audience=audience,
                        note=note or "",
                    ),
                )
                drawer.shut()


def result_form() -> None:
    """A form for what a call-out brought."""
    room = session.room()
    known = {one.id: one for one in room.targets.callouts()}
    st.markdown(f"**{_('Write down a result')}**")
    with st.form("result", border=False):
        chosen = st.selectbox(
            _("Call-out"),
            list(known),
            format_func=lambda one: (
                f"{_product(room, known[one].product_id)} · {_(callouts.CHANNELS[known[one].channel])} · "
                f"{formats.moment(known[one].at, room.campaign.zone)}"
            ),
            key="result.callout",
        )
        text = st.text_area(_("What it brought"), key="result.text", height=80)
        if st.form_submit_button(_("Save"), type="primary", key="result.save") and chosen:
            with refusals():
                session.desk().callouts.record_result(session.require(), chosen, text or "", session.now())
                drawer.shut()


def _product(room: Room, product_id: str) -> str:
    found = room.products.catalogue().get(product_id)
    return found.name if found else product_id


# -- suggestions


def callout_suggestion() -> None:
    """The call-out for the product furthest behind of those nobody called for lately; nothing if there is none."""
    room = session.room()
    called = {
        one.product_id for one in room.targets.callouts() if room.targets.called(one) >= room.today - timedelta(days=3)
    }
    rows = [row for row in room.phases.behind().to_dict("records") if row["product_id"] not in called]
    if not rows or room.phase.key != "warm_up":
        return
    row = rows[0]
    why = {
        _("short"): _("{count} favourites and carts", count=formats.whole(row["gap"])),
        _("pace"): formats.share(row["pace_share"]),
        _("last called"): _("never in the last 3 days"),
    }
    if failing := page_health.of_product(room, row["product_id"]):
        why[_("mend the page first")] = plain(failing)
    what = _("Call out buyers for {product}", product=row["title"])
    proposal(f"callout-{row['product_id']}", what, why, _past_effect(room), _("one message per buyer"), "product")


def _past_effect(room: Room) -> str:
    known = sorted(effect.change for effect in room.phases.effects().values() if effect.change is not None)
    if len(known) < 3:
        return _("unknown: fewer than 3 call-outs were measured so far")
    return _(
        "after {count} earlier ones {low} to {high} a day",
        count=len(known),
        low=formats.signed_share(known[0]),
        high=formats.signed_share(known[-1]),
    )


def shift_suggestion() -> None:
    """More money for the channel that surely converts better; nothing if nothing is sure, the page if a light fails."""
    room = session.room()
    shift = room.phases.shift()
    if shift is None:
        return
    if failing := page_health.of_shop(room):
        what = _("Mend the pages before more money goes to {better}", better=shift.better)
        effect = _("what more visitors bring is not lost on them")
        proposal("mend-shop", what, {_("failing"): failing}, effect, _("no raise meanwhile"), "visual")
        return
    why = {
        shift.better: _("converts at least {share}", share=formats.share(shift.better_low, 1)),
        shift.worse: _("converts at most {share}", share=formats.share(shift.worse_high, 1)),
        _("visitors seen"): formats.compact(shift.visitors),
    }
    if unfit := page_health.of_heroes(room):
        why[_("but")] = unfit
    what = _("Move money from {worse} to {better}", worse=shift.worse, better=shift.better)
    effect = _("at least {times} times the buyers per visitor", times=f"{shift.better_low / shift.worse_high:.1f}")
    proposal(f"shift-{shift.better}", what, why, effect, _("reach in {worse}", worse=shift.worse), "on_site")


def proposal(key: str, what: str, why: dict[str, str], effect: str, cost: str, function: Function) -> None:
    """A suggestion, until it is made a task or put aside; `function` is whose task it would be."""
    visitor, room = session.require(), session.room()
    aside = st.session_state.setdefault(SKIPPED, set())
    if key in aside or any(task.title == what for task in room.tasks.all()):
        return
    reason = _("; ").join(_("{name}: {text}", name=name, text=value) for name, value in why.items())

    def accept() -> None:
        with refusals():
            session.desk().tasks.add(
                session.require(),
                room.campaign.id,
                session.now(),
                phase=room.phase.key,
                function=function,
                title=what,
                due=phases.day_starts(room.today + timedelta(days=2), room.campaign.zone),
                reason=reason,
            )

    suggestion(
        Suggestion(
            key, plain(what), {plain(name): plain(value) for name, value in why.items()}, plain(effect), plain(cost)
        ),
        accept if members.may(visitor, "targets") else None,
        lambda: aside.add(key),
    )
