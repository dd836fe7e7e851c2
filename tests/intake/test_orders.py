"""Order lines become facts by the day of payment; what only a whole order says counts once."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from campaign.intake import Intake, open_file, read, suggest


def intake(text: str) -> Intake:
    sheet = open_file(text.encode(), "orders.csv")
    return read(sheet, suggest(sheet, "orders"), store="main", source="manual", zone="Asia/Shanghai", currency="CNY")


def days(found: Intake) -> pd.DataFrame:
    """The day rows of all products together, by day."""
    rows = found.facts
    return rows[(rows["grain"] == "day") & (rows["product_id"] == "*") & (rows["sku_id"] == "*")].set_index("day")


def test_orders_count_on_the_day_of_payment_and_unpaid_ones_only_as_placed():
    found = days(
        intake(
            "order_id,ordered_at,paid_at,units,revenue\n"
            "1,2020-02-20 23:59:54,2020-02-21 00:00:02,1,21.0\n2,2020-02-20 23:59:35,,2,0\n"
        )
    )
    paid, placed = found.loc[date(2020, 2, 21)], found.loc[date(2020, 2, 20)]
    assert (paid["orders"], paid["units"], paid["revenue_minor"]) == (1, 1, 2100)
    assert paid["placed_orders"] is pd.NA
    assert (placed["placed_orders"], placed["placed_units"]) == (2, 3)
    assert placed["orders"] is pd.NA


LINES = (
    "order_id,line_id,product_id,买家会员名,paid_at,units,revenue,coupon,freight_income\n"
    "1,a,P1,anna,2016-11-11 10:00:00,1,100,10,6\n"
    "1,b,P2,anna,2016-11-11 10:00:00,2,50,10,\n"
    "2,c,P1,anna,2016-11-11 12:00:00,1,100,,6\n"
)


def test_an_amount_of_the_order_counts_once_and_buyers_are_persons():
    day = days(intake(LINES)).loc[date(2016, 11, 11)]
    assert (day["orders"], day["order_lines"], day["buyers"]) == (2, 3, 1)
    assert (day["units"], day["revenue_minor"]) == (4, 25000)
    assert (day["coupon_minor"], day["freight_income_minor"]) == (1000, 1200)


def test_each_product_has_its_rows_beside_all_together():
    rows = intake(LINES).facts
    split = rows[(rows["grain"] == "day") & (rows["product_id"] != "*")].set_index("product_id")
    assert split["units"].to_dict() == {"P1": 2, "P2": 2}
    assert split["orders"].to_dict() == {"P1": 2, "P2": 1}
    assert split["coupon_minor"].isna().all()


def test_hours_stand_beside_days_where_every_line_has_a_time():
    rows = intake(LINES).facts
    hourly = rows[(rows["grain"] == "hour") & (rows["product_id"] == "*")]
    assert hourly["starts"].dt.hour.tolist() == [2, 4]
    assert hourly["orders"].tolist() == [1, 1]
    assert set(intake("order_id,paid_at,units\n1,2016-11-11,1\n2,2016-11-11 10:00,1\n").facts["grain"]) == {"day"}


def test_order_amounts_that_differ_within_an_order_are_problems():
    found = intake(
        "order_id,line_id,paid_at,units,coupon\n1,a,2016-11-11,1,5\n1,b,2016-11-11,1,6\n2,c,2016-11-11,1,5\n"
    )
    assert [(problem.line, problem.column, problem.value) for problem in found.problems] == [
        (2, "coupon", "5"),
        (3, "coupon", "6"),
    ]
    assert found.accepted == 1


def test_a_deposit_is_presale_and_its_balance_the_order():
    found = days(intake(
        "order_id,line_id,product_id,ordered_at,paid_at,stage,units,revenue,deposit\n"
        "1,a,P1,2025-10-25 20:00:00,2025-10-25 20:01:00,deposit,1,,50\n"
        "1,b,P1,2025-10-25 20:00:00,2025-11-11 00:10:00,balance,1,249,\n"
    ))  # fmt: skip
    deposit, balance = found.loc[date(2025, 10, 25)], found.loc[date(2025, 11, 11)]
    assert (deposit["presale_orders"], deposit["deposit_minor"], deposit["placed_units"]) == (1, 5000, 1)
    assert deposit["orders"] is pd.NA
    assert (balance["orders"], balance["units"], balance["revenue_minor"]) == (1, 1, 24900)


def test_without_a_payment_time_orders_are_only_placed():
    day = days(intake("order_id,ordered_at,units\n1,2016-11-11 10:00,1\n")).loc[date(2016, 11, 11)]
    assert (day["placed_orders"], day["placed_units"]) == (1, 1)
    assert day["orders"] is pd.NA


@settings(max_examples=60)
@given(
    st.lists(
        st.tuples(
            st.integers(1, 5), st.sampled_from("PQR"), st.integers(1, 3), st.integers(0, 5), st.integers(0, 10_000)
        ),
        min_size=1,
        max_size=25,
    )
)
def test_sums_are_those_of_a_naive_loop(lines):
    text = "order_id,line_id,product_id,paid_at,units,revenue\n" + "\n".join(
        f"{order},{place},{product},2016-11-0{day},{units},{minor / 100:.2f}"
        for place, (order, product, day, units, minor) in enumerate(lines)
    )
    found = intake(text)
    units, revenue, orders = defaultdict(int), defaultdict(int), defaultdict(set)
    for order, product, day, count, minor in lines:
        for key in ((day, "*"), (day, product)):
            units[key] += count
            revenue[key] += minor
            orders[key].add(order)
    rows = {(row["day"].day, row["product_id"]): row for _place, row in found.facts.iterrows()}
    assert rows.keys() == units.keys()
    assert {key: row["units"] for key, row in rows.items()} == units
    assert {key: row["revenue_minor"] for key, row in rows.items()} == revenue
    assert {key: row["orders"] for key, row in rows.items()} == {key: len(ids) for key, ids in orders.items()}
