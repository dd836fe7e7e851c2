"""One word, one formula: whoever shows a figure of the stock shows the same one."""

import io
import json
from datetime import timedelta

import pandas as pd
import pytest

from campaign import cli
from campaign.base.phases import day_starts
from campaign.intake.frames import NEVER_DUE
from campaign.room import Room
from campaign.stock import levels
from campaign.storage import Store
from campaign.web.panels.phases.launch import restock_table
from tests.room.conftest import AT

SKU = ["product_id", "sku_id"]
FIGURES = ["sellable_now", "rate_per_hour", "cover_hours", "order_by"]
INSTANTS = [timedelta(), timedelta(minutes=-30), timedelta(days=1)]
"""Just counted; last counted on the eve, so that two days sold since; a day after the last hour that is known."""


@pytest.fixture(params=INSTANTS, ids=str)
def then(request, shop):
    return Room(*shop, AT + request.param)


def figures(frame, columns=FIGURES):
    """Plain figures by SKU: those that are known, to a second and to the ninth digit."""
    frame = frame.assign(**{name: frame[name].astype("Float64").round(9) for name in columns if name != "order_by"})
    if "order_by" in columns:
        frame["order_by"] = pd.to_datetime(frame["order_by"], utc=True, format="ISO8601").dt.round("s")
    return {
        (row["product_id"], row["sku_id"]): {name: None if pd.isna(row[name]) else row[name] for name in columns}
        for row in frame.to_dict("records")
    }


def agree(shown, known):
    assert shown
    assert {key: row for key, row in shown.items() if row != {name: known[key][name] for name in row}} == {}


def test_every_face_says_the_same_of_every_sku(then):
    known = figures(then.stock.skus())
    assert len(known) > 150
    assert sum(row["cover_hours"] is not None for row in known.values()) > 150
    card = then.skus.table()
    agree(figures(card[card["on_hand"].notna()]), known)
    agree(figures(then.stock.lasting()), known)
    agree(figures(then.stock.urgent()), known)
    agree({key: {"sellable_now": units} for key, units in then.signups.sku_units().items() if key[1] != "*"}, known)


def test_the_wall_and_the_launch_page_say_what_stock_says(then):
    known, named = figures(then.stock.skus()), {name: key for key, name in then.stock.sku_names().items()}
    launch = restock_table(then)
    for name, left, cover in zip(launch["sku"], launch["available"], launch["cover"], strict=True):
        row = known[named[name]]
        assert (left, round(cover, 9)) == (row["sellable_now"], row["cover_hours"])
    for one in then.wall.figures().running_out or ():
        row = known[named[one.name]]
        assert (one.units_left, round(one.hours_left, 9)) == (row["sellable_now"], row["cover_hours"])


def test_the_command_line_says_what_stock_says(then, shop):
    out, err = io.StringIO(), io.StringIO()
    words = ["restock", "--campaign", "1", "--at", then.at.isoformat(), "--json"]
    cli.main(["--data", str(shop[0].folder), *words], then.at, out, err)
    said = [row for row in json.loads(out.getvalue()) if row["trigger"]]
    frame = pd.DataFrame(said).rename(columns={"product": "product_id", "sku": "sku_id"})
    columns = [*FIGURES, "projected"]
    agree(figures(frame, columns), figures(then.stock.skus(), columns))
    assert len(said) == len(then.stock.triggers())


def test_a_product_has_the_pieces_of_its_skus_and_lasts_as_long_as_the_first_to_go(then):
    products, skus = then.levels.products().set_index("product_id"), then.stock.skus()
    for product, rows in skus.groupby("product_id"):
        known = rows["sellable_now"].dropna().tolist()
        lasts = rows["cover_hours"].dropna().tolist()
        assert products.loc[product, "sellable_now"] == sum(known)
        assert not lasts or products.loc[product, "cover_hours"] == min(lasts)
        units = then.signups.sku_units()[product, "*"]
        assert units == sum(known)


def test_what_sold_on_the_full_days_after_the_count_is_not_available(shop):
    room = Room(*shop, AT - timedelta(minutes=30))
    skus = room.stock.skus()
    assert skus["sold_since"].sum() > 10_000
    counted = levels.unreserved(skus["on_hand"], skus["reserved"])
    assert (skus["sellable_now"] == counted - skus["sold_since"]).all()


def test_a_file_of_inbound_goods_is_no_count(shop, tmp_path):
    store, campaign, day = Store(tmp_path), shop[1], (AT - timedelta(days=2)).date()
    sku = {"store": campaign.store, "product_id": "p", "sku_id": "s"}
    counted = {**sku, "warehouse": "*", "at": AT - timedelta(days=3), "on_hand": 50, "inbound_due": NEVER_DUE}
    promised = {**sku, "warehouse": "*", "at": AT, "inbound": 9, "inbound_due": AT + timedelta(days=1)}
    store.facts.replace_stock(pd.DataFrame([counted, promised]))
    sold = {"source": "shop", "grain": "day", "day": day, "starts": day_starts(day, campaign.zone), "units": 5}
    store.facts.replace(pd.DataFrame([{**sku, **sold, "channel": "*", "plan": "*"}]))
    assert Room(store, campaign, AT).levels.skus()["sellable_now"].tolist() == [45]
    store.close()


def test_without_hours_the_rate_is_that_of_the_last_full_day_not_of_today(shop):
    room = Room(*shop, AT + timedelta(days=1))
    day = room.facts.cells(("product_id", "sku_id"), ("units",), *room.facts.recent(1)).set_index(SKU)["units"]
    rates = room.stock.skus().set_index(SKU)["rate_per_hour"].dropna()
    assert (rates * 24).round(6).to_dict() == {key: day[key] for key in rates.index}
