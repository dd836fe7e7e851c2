"""One sign-up in the drawer: what decided, what to do, its SKUs with their prices, its next step, its history."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import pandas as pd
import streamlit as st

from campaign.base import formats, money
from campaign.base.language import N_, _, _n
from campaign.prices.margin_floors import Judged, Standing
from campaign.products import WHOLE
from campaign.room import Room
from campaign.signups import gates, signups
from campaign.signups.activities import MODES, Activity, Mode
from campaign.signups.signups import SignUp, Ticked
from campaign.team import members
from campaign.web.blocks import stock_columns
from campaign.web.panels.signups import margin_floor
from campaign.web.widgets import drawer, icons, session
from campaign.web.widgets.basics import majors, plain, refusals

REMEDIES: Mapping[str, str] = {
    "above": N_("Lower the campaign price to {limit} or less, or untick the SKU."),
    "no_threshold": N_(
        "Look up the sign-up threshold price at the entrance of the activity and enter it with the sign-up."
    ),
    "no_price": N_("Enter its campaign price with the sign-up."),
    "maybe_lowest": N_("Enter its campaign price with the sign-up."),
    "none_ticked": N_("Tick the SKUs that take part."),
    "short": N_("Bring more pieces of it in, or price a SKU with enough stock as low, or untick it."),
    "each_short": N_("Bring more pieces in, or tick a SKU with enough stock."),
    "sum_short": N_("Bring more pieces in, or tick more SKUs."),
    "no_stock": N_("Import a stock file that counts it."),
    "no_need": N_("Enter the pieces asked for with the activity."),
    "modes_differ": N_("Look up in the back office which mode applies, and set it with the activity."),
    "no_prompt": N_("Try the sign-up in the back office and enter what it says with the sign-up."),
}
STANDINGS: Mapping[Standing, str] = {
    "keeps": N_("Keeps {lowest}"),
    "below": N_("Below {lowest}"),
    "waived": N_("Waived"),
    "unknown": N_("Unknown cost"),
    "no_price": N_("No price"),
}
BY_MODE: Mapping[str, Mode] = {"lowest": "lowest_sku", "sum": "product_sum"}
PROMPTS = {"": N_("Not known yet"), "pass": N_("Passed"), "fail": N_("Refused")}


def card(sign_up: int) -> None:
    """Everything known of one sign-up, and what may be changed of it now."""
    visitor, room = session.require(), session.room()
    one = room.signups.all()[sign_up]
    activity = room.signups.activities()[one.activity]
    row = room.signup_tracker.table().set_index("sign_up").loc[sign_up]
    _head(room, one, activity, row)
    gates_ = room.signups.gates()
    judged: Any = gates_[gates_["sign_up"] == sign_up].iloc[0]
    _gate(room, judged, "price", _("Price gate"), ("advice",))
    _gate(room, judged, "stock", _("Stock check"), ("lowest", "sum"))
    for warning in (row["misfit"], row["clash"] and _("Clash: {what}", what=row["clash"])):
        if warning:
            st.markdown(f":orange[:material/warning: {plain(warning)}]")
    may = members.may(visitor, "products")
    _skus(room, one, may)
    if activity.follow_prompt:
        _prompt(one, may)
    if may:
        _step(room, one, activity)
    _history(room, one)


def _head(room: Room, one: SignUp, activity: Activity, row: Any) -> None:
    tier = icons.TIERS[row["tier"]].tag if row["tier"] in icons.TIERS else f":orange-badge[{_('No tier')}]"
    st.markdown(f"### {plain(row['title'])}")
    st.markdown(f"{icons.SIGN_UPS[one.state].tag} {tier} :gray[{plain(activity.title)} · {plain(one.product_id)}]")
    zone = room.campaign.zone
    said = [
        f":{'red' if room.at >= at else 'gray'}[{name} {formats.moment(at, zone)} "
        f"({formats.age(at - room.at) if at > room.at else _('over')})]"
        for name, at in ((_("Deadline"), activity.deadline), (_("Lock"), activity.locks), (_("Start"), activity.starts))
        if at is not None
    ]
    if said:
        st.markdown(" · ".join(said))
    if activity.purpose:
        st.markdown(f":gray[{_('Purpose')}] {plain(activity.purpose)}")


def _gate(room: Room, judged: Mapping[str, Any], gate: str, title: str, beside: tuple[str, ...]) -> None:
    """A gate's verdict with what decided it and what to do; beside it the advice, or both stock modes."""
    currency = room.campaign.currency
    st.markdown(f"**{title}** {icons.VERDICTS[judged[gate]].tag}  \n{plain(gates.reason(judged, gate, currency))}")
    if todo := to_do(room, judged, gate):
        st.markdown(todo)
    names = {"advice": _("Advice"), **{one: _(MODES[mode]) for one, mode in BY_MODE.items()}}
    said = [
        f":gray[{names[one]}: {icons.VERDICTS[judged[one]].name} · {plain(gates.reason(judged, one, currency))}]"
        for one in beside
        if judged[f"{one}_why"] not in ("no_share", "none_ticked", "no_need")
    ]
    if said:
        st.markdown("  \n".join(said))


def to_do(room: Room, judged: Mapping[str, Any], gate: str) -> str:
    """What mends a gate, as markdown; empty where nothing has to be done."""
    why, limit = judged[f"{gate}_why"], judged[f"{gate}_limit"]
    if why not in REMEDIES:
        return ""
    most = formats.UNKNOWN if pd.isna(limit) else money.text(int(limit), room.campaign.currency, cents=True)
    return f":primary[:material/arrow_forward:] {plain(_(REMEDIES[why], limit=most))}"


def _table(room: Room, one: SignUp) -> pd.DataFrame:
    """Every SKU of the product, ticked or not, with what it costs and what there is."""
    product, currency = room.products.catalogue().get(one.product_id), room.campaign.currency
    keys = [sku.sku_id for sku in product.skus] if product else []
    keys = list(dict.fromkeys([*(keys or [WHOLE]), *(sku.sku_id for sku in one.ticked)]))
    known = room.skus.kinds().set_index(["product_id", "sku_id"])
    about = known.reindex([(one.product_id, key) for key in keys])
    ticked = [one.sku(key) or Ticked(sku_id=key) for key in keys]
    prices = room.skus.lowest_prices(room.signups.activities()[one.activity].promotions_count)
    lowest = prices.set_index(["product_id", "sku_id"])["lowest_minor"].reindex(about.index)
    threshold = pd.array([sku.threshold_minor for sku in ticked], dtype="Int64")
    units = room.signups.sku_units()
    stands = {
        each.sku_id: _stands(each, currency) for each in room.monitoring.floor_standing(one.product_id, one.ticked)
    }
    return pd.DataFrame(
        {
            "ticked": [one.sku(key) is not None for key in keys],
            "kind": [
                " ".join(part for part in pair if isinstance(part, str) and part) or key
                for key, *pair in zip(keys, about["colour"], about["size"], strict=True)
            ],
            "price": majors([sku.price_minor for sku in ticked], currency),
            "floor": [stands.get(key, "") for key in keys],
            "threshold": majors(pd.Series(threshold).fillna(about["threshold_price_minor"].reset_index(drop=True)),
                                currency),
            "units": pd.array([sku.units for sku in ticked], dtype="Int64"),
            "available": pd.array([units.get((one.product_id, key)) for key in keys], dtype="Int64"),
            "now": majors(about["price_minor"].reset_index(drop=True), currency),
            "lowest": majors(lowest.reset_index(drop=True), currency),
            "sku_id": keys,
        }
    )  # fmt: skip


def _stands(each: Judged, currency: str) -> str:
    lowest = formats.UNKNOWN if each.lowest_minor is None else money.text(each.lowest_minor, currency, cents=True)
    return _(STANDINGS[each.standing], lowest=lowest)


def _skus(room: Room, one: SignUp, may: bool) -> None:
    column, frame = st.column_config, _table(room, one)
    fixed = ["sku_id", "kind", "floor", "available", "now", "lowest"]
    edited = st.data_editor(
        frame,
        hide_index=True,
        row_height=34,
        key=f"sign_up.skus-{one.id}-{one.rev}",
        disabled=fixed if may else list(frame.columns),
        placeholder=formats.UNKNOWN,
        alt=_("SKUs that take part, with campaign price, threshold price and pieces offered"),
        column_config={
            "ticked": column.CheckboxColumn(_("In"), width=44, help=_("Takes part in the activity")),
            "kind": column.TextColumn("SKU", width=104),
            "price": column.NumberColumn(_("Price"), format="%.2f", min_value=0, step=0.01, width=82,
                                         help=_("Campaign price of this SKU in this activity")),
            "floor": column.TextColumn(
                _("Floor"), width=104,
                help=_("The lowest price that keeps the margin floor: purchase cost / (1 - floor); coupons, commission "
                       "and ads come on top"),
            ),
            "threshold": column.NumberColumn(
                _("Threshold"), format="%.2f", min_value=0, step=0.01, width=96,
                help=_("The sign-up threshold price that the entrance of the activity shows"),
            ),
            "units": column.NumberColumn(_("Offered"), min_value=0, step=1, width=72,
                                         help=_("Pieces kept for the activity; empty: whatever there is")),
            "available": stock_columns.available(),
            "now": column.NumberColumn(_("Price now"), format="%.2f", width=84),
            "lowest": column.NumberColumn(_("Lowest"), format="%.2f", width=80,
                                          help=_("Lowest price since 1 January")),
            "sku_id": column.TextColumn(_("SKU ID"), width=110),
        },
    )  # fmt: skip
    wanted = _ticked(room, one, edited)
    reason = margin_floor.section(room, one, wanted, may)
    if may and st.button(_("Save SKUs"), type="primary", key="sign_up.save", icon=":material/save:"):
        with refusals():
            session.desk().signups.change_sign_up(session.require(), one.id, wanted, session.now(), one.rev, reason)
            drawer.pull(card, one.id)


def _ticked(room: Room, one: SignUp, edited: pd.DataFrame) -> list[Ticked]:
    """What the table says; a threshold price that is the product's own is not kept twice."""
    currency = room.campaign.currency
    own = room.skus.kinds().set_index(["product_id", "sku_id"])["threshold_price_minor"]
    found = []
    for row in edited[edited["ticked"]].to_dict("records"):
        price, threshold = (
            None if pd.isna(row[name]) else money.to_minor(Decimal(str(row[name])), currency)
            for name in ("price", "threshold")
        )
        before = one.sku(row["sku_id"])
        typed = before is not None and before.threshold_minor is not None
        known = own.get((one.product_id, row["sku_id"]))
        if not typed and known is not None and not pd.isna(known) and threshold == int(known):
            threshold = None
        units = None if pd.isna(row["units"]) else int(row["units"])
        found.append(Ticked(sku_id=row["sku_id"], price_minor=price, units=units, threshold_minor=threshold))
    return found


def _prompt(one: SignUp, may: bool) -> None:
    st.segmented_control(
        _("The back office's stock prompt"), list(PROMPTS), default=one.prompt or "", required=True,
        key=f"sign_up.prompt-{one.id}-{one.rev}", format_func=lambda key: _(PROMPTS[key]), disabled=not may,
        on_change=_enter_prompt, args=(one.id, one.rev),
    )  # fmt: skip


def _enter_prompt(sign_up: int, rev: int) -> None:
    said = st.session_state[f"sign_up.prompt-{sign_up}-{rev}"]
    with refusals():
        session.desk().signups.enter_prompt(session.require(), sign_up, said or None, session.now(), rev)


def _step(room: Room, one: SignUp, activity: Activity) -> None:
    steps = signups.legal(one, activity, room.at)
    if not steps:
        st.caption(_("No step is possible now."))
        return
    with st.form(f"sign_up.form-{one.id}-{one.rev}", border=False):
        state = st.segmented_control(
            _("Next step"), steps, key="sign_up.step", format_func=lambda key: icons.SIGN_UPS[key].name
        )
        reason = st.text_input(_("Reason"), key="sign_up.reason")
        done = st.form_submit_button(_("Take this step"), key="sign_up.stepped")
    if done and state:
        with refusals():
            session.desk().signups.step_sign_ups(session.require(), {one.id: one.rev}, state, session.now(), reason)
            drawer.pull(card, one.id)


def _history(room: Room, one: SignUp) -> None:
    st.markdown(f"**{_('History')}** :gray[{_n('{count} step', '{count} steps', len(one.steps))}]")
    said = [
        f"- {icons.SIGN_UPS[step.state].name} :gray[{plain(step.who)} · "
        f"{formats.moment(step.at, room.campaign.zone)}]" + (f" {plain(step.reason)}" if step.reason else "")
        for step in reversed(one.steps)
    ]
    st.markdown("\n".join(said))
