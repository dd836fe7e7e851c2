"""The stock page: what runs out, when, and what is done about it."""

from datetime import UTC, datetime, timedelta

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from campaign.stock import levels


def test_the_page_opens_on_how_many_skus_need_a_decision_and_the_first_to_run_out(shop):
    triggers = shop.room.stock.triggers()
    app = shop.page("stock")
    assert not app.exception
    assert app.subheader[0].value == f"{len(triggers)} SKUs need a decision"
    first = shop.room.stock.urgent().iloc[0]["name"]
    assert f"{first} is the first to run out" in app.markdown[0].value.replace("\\", "") or any(
        f"{first} is the first to run out" in one.value.replace("\\", "") for one in app.markdown
    )


def test_clearance_is_never_restocked_and_never_runs_out(shop):
    assert "clearance" not in set(shop.room.stock.urgent()["tier"])
    assert "clearance" not in set(shop.room.stock.lasting()["tier"])
    assert "clearance" in set(shop.room.stock.skus()["tier"])


def test_what_runs_out_first_stands_first_and_the_unknown_last(shop):
    hours = shop.room.stock.lasting()["cover_hours"]
    known = hours.dropna().tolist()
    assert known == sorted(known)
    assert hours.isna().tolist() == sorted(hours.isna().tolist())


def test_skus_that_cannot_be_judged_are_named_with_their_reason(shop):
    rows = shop.room.stock.blind()
    assert len(rows) > 0
    assert rows["reason"].str.len().gt(0).all()
    app = shop.page("stock")
    said = " ".join(one.value for one in app.markdown).replace("\\", "")
    assert all(name in said for name in rows["name"][:3])


def test_goods_received_close_the_alert_of_their_sku(shop):
    alert = next(one for one in shop.room.alerts.open() if one.rule == "half_sold")
    product, sku = alert.subject.split("/")
    form = shop.piece("from campaign.web.panels.stock.goods_received import receive\nreceive()")
    form.selectbox(key="stock.sku").select((product, sku))
    form.number_input(key="stock.units").set_value(5000)
    form.button(key="stock.received").click().run()
    assert not form.exception
    assert shop.room.stock.receipts()[0].units == 5000
    assert alert.id not in {one.id for one in shop.room.alerts.open()}


def test_no_pieces_received_are_refused_in_a_sentence(shop):
    receipts = len(shop.room.stock.receipts())
    form = shop.piece("from campaign.web.panels.stock.goods_received import receive\nreceive()")
    form.button(key="stock.received").click().run()
    assert "0 pieces cannot be received" in form.toast[0].value
    assert len(shop.room.stock.receipts()) == receipts


def test_goods_on_their_way_come_soonest_first(shop):
    due = [one for one in shop.room.stock.inbound()["due"] if one is not None]
    assert due
    assert due == sorted(due)


@given(cover=st.floats(0, 2000), lead=st.integers(0, 90))
def test_an_order_placed_in_time_arrives_as_the_last_piece_goes(cover, lead):
    at = datetime(2026, 11, 1, tzinfo=UTC)
    ordered, unknown = levels.order_by(at, pd.Series([cover, None]), pd.Series([lead, lead]))
    assert abs(ordered + timedelta(days=lead) - (at + timedelta(hours=cover))) < timedelta(seconds=1)
    assert pd.isna(unknown)


def test_without_stock_the_page_says_what_to_import(empty):
    app = empty.page("stock")
    assert not app.exception
    assert app.subheader[0].value == "No stock is known yet"
    assert "products.import" in {button.key for button in app.button}


def test_a_stranger_sees_nothing_of_the_stock(stranger):
    assert stranger("stock") == []
