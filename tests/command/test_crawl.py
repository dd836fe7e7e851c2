"""A whole campaign at the command line, on a file shaped like a crawl of a real Double 11."""

import random
from pathlib import Path

import pandas as pd
import pytest

from tests.command.conftest import Run, runner

MAPPED = ("update_time=day", "id=product_id", "title=title", "price=price", "sale_count=units", "comment_count=reviews")
DAYS = pd.date_range("2016-11-05", "2016-11-14")
PRODUCTS = 120


def crawl(path: Path) -> pd.DataFrame:
    """Counts to date of each day's crawl: GB18030, repeated lines, missing counts, a few decreases."""
    draw = random.Random(11)
    rows = []
    for product in range(PRODUCTS):
        level = draw.randrange(0, 5000)
        for day in DAYS:
            sold = draw.randrange(0, 40) * (60 if day.day in (11, 12) and product % 9 else 1)
            level += sold if draw.random() > 0.04 else -draw.randrange(1, 4) if level > 10 else 0
            if draw.random() < 0.08:
                continue
            row = {
                "update_time": f"{day.year}/{day.month}/{day.day}",
                "id": f"A{product:06}",
                "title": f"面霜 {product} 号",
                "price": draw.choice(["59", "120.5", "1,280"]) if product % 9 else "59",
                "sale_count": "" if draw.random() < 0.03 else str(level),
                "comment_count": str(level // 7),
                "店名": "旗舰店",
            }
            rows += [row] * (2 if draw.random() < 0.05 else 1)
    frame = pd.DataFrame(rows).sample(frac=1, random_state=3)
    frame.to_csv(path, index=False, encoding="gb18030")
    return frame


@pytest.fixture(scope="module")
def imported(tmp_path_factory: pytest.TempPathFactory) -> tuple[Run, pd.DataFrame]:
    folder = tmp_path_factory.mktemp("crawl")
    run = runner(folder / "store")
    frame = crawl(folder / "crawl.csv")
    assert run("new", "--name", "Double 11 2016", "--launch", "2016-11-11", "--zone", "Asia/Shanghai", "--currency",
               "CNY", "--store", "beauty", "--gmv", "9000000").status == 0  # fmt: skip
    pairs = [word for pair in MAPPED for word in ("--map", pair)]
    said = run("import", folder / "crawl.csv", "--campaign", 1, *pairs, "--cumulative", "units")
    assert said.status == 0, said.err
    assert said.value["encoding"] == "gb18030"
    assert said.value["rows"] == len(frame)
    return run, frame


def steps(frame: pd.DataFrame) -> pd.DataFrame:
    """Differences between the known counts of each product, booked on the later day."""
    known = frame[frame["sale_count"] != ""].drop_duplicates(["id", "update_time"])
    known = known.assign(
        day=pd.to_datetime(known["update_time"]).dt.date.astype(str), level=known["sale_count"].astype(int)
    )
    known = known.sort_values(["id", "day"])
    return known.assign(step=known.groupby("id")["level"].diff())


def test_units_by_day_are_the_differences_of_the_counts(imported):
    run, frame = imported
    wanted = steps(frame).assign(step=lambda rows: rows["step"].clip(lower=0)).groupby("day")["step"].sum(min_count=1)
    found = {row["day"]: row["units"] for row in run("totals", "--campaign", 1, "--by", "day").value}
    assert {day: units for day, units in found.items() if units is not None} == wanted.dropna().astype(int).to_dict()


def test_every_decrease_is_listed(imported):
    run, frame = imported
    said = run("totals", "--campaign", 1, "--by", "day", "--decreases")
    falls = int((steps(frame)["step"] < 0).sum())
    assert falls > 20
    assert said.err.count("0 is booked") == falls


def test_tiers_targets_review_and_export_say_what_is_unknown_and_why(imported, tmp_path):
    run, _frame = imported
    assert all(row["tier"] is None for row in run("tiers", "--campaign", 1).value)
    tiers = run("tiers", "--campaign", 1, "--apply").value
    assert {row["tier"] for row in tiers} == {"hero", "activity", "volume", "clearance"}
    assert all("weekly cover" in row["missing"] for row in tiers)
    targets = run("targets", "--campaign", 1).value
    assert {row["favourites"] for row in targets} == {None}
    assert any(row["favourites_target"] for row in targets)
    review = run("review", "--campaign", 1).value
    assert review["completion"]["units"]["value"] > 0
    assert review["completion"]["revenue"]["value"]["currency"] == "CNY"
    assert "price" in review["completion"]["revenue"]["source"]
    assert review["profit"]["marketing"] == {"value": None, "target": None, "completion": None, "source": "",
        "formula": review["profit"]["marketing"]["formula"], "reason": "No spend was imported or entered"}  # fmt: skip
    assert run("restock", "--campaign", 1).err
    assert run("budget", "--campaign", 1).value["reason"]
    assert run("export", "review", "--campaign", 1, "--format", "xlsx", "--out", tmp_path / "r.xlsx").status == 0


def test_a_second_file_of_stock_cost_visitors_and_spend_answers_restock_budget_and_profit(imported, tmp_path):
    run, frame = imported
    ids = sorted(set(frame["id"]))
    files = {
        "cost": pd.DataFrame({"product_id": ids, "cost": 20, "role": "hit"}),
        "stock": pd.DataFrame({"at": "2016-11-10 23:00", "product_id": ids, "on_hand": 900, "reserved": 0}),
        "visitors": pd.DataFrame({"day": "2016-11-11", "product_id": ids, "visitors": 5000}),
        "spend": pd.DataFrame({"day": ["2016-11-11"], "channel": ["live"], "spend": ["30000"]}),
    }
    for name, rows in files.items():
        rows.to_csv(tmp_path / f"{name}.csv", index=False)
    before = run("totals", "--campaign", 1, "--by", "day").value
    said = run("import", *(tmp_path / f"{name}.csv" for name in files), "--campaign", 1)
    assert said.status == 0, said.err
    after = run("totals", "--campaign", 1, "--by", "day").value
    assert [row["units"] for row in after] == [row["units"] for row in before]
    restock = run("restock", "--campaign", 1, "--at", "2016-11-12T12:00:00").value
    assert any(row["trigger"] == "half_sold" for row in restock)
    assert run("budget", "--campaign", 1).value["spent"] == {"minor": 3_000_000, "currency": "CNY"}
    profit = run("review", "--campaign", 1).value["profit"]
    assert profit["gross_profit"]["value"]["minor"] > 0
    left = profit["gross_profit"]["value"]["minor"] - profit["marketing"]["value"]["minor"]
    assert profit["left"]["value"]["minor"] == left
