"""Made files of the systems outside China."""

from __future__ import annotations

from tests.made import Made, ads, amazon, markets, shopee, shopify


def made() -> list[Made]:
    """Every one, a file to each preset and generation of headers."""
    return [one for maker in (shopify, amazon, shopee, markets, ads) for one in maker.MADE]


def spanning() -> list[Made]:
    """Files whose lines are about several days: what is expected holds when they are spread."""
    return [*amazon.SPANNING, *shopee.SPANNING, *ads.SPANNING]
