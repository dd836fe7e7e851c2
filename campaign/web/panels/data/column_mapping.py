"""Columns: what people call our columns, and the form in which they say which header fills which."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import streamlit as st

from campaign import intake
from campaign.base.language import N_, _
from campaign.facts.measures import MEASURES
from campaign.intake import Kind, Sheet
from campaign.web.widgets.basics import plain

MINOR = "_minor"
SAMPLES, SAMPLE_LENGTH = 2, 12
KIND_NAMES: dict[Kind, str] = {
    "products": N_("Products"),
    "facts": N_("Daily figures"),
    "stock": N_("Stock"),
    "spend": N_("Spend"),
    "orders": N_("Order list"),
}
NAMES = {
    "day": N_("Day"),
    "last_day": N_("Last day of the line"),
    "hour": N_("Hour"),
    "product_id": N_("Product ID"),
    "sku_id": N_("SKU ID"),
    "seller_sku": N_("Seller's code"),
    "channel": N_("Channel"),
    "plan": N_("Ad plan"),
    "currency": N_("Currency"),
    "title": N_("Title"),
    "category": N_("Category"),
    "price_minor": N_("Price"),
    "cost_minor": N_("Cost"),
    "colour": N_("Colour"),
    "size": N_("Size"),
    "role": N_("Role"),
    "lead_days": N_("Lead time in days"),
    "minimum_order_units": N_("Minimum order"),
    "carton_units": N_("Pieces in a carton"),
    "launched_on": N_("On sale since"),
    "min_price_since_jan1_minor": N_("Lowest price since 1 January"),
    "threshold_price_minor": N_("Sign-up threshold price"),
    "at": N_("Counted at"),
    "warehouse": N_("Warehouse"),
    "on_hand": N_("On hand"),
    "reserved": N_("Reserved"),
    "inbound": N_("On its way"),
    "inbound_due": N_("Due"),
    "order_id": N_("Order ID"),
    "line_id": N_("Order line ID"),
    "ordered_at": N_("Ordered at"),
    "paid_at": N_("Paid at"),
    "status": N_("Order status"),
    "stage": N_("Presale stage"),
    "buyer": N_("Buyer (counted, never kept)"),
}
CONSTANTS: dict[Kind, tuple[str, ...]] = {
    "products": ("currency",),
    "facts": ("day", "product_id", "channel", "currency"),
    "stock": ("at", "warehouse"),
    "spend": ("day", "channel", "plan", "currency"),
    "orders": ("currency",),
}


def column_name(column: str) -> str:
    """What people call one of our columns; amounts may be given in major or in minor units.

    Example:
        >>> column_name("price"), column_name("revenue_minor"), column_name("cart_users")
        ('Price', 'Revenue, minor units', 'Add-to-cart users')
    """
    if not column:
        return _("not read")
    words = {**NAMES, **{name: measure.english for name, measure in MEASURES.items()}}
    if column in words:
        return _("{name}, minor units", name=_(words[column])) if column.endswith(MINOR) else _(words[column])
    return _(words[column + MINOR])


def short_name(field: str) -> str:
    """The name of a field whose amounts are shown in major units."""
    return column_name(field.removesuffix(MINOR))


def samples(sheet: Sheet, header: str) -> str:
    """The first values below a header, as one short text."""
    found = sheet.frame[header].drop_nulls().head(SAMPLES)
    return ", ".join(text if len(text) <= SAMPLE_LENGTH else f"{text[:SAMPLE_LENGTH]}…" for text in found)


def fields(sheet: Sheet, kind: Kind, columns: Mapping[str, str], given: Mapping[str, str], place: str) -> None:
    """The inputs of the form: one choice for each header with its first values, then what no header fills.

    Args:
        sheet: The opened file.
        kind: What the file is read as.
        columns: Header to our column, as it stands.
        given: What is the same in every line.
        place: Makes the keys of this file's inputs its own.
    """
    options = ["", *intake.names(kind)]
    with st.grid(min_column_width=210, gap="small", vertical_alignment="bottom", key=f"grid-{place}"):
        for number, header in enumerate(sheet.headers):
            chosen = columns.get(header, "")
            st.selectbox(
                f"{plain(header)} :gray[{plain(samples(sheet, header))}]",
                options,
                options.index(chosen),
                format_func=column_name,
                key=f"{place}.column-{number}",
            )
    st.markdown(f":gray[{_('The same in every line, where no column says it:')}]")
    with st.grid(min_column_width=160, gap="small", key=f"constants-{place}"):
        for name in CONSTANTS[kind]:
            st.text_input(column_name(name), given.get(name, ""), key=f"{place}.constant-{name}")


def answers(sheet: Sheet, kind: Kind, place: str) -> tuple[dict[str, str], dict[str, str]]:
    """What the form says: header to our column (empty: not read), and what is the same in every line."""
    state = st.session_state
    columns = {header: str(state[f"{place}.column-{number}"]) for number, header in enumerate(sheet.headers)}
    constants = {name: str(state[f"{place}.constant-{name}"]).strip() for name in CONSTANTS[kind]}
    return columns, {name: value for name, value in constants.items() if value}


def listed(headers: Sequence[str]) -> str:
    """Headers as one piece of markdown."""
    return ", ".join(plain(header) for header in headers)
