"""Exports of the systems outside China: their sums, their traps, and the one preset that each of them is."""

from __future__ import annotations

import csv
import io
import os
from pathlib import Path
from random import Random

import openpyxl
import pytest

from campaign.facts import contract
from campaign.intake import IntakeError, open_file, read, suggest
from campaign.intake.presets.recognition import proposed, recognise
from tests.made import Made, amazon, markets, overseas, shopee, shopify
from tests.made.outcome import coarsest, intake, opened, total

MADE = overseas.made()
NAMED = [f"{place}-{one.preset}" for place, one in enumerate(MADE)]
REAL = [Path(folder) / name for folder in filter(None, [os.environ.get("ELEVEN_REAL_DATA")])
        for name in ("shopify_products_apparel.csv", "shopify_products_jewelry.csv")]  # fmt: skip


def headers_of(one: Made) -> list[str]:
    """The header line as it stands in the file: the fullest of its first lines."""
    if one.name.endswith(".xlsx"):
        page = openpyxl.load_workbook(io.BytesIO(one.content), read_only=True).worksheets[0]
        lines = [[cell or "" for cell in row] for row in page.iter_rows(max_row=8, values_only=True)]
    else:
        lines = lines_of(one)[:8]
    keys = [line for line in lines if not any("et_title" in cell for cell in line)]
    return max(keys, key=lambda line: sum(bool(cell) for cell in line))


def lines_of(one: Made) -> list[list[str]]:
    text = one.content.decode("utf-16" if one.content.startswith(b"\xff\xfe") else "utf-8-sig")
    head = next(line for line in text.splitlines() if max(line.count(","), line.count("\t")) > 6)
    return list(csv.reader(io.StringIO(text), delimiter="\t" if head.count("\t") > head.count(",") else ","))


@pytest.mark.parametrize("one", MADE, ids=NAMED)
def test_the_sums_of_a_made_file_are_those_of_its_rows(one):
    found = intake(one)
    assert {name: total(found, name) for name in one.expected} == one.expected
    assert (found.rows, sum(found.dropped.values()), found.refused) == (one.rows, one.dropped, one.problems)
    for name, days in one.by_day.items():
        by_day = coarsest(found, name).groupby("day")[name].sum()
        assert {str(day): int(value) for day, value in by_day.items() if value} == days


@pytest.mark.parametrize("one", [one for one in MADE if one.products], ids=lambda one: f"{one.preset}-{one.name}")
def test_what_a_file_says_about_products_is_kept(one):
    products = intake(one).products
    assert products is not None
    said = {
        name: int(products[name].sum()) if name.endswith("_minor") else products[name].nunique()
        for name in one.products
    }
    assert said == one.products


@pytest.mark.parametrize("one", overseas.spanning(), ids=lambda one: one.preset)
def test_figures_of_several_days_are_refused_until_somebody_spreads_them(one):
    if one.preset in ("shopee_ads", "google_ads"):  # one period for the whole file
        with pytest.raises(IntakeError, match="several days"):
            intake(one)
    else:
        assert (intake(one).accepted, intake(one).refused) == (0, one.rows - one.dropped)
    found = intake(one, spread=True)
    persons = {"reach"}
    flows = {name: value for name, value in one.expected.items() if name not in persons}
    assert {name: round(float(found.facts[name].sum())) for name in flows} == flows
    assert found.facts["day"].nunique() > 1
    assert any("guess" in note for note in found.notes)


@pytest.mark.parametrize("one", MADE, ids=NAMED)
def test_exactly_its_own_preset_is_proposed(one):
    sheet = opened(one)
    assert sheet.preset == one.preset
    assert suggest(sheet).preset == one.preset


@pytest.mark.parametrize("one", [one for one in MADE if one.name.endswith((".csv", ".txt"))], ids=lambda one: one.name)
def test_columns_in_another_order_are_the_same_file(one):
    rows = lines_of(one)
    head = next(place for place, row in enumerate(rows) if len(row) > 6)
    order = list(range(len(rows[head])))
    Random(5).shuffle(order)
    shuffled = rows[:head] + [[row[place] for place in order] for row in rows[head:]]
    file = io.StringIO()
    csv.writer(file).writerows(shuffled)
    found = intake(one, content=file.getvalue().encode())
    assert opened(one, file.getvalue().encode()).preset == one.preset
    assert {name: total(found, name) for name in one.expected} == one.expected


@pytest.mark.parametrize("one", MADE, ids=NAMED)
def test_headers_in_any_order_prove_one_preset_and_no_other(one):
    written = headers_of(one)
    for seed in range(3):
        Random(seed).shuffle(written)
        assert {match.preset for match in recognise(written, one.name) if not match.missing} == {one.preset}
        match = proposed(recognise(written))
        assert match is not None
        assert match.score > 0.8


@pytest.mark.parametrize("one", [one for one in MADE if one.secrets], ids=lambda one: one.preset)
def test_no_word_about_a_person_outlives_the_reading(one):
    sheet, found = opened(one), intake(one)
    kept = [sheet, sheet.frame.rows(), suggest(sheet), found.problems, found.notes, found.dropped]
    kept += [frame.to_csv() for frame in (found.facts, found.stock, found.products) if frame is not None]
    said = "\n".join(map(str, kept))
    assert len(one.secrets) > 30
    assert [word for word in one.secrets if word in said] == []


@pytest.mark.parametrize(
    ("line", "preset"), [(amazon.DASHED, "amazon_business"), (markets.WOO[:38], "woocommerce_products"),
                         (shopify.CLASSIC[:34], "shopify_products")]
)  # fmt: skip
def test_a_header_line_alone_is_recognised(line, preset):
    match = proposed(recognise(line))
    assert match is not None
    assert match.preset == preset


def test_vouchers_are_known_and_refused_with_a_reason():
    with pytest.raises(IntakeError, match="register of codes"):
        open_file(shopee.vouchers(), "vouchers.xlsx")
    match = proposed(recognise(shopee.VOUCHERS))
    assert match is not None
    assert match.preset == "shopee_vouchers"


def test_a_product_and_its_variations_are_not_added():
    one = next(one for one in MADE if one.preset == "shopee_performance")
    rows = intake(one).facts
    whole, parts = rows[rows["sku_id"] == contract.ANY], rows[rows["sku_id"] != contract.ANY]
    assert int(whole["units"].sum()) == one.expected["units"]
    split = whole[whole["product_id"].isin(parts["product_id"])]
    assert int(split["units"].sum()) == int(parts["units"].sum()) > 0
    assert parts["visitors"].isna().all()


def test_shopee_orders_without_a_time_of_payment_are_placed_and_not_paid():
    one = shopee.placed_only()
    found = intake(one)
    assert (opened(one).preset, found.problems) == ("shopee_orders_en", ())
    assert {name: total(found, name) for name in one.expected} == one.expected
    assert found.facts["revenue_minor"].isna().all()


def test_columns_of_business_buyers_are_not_added_to_the_totals():
    one = next(one for one in MADE if one.name == "BusinessReport-long.csv")
    assert "Units Ordered - B2B" in opened(one).aside


def test_ads_for_the_whole_shop_count_beside_those_for_a_product():
    rows = intake(next(one for one in MADE if one.preset == "shopee_ads")).facts
    assert {"shop"} < set(rows["product_id"])
    assert contract.ANY not in set(rows["product_id"])


@pytest.mark.parametrize("path", REAL, ids=lambda path: path.name)
def test_a_real_product_file_goes_in_as_it_is(path):
    if not path.exists():
        pytest.skip("the public files are not here")
    sheet = open_file(path.read_bytes(), path.name)
    found = read(sheet, suggest(sheet), store="main", source="shop", zone="UTC", currency="USD")
    rows = list(csv.DictReader(io.StringIO(path.read_text("utf-8"))))
    priced = [row for row in rows if row["Variant Price"]]
    assert (sheet.preset, found.problems) == ("shopify_products", ())
    assert found.products["product_id"].nunique() == len({row["Handle"] for row in priced})
    assert len(found.products) == len(priced)
    prices = [round(100 * float(row["Variant Price"])) for row in priced]
    assert int(found.products["price_minor"].sum()) == sum(prices)
    assert sum(found.dropped.values()) == len(rows) - len(priced)
