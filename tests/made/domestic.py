"""Made files of the systems inside China, and of AliExpress."""

from __future__ import annotations

from tests.made import Made, aliexpress, promotion, sycm, taobao, tmall, warehouses


def made() -> list[Made]:
    """Every one, a file to each preset and generation of headers."""
    return [one for maker in (sycm, promotion, tmall, taobao, aliexpress, warehouses) for one in maker.MADE]
