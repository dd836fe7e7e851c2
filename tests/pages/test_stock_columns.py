"""Under one label stands one figure: the tables of the pages, as a person sees them, say what Stock says."""

import pandas as pd
import pytest

CARD = "from campaign.web.panels.products.card import card\ncard({!r})"


def table(app, *columns):
    return next(one.value for one in app.dataframe if set(columns) <= set(one.value))


def same(shown, known):
    return [None if pd.isna(one) else round(float(one), 6) for one in shown] == [
        None if pd.isna(one) else round(float(one), 6) for one in known
    ]


def test_the_table_of_products_shows_the_pieces_of_all_skus_and_the_first_to_go(shop):
    shown = table(shop.page("products"), "stock", "cover", "title")
    titles = {one.name: key for key, one in shop.room.products.catalogue().items()}
    known = shop.room.levels.products().set_index("product_id").reindex([titles[one] for one in shown["title"]])
    assert known["cover_hours"].notna().sum() > 50
    assert same(shown["stock"], known["sellable_now"])
    assert same(shown["cover"], (known["cover_hours"] / 24).round(1))


@pytest.mark.parametrize("place", [0, 1, 7])
def test_the_card_of_a_product_shows_what_stock_shows(shop, place):
    product = list(shop.room.products.catalogue())[place]
    app = shop.piece(CARD.format(product))
    app.segmented_control(key=f"ware.section-{product}").select("skus").run()
    assert not app.exception
    shown = table(app, "variant", "available").set_index("sku")
    known = shop.room.stock.skus().set_index(["product_id", "sku_id"]).loc[product].reindex(shown.index)
    assert same(shown["available"], known["sellable_now"])
    assert same(shown["cover"], known["cover_hours"] / 24)
    assert same(shown["weekly"], known["weekly_cover_hours"] / 24)
    zone = shop.room.campaign.zone
    assert shown["by"].tolist() == known["order_by"].dt.tz_convert(zone).dt.date.tolist()


def test_the_restock_table_of_stock_shows_what_was_judged(shop):
    shown = table(shop.page("stock"), "name", "available", "projected")
    found = shop.room.stock.triggers()
    assert same(shown["available"], [one.sellable_now for one in found])
    assert same(shown["projected"], [one.projected for one in found])
    assert same(shown["cover"], [one.cover_hours for one in found])
    assert same(shown["rate"], [one.rate_per_hour for one in found])
