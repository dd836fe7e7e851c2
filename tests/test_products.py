"""Products: what an import changes, and what it leaves."""

from datetime import date

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaign.products import (
    COLUMNS,
    ROLE_NAMES,
    ROLES,
    TIER_NAMES,
    TIERS,
    Product,
    ProductError,
    Sku,
    margin,
    merge,
    merged,
    resolved,
    selling_price,
)

KETTLE = Product(
    store="main",
    product_id="7",
    title="Kettle",
    price_minor=2900,
    currency="USD",
    role="hit",
    launched_on=date(2026, 3, 1),
    skus=(Sku(sku_id="7-red", colour="red", price_minor=3100), Sku(sku_id="7-blue", colour="blue")),
)


def test_tiers_and_roles_have_names():
    assert tuple(TIER_NAMES) == TIERS
    assert tuple(ROLE_NAMES) == ROLES


def test_a_first_import_makes_products_with_their_skus():
    rows = pd.DataFrame(
        {
            "product_id": ["1", "1", "1", "2"],
            "sku_id": ["*", "1-s", "1-m", None],
            "title": ["Shirt", None, None, "Mug"],
            "size": [None, "S", "M", None],
            "price_minor": pd.array([1990, None, 2190, 900], dtype="Int64"),
            "launched_on": pd.to_datetime(["2026-01-05", None, None, None]),
        }
    )
    shirt, mug = merge({}, rows, store="main")
    assert (shirt.title, shirt.price_minor, shirt.launched_on) == ("Shirt", 1990, date(2026, 1, 5))
    assert [(sku.sku_id, sku.size, sku.price_minor) for sku in shirt.skus] == [("1-s", "S", None), ("1-m", "M", 2190)]
    assert mug == Product(store="main", product_id="2", title="Mug", price_minor=900)


@pytest.mark.parametrize("empty", [None, np.nan, pd.NA, pd.NaT, ""])
def test_an_empty_cell_leaves_what_is_stored(empty):
    row = {name: empty for name in COLUMNS if name not in ("product_id", "sku_id")}
    again = merge({"7": KETTLE}, pd.DataFrame([{"product_id": "7", "sku_id": "7-red", **row}]), store="main")
    assert again[0] is KETTLE


def test_a_filled_cell_replaces_what_is_stored_and_nothing_else():
    rows = [{"product_id": "7", "sku_id": "7-red", "cost_minor": 1200}, {"product_id": "7", "lead_days": 4}]
    after = merged(KETTLE, rows, store="main")
    expected = KETTLE.model_copy(
        update={"lead_days": 4, "skus": (KETTLE.skus[0].model_copy(update={"cost_minor": 1200}), KETTLE.skus[1])}
    )
    assert after == expected


def test_a_sku_unknown_so_far_joins_the_others():
    after = merged(KETTLE, [{"product_id": "7", "sku_id": "7-green", "colour": "green"}], store="main")
    assert [sku.sku_id for sku in after.skus] == ["7-red", "7-blue", "7-green"]


def test_what_only_a_product_has_counts_from_its_sku_rows():
    rows = [{"product_id": "9", "sku_id": "9-a", "title": "Lamp", "category": "Light", "price_minor": 500}]
    lamp = merged(None, rows, store="main")
    assert (lamp.title, lamp.category, lamp.price_minor) == ("Lamp", "Light", None)
    assert lamp.skus[0].price_minor == 500


def test_the_id_and_revision_of_a_stored_product_are_kept():
    stored = KETTLE.model_copy(update={"id": 12, "rev": 3})
    after = merged(stored, [{"product_id": "7", "title": "Kettle 2"}], store="main")
    assert (after.id, after.rev, after.title) == (12, 3, "Kettle 2")


@pytest.mark.parametrize(
    ("cell", "sentence"),
    [
        ({"role": "star"}, "Product 7: 'star' is no role"),
        ({"price_minor": -5}, "Product 7: '-5' is no price_minor"),
        ({"price_minor": 12.5}, "Product 7: '12.5' is no price_minor"),
        ({"sku_id": "7-red", "lead_days": "soon"}, "Product 7: 'soon' is no lead_days"),
    ],
)
def test_a_cell_no_product_can_have_is_refused(cell, sentence):
    with pytest.raises(ProductError, match=sentence):
        merged(KETTLE, [{"product_id": "7", **cell}], store="main")


def test_the_rows_of_two_products_are_not_one_product():
    with pytest.raises(ProductError, match="found 2 products"):
        merged(None, [{"product_id": "1"}, {"product_id": "2"}], store="main")
    with pytest.raises(ProductError, match="found 0 products"):
        merged(None, pd.DataFrame({"product_id": []}), store="main")


ROWS = st.lists(
    st.fixed_dictionaries(
        {"product_id": st.sampled_from("12")},
        optional={
            "sku_id": st.sampled_from([None, "*", "a", "b"]),
            "title": st.sampled_from([None, "", "Shirt", "Mug"]),
            "price_minor": st.none() | st.integers(0, 9),
            "colour": st.sampled_from([None, "red", "blue"]),
        },
    ),
    min_size=1,
    max_size=12,
)


@given(ROWS)
def test_merging_equals_applying_row_after_row_and_again_changes_nothing(rows):
    frame = pd.DataFrame(rows, dtype=object)
    at_once = {product.product_id: product for product in merge({}, frame, store="main")}
    one_by_one: dict[str, Product] = {}
    for row in rows:
        before = one_by_one.get(row["product_id"])
        one_by_one[row["product_id"]] = merged(before, [row], store="main")
    assert at_once == one_by_one
    assert all(again is at_once[again.product_id] for again in merge(at_once, frame, store="main"))


def test_ten_thousand_products_of_five_skus_merge_within_two_seconds():
    count = 50_000
    frame = pd.DataFrame(
        {
            "product_id": [str(place // 5) for place in range(count)],
            "sku_id": [f"sku-{place}" for place in range(count)],
            "title": [f"Product {place // 5}" for place in range(count)],
            "price_minor": pd.array(range(count), dtype="Int64"),
            "cost_minor": pd.array([None] * count, dtype="Int64"),
            "colour": ["red"] * count,
        }
    )
    products = merge({}, frame, store="main")
    assert len(products) == 10_000
    assert sum(len(product.skus) for product in products) == count


def test_a_sku_inherits_what_it_leaves_open():
    assert resolved(KETTLE, "7-red").price_minor == 3100
    assert resolved(KETTLE, "7-blue").price_minor == 2900
    assert resolved(KETTLE, "7-blue").colour == "blue"
    assert resolved(KETTLE, "unknown").price_minor == 2900
    assert resolved(KETTLE, "unknown").lead_days is None


def test_a_product_sells_from_its_own_price_else_its_lowest_skus():
    own_price_open = KETTLE.model_copy(update={"price_minor": None})
    assert selling_price(KETTLE) == 2900
    assert selling_price(own_price_open) == 3100
    assert selling_price(own_price_open.model_copy(update={"skus": ()})) is None


def test_a_product_without_a_title_is_called_by_its_id():
    assert Product(store="main", product_id="42").name == "42"
    assert KETTLE.name == "Kettle"


@pytest.mark.parametrize(
    ("price", "cost", "expected"),
    [(2000, 1500, 0.25), (1000, 1500, -0.5), (1000, 0, 1.0), (None, 1, None), (1, None, None), (0, 1, None)],
)
def test_a_margin_is_unknown_where_a_side_is_unknown(price, cost, expected):
    assert margin(price, cost) == expected
