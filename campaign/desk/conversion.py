"""Switches: by what a product's conversion is read while its presale runs."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from campaign.base.language import _
from campaign.desk.service import OPERATOR, Refused, Service
from campaign.monitoring.conversion import BASES, Basis, Switch
from campaign.team.members import Member


class Conversion(Service):
    """Which count stands for the buyers of a product."""

    def switch(
        self, by: Member | None, campaign: int, products: Collection[str], basis: Basis | None, at: datetime
    ) -> int:
        """Read the conversion of products by payment, order or deposit; returns how many changed.

        Args:
            by: Who decides.
            campaign: The campaign.
            products: Product ids.
            basis: The basis; None: as the rule proposes.
            at: When.

        Raises:
            Refused: there is no such basis, or they may not.

        Source: systems.md S-53.
        """
        self.allow(by, "products")
        if basis is not None and basis not in BASES:
            raise Refused(
                _("'{found}' is no way to read conversion; use one of {all}", found=basis, all=", ".join(BASES))
            )
        table = self.store.records(Switch)
        with self.transaction():
            known = {one.product_id: one for one in table.by("campaign", campaign) if one.product_id in products}
            before = {product: known[product].basis if product in known else None for product in products}
            moved = [product for product in sorted(products) if before[product] != basis]
            for product in moved:
                if product in known:
                    table.remove(known[product].id)
            if basis is not None:
                member, who = (by.id, by.name) if by else (None, OPERATOR)
                table.add_all(
                    Switch(campaign=campaign, product_id=product, basis=basis, member=member, who=who, at=at)
                    for product in moved
                )
            if moved:
                self.write(
                    by, at, "switch_conversion", f"{len(moved)} products", campaign=campaign,
                    before={product: before[product] for product in moved}, after=dict.fromkeys(moved, basis),
                )  # fmt: skip
        return len(moved)
