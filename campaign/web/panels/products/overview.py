"""Products on their page: which need a decision, how many of each tier, and which of them to look at."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd
import streamlit as st

from campaign.base import formats
from campaign.base.language import N_, _, _n
from campaign.products import ROLE_NAMES, ROLES, Product
from campaign.room import Room
from campaign.room.cache import FACTS, kept
from campaign.targets.product_targets import ProductTarget
from campaign.tiers import Decision
from campaign.web.widgets import icons
from campaign.web.widgets.basics import Answer, figure

VIEWS = {
    "all": N_("All"),
    "undecided": N_("No tier"),
    "differs": N_("Differs from suggestion"),
    "behind": N_("Behind pace"),
    "at_risk": N_("Stock risk"),
    "below_floor": N_("Below margin floor"),
    "margin_unknown": N_("Margin unknown"),
    "gate_fails": N_("A gate fails"),
    "gate_unknown": N_("A gate cannot be judged"),
    "fragile": N_("Suggestion fragile"),
}
ORDERS = {
    "first": N_("To decide first"),
    "revenue_share": N_("Revenue"),
    "carts": N_("Carts, 7 days"),
    "margin": N_("Margin, lowest first"),
    "cover_hours": N_("Cover, shortest first"),
    "price_minor": N_("Price"),
    "title": N_("Title"),
}
RISING = ("margin", "cover_hours", "title")
PAGE = 200
RESTS_ON = (Product, Decision, ProductTarget, FACTS)
OPEN = ("undecided", "differs", "behind", "at_risk", "below_floor", "margin_unknown")


class Wanted(NamedTuple):
    """What somebody wants to see: a view, tiers, roles, words to look for, an order, and which page of it."""

    view: str = "all"
    tiers: tuple[str, ...] = ()
    role: str | None = None
    needle: str = ""
    order: str = "first"
    page: int = 0


def answer(room: Room) -> Answer:
    """How many products need a decision, and why."""
    frame = room.decisions.judged()
    claims = {name: int(frame[name].sum()) for name in OPEN}
    open_ = claims["undecided"] + claims["differs"]
    if open_:
        text = _n(
            "{open} of {total} products needs a decision",
            "{open} of {total} products need a decision",
            open_,
            open=formats.whole(open_),
            total=formats.whole(len(frame)),
        )
    else:
        text = _n("The {count} product has its tier", "All {count} products have their tier", len(frame))
    said = (
        _n("{count} has no tier", "{count} have no tier", claims["undecided"]),
        _n("{count} differs from its suggestion", "{count} differ from their suggestion", claims["differs"]),
        _n("{count} is behind pace", "{count} are behind pace", claims["behind"]),
        _n(
            "{count} runs out within its lead time at its weekly rate",
            "{count} run out within their lead time at their weekly rate",
            claims["at_risk"],
        ),
        _n("{count} is below its margin floor", "{count} are below their margin floor", claims["below_floor"]),
        _n("the margin of {count} is unknown", "the margins of {count} are unknown", claims["margin_unknown"]),
    )
    reasons = [one for one, count in zip(said, claims.values(), strict=True) if count]
    return Answer(text, _("; ").join(reasons) + _(".") if reasons else _("None is behind pace or short of stock."))


def figures(room: Room) -> None:
    """One figure per tier as decided, and what is still open."""
    frame = room.decisions.judged()
    for key, mark in icons.TIERS.items():
        rows = frame[frame["tier"] == key]
        behind = int(rows["behind"].sum())
        known = bool(rows["pace_share"].notna().any())
        share = formats.share(float(rows["revenue_share"].sum())) if len(rows) else formats.UNKNOWN
        figure(
            mark.name,
            formats.whole(len(rows)),
            _n("{count} behind", "{count} behind", behind) if behind else _("on pace") if known else share,
            _("favourites + carts") if known else _("of revenue"),
            good=not behind if known else None,
            help=_("Decided by people. {share} of the revenue of the last 28 full days.", share=share),
        )
    differs = int(frame["differs"].sum())
    figure(
        _("No tier"),
        formats.whole(int(frame["undecided"].sum())),
        _n("{count} differs", "{count} differ", differs),
        _("from suggestion"),
        good=False if frame["undecided"].any() else None,
        help=_(
            "Suggested from the last 28 full days; {count} suggestions flip when a threshold moves by a tenth.",
            count=formats.whole(int(frame["fragile"].sum())),
        ),
    )


def freshness(room: Room) -> str:
    """How old the assortment is, and for how many products nobody knows it (S-66)."""
    found, limit = room.monitoring.freshness(), room.campaign.thresholds.old_days
    if not found.known:
        return _("Age of the assortment unknown: no product has a first day on sale; import it, or type it under Edit")
    said = _n(
        "{old} of {count} product of known age is on sale for more than {limit} days (the oldest: {oldest})",
        "{old} of {count} products of known age are on sale for more than {limit} days (the oldest: {oldest})",
        found.known,
        old=formats.whole(found.old),
        limit=limit,
        oldest=formats.whole(found.oldest_days),
    )
    if found.old_revenue_share is not None:
        share = _("they bring {share} of the revenue of 28 days", share=formats.share(found.old_revenue_share))
        said = _("{first}; {second}", first=said, second=share)
    missing = found.products - found.known
    if missing:
        unsaid = _n("first day on sale of {count} unknown", "first days on sale of {count} unknown", missing)
        said = _("{first}; {second}", first=said, second=unsaid)
    return _("Age of the assortment: {said}", said=said)


def filters() -> Wanted:
    """The view, tiers, role, words to look for, and the order; the page comes with the table."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="filters"):
        view = st.selectbox(
            _("View"),
            list(VIEWS),
            key="products.view",
            format_func=lambda key: _(VIEWS[key]),
            label_visibility="collapsed",
            width=196,
        )
        tiers = st.pills(
            _("Tier"),
            list(icons.TIERS),
            selection_mode="multi",
            key="products.tiers",
            format_func=lambda key: f"{icons.TIERS[key].glyph} {icons.TIERS[key].name}",
            label_visibility="collapsed",
        )
        role = st.selectbox(
            _("Role"),
            ROLES,
            index=None,
            placeholder=_("Any role"),
            key="products.by_role",
            format_func=lambda key: _(ROLE_NAMES[key]),
            label_visibility="collapsed",
            width=130,
        )
        st.space("stretch")
        order = st.selectbox(
            _("Order"),
            list(ORDERS),
            key="products.order",
            format_func=lambda key: _(ORDERS[key]),
            label_visibility="collapsed",
            width=176,
        )
        needle = st.text_input(
            _("Find"),
            placeholder=_("Find a product"),
            icon=":material/search:",
            key="products.find",
            label_visibility="collapsed",
            width=176,
        )
    return Wanted(str(view), tuple(tiers), role, str(needle).strip(), str(order))


def found(room: Room, wanted: Wanted) -> npt.NDArray[np.int64]:
    """The places in `room.decisions.judged()` of what somebody wants to see, in order."""
    gates = wanted.view.removeprefix("gate_") if wanted.view.startswith("gate_") else ""
    verdict = {"fails": "fail", "unknown": "unknown"}.get(gates)
    gated = (
        None if verdict is None else frozenset(one for one, worst in room.signups.gate_of().items() if worst == verdict)
    )
    return _places(room, wanted._replace(page=0), gated)


@kept(*RESTS_ON, clock=True)
def _places(room: Room, wanted: Wanted, among: frozenset[str] | None) -> npt.NDArray[np.int64]:
    frame = room.decisions.judged()
    keep = np.ones(len(frame), dtype=bool)
    if among is not None:
        keep &= frame["product_id"].isin(among).to_numpy()
    elif wanted.view != "all":
        keep &= frame[wanted.view].to_numpy(dtype=bool)
    if wanted.tiers:
        keep &= frame["tier"].isin(wanted.tiers).to_numpy()
    if wanted.role:
        keep &= (frame["role"] == wanted.role).to_numpy(dtype=bool)
    if wanted.needle:
        named = frame["title"].str.contains(wanted.needle, case=False, regex=False)
        keep &= (named | frame["product_id"].str.contains(wanted.needle, case=False, regex=False)).to_numpy(dtype=bool)
    places: npt.NDArray[np.int64] = np.flatnonzero(keep)
    if wanted.order == "first":
        return places
    rows = _by(room, frame, wanted.order).iloc[places].reset_index(drop=True)
    rising = wanted.order in RISING
    order = rows.sort_values(ascending=rising, kind="stable", na_position="last").index.to_numpy(dtype=np.int64)
    return np.asarray(places[order], dtype=np.int64)


def _by(room: Room, frame: pd.DataFrame, order: str) -> pd.Series[Any]:
    if order == "carts":
        return frame["cart_users"].fillna(frame["carts"])
    if order == "cover_hours":
        return room.levels.products().set_index("product_id")[order].reindex(frame["product_id"])
    return frame[order]
