"""Goods: call-outs of products, and what they brought."""

from __future__ import annotations

from datetime import datetime

from campaign.desk.service import Service
from campaign.targets.callouts import CallOut
from campaign.team.members import Member


class CallOuts(Service):
    """Which product does which job, and how buyers are called to it."""

    def call_out(self, by: Member | None, callout: CallOut) -> CallOut:
        """Record that buyers were called to add to cart and favourite."""
        self.allow(by, "callouts")
        with self.transaction():
            kept = self.store.records(CallOut).add(callout)
            self.write(
                by,
                kept.at,
                "call_out",
                f"product {kept.product_id}",
                campaign=kept.campaign,
                title=kept.channel,
                note=kept.note,
            )
        return kept

    def record_result(self, by: Member | None, callout: int, result: str, at: datetime) -> CallOut:
        """Write down what a call-out brought."""
        found = self.store.records(CallOut).one(callout)
        self.allow(by, "callouts", owns=by is not None and found.member == by.id)
        with self.transaction():
            after = self.store.records(CallOut).edit(
                callout, lambda one: one.model_copy(update={"result": result.strip(), "result_at": at})
            )
            self.write(
                by,
                at,
                "call_out_result",
                f"product {after.product_id}",
                campaign=after.campaign,
                title=after.channel,
                note=after.result,
            )
        return after
