"""The card of a product: what it shows, what it refuses, what two people see."""

import pytest


def card(shop, product, who="commander", section=None):
    app = shop.piece(f"from campaign.web.ware import card\ncard({product!r})", who)
    if section:
        app.segmented_control(key=f"ware.section-{product}").set_value(section).run()
    return app


@pytest.fixture
def hero(shop):
    return next(one for one, tier in shop.room.decided().items() if tier == "hero")


@pytest.mark.parametrize("section", ["today", "skus", "prices", "margin", "tier", "edit"])
def test_every_section_is_drawn(shop, hero, section):
    app = card(shop, hero, section=section)
    assert not app.exception
