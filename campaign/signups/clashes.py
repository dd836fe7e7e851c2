"""Clashes: SKUs that stand in two offers at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import pandas as pd

from campaign.signups.activities import Activity
from campaign.signups.signups import STANDING, SignUp

COLUMNS = ["product_id", "sku_id", "first", "second", "since", "until"]


def clashes(sign_ups: Iterable[SignUp], activities: Mapping[int, Activity]) -> pd.DataFrame:
    """SKUs that stand in two offers at once; spans are half-open, so that one may follow the other at once.

    Args:
        sign_ups: Of every campaign of one store.
        activities: Theirs, by id. One without start or end cannot be compared.

    Returns:
        One row per SKU and pair of sign-ups: product_id, sku_id, first and second (ids of the sign-ups, the earlier
        start first), since, until (when both run).

    Source: features.md C1 (clash warnings).
    """
    spans = {id_: (one.starts, one.ends) for id_, one in activities.items() if one.starts and one.ends}
    held = {one.id: one for one in sign_ups if one.state in STANDING and one.activity in spans}
    rows = [(one.product_id, sku.sku_id, one.id) for one in held.values() for sku in one.ticked]
    offers = pd.DataFrame(rows, columns=["product_id", "sku_id", "id"])
    offers = offers[offers.duplicated(["product_id", "sku_id"], keep=False)]
    clock = pd.DataFrame(
        list(spans.values()), index=list(spans), columns=["since", "until"], dtype="datetime64[us, UTC]"
    )
    of_offers = clock.loc[[held[one].activity for one in offers["id"]]].reset_index(drop=True)
    offers = pd.concat([offers.reset_index(drop=True), of_offers], axis=1)
    pairs = offers.merge(offers, on=["product_id", "sku_id"], suffixes=("", "_2"))
    earlier = (pairs["since"] < pairs["since_2"]) | (
        (pairs["since"] == pairs["since_2"]) & (pairs["id"] < pairs["id_2"])
    )
    pairs = pairs[earlier & (pairs["id"] != pairs["id_2"]) & (pairs["since_2"] < pairs["until"])]
    both = pairs.assign(
        first=pairs["id"], second=pairs["id_2"], until=pairs[["until", "until_2"]].min(axis=1), since=pairs["since_2"]
    )
    return both[COLUMNS].sort_values(COLUMNS[:4], ignore_index=True)
