"""A crawl of a real shape goes from its file to totals, tiers, targets, review and workbook, and the gaps are named."""

import csv
import io
import re
from contextlib import closing
from datetime import UTC, date, datetime, timedelta

import openpyxl
import pandas as pd
import pytest

from campaign.desk import Desk
from campaign.storage import Store
from tests.web.conftest import PASSWORD, launched

from .conftest import Person, Shop

pytestmark = [pytest.mark.browser, pytest.mark.slow]

FIRST, LAUNCH = date(2016, 11, 5), date(2016, 11, 11)
GMV_TARGET, BUDGET = 500_000, 50_000
TIERS = {"Hero": 0.5, "Activity": 0.8, "Volume": 0.97, "Clearance": 1.01}
PRICES = {f"A{41238850925 + n * 977}": 49 + 60 * n for n in range(12)}
TITLES = dict(
    zip(
        PRICES,
        ["面霜", "精华露", "口红", "眼影", "卸妆油", "防晒霜", "面膜", "粉底液", "香水", "腮红", "睫毛膏", "洗面奶"],
        strict=True,
    )
)


def made() -> pd.DataFrame:
    """Ten days of lifetime counts around a launch: one falls back, one is missing, one line stands twice."""
    rows = []
    for place, (product, price) in enumerate(PRICES.items()):
        count = 900 + 37 * place
        for day in range(10):
            count += (60 + 11 * place if day in (6, 7) else 3 + place) if day else 0
            if (place, day) == (2, 4):
                count -= 40
            if (place, day) != (5, 5):
                moment = FIRST + timedelta(days=day)
                rows.append((f"{moment:%Y/%m/%d}", product, TITLES[product], price, count, 12 + place, "官方旗舰店"))
    rows.append(rows[7])
    return pd.DataFrame(rows, columns=["update_time", "id", "title", "price", "sale_count", "comment_count", "店名"])


def sold(frame: pd.DataFrame) -> pd.DataFrame:
    """Units by the rule: a level less the last one known, on the later day; a fall counts 0, the first is unknown."""
    levels = frame.drop_duplicates().sort_values(["id", "update_time"])
    levels["units"] = levels.groupby("id")["sale_count"].diff().clip(lower=0)
    levels["day"] = pd.to_datetime(levels["update_time"]).dt.date
    return levels.dropna(subset=["units"]).assign(gmv=lambda rows: rows["units"] * rows["price"])


def during_launch(rows: pd.DataFrame) -> pd.DataFrame:
    return rows[rows["day"].isin([LAUNCH, LAUNCH + timedelta(days=1)])]


def tiers(units: pd.DataFrame) -> pd.DataFrame:
    """Each title's share of the GMV and its tier: hero the first half, activity to 80 %, volume to 97 %."""
    gmv = units.groupby("title")["gmv"].sum().sort_values(ascending=False)
    share = gmv / gmv.sum()
    above = share.cumsum() - share
    tier = above.map(lambda at: next(tier for tier, to in TIERS.items() if at < to))
    return pd.DataFrame({"share": share, "tier": tier})


def table(person, key: str) -> pd.DataFrame:
    """What a drawn table holds, from the copy it keeps for screen readers."""
    grid = person.page.locator(f'[class*="st-key-{key}"] [data-testid="stDataFrame"] table').first
    grid.wait_for(state="attached")
    cells = grid.evaluate("table => [...table.rows].map(row => [...row.cells].map(cell => cell.textContent))")
    return pd.DataFrame(cells[1:], columns=cells[0])


def figure(person, label: str) -> str:
    """A key figure by its label."""
    box = person.page.locator('[data-testid="stMetric"]').filter(has_text=re.compile(f"^{label}"))
    return box.locator('[data-testid="stMetricValue"]').first.inner_text()


def workbook(person) -> dict[str, list[tuple]]:
    """The exported review: sheet to rows."""
    with person.page.expect_download() as waiting:
        person.presses("retro.xlsx")
    book = openpyxl.load_workbook(io.BytesIO(waiting.value.path().read_bytes()), read_only=True)
    return {sheet.title: [*sheet.iter_rows(values_only=True)] for sheet in book}


def row(rows: list[tuple], name: str) -> tuple:
    return next(one for one in rows if one[0] == name)


def csv_of(header: str, rows) -> bytes:
    text = io.StringIO()
    csv.writer(text).writerows([header.split(","), *rows])
    return text.getvalue().encode()


def uploads(person, **files: bytes) -> None:
    person.page.locator("input[type=file]").set_input_files(
        [{"name": f"{name}.csv", "mimeType": "text/csv", "buffer": body} for name, body in files.items()]
    )


@pytest.fixture(scope="module")
def crawl() -> pd.DataFrame:
    return made()


@pytest.fixture(scope="module")
def counter(tmp_path_factory):
    """A served campaign of 2016 with a target, without a figure."""
    folder, at = tmp_path_factory.mktemp("crawl"), datetime.now(UTC)
    with closing(Store(folder)) as store:
        desk = Desk(store)
        commander = desk.accounts.set_up(desk.accounts.set_up_link(at), "Lin Yue", "lin", PASSWORD, at)
        desk.campaigns.plan(
            commander, at, name="Double 11 2016", launch=LAUNCH, zone="Asia/Shanghai", currency="CNY", store="main",
            gmv_target_minor=GMV_TARGET * 100, budget_minor=BUDGET * 100,
        )  # fmt: skip
        server = launched(folder)
        server.start()
        yield Shop(folder, store, server)
        server.stop()


@pytest.fixture(scope="module")
def taken(counter, chromium, crawl) -> Shop:
    """The crawl, recognised, looked at and taken in by a person."""
    body = crawl.to_csv(index=False).encode("gb18030")
    person = Person(chromium, counter.url, counter.session())
    person.opens("/data")
    uploads(person, crawl=body)
    person.reads("120 lines", "gb18030", "same line twice 1", "Lifetime units")
    person.rests()
    person.page.get_by_role("button", name="Take in 119 rows").click()
    person.reads("Taken in as tmall_crawl")
    person.leaves()
    return counter


def test_the_totals_are_those_of_a_few_lines_of_pandas(taken, meet, crawl):
    person, units = meet(taken, "lin"), sold(crawl)
    person.opens("/data")
    assert figure(person, "Levels that fell") == "1"
    person.reads(f"{int(units['units'].sum()):,}")


def test_tiers_follow_the_revenue_of_each_product(taken, meet, crawl):
    person, units = meet(taken, "lin"), sold(crawl)
    person.opens("/products")
    shown = table(person, "products-table").set_index("Product")
    ranked = tiers(units)
    assert shown["Suggested"].to_dict() == ranked["tier"].to_dict()
    places = {title: f"{place} of {len(PRICES)} by revenue" for place, title in enumerate(ranked.index, start=1)}
    assert shown["Why"].to_dict() == places
    best = ranked["share"].iloc[0]
    person.reads(
        f"Rank 1 of {len(PRICES)} by revenue: {best:.1%} of the total", "units × price stands for it",
        re.compile("Not known: revenue, add-to-cart of the last 7 days.*margin, weekly cover"),
    )  # fmt: skip


def test_targets_spread_the_gmv_target_over_the_products(taken, meet):
    person = meet(taken, "lin")
    person.opens("/targets")
    shown = table(person, "targets-table")
    assert len(shown) == len(PRICES)
    assert shown["GMV, ¥"].astype(float).sum() == pytest.approx(GMV_TARGET, rel=0.001)


def test_what_the_crawl_does_not_hold_is_unknown_and_says_why(taken, meet):
    person = meet(taken, "lin")
    for path, *said in (
        ("/stock", "No stock is known yet", "Import a stock file"),
        ("/budget", "is unknown", "No channel has spend, visitors and sales yet"),
        ("/retrospective", "The cost of 12 of 12 sold products or SKUs is unknown", "No spend was imported or entered",
         "No imported file holds favourites"),
    ):  # fmt: skip
        person.opens(path)
        person.reads(*said)
    assert figure(person, "Gross profit") == figure(person, "Sell-out") == figure(person, "Marketing cost") == "–"


def test_the_review_and_its_workbook_hold_the_same_figures(taken, meet, crawl):
    person, launch = meet(taken, "lin"), during_launch(sold(crawl))
    gmv, units = launch["gmv"].sum(), int(launch["units"].sum())
    person.opens("/retrospective")
    person.reads(f"{gmv / GMV_TARGET:.0%} of the GMV target")
    assert figure(person, "GMV") == f"¥{gmv / 1e6:.2f}M"
    assert figure(person, "Units") == f"{units / 1000:.2f}K"
    book = workbook(person)
    assert row(book["Completion"], "GMV")[1:4] == (gmv, GMV_TARGET, pytest.approx(gmv / GMV_TARGET))
    assert row(book["Completion"], "Units")[1] == units
    by_day = {one[0].date(): one[3] for one in book["Days"] if isinstance(one[0], datetime)}
    assert by_day == sold(crawl).groupby("day")["units"].sum().to_dict()
    by_product = {one[1]: one[3] for one in book["SKUs"] if one[1] in PRICES}
    assert by_product == launch.groupby("id")["units"].sum().to_dict()
    assert row(book["Profit"], "Gross profit")[1] == "unknown"
    assert "cost" in row(book["Profit"], "Gross profit")[-1]


def test_a_second_file_of_each_gap_makes_restock_budget_and_profit_known(taken, meet, crawl):
    person, units = meet(taken, "lin"), sold(crawl)
    launch = during_launch(units)
    on_hand = {product: 160 if place % 2 else 4000 for place, product in enumerate(PRICES)}
    days = [FIRST + timedelta(days=n) for n in range(10)]
    person.opens("/data")
    uploads(
        person,
        cost=csv_of("product_id,cost,role", [(product, price * 0.4, "hit") for product, price in PRICES.items()]),
        stock=csv_of(
            "at,product_id,on_hand,reserved",
            [("2016-11-10 20:00", one, count, 0) for one, count in on_hand.items()]
            + [("2016-11-12 23:30", one, 10 if count < 4000 else 3000, 0) for one, count in on_hand.items()],
        ),
        visitors=csv_of(
            "day,product_id,visitors", [(one.day, one.id, int(one.units) * 20 + 30) for one in units.itertuples()]
        ),
        spend=csv_of("day,channel,spend", [(day, "paid_search", 1000 if day < LAUNCH else 4000) for day in days]),
    )
    person.presses("data.take-all")
    person.reads("Taken in as")
    person.rests()

    person.opens("/retrospective")
    revenue, cost = units["gmv"].sum(), (units["units"] * units["price"] * 0.4).sum()
    spent = sum(1000 if day < LAUNCH else 4000 for day in days)
    book = workbook(person)
    assert row(book["Profit"], "Gross profit")[1] == pytest.approx(revenue - cost)
    assert row(book["Profit"], "Marketing cost")[1] == spent
    assert row(book["Profit"], "Left after marketing")[1] == pytest.approx(revenue - cost - spent)
    sell_out = {one[1]: one[8] for one in book["SKUs"] if one[1] in PRICES}
    assert sell_out == pytest.approx((launch.groupby("id")["units"].sum() / pd.Series(on_hand)).to_dict())

    person.opens("/budget")
    assert figure(person, "Spent") == f"¥{spent / 1000:.1f}K"
    assert figure(person, "Left") == f"¥{(BUDGET - spent) / 1000:.1f}K"
    person.opens("/stock")
    cleared = tiers(units)["tier"] == "Clearance"
    short = [one for one, count in on_hand.items() if count < 4000 and not cleared[TITLES[one]]]
    assert figure(person, "Need a decision") == str(len(short))
    person.reads("Half sold")
