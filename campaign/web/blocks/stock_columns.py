"""The stock figures as columns of any table: under one label stands one figure, on every page."""

from __future__ import annotations

from typing import Any

import streamlit as st

from campaign.base.language import _


def available() -> Any:
    """`stock.sellable_now`."""
    said = _("What can be sold now: on hand − reserved − sold since the count")
    return st.column_config.NumberColumn(_("Available"), format="localized", width=84, help=said)


def unreserved() -> Any:
    """`stock.unreserved`."""
    said = _("On hand − reserved, as last counted; what sold since is not known by warehouse")
    return st.column_config.NumberColumn(_("Unreserved"), format="localized", width=92, help=said)


def projected() -> Any:
    """`stock.projected`."""
    said = _("Available + inbound that comes before the end; what is short is counted from it")
    return st.column_config.NumberColumn(_("Projected"), format="localized", width=84, help=said)


def rate() -> Any:
    """The present rate of `stock.rate_per_hour`."""
    said = _("Present rate: of the last 6 hours, or of the last full day where no hours are known")
    return st.column_config.NumberColumn(_("Units / h"), format="%.1f", width=80, help=said)


def cover_hours() -> Any:
    """`stock.cover_hours`."""
    said = _("How long the available pieces last at the present rate, in hours")
    return st.column_config.NumberColumn(_("Cover, h"), format="%.1f", width=80, help=said)


def cover_days(said: str = "") -> Any:
    """`stock.cover_hours` in days; `said` is added where it is that of a product."""
    lasts = _("How long the available pieces last at the present rate, in days")
    return st.column_config.NumberColumn(_("Cover, d"), format="%.1f", width=78, help=f"{lasts}{said}")


def weekly_cover() -> Any:
    """`stock.cover_hours` at the weekly rate, in days."""
    said = _("How long the available pieces last at the rate of the last seven full days; risks are judged by it")
    return st.column_config.NumberColumn(_("Weekly cover, d"), format="%.1f", width=112, help=said)


def order_by_label() -> tuple[str, str]:
    """The label of `stock.order_by` and what it says; a day on one page, an instant or a word on the other."""
    return _("Order by"), _("Now + cover − lead time; where it has passed, goods come after the gap")
