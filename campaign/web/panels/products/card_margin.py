"""The discount calculator: change any step and see what the buyer pays, what is left, and the largest code."""

from __future__ import annotations

from typing import Any

import streamlit as st

from campaign.base import formats, money
from campaign.base.language import _, listed
from campaign.prices import discounts, margin_floors
from campaign.prices.discounts import (
    STACKINGS,
    STEPS,
    Cut,
    Line,
    Result,
    Stack,
    StepKey,
)
from campaign.products import Product
from campaign.room import Room
from campaign.team import members
from campaign.team.members import Member
from campaign.web.panels.products.card_skus import variant
from campaign.web.widgets import inputs, session
from campaign.web.widgets.basics import lines, plain, refusals, unknown

COUPONS = discounts.COUPONS
SHARES: tuple[StepKey, ...] = ("affiliate", "ads", "fee")


def section(visitor: Member, room: Room, product: Product) -> None:
    """The steps at the top, then what becomes of an order, then the button that keeps them."""
    rows = room.skus.of(product.product_id)
    names = {str(row["sku_id"]): variant(row) for row in rows.to_dict("records")}
    if rows["price_minor"].isna().all():
        st.markdown(unknown(_("no SKU of it has a price; import it, or type it under Edit")))
        return
    _steps(room, product, names)
    stack, goods = _stack(room, product), _goods(room, product)
    try:
        result = discounts.order(goods, stack)
    except discounts.DiscountError as refusal:
        st.markdown(f":orange[:material/warning: {plain(str(refusal))}]")
        return
    floor = margin_floors.floor_of(product, room.campaign.thresholds.margin_floor_share)
    _answer(room, goods, stack, result, floor)
    _result(room, result)
    _waived(room, product)
    if members.may(visitor, "products"):
        _keep(product, result, floor)


def _key(product: Product, name: str) -> str:
    return f"stack.{product.product_id}.{name}"


def _steps(room: Room, product: Product, names: dict[str, str]) -> None:
    plan, currency = room.monitoring.discount_plans().get(product.product_id), room.campaign.currency
    stack = plan.stack if plan else Stack()
    with st.grid(4, min_column_width=130, gap="small", vertical_alignment="bottom", key="stack-steps"):
        st.selectbox("SKU", list(names), format_func=names.__getitem__, key=_key(product, "sku"))
        st.number_input(_("Pieces an order"), 1, 1000, 1, key=_key(product, "units"))
        chosen = st.session_state[_key(product, "sku")]
        activity = plan.activity.get(chosen) if plan else None
        inputs.box(_(STEPS["activity"]), activity, currency, _key(product, f"activity.{chosen}"),
                    help=_("Empty: the list price"))  # fmt: skip
        st.session_state.setdefault(_key(product, "stacking"), stack.stacking)
        st.selectbox(
            _("Thresholds count"), list(STACKINGS), format_func=lambda key: _(STACKINGS[key]),
            key=_key(product, "stacking"),
            help=_("Tmall counts an order's activity prices, AliExpress what earlier coupons leave."),
        )  # fmt: skip
        for coupon in COUPONS:
            cut: Cut = getattr(stack, coupon) or Cut()
            inputs.box(_(STEPS[coupon]), cut.amount_minor or None, currency, _key(product, f"{coupon}.amount"))
            inputs.box(_("from an order of"), cut.from_minor or None, currency, _key(product, f"{coupon}.from"))
        borne = stack.platform.borne_share if stack.platform else 1.0
        inputs.share_box(_("Ours of it, %"), borne, _key(product, "platform.borne"),
                          help=_("The part of the platform coupon that the shop bears"))  # fmt: skip
        inputs.share_box(_("Code, %"), (stack.code or Cut()).share or None, _key(product, "code.share"))
        for name in SHARES:
            share = getattr(stack, f"{name}_share")
            inputs.share_box(f"{_(STEPS[name])}, %", share, _key(product, name), placeholder=_("unknown"))
        inputs.box(_(STEPS["freight"]), stack.freight_minor, currency, _key(product, "freight"),
                    placeholder=_("unknown"))  # fmt: skip
    st.session_state.setdefault(_key(product, "repeats"), bool(stack.platform and stack.platform.repeats))
    st.checkbox(_("Platform coupon for every full threshold"), key=_key(product, "repeats"))


def _cut(room: Room, product: Product, name: str) -> Cut | None:
    currency, state = room.campaign.currency, st.session_state
    off = inputs.typed(_key(product, f"{name}.amount"), currency) or 0
    share = inputs.typed_share(_key(product, "code.share")) if name == "code" else None
    if not off and not share:
        return None
    borne = inputs.typed_share(_key(product, "platform.borne")) if name == "platform" else None
    return Cut(
        amount_minor=off,
        share=share or 0.0,
        from_minor=inputs.typed(_key(product, f"{name}.from"), currency) or 0,
        repeats=name == "platform" and bool(state.get(_key(product, "repeats"))),
        borne_share=1.0 if borne is None else borne,
    )


def _stack(room: Room, product: Product) -> Stack:
    """What the boxes say."""
    return Stack(
        **{name: _cut(room, product, name) for name in COUPONS},
        **{f"{name}_share": inputs.typed_share(_key(product, name)) for name in SHARES},
        freight_minor=inputs.typed(_key(product, "freight"), room.campaign.currency),
        stacking=st.session_state[_key(product, "stacking")],
    )


def _activity(room: Room, product: Product) -> dict[str, int]:
    """The activity prices planned so far, and the one in the box."""
    plan, chosen = room.monitoring.discount_plans().get(product.product_id), st.session_state[_key(product, "sku")]
    typed = inputs.typed(_key(product, f"activity.{chosen}"), room.campaign.currency)
    kept = {sku: price for sku, price in (plan.activity if plan else {}).items() if sku != chosen}
    return kept if typed is None else {**kept, chosen: typed}


def _goods(room: Room, product: Product) -> list[Line]:
    """So many pieces of the chosen SKU."""
    chosen, units = (st.session_state[_key(product, name)] for name in ("sku", "units"))
    found = [one for one in discounts.lines(product, _activity(room, product)) if one.sku_id == chosen]
    return [one.model_copy(update={"units": int(units)}) for one in found]


def _answer(room: Room, goods: list[Line], stack: Stack, result: Result, floor: float) -> None:
    def said(minor: int | None) -> str:
        return plain(money.text(minor, room.campaign.currency, cents=True))

    room_left, verdict = result.room_minor(floor), result.verdict(floor)
    pays = _("The buyer pays **{paid}**", paid=said(result.paid_minor))
    if room_left is None:
        st.markdown(f"{pays}. {unknown(_('what is left: the purchase cost is missing'))}")
        return
    words = {
        "left": said(result.left_minor),
        "share": formats.share(result.margin, 1),
        "room": said(abs(room_left)),
        "floor": formats.share(floor),
    }
    left = (
        _("{left} is left ({share}), {room} below the floor of {floor}", **words)
        if room_left < 0
        else _("{left} is left ({share}), {room} above the floor of {floor}", **words)
    )
    colour = {"below": "red", "keeps": "green", "unknown": "orange"}[verdict]
    at_most = ""
    if result.unknown:
        names = listed(_(STEPS[one]) for one in result.unknown)
        at_most = f"  \n:orange[:material/help:] :gray[{_('At most, for these are unknown: {names}', names=names)}]"
    st.markdown(f"{pays}; :{colour}[**{left}**].{at_most}")
    code = margin_floors.largest_code(goods, stack, floor)
    st.markdown(
        f":gray[{_('No code keeps the floor.')}]"
        if code is None
        else f":gray[{_('Largest code that still keeps the floor:')}] **{said(code)}**"
    )


def _result(room: Room, result: Result) -> None:
    currency = room.campaign.currency

    def row(step: discounts.Step) -> tuple[str, str, str]:
        name = _(STEPS[step.key])
        if step.minor is None:
            return name, unknown(""), ""
        if not step.reached:
            return (
                name,
                f":gray[{_('threshold not reached')}]",
                plain(money.text(step.left_minor, currency, cents=True)),
            )
        off = "" if step.key == "list" or not step.minor else plain(money.text(step.minor, currency, cents=True))
        return name, off, plain(money.text(step.left_minor, currency, cents=True))

    with st.container(key="amounts-stack"):
        lines([row(step) for step in result.steps])


def _waived(room: Room, product: Product) -> None:
    for one in room.monitoring.floor_waivers():
        if one.product_id == product.product_id:
            said = _("{who} stands for {margin}: {reason}", who=one.who, margin=formats.share(one.margin, 1),
                     reason=one.reason)  # fmt: skip
            st.markdown(f":orange[:material/gavel:] {plain(said)} :gray[{formats.moment(one.at, session.zone())}]")
            return


def _keep(product: Product, result: Result, floor: float) -> None:
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        if result.verdict(floor) == "below":
            st.text_input(
                _("Why it may be below the floor"), key=_key(product, "reason"), width="stretch",
                placeholder=_("A written waiver, kept with your name"),
            )  # fmt: skip
        st.button(
            _("Keep as campaign price"), type="primary", key=_key(product, "keep"), on_click=_save, args=(product,)
        )


def _save(product: Product) -> None:
    visitor, room = session.require(), session.room()
    reason: Any = st.session_state.get(_key(product, "reason"), "")
    with refusals():
        session.desk().discounts.plan(
            visitor, room.campaign, product.product_id, _activity(room, product), _stack(room, product),
            session.now(), reason=str(reason),
        )  # fmt: skip
        st.toast(_("Kept as the campaign price."), icon=":material/check:")
