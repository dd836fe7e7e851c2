"""Products, orders and inventory of one shop meet by its codes, whichever of them comes first; nothing is doubled."""

from __future__ import annotations

import json
from hashlib import sha256

from campaign import intake
from campaign.facts.batches import Wish
from campaign.products import Product, Sku
from tests.command.conftest import runner
from tests.desk.conftest import AT
from tests.made import Made, shopify

PRODUCTS, ORDERS, INVENTORY, PIECES = shopify.joined()


def bring(team, one: Made, **more):
    desk, campaign = team.desk, team.campaign
    sheet = desk.file_reading.opened(one.content, one.name)
    mapping = intake.suggest(sheet, given=tuple(one.constants))
    read = intake.read(
        sheet, mapping, store=campaign.store, source=one.preset, zone=one.zone, currency=campaign.currency,
        constants=one.constants, codes=desk.file_reading.codes(campaign.store),
    )  # fmt: skip
    return desk.imports.take_in(team.lead, campaign, sheet, read, AT, source=one.preset, wish=Wish(), **more), read


def sold(team, by: str) -> dict[str, int]:
    frame = team.desk.store.facts.totals(team.campaign.store, by, zone=shopify.ZONE).frame
    return dict(zip(frame[by], frame["units"], strict=True))


def totals(team) -> int:
    return int(team.desk.store.facts.totals(team.campaign.store, "day", zone=shopify.ZONE).frame["units"].sum())


def of_products() -> dict[str, int]:
    sums: dict[str, int] = {}
    for (product, _sku), units in PIECES.items():
        sums[product] = sums.get(product, 0) + units
    return sums


def test_the_units_of_each_product_are_those_of_the_order_file(team):
    for one in (PRODUCTS, ORDERS, INVENTORY):
        batch, read = bring(team, one)
        assert (batch.problems, read.refused) == (0, 0)
    assert sold(team, "product") == of_products()
    assert sold(team, "sku") == {sku: units for (_product, sku), units in PIECES.items()}
    assert totals(team) == ORDERS.expected["units"]
    lying = team.desk.store.facts.stock(team.campaign.store)
    assert set(zip(lying["product_id"], lying["sku_id"], strict=True)) >= set(PIECES)
    assert len(team.desk.store.records(Product).by("store", "main")) == PRODUCTS.expected["products"]


def test_orders_that_came_before_the_products_are_split_by_the_second_import_and_never_doubled(team):
    first, read = bring(team, ORDERS)
    assert (totals(team), first.codes) == (ORDERS.expected["units"], "none")
    assert "import the products and take this file in again" in read.notes[0]
    bring(team, PRODUCTS)
    again, _read = bring(team, ORDERS)
    assert (again.changed, again.new > 0, again.same) == (0, True, first.new)
    assert totals(team) == ORDERS.expected["units"]
    assert sold(team, "product") == of_products()
    assert bring(team, ORDERS)[0].new == 0


def test_the_same_bytes_are_read_again_once_codes_may_mean_something_else(team):
    def seen():
        return team.desk.imports.seen(team.campaign, sha256(ORDERS.content).hexdigest(), Wish())

    bring(team, ORDERS)
    assert seen() is not None
    bring(team, PRODUCTS)
    assert seen() is None
    batch, _read = bring(team, ORDERS)
    assert seen() == batch
    kettle = Product(store="main", product_id="kettle", title="Kettle")
    stored = team.desk.store.records(Product).add(kettle)
    assert seen() == batch
    team.desk.store.records(Product).put(stored.model_copy(update={"skus": (Sku(sku_id="k", seller_sku="K-1"),)}))
    assert seen() is None


def test_codes_of_another_shop_find_nothing(team):
    known = Product(store="two", product_id="x", skus=(Sku(sku_id="x1", seller_sku="OCEAN-S"),))
    team.desk.store.records(Product).add(known)
    assert not team.desk.file_reading.codes("main")
    assert team.desk.file_reading.codes("two").found["OCEAN-S"] == ("x", "x1")


def test_files_named_together_meet_in_one_import_whatever_their_order(tmp_path):
    run = runner(tmp_path / "store", AT)
    assert run("new", "--name", "Double 11", "--launch", "2026-11-11", "--zone", shopify.ZONE, "--currency", "USD",
               "--store", "main", "--gmv", "1000").status == 0  # fmt: skip
    paths = []
    for one in (ORDERS, PRODUCTS):
        paths.append(tmp_path / one.name)
        paths[-1].write_bytes(one.content)
    said = run("import", *paths, "--campaign", 1)
    assert said.status == 0
    orders = json.loads(said.out)["files"][0]
    assert (orders["kind"], orders["problems"]) == ("orders", [])
    assert orders["new"] > len(PIECES)
    again = json.loads(run("import", paths[0], "--campaign", 1).out)
    assert (again["new"], again["changed"]) == (0, 0)
