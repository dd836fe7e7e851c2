"""Targets: from a GMV target to favourites and carts, the pace towards them, and the gaps."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import date
from typing import ClassVar, Literal

import pandas as pd

from campaign.errors import CampaignError
from campaign.language import N_, _
from campaign.record import Record, Value

Basis = Literal["typed", "history", "cascade", "prior"]
BASIS_NAMES: dict[Basis, str] = {
    "typed": N_("typed in"),
    "history": N_("own history"),
    "cascade": N_("worked out from the GMV target"),
    "prior": N_("default"),
}
# Favourites and carts of the six days before the 618 of 2019 grew like elapsed share to the power of 1.2 to 1.7.
BEND = 1.35


class TargetError(CampaignError):
    """A rate or a curve that no target can be worked out with."""


class ProductTarget(Record):
    """What one product shall reach: favourites and carts (persons) in warm-up, units at launch; None: no target."""

    table: ClassVar[str] = "targets"
    indexes: ClassVar[tuple[str, ...]] = ("campaign",)

    campaign: int
    product_id: str
    favourites: int | None = None
    carts: int | None = None
    units: int | None = None
    basis: Basis = "typed"
    note: str = ""


class Rate(Value):
    """One input of the cascade with where it comes from."""

    value: float
    basis: Basis = "prior"


class Rates(Value):
    """The inputs of the cascade; the defaults are those measured on public event logs (cart to pay 16-27 %,
    favourite to pay 0.6-3 %, viewed only 0.2-1.4 %, half of the buyers from carts).
    """

    items_per_buyer: Rate = Rate(value=1.0)
    from_carts: Rate = Rate(value=0.5)
    from_favourites: Rate = Rate(value=0.1)
    cart_to_pay: Rate = Rate(value=0.2)
    favourite_to_pay: Rate = Rate(value=0.015)
    visit_to_pay: Rate = Rate(value=0.007)


RATE_NAMES = {
    "items_per_buyer": N_("Units per buyer"),
    "from_carts": N_("Share of buyers who had the product in the cart"),
    "from_favourites": N_("Share of buyers who had only favourited it"),
    "cart_to_pay": N_("Cart to pay"),
    "favourite_to_pay": N_("Favourite to pay"),
    "visit_to_pay": N_("Visit to pay, without cart or favourite"),
}


def inputs(rates: Rates) -> pd.DataFrame:
    """Every input of the cascade, named: columns rate, name, value, basis."""
    return pd.DataFrame(
        [
            {"rate": key, "name": _(RATE_NAMES[key]), "value": rate.value, "basis": rate.basis}
            for key, rate in ((key, getattr(rates, key)) for key in RATE_NAMES)
        ]
    )


def _pieces(amounts: pd.Series) -> pd.Series:
    # Rounded up, for a target that is rounded down falls short; the first rounding takes float dust away.
    return amounts.round(6).map(math.ceil, na_action="ignore").astype("Int64")


def cascade(gmv_target_minor: int | None, products: pd.DataFrame, rates: Rates | None = None) -> pd.DataFrame:
    """Break a GMV target down to what each product needs.

    units = GMV x share / price; buyers = units / units per buyer; carts, favourites without a cart and fresh
    visitors each bring their share of the buyers, divided by how many of them pay.

    Args:
        gmv_target_minor: GMV to reach, minor units; None where nobody has set one.
        products: product_id, tier, price_minor, and share: the product's part of the GMV, 0..1 (null: unknown).
        rates: Conversion rates with their source; None for the defaults.

    Returns:
        product_id, tier, share, price_minor, gmv_minor, units, buyers, carts (persons), favourites (persons
        without a cart), visitors (with neither), basis and reason: null figures where the target, a share or a
        price is unknown, with the reason; basis is `prior` as soon as one rate is a default.

    Raises:
        TargetError: a rate is not above 0, or more buyers come from carts and favourites than there are.

    Source: systems.md S-09, S-56, A4-14; methods.md E1.

    Example:
        >>> one = pd.DataFrame({"product_id": ["a"], "tier": ["hero"], "price_minor": [5000], "share": [0.4]})
        >>> cascade(1_000_000, one)[["units", "buyers", "carts", "favourites"]].iloc[0].tolist()
        [80, 80, 200, 534]
    """
    rates = rates or Rates()
    fresh = 1 - rates.from_carts.value - rates.from_favourites.value
    for key in ("items_per_buyer", "cart_to_pay", "favourite_to_pay", "visit_to_pay"):
        if getattr(rates, key).value <= 0:
            raise TargetError(_("{name} must be above 0; give the rate of the last campaign", name=_(RATE_NAMES[key])))
    if not (rates.from_carts.value >= 0 and rates.from_favourites.value >= 0 and fresh >= -1e-9):
        raise TargetError(_("Shares of buyers from carts and from favourites must lie between 0 and 1 together"))
    frame = products[["product_id", "tier"]].copy()
    frame["share"] = products["share"].astype("Float64") if "share" in products else pd.NA
    frame["price_minor"] = products["price_minor"].astype("Int64")
    price = frame["price_minor"].where(frame["price_minor"] > 0).astype("Float64")
    gmv = frame["share"].astype("Float64") * (pd.NA if gmv_target_minor is None else gmv_target_minor)
    units = gmv / price
    buyers = units / rates.items_per_buyer.value
    frame["gmv_minor"] = gmv.round().astype("Int64")
    frame["units"] = _pieces(units)
    frame["buyers"] = _pieces(buyers)
    frame["carts"] = _pieces(buyers * rates.from_carts.value / rates.cart_to_pay.value)
    frame["favourites"] = _pieces(buyers * rates.from_favourites.value / rates.favourite_to_pay.value)
    frame["visitors"] = _pieces(buyers * max(fresh, 0.0) / rates.visit_to_pay.value)
    guessed = any(getattr(rates, key).basis == "prior" for key in RATE_NAMES)
    frame["basis"] = "prior" if guessed else "cascade"
    frame["reason"] = ""
    frame.loc[price.isna(), "reason"] = _("The price is unknown; import it or type it in")
    frame.loc[frame["share"].isna(), "reason"] = _("Its share of the GMV is unknown: no earlier sales; type it in")
    if gmv_target_minor is None:
        frame["reason"] = _("The campaign has no GMV target yet")
    return frame


def curve(days: int, past: Sequence[float] = (), bend: float = BEND) -> tuple[float, ...]:
    """The cumulative share of a target that is expected by the end of each day.

    Args:
        days: Length of the phase, >= 1.
        past: Daily counts of an earlier campaign's phase, of any length; they are stretched to `days`.
        bend: Without `past`, share = (day / days) ** bend.

    Returns:
        `days` shares, ascending, the last 1.0.

    Raises:
        TargetError: no day, or a past without any count.

    Source: features.md C3 (pace curve); the default was fitted on the 618 of 2019.

    Example:
        >>> [round(share, 2) for share in curve(4)]
        [0.15, 0.39, 0.68, 1.0]
        >>> curve(2, past=[1, 1, 1, 5])
        (0.25, 1.0)
    """
    if days < 1:
        raise TargetError(_("A pace needs at least one day, not {found}", found=days))
    if not past:
        return tuple((day / days) ** bend for day in range(1, days + 1))
    if min(past) < 0 or sum(past) <= 0:
        raise TargetError(_("The earlier campaign has no counts to learn a pace from"))
    reached = [sum(past[:place]) / sum(past) for place in range(1, len(past) + 1)]
    return (*(expected_share(reached, day * len(past) / days) for day in range(1, days)), 1.0)


def expected_share(reached: Sequence[float], elapsed_days: float) -> float:
    """The share of the target that should be there by now.

    Args:
        reached: Cumulative share by the end of each day, as `curve` gives it.
        elapsed_days: Days since the phase began, parts of a day included.

    Returns:
        0 before the phase, 1 after it, between two days in proportion.

    Source: features.md C3 (pace curve).

    Example:
        >>> expected_share((0.25, 1.0), 1.5)
        0.625
    """
    if elapsed_days <= 0:
        return 0.0
    if elapsed_days >= len(reached):
        return 1.0
    day = int(elapsed_days)
    before = reached[day - 1] if day else 0.0
    return before + (reached[day] - before) * (elapsed_days - day)


def _counted(actuals: pd.DataFrame, persons: str, events: str) -> tuple[pd.Series, pd.Series]:
    nothing = pd.Series(pd.NA, index=actuals.index, dtype="Int64")
    by_person = actuals[persons].astype("Int64") if persons in actuals else nothing
    by_event = actuals[events].astype("Int64") if events in actuals else nothing
    word = pd.Series("persons", index=actuals.index).where(by_person.notna(), "events")
    return by_person.fillna(by_event), word


def gaps(targets: Sequence[ProductTarget], actuals: pd.DataFrame, share: float) -> pd.DataFrame:
    """What each product lacks against its pace, worst first.

    Persons are counted where the data hold them, else clicks; `counts` says which. A product is judged by those
    of its two targets whose actual is known.

    Args:
        targets: Targets of favourites and carts, in persons.
        actuals: product_id and, since the phase began, favourite_users, favourites, cart_users, carts as known.
        share: Share of the target expected by now, 0..1.

    Returns:
        product_id, favourites_target, favourites, favourites_gap, carts_target, carts, carts_gap, target, actual,
        expected, pace_share (actual / expected), gap (expected - actual), counts, reason; ranked by gap, unknown
        last. An unknown actual is null, never 0.

    Source: systems.md S-09, A4-14, A4-20.

    Example:
        >>> goal = ProductTarget(campaign=1, product_id="a", carts=100)
        >>> found = gaps([goal], pd.DataFrame({"product_id": ["a"], "cart_users": [30]}), 0.5)
        >>> found[["expected", "gap", "pace_share"]].iloc[0].tolist()
        [50, 20, 0.6]
    """
    frame = pd.DataFrame(
        {
            "product_id": pd.Series([one.product_id for one in targets], dtype="str"),
            "favourites_target": pd.array([one.favourites for one in targets], dtype="Int64"),
            "carts_target": pd.array([one.carts for one in targets], dtype="Int64"),
        }
    ).merge(actuals.astype({"product_id": "str"}), on="product_id", how="left")
    target, actual, counts = 0, 0, pd.Series("", index=frame.index)
    for word, persons in (("favourites", "favourite_users"), ("carts", "cart_users")):
        frame[word], unit = _counted(frame, persons, word)
        goal = frame[f"{word}_target"]
        frame[f"{word}_gap"] = (goal * share).round().astype("Int64") - frame[word]
        judged = goal.notna() & frame[word].notna()
        target, actual = target + goal.where(judged, 0), actual + frame[word].where(judged, 0)
        counts = counts.where(~judged, unit.where(counts.isin(["", *unit.unique()]) & ((counts == "") | (counts == unit)), "mixed"))
    known = target > 0
    frame["target"], frame["actual"] = target.where(known), actual.where(known)
    frame["expected"] = (frame["target"] * share).round().astype("Int64")
    frame["pace_share"] = frame["actual"] / frame["expected"].where(frame["expected"] > 0)
    frame["gap"] = frame["expected"] - frame["actual"]
    frame["counts"] = counts
    return frame
