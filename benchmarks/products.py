"""The products page with ten thousand products of five SKUs: reruns, first load, a filter, a choice for 500.

Run: python benchmarks/products.py [--products 10000] [--rounds 20]
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pandas as pd
from load import HELLO, NAVIGATION, PASSWORD, House, Row, Run, Visitor, load, measured, middle, served
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState

from campaign.base import phases
from campaign.desk import Desk
from campaign.products import Product, Sku
from campaign.storage import Store
from campaign.tiers import Decision

AT_MOST_TIMES = 12
PAGES = ("products", "", "targets", "stock", "data")
DAYS, SKUS, CHOSEN = 30, 5, 500
SETTLED_SECONDS = 8
SHOP, ZONE, CURRENCY = "ten-thousand", "Asia/Shanghai", "CNY"
NEVER = pd.Timestamp("9999-12-31", tz="UTC")


def stocked(folder: Path, count: int) -> House:
    """A campaign a week before its launch: products, a month of facts by day, stock by SKU, every second tier."""
    store = Store(folder)
    desk, now = Desk(store), datetime.now(UTC)
    today = phases.local_day(now, ZONE)
    commander = desk.accounts.set_up(desk.accounts.set_up_link(now) or "", "Mei", "mei", PASSWORD, now)
    campaign = desk.campaigns.plan(
        commander, now, name="Double 11", launch=today + timedelta(days=7), zone=ZONE, currency=CURRENCY, store=SHOP,
        gmv_target_minor=10**10, budget_minor=10**9,
    )  # fmt: skip
    rng = np.random.default_rng(11)
    prices = rng.integers(1900, 99900, count)
    ids = [f"6{place:09d}" for place in range(count)]
    every = [product(one, int(price), today - timedelta(days=int(age))) for one, price, age in
             zip(ids, prices, rng.integers(1, 300, count), strict=True)]  # fmt: skip
    store.records(Product).add_all(every)
    desk.bulk_edits.set_tiers(commander, campaign.id, dict.fromkeys(ids[::2], "volume"), now)
    sold = rng.pareto(1.2, count) + 0.1
    days = [today - timedelta(days=back) for back in range(DAYS, 0, -1)]
    store.facts.replace(pd.concat([facts(day, ids, sold, prices, rng) for day in days], ignore_index=True))
    keys = [(one.product_id, sku.sku_id) for one in every for sku in one.skus]
    stock = pd.DataFrame(keys, columns=["product_id", "sku_id"])
    pieces = rng.integers(0, 300, len(stock))
    taken = now - timedelta(hours=2)
    store.facts.replace_stock(stock.assign(store=SHOP, at=taken, inbound_due=NEVER, on_hand=pieces, reserved=0))
    session, _member = desk.accounts.sign_in("mei", PASSWORD, "127.0.0.1", now)
    return House(store, desk, campaign.id, session)


def product(product_id: str, price: int, launched: object) -> Product:
    """One product with its SKUs."""
    skus = tuple(Sku(sku_id=f"{product_id}-{size}", colour="red", size=str(size)) for size in range(SKUS))
    return Product(
        store=SHOP, product_id=product_id, title=f"Product {product_id}", price_minor=price, cost_minor=price * 3 // 5,
        currency=CURRENCY, role="profit" if int(product_id) % 20 == 3 else "none", launched_on=launched, skus=skus,
    )  # fmt: skip


def facts(day: object, ids: list[str], sold: np.ndarray, prices: np.ndarray, rng: np.random.Generator) -> pd.DataFrame:
    """One day of every product."""
    visitors = rng.poisson(sold * 50)
    units = rng.binomial(visitors, 0.03)
    return pd.DataFrame(
        {
            "store": SHOP, "source": "feed", "day": day, "starts": phases.day_starts(day, ZONE), "grain": "day",
            "product_id": ids, "currency": CURRENCY, "visitors": visitors, "units": units, "buyers": units,
            "cart_users": rng.binomial(visitors, 0.1), "favourite_users": rng.binomial(visitors, 0.07),
            "revenue_minor": units * prices, "refund_units": rng.binomial(units, 0.05),
        }
    )  # fmt: skip


class Shopper(Visitor):
    """A visitor who also chooses from lists and presses buttons."""

    def __init__(self, port: int, session: str, page: str) -> None:
        super().__init__(port, session, page)
        self.known: dict[str, str] = {}
        self.pressed = ""

    def chooses(self, key: str, **value: object) -> None:
        """Set a widget, as the browser does with its next run."""
        id_ = self.known[key]
        self.ticks[id_] = WidgetState(id=id_, **value)

    def presses(self, key: str) -> None:
        """Press a button with the next run only."""
        self.chooses(key, trigger_value=True)
        self.pressed = self.known[key]

    async def run(self) -> Run:
        """One run; a pressed button is let go again."""
        ran = await super().run()
        self.ticks.pop(self.pressed, None)
        self.pressed = ""
        return ran

    def _keep(self, message: ForwardMsg, kind: str | None) -> None:
        ticked = dict(self.ticks)
        super()._keep(message, kind)
        if kind == "delta" and message.delta.WhichOneof("type") == "new_element":
            element = message.delta.new_element
            shown = getattr(element, element.WhichOneof("type"))
            id_ = getattr(shown, "id", "")
            if isinstance(id_, str) and (key := id_.rpartition("-")[2]).startswith(("products.", "set_tiers.")):
                self.known[key] = id_
                if id_ in ticked and not getattr(shown, "set_value", False):
                    self.ticks[id_] = ticked[id_]


async def choices(port: int, session: str) -> dict[str, Run]:
    """What somebody does on the page, each from asking to the last message."""
    async with Shopper(port, session, "products") as shopper:
        took = {"first load of a session": await shopper.run()}

        async def does(what: str, key: str, **value: object) -> None:
            shopper.chooses(key, **value)
            took[what] = await shopper.run()

        await does("filter: differs from suggestion", "products.view", string_value="Differs from suggestion")
        await does("filter: all", "products.view", string_value="All")
        await does("search that finds 100", "products.find", string_value="Product 60000001")
        await does("search for nothing", "products.find", string_value="")
        await does("order by margin", "products.order", string_value="Margin, lowest first")
        await does("second page", "products.page", double_value=2)
        await does(f"role that {CHOSEN} have", "products.by_role", string_value="Profit item")
        await does(f"choose all {CHOSEN}", "products.all", bool_value=True)
        await does("choose a tier for them", "products.tier", string_value="Hero")
        shopper.presses("products.apply")
        took[f"write the tier of {CHOSEN}, and see it"] = await shopper.run()
        took["the run after it"] = await shopper.run()
        shopper.presses("set_tiers.undo")
        took["take it back, and see it"] = await shopper.run()
    return took


async def measure(port: int, house: House, rounds: int) -> bool:
    """Print the tables; whether every page keeps its limit."""
    for page in PAGES:  # the first look at each; what came to live is settled a moment later
        async with Visitor(port, house.session, page) as visitor:
            print(f"first ever /{page}: {(await visitor.run()).milliseconds:.0f} ms")
    await asyncio.sleep(SETTLED_SECONDS)
    print(f"full reruns, {rounds} of each in turn with hello, in ms; {load()}; target: at most {AT_MOST_TIMES} hellos")
    print(f"{'page':<12}{'p50':>8}{'hello':>8}{'times':>8}{'messages':>10}{'bytes':>10}{'first':>9}{'bytes':>10}")
    rows = [await measured(port, house.session, page, rounds) for page in PAGES]
    for row in rows:
        print(told(row), flush=True)
    for what, run in (await choices(port, house.session)).items():
        print(f"{what:<44}{run.milliseconds:>9.0f} ms{run.messages:>6} messages{run.size:>10,} bytes")
    decided = [one.tier for one in house.store.records(Decision).by("campaign", house.campaign)]
    print(f"heroes by hand afterwards: {decided.count('hero')}; {load()}")
    return all(row.times <= AT_MOST_TIMES for row in rows)


def told(row: Row) -> str:
    """One line of the table."""
    last, verdict = row.runs[-1], "met" if row.times <= AT_MOST_TIMES else "MISSED"
    return (
        f"{row.page:<12}{middle(row.runs):>8.1f}{middle(row.hello):>8.1f}{row.times:>8.1f}{last.messages:>10}"
        f"{last.size:>10,}{row.first.milliseconds:>9.0f}{row.first.size:>10,}  {verdict}"
    )


def main() -> int:
    """Measure and print; the exit code says whether the limit holds."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--products", type=int, default=10_000)
    asked.add_argument("--rounds", type=int, default=20)
    asked.add_argument("--port", type=int, default=8791)
    given = asked.parse_args()
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        hello, script = folder / "hello.py", folder / "navigation.py"
        hello.write_text(HELLO)
        script.write_text(NAVIGATION.format(hello=str(hello)))
        begun = time.perf_counter()
        house = stocked(folder / "data", given.products)
        print(f"{given.products:,} products of {SKUS} SKUs, {DAYS} days: made in {time.perf_counter() - begun:.1f} s")
        with served(folder / "data", given.port, script):
            held = asyncio.run(measure(given.port, house, given.rounds))
        house.store.close()
    return 0 if held else 1


if __name__ == "__main__":
    sys.exit(main())
