"""Lines that name the shop's own code: the product and the SKU that each of them is about."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from campaign.base.language import _
from campaign.intake.cells.faults import Read
from campaign.intake.columns import PRODUCT, Kind
from campaign.products import NO_CODES, Codes

UNKNOWN, SHARED = "unknown_code", "shared_code"
_CODE, _IDS = "seller_sku", ("product_id", "sku_id")


@dataclass(frozen=True)
class Coded:
    """The fields of a file with what its codes say.

    Attributes:
        reads: The fields; codes that find nothing have a fault.
        gone: Fields that nothing is made of.
        digest: That of the codes which were asked, empty where none decided anything.
        notes: What was decided, as sentences.
    """

    reads: dict[str, Read]
    gone: frozenset[str] = frozenset()
    digest: str = ""
    notes: tuple[str, ...] = ()


def coded(reads: dict[str, Read], kind: Kind, codes: Codes, *, by_code: bool, describes: bool) -> Coded:
    """Find the products of order lines and of stock by the shop's own codes.

    A file that names products by the platform's ids keeps them; a code only adds the SKU of that product. Any other
    line belongs to the product that bears its code. While no product of the shop has a code, orders are kept for the
    whole shop, and stock under the ids and codes of the file.

    Args:
        reads: The fields of the file.
        kind: Kind of file.
        codes: The codes of the shop.
        by_code: The product ids of the file are not the platform's, so that its codes come first.
        describes: The file may make products of its own.

    Source: measures.md, rules; product and stock rows filled by `seller_sku`.
    """
    if _CODE not in reads or kind not in ("orders", "stock"):
        return Coded(reads)
    own = "product_id" in reads and not by_code
    if own and "sku_id" in reads and not reads["sku_id"].values.null_count():
        return Coded(reads)
    found = _found(reads[_CODE].values, codes)
    if own:
        same = found["product_id"] == reads["product_id"].values
        sku = pl.select(pl.when(same).then(found["sku_id"])).to_series()
        return Coded({**reads, "sku_id": _else(reads.get("sku_id"), sku)}, digest=codes.digest)
    if not codes:
        return _unknown(reads, kind, describes=describes)
    code, lost = reads[_CODE], found["product_id"].is_null()
    shared = code.values.is_in(list(codes.shared))
    code = code.faulted(code.values.is_null(), "missing").faulted(shared, SHARED).faulted(lost, UNKNOWN)
    ids = {name: Read(found[name]) for name in _IDS}
    gone = frozenset({_CODE}) if kind == "stock" else frozenset[str]()
    return Coded({**reads, **ids, _CODE: code}, gone, codes.digest)


def _found(code: pl.Series, codes: Codes) -> pl.DataFrame:
    """The product and the SKU of each code, null where it finds none."""
    schema = dict.fromkeys((_CODE, *_IDS), pl.String)
    known = pl.DataFrame([(one, *place) for one, place in codes.found.items()], schema=schema, orient="row")
    return code.alias(_CODE).to_frame().join(known, on=_CODE, how="left", maintain_order="left").select(_IDS)


def _unknown(reads: dict[str, Read], kind: Kind, *, describes: bool) -> Coded:
    """What is kept while no product has a code."""
    none = NO_CODES.digest
    if kind == "orders":
        note = _(
            "No product with a seller's code is known, so the figures are kept for the whole shop; import the products "
            "and take this file in again"
        )
        return Coded(reads, frozenset(_IDS), none, (note,))
    note = _(
        "No product with a seller's code is known, so the pieces are kept under the ids and codes of this file; if "
        "the shop's products come from elsewhere, import them first"
    )
    if describes:
        return Coded(reads, digest=none, notes=(note,))
    sku = _else(reads.get("sku_id"), reads[_CODE].values)
    return Coded({**reads, "sku_id": sku}, frozenset(PRODUCT) - {*_IDS}, none, (note,))


def _else(told: Read | None, otherwise: pl.Series) -> Read:
    """What a column says, and where it says nothing something else."""
    if told is None:
        return Read(otherwise)
    return Read(pl.select(pl.coalesce(told.values, otherwise)).to_series(), told.faults)
