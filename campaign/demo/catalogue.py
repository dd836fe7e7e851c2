"""The demo shop's wares: sixty products with their SKUs, best seller first."""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache
from itertools import product
from pathlib import Path

import pandas as pd

from campaign.base import money
from campaign.base.record import Value

FILE = Path(__file__).resolve().parents[2] / "data" / "demo" / "wares.csv"
FALL = 0.92  # how steeply revenue falls from rank to rank
QUIET = 2  # products at the end of the list that no longer sell
MOST_SKUS = 5
FIRST_ID = 32_900_100
LONG_SELLERS = 14  # so many are on sale for more than a year
UNDATED = 12  # of every so many one has no first day on sale


class Item(Value):
    """One SKU of a product."""

    sku_id: str
    colour: str
    size: str


class Ware(Value):
    """One product of the demo shop; `weight` is its share of the shop's revenue."""

    product_id: str
    title: str
    category: str
    price_minor: int
    cost_minor: int | None
    role: str
    lead_days: int
    minimum_order_units: int
    carton_units: int
    skus: tuple[Item, ...]
    weight: float


@lru_cache
def wares(currency: str) -> tuple[Ware, ...]:
    """The wares with prices in a currency's minor units."""
    rows = pd.read_csv(FILE, dtype=str, keep_default_na=False).to_dict("records")
    selling = len(rows) - QUIET
    weights = [rank**-FALL if rank <= selling else 0.0 for rank in range(1, len(rows) + 1)]
    return tuple(
        Ware(
            product_id=str(FIRST_ID + rank),
            title=row["title"],
            category=row["category"],
            price_minor=money.to_minor(row["price"], currency),
            cost_minor=money.to_minor(row["cost"], currency) if row["cost"] else None,
            role=row["role"],
            lead_days=int(row["lead_days"]),
            minimum_order_units=int(row["minimum_order_units"]),
            carton_units=int(row["carton_units"]),
            skus=_items(FIRST_ID + rank, row["colours"].split("|"), row["sizes"].split("|")),
            weight=weights[rank] / sum(weights),
        )
        for rank, row in enumerate(rows)
    )


def _items(product_id: int, colours: list[str], sizes: list[str]) -> tuple[Item, ...]:
    kinds = list(product(sizes, colours))[:MOST_SKUS]
    return tuple(
        Item(sku_id=f"{product_id}-{place}", colour=colour, size=size)
        for place, (size, colour) in enumerate(kinds, start=1)
    )


def catalogue(currency: str, launch: date) -> pd.DataFrame:
    """The wares as a file of products: a row for each product, and one for each of its SKUs."""
    rows = []
    for rank, ware in enumerate(wares(currency)):
        about = ware.model_dump(exclude={"skus", "weight"})
        rows.append({**about, "launched_on": _begun(rank, launch), "sku_id": "*"})
        rows += [
            {"product_id": ware.product_id, "seller_sku": f"NW-{item.sku_id[-5:]}", **item.model_dump()}
            for item in ware.skus
        ]
    return pd.DataFrame(rows).convert_dtypes()


def _begun(rank: int, launch: date) -> str | None:
    """The first day on sale: what sells best was there last year, every third of the others came lately."""
    if rank % UNDATED == UNDATED - 1:
        return None
    days = 420 + 13 * rank if rank < LONG_SELLERS else 45 + rank // 2 if rank % 3 == 0 else 120 + 4 * rank
    return (launch - timedelta(days=days)).isoformat()
