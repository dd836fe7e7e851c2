"""The tracker of the room: every product on every route with its state, its verdicts, its clock and its clashes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

import pandas as pd

from campaign.base.language import _, _n, listed
from campaign.plan import playbook
from campaign.plan.campaigns import Campaign
from campaign.prices.history import Price
from campaign.products import TIERS, Product, Tier
from campaign.registers import Evidence
from campaign.room.cache import FACTS, Part, Reader, kept
from campaign.room.facts import column
from campaign.room.products import Products
from campaign.room.result_types import Complete
from campaign.room.signups import VERDICTS, SignUps
from campaign.signups import activities as routes
from campaign.signups.activities import Activity
from campaign.signups.signups import STANDING, SignUp
from campaign.tiers import Decision

NAMED = 2


class Tally(NamedTuple):
    """How the sign-ups stand: places that are in of those asked for, and what stands against them."""

    signed: int
    asked: int
    price_fails: int
    stock_fails: int
    unjudged: int
    clashing: int
    misfits: int
    past: int


SignedUpIn = Callable[[Campaign], Complete]


class SignUpTracker(Part):
    """One row a product and route."""

    def __init__(self, reader: Reader, products: Products, signups: SignUps, signed_up_in: SignedUpIn) -> None:
        super().__init__(reader)
        self.products = products
        self.signups = signups
        self.signed_up_in = signed_up_in

    @kept(SignUp, Activity, Product, Decision, Price, Campaign, FACTS, clock=True)
    def table(self) -> pd.DataFrame:
        """Every product on every route that its tier asks for or that it is signed up for, what needs care first.

        Columns: product_id, title, tier, route, route_title, sign_up and rev (null: not begun), state, is_in, the
        verdicts and what decided (see `verdicts`; none where a sign-up stands no longer), activity (of the sign-up,
        else the next one offered on the route), activity_title, deadline, locks, is_past (not in, and the deadline is
        over), is_locked (it stands, and its lock time is over), misfit (why the route does not match the tier), clash
        (SKU and the other offer).
        """
        judged = self.signups.verdicts().drop(columns=["product_id", "route", "state"])
        judged["sign_up"] = judged["sign_up"].astype("Int64")
        frame = self.signups.placed().merge(judged, on="sign_up", how="left")
        stands = frame["state"].isin(STANDING)
        for name in VERDICTS[3:]:
            frame[name] = frame[name].where(stands, None if frame[name].dtype == object else pd.NA)
        held, offered, known = self.signups.all(), self._offered(), self.signups.activities()
        ids = [None if one is pd.NA else one for one in frame["sign_up"].astype(object)]
        activities = [
            offered.get(route) if one is None else known[held[one].activity]
            for one, route in zip(ids, frame["route"].tolist(), strict=True)
        ]
        catalogue, titles, clash = self.products.catalogue(), self.signups.every_route(), self._clashing()
        book = playbook.load(self.campaign.playbook)
        tiers: list[Tier | None] = [one if one in TIERS else None for one in frame["tier"].tolist()]
        pairs = set(zip(tiers, frame["route"].tolist(), strict=True))
        misfit = {(tier, route): routes.misfit(book, tier, route) for tier, route in pairs}
        frame = frame.assign(
            tier=column(tiers),
            state=column(one if isinstance(one, str) else None for one in frame["state"].tolist()),
            title=[catalogue[one].name if one in catalogue else one for one in frame["product_id"]],
            route_title=[titles[one].title for one in frame["route"]],
            rev=pd.array([None if one is None else held[one].rev for one in ids], dtype="Int64"),
            activity=pd.array([one.id if one else None for one in activities], dtype="Int64"),
            activity_title=column(one.title if one else None for one in activities),
            deadline=column(one.deadline if one else None for one in activities),
            locks=column(one.locks if one else None for one in activities),
            is_past=~frame["is_in"] & pd.Series([one is not None and one.is_past(self.at) for one in activities]),
            is_locked=stands & pd.Series([one is not None and one.is_locked(self.at) for one in activities]),
            misfit=[
                misfit[tier, route] if stand else ""
                for tier, route, stand in zip(tiers, frame["route"].tolist(), stands, strict=True)
            ],
            clash=[clash.get(one, "") for one in ids],
        )
        return _urgent_first(frame)

    def _offered(self) -> Mapping[str, Activity]:
        """The activity to sign up for on each route: the next deadline, else one without, else the last that passed."""
        rank = [(one.is_past(self.at), place) for place, one in enumerate(self.signups.activities().values())]
        ordered = [
            one for _rank, one in sorted(zip(rank, self.signups.activities().values(), strict=True), key=lambda p: p[0])
        ]
        return {one.route: one for one in reversed(ordered)}

    def _clashing(self) -> Mapping[int | None, str]:
        """Of each sign-up its SKUs that clash, with the other offer."""
        found: dict[int | None, dict[str, list[str]]] = {}
        rows = self.signups.clashes()
        for one, other in (("first", "second"), ("second", "first")):
            for mine, title, sku in zip(
                *(rows[name].tolist() for name in (one, f"{other}_title", "sku_id")), strict=True
            ):
                found.setdefault(mine, {}).setdefault(title, []).append(sku)
        return {
            one: _("; ").join(_("{sku}: also in {title}", sku=_some(skus), title=title) for title, skus in said.items())
            for one, said in found.items()
        }

    @kept(SignUp, Activity, Product, Decision, Price, Campaign, FACTS, clock=True)
    def tally(self) -> Tally:
        """How the sign-ups stand, each product on a route counted once."""
        frame, whole = self.table(), self.signups.signed_up()
        return Tally(
            whole.done,
            whole.total,
            int((frame["price"] == "fail").sum()),
            int((frame["stock"] == "fail").sum()),
            int((frame["verdict"] == "unknown").sum()),
            int((frame["clash"] != "").sum()),
            int((frame["misfit"] != "").sum()),
            int(frame["is_past"].sum()),
        )

    @kept(SignUp, Activity, Product, Decision, Price, Campaign, FACTS)
    def gate_evidence(self) -> dict[str, Evidence]:
        """What the sign-ups prove of tasks beyond their count: both gates, the encore, the successor campaign.

        Source: systems.md A3 (P1-PR-6, P1-LS-10, P4-MK-1 to P4-MK-3).
        """
        judged, held = self.signups.gates(), self.signups.all()
        offers = (*STANDING, "ended")
        standing = judged[pd.Series([held[one].state in offers for one in judged["sign_up"]], dtype=bool)]
        found = {
            task: _proof(title, standing[gate])
            for task, gate, title in (
                ("P1-PR-6", "price", _("Price gate")),
                ("P1-LS-10", "stock", _("Stock check")),
            )
        }
        review = self.span("review")
        encores = [
            one for one in self.signups.activities().values() if one.starts is not None and review.starts <= one.starts
        ]
        begun = sum(any(held_.activity == one.id for held_ in held.values()) for one in encores)
        if encores:
            text = _("Encore activities: {found} of {need} signed up", found=begun, need=len(encores))
            found["P4-MK-3"] = Evidence("met" if begun == len(encores) else "short", text)
        after = self._successor()
        if after is not None:
            signed = self.signed_up_in(after)
            words = {"campaign": after.name, "found": signed.done, "need": signed.total}
            done = bool(signed.total) and signed.done == signed.total
            text = _("{campaign}: {found} of {need} signed up", **words)
            one = Evidence("met" if done else "short" if signed.total else "empty", text)
            found |= {"P4-MK-1": one, "P4-MK-2": one}
        return found

    def _successor(self) -> Campaign | None:
        """The next campaign of the same store."""
        later = [
            one
            for one in self.store.records(Campaign).by("store", self.campaign.store)
            if one.launch > self.campaign.launch
        ]
        return min(later, key=lambda one: one.launch, default=None)


def _some(skus: Sequence[str]) -> str:
    """The first two of several SKUs, and how many more."""
    more = len(skus) - NAMED
    return listed(skus[:NAMED]) + (_n(" and {count} more", " and {count} more", more) if more > 0 else "")


def _proof(title: str, verdicts: pd.Series[Any]) -> Evidence:
    """How many sign-ups pass a gate; one that fails or cannot be judged leaves the task unproved."""
    counts = verdicts.value_counts()
    passes, fails, unknown = (int(counts.get(one, 0)) for one in ("pass", "fail", "unknown"))
    if verdicts.empty:
        return Evidence("empty", _("{gate}: nothing is signed up yet", gate=title))
    text = _("{gate}: {found} of {need} pass, {fails} fail, {unknown} unknown", gate=title, found=passes,
             need=len(verdicts), fails=fails, unknown=unknown)  # fmt: skip
    return Evidence("short" if fails else "unknown" if unknown else "met", text)


def _urgent_first(frame: pd.DataFrame) -> pd.DataFrame:
    """What fails first, then what clashes, what cannot be judged, what is missing; within them by deadline."""
    rank = pd.Series(5, index=frame.index)
    rank = rank.mask(frame["state"].isna(), 4).mask(frame["misfit"] != "", 3).mask(frame["verdict"] == "unknown", 2)
    rank = rank.mask(frame["clash"] != "", 1).mask(frame["verdict"] == "fail", 0)
    due = pd.to_datetime(frame["deadline"], utc=True)  # without one it comes last
    order = pd.DataFrame({"rank": rank, "due": due, "title": frame["title"]}).sort_values(["rank", "due", "title"])
    return frame.loc[order.index].reset_index(drop=True)
