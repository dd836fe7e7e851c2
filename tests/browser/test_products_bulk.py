"""Tiers of hundreds of products at once in a browser, and two people who decide on the same one."""

from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta

import pandas as pd
import pytest
from playwright.sync_api import expect

from campaign.base import phases
from campaign.desk import Desk
from campaign.products import Product
from campaign.storage import Store
from campaign.tiers import Decision
from tests.web.conftest import PASSWORD, launched

from .conftest import COMMANDER, PATIENCE_MS, Shop

pytestmark = [pytest.mark.browser, pytest.mark.slow]

ZONE, KEPT, OTHERS = "Asia/Shanghai", 500, 100


@pytest.fixture(scope="module")
def shop(tmp_path_factory) -> Iterator[Shop]:
    """Six hundred products, five hundred of them lamps, and one day of sales."""
    folder = tmp_path_factory.mktemp("bulk") / "data"
    now = datetime.now(UTC)
    today = phases.local_day(now, ZONE)
    day = today - timedelta(days=1)
    with closing(Store(folder)) as store:
        desk = Desk(store)
        lin = desk.accounts.set_up(desk.accounts.set_up_link(now), COMMANDER, "lin", PASSWORD, now)
        launch = today + timedelta(days=7)
        desk.campaigns.plan(lin, now, name="Bulk", launch=launch, zone=ZONE, currency="CNY", store="bulk")
        titles = [f"Lamp {place:03d}" for place in range(KEPT)] + [f"Chair {place:03d}" for place in range(OTHERS)]
        ids = [f"p{place:03d}" for place in range(len(titles))]
        store.records(Product).add_all(
            Product(store="bulk", product_id=one, title=title, price_minor=9900, currency="CNY")
            for one, title in zip(ids, titles, strict=True)
        )
        sold = pd.DataFrame({"product_id": ids, "units": range(len(ids), 0, -1)})
        key = {"store": "bulk", "source": "made", "day": day, "starts": phases.day_starts(day, ZONE), "grain": "day"}
        store.facts.replace(sold.assign(**key))
    server = launched(folder)
    with closing(Store(folder)) as store:
        server.start()
        made = Shop(folder, store, server)
        made.joins("ann", "lead", ("product",))
        yield made
        server.stop()


def tiers(shop) -> dict[str, str]:
    return {one.product_id: one.tier for one in shop.store.records(Decision).by("campaign", shop.campaign.id)}


@pytest.fixture(autouse=True)
def _undecided(shop):
    """Every test, and every second try of one, begins without a decision."""
    with shop.store.transaction():
        for one in shop.store.records(Decision).all():
            shop.store.records(Decision).remove(one.id)


def finds(person, words: str, count: str) -> None:
    """Look for products and choose all that are found."""
    person.opens("/products")
    box = person.at("products.find").locator("input").first
    label = person.at("products.all").locator("label").first
    expect(label).to_be_visible()
    box.fill(words)
    box.press("Enter")
    expect(label).to_contain_text(f"All {count}")
    label.click()
    person.reads(f"Apply to {count}")


def decides(person, tier: str) -> None:
    """Choose a tier for what is chosen, and write it once the page has taken it."""
    person.chooses("products.tier", tier)
    person.rests()
    person.presses("products.apply")
    person.rests()


def becomes(person, shop, expected: dict[str, str]) -> None:
    """Wait until the store says so."""
    for _second in range(PATIENCE_MS // 250):
        if tiers(shop) == expected:
            return
        person.page.wait_for_timeout(250)
    assert tiers(shop) == expected


def test_the_tiers_of_five_hundred_products_are_set_at_once_and_taken_back(shop, meet):
    lin = meet(shop, "lin")
    finds(lin, "Lamp", "500")
    decides(lin, "Activity")
    becomes(lin, shop, {f"p{place:03d}": "activity" for place in range(KEPT)})
    lin.reads("Undo for 500 products")
    lin.presses("set_tiers.undo")
    becomes(lin, shop, {})


def test_of_two_who_decide_on_one_product_the_second_is_told(shop, meet):
    lin, ann = meet(shop, "lin"), meet(shop, "ann")
    for one in (lin, ann):
        finds(one, "Chair 042", "1")
    decides(ann, "Hero")
    becomes(ann, shop, {"p542": "hero"})

    decides(lin, "Clearance")
    lin.reads("Ann changed 1 of these 1 since you looked: Chair 042 (Hero)", "Nothing was written yet.")
    assert tiers(shop) == {"p542": "hero"}
    lin.presses("products.mine")
    becomes(lin, shop, {"p542": "clearance"})
