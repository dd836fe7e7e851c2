"""The planners' side of the room: which product and which channel asks for a decision, and why."""

from __future__ import annotations

from datetime import timedelta
from typing import NamedTuple

import pandas as pd

from campaign import tiers
from campaign.plan.playbook import Thresholds
from campaign.products import Product
from campaign.room.cache import FACTS, kept
from campaign.room.facts import BASE_DAYS, RECENT_DAYS, whole
from campaign.room.phases import LEAST_VISITORS, Standing
from campaign.room.result_types import PhaseMoney
from campaign.room.targets import CARING
from campaign.spend import channels
from campaign.spend.budget import Line, Release
from campaign.targets import cascade
from campaign.targets.product_targets import ProductTarget, counted
from campaign.tiers import Decision


class Next(NamedTuple):
    """Where the next money goes: the channel with the surest return, and how far it is ahead of the second."""

    channel: str
    low: float
    high: float
    second: str | None
    second_high: float | None

    @property
    def sure(self) -> bool:
        """Whether its interval lies above that of the second.

        Example:
            >>> Next("Live", 4.0, 5.0, "Social media", 3.1).sure
            True
        """
        return self.second_high is None or self.low > self.second_high


class Deciding(Standing):
    """What asks for a decision."""

    # -- products

    @kept(Product, Decision, ProductTarget, FACTS)
    def judged(self) -> pd.DataFrame:
        """`products` with what calls for a decision, those rows first, then by revenue.

        Adds pace_share (favourites and carts against pace), lead_days, and the claims undecided (no tier yet),
        differs (the tier is not the suggested one), behind (below the campaign's share of pace), at_risk (at the weekly
        rate stock lasts shorter than the lead time; clearance never), below_floor (its margin is), margin_unknown,
        fragile (its suggestion flips when a threshold moves by a tenth). What is unknown claims nothing.
        """
        frame, limits = self.products(), self.campaign.thresholds
        pace = self.gaps()[["product_id", "pace_share"]].astype({"product_id": "string"})
        frame = frame.merge(pace, on="product_id", how="left")
        lead = frame.pop("lead_days").fillna(limits.lead_days)
        tier, given = frame["tier"].where(frame["tier"].notna(), None), frame["suggested"]
        frame = frame.assign(
            lead_days=lead,
            undecided=tier.isna(),
            differs=tier.notna() & given.notna() & (tier != given),
            behind=_claim(frame["pace_share"] < limits.behind_share),
            at_risk=_claim(frame["weekly_cover_days"] < lead) & (tier.where(tier.notna(), given) != "clearance"),
            below_floor=_claim(frame["margin"] < frame["margin_floor"].fillna(limits.margin_floor_share)),
            margin_unknown=frame["margin"].isna(),
            fragile=frame["product_id"].isin(self.stability().fragile),
        )
        open_ = frame["undecided"] | frame["differs"]
        return frame.assign(_open=open_).sort_values(
            ["_open", "revenue_share"], ascending=False, kind="stable", ignore_index=True
        ).drop(columns="_open")  # fmt: skip

    @kept(Product, FACTS)
    def flips(self, thresholds: Thresholds) -> pd.DataFrame:
        """Products whose suggested tier other thresholds would change: product_id, before, after."""
        day = self.recent()[1] + timedelta(days=1)
        now = self.suggested()[["product_id", "tier"]].rename(columns={"tier": "before"})
        then = tiers.suggest(self.sales(), thresholds, day)[["product_id", "tier"]].rename(columns={"tier": "after"})
        both = now.merge(then.astype({"product_id": "string"}), on="product_id")
        return both[both["before"].fillna("") != both["after"].fillna("")].reset_index(drop=True)

    @kept(FACTS)
    def product_days(self, product_id: str) -> pd.DataFrame:
        """Carts and units of one product by day over the last four weeks: day, carts, units; null is unknown."""
        first, last = self.recent(BASE_DAYS)
        cells = self.cells(("day", "product_id"), (*CARING, "units"), first, last)
        rows = cells[cells["product_id"] == product_id]
        found = pd.DataFrame(
            {"day": rows["day"], "carts": counted(rows, "carts")["actual"], "units": rows["units"].astype("Int64")}
        )
        days = [first + timedelta(days=place) for place in range(BASE_DAYS)]
        return found.set_index("day").reindex(days).rename_axis("day").reset_index()

    # -- targets

    @kept(Product, Decision, ProductTarget, FACTS)
    def aims(self) -> pd.DataFrame:
        """The cascade of every product with the targets in force, the largest first.

        Columns of `cascade.cascade` under their names, where units, carts and favourites are as people set them
        and else as worked out; title, aim (the basis of those three), proposed_units, proposed_carts,
        proposed_favourites, and of the warm-up so far actual, expected, gap, pace_share, why (what is unknown).
        """
        words = ["units", "carts", "favourites"]
        plan = self.proposed_targets().astype({"product_id": "string"})
        plan = plan.assign(**{f"proposed_{word}": plan[word] for word in words})
        typed = {one.product_id: one for one in self.product_targets()}
        for word in words:
            set_ = [getattr(typed[one], word) if one in typed else None for one in plan["product_id"]]
            own = pd.Series(pd.array(set_, dtype="Int64"), index=plan.index)
            plan[word] = own.where(plan["product_id"].isin(typed), plan[word])
        plan["aim"] = [
            typed[one].basis if one in typed else basis
            for one, basis in zip(plan["product_id"], plan["basis"], strict=True)
        ]
        seen = self.gaps()[["product_id", "actual", "expected", "gap", "pace_share", "reason"]]
        seen = seen.astype({"product_id": "string"}).rename(columns={"reason": "why"})
        frame = plan.merge(seen, on="product_id", how="left").merge(
            self.products()[["product_id", "title"]], on="product_id", how="left"
        )
        return frame.sort_values("gmv_minor", ascending=False, kind="stable", ignore_index=True)

    def rates(self) -> pd.DataFrame:
        """Every input of the cascade: rate, name, value, basis."""
        return cascade.inputs(cascade.rates(self.campaign.thresholds))

    # -- budget

    @kept(Line, Release, FACTS)
    def channel_money(self) -> pd.DataFrame:
        """`channels` with each one's plan and what is left of it, the surest return first.

        Adds planned_minor, left_minor, spent_share, roi_low, roi_high; a channel that is only planned is a row too.
        """
        plan = self.ledger().groupby("channel", as_index=False)[["planned_minor"]].sum()
        frame = channels.returns(self.channels()).merge(plan, on="channel", how="outer")
        planned = frame["planned_minor"].fillna(0)
        frame = frame.assign(
            name=[channels.name(one) for one in frame["channel"]],
            planned_minor=frame["planned_minor"].where(planned > 0),
            left_minor=(frame["planned_minor"] - frame["spend_minor"]).where(planned > 0),
            spent_share=(frame["spend_minor"] / planned.where(planned > 0)).astype("Float64"),
        )
        return frame.sort_values("roi_low", ascending=False, kind="stable", ignore_index=True)

    @kept(Line, Release, FACTS)
    def next_money(self) -> Next | None:
        """The paid channel whose return is the surest; None where no channel has spend, visitors and sales.

        A channel with fewer than 1,000 visitors is left out. The return is the average so far: what the next
        amount brings may be less.
        """
        frame = self.channel_money()
        rows = frame[_claim(frame["visitors"] >= LEAST_VISITORS) & frame["roi_low"].notna()]
        if rows.empty:
            return None
        first, second = rows.iloc[0], rows.iloc[1] if len(rows) > 1 else None
        return Next(
            str(first["name"]),
            float(first["roi_low"]),
            float(first["roi_high"]),
            None if second is None else str(second["name"]),
            None if second is None else float(second["roi_high"]),
        )

    @kept(FACTS)
    def visitor_cost(self) -> tuple[float | None, float | None]:
        """Spend a visitor over the last seven full days in minor units, and its change against the seven before."""
        first, last = self.recent()
        before = timedelta(days=RECENT_DAYS)
        now, then = (
            _ratio(self.over(start, end, ("spend_minor", "visitors")))
            for start, end in ((first, last), (first - before, last - before))
        )
        return now, None if now is None or not then else now / then - 1

    @kept(Line, Release, FACTS)
    def spent_so_far(self) -> PhaseMoney:
        """Planned, spent and expected by now over the whole campaign."""
        rows = self.ledger()
        words = ("planned_minor", "spent_minor", "expected_minor")
        return PhaseMoney(*(whole(rows[word].sum(min_count=1)) if len(rows) else None for word in words))

    def left(self) -> tuple[int | None, float | None]:
        """What is left of the budget (without one, of the lines), and that a day to the end, today included."""
        so_far = self.spent_so_far()
        whole_ = so_far.planned_minor if self.campaign.budget_minor is None else self.campaign.budget_minor
        if whole_ is None:
            return None, None
        left, days = whole_ - (so_far.spent_minor or 0), (self.last - self.today).days + 1
        return left, left / min(days, len(self.planned())) if days > 0 else None

    @kept(FACTS)
    def spent_today(self) -> int | None:
        """What today has cost so far; None where no source holds today yet."""
        return self.on(self.today, "spend_minor")

    @kept(FACTS)
    def yesterday_sales(self) -> int | None:
        """Sales of the day before, from which R-BUD-1 is worked out."""
        return self.on(self.today - timedelta(days=1), "revenue_minor")


def _claim(truth: pd.Series[bool]) -> pd.Series[bool]:
    """A claim about each row; what is unknown claims nothing."""
    return truth.fillna(False).astype(bool)


def _ratio(sums: dict[str, int | None]) -> float | None:
    spend, visitors = whole(sums["spend_minor"]), whole(sums["visitors"])
    return spend / visitors if spend is not None and visitors else None
