"""Targets on their page: will we get there, the cascade of every product, and how targets are set."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from campaign.base import formats, money
from campaign.base.language import N_, _, _n
from campaign.products import Product
from campaign.room import Room
from campaign.room.cache import FACTS, kept
from campaign.targets.product_targets import ProductTarget
from campaign.tiers import Decision
from campaign.web.blocks.gap_tables import tier_column
from campaign.web.widgets import icons
from campaign.web.widgets.basics import Answer, figure, majors, plain
from campaign.web.widgets.inputs import cash

TABLE_HEIGHT = 400
BASIS = {
    "typed": N_("typed in"),
    "history": N_("own history"),
    "cascade": N_("worked out"),
    "prior": N_("worked out, default rates"),
}


def answer(room: Room) -> Answer:
    """Whether the target is in reach: by GMV from launch on, by favourites and carts before."""
    if room.at >= room.span("launch").starts:
        return _by_gmv(room)
    return _by_caring(room)


def _by_gmv(room: Room) -> Answer:
    target, gmv, finish = room.campaign.gmv_target_minor, room.launch.gmv(), room.launch.finish()
    if target is None:
        return Answer(
            _("There is no GMV target to reach yet"), _("Set it in the inputs below; the rest follows from it.")
        )
    if gmv is None:
        return Answer(_("How far the GMV is stays unknown"), _("Import the sales of the launch."))
    goal = cash(target, room)
    if finish.p50 is None or finish.p10 is None or finish.p90 is None:
        return Answer(_("GMV stands at {gmv} of {target}", gmv=cash(gmv, room), target=goal), plain(finish.reason))
    text = _(
        "GMV heads for {finish} of {target}: {share}",
        finish=cash(finish.p50, room),
        target=goal,
        share=formats.share(finish.p50 / target),
    )
    ends = {"low": plain(cash(finish.p10, room)), "high": plain(cash(finish.p90, room))}
    return Answer(text, _("80% between {low} and {high}, if the rest runs as far from plan as what has been.", **ends))


def _by_caring(room: Room) -> Answer:
    caring, finish, behind = room.phases.caring(), room.phases.caring_finish(), len(room.phases.behind())
    if caring.target is None:
        return Answer(
            _("There are no targets yet"),
            _("They follow from the GMV target, earlier sales and prices; set the GMV target in the inputs below."),
        )
    goal = formats.compact(caring.target)
    if room.at < room.span("warm_up").starts:
        opens = formats.day(room.span("warm_up").first)
        text = _("Warm-up shall bring {target} favourites and carts", target=goal)
        return Answer(text, _("The pace counts from {day}, when warm-up opens.", day=opens))
    if caring.share is None:
        return Answer(
            _("How far favourites and carts are is unknown"),
            _("Import a file that holds them; {goal} are aimed for.", goal=goal),
        )
    text = _("Favourites and carts stand at {share} of their pace", share=formats.share(caring.share))
    late = _n("{count} product is behind.", "{count} products are behind.", behind)
    if finish.p50 is None or finish.p10 is None or finish.p90 is None:
        return Answer(text, f"{plain(finish.reason)}. {late}")
    said = _(
        "At this pace warm-up ends at {middle} of {target} (80% between {low} and {high}).",
        middle=formats.compact(finish.p50),
        target=goal,
        low=formats.compact(finish.p10),
        high=formats.compact(finish.p90),
    )
    return Answer(text, f"{said} {late}")


def figures(room: Room) -> None:
    """What the GMV target asks for, step by step, and what is there."""
    frame, caring = room.targets.cascade(), room.phases.caring()
    sums = {word: _sum(frame, word) for word in ("units", "buyers", "carts", "favourites", "visitors", "actual")}
    typed = int((frame["aim"] == "typed").sum()) if len(frame) else 0
    figure(
        _("GMV target"),
        cash(room.campaign.gmv_target_minor, room),
        _n("{count} product", "{count} products", len(frame)),
        help=_("Of the launch; set in the inputs below"),
    )
    figure(
        _("Units"),
        formats.compact(sums["units"]),
        _n("{count} typed", "{count} typed", typed),
        _("rest worked out"),
        help=_("GMV × share of the product / price, rounded up"),
    )
    figure(
        _("Carts"),
        formats.compact(sums["carts"]),
        formats.compact(sums["buyers"]),
        _("buyers"),
        help=_("Buyers × share who had it in the cart / cart to pay"),
    )
    figure(
        _("Favourites"),
        formats.compact(sums["favourites"]),
        _("persons"),
        _("without a cart"),
        help=_("Buyers × share who had only favourited it / favourite to pay"),
    )
    figure(
        _("Visitors"),
        formats.compact(sums["visitors"]),
        _("persons"),
        _("with neither"),
        help=_("The other buyers / visit to pay"),
    )
    against = None if caring.share is None else caring.share - 1
    figure(
        _("There by now"),
        formats.compact(caring.actual),
        formats.signed_share(against) if against is not None else _("unknown"),
        _("vs pace"),
        good=None if against is None else against >= 0,
        help=_("Favourites + carts since warm-up opened, persons where they are known"),
    )


def _sum(frame: pd.DataFrame, word: str) -> int | None:
    total = frame[word].sum(min_count=1) if len(frame) else None
    return None if total is None or pd.isna(total) else int(total)


def table(room: Room) -> list[int]:
    """The cascade; returns the places of the selected rows. The order is part of the key, as on Products."""
    rows = room.targets.cascade()
    key = f"targets.table-{abs(hash(tuple(rows['product_id'])))}"
    st.session_state["targets.table"] = key
    picked: Any = st.dataframe(
        _shown(room),
        hide_index=True,
        height=TABLE_HEIGHT,
        row_height=34,
        on_select="rerun",
        selection_mode="multi-row",
        key=key,
        placeholder=formats.UNKNOWN,
        alt=_("What the GMV target asks of every product, and how far each is"),
        column_config=_columns(money.symbol(room.campaign.currency).strip()),
    )
    return [place for place in picked.selection.rows if place < len(rows)]


@kept(Product, Decision, ProductTarget, FACTS)
def _shown(room: Room) -> pd.DataFrame:
    rows, currency = room.targets.cascade(), room.campaign.currency
    tiers = {one: [mark.name] for one, mark in icons.TIERS.items()}
    basis = {one: _(word) for one, word in BASIS.items()}
    return pd.DataFrame(
        {
            "title": rows["title"],
            "tier": [tiers.get(one, []) for one in rows["tier"]],
            "gmv": majors(rows["gmv_minor"], currency).round(),
            **{word: rows[word] for word in ("units", "buyers", "carts", "favourites", "visitors")},
            "aim": [basis.get(one, one) for one in rows["aim"]],
            "actual": rows["actual"],
            "pace": rows["pace_share"].astype("Float64") * 100,
            "gap": rows["gap"].where(rows["gap"] > 0),
            "note": [reason or why for reason, why in zip(rows["reason"], rows["why"].fillna(""), strict=True)],
        }
    )


def _columns(sign: str) -> dict[str, Any]:
    column = st.column_config

    def count(label: str, help: str) -> Any:
        return column.NumberColumn(label, format="localized", help=help)

    return {
        "title": column.TextColumn(_("Product"), pinned=True, width=190),
        "tier": tier_column(),
        "gmv": count(f"{_('GMV')}, {sign}", _("GMV target × share: by tier as the playbook has it, then by revenue")),
        "units": count(_("Units"), _("GMV / price")),
        "buyers": count(_("Buyers"), _("Units / units per buyer")),
        "carts": count(_("Carts"), _("Persons")),
        "favourites": count(_("Favourites"), _("Persons without a cart")),
        "visitors": count(_("Visitors"), _("With neither")),
        "aim": column.TextColumn(_("Basis"), width=160, help=_("Where favourites, carts and units come from")),
        "actual": count(_("There"), _("Favourites + carts since warm-up opened")),
        "pace": column.ProgressColumn(_("Of pace"), format="%.0f%%", min_value=0, max_value=150, width=110),
        "gap": count(_("Short"), _("Expected by now less what is there")),
        "note": column.TextColumn(_("Not known"), width=200),
    }
