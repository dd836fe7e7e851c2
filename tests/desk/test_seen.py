"""The same bytes need not be read again, but only where it is certain that they would change nothing."""

from hashlib import sha256

import pytest

from campaign import intake
from campaign.facts.batches import Wish
from campaign.products import Product
from tests.desk.conftest import AT

FILE = "day,product_id,title,units\n2026-11-01,a,Kettle,3\n2026-11-02,b,Lamp,5\n"
PLAIN = "day,product_id,units\n2026-11-01,a,3\n2026-11-02,b,5\n"
STOCK = "at,product_id,on_hand\n2026-11-01 10:00,a,7\n"
WISH = Wish(kind="facts", source="shop")


def take_in(team, text, wish=WISH, campaign=None, **more):
    campaign = campaign or team.campaign
    sheet = intake.open_file(text.encode(), "shop.csv")
    kept = None if wish.chosen else team.desk.file_reading.kept_mapping(sheet)
    mapping = intake.suggest(sheet, wish.kind, kept.columns if kept else wish.columns)
    read = intake.read(
        sheet, mapping, store=campaign.store, source=wish.source, zone=campaign.zone, currency=campaign.currency
    )
    wish = wish.model_copy(update={"kept": kept.digest if kept else ""})
    return team.desk.imports.take_in(team.lead, campaign, sheet, read, AT, source=wish.source, wish=wish, **more)


def seen(team, text, wish=WISH, campaign=None):
    return team.desk.imports.seen(campaign or team.campaign, sha256(text.encode()).hexdigest(), wish)


def test_the_same_bytes_by_the_same_wish_are_known(team):
    assert seen(team, FILE) is None
    batch = take_in(team, FILE)
    assert seen(team, FILE) == batch
    assert seen(team, FILE + "2026-11-03,a,Kettle,1\n") is None


@pytest.mark.parametrize(
    "wish",
    [
        Wish(kind="facts", source="other"),
        Wish(kind="spend", source="shop"),
        Wish(kind="facts", source="shop", preset="taobao_orders"),
        Wish(kind="facts", source="shop", columns={"units": "lifetime_units"}),
        Wish(kind="facts", source="shop", constants={"channel": "search"}),
        Wish(kind="facts", source="shop", cumulative=("units",)),
        Wish(kind="facts", source="shop", spread=True),
    ],
    ids=["source", "kind", "preset", "columns", "constant", "cumulative", "spread"],
)
def test_another_wish_is_another_reading(team, wish):
    take_in(team, FILE)
    assert seen(team, FILE, wish) is None


def test_another_shop_zone_or_currency_is_another_reading(team):
    take_in(team, FILE)
    for change in ({"store": "two"}, {"zone": "Asia/Shanghai"}, {"currency": "CNY"}):
        assert seen(team, FILE, campaign=team.campaign.model_copy(update=change)) is None


def test_what_was_undone_is_not_known(team):
    batch = take_in(team, FILE)
    team.desk.batches.undo(team.lead, team.campaign, batch.id, AT)
    assert seen(team, FILE) is None
    again = take_in(team, FILE)
    assert seen(team, FILE) == again


def test_a_later_import_of_the_same_days_and_source_makes_it_unknown_and_its_undoing_too(team):
    take_in(team, FILE)
    later = take_in(team, FILE.replace(",3", ",4"))
    assert seen(team, FILE) is None
    assert seen(team, FILE.replace(",3", ",4")) == later
    team.desk.batches.undo(team.lead, team.campaign, later.id, AT)
    assert seen(team, FILE) is None


def test_other_sources_other_days_and_files_brought_together_do_not_matter(team):
    batch = take_in(team, PLAIN)
    take_in(team, PLAIN.replace(",3", ",8"), Wish(kind="facts", source="other"))
    take_in(team, PLAIN.replace("11-0", "11-1"))
    take_in(team, STOCK, Wish(kind="stock", source="shop"))
    team.desk.store.facts.compact()
    assert seen(team, PLAIN) == batch


def test_a_product_edited_added_or_removed_since_makes_a_file_of_products_unknown(team):
    take_in(team, FILE)
    plain = take_in(team, PLAIN.replace("11-0", "11-1"))
    products = team.desk.store.records(Product)
    (kettle,) = products.by("product_id", "a")
    products.put(kettle.model_copy(update={"title": "Pot"}))
    assert seen(team, FILE) is None
    assert seen(team, PLAIN.replace("11-0", "11-1")) == plain
    again = take_in(team, FILE)
    assert seen(team, FILE) == again
    products.remove(products.by("product_id", "b")[0].id)
    assert seen(team, FILE) is None


def test_a_later_stock_taking_makes_an_earlier_one_unknown(team):
    wish = Wish(kind="stock", source="shop")
    batch = take_in(team, STOCK, wish)
    assert seen(team, STOCK, wish) == batch
    take_in(team, STOCK.replace(",7", ",8"), wish)
    assert seen(team, STOCK, wish) is None


def test_another_kept_mapping_is_another_reading(team):
    take_in(team, PLAIN)
    sheet = intake.open_file(PLAIN.encode(), "shop.csv")
    team.desk.file_reading.keep_mapping(team.lead, sheet, "facts", {"units": "lifetime_units"}, AT)
    assert seen(team, PLAIN) is None
    mapped = take_in(team, PLAIN)
    assert mapped.changed == 2
    assert seen(team, PLAIN) == mapped
    team.desk.file_reading.keep_mapping(team.lead, sheet, "facts", {"units": "units"}, AT)
    assert seen(team, PLAIN) is None


def test_a_file_with_a_problem_is_read_again_so_that_the_problem_is_named_again(team):
    bad = PLAIN.replace(",5", ",five")
    take_in(team, bad, accept_good_rows=True)
    assert seen(team, bad) is None
