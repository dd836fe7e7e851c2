"""The form of a product: what a person corrects, and what somebody else changed meanwhile."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd
import streamlit as st

from campaign.base import formats, money
from campaign.base.language import N_, _
from campaign.desk.products import StaleProduct
from campaign.products import ROLE_NAMES, ROLES, Product
from campaign.room import Room
from campaign.team import members
from campaign.team.members import Member
from campaign.web.widgets import inputs, session
from campaign.web.widgets.basics import majors, plain, refusals

TEXTS = {"title": N_("Title"), "category": N_("Category"), "seller_sku": N_("Seller SKU")}
AMOUNTS = {
    "price_minor": N_("Price"),
    "cost_minor": N_("Cost"),
    "min_price_since_jan1_minor": N_("Lowest since 1 January, typed"),
    "threshold_price_minor": N_("Sign-up threshold price"),
}
COUNTS = {
    "lead_days": N_("Lead time, days"),
    "minimum_order_units": N_("Smallest order, pieces"),
    "carton_units": N_("Pieces in a carton"),
}
OTHERS = {"role": N_("Role"), "launched_on": N_("First day on sale"), "margin_floor_share": N_("Margin floor, %")}
NAMES: Mapping[str, str] = {
    **TEXTS, **AMOUNTS, **COUNTS, **OTHERS, "colour": N_("Colour"), "size": N_("Size"),
}  # fmt: skip
OF_SKU = ("colour", "size", "price_minor", "cost_minor", "lead_days")


def section(visitor: Member, room: Room, product: Product) -> None:
    """Everything that can be corrected by hand; saving is refused once where somebody was faster."""
    if not members.may(visitor, "products"):
        st.caption(_("The product lead and the commander change products."))
        return
    seen = _seen(product)
    _told(seen, room.campaign.currency)
    with st.form(f"ware.form-{product.product_id}", border=False, enter_to_submit=False):
        with st.grid(3, min_column_width=180, gap="small", vertical_alignment="bottom"):
            for name, label in TEXTS.items():
                st.text_input(_(label), key=_start(seen, name, str(getattr(seen, name) or "")))
            for name, label in AMOUNTS.items():
                inputs.box(_(label), getattr(seen, name), room.campaign.currency, _key(seen, name))
            for name, label in COUNTS.items():
                st.number_input(_(label), 0, 1_000_000, step=1, key=_start(seen, name, getattr(seen, name)),
                                placeholder="")  # fmt: skip
            st.selectbox(_(OTHERS["role"]), ROLES, key=_start(seen, "role", seen.role),
                         format_func=lambda role: _(ROLE_NAMES[role]))  # fmt: skip
            st.date_input(_(OTHERS["launched_on"]), key=_start(seen, "launched_on", seen.launched_on))
            inputs.share_box(_(OTHERS["margin_floor_share"]), seen.margin_floor_share,
                              _key(seen, "margin_floor_share"), placeholder=_("the campaign's"))  # fmt: skip
        if seen.skus:
            st.markdown(f"**{_('By SKU')}** :small[:gray[{_('empty: as the product says')}]]")
            _skus(seen, room.campaign.currency)
        st.form_submit_button(
            _("Save the product"), type="primary", key="ware.save", on_click=_save, args=(product.product_id,)
        )


def _key(product: Product, name: str) -> str:
    return f"ware.{product.product_id}.{name}"


def _start(product: Product, name: str, value: Any) -> str:
    """The key of a box that begins with a value."""
    st.session_state.setdefault(_key(product, name), value)
    return _key(product, name)


def _seen(product: Product) -> Product:
    """The product as it was when the form was opened; a form that is drawn anew has seen the newest."""
    state, key = st.session_state, _key(product, "seen")
    if _key(product, "title") not in state or key not in state:
        state[key] = product
        state.pop(_key(product, "stale"), None)
    return state[key]  # type: ignore[no-any-return]


def _told(product: Product, currency: str) -> None:
    """What somebody else changed since the form was opened, and that nothing typed is lost."""
    stale: StaleProduct | None = st.session_state.get(_key(product, "stale"))
    if stale is None:
        return
    said = "; ".join(
        f"{plain(label(product, name))} {plain(shown(name, was, currency))} → **{plain(shown(name, is_, currency))}**"
        for name, (was, is_) in stale.changes.items()
    )
    kept = _("What you typed is still here, the rest is as they left it. Save again to put yours on top.")
    st.warning(f"{plain(str(stale))}: {said}.  \n{kept}", icon=":material/sync_problem:")


def label(product: Product, name: str) -> str:
    """What a field is called; one of a SKU with its SKU."""
    sku, _dot, field = name.rpartition(".")
    word = _(NAMES[field]) if field in NAMES else field
    return f"{word} ({sku})" if sku else word


def shown(name: str, value: Any, currency: str) -> str:
    """A field's value as a person reads it."""
    if value is None or value == "":
        return _("unknown")
    if name.endswith("_minor"):
        return money.text(int(value), currency, cents=True)
    return _(ROLE_NAMES[value]) if name == "role" else str(value)


def _skus(product: Product, currency: str) -> None:
    frame = _sku_frame(product, currency)
    column = st.column_config
    words = {"colour": column.TextColumn, "size": column.TextColumn}
    st.data_editor(
        frame, hide_index=True, num_rows="fixed", height="content", placeholder=formats.UNKNOWN, disabled=["sku_id"],
        key=_key(product, "skus"),
        column_config={
            "sku_id": column.TextColumn("SKU"),
            **{
                name: words[name](_(NAMES[name]))
                if name in words
                else column.NumberColumn(_(NAMES[name]), min_value=0, format="%d" if name == "lead_days" else "%.2f")
                for name in OF_SKU
            },
        },
    )  # fmt: skip


def _sku_frame(product: Product, currency: str) -> pd.DataFrame:
    rows = [{"sku_id": sku.sku_id, **{name: getattr(sku, name) for name in OF_SKU}} for sku in product.skus]
    frame = pd.DataFrame(rows).astype({"lead_days": "Int64", "colour": "string", "size": "string"})
    money_columns = {name: majors(frame[name], currency) for name in ("price_minor", "cost_minor")}
    return frame.assign(**money_columns)


def _typed(seen: Product, currency: str) -> dict[str, Any]:
    """What the boxes say now."""
    state = st.session_state
    texts = {name: str(state[_key(seen, name)]).strip() or None for name in TEXTS}
    return {
        **texts,
        "title": texts["title"] or "",
        **{name: inputs.typed(_key(seen, name), currency) for name in AMOUNTS},
        **{name: state[_key(seen, name)] for name in (*COUNTS, "role", "launched_on")},
        "margin_floor_share": inputs.typed_share(_key(seen, "margin_floor_share")),
    }


def _mine(seen: Product, currency: str) -> dict[str, Any]:
    """The fields this person changed, of the product and of its SKUs."""
    changed = {name: value for name, value in _typed(seen, currency).items() if value != getattr(seen, name)}
    edits: Mapping[int, Mapping[str, Any]] = st.session_state.get(_key(seen, "skus"), {}).get("edited_rows", {})
    of_skus = {
        seen.skus[place].sku_id: {name: _cell(name, value, currency) for name, value in cells.items()}
        for place, cells in edits.items()
    }
    return {**changed, "skus": of_skus} if of_skus else changed


def _cell(name: str, value: Any, currency: str) -> Any:
    if value is None or value == "":
        return None
    if name.endswith("_minor"):
        return money.to_minor(f"{value:.{money.digits(currency)}f}", currency)
    return int(value) if name == "lead_days" else str(value)


def _save(product_id: str) -> None:
    visitor, room, state = session.require(), session.room(), st.session_state
    seen: Product = state[f"ware.{product_id}.seen"]
    currency = room.campaign.currency
    mine = _mine(seen, currency)
    with refusals():
        try:
            after = session.desk().products.edit(visitor, room.campaign, seen, mine, session.now())
        except StaleProduct as stale:
            now = session.store().records(Product).one(seen.id)
            _refresh(seen, now, mine, currency)
            state[_key(seen, "seen")], state[_key(seen, "stale")] = now, stale
            raise
        state[_key(seen, "seen")] = after
        state.pop(_key(seen, "stale"), None)
        st.toast(_("Saved."), icon=":material/check:")


def _refresh(seen: Product, now: Product, mine: Mapping[str, Any], currency: str) -> None:
    """Bring every box this person did not touch to what is stored."""
    state = st.session_state
    for name in (*TEXTS, *AMOUNTS, *COUNTS, *OTHERS):
        if name in mine:
            continue
        value = getattr(now, name)
        if name in AMOUNTS:
            value = None if value is None else float(money.to_major(value, currency))
        elif name == "margin_floor_share":
            value = None if value is None else round(value * 100, 4)
        state[_key(seen, name)] = (value or "") if name in TEXTS else value
