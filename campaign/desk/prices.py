"""Pricing: what things cost from when on, kept whenever it changes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

import pandas as pd

from campaign.base.language import _, listed
from campaign.desk.service import OPERATOR, Refused, Service
from campaign.facts.contract import MANUAL
from campaign.plan.campaigns import Campaign
from campaign.prices import history
from campaign.prices.history import Kind, Price, PriceError
from campaign.products import WHOLE, Product
from campaign.storage import Store
from campaign.team.members import Member


def keep(
    store: Store,
    by: Member | None,
    known: Mapping[str, Product],
    merged: Iterable[Product],
    at: datetime,
    source: str,
) -> list[int]:
    """Keep every price that products got by a change, inside the transaction that makes it.

    Args:
        store: Where they are kept.
        by: Who makes the change.
        known: The products before, by id.
        merged: The products afterwards.
        at: From when the new prices hold.
        source: What says so.

    Returns:
        The ids of the kept prices, so that who takes the change back can take them back too.
    """
    found = history.changes(known, merged, at, source, who=by.name if by else "", member=by.id if by else None)
    return [one.id for one in store.records(Price).add_all(found)]


class Prices(Service):
    """What people say about prices."""

    def enter(
        self,
        by: Member | None,
        campaign: Campaign,
        product_id: str,
        amounts: Mapping[str, int],
        since: datetime,
        at: datetime,
        *,
        kind: Kind = "list",
        note: str = "",
    ) -> Price:
        """Write down what SKUs cost from an instant on; the present price of the product stays.

        Args:
            by: Who says so.
            campaign: The campaign whose store sells it.
            product_id: The product.
            amounts: SKU id to price in minor units; `*` is every SKU of it.
            since: From when on, now at the latest.
            at: Now.
            kind: List or promotion price.
            note: Where it is known from.

        Raises:
            PriceError: it begins in the future, or names no SKU of the product.
        """
        self.allow(by, "products")
        product = self.product(campaign, product_id)
        if since > at:
            raise PriceError(_("A price that begins in the future is not history yet; enter a day up to today"))
        price = Price(
            store=campaign.store,
            product_id=product_id,
            since=since,
            prices=spread(product, amounts),
            kind=kind,
            source=MANUAL,
            member=by.id if by else None,
            who=by.name if by else OPERATOR,
            note=note.strip(),
        )
        with self.transaction():
            kept = self.store.records(Price).add(price)
            self.write(
                by, at, "enter_price", f"product {product_id}", campaign=campaign.id, title=product.name,
                after={"since": since.isoformat(), "prices": kept.prices, "kind": kind}, note=note.strip(),
            )  # fmt: skip
        return kept

    def take_back(self, by: Member | None, campaign: Campaign, price: int, at: datetime) -> None:
        """Take a price out of the history that should never have been there."""
        self.allow(by, "products")
        found = self.store.records(Price).one(price)
        with self.transaction():
            self.store.records(Price).remove(price)
            self.write(
                by, at, "take_back_price", f"product {found.product_id}", campaign=campaign.id,
                before={"since": found.since.isoformat(), "prices": found.prices, "kind": found.kind},
            )  # fmt: skip

    def take_in(self, by: Member | None, campaign: Campaign, rows: pd.DataFrame, at: datetime, *, source: str) -> int:
        """Take a price history in as a whole; rows that are kept already are not kept twice.

        Args:
            by: Who brings it.
            campaign: The campaign whose store it is of.
            rows: The columns `pricelist.parsed` gives.
            at: Now.
            source: What says so.

        Returns:
            How many prices are new.

        Raises:
            PriceError: a product is not known, or a price begins in the future; nothing is kept.
        """
        self.allow(by, "import")
        catalogue = {one.product_id: one for one in self.store.records(Product).by("store", campaign.store)}
        strangers = sorted(set(rows["product_id"]) - catalogue.keys())
        if strangers:
            raise PriceError(_("There is no product {found}; import it first", found=listed(strangers[:5])))
        if len(rows) and rows["since"].max() > at:
            raise PriceError(_("A price that begins in the future is not history yet; enter a day up to today"))
        table = self.store.records(Price)
        with self.transaction():
            known = {
                (one.product_id, sku, one.since, price, one.kind)
                for one in table.by("store", campaign.store)
                for sku, price in one.prices.items()
            }
            fresh = [
                Price(
                    store=campaign.store, product_id=product, since=since, prices=amounts, kind=kind, source=source,
                    member=by.id if by else None, who=by.name if by else OPERATOR,
                )
                for (product, since, kind), given in _grouped(rows).items()
                if (
                    amounts := {
                        sku: price
                        for sku, price in spread(catalogue[product], given).items()
                        if (product, sku, since, price, kind) not in known
                    }
                )
            ]  # fmt: skip
            table.add_all(fresh)
            count = sum(len(one.prices) for one in fresh)
            if count:
                self.write(by, at, "import_prices", f"{count} prices", campaign=campaign.id, title=source)
        return count

    def product(self, campaign: Campaign, product_id: str) -> Product:
        """A product of the campaign's store.

        Raises:
            Refused: there is none.
        """
        for one in self.store.records(Product).by("product_id", product_id):
            if one.store == campaign.store:
                return one
        raise Refused(_("There is no product {found}; import it first", found=product_id))


def spread(product: Product, amounts: Mapping[str, int]) -> dict[str, int]:
    """Amounts by SKU, where `*` stands for every SKU that is not named beside it.

    Raises:
        PriceError: a SKU is not one of the product, or nothing is named.
    """
    keys = [sku.sku_id for sku in product.skus] or [WHOLE]
    strangers = sorted(amounts.keys() - {*keys, WHOLE})
    if strangers or not amounts:
        raise PriceError(
            _("{product} has no SKU {found}", product=product.name, found=listed(strangers))
            if strangers
            else _("Enter a price")
        )
    every = dict.fromkeys(keys, amounts[WHOLE]) if WHOLE in amounts else {}
    return {**every, **{key: price for key, price in amounts.items() if key != WHOLE}}


def _grouped(rows: pd.DataFrame) -> dict[tuple[str, datetime, Kind], dict[str, int]]:
    """Rows of a history by product, instant and kind; of two rows for the same the last one counts."""
    found: dict[tuple[str, datetime, Kind], dict[str, int]] = {}
    for row in rows.to_dict("records"):
        key = str(row["product_id"]), row["since"].to_pydatetime(), row["kind"]
        found.setdefault(key, {})[str(row["sku_id"])] = int(row["price_minor"])
    return found
