"""The supply side of the room: which SKU asks for goods, how long each lasts, what is on its way, who is blind."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from campaign.base.language import _
from campaign.monitoring.alerts import Alert
from campaign.products import Product
from campaign.room.cache import FACTS, kept
from campaign.room.facts import column
from campaign.room.launch import Running
from campaign.room.tasks import Team
from campaign.stock import levels
from campaign.stock.levels import Receipt
from campaign.targets.product_targets import ProductTarget
from campaign.tiers import Decision

NEVER = 9999  # the year of goods on their way without a day


class Supplying(Running, Team):
    """What asks for goods."""

    @kept(Alert, Product, Decision, ProductTarget, Receipt, FACTS, clock=True)
    def urgent(self) -> pd.DataFrame:
        """The SKUs that need a decision, the soonest sold out first, with name, tier, role and alert.

        Columns: those of `restock.Trigger`, name, tier, role, sentence, alert (id of the open one), owner.
        """
        triggers, every = self.restock(), self.skus()
        concerned = every[every["product_id"].isin({one.product_id for one in triggers})]
        about = {(row["product_id"], row["sku_id"]): row for row in concerned.to_dict("records")}
        alert = {one.subject: one for one in self.open_alerts()}
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
                    "owner": self.name(found.owner) if found else None,
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
        rows = self.snapshot()
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
        counted, tiers_ = set(frame["product_id"]), self.decided()
        never = [
            (one.name, _("It was never counted; import a stock file"))
            for one in self.catalogue().values()
            if one.product_id not in counted
            and one.role in self.campaign.thresholds.restock_roles
            and tiers_.get(one.product_id) != "clearance"
        ]
        return pd.DataFrame([*rows, *never], columns=["name", "reason"])
