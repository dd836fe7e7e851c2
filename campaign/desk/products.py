"""Wares: a product as people correct it, and what they saw when they looked at its page."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from pydantic import ValidationError

from campaign.base import phases
from campaign.base.errors import CampaignError
from campaign.base.language import _
from campaign.desk import prices
from campaign.desk.prices import Prices
from campaign.desk.service import OPERATOR, Service
from campaign.facts.contract import MANUAL
from campaign.monitoring.inspections import Found, Inspection, Item
from campaign.plan.campaigns import Campaign
from campaign.products import Product, ProductError
from campaign.storage import Store
from campaign.storage.documents.tinydb_table import StaleEdit
from campaign.team.journal import Entry, differences
from campaign.team.members import Member

OF_SKUS = "skus"


class StaleProduct(StaleEdit):
    """Somebody changed the product since it was opened; `who` and `changes` say who and what."""

    def __init__(self, seen: Product, now: Product, who: str) -> None:
        self.changes = changed(seen, now)
        self.who = who
        CampaignError.__init__(
            self,
            _("{who} changed {product} since you opened it", who=who, product=now.name),
            table=Product.table,
            id=now.id,
            expected=seen.rev,
            found=now.rev,
        )


class Products(Service):
    """Products by hand."""

    def __init__(self, store: Store, prices: Prices) -> None:
        super().__init__(store)
        self.prices = prices

    def edit(
        self, by: Member | None, campaign: Campaign, seen: Product, fields: Mapping[str, Any], at: datetime
    ) -> Product:
        """Change a product as it was seen; the prices it gets are kept.

        Args:
            by: Who changes it.
            campaign: The campaign whose store sells it.
            seen: The product as the person saw it.
            fields: The fields to change; `skus` maps SKU ids to the fields of each.
            at: When.

        Returns:
            The product as it is now.

        Raises:
            StaleProduct: somebody else changed it since; nothing is changed, and it says what they did.
            ProductError: a value cannot be.
        """
        self.allow(by, "products")
        table = self.store.records(Product)
        with self.transaction():
            before = table.one(seen.id)
            if before.rev != seen.rev:
                raise StaleProduct(seen, before, self._last_editor(campaign, before.product_id))
            after = edited(before, fields)
            if after == before:
                return before
            after = table.put(after)
            prices.keep(self.store, by, {before.product_id: before}, [after], at, MANUAL)
            told = changed(before, after)
            self.write(
                by, at, "edit_product", f"product {after.product_id}", campaign=campaign.id, title=after.name,
                before={name: pair[0] for name, pair in told.items()},
                after={name: pair[1] for name, pair in told.items()},
            )  # fmt: skip
        return after

    def inspect(
        self,
        by: Member | None,
        campaign: Campaign,
        product_id: str,
        item: Item,
        found: Found,
        at: datetime,
        *,
        note: str = "",
    ) -> Inspection:
        """Write down what a look at a product's page, its rivals or its chats brought; the last one of a day counts.

        Raises:
            ProductError: a problem without a word of what it is.
        """
        self.allow(by, "products")
        if found == "problem" and not note.strip():
            raise ProductError(_("Write what the problem is"))
        product = self.prices.product(campaign, product_id)
        look = Inspection(
            campaign=campaign.id, product_id=product_id, item=item, day=phases.local_day(at, campaign.zone),
            found=found, note=note.strip(), at=at, member=by.id if by else None, who=by.name if by else OPERATOR,
        )  # fmt: skip
        with self.transaction():
            kept = self.store.records(Inspection).add(look)
            self.write(
                by, at, "inspect", f"product {product_id}", campaign=campaign.id, title=product.name,
                after={"item": item, "found": found}, note=kept.note,
            )  # fmt: skip
        return kept

    def _last_editor(self, campaign: Campaign, product_id: str) -> str:
        """Who changed a product last, as far as the journal says."""
        entries = self.store.records(Entry).by("campaign", campaign.id)
        known = (one.who for one in reversed(entries) if one.subject == f"product {product_id}")
        return next(known, _("An import or somebody else"))


def edited(product: Product, fields: Mapping[str, Any]) -> Product:
    """A product with other fields; those of its SKUs stand under `skus` by SKU id.

    Raises:
        ProductError: a value cannot be.
    """
    of_skus: Mapping[str, Mapping[str, Any]] = fields.get(OF_SKUS, {})
    skus = tuple({**sku.model_dump(), **of_skus.get(sku.sku_id, {})} for sku in product.skus)
    own = {name: value for name, value in fields.items() if name != OF_SKUS}
    try:
        return Product.model_validate({**product.model_dump(), **own, OF_SKUS: skus})
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(map(str, first["loc"]))
        sentence = _(
            "Product {product}: '{value}' is no {column}", product=product.name, value=first["input"], column=place
        )
        raise ProductError(sentence, product_id=product.product_id) from error


def changed(before: Product, after: Product) -> dict[str, tuple[Any, Any]]:
    """What differs between two states of a product: field (of a SKU: `sku_id.field`) to before and after.

    Example:
        >>> kettle = Product(store="m", product_id="7", price_minor=2900)
        >>> changed(kettle, kettle.model_copy(update={"price_minor": 3100}))
        {'price_minor': (2900, 3100)}
    """
    was, is_ = (_flat(one) for one in (before, after))
    old, new = differences(was, is_)
    return {name: (old[name], new[name]) for name in old}


def _flat(product: Product) -> dict[str, Any]:
    """A product and its SKUs as one level of fields."""
    own = product.model_dump(mode="json", exclude={"id", "rev", OF_SKUS})
    of_skus = {
        f"{sku.sku_id}.{name}": value
        for sku in product.skus
        for name, value in sku.model_dump(mode="json", exclude={"sku_id"}).items()
    }
    return own | of_skus
