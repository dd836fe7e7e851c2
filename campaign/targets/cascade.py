"""The cascade: from a GMV target down to units, buyers, carts, favourites and visitors of each product."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Literal

import pandas as pd

from campaign.base import formats
from campaign.base.errors import CampaignError
from campaign.base.language import N_, _
from campaign.base.record import Value
from campaign.plan.playbook import Thresholds

Basis = Literal["typed", "history", "cascade", "prior"]
BASIS_NAMES: dict[Basis, str] = {
    "typed": N_("typed in"),
    "history": N_("own history"),
    "cascade": N_("worked out from the GMV target"),
    "prior": N_("default"),
}


class CascadeError(CampaignError):
    """A rate that no target can be worked out with."""


class Rate(Value):
    """One input of the cascade with where it comes from."""

    value: float
    basis: Basis = "prior"


class Rates(Value):
    """The inputs of the cascade: how buyers come about, each with its source."""

    items_per_buyer: Rate
    share_from_cart: Rate
    share_from_favourite: Rate
    cart_to_pay: Rate
    favourite_to_pay: Rate
    visitor_to_pay: Rate


RATE_NAMES = {
    "items_per_buyer": N_("Units per buyer"),
    "share_from_cart": N_("Share of buyers who had the product in the cart"),
    "share_from_favourite": N_("Share of buyers who had only favourited it"),
    "cart_to_pay": N_("Cart to pay"),
    "favourite_to_pay": N_("Favourite to pay"),
    "visitor_to_pay": N_("Visit to pay, without cart or favourite"),
}


def rates(thresholds: Thresholds, measured: Mapping[str, float | None] | None = None) -> Rates:
    """The rates of the last campaign where it measured them, else the playbook's defaults.

    Args:
        thresholds: The campaign's thresholds; they hold the defaults.
        measured: Rates of an earlier campaign under the names of `RATE_NAMES`; null and 0 are not measured.

    Returns:
        Every rate with its basis, `history` or `prior`.

    Source: methods.md E1.

    Example:
        >>> rates(Thresholds(), {"cart_to_pay": 0.31}).cart_to_pay
        Rate(value=0.31, basis='history')
    """
    given = {key: Rate(value=getattr(thresholds, key)) for key in RATE_NAMES if key in Thresholds.model_fields}
    known = {key: Rate(value=rate, basis="history") for key, rate in (measured or {}).items() if rate}
    return Rates(**{**given, **known})


def inputs(rates: Rates) -> pd.DataFrame:
    """Every input of the cascade, named: columns rate, name, value, basis."""
    return pd.DataFrame(
        [
            {"rate": key, "name": _(name), "value": rate.value, "basis": rate.basis}
            for key, name, rate in ((key, name, getattr(rates, key)) for key, name in RATE_NAMES.items())
        ]
    )


def _pieces(amounts: pd.Series) -> pd.Series:
    # Rounded up, for a target that is rounded down falls short; the first rounding takes float dust away.
    return amounts.round(6).map(math.ceil, na_action="ignore").astype("Int64")


def _checked(rates: Rates) -> float:
    """The share of buyers who come fresh, once every rate has been found usable."""
    for key in ("items_per_buyer", "cart_to_pay", "favourite_to_pay", "visitor_to_pay"):
        if not getattr(rates, key).value > 0:
            raise CascadeError(_("{name} must be above 0; give the rate of the last campaign", name=_(RATE_NAMES[key])))
    fresh = 1 - rates.share_from_cart.value - rates.share_from_favourite.value
    if min(rates.share_from_cart.value, rates.share_from_favourite.value, fresh + 1e-9) < 0:
        raise CascadeError(
            _(
                "{carts} of the buyers from carts and {favourites} from favourites are too many; 100% is the most",
                carts=formats.share(rates.share_from_cart.value),
                favourites=formats.share(rates.share_from_favourite.value),
            )
        )
    return max(fresh, 0.0)


def cascade(gmv_target_minor: int | None, products: pd.DataFrame, rates: Rates) -> pd.DataFrame:
    """Break a GMV target down to what each product needs.

    units = GMV x share / price; buyers = units / units per buyer; carts, favourites without a cart and fresh
    visitors each bring their share of the buyers, divided by how many of them pay.

    Args:
        gmv_target_minor: GMV to reach, minor units; None where nobody has set one.
        products: product_id, tier, price_minor, and share: the product's part of the GMV, 0..1 (null: unknown).
        rates: Conversion rates with their source.

    Returns:
        product_id, tier, share, price_minor, gmv_minor, units, buyers, carts (persons), favourites (persons
        without a cart), visitors (with neither), basis and reason: null figures where the target, a share or a
        price is unknown, with the reason; basis is `prior` as soon as one rate is a default. Targets are rounded
        up to whole pieces and persons.

    Raises:
        CascadeError: a rate is not above 0, or more buyers come from carts and favourites than there are.

    Source: systems.md S-09, S-56, A4-14; methods.md E1.

    Example:
        >>> one = pd.DataFrame({"product_id": ["a"], "tier": ["hero"], "price_minor": [5000], "share": [0.4]})
        >>> found = cascade(1_000_000, one, rates(Thresholds()))
        >>> found[["units", "buyers", "carts", "favourites"]].iloc[0].tolist()
        [80, 80, 200, 534]
    """
    fresh = _checked(rates)
    frame = products[["product_id", "tier"]].copy()
    frame["share"] = products["share"].astype("Float64")
    frame["price_minor"] = products["price_minor"].astype("Int64")
    gmv = frame["share"] * (pd.NA if gmv_target_minor is None else gmv_target_minor)
    units = gmv / frame["price_minor"].where(frame["price_minor"] > 0)
    buyers = units / rates.items_per_buyer.value
    frame["gmv_minor"] = gmv.round().astype("Int64")
    frame["units"] = _pieces(units)
    frame["buyers"] = _pieces(buyers)
    frame["carts"] = _pieces(buyers * rates.share_from_cart.value / rates.cart_to_pay.value)
    frame["favourites"] = _pieces(buyers * rates.share_from_favourite.value / rates.favourite_to_pay.value)
    frame["visitors"] = _pieces(buyers * fresh / rates.visitor_to_pay.value)
    frame["basis"] = "prior" if (inputs(rates)["basis"] == "prior").any() else "cascade"
    frame["reason"] = ""
    frame.loc[units.isna(), "reason"] = _("The price is unknown; import it or type it in")
    frame.loc[frame["share"].isna(), "reason"] = _("Its share of the GMV is unknown: no earlier sales; type it in")
    if gmv_target_minor is None:
        frame["reason"] = _("The campaign has no GMV target yet")
    return frame
