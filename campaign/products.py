"""Products and their SKUs: what is sold, at what price, with what cost and lead time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from hashlib import sha256
from typing import Annotated, Any, ClassVar, Literal, NamedTuple

import pandas as pd
from pydantic import Field, ValidationError

from campaign.base.errors import CampaignError
from campaign.base.language import N_, _
from campaign.base.record import Record, Value

Tier = Literal["hero", "activity", "volume", "clearance"]
TIERS: tuple[Tier, ...] = ("hero", "activity", "volume", "clearance")
TIER_NAMES: dict[Tier, str] = {
    "hero": N_("Hero"),
    "activity": N_("Activity"),
    "volume": N_("Volume"),
    "clearance": N_("Clearance"),
}
Role = Literal["hit", "potential_hit", "profit", "image", "none"]
ROLES: tuple[Role, ...] = ("hit", "potential_hit", "profit", "image", "none")
ROLE_NAMES: dict[Role, str] = {
    "hit": N_("Hit"),
    "potential_hit": N_("Potential hit"),
    "profit": N_("Profit item"),
    "image": N_("Image item"),
    "none": N_("No role"),
}
WHOLE = "*"  # the sku_id of the row that describes the product itself
Amount = Annotated[int, Field(ge=0)]
Part = Annotated[float, Field(ge=0, le=1)]


class ProductError(CampaignError):
    """A product that cannot be stored."""


class Sku(Value):
    """One colour and size of a product; what it leaves open holds as the product says."""

    sku_id: str
    seller_sku: str | None = None
    colour: str | None = None
    size: str | None = None
    price_minor: Amount | None = None
    cost_minor: Amount | None = None
    lead_days: Amount | None = None
    minimum_order_units: Amount | None = None
    carton_units: Amount | None = None
    min_price_since_jan1_minor: Amount | None = None
    threshold_price_minor: Amount | None = None


class Product(Record):
    """A product of a store with its SKUs; unknown is None."""

    table: ClassVar[str] = "products"
    indexes: ClassVar[tuple[str, ...]] = ("store", "product_id")

    store: str
    product_id: str
    title: str = ""
    seller_sku: str | None = None
    colour: str | None = None
    size: str | None = None
    category: str | None = None
    price_minor: Amount | None = None
    cost_minor: Amount | None = None
    currency: str | None = None
    role: Role = "none"
    lead_days: Amount | None = None
    minimum_order_units: Amount | None = None
    carton_units: Amount | None = None
    launched_on: date | None = None
    min_price_since_jan1_minor: Amount | None = None
    threshold_price_minor: Amount | None = None
    margin_floor_share: Part | None = None
    skus: tuple[Sku, ...] = ()

    @property
    def name(self) -> str:
        """The title; without one, the id."""
        return self.title or self.product_id

    def sku(self, sku_id: str) -> Sku | None:
        """The SKU of an id."""
        return next((sku for sku in self.skus if sku.sku_id == sku_id), None)


class Place(NamedTuple):
    """Where a code belongs: a SKU, or the product itself (`*`)."""

    product_id: str
    sku_id: str

    def __str__(self) -> str:
        return self.product_id if self.sku_id == WHOLE else f"{self.product_id} / {self.sku_id}"


@dataclass(frozen=True)
class Codes:
    """The shop's own codes, by which order, ERP and platform files find each other.

    Attributes:
        found: Code -> the one place that bears it.
        shared: Code -> the places that bear it, where there are several: such a code finds nothing.
        digest: The same for the same codes of the same places.
    """

    found: Mapping[str, Place] = field(default_factory=dict)
    shared: Mapping[str, tuple[Place, ...]] = field(default_factory=dict)
    digest: str = "none"

    def __bool__(self) -> bool:
        return bool(self.found or self.shared)


NO_CODES = Codes()
_OF_SKU = tuple(name for name in Sku.model_fields if name != "sku_id")
_OF_PRODUCT = tuple(name for name in Product.model_fields if name not in {"id", "rev", "store", "product_id", "skus"})
COLUMNS = tuple(dict.fromkeys(("product_id", "sku_id", *_OF_PRODUCT, *_OF_SKU)))


def merge(known: Mapping[str, Product], frame: pd.DataFrame, *, store: str) -> list[Product]:
    """Bring the products of an import to what its rows say; an empty cell leaves what is stored.

    Args:
        known: Products stored so far, by product id.
        frame: Rows with `product_id`, optionally `sku_id` (missing or `*` for the product itself), and any of
            `COLUMNS`; what only a product has (title, category, currency, role, first day on sale) counts from
            its SKU rows too. Of two rows for the same cell the last one counts.
        store: The shop that sells them.

    Returns:
        The products the frame names, in its order; one that did not change is the same object.

    Raises:
        ProductError: a cell holds what no product can have.

    Source: measures.md, rules and product rows.
    """
    columns = {name: _plain(frame[name]) for name in COLUMNS if name in frame}
    products: dict[str, dict[str, Any]] = {}
    skus: dict[str, dict[str, dict[str, Any]]] = {}
    for cells in zip(*columns.values(), strict=True):
        row = {name: cell for name, cell in zip(columns, cells, strict=True) if cell is not None}
        product_id, sku_id = str(row.pop("product_id")), str(row.pop("sku_id", WHOLE))
        of_product = products.setdefault(product_id, {})
        if sku_id == WHOLE:
            of_product.update(row)
        else:
            of_product.update((name, cell) for name, cell in row.items() if name not in _OF_SKU)
            of_sku = skus.setdefault(product_id, {}).setdefault(sku_id, {})
            of_sku.update((name, cell) for name, cell in row.items() if name in _OF_SKU)
    return [
        _changed(known.get(product_id), store, product_id, fields, skus.get(product_id, {}))
        for product_id, fields in products.items()
    ]


def merged(known: Product | None, rows: pd.DataFrame | Iterable[Mapping[str, Any]], *, store: str) -> Product:
    """Bring one product to what its rows say; see `merge`.

    Raises:
        ProductError: the rows name no product or several, or a cell holds what no product can have.

    Example:
        >>> kettle = merged(None, [{"product_id": "7", "title": "Kettle", "price_minor": 2900}], store="main")
        >>> merged(kettle, [{"product_id": "7", "title": None, "cost_minor": 1100}], store="main").title
        'Kettle'
    """
    frame = rows if isinstance(rows, pd.DataFrame) else pd.DataFrame(list(rows), dtype=object)
    products = merge({known.product_id: known} if known else {}, frame, store=store)
    if len(products) != 1:
        raise ProductError(_("The rows of one product are asked for, found {count} products", count=len(products)))
    return products[0]


def _plain(column: pd.Series[Any]) -> list[Any]:
    """A column as plain Python values, None where a cell is empty."""
    cells = column.astype(object).where(column.notna(), None).tolist()
    return [None if cell == "" else cell.date() if isinstance(cell, datetime) else cell for cell in cells]


def _changed(
    known: Product | None, store: str, product_id: str, fields: dict[str, Any], skus: dict[str, dict[str, Any]]
) -> Product:
    before = known.model_dump(exclude={"skus"}) if known else {"store": store, "product_id": product_id}
    of_sku = {sku.sku_id: sku for sku in known.skus} if known else {}
    try:
        for sku_id, cells in skus.items():
            stored = of_sku.get(sku_id)
            of_sku[sku_id] = Sku.model_validate({**(stored.model_dump() if stored else {"sku_id": sku_id}), **cells})
        product = Product.model_validate({**before, **fields, "skus": tuple(of_sku.values())})
    except ValidationError as error:
        first = error.errors()[0]
        raise ProductError(
            _(
                "Product {product}: '{value}' is no {column}",
                product=product_id,
                value=first["input"],
                column=".".join(map(str, first["loc"])),
            ),
            product_id=product_id,
            problems=error.errors(),
        ) from error
    return known if known == product else product


def codes(known: Iterable[Product]) -> Codes:
    """The codes of a shop's products and SKUs.

    A SKU that bears its product's code is meant by it; else the product's code stands for the product itself.

    Args:
        known: The products of one shop.

    Returns:
        Each code with the place that bears it; one of several SKUs stands apart with all of them.

    Source: measures.md, product rows, `seller_sku`.

    Example:
        >>> kettle = Product(store="main", product_id="7", skus=(Sku(sku_id="7-red", seller_sku="K-R"),))
        >>> codes([kettle]).found["K-R"]
        Place(product_id='7', sku_id='7-red')
    """
    places: dict[str, set[Place]] = {}
    for product in known:
        own = {sku.seller_sku for sku in product.skus}
        for sku in product.skus:
            if sku.seller_sku:
                places.setdefault(sku.seller_sku, set()).add(Place(product.product_id, sku.sku_id))
        if product.seller_sku and product.seller_sku not in own:
            places.setdefault(product.seller_sku, set()).add(Place(product.product_id, WHOLE))
    if not places:
        return NO_CODES
    listed = sorted((code, tuple(sorted(borne))) for code, borne in places.items())
    return Codes(
        found={code: borne[0] for code, borne in listed if len(borne) == 1},
        shared={code: borne for code, borne in listed if len(borne) > 1},
        digest=sha256(repr([(code, *map(tuple, borne)) for code, borne in listed]).encode()).hexdigest()[:32],
    )


def resolved(product: Product, sku_id: str) -> Sku:
    """A SKU with what it leaves open filled from its product; an unknown SKU holds what the product says.

    Example:
        >>> kettle = Product(store="main", product_id="7", price_minor=2900, skus=(Sku(sku_id="7-red", cost_minor=9),))
        >>> resolved(kettle, "7-red").price_minor, resolved(kettle, "7-red").cost_minor
        (2900, 9)
    """
    sku = product.sku(sku_id) or Sku(sku_id=sku_id)
    shared = ("price_minor", "cost_minor", "lead_days", "minimum_order_units", "carton_units",
              "min_price_since_jan1_minor", "threshold_price_minor")  # fmt: skip
    return sku.model_copy(update={name: getattr(product, name) for name in shared if getattr(sku, name) is None})


def selling_price(product: Product) -> int | None:
    """The price a product is sold from: its own, else the lowest of its SKUs; None where none is known."""
    if product.price_minor is not None:
        return product.price_minor
    return min((sku.price_minor for sku in product.skus if sku.price_minor is not None), default=None)


def margin(price_minor: int | None, cost_minor: int | None) -> float | None:
    """The share of the price that is left after the purchase cost.

    Args:
        price_minor: Selling price a piece, in minor units.
        cost_minor: Purchase cost a piece, in minor units of the same currency.

    Returns:
        (price - cost) / price, below 0 where it sells at a loss; None where a side is unknown or the price is 0.

    Source: systems.md S-38.

    Example:
        >>> margin(2000, 1500), margin(2000, None), margin(0, 10)
        (0.25, None, None)
    """
    if price_minor is None or cost_minor is None or price_minor == 0:
        return None
    return (price_minor - cost_minor) / price_minor
