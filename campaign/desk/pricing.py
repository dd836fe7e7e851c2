"""Pricing: what things cost from when on, kept whenever it changes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from campaign import prices
from campaign.members import Member
from campaign.prices import Price
from campaign.products import Product
from campaign.storage import Store


def keep(
    store: Store,
    by: Member | None,
    known: Mapping[str, Product],
    merged: Iterable[Product],
    at: datetime,
    source: str,
) -> list[int]:
    """Keep every price that products got by a change, inside the transaction that makes it.

    Args:
        store: Where they are kept.
        by: Who makes the change.
        known: The products before, by id.
        merged: The products afterwards.
        at: From when the new prices hold.
        source: What says so.

    Returns:
        The ids of the kept prices, so that who takes the change back can take them back too.
    """
    found = prices.changes(known, merged, at, source, who=by.name if by else "", member=by.id if by else None)
    return [one.id for one in store.records(Price).add_all(found)]
