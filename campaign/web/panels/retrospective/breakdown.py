"""The breakdown of the outcome: by product, by channel, by day."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from campaign import charts
from campaign.base import formats
from campaign.base.language import _
from campaign.facts.contract import ANY
from campaign.room import Room
from campaign.web.blocks.gap_tables import tier_column
from campaign.web.widgets.basics import majors, panel, unknown
from campaign.web.widgets.icons import TIERS

ROWS_HEIGHT = 376


def completion(room: Room) -> None:
    """Target completion and sell-out of each product, the largest targets first."""
    review, titles = room.review.outcome(), {one.product_id: one.name for one in room.products.catalogue().values()}
    rows = review.skus[review.skus["sku_id"] == ANY].sort_values("target_units", ascending=False, kind="stable")
    with panel(_("Completion by product"), _("launch: units of target, of opening stock and receipts"), key="skus"):
        if rows.empty:
            st.markdown(unknown(_("no product has sales or a target; import daily figures by product")))
            return
        tiers = room.products.decided()
        column = st.column_config
        st.dataframe(
            pd.DataFrame(
                {
                    "product": [titles.get(one, one) for one in rows["product_id"]],
                    "tier": [[TIERS[tiers[one]].name] if one in tiers else [] for one in rows["product_id"]],
                    "completion": (rows["completion"] * 100).to_numpy(),
                    "sell_out": (rows["sell_out"] * 100).to_numpy(),
                    "units": rows["units"].to_numpy(),
                    "target": rows["target_units"].to_numpy(),
                    "reason": rows["reason"].to_numpy(),
                }
            ),
            hide_index=True, height=min(36 + 34 * len(rows), ROWS_HEIGHT), row_height=34,
            placeholder=formats.UNKNOWN, alt=_("Completion and sell-out by product"),
            column_config={
                "product": column.TextColumn(_("Product"), width=200),
                "tier": tier_column(),
                "completion": _share_column(_("Completion"), 150),
                "sell_out": _share_column(_("Sell-out"), 100),
                "units": column.NumberColumn(_("Units"), format="localized", width=64),
                "target": column.NumberColumn(_("Target"), format="localized", width=64),
                "reason": column.TextColumn(_("Not known"), width=140),
            },
        )  # fmt: skip


def _share_column(title: str, most: float) -> Any:
    return st.column_config.ProgressColumn(title, format="%d%%", min_value=0, max_value=most, width=110)


def channels(room: Room) -> None:
    """What each channel brought and cost."""
    frame, currency = room.review.outcome().channels, room.campaign.currency
    with panel(_("Channels"), _("whole campaign, {currency}", currency=currency), key="channels"):
        if frame.empty:
            st.markdown(unknown(_("no imported file splits visitors or sales by channel")))
            return
        rows = frame.sort_values("revenue_minor", ascending=False)
        column = st.column_config
        st.dataframe(
            pd.DataFrame(
                {
                    "name": rows["name"],
                    "revenue": majors(rows["revenue_minor"], currency).round(),
                    "spend": majors(rows["spend_minor"], currency).round(),
                    "roi": rows["roi"],
                    "visitors": rows["visitors"],
                    "conversion": rows["conversion"] * 100,
                    "value": majors(rows["visitor_value_minor"], currency),
                    "cost": majors(rows["visitor_cost_minor"], currency),
                }
            ),
            hide_index=True, height="content", row_height=34, placeholder=formats.UNKNOWN,
            alt=_("What each channel brought and cost"),
            column_config={
                "name": column.TextColumn(_("Channel"), width=120),
                "revenue": column.NumberColumn(_("GMV"), format="localized"),
                "spend": column.NumberColumn(_("Spend"), format="localized"),
                "roi": column.NumberColumn(_("ROI"), format="%.1f"),
                "visitors": column.NumberColumn(_("Visitors"), format="localized"),
                "conversion": column.NumberColumn(_("Conversion"), format="%.1f%%"),
                "value": column.NumberColumn(_("Value a visitor"), format="%.2f"),
                "cost": column.NumberColumn(_("Cost a visitor"), format="%.2f"),
            },
        )  # fmt: skip


def days(room: Room) -> None:
    """GMV of each day of the campaign, the launch days with their plan; units, where no file holds revenue."""
    block = next(one for one in room.review.retrospective().blocks if one.key == "days")
    frame, currency = (
        block.frame.rename(columns={"revenue_minor": "actual", "plan_minor": "plan"}),
        room.campaign.currency,
    )
    if frame["actual"].isna().all():
        with panel(_("Units by day"), key="days"):
            units = block.frame[["day"]].assign(actual=block.frame["units"])
            if units["actual"].isna().all():
                st.markdown(unknown(_("no imported file holds revenue or units")))
                return
            st.caption(_("No imported file holds revenue by day."))
            _by_day(units, None)
        return
    with panel(_("GMV by day"), _("mark: plan of the launch"), key="days"):
        _by_day(frame[["day", "actual", "plan"]], currency)


def _by_day(frame: pd.DataFrame, currency: str | None) -> None:
    best = frame.sort_values("actual", na_position="first").iloc[-1]
    amount = charts.reading(best["actual"], currency)
    alt = _("The best day was {day} with {amount}", day=formats.day(best["day"]), amount=amount)
    st.vega_lite_chart(*charts.by_day(frame, currency), height=180, alt=alt)
