"""Order lines and stock find their products by the shop's own code; a code that finds none or two is a problem."""

from __future__ import annotations

from collections import defaultdict
from random import Random

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from campaign.intake import Intake, open_file, read, suggest
from campaign.products import NO_CODES, Codes, Product, Sku, codes, merge
from tests.made import Made, amazon, shopify, warehouses
from tests.made.outcome import intake, opened

CATALOGUE = [
    Product(
        store="main", product_id="P1", skus=(Sku(sku_id="11", seller_sku="A-1"), Sku(sku_id="12", seller_sku="A-2"))
    ),
    Product(store="main", product_id="P2", seller_sku="B"),
    Product(store="main", product_id="P3", seller_sku="C", skus=(Sku(sku_id="31", seller_sku="C-1"),)),
]  # fmt: skip
KNOWN = codes(CATALOGUE)
ORDERS = "order_id,line_id,seller_sku,ordered_at,paid_at,units,revenue\n"


def orders(lines: str, known: Codes = KNOWN) -> Intake:
    sheet = open_file((ORDERS + lines).encode(), "orders.csv")
    return read(
        sheet, suggest(sheet, "orders"), store="main", source="s", zone="UTC", currency="USD", codes=known
    )  # fmt: skip


def of_day(found: Intake, product: str, sku: str = "*") -> int:
    rows = found.facts
    return int(
        rows[(rows["grain"] == "day") & (rows["product_id"] == product) & (rows["sku_id"] == sku)]["units"].sum()
    )


def made(one: Made, known: Codes) -> Intake:
    sheet = opened(one)
    return read(
        sheet, suggest(sheet, given=tuple(one.constants)), store="main", source="s", zone=one.zone,
        currency=one.currency, constants=one.constants, codes=known,
    )  # fmt: skip


def line(number: int, code: str, units: int = 1) -> str:
    return f"{number},{number},{code},2026-11-11 09:00,2026-11-11 10:00,{units},5\n"


def test_a_code_of_a_sku_a_product_and_of_two_skus():
    assert KNOWN.found["A-1"] == ("P1", "11")
    assert KNOWN.found["B"] == ("P2", "*")
    twice = codes([*CATALOGUE, Product(store="main", product_id="P4", skus=(Sku(sku_id="41", seller_sku="A-1"),))])
    assert "A-1" not in twice.found
    assert [str(place) for place in twice.shared["A-1"]] == ["P1 / 11", "P4 / 41"]
    assert len({KNOWN.digest, twice.digest, NO_CODES.digest}) == 3
    assert codes(reversed(CATALOGUE)).digest == KNOWN.digest


def test_each_line_belongs_to_the_product_of_its_code():
    found = orders(line(1, "A-1", 2) + line(2, "A-2", 3) + line(3, "B", 4))
    assert (found.refused, found.codes) == (0, KNOWN.digest)
    assert (of_day(found, "P1", "11"), of_day(found, "P1", "12"), of_day(found, "P2"), of_day(found, "*")) == (
        2,
        3,
        4,
        9,
    )


def test_a_product_whose_sku_some_line_leaves_open_has_a_row_of_all_its_skus():
    found = orders(line(1, "C", 2) + line(2, "C-1", 3))
    assert (of_day(found, "P3"), of_day(found, "P3", "31"), of_day(found, "*")) == (5, 3, 5)


def test_a_code_that_no_product_has_is_a_problem_with_its_line():
    found = orders(line(1, "A-1") + line(2, "X-9"))
    assert (found.refused, of_day(found, "*")) == (1, 1)
    problem = found.problems[0]
    assert (problem.line, problem.column, problem.value) == (3, "seller_sku", "X-9")
    assert problem.message == "No product has the code 'X-9'; import the product list first, or take the good rows"
    assert "empty" in orders(line(1, "")).problems[0].message


def test_a_code_of_two_skus_is_a_problem_that_names_both():
    twice = codes([*CATALOGUE, Product(store="main", product_id="P4", skus=(Sku(sku_id="41", seller_sku="A-1"),))])
    assert "P1 / 11 and P4 / 41" in orders(line(1, "A-1"), twice).problems[0].message


def test_without_any_code_orders_are_kept_for_the_whole_shop_and_it_is_said():
    found = orders(line(1, "A-1", 2) + line(2, "X-9", 3), NO_CODES)
    assert (found.refused, of_day(found, "*"), set(found.facts["product_id"])) == (0, 5, {"*"})
    assert set(found.facts["sku_id"]) == {"*"}
    assert "import the products and take this file in again" in found.notes[0]


def test_totals_are_the_same_before_and_after_the_products_came_in():
    before, known = intake(shopify.orders()), codes(sold(shopify.orders()))
    after = made(shopify.orders(), known)
    rows = after.facts[(after.facts["product_id"] == "*")].reset_index(drop=True)
    pd.testing.assert_frame_equal(rows.drop(columns="source"), before.facts.drop(columns="source"))
    split = after.facts[(after.facts["grain"] == "day") & (after.facts["sku_id"] != "*")]
    assert int(split["units"].sum()) == shopify.orders().expected["units"]


def sold(one: Made) -> list[Product]:
    """A product for the front of each code in an order file, with a SKU to each code."""
    skus = defaultdict(list)
    for code in sorted(set(opened(one).frame["Lineitem sku"])):
        skus[code.split("-")[0]].append(Sku(sku_id=f"v {code}", seller_sku=code))
    return [Product(store="main", product_id=name, skus=tuple(found)) for name, found in skus.items()]


def test_a_file_with_product_ids_keeps_them_and_its_codes_add_the_sku():
    text = "order_id,product_id,seller_sku,paid_at,units\n"
    text += "1,P1,A-2,2026-11-11,2\n2,P1,B,2026-11-11,3\n3,P9,X,2026-11-11,4\n"
    sheet = open_file(text.encode(), "orders.csv")
    found = read(sheet, suggest(sheet, "orders"), store="main", source="s", zone="UTC", currency="USD", codes=KNOWN)
    assert found.refused == 0
    assert (of_day(found, "P1"), of_day(found, "P1", "12"), of_day(found, "P9"), of_day(found, "*")) == (5, 2, 4, 9)


def test_fba_stock_lies_with_the_children_of_the_business_report():
    known = merge({}, intake(amazon.business("long")).products, store="main")
    found = made(amazon.inventory(), codes(known))
    assert found.refused == 6  # the report knows 24 of 30 codes
    assert set(found.stock["product_id"]) == {one.product_id for one in known}
    assert found.stock["sku_id"].str.startswith("B0CHILD").all()
    assert set(found.products["product_id"]) <= {one.product_id for one in known}


@pytest.mark.parametrize("one", [amazon.inventory(), amazon.inventory(older=True)], ids=lambda one: one.preset)
def test_fba_stock_makes_no_products_of_its_own(one):
    found = made(one, NO_CODES)
    assert (found.products, found.refused, set(found.stock["sku_id"].str[:4])) == (None, 0, {"KET-"})
    assert "import them first" in " ".join(found.notes)


def test_erp_stock_stays_under_its_style_codes_until_products_have_codes():
    one = next(made for made in warehouses.MADE if made.preset == "jst_stock")
    alone = made(one, NO_CODES)
    assert (int(alone.stock["on_hand"].sum()), alone.refused) == (one.expected["on_hand"], 0)
    lying = sorted(set(alone.stock["sku_id"]))
    shop = [
        Product(store="main", product_id="T1", skus=tuple(Sku(sku_id=f"t{code}", seller_sku=code) for code in lying))
    ]
    found = made(one, codes(shop))
    assert (int(found.stock["on_hand"].sum()), found.refused) == (one.expected["on_hand"], 0)
    assert set(found.stock["product_id"]) == {"T1"}
    assert set(found.stock["sku_id"]) == {f"t{code}" for code in lying}


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10**6))
def test_lines_are_added_up_as_a_loop_adds_them(seed):
    draw = Random(seed)
    picked = [(draw.choice(("A-1", "A-2", "B", "C", "C-1", "Q", "")), draw.randrange(1, 9)) for _line in range(30)]
    found = orders("".join(line(number, code, units) for number, (code, units) in enumerate(picked, 1)))
    sums: dict[tuple[str, str], int] = defaultdict(int)
    refused, open_ = 0, {KNOWN.found[code].product_id for code, _units in picked if code in ("B", "C")}
    for code, units in picked:
        if code not in KNOWN.found:
            refused += 1
            continue
        place = KNOWN.found[code]
        sums["*", "*"] += units
        if place.product_id in open_:
            sums[place.product_id, "*"] += units
        if place.sku_id != "*":
            sums[place] += units
    rows = found.facts[found.facts["grain"] == "day"]
    told = {(row.product_id, row.sku_id): int(row.units) for row in rows.itertuples()}
    assert (told, found.refused) == (dict(sums), refused)
