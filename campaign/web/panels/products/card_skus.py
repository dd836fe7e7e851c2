"""The SKUs of a product: what each costs and leaves, what lies there and comes, where sizes and colours are missing."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from campaign.base import formats
from campaign.base.language import N_, _, _n
from campaign.products import WHOLE, Product
from campaign.room import Room
from campaign.team.members import Member
from campaign.web.blocks import stock_columns
from campaign.web.widgets.basics import majors, plain, unknown

GAPS = {"out": N_("sold out"), "short": N_("short"), "uncounted": N_("not counted")}
COLOURS = {"out": "red", "short": "orange", "uncounted": "gray"}
ROW = 34


def section(visitor: Member, room: Room, product: Product) -> None:
    """Gaps by size and colour, every SKU with price, margin and stock, then the warehouses."""
    rows = room.skus.of(product.product_id)
    _gaps(rows)
    _grid(rows)
    _table(room, rows)
    _warehouses(room, product)


def variant(row: Any) -> str:
    """What tells a SKU from its sisters: colour and size, else its id."""
    named = [str(part) for part in (row["colour"], row["size"]) if not pd.isna(part) and part]
    return " · ".join(named) or (_("Whole product") if row["sku_id"] == WHOLE else str(row["sku_id"]))


def _gaps(rows: pd.DataFrame) -> None:
    """The sentence of this section: which sizes and colours are missing."""
    for gap in ("out", "short", "uncounted"):
        those = rows[rows["gap"] == gap]
        if len(those):
            names = ", ".join(plain(variant(row)) for row in those.to_dict("records"))
            st.markdown(f":{COLOURS[gap]}-badge[{_(GAPS[gap])}] {names}")
    if not (rows["gap"] != "").any():
        st.markdown(f":green[:material/check:] {_('No size or colour is missing.')}")


def _grid(rows: pd.DataFrame) -> None:
    """Available pieces of each size and colour; what is short stands in colour."""
    both = rows.dropna(subset=["colour", "size"])
    if both["colour"].nunique() < 2 or both["size"].nunique() < 2:
        return
    order = list(dict.fromkeys(both["size"]))
    cells = both.assign(said=[_cell(row) for row in both.to_dict("records")])
    table = cells.pivot_table(index="colour", columns="size", values="said", aggfunc="first", sort=False)
    shown = table.reindex(columns=order).fillna(f":gray[{_('none')}]")
    st.table(shown.rename_axis(index=_("Colour"), columns=None), border="horizontal")


def _cell(row: dict[Any, Any]) -> str:
    count = formats.UNKNOWN if pd.isna(row["sellable_now"]) else formats.whole(int(row["sellable_now"]))
    return f":{COLOURS[row['gap']]}-badge[{count}]" if row["gap"] else count


def _table(room: Room, rows: pd.DataFrame) -> None:
    currency, zone = room.campaign.currency, room.campaign.zone
    shown = pd.DataFrame(
        {
            "variant": [variant(row) for row in rows.to_dict("records")],
            "gap": [[_(GAPS[one])] if one else [] for one in rows["gap"]],
            "available": rows["sellable_now"],
            "on_hand": rows["on_hand"],
            "reserved": rows["reserved"],
            "inbound": rows["inbound"],
            "due": rows["next_due"].dt.tz_convert(zone).dt.date,
            "by": rows["order_by"].dt.tz_convert(zone).dt.date,
            "cover": rows["cover_hours"] / 24,
            "weekly": rows["weekly_cover_hours"] / 24,
            "lead": rows["lead_days"].fillna(room.campaign.thresholds.lead_days),
            "price": majors(rows["price_minor"], currency),
            "cost": majors(rows["cost_minor"], currency),
            "margin": rows["margin"] * 100,
            "floor": majors(rows["floor_price_minor"], currency),
            "lowest": majors(rows["lowest_minor"], currency),
            "sku": rows["sku_id"],
        }
    )
    st.markdown(f"**{_n('{count} SKU', '{count} SKUs', len(rows))}** :small[:gray[{_counted(room, rows)}]]")
    st.dataframe(
        shown, hide_index=True, height="content", row_height=ROW, placeholder=formats.UNKNOWN, alt=_("SKUs"),
        column_config=_columns(),
    )  # fmt: skip


def _counted(room: Room, rows: pd.DataFrame) -> str:
    at = rows["counted_at"].min()
    if pd.isna(at):
        return _("never counted; import a stock file")
    return _("counted {moment}", moment=formats.moment(at.to_pydatetime(), room.campaign.zone))


def _columns() -> dict[str, Any]:
    column = st.column_config
    number, amount, day = column.NumberColumn, "%.2f", column.DateColumn
    words = [_(word) for word in GAPS.values()]
    by, said = stock_columns.order_by_label()
    return {
        "variant": column.TextColumn(_("Variant"), pinned=True, width=120),
        "gap": column.MultiselectColumn(_("Gap"), width=92, options=words, color=list(COLOURS.values())),
        "price": number(_("Price"), format=amount, width=76),
        "cost": number(_("Cost"), format=amount, width=76),
        "margin": number(_("Margin"), format="%.0f%%", width=70, help=_("(price − cost) / price")),
        "floor": number(_("Floor"), format=amount, width=76, help=_("cost / (1 − margin floor), rounded up")),
        "on_hand": number(_("On hand"), format="localized", width=80),
        "reserved": number(_("Reserved"), format="localized", width=80, help=_("Promised already")),
        "available": stock_columns.available(),
        "unreserved": stock_columns.unreserved(),
        "inbound": number(_("Inbound"), format="localized", width=80),
        "due": day(_("Due"), format="D MMM", width=76, help=_("The next goods on their way")),
        "cover": stock_columns.cover_days(),
        "weekly": stock_columns.weekly_cover(),
        "by": day(by, format="D MMM", width=82, help=said),
        "lead": number(_("Lead, d"), format="%d", width=74),
        "lowest": number(_("Lowest"), format=amount, width=78, help=_("Lowest price since 1 January")),
        "sku": column.TextColumn("SKU", width=120),
    }


def _warehouses(room: Room, product: Product) -> None:
    frame = room.skus.warehouses()
    own = frame[frame["product_id"] == product.product_id]
    if own.empty:
        st.markdown(unknown(_("stock is unknown; import a stock file")))
        return
    if own["warehouse"].nunique() < 2:
        return
    columns = ["on_hand", "reserved", "inbound", "unreserved"]
    rows = own.groupby("warehouse", sort=False)[columns].sum(min_count=1).reset_index()
    st.markdown(f"**{_('By warehouse')}**")
    st.dataframe(
        rows, hide_index=True, height="content", row_height=ROW, placeholder=formats.UNKNOWN, alt=_("Warehouses"),
        column_config={
            "warehouse": st.column_config.TextColumn(_("Warehouse")),
            **{name: one for name, one in _columns().items() if name in rows.columns},
        },
    )  # fmt: skip
