"""The nine items that are tracked of a key product, each with its figure, its time and what is missing."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Literal, NamedTuple

import pandas as pd

from campaign.base import formats
from campaign.base.language import N_, _, _n, told
from campaign.monitoring import inspections, page_health
from campaign.monitoring.inspections import Inspection, Item
from campaign.products import Product
from campaign.room.cache import FACTS, Part, Reader, kept
from campaign.room.facts import BASE_DAYS, Facts, whole
from campaign.room.monitoring import Monitoring
from campaign.room.signups import SignUps
from campaign.room.targets import Targets
from campaign.signups.activities import Activity
from campaign.signups.signups import SignUp
from campaign.targets.product_targets import ProductTarget
from campaign.tiers import Decision

Key = Literal["flow", "carts", "returns", "same_style", "page", "chat", "goals", "activity", "regulars"]
NAMES: dict[Key, str] = {
    "flow": N_("Overall flow"),
    "carts": N_("Add to cart"),
    "returns": N_("Return rate"),
    "same_style": N_("Same style, bad reviews"),
    "page": N_("Page inspection"),
    "chat": N_("Chat record"),
    "goals": N_("Operating goals"),
    "activity": N_("Official activity"),
    "regulars": N_("Old customers"),
}
State = Literal["good", "attention", "bad", "unknown"]
_OF_RATE: dict[str, State] = {"push": "good", "watch": "attention", "adjust": "bad", "unknown": "unknown"}
_COUNTED = ("units", "refund_units", "revenue_minor", "returning_revenue_minor", "buyers", "new_buyers", "inquiries",
            "praise_share", "reviews")  # fmt: skip


class Tracked(NamedTuple):
    """One of the nine items: how it stands, in a sentence, as of when; `missing` says what would make it known."""

    key: Key
    state: State
    text: str
    at: date | None
    missing: str = ""


class ProductDay(Part):
    """The daily card of a product."""

    def __init__(
        self, reader: Reader, facts: Facts, targets: Targets, signups: SignUps, monitoring: Monitoring
    ) -> None:
        super().__init__(reader)
        self.facts = facts
        self.targets = targets
        self.signups = signups
        self.monitoring = monitoring

    @kept(FACTS)
    def _base(self) -> pd.DataFrame:
        """What the card counts of each product over the last 28 full days."""
        return self.facts.cells(("product_id",), _COUNTED, *self.facts.recent(BASE_DAYS)).set_index("product_id")

    @kept(Product, Decision, ProductTarget, SignUp, Activity, Inspection, FACTS)
    def nine(self, product_id: str) -> tuple[Tracked, ...]:
        """The nine items of a product, in the order of the source.

        Source: systems.md S-25.
        """
        last = self.facts.recent()[1]
        base = self._base()
        counted = {str(k): v for k, v in base.loc[product_id].items()} if product_id in base.index else {}
        seen = inspections.latest(self.monitoring.inspections(), product_id)
        return (
            self._flow(product_id, last),
            self._carts(product_id, last),
            self._returns(counted, last),
            self._looked("same_style", seen.get("same_style"), _praise(counted)),
            self._page(product_id, seen.get("page")),
            self._looked("chat", seen.get("chat"), _asked(counted)),
            self._goals(product_id, last),
            self._activity(product_id),
            _regulars(counted, last),
        )

    def _flow(self, product_id: str, last: date) -> Tracked:
        rows = self.monitoring.flow(product_id)
        if rows.empty or pd.isna(rows["z"].iloc[0]):
            said = str(rows["reason"].iloc[0]) if len(rows) else _("No import holds visitors of it")
            return Tracked("flow", "unknown", "", None, said)
        row = rows.iloc[0]
        return Tracked("flow", "bad" if row["sharp"] else "good", str(row["reason"]), last)

    def _carts(self, product_id: str, last: date) -> Tracked:
        found = self.monitoring.cart_rate(product_id)
        if found.state == "unknown":
            return Tracked("carts", "unknown", "", None, found.reason)
        return Tracked("carts", _OF_RATE[found.state], found.reason, last)

    def _returns(self, counted: dict[str, Any], last: date) -> Tracked:
        units, back = (whole(counted.get(name)) for name in ("units", "refund_units"))
        if not units or back is None:
            return Tracked("returns", "unknown", "", None, _("Import units and refunded units"))
        limit = self.campaign.thresholds.return_limit_share
        said = _(
            "{share} of {units} pieces in 28 days came back; limit {limit}",
            share=formats.share(back / units, 1),
            units=formats.whole(units),
            limit=formats.share(limit),
        )
        return Tracked("returns", "bad" if back / units > limit else "good", said, last)

    def _looked(self, item: Item, look: Inspection | None, beside: str) -> Tracked:
        """What a person saw; older than today it asks to be looked at again."""
        if look is None:
            return Tracked(item, "unknown", beside, None, _("Nobody has looked yet"))
        said = told(look.note or _(inspections.FOUND[look.found]), beside)
        if look.day < self.today:
            missing = _("Not looked at today; last on {day} by {who}", day=formats.day(look.day), who=look.who)
            return Tracked(item, "bad" if look.found == "problem" else "attention", said, look.day, missing)
        return Tracked(item, "bad" if look.found == "problem" else "good", said, look.day)

    def _page(self, product_id: str, look: Inspection | None) -> Tracked:
        lights = self.monitoring.lights(product_id)
        failing = [_(page_health.NAMES[one.name]) for one in page_health.failing(lights)]
        said = _("Lights fail: {names}", names=_(", ").join(failing)) if failing else ""
        found = self._looked("page", look, said)
        return found._replace(state="bad") if failing else found

    def _goals(self, product_id: str, last: date) -> Tracked:
        rows = self.targets.gaps()
        pace = rows[rows["product_id"] == product_id]["pace_share"]
        if pace.empty or pd.isna(pace.iloc[0]):
            return Tracked("goals", "unknown", "", None, _("It has no target, or its favourites and carts are unknown"))
        share = float(pace.iloc[0])
        said = _("Favourites and carts at {share} of what is expected by now", share=formats.share(share))
        return Tracked("goals", "good" if share >= self.campaign.thresholds.behind_share else "bad", said, last)

    def _activity(self, product_id: str) -> Tracked:
        rows = self.signups.placed()
        routes = rows[rows["product_id"] == product_id].groupby("route")["is_in"].any()
        if routes.empty:
            return Tracked("activity", "unknown", "", None, _("Give it a tier: its routes follow from it"))
        said = _n(
            "{done} of {count} route signed up",
            "{done} of {count} routes signed up",
            len(routes),
            done=int(routes.sum()),
        )
        return Tracked("activity", "good" if routes.all() else "attention", said, self.today)

    def looked_at(self, product_id: str, item: Item) -> datetime | None:
        """When somebody last looked at an item of a product."""
        look = inspections.latest(self.monitoring.inspections(), product_id).get(item)
        return look.at if look else None


def _praise(counted: dict[str, Any]) -> str:
    praise = counted.get("praise_share")
    return "" if praise is None or pd.isna(praise) else _("{share} good reviews", share=formats.share(float(praise), 1))


def _asked(counted: dict[str, Any]) -> str:
    asked = whole(counted.get("inquiries"))
    return "" if asked is None else _n("{count} asked in 28 days", "{count} asked in 28 days", asked)


def _regulars(counted: dict[str, Any], last: date) -> Tracked:
    """What old customers bring: their part of the revenue, else of the buyers."""
    revenue, returning, buyers, fresh = (
        whole(counted.get(name)) for name in ("revenue_minor", "returning_revenue_minor", "buyers", "new_buyers")
    )
    if revenue and returning is not None:
        share = formats.share(returning / revenue)
        return Tracked(
            "regulars", "good", _("{share} of the revenue of 28 days is from old customers", share=share), last
        )
    if buyers and fresh is not None:
        share = formats.share((buyers - fresh) / buyers)
        return Tracked("regulars", "good", _("{share} of the buyers of 28 days are old customers", share=share), last)
    return Tracked("regulars", "unknown", "", None, _("Import new buyers, or revenue from returning buyers"))
