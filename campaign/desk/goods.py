"""Goods: tiers, roles, targets and call-outs, as people decide them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from campaign.callouts import CallOut
from campaign.desk.clerk import Clerk, Refused
from campaign.language import _
from campaign.members import Member
from campaign.plan import Campaign
from campaign.products import Product, Role
from campaign.targets import ProductTarget
from campaign.tiers import Decision, Tier


class Goods(Clerk):
    """Which product does which job, and what is expected of it."""

    def set_tiers(self, by: Member | None, campaign: int, tiers: Mapping[str, Tier], at: datetime) -> int:
        """Put products into tiers, in bulk; returns how many changed.

        Args:
            by: Who decides.
            campaign: The campaign.
            tiers: Product id to tier.
            at: When.
        """
        self.allow(by, "products")
        table = self.store.records(Decision)
        with self.transaction():
            known = {one.product_id: one for one in table.by("campaign", campaign)}
            changed = {
                product: tier for product, tier in tiers.items() if product not in known or known[product].tier != tier
            }
            fresh = [
                Decision(campaign=campaign, product_id=product, tier=tier, member=by.id if by else None, at=at)
                for product, tier in changed.items()
                if product not in known
            ]
            table.add_all(fresh)
            for product in changed.keys() & known.keys():
                table.put(
                    known[product].model_copy(
                        update={"tier": changed[product], "member": by.id if by else None, "at": at}
                    )
                )
            if changed:
                self.write(
                    by,
                    at,
                    "set_tiers",
                    f"{len(changed)} products",
                    campaign=campaign,
                    before={product: known[product].tier for product in changed if product in known},
                    after=dict(changed),
                )
        return len(changed)

    def set_role(
        self, by: Member | None, campaign: Campaign, products: Mapping[str, int | None], role: Role, at: datetime
    ) -> int:
        """Give products a role; returns how many changed.

        Args:
            by: Who decides.
            campaign: The campaign whose store they belong to.
            products: Product id to the revision it was seen at (None: whatever it is now).
            role: The role.
            at: When.

        Raises:
            StaleEdit: somebody else changed one of them meanwhile; nothing is changed.
        """
        self.allow(by, "products")
        table = self.store.records(Product)
        with self.transaction():
            known = {one.product_id: one for one in table.by("store", campaign.store)}
            missing = products.keys() - known.keys()
            if missing:
                raise Refused(_("There is no product {found}; import it first", found=", ".join(sorted(missing))))
            before = {product: known[product].role for product in products if known[product].role != role}
            for product in before:
                table.edit(
                    known[product].id, lambda one: one.model_copy(update={"role": role}), expect_rev=products[product]
                )
            if before:
                self.write(
                    by,
                    at,
                    "set_role",
                    f"{len(before)} products",
                    campaign=campaign.id,
                    before=dict(before),
                    after=dict.fromkeys(before, role),
                )
        return len(before)

    def set_targets(self, by: Member | None, campaign: int, targets: list[ProductTarget], at: datetime) -> int:
        """Set products' targets, in bulk; returns how many changed."""
        self.allow(by, "targets")
        table = self.store.records(ProductTarget)
        with self.transaction():
            known = {one.product_id: one for one in table.by("campaign", campaign)}
            fresh, changed = [], 0
            for target in targets:
                old = known.get(target.product_id)
                if old is None:
                    fresh.append(target)
                elif target != old.model_copy(update={"id": target.id, "rev": target.rev}):
                    table.put(target.model_copy(update={"id": old.id, "rev": old.rev}))
                    changed += 1
            table.add_all(fresh)
            if fresh or changed:
                self.write(by, at, "set_targets", f"{len(fresh) + changed} products", campaign=campaign)
        return len(fresh) + changed

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
