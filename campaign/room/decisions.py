"""The planners' side of the room: which product and which channel asks for a decision, and why."""

from __future__ import annotations

from datetime import timedelta

import pandas as pd

from campaign import tiers
from campaign.plan.playbook import Thresholds
from campaign.products import Product
from campaign.room.cache import FACTS, Part, Reader, kept
from campaign.room.facts import BASE_DAYS, Facts, claim
from campaign.room.products import Products
from campaign.room.targets import CARING, Targets
from campaign.room.team import Team
from campaign.targets.product_targets import ProductTarget, counted
from campaign.team.journal import Entry
from campaign.tiers import Decision

UNDO_FOR = timedelta(days=1)


class Decisions(Part):
    """What asks for a decision."""

    def __init__(self, reader: Reader, facts: Facts, products: Products, targets: Targets, team: Team) -> None:
        super().__init__(reader)
        self.facts = facts
        self.products = products
        self.targets = targets
        self.team = team

    @kept(Product, Decision, ProductTarget, FACTS)
    def judged(self) -> pd.DataFrame:
        """`products` with what calls for a decision, those rows first, then by revenue.

        Adds pace_share (favourites and carts against pace), lead_days, and the claims undecided (no tier yet),
        differs (the tier is not the suggested one), behind (below the campaign's share of pace), at_risk (at the weekly
        rate stock lasts shorter than the lead time; clearance never), below_floor (its margin is), margin_unknown,
        fragile (its suggestion flips when a threshold moves by a tenth). What is unknown claims nothing.
        """
        frame, limits = self.products.table(), self.campaign.thresholds
        pace = self.targets.gaps()[["product_id", "pace_share"]].astype({"product_id": "string"})
        frame = frame.merge(pace, on="product_id", how="left")
        lead = frame.pop("lead_days").fillna(limits.lead_days)
        tier, given = frame["tier"].where(frame["tier"].notna(), None), frame["suggested"]
        frame = frame.assign(
            lead_days=lead,
            undecided=tier.isna(),
            differs=tier.notna() & given.notna() & (tier != given),
            behind=claim(frame["pace_share"] < limits.behind_share),
            at_risk=claim(frame["weekly_cover_days"] < lead) & (tier.where(tier.notna(), given) != "clearance"),
            below_floor=claim(frame["margin"] < frame["margin_floor"].fillna(limits.margin_floor_share)),
            margin_unknown=frame["margin"].isna(),
            fragile=frame["product_id"].isin(self.products.stability().fragile),
        )
        open_ = frame["undecided"] | frame["differs"]
        return frame.assign(_open=open_).sort_values(
            ["_open", "revenue_share"], ascending=False, kind="stable", ignore_index=True
        ).drop(columns="_open")  # fmt: skip

    @kept(Product, FACTS)
    def flips(self, thresholds: Thresholds) -> pd.DataFrame:
        """Products whose suggested tier other thresholds would change: product_id, before, after."""
        day = self.facts.recent()[1] + timedelta(days=1)
        now = self.products.suggested()[["product_id", "tier"]].rename(columns={"tier": "before"})
        then = tiers.suggest(self.products.sales(), thresholds, day)[["product_id", "tier"]].rename(
            columns={"tier": "after"}
        )
        both = now.merge(then.astype({"product_id": "string"}), on="product_id")
        return both[both["before"].fillna("") != both["after"].fillna("")].reset_index(drop=True)

    @kept(FACTS)
    def product_days(self, product_id: str) -> pd.DataFrame:
        """Carts and units of one product by day over the last four weeks: day, carts, units; null is unknown."""
        first, last = self.facts.recent(BASE_DAYS)
        cells = self.facts.cells(("day", "product_id"), (*CARING, "units"), first, last)
        rows = cells[cells["product_id"] == product_id]
        found = pd.DataFrame(
            {"day": rows["day"], "carts": counted(rows, "carts")["actual"], "units": rows["units"].astype("Int64")}
        )
        days = [first + timedelta(days=place) for place in range(BASE_DAYS)]
        return found.set_index("day").reindex(days).rename_axis("day").reset_index()

    @kept(Entry)
    def last_choice(self, member: int, choices: tuple[str, ...]) -> tuple[Entry, ...]:
        """The newest choice of a member that can be taken back with one click: its entries in the journal.

        A choice that was taken back, or is older than a day, is none.
        """
        found: list[Entry] = []
        for one in self.team.journal():
            if self.at - one.at > UNDO_FOR or (found and one.at != found[0].at):
                break
            if one.member != member:
                continue
            if one.what == "undo":
                break
            if one.what in choices:
                found.append(one)
        return tuple(found)
