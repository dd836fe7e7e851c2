"""Trust: where two sources differ and why, and by what a product in presale is read."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from campaign.base import formats
from campaign.base.language import _, _n
from campaign.facts import reconciliation
from campaign.facts.measures import MEASURES
from campaign.facts.reconciliation import Cause, Reconciled
from campaign.monitoring import conversion
from campaign.monitoring.conversion import BASES, Basis
from campaign.room import Room
from campaign.room.cache import FACTS, kept
from campaign.team import members
from campaign.team.members import Member
from campaign.web.panels.data.sources import amount
from campaign.web.widgets import session
from campaign.web.widgets.basics import refusals

ROW, HEIGHT = 34, 480
MARKS: dict[Cause, str] = {
    "agree": "✓", "days": "±", "cut": "±", "amount": "±", "persons": "±", "unexplained": "?",
}  # fmt: skip


def reconciled(room: Room) -> None:
    """Every figure that two sources tell, with the difference named."""
    found = room.reconciliation.reconciled()
    if not found:
        st.markdown(f":gray[{_('No figure is told by two sources; there is nothing to compare.')}]")
        return
    open_ = sum(one.cause == "unexplained" for one in found)
    unsaid = _n("{count} difference is not explained", "{count} differences are not explained", open_)
    explained = _("Every difference is explained")
    st.markdown(f":orange[:material/help:] {unsaid}" if open_ else f":green[:material/check:] {explained}")
    st.caption(_("Sums of the campaign so far. The first source counts everywhere; nothing is added up."))
    frame = pd.DataFrame([_row(one, room.campaign.currency) for one in found])
    ends = {_("Counts"), _("Beside it"), _("Apart"), _("On shared days"), _("On days of one alone")}
    st.dataframe(
        frame, hide_index=True, row_height=ROW, height=min(36 + ROW * len(frame), HEIGHT), key="data.reconciled",
        alt=_("Two sources of one figure"), placeholder=formats.UNKNOWN,
        column_config={name: st.column_config.TextColumn(alignment="right") for name in ends},
    )  # fmt: skip


def _row(one: Reconciled, currency: str) -> dict[str, object]:
    days = _n("{count} shared day", "{count} shared days", one.days)
    lone = ", ".join(
        _n("{count} day of {source} alone", "{count} days of {source} alone", count, source=source)
        for source, count in ((one.source, one.lone), (one.other, one.other_lone))
        if count
    )
    worst = _("furthest apart on {day}", day=formats.day(one.worst)) if one.worst and one.cause != "agree" else ""
    return {
        "": MARKS[one.cause],
        _("Figure"): _(MEASURES[one.measure].english),
        _("Source that counts"): one.source,
        _("Counts"): amount(one.measure, one.value, currency),
        _("Other source"): one.other,
        _("Beside it"): amount(one.measure, one.other_value, currency),
        _("Apart"): formats.signed_share(one.share),
        _("On shared days"): _signed(one.measure, one.difference - one.on_lone, currency),
        _("On days of one alone"): _signed(one.measure, one.on_lone, currency),
        _("Why"): reconciliation.sentence(one),
        _("Days"): "; ".join(part for part in (days, lone, worst) if part),
    }


def _signed(measure: str, value: float, currency: str) -> str:
    """A difference with its sign."""
    size = amount(measure, abs(value), currency)
    return size if not value else f"{'+' if value > 0 else '−'}{size}"


def presale(room: Room, visitor: Member) -> None:
    """Products whose conversion by payment reads 0 because they are in presale, and the switch for them."""
    frame = _told(room)
    st.caption(
        _("A product in presale takes orders and deposits now and payments later: by payment its conversion reads 0. "
          "The order stands for the payment, and the deposit where orders are unknown.")
    )  # fmt: skip
    if frame.empty:
        st.markdown(f":gray[:material/check: {_('No product is in presale: every conversion is read by payment.')}]")
        return
    chosen = st.dataframe(
        frame.drop(columns="product_id"), hide_index=True, row_height=ROW, height=min(36 + ROW * len(frame), HEIGHT),
        key="data.presale", on_select="rerun", selection_mode="multi-row", alt=_("Products in presale"),
        placeholder=formats.UNKNOWN,
    )  # fmt: skip
    if not members.may(visitor, "products"):
        return
    picked = frame["product_id"].iloc[chosen["selection"]["rows"]].tolist() or frame["product_id"].tolist()
    basis = st.segmented_control(
        _("Read conversion"), ["", *BASES], format_func=lambda one: _basis(one), default="", required=True,
        key="data.basis",
    )  # fmt: skip
    said = _n("Switch {count} product", "Switch {count} products", len(picked))
    st.button(said, key="data.switch", icon=":material/swap_horiz:", on_click=_switch, args=(visitor, picked, basis))


@kept(FACTS, conversion.Switch)
def _told(room: Room) -> pd.DataFrame:
    """The products in presale or switched by a person, as a table."""
    found = room.reconciliation.conversions()
    titles = {one.product_id: one.name for one in room.products.catalogue().values()}
    rows = found[found["flagged"] | found["product_id"].isin(list(room.reconciliation.switches()))].reset_index(
        drop=True
    )
    return pd.DataFrame(
        {
            "product_id": rows["product_id"],
            _("Product"): [titles.get(one, one) for one in rows["product_id"]],
            _("Visitors"): rows["visitors"],
            _("Presale orders"): rows["presale_orders"],
            _("Ordering buyers"): rows["placed_buyers"],
            _("Buyers"): rows["buyers"],
            _("By payment"): [formats.share(_known(one), 1) for one in rows["paid"]],
            _("Conversion"): [formats.share(_known(one), 1) for one in rows["conversion"]],
            _("Read"): [_(conversion.BASIS_NAMES[one]) for one in rows["basis"]],
            _("Formula"): [_(conversion.BASIS_FORMULAS[one]) for one in rows["basis"]],
            _("Chosen by"): [
                _("a person") if one in room.reconciliation.switches() else _("the rule") for one in rows["product_id"]
            ],
        }
    )


def _known(value: object) -> float | None:
    return None if pd.isna(value) else float(value)  # type: ignore[call-overload,arg-type]


def _basis(basis: Basis | str) -> str:
    return _(conversion.BASIS_NAMES[basis]) if basis in BASES else _("as the rule proposes")


def _switch(visitor: Member, products: list[str], basis: Basis | str) -> None:
    with refusals():
        session.desk().conversion.switch(
            visitor, session.room().campaign.id, products, basis if basis in BASES else None, session.now()
        )  # fmt: skip
