"""The sign-ups' side of the room: what is signed up where, whether it will pass, what is due and what clashes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import pandas as pd

from campaign.base.language import _
from campaign.plan import playbook
from campaign.plan.campaigns import Campaign
from campaign.plan.playbook import Route
from campaign.prices.history import Price
from campaign.products import WHOLE, Product, Tier
from campaign.room.cache import FACTS, Part, Reader, kept
from campaign.room.facts import column
from campaign.room.levels import Levels
from campaign.room.products import Products
from campaign.room.result_types import Complete
from campaign.room.skus import SKU, Skus
from campaign.signups import activities as routes
from campaign.signups import clashes as clashing
from campaign.signups import gates
from campaign.signups.activities import Activity
from campaign.signups.signups import IN, STANDING, SignUp
from campaign.tiers import Decision

VERDICTS = ["product_id", "route", "state", "price", "stock", "verdict", "sku_id", "figure", "reason"]


class Deadline(NamedTuple):
    """The next last moment to sign up, and how many products of its route are not in yet."""

    activity: Activity
    missing: int


WORST = ("fail", "unknown", "pass")


class SignUps(Part):
    """Is everything signed up, and will it pass?"""

    def __init__(self, reader: Reader, levels: Levels, products: Products, skus: Skus) -> None:
        super().__init__(reader)
        self.levels = levels
        self.products = products
        self.skus = skus

    @kept(Activity)
    def activities(self) -> Mapping[int, Activity]:
        """The activities offered in this campaign by id, the next deadline first, those without one last."""
        found = self.store.records(Activity).by("campaign", self.campaign.id)
        found.sort(key=lambda one: (one.deadline is None, one.deadline or one.starts or self.at, one.id))
        return {one.id: one for one in found}

    @kept(SignUp)
    def all(self) -> Mapping[int, SignUp]:
        """The sign-ups of this campaign by id."""
        return {one.id: one for one in self.store.records(SignUp).by("campaign", self.campaign.id)}

    @kept(Activity)
    def every_route(self) -> Mapping[str, Route]:
        """The routes by key: the playbook's, then the team's own."""
        known = routes.every(playbook.load(self.campaign.playbook))
        own = {
            one.route: Route(key=one.route, title_en=one.title, title_zh=one.title)
            for one in self.activities().values()
            if one.route not in known
        }
        return {**known, **own}

    @kept(FACTS, clock=True)
    def sku_units(self) -> Mapping[tuple[str, str], int]:
        """Pieces of each SKU that can be sold now, where counted; `*` is the whole product."""
        products, skus = self.levels.products().dropna(subset=["sellable_now"]), self.levels.skus()
        skus = skus.dropna(subset=["sellable_now"])
        whole = {
            (str(one), WHOLE): int(units)
            for one, units in zip(products["product_id"], products["sellable_now"], strict=True)
        }
        by_sku = zip(skus["product_id"], skus["sku_id"], skus["sellable_now"], strict=True)
        return whole | {(str(product), str(sku)): int(units) for product, sku, units in by_sku}

    @kept(SignUp, Activity, Product, Price, FACTS)
    def offers(self) -> pd.DataFrame:
        """Every ticked SKU of every sign-up: the columns of `gates.OFFERS`, product_id, offered, available.

        The threshold price is what was typed in with the sign-up, else the product's own. Pieces are those offered, no
        more than there are; without a stock-taking they are unknown.
        """
        stock, activities = self.sku_units(), self.activities()
        rows = [
            (one.id, one.product_id, sku.sku_id, sku.price_minor, sku.threshold_minor, sku.units,
             stock.get((one.product_id, sku.sku_id)), activities[one.activity].promotions_count)
            for one in self.all().values()
            for sku in one.ticked
        ]  # fmt: skip
        names = ["price_minor", "threshold_minor", "offered", "available"]
        frame = pd.DataFrame(rows, columns=["sign_up", *SKU, *names, "promotions"]).astype(
            {"sign_up": "int64", **dict.fromkeys(SKU, "string"), **dict.fromkeys(names, "Int64")}
        )
        known = self.skus.kinds()[[*SKU, "threshold_price_minor"]]
        frame = frame.merge(known, on=SKU, how="left")
        offered = frame["offered"].fillna(frame["available"])
        return frame.assign(
            threshold_minor=frame["threshold_minor"].fillna(frame.pop("threshold_price_minor")),
            units=offered.where(offered <= frame["available"], frame["available"]),
            lowest_minor=self._lowest(frame),
        ).drop(columns="promotions")

    def _lowest(self, offers: pd.DataFrame) -> pd.Series[int]:
        """The lowest price since 1 January of each offer, promotions counted as its activity says."""
        lowest = pd.Series(pd.NA, index=offers.index, dtype="Int64")
        for counted in (None, True, False):
            rows = offers["promotions"].map(lambda one, counted=counted: one is counted)
            if rows.any():
                known = self.skus.lowest_prices(counted)[[*SKU, "lowest_minor"]]
                found = offers.loc[rows, SKU].merge(known, on=SKU, how="left")["lowest_minor"]
                lowest[rows] = found.to_numpy()
        return lowest

    @kept(SignUp, Activity, Product, Price, FACTS)
    def gates(self) -> pd.DataFrame:
        """Every sign-up judged, the columns of `gates.judge`."""
        activities, held = self.activities(), self.all()
        rows = [
            (one.id, rule.price_rule, rule.below_share, rule.units_needed, rule.mode, rule.follow_prompt, one.prompt)
            for one in held.values()
            if (rule := activities[one.activity])
        ]
        return gates.judge(pd.DataFrame(rows, columns=list(gates.RULES)), self.offers())

    @kept(SignUp, Activity, Product, Price, FACTS)
    def verdicts(self) -> pd.DataFrame:
        """Every sign-up with its verdicts, and what decided: `sign_up`, then the columns of `VERDICTS`.

        `price`, `stock` and `verdict` are pass, fail or unknown; `sku_id`, `figure` (a price in minor units, or
        pieces) and `reason` (a sentence) belong to the gate that decided the verdict.
        """
        judged, held, activities = self.gates(), self.all(), self.activities()
        by_stock = judged["decided"] == "stock"
        told = {
            word: judged[f"stock_{word}"].where(by_stock, judged[f"price_{word}"]).astype(object).tolist()
            for word in ("why", "sku", "figure", "limit")
        }
        reasons = [
            gates.sentence(why, sku, figure, limit, self.campaign.currency if gate == "price" else None)
            for gate, why, sku, figure, limit in zip(judged["decided"].tolist(), *told.values(), strict=True)
        ]
        one = [held[id_] for id_ in judged["sign_up"]]
        frame = judged[["sign_up", "price", "stock", "verdict"]].assign(
            product_id=pd.array([each.product_id for each in one], dtype="string"),
            route=column(activities[each.activity].route for each in one),
            state=column(each.state for each in one),
            sku_id=column(told["sku"]),
            figure=pd.array(told["figure"], dtype="Int64"),
            reason=column(reasons),
        )
        return frame[["sign_up", *VERDICTS]]

    @kept(SignUp, Activity, Campaign)
    def clashes(self) -> pd.DataFrame:
        """SKUs of this campaign that stand in two offers at once, also of another campaign of the store.

        Columns: those of `clashes.clashes`, first_title and second_title (activity; with its campaign, where it is
        another one).
        """
        campaigns = {one.id: one for one in self.store.records(Campaign).by("store", self.campaign.store)}
        activities = {one.id: one for one in self.store.records(Activity).all() if one.campaign in campaigns}
        held = {one.id: one for one in self.store.records(SignUp).all() if one.campaign in campaigns}
        frame = clashing.clashes(held.values(), activities)

        def title(id_: int) -> str:
            offered = activities[held[id_].activity]
            other = campaigns[offered.campaign].name
            return offered.title if offered.campaign == self.campaign.id else f"{offered.title} ({other})"

        own = frame[["first", "second"]].isin(list(self.all())).any(axis=1)
        frame = frame[own].reset_index(drop=True)
        return frame.assign(
            first_title=[title(one) for one in frame["first"]], second_title=[title(one) for one in frame["second"]]
        )

    @kept(Decision)
    def asked(self) -> pd.DataFrame:
        """The routes that each product's tier asks for: product_id, tier, route."""
        book = playbook.load(self.campaign.playbook)
        rows = [
            (product, tier, route.key)
            for product, tier in self.products.decided().items()
            for route in routes.routes(book, tier)
        ]
        return pd.DataFrame(rows, columns=["product_id", "tier", "route"])

    @kept(SignUp, Activity, Decision)
    def placed(self) -> pd.DataFrame:
        """Every product on every route that its tier asks for or that it is signed up for.

        Columns: product_id, tier, route, sign_up (null: not begun), state, is_in (submitted or further).
        """
        activities = self.activities()
        held = [(one.product_id, activities[one.activity].route, one.id, one.state) for one in self.all().values()]
        signed = pd.DataFrame(held, columns=["product_id", "route", "sign_up", "state"])
        frame = self.asked().drop(columns="tier").merge(signed, on=["product_id", "route"], how="outer")
        decided = self.products.decided()
        return frame.assign(
            sign_up=frame["sign_up"].astype("Int64"),
            tier=column(decided.get(one) for one in frame["product_id"]),
            is_in=frame["state"].isin(IN),
        )

    @kept(SignUp, Activity, Decision)
    def signed_up(self, tiers: tuple[Tier, ...] = (), route: str = "") -> Complete:
        """How many products are signed up on the routes that their tiers ask for, of these tiers or this route."""
        frame = self.placed()
        if tiers:
            frame = frame[frame["tier"].isin(tiers)]
        if route:
            frame = frame[frame["route"] == route]
        by_place = frame.groupby(["product_id", "route"])["is_in"].any()
        return Complete(_("Signed up"), int(by_place.sum()), len(by_place), "routes")

    @kept(SignUp, Activity, Decision, clock=True)
    def next_deadline(self) -> Deadline | None:
        """The next last moment to sign up at which a product is still missing; None where nothing is open."""
        frame = self.placed()
        for one in self.activities().values():
            if one.deadline is None or one.is_past(self.at):
                continue
            places = frame[frame["route"] == one.route].groupby("product_id")["is_in"].any()
            if missing := int((~places).sum()):
                return Deadline(one, missing)
        return None

    @kept(SignUp, Activity)
    def routes_in(self) -> Mapping[str, frozenset[str]]:
        """The routes that each product is signed up on (submitted or further)."""
        found: dict[str, set[str]] = {}
        for one in self.all().values():
            if one.state in IN:
                found.setdefault(one.product_id, set()).add(self.activities()[one.activity].route)
        return {product: frozenset(routes) for product, routes in found.items()}

    @kept(SignUp, Activity, Product, Price, FACTS)
    def gate_of(self) -> Mapping[str, str]:
        """The worst verdict of each product's standing sign-ups: fail, unknown or pass; none where it has none."""
        if not self.all():
            return {}
        frame = self.verdicts()
        frame = frame[frame["state"].isin(STANDING)]
        worst = frame["verdict"].map({verdict: place for place, verdict in enumerate(WORST)})
        return {str(product): WORST[int(place)] for product, place in worst.groupby(frame["product_id"]).min().items()}
