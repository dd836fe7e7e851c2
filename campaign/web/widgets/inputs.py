"""Amounts as short text; amounts and shares as number boxes, of which an empty one is unknown, never 0."""

from __future__ import annotations

from typing import Any

import streamlit as st

from campaign.base import money
from campaign.room import Room


def cash(minor: float | None, room: Room) -> str:
    """An amount in few letters; what is worked out is rounded to minor units first."""
    return money.text(None if minor is None else round(minor), room.campaign.currency, compact=True)


def box(label: str, minor: int | None, currency: str, key: str, **look: Any) -> None:
    """A number box of major units."""
    digits = money.digits(currency)
    st.session_state.setdefault(key, None if minor is None else float(money.to_major(minor, currency)))
    st.number_input(
        label,
        min_value=0.0,
        step=10.0 ** -min(digits, 1),
        format=f"%.{digits}f",
        key=key,
        **{"placeholder": "", **look},
    )


def typed(key: str, currency: str) -> int | None:
    """What a box of major units holds, in minor units."""
    value = st.session_state.get(key)
    return None if value is None else money.to_minor(f"{value:.{money.digits(currency)}f}", currency)


def share_box(label: str, share: float | None, key: str, **look: Any) -> None:
    """A number box of percent."""
    st.session_state.setdefault(key, None if share is None else round(share * 100, 4))
    st.number_input(label, 0.0, 100.0, step=1.0, format="%.1f", key=key, **{"placeholder": "", **look})


def typed_share(key: str) -> float | None:
    """What a box of percent holds, as a share."""
    value = st.session_state.get(key)
    return None if value is None else round(value / 100, 8)
