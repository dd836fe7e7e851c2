"""The demo shop's stock: counted on the eve of the launch and again now."""

from __future__ import annotations

from datetime import datetime, timedelta

import numpy as np
import pandas as pd

from campaign.demo.demand import SEED, Counts, Demand

RUNNING_OUT = (0, 2)  # place in the list of wares, place of the SKU
HALF_SOLD = ((0, 1), (1, 0), (1, 1), (3, 2), (7, 0), (12, 1))
OVERSTOCKED = (8, 19)
UNCOUNTED = 16  # nobody ever counted it
COUNTED_LATE = 10  # counted for the first time after the launch began
MAIN, EAST = "Reno", "Louisville"
IN_TWO = 6  # so many of the best sellers lie in two warehouses
IN_EAST = 0.3
DUE = {0: (2, 300), 1: (1, 240), 3: (5, 240), 12: (8, 600)}  # goods on their way: days from now, pieces


def stock(demand: Demand, taken: datetime, sold_until: int, received: dict[str, int] | None = None) -> pd.DataFrame:
    """A stock-taking: what is left of each SKU, what is promised, and what is on its way.

    Args:
        demand: What was sold.
        taken: When it was counted.
        sold_until: Launch hours whose sales have left the shelves.
        received: SKU id to pieces that came in since the launch began.
    """
    opening = _opening(demand)
    begins = len(demand.days)
    gone = demand.sold[begins : begins + sold_until].sum(axis=0)
    rows = []
    for column, (place, sku) in enumerate(
        (place, sku.sku_id) for place, ware in enumerate(demand.wares) for sku in ware.skus
    ):
        if place == UNCOUNTED or (place == COUNTED_LATE and not sold_until):
            continue
        left = max(int(opening[column] + (received or {}).get(sku, 0) - gone[column]), 0)
        key = {"at": taken.isoformat(), "product_id": demand.wares[place].product_id, "sku_id": sku}
        promised = min(left, int(gone[column] * 0.03))
        east = int(left * IN_EAST) if place < IN_TWO else 0
        rows.append({**key, "warehouse": MAIN, "on_hand": left - east, "reserved": min(left - east, promised)})
        if place < IN_TWO:
            over = promised - min(left - east, promised)
            rows.append({**key, "warehouse": EAST, "on_hand": east, "reserved": over})
        if place in DUE:
            days, pieces = DUE[place]
            due = demand.hours[0] + timedelta(days=days, hours=10)
            key["warehouse"] = MAIN
            rows.append({**key, "inbound_due": due.isoformat(), "inbound": pieces // len(demand.wares[place].skus)})
    return pd.DataFrame(rows).convert_dtypes()


def _opening(demand: Demand) -> Counts:
    """Pieces of each SKU on the eve: so many that the launch sells the share that its story asks for."""
    random = np.random.default_rng(SEED + 3)
    launch = demand.sold[len(demand.days) :].sum(axis=0)
    share = random.uniform(0.28, 0.5, size=len(launch))
    first = np.searchsorted(demand.owner, np.arange(len(demand.wares)))
    share[np.isin(demand.owner, OVERSTOCKED)] = 0.07
    share[[first[place] + sku for place, sku in HALF_SOLD]] = np.linspace(0.72, 0.9, len(HALF_SOLD))
    share[first[RUNNING_OUT[0]] + RUNNING_OUT[1]] = 1.12
    return np.asarray(np.ceil(np.maximum(launch, 4) / share), dtype=np.int64)
