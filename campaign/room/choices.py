"""Choosing: what stands beside the products when people decide on many of them at once."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from campaign.prices.history import Price
from campaign.products import Product
from campaign.room.cache import FACTS, kept
from campaign.room.decisions import Deciding
from campaign.room.signups import Signing
from campaign.signups.activities import Activity
from campaign.signups.signups import IN, STANDING, SignUp
from campaign.team.journal import Entry

UNDO_FOR = timedelta(days=1)
WORST = ("fail", "unknown", "pass")


class Choosing(Deciding, Signing):
    """Routes and gates of each product, and the choice that can still be taken back."""

    @kept(SignUp, Activity)
    def routes_in(self) -> Mapping[str, frozenset[str]]:
        """The routes that each product is signed up on (submitted or further)."""
        found: dict[str, set[str]] = {}
        for one in self.sign_ups().values():
            if one.state in IN:
                found.setdefault(one.product_id, set()).add(self.activities()[one.activity].route)
        return {product: frozenset(routes) for product, routes in found.items()}

    @kept(SignUp, Activity, Product, Price, FACTS)
    def gate_of(self) -> Mapping[str, str]:
        """The worst verdict of each product's standing sign-ups: fail, unknown or pass; none where it has none."""
        if not self.sign_ups():
            return {}
        frame = self.verdicts()
        frame = frame[frame["state"].isin(STANDING)]
        worst = frame["verdict"].map({verdict: place for place, verdict in enumerate(WORST)})
        return {str(product): WORST[int(place)] for product, place in worst.groupby(frame["product_id"]).min().items()}

    @kept(Price, Product)
    def lowest_of(self) -> Mapping[str, int]:
        """The lowest price of any SKU of each product since 1 January; a product without a known one is not in it."""
        frame = self.lowest_prices()
        known = frame[frame["lowest_minor"].notna()]
        return {str(one): int(price) for one, price in known.groupby("product_id")["lowest_minor"].min().items()}

    @kept(Entry)
    def last_choice(self, member: int, choices: tuple[str, ...]) -> tuple[Entry, ...]:
        """The newest choice of a member that can be taken back with one click: its entries in the journal.

        A choice that was taken back, or is older than a day, is none.
        """
        found: list[Entry] = []
        for one in self.journal():
            if self.at - one.at > UNDO_FOR or (found and one.at != found[0].at):
                break
            if one.member != member:
                continue
            if one.what == "undo":
                break
            if one.what in choices:
                found.append(one)
        return tuple(found)
