"""The stock side of the room: what lies there, what needs goods, which alerts are open."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

import pandas as pd

from campaign import products
from campaign.base.phases import Phase
from campaign.monitoring.alerts import Alert
from campaign.plan import playbook
from campaign.products import Product
from campaign.room.cache import FACTS, kept
from campaign.room.facts import column
from campaign.room.levels import RECENT_HOURS
from campaign.room.targets import Goods
from campaign.stock import levels, restock
from campaign.stock.levels import SKU, Receipt
from campaign.stock.restock import Trigger
from campaign.targets.product_targets import ProductTarget
from campaign.tiers import Decision


class Watch(Goods):
    """What runs out, when, and what to do."""

    @kept(Alert)
    def alerts(self) -> tuple[Alert, ...]:
        """Every alert of the campaign, newest first."""
        return tuple(reversed(self.store.records(Alert).by("campaign", self.campaign.id)))

    def open_alerts(self) -> tuple[Alert, ...]:
        """The alerts that are not resolved."""
        return tuple(one for one in self.alerts() if one.state != "resolved")

    @kept(Receipt)
    def receipts(self) -> tuple[Receipt, ...]:
        """Goods that came in, newest first."""
        return tuple(reversed(self.store.records(Receipt).by("campaign", self.campaign.id)))

    @kept(FACTS, clock=True)
    def stock_at(self) -> datetime | None:
        """When the newest stock-taking was."""
        taken = self.snapshot()["at"]
        return None if taken.empty else taken.max().to_pydatetime()

    @property
    def counted(self) -> Phase:
        """The phase from whose beginning sold pieces count: the running one; the launch goes on in its encore."""
        return self.span("launch") if self.phase.key == "review" else self.phase

    @kept(Product, Decision, ProductTarget, Receipt, FACTS, clock=True)
    def skus(self) -> pd.DataFrame:
        """One row per SKU that was ever counted: what it had, sold and has, how fast it goes, how it is restocked.

        The columns are those of `levels`, those `restock.triggers` asks for, title, seller_sku and name.
        """
        phase = self.counted
        frame = self.levels()
        for more in (self.opening(phase.starts, self.at), self._units("sold_units", phase.first)):
            frame = frame.merge(more, on=SKU, how="left")
        frame["received_units"] = frame["received_units"].fillna(0)
        frame = frame.merge(self._planned(), on="product_id", how="left")
        share = 1 / frame.groupby("product_id")["sku_id"].transform("size")
        frame["planned_per_hour"] = frame["planned_per_hour"] * share
        frame = frame.merge(self._described(), on=SKU, how="left")
        lead = frame["lead_days"].fillna(self.campaign.thresholds.lead_days)
        return frame.assign(order_by=levels.order_by(self.at, frame["cover_hours"], lead))

    def opening(self, starts: datetime, until: datetime) -> pd.DataFrame:
        """What lay there of each SKU at an instant and what came in from then on.

        Columns: product_id, sku_id, opening_units, received_units (0 where nothing came in).
        """
        lay = levels.opening(self.store.facts.stock(self.campaign.store, starts), starts).drop(columns="at")
        lay = lay.astype(dict.fromkeys(SKU, "string"))
        came = levels.received(self.receipts(), starts, until)
        came = came.astype({**dict.fromkeys(SKU, "string"), "received_units": "Int64"})
        both = lay.merge(came, on=SKU, how="outer")
        return both.assign(received_units=both["received_units"].fillna(0))

    @kept(Product, Decision, FACTS)
    def _described(self) -> pd.DataFrame:
        """What the catalogue and the decisions say of each SKU that was ever counted; the minute changes none of it."""
        frame = self.store.facts.stock(self.campaign.store)[SKU].drop_duplicates(ignore_index=True)
        catalogue, decided = self.catalogue(), self.decided()
        suggested = dict(zip(self.suggested()["product_id"], self.suggested()["tier"], strict=True))
        ids, keys = frame["product_id"].tolist(), list(frame.itertuples(index=False, name=None))
        known = [catalogue.get(product) for product in ids]
        whole = self._resolved()
        skus = [
            whole.get(key) or (products.resolved(one, key[1]) if one else products.Sku(sku_id=key[1]))
            for one, key in zip(known, keys, strict=True)
        ]
        titles = [one.name if one else product for one, product in zip(known, ids, strict=True)]
        return frame.assign(
            tier=column(decided.get(one) or suggested.get(one) for one in ids),
            role=[one.role if one else "none" for one in known],
            title=titles,
            name=[_sku_name(title, sku) for title, sku in zip(titles, skus, strict=True)],
            seller_sku=column(one.seller_sku for one in skus),
            lead_days=pd.array([one.lead_days for one in skus], dtype="Int64"),
            minimum_order_units=pd.array([one.minimum_order_units for one in skus], dtype="Int64"),
            carton_units=pd.array([one.carton_units for one in skus], dtype="Int64"),
        )

    @kept(Product)
    def _resolved(self) -> Mapping[tuple[str, str], products.Sku]:
        """Every SKU of the catalogue as it is sold: what it leaves open filled from its product."""
        return {
            (one.product_id, sku.sku_id): products.resolved(one, sku.sku_id)
            for one in self.catalogue().values()
            for sku in one.skus
        }

    def _planned(self) -> pd.DataFrame:
        """Planned units an hour of each product in the recent hours of the launch; unknown in other phases."""
        launch = self.span("launch")
        hours = int((self.at - launch.starts) / timedelta(hours=1))
        shares = playbook.load(self.campaign.playbook).hourly_shares
        share = sum(shares[max(hours - RECENT_HOURS, 0) : hours]) / RECENT_HOURS if 0 < hours <= len(shares) else None
        rows = [
            (one.product_id, None if share is None or one.units is None else one.units * share)
            for one in self.targets()
        ]
        frame = pd.DataFrame(rows, columns=["product_id", "planned_per_hour"])
        return frame.astype({"product_id": "string", "planned_per_hour": "Float64"})

    @kept(Product, Decision, ProductTarget, Receipt, FACTS, clock=True)
    def restock(self) -> tuple[Trigger, ...]:
        """The SKUs that need a decision now, the soonest sold out first."""
        return restock.triggers(self.skus(), self.campaign.thresholds, self.at, self.horizon)

    @kept(Product, Decision, ProductTarget, Receipt, FACTS, clock=True)
    def unjudged(self) -> pd.DataFrame:
        """SKUs of which half sold cannot be said, with the reason."""
        return restock.unjudged(self.skus(), self.campaign.thresholds)


def _sku_name(title: str, sku: products.Sku) -> str:
    kind = " ".join(part for part in (sku.colour, sku.size) if part)
    return f"{title}, {kind}" if kind else title
