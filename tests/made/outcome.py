"""What comes out of a made file: the sheet, what is read from it, and its sums."""

from __future__ import annotations

import pandas as pd

from campaign.facts import contract
from campaign.intake import Intake, Sheet, open_file, read, suggest
from tests.made import Made


def opened(one: Made, content: bytes | None = None) -> Sheet:
    return open_file(one.content if content is None else content, one.name)


def intake(one: Made, *, spread: bool = False, content: bytes | None = None) -> Intake:
    sheet = opened(one, content)
    return read(
        sheet,
        suggest(sheet, given=tuple(one.constants)),
        store="main",
        source=one.preset,
        zone=one.zone,
        currency=one.currency,
        constants=one.constants,
        spread=spread,
    )


def coarsest(found: Intake, measure: str) -> pd.DataFrame:
    """The day rows that hold a measure, those of all products or SKUs together where the source gives them."""
    assert found.facts is not None
    rows = found.facts[(found.facts["grain"] == contract.DAY) & found.facts[measure].notna()]
    for split in ("product_id", "sku_id"):
        whole = rows[rows[split] == contract.ANY]
        told = set(whole["product_id"]) | {contract.ANY}
        rows = rows if whole.empty or split == "sku_id" else whole
        if split == "sku_id":
            rows = rows[(rows["sku_id"] == contract.ANY) | ~rows["product_id"].isin(told if len(whole) else set())]
    return rows


def total(found: Intake, name: str) -> int:
    if name == "products":
        assert found.products is not None
        return found.products["product_id"].nunique()
    if found.stock is not None:
        return int(found.stock[name].sum())
    return int(coarsest(found, name)[name].sum())
