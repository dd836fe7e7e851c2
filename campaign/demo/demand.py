"""The demo shop's demand: seeded counts by product and SKU for every day up to the launch and every launch hour."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

import numpy as np
from numpy.typing import NDArray

from campaign.base.phases import Phase
from campaign.demo.catalogue import Ware, wares
from campaign.plan import playbook
from campaign.plan.campaigns import Campaign, calendar
from campaign.targets import cascade

SEED = 1111
BEFORE = 48  # days of facts before the launch day
UPLIFT = 66  # the launch day's revenue against an ordinary day's
REACHED = 0.94  # of the GMV target, had the second day gone as well as the first
SECOND_DAY = 0.93  # how well the second day goes against the first
PROMOTION = 0.9  # of the price is paid at launch
VISITORS = 21_000  # on an ordinary day
LAUNCH_VISITORS = 15.0  # times an ordinary day
CARED = 0.96  # favourites and carts of the warm-up against what the target asks for
CARE_RISE = 1.75  # favourites and carts of a warm-up day against a build-up day
WEEKEND = 1.14
FRIDAY = 5

Counts = NDArray[np.int64]
Figures = NDArray[np.float64]


@dataclass(frozen=True)
class Levels:
    """How much happens in each period: the days before the launch, then the launch's hours."""

    bought: Figures  # sales in minor units
    visited: Figures  # visitors
    carted: Figures
    favourited: Figures


@dataclass(frozen=True)
class Demand:
    """What people looked at, saved and bought.

    Rows are periods: `days` before the launch, then `hours` of the launch, `first_hours` of them on its first day.
    `sold` has a column for each SKU, every array of `counts` one for each product; `owner` is the product of a SKU.
    """

    campaign: Campaign
    wares: tuple[Ware, ...]
    owner: Counts
    days: tuple[date, ...]
    hours: tuple[datetime, ...]
    first_hours: int
    paid: Counts
    sold: Counts
    counts: dict[str, Counts]

    def by_day(self, periods: Counts) -> Counts:
        """Periods summed to days, the launch's first day included."""
        launch_day = periods[len(self.days) :][: self.first_hours].sum(axis=0, keepdims=True)
        return np.vstack([periods[: len(self.days)], launch_day])

    def by_hour(self, periods: Counts, places: range) -> Counts:
        """The rows of some launch hours."""
        return periods[len(self.days) :][places.start : places.stop]

    def sku_revenue(self) -> Counts:
        """Revenue of each period and SKU in minor units."""
        return np.asarray(self.sold * self.paid[:, self.owner])


def demand(campaign: Campaign) -> Demand:
    """Draw the demand of a campaign; the same campaign draws the same."""
    random = np.random.default_rng(SEED)
    sold_by = wares(campaign.currency)
    owner = np.array([place for place, ware in enumerate(sold_by) for _sku in ware.skus])
    spans = {phase.key: phase for phase in calendar(campaign)}
    launch = spans["launch"]
    days = tuple(campaign.launch + timedelta(days=offset) for offset in range(-BEFORE, 0))
    hours = tuple(launch.starts + timedelta(hours=place) for place in range(round(launch.hours)))
    first_hours = sum(hour < launch.starts + _first_day(launch) for hour in hours)
    levels = _levels(campaign, spans["warm_up"], days, len(hours), first_hours)
    price = np.array([ware.price_minor for ware in sold_by])
    weight = np.array([ware.weight for ware in sold_by])
    paid = np.vstack([np.tile(price, (len(days), 1)), np.tile(np.rint(price * PROMOTION), (len(hours), 1))])
    sold = _sold(random, levels.bought, paid, weight, owner, len(days))
    units = sold @ np.equal.outer(owner, np.arange(len(sold_by))).astype(np.int64)
    return Demand(
        campaign=campaign,
        wares=sold_by,
        owner=owner,
        days=days,
        hours=hours,
        first_hours=first_hours,
        paid=paid.astype(np.int64),
        sold=sold,
        counts={"units": units, "revenue_minor": (units * paid).astype(np.int64)}
        | _persons(random, levels, units, weight / price),
    )


def _first_day(launch: Phase) -> timedelta:
    """How long the launch's first local day lasts; both days are alike but for a change of the clocks."""
    return (launch.ends - launch.starts) / len(launch.days)


def _levels(campaign: Campaign, warm_up: Phase, days: tuple[date, ...], hours: int, first_hours: int) -> Levels:
    """Levels of every period: a slow build-up, a warm-up in which people save and wait, a launch that rushes in."""
    book = playbook.load(campaign.playbook)
    shares = np.array([book.hourly_shares[min(place, len(book.hourly_shares) - 1)] for place in range(hours)])
    shares /= shares.sum()
    shares[first_hours:] *= SECOND_DAY
    launch_gmv = REACHED * (campaign.gmv_target_minor or 0) * shares
    ordinary = launch_gmv[:first_hours].sum() / UPLIFT
    rush = shares / shares[:first_hours].sum()
    passed = np.arange(len(days)) / len(days)
    waited = np.array([(day - warm_up.first).days / len(warm_up.days) for day in days])
    warm = waited >= 0
    week = np.array([WEEKEND if day.isoweekday() > FRIDAY else 1.0 for day in days])
    buyers = _wanted_buyers(campaign)
    rates = cascade.rates(campaign.thresholds)
    pace = np.diff(np.array([0.0, *book.warm_up_pace]))
    rising = np.interp(waited, np.arange(len(pace)) / len(pace), pace * len(pace))
    care = np.where(warm, rising, (0.9 + 0.2 * passed) / CARE_RISE) / len(warm_up.days)
    saved = np.concatenate([care, rush * 6 / len(warm_up.days)]) * CARED * buyers
    return Levels(
        bought=np.concatenate([ordinary * week * np.where(warm, 1.05 - 0.55 * waited, 1 + 0.25 * passed), launch_gmv]),
        visited=VISITORS
        * np.concatenate([week * np.where(warm, 1.4 + 0.9 * waited, 1 + 0.3 * passed), LAUNCH_VISITORS * rush]),
        carted=saved * rates.share_from_cart.value / rates.cart_to_pay.value,
        favourited=saved * rates.share_from_favourite.value / rates.favourite_to_pay.value,
    )


def _wanted_buyers(campaign: Campaign) -> float:
    """Buyers the GMV target asks for."""
    gmv = campaign.gmv_target_minor or 0
    pieces = sum(gmv * ware.weight / ware.price_minor for ware in wares(campaign.currency))
    return pieces / campaign.thresholds.items_per_buyer


def _sold(
    random: np.random.Generator, bought: Figures, paid: Figures, weight: Figures, owner: Counts, days: int
) -> Counts:
    """Units of each period and SKU; the launch favours some products over their usual place."""
    mix = random.gamma(4.0, size=len(owner))
    mix /= np.bincount(owner, weights=mix)[owner]
    luck = random.lognormal(0, 0.2, size=len(weight))
    favoured = weight * luck / (weight * luck).sum()
    place = np.arange(len(bought))[:, None] >= days
    wanted = bought[:, None] * np.where(place, favoured, weight) / paid
    mood = random.lognormal(0, 0.1, size=(len(bought), 1))
    return np.asarray(random.poisson((wanted * mood)[:, owner] * mix), dtype=np.int64)


def _persons(random: np.random.Generator, levels: Levels, units: Counts, weight: Figures) -> dict[str, Counts]:
    """Persons and events of each period and product, never fewer visitors than buyers."""

    def drawn(level: Figures, spread: float) -> Counts:
        liked = weight * random.lognormal(0, spread, size=len(weight))
        return np.asarray(random.poisson(np.outer(level, liked / liked.sum())), dtype=np.int64)

    buyers = np.maximum(np.minimum(units, 1), units - random.binomial(units, 0.14))
    visitors = np.maximum(drawn(levels.visited, 0.25), buyers)
    return {
        "visitors": visitors,
        "page_views": visitors + random.poisson(visitors * 1.7),
        "cart_users": np.minimum(drawn(levels.carted, 0.24), visitors),
        "favourite_users": np.minimum(drawn(levels.favourited, 0.24), visitors),
        "inquiries": random.binomial(visitors, 0.014),
        "buyers": buyers,
        "new_buyers": random.binomial(buyers, 0.62),
        "orders": buyers + random.binomial(units - buyers, 0.3),
    }
