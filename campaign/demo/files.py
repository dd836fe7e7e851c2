"""The demo shop's files: what its platform, its ads and its warehouse would export."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

import numpy as np
import pandas as pd

from campaign.base import money, phases
from campaign.demo.budget import CLICK_COST, ENTRANCES, PAID, planned
from campaign.demo.demand import SEED, Counts, Demand
from campaign.facts.contract import ANY
from campaign.plan.campaigns import calendar

REFUND_DAYS = 6
BY_CHANNEL = ("visitors", "cart_users", "favourite_users", "buyers", "orders", "units", "revenue_minor")


def product_days(demand: Demand) -> pd.DataFrame:
    """A row for each day, product and, below it, SKU."""
    random = np.random.default_rng(SEED + 1)
    counts = {name: demand.by_day(periods) for name, periods in demand.counts.items()}
    returned = np.zeros_like(counts["units"])
    returned[REFUND_DAYS:] = random.binomial(counts["units"][:-REFUND_DAYS], 0.035)
    counts |= {"refund_units": returned, "refund_minor": returned * demand.paid[0]}
    skus = {"units": demand.by_day(demand.sold), "revenue_minor": demand.by_day(demand.sku_revenue())}
    keys = {"day": [day.isoformat() for day in (*demand.days, demand.campaign.launch)]}
    return pd.concat([_by_product(demand, keys, counts), _by_sku(demand, keys, skus)], ignore_index=True)


def product_hours(demand: Demand, first: datetime, until: datetime) -> pd.DataFrame:
    """A row for each launch hour that begins at `first` or later and is over by `until`, by product and SKU."""
    known = [place for place, hour in enumerate(demand.hours) if first <= hour <= until - timedelta(hours=1)]
    places = range(known[0], known[-1] + 1) if known else range(0)
    clocks = [demand.hours[place].astimezone(phases.zone(demand.campaign.zone)) for place in places]
    keys = {"day": [clock.date().isoformat() for clock in clocks], "hour": [clock.isoformat() for clock in clocks]}
    counts = {name: demand.by_hour(periods, places) for name, periods in demand.counts.items()}
    skus = {
        "units": demand.by_hour(demand.sold, places),
        "revenue_minor": demand.by_hour(demand.sku_revenue(), places),
    }
    return pd.concat([_by_product(demand, keys, counts), _by_sku(demand, keys, skus)], ignore_index=True)


def _by_product(demand: Demand, keys: Mapping[str, Sequence[str]], counts: Mapping[str, Counts]) -> pd.DataFrame:
    return _long(keys, {"product_id": [ware.product_id for ware in demand.wares]}, counts).assign(sku_id=ANY)


def _by_sku(demand: Demand, keys: Mapping[str, Sequence[str]], counts: Mapping[str, Counts]) -> pd.DataFrame:
    """SKUs of which a piece was sold in the period."""
    columns = {
        "product_id": [ware.product_id for ware in demand.wares for _sku in ware.skus],
        "sku_id": [sku.sku_id for ware in demand.wares for sku in ware.skus],
    }
    rows = _long(keys, columns, counts)
    return rows[rows["units"] > 0]


def _long(
    keys: Mapping[str, Sequence[str]], columns: Mapping[str, Sequence[str]], counts: Mapping[str, Counts]
) -> pd.DataFrame:
    """A row for each period and column of the counts."""
    periods, width = len(next(iter(keys.values()))), len(next(iter(columns.values())))
    return pd.DataFrame(
        {name: np.repeat(np.array(said, dtype=object), width) for name, said in keys.items()}
        | {name: np.tile(np.array(said, dtype=object), periods) for name, said in columns.items()}
        | {name: array.ravel() for name, array in counts.items()}
    )


def channel_days(demand: Demand) -> pd.DataFrame:
    """A row for each day and entrance; every day's entrances add up to its products."""
    totals = {name: demand.by_day(demand.counts[name]).sum(axis=1) for name in BY_CHANNEL}
    days = (*demand.days, demand.campaign.launch)
    warm_up = calendar(demand.campaign)[1].first
    rows = []
    for place, day in enumerate(days):
        led = [one.later if day >= warm_up else one.early for one in ENTRANCES]
        came = _parts(totals, place, led, ("visitors", "cart_users", "favourite_users"))
        paid = _parts(
            totals, place, [a * one.conversion for a, one in zip(led, ENTRANCES, strict=True)], BY_CHANNEL[3:]
        )
        rows += [
            {"day": day.isoformat(), "channel": one.channel}
            | {name: split[at] for name, split in (came | paid).items()}
            for at, one in enumerate(ENTRANCES)
        ]
    return pd.DataFrame(rows)


def _parts(
    totals: Mapping[str, Counts], place: int, weights: Sequence[float], names: Sequence[str]
) -> dict[str, tuple[int, ...]]:
    return {name: money.spread(int(totals[name][place]), weights) for name in names}


def ad_days(demand: Demand, entrances: pd.DataFrame) -> pd.DataFrame:
    """What the paid entrances cost each day, what was shown and clicked, and what their platforms claim."""
    random = np.random.default_rng(SEED + 2)
    wanted = planned(demand.campaign)
    spans = {phase.key: phase for phase in calendar(demand.campaign)}
    rows = entrances[entrances["channel"].isin(PAID)].copy()
    budgets = []
    for day, channel in zip(pd.to_datetime(rows["day"]).dt.date, rows["channel"], strict=True):
        phase = next((one for one in spans.values() if one.first <= day <= one.last), spans["build_up"])
        hurry = 1.12 if phase.key == "launch" and channel == "paid_search" else 0.97
        early = 0.35 if day < spans["build_up"].first else 1.0
        budgets.append(wanted[phase.key, channel] / len(phase.days) * hurry * early)
    spend = np.rint(np.array(budgets) * random.normal(1, 0.06, size=len(rows)).clip(0.8, 1.2)).astype(np.int64)
    clicks = np.rint(spend / rows["channel"].map(CLICK_COST).to_numpy()).astype(np.int64)
    claimed = random.uniform(1.05, 1.3, size=len(rows))
    return pd.DataFrame(
        {
            "day": rows["day"],
            "channel": rows["channel"],
            "impressions": clicks * random.integers(28, 46, size=len(rows)),
            "clicks": clicks,
            "spend_minor": spend,
            "attributed_orders": np.rint(rows["orders"] * claimed),
            "attributed_revenue_minor": np.rint(rows["revenue_minor"] * claimed).astype(np.int64),
        }
    )
