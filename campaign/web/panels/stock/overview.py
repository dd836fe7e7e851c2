"""Stock on its page: what runs out and when, what asks for a decision, what is on its way, what nobody can judge."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import Any

import pandas as pd
import streamlit as st

from campaign.base import formats
from campaign.base.language import _, _n, told
from campaign.room import Room
from campaign.stock.restock import RULE_NAMES
from campaign.web.blocks import stock_columns
from campaign.web.blocks.gap_tables import tier_column
from campaign.web.widgets import icons
from campaign.web.widgets.basics import (
    Answer,
    figure,
    lines,
    panel,
    plain,
    unknown,
)

ROW = 34
SOON_HOURS = 24
SHOWN = 8
MOST = 10
TRIGGERS_HEIGHT = 380


def answer(room: Room) -> Answer:
    """How many SKUs need a decision, and which is the first to run out."""
    rows, unjudged = room.stock.urgent(), len(room.stock.blind())
    blind = _n(
        "{count} cannot be judged: its stock or sales are unknown.",
        "{count} cannot be judged: their stock or sales are unknown.",
        unjudged,
    )
    if rows.empty:
        text = _("No SKU of the restocked roles asks for a decision")
        reason = _("None has sold {share} of its stock or surges.", share=_point(room))
        return Answer(text, told(reason, blind if unjudged else ""))
    text = _n("{count} SKU needs a decision", "{count} SKUs need a decision", len(rows))
    first = rows.iloc[0]
    known = first["cover_hours"] is not None and not pd.isna(first["cover_hours"])
    parts = []
    if known:
        parts.append(
            _("{sku} is the first to run out, in {span}.", sku=plain(first["name"]), span=_span(first["cover_hours"]))
        )
    advice = rows["advice"].value_counts()
    if advice.get("order"):
        parts.append(_n("{count} can still be ordered.", "{count} can still be ordered.", int(advice["order"])))
    if advice.get("too_late"):
        late = int(advice["too_late"])
        parts.append(_n("For {count} it is too late to restock.", "For {count} it is too late to restock.", late))
    return Answer(text, told(*parts, blind if unjudged else ""))


def nothing() -> str:
    """What makes stock known."""
    return _("Import a stock file: product, SKU, when it was counted, pieces on hand, reserved and on their way.")


def _point(room: Room) -> str:
    return formats.share(room.campaign.thresholds.restock_sold_share)


def _span(hours: float) -> str:
    said = (
        _("{number} h", number=formats.compact(hours))
        if hours < 48
        else _("{number} d", number=formats.compact(hours / 24))
    )
    return said.replace(" ", "\u00a0")


def figures(room: Room) -> None:
    """Decisions, what runs out today, what can still be ordered, alerts nobody has, goods on their way."""
    rows, lasting, alerts = room.stock.urgent(), room.stock.lasting(), room.alerts.open()
    late, ordered = (int((rows["advice"] == word).sum()) if len(rows) else 0 for word in ("too_late", "order"))
    known = lasting["cover_hours"].notna()
    figure(
        _("Need a decision"),
        formats.whole(len(rows)),
        _n("{count} too late", "{count} too late", late),
        _("to restock"),
        good=False if late else None,
        help=_("Restocked roles only: half sold or a surge. Clearance is meant to sell out."),
    )
    soon = int((lasting["cover_hours"] < SOON_HOURS).sum())
    figure(
        _("Out within 24 h"),
        formats.whole(soon) if known.any() else formats.UNKNOWN,
        _n("of {count} known", "of {count} known", int(known.sum())),
        good=False if soon else None,
        help=_("Available pieces at the present rate; all tiers but clearance."),
    )
    figure(
        _("Order now"),
        formats.whole(int(rows["quantity"].fillna(0).sum()) if len(rows) else 0),
        _n("{count} SKU", "{count} SKUs", ordered),
        _("pieces in full cartons"),
        help=_("Demand to the end of the phase at the present rate, less what is available and comes in time."),
    )
    lonely = sum(one.owner is None for one in alerts)
    figure(
        _("Open alerts"),
        formats.whole(len(alerts)),
        _n("{count} without owner", "{count} without owner", lonely) if lonely else _("all taken"),
        good=False if lonely else None,
    )
    coming = room.stock.inbound()
    figure(
        _("On its way"),
        formats.compact(int(coming["units"].sum())) if len(coming) else "0",
        _n("{count} SKU", "{count} SKUs", len(coming)),
        _("pieces"),
        help=_("Inbound rows of the last stock file."),
    )


def triggers(room: Room) -> None:
    """The SKUs that need a decision, the soonest sold out first, with order-by day and advice."""
    rows = room.stock.urgent()
    note = _("half sold: {share} of opening + received; clearance never", share=_point(room))
    with panel(_("Restock now"), note, key="stock-triggers"):
        if rows.empty:
            st.markdown(f":gray[:material/check:] {_('Nothing to decide.')} :gray[{_judged(room)}]")
            return
        tiers = {key: [mark.name] for key, mark in icons.TIERS.items()}
        shown = pd.DataFrame(
            {
                "name": rows["name"],
                "tier": [tiers.get(one, []) for one in rows["tier"]],
                "advice": [_short(row) for row in rows.to_dict("records")],
                "rule": [_(RULE_NAMES[one]) for one in rows["trigger"]],
                "sold": rows["sold_share"] * 100,
                "cover": rows["cover_hours"],
                "by": [_by(row, room) for row in rows.to_dict("records")],
                "available": rows["sellable_now"],
                "projected": rows["projected"],
                "rate": rows["rate_per_hour"],
                "quantity": rows["quantity"].where(rows["quantity"] > 0),
                "owner": rows["owner"].fillna(""),
            }
        )
        st.dataframe(
            shown,
            hide_index=True,
            height=TRIGGERS_HEIGHT if len(shown) > MOST else "content",
            row_height=ROW,
            placeholder=formats.UNKNOWN,
            alt=_("SKUs that need a decision, the soonest sold out first"),
            column_config=_columns(),
        )
        if (rows["advice"] == "too_late").any():
            st.caption(_("Too late: an order would come after the end. Cap ads, show sold out, swap the product."))


def _short(row: Mapping[Hashable, Any]) -> str:
    """The advice in the words of a cell."""
    words = {
        "order": _("Order {units}", units=formats.whole(row["quantity"])),
        "too_late": _("Too late: {units} short", units=formats.whole(row["short_units"])),
        "enough": _("Enough to the end"),
    }
    return words.get(row["advice"], _("Unknown"))


def _columns() -> dict[str, Any]:
    column = st.column_config
    by, said = stock_columns.order_by_label()
    return {
        "name": column.TextColumn("SKU", width=250),
        "tier": tier_column(),
        "advice": column.TextColumn(_("Advice"), width=150),
        "rule": column.TextColumn(_("Rule"), width=94),
        "sold": column.NumberColumn(_("Sold"), format="%.0f%%", width=66, help=_("Sold / (opening + received)")),
        "cover": stock_columns.cover_hours(),
        "by": column.TextColumn(by, width=128, help=said),
        "available": stock_columns.available(),
        "projected": stock_columns.projected(),
        "rate": stock_columns.rate(),
        "quantity": column.NumberColumn(
            _("Order"), format="localized", width=74, help=_("What is short, at least the smallest order, full cartons")
        ),
        "owner": column.TextColumn(_("Owner"), width=100, help=_("Who has its alert")),
    }


def _by(row: Mapping[Hashable, Any], room: Room) -> str:
    at = row["order_by"]
    if row["advice"] == "enough":
        return _("not needed")
    if at is None or pd.isna(at):
        return formats.UNKNOWN
    said = formats.moment(at, room.campaign.zone)
    return _("passed, {moment}", moment=said) if at < room.at else said


def _judged(room: Room) -> str:
    skus = room.stock.skus()
    roles = skus["role"].isin(list(room.campaign.thresholds.restock_roles)) & (skus["tier"] != "clearance")
    return _n(
        "{count} SKU of the restocked roles was looked at.",
        "{count} SKUs of the restocked roles were looked at.",
        int(roles.sum()),
    )


def running_out(room: Room) -> None:
    """The SKUs that run out first, whatever their role."""
    rows = room.stock.lasting().dropna(subset=["cover_hours"])
    with panel(_("Runs out first"), _("at the present rate, all tiers but clearance"), key="stock-out"):
        if rows.empty:
            st.markdown(unknown(_("no SKU has both a count and sales by the hour or day; import a stock file")))
            return
        lines(
            (
                plain(row["name"]),
                f":gray[{_n('{count} left', '{count} left', int(row['sellable_now'])).replace('-', formats.MINUS)}]",
                _span(row["cover_hours"]),
                _coming(row["comes_at"], room),
            )
            for row in rows.head(SHOWN).to_dict("records")
        )


def _coming(at: Any, room: Room) -> str:
    if at is None or pd.isna(at):
        return f":gray[{_('nothing on its way')}]"
    return f":gray[{_('more on {day}', day=formats.moment(at, room.campaign.zone))}]"


def inbound(room: Room) -> None:
    """Goods on their way, the soonest first."""
    rows = room.stock.inbound()
    with panel(_("On its way"), _("from the last stock file"), key="stock-inbound"):
        if rows.empty:
            st.markdown(f":gray[{_('No goods on their way are known; a stock file with inbound pieces tells.')}]")
            return
        lines(
            (
                plain(row["name"]),
                f":gray[{_n('{count} piece', '{count} pieces', int(row['units']))}]",
                _day(row["due"], room),
            )
            for row in rows.head(SHOWN).to_dict("records")
        )
        if len(rows) > SHOWN:
            st.caption(_n("and {count} more", "and {count} more", len(rows) - SHOWN))


def _day(at: Any, room: Room) -> str:
    if at is None or pd.isna(at):
        return f":gray[{_('no day known')}]"
    said = formats.moment(at, room.campaign.zone)
    return f":orange[{_('late since {moment}', moment=said)}]" if at < room.at else said


def blind(room: Room) -> None:
    """The SKUs of which half sold cannot be said, with the reason."""
    rows = room.stock.blind()
    with panel(_("Cannot be judged"), _n("{count} SKU", "{count} SKUs", len(rows)), key="stock-unjudged"):
        if rows.empty:
            st.markdown(f":gray[:material/check:] {_('Everything of the restocked roles can be judged.')}")
            return
        for reason, those in rows.groupby("reason", sort=False):
            said = [plain(name) for name in those["name"].head(SHOWN)]
            more = _n(" and {count} more", " and {count} more", len(those) - SHOWN) if len(those) > SHOWN else ""
            st.markdown(f"{unknown(plain(str(reason)))}  \n{'; '.join(said)}{more}")
