"""The stock side of the room: what lies there, what needs goods, which alerts are open."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

import pandas as pd

from campaign import products
from campaign.base.language import _
from campaign.base.phases import Phase
from campaign.monitoring.alerts import Alert
from campaign.plan import playbook
from campaign.products import Product
from campaign.room.alerts import Alerts
from campaign.room.cache import FACTS, Part, Reader, kept
from campaign.room.facts import column
from campaign.room.levels import RECENT_HOURS, Levels
from campaign.room.products import Products
from campaign.room.targets import Targets
from campaign.room.team import Team
from campaign.stock import levels, restock
from campaign.stock.levels import SKU, Receipt
from campaign.stock.restock import Trigger
from campaign.targets.product_targets import ProductTarget
from campaign.tiers import Decision

NEVER = 9999  # the year of goods on their way without a day


class Stock(Part):
    """What runs out, when, and what to do."""

    def __init__(
        self, reader: Reader, levels: Levels, products: Products, targets: Targets, alerts: Alerts, team: Team
    ) -> None:
        super().__init__(reader)
        self.levels = levels
        self.products = products
        self.targets = targets
        self.alerts = alerts
        self.team = team

    @kept(Receipt)
    def receipts(self) -> tuple[Receipt, ...]:
        """Goods that came in, newest first."""
        return tuple(reversed(self.store.records(Receipt).by("campaign", self.campaign.id)))

    @kept(FACTS, clock=True)
    def counted_at(self) -> datetime | None:
        """When the newest stock-taking was."""
        taken = self.levels.snapshot()["at"]
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
        frame = self.levels.skus()
        for more in (self.opening(phase.starts, self.at), self.levels._units("sold_units", phase.first)):
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
        catalogue, decided = self.products.catalogue(), self.products.decided()
        suggested = dict(zip(self.products.suggested()["product_id"], self.products.suggested()["tier"], strict=True))
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
            for one in self.products.catalogue().values()
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
            for one in self.targets.all()
        ]
        frame = pd.DataFrame(rows, columns=["product_id", "planned_per_hour"])
        return frame.astype({"product_id": "string", "planned_per_hour": "Float64"})

    @kept(Product, Decision, ProductTarget, Receipt, FACTS, clock=True)
    def triggers(self) -> tuple[Trigger, ...]:
        """The SKUs that need a decision now, the soonest sold out first."""
        return restock.triggers(self.skus(), self.campaign.thresholds, self.at, self.levels.horizon)

    @kept(Product, Decision, ProductTarget, Receipt, FACTS, clock=True)
    def unjudged(self) -> pd.DataFrame:
        """SKUs of which half sold cannot be said, with the reason."""
        return restock.unjudged(self.skus(), self.campaign.thresholds)

    @kept(Alert, Product, Decision, ProductTarget, Receipt, FACTS, clock=True)
    def urgent(self) -> pd.DataFrame:
        """The SKUs that need a decision, the soonest sold out first, with name, tier, role and alert.

        Columns: those of `restock.Trigger`, name, tier, role, sentence, alert (id of the open one), owner.
        """
        triggers, every = self.triggers(), self.skus()
        concerned = every[every["product_id"].isin({one.product_id for one in triggers})]
        about = {(row["product_id"], row["sku_id"]): row for row in concerned.to_dict("records")}
        alert = {one.subject: one for one in self.alerts.open()}
        rows = []
        for one in triggers:
            sku = about[one.product_id, one.sku_id]
            found = alert.get(f"{one.product_id}/{one.sku_id}")
            rows.append(
                {
                    **one.model_dump(),
                    "sentence": one.sentence,
                    "name": sku["name"],
                    "tier": sku["tier"],
                    "role": sku["role"],
                    "alert": found.id if found else None,
                    "owner": self.team.name(found.owner) if found else None,
                }
            )
        return pd.DataFrame(rows)

    @kept(Product, Decision, ProductTarget, Receipt, FACTS, clock=True)
    def sku_names(self) -> Mapping[tuple[str, str], str]:
        """What each SKU that was ever counted is called, by product and SKU."""
        frame = self.skus()
        return dict(zip(zip(frame["product_id"], frame["sku_id"], strict=True), frame["name"], strict=True))

    @kept(Product, Decision, ProductTarget, Receipt, FACTS, clock=True)
    def lasting(self) -> pd.DataFrame:
        """How long each SKU lasts at its present rate, the shortest first; clearance is meant to sell out.

        Columns: product_id, sku_id, name, tier, sellable_now, rate_per_hour, cover_hours (null: unknown or nothing
        sells), out_at, order_by, comes_at (the next goods on their way).
        """
        frame = self.skus()
        frame = frame[frame["tier"] != "clearance"]
        coming = self.next_inbound()
        columns = ["product_id", "sku_id", "name", "tier", "sellable_now", "rate_per_hour", "cover_hours", "order_by"]
        rows = frame[columns].assign(
            out_at=levels.sold_out_at(self.at, frame["cover_hours"]),
            comes_at=column(
                coming.get((product, sku)) for product, sku in zip(frame["product_id"], frame["sku_id"], strict=True)
            ),
        )
        return rows.sort_values("cover_hours", kind="stable", ignore_index=True)

    @kept(Product, Decision, ProductTarget, Receipt, FACTS, clock=True)
    def inbound(self) -> pd.DataFrame:
        """Goods on their way: product_id, sku_id, name, units, due (None: no day known), the soonest first."""
        rows = self.levels.snapshot()
        rows = rows[rows["inbound"].fillna(0) > 0]
        names = self.skus().set_index(["product_id", "sku_id"])["name"]
        due = [None if one.year == NEVER else one.to_pydatetime() for one in rows["inbound_due"]]
        found = pd.DataFrame(
            {
                "product_id": rows["product_id"],
                "sku_id": rows["sku_id"],
                "name": [names.get(key, key[1]) for key in zip(rows["product_id"], rows["sku_id"], strict=True)],
                "units": rows["inbound"].astype("Int64"),
                "due": column(due),
            }
        )
        return found.sort_values("due", kind="stable", ignore_index=True)

    @kept(Product, Decision, ProductTarget, Receipt, FACTS, clock=True)
    def blind(self) -> pd.DataFrame:
        """The SKUs of the restocked roles that cannot be judged, never counted ones too: name, reason."""
        frame, names = self.skus(), self.sku_names()
        judged = self.unjudged()
        keys = zip(judged["product_id"], judged["sku_id"], strict=True)
        rows = [(names[key], reason) for key, reason in zip(keys, judged["reason"], strict=True)]
        counted, tiers_ = set(frame["product_id"]), self.products.decided()
        never = [
            (one.name, _("It was never counted; import a stock file"))
            for one in self.products.catalogue().values()
            if one.product_id not in counted
            and one.role in self.campaign.thresholds.restock_roles
            and tiers_.get(one.product_id) != "clearance"
        ]
        return pd.DataFrame([*rows, *never], columns=["name", "reason"])

    def next_inbound(self) -> dict[tuple[str, str], datetime]:
        """When goods come in next, by product and SKU."""
        rows = self.levels.snapshot()
        coming = rows[(rows["inbound"].fillna(0) > 0) & (rows["inbound_due"] > self.at)]
        due = coming.groupby(["product_id", "sku_id"])["inbound_due"].min()
        return {key: at.to_pydatetime() for key, at in due.items() if at.year < 9999}  # type: ignore[misc]


def _sku_name(title: str, sku: products.Sku) -> str:
    kind = " ".join(part for part in (sku.colour, sku.size) if part)
    return f"{title}, {kind}" if kind else title
