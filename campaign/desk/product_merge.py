"""Merging: what a file says about products, written so that it can be taken back."""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple

import pandas as pd

from campaign import products
from campaign.desk.prices import keep
from campaign.prices.history import Price
from campaign.products import Product
from campaign.storage import Store
from campaign.storage.facts.revert import ChangedSince
from campaign.storage.facts.store import Replaced
from campaign.team.members import Member

UNPLACED = {"id": 0, "rev": 0}


class Plan(NamedTuple):
    """What rows make of the products as they stood at a generation of their table."""

    shop: str
    incoming: pd.DataFrame
    generation: int | None
    before: dict[str, Product]
    merged: list[Product]


class Merged(NamedTuple):
    """What a merge did: the counts, the changed products before and after, and the prices that were kept for it."""

    counts: Replaced
    changed: pd.DataFrame
    prices: pd.DataFrame


def known(store: Store, shop: str) -> dict[str, Product]:
    """The products of a shop by their id."""
    return {one.product_id: one for one in store.records(Product).by("store", shop)}


def planned(store: Store, shop: str, incoming: pd.DataFrame, last: Plan | None) -> Plan:
    """What rows make of the products of a shop; the last plan where nothing has changed since.

    Raises:
        ProductError: a cell holds what no product can have.
    """
    generation = store.records(Product).generation()
    same = last is not None and last.incoming is incoming and (last.shop, last.generation) == (shop, generation)
    if last is not None and same and generation is not None:
        return last
    before = known(store, shop)
    return Plan(shop, incoming, generation, before, products.merge(before, incoming, store=shop))


def merge(store: Store, by: Member | None, plan: Plan, at: datetime, source: str) -> Merged:
    """Bring the products of a shop to what a plan says, inside the transaction of the batch.

    Args:
        store: Where they are kept.
        by: Who brings the rows.
        plan: What the rows make of the products.
        at: From when their prices hold.
        source: What says so.

    Returns:
        What was done, enough to take it back.
    """
    before, merged = plan.before, plan.merged
    table = store.records(Product)
    fresh = [one for one in merged if one.product_id not in before]
    differing = [one for one in merged if one.product_id in before and one != before[one.product_id]]
    table.add_all(fresh)
    for one in differing:
        table.put(one)
    kept = keep(store, by, before, merged, at, source)
    rows: list[tuple[str, str | None, str]] = [(one.product_id, None, _body(one)) for one in fresh]
    rows += [(one.product_id, _body(before[one.product_id]), _body(one)) for one in differing]
    return Merged(
        Replaced(new=len(fresh), changed=len(differing), same=len(merged) - len(fresh) - len(differing)),
        pd.DataFrame(rows, columns=["product_id", "before", "after"], dtype="string"),
        pd.DataFrame({"price": pd.array(kept, "Int64")}),
    )


def unlike(store: Store, shop: str, changed: pd.DataFrame) -> list[str]:
    """The products of a merge that cannot be taken back, because somebody changed them since."""
    now, found = known(store, shop), []
    for product_id, before, after in changed.itertuples(index=False, name=None):
        try:
            _reverted(now.get(product_id), before, after)
        except ChangedSince:
            found.append(product_id)
    return found


def take_back(store: Store, shop: str, changed: pd.DataFrame, prices: pd.DataFrame) -> int:
    """Put back what products said before a merge, inside a transaction; how many were left as somebody has them now.

    A field that the merge changed gets back what it said; what people changed beside it stays.
    """
    now, table, left = known(store, shop), store.records(Product), 0
    for product_id, before, after in changed.itertuples(index=False, name=None):
        try:
            product = _reverted(now.get(product_id), before, after)
        except ChangedSince:
            left += 1
            continue
        if product is None:
            table.remove(now[product_id].id)
        else:
            table.put(product)
    for price in prices["price"]:
        store.records(Price).remove(int(price))
    return left


def _reverted(product: Product | None, before: str | None, after: str) -> Product | None:
    """A product as it stood before a merge, None where it was not there.

    Raises:
        ChangedSince: somebody changed since what the merge wrote.
    """
    wrote = Product.model_validate_json(after)
    if product is None:
        raise ChangedSince(1)
    if pd.isna(before):
        if product.model_copy(update=UNPLACED) != wrote:
            raise ChangedSince(1)
        return None
    old, new, now = (_fields(one) for one in (Product.model_validate_json(before), wrote, product))
    changed = {place for place in old.keys() | new.keys() if old.get(place) != new.get(place)}
    made = {sku for sku, name in changed if name == "sku_id"}
    changed |= {place for place in now if place[0] in made}
    if any(now.get(place) != new.get(place) for place in changed):
        raise ChangedSince(1)
    back = {place: old.get(place) if place in changed else said for place, said in now.items() if place[0] not in made}
    whole = {name: said for (sku, name), said in back.items() if sku is None}
    skus = [{name: said for (of, name), said in back.items() if of == sku} for sku in dict.fromkeys(p[0] for p in back)]
    return Product.model_validate({"id": product.id, "rev": product.rev, **whole, "skus": skus[1:]})


def _fields(product: Product) -> dict[tuple[str | None, str], Any]:
    """Every field of a product by its SKU and name; the product's own come first and have no SKU."""
    body = product.model_dump(exclude={"skus", *UNPLACED})
    fields: dict[tuple[str | None, str], Any] = {(None, name): value for name, value in body.items()}
    return fields | {(sku.sku_id, name): value for sku in product.skus for name, value in sku.model_dump().items()}


def _body(product: Product) -> str:
    return product.model_dump_json(exclude=set(UNPLACED))
