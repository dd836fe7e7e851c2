from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaign.stock.levels import (
    FAR_HOURS,
    SKU,
    Receipt,
    StockError,
    cover_hours,
    latest,
    levels,
    of_products,
    opening,
    order_by,
    received,
)

NOW = datetime(2026, 11, 11, 8, tzinfo=UTC)
NONE_SOLD = pd.DataFrame(columns=[*SKU, "sold_since"]).astype("string")
PIECES = st.one_of(st.none(), st.integers(0, 500))


def row(sku: str, at: datetime, on_hand: int | None, reserved: int | None = 0, **more: object) -> dict[str, object]:
    base = {"at": at, "product_id": "p", "sku_id": sku, "warehouse": "*", "inbound_due": at, "inbound": None}
    due = {"inbound_due": more.pop("due")} if "due" in more else {}
    return {**base, "on_hand": on_hand, "reserved": reserved, **more, **due}


def test_the_last_count_of_each_warehouse_is_the_one_that_holds() -> None:
    early, late = NOW - timedelta(hours=9), NOW - timedelta(hours=1)
    snapshots = pd.DataFrame(
        [row("s", early, 90, warehouse="a"), row("s", late, 70, warehouse="a"), row("s", early, 10, warehouse="b"),
         row("s", NOW + timedelta(hours=1), 1, warehouse="a")]
    )  # fmt: skip
    assert levels(latest(snapshots, NOW), NONE_SOLD, NOW)["sellable_now"].tolist() == [80]


def test_goods_on_their_way_count_when_they_come_in_time() -> None:
    snapshot = pd.DataFrame(
        [row("s", NOW, 50, 8), row("s", NOW, None, None, inbound=30, due=NOW + timedelta(days=1)),
         row("s", NOW, None, None, inbound=99, due=NOW + timedelta(days=9))]
    )  # fmt: skip
    found = levels(snapshot, NONE_SOLD, NOW + timedelta(days=2)).iloc[0]
    assert (found["on_hand"], found["reserved"], found["inbound_in_time"]) == (50, 8, 30)
    assert (found["sellable_now"], found["projected"]) == (42, 72)


def test_what_sold_since_the_count_is_not_there_any_more_and_may_be_more_than_there_was() -> None:
    sold = pd.DataFrame({"product_id": ["p", "p"], "sku_id": ["a", "b"], "sold_since": [12, 60]})
    found = levels(pd.DataFrame([row("a", NOW, 50, 8), row("b", NOW, 50, 8), row("c", NOW, 50, 8)]), sold, NOW)
    assert found["sellable_now"].tolist() == found["projected"].tolist() == [30, -18, 42]


def test_a_count_at_the_instant_holds_and_goods_due_at_it_do_not() -> None:
    snapshot = latest(pd.DataFrame([row("s", NOW, 50), row("s", NOW, None, None, inbound=30, due=NOW)]), NOW)
    assert levels(snapshot, NONE_SOLD, NOW)["projected"].tolist() == [50]


def test_unknown_stock_stays_unknown_and_unknown_reservations_are_pointed_out() -> None:
    counted = pd.DataFrame([row("dark", NOW, None), row("loose", NOW, 50, None)])
    found = levels(counted, NONE_SOLD, NOW).set_index("sku_id")
    assert pd.isna(found.loc["dark", "sellable_now"])
    assert "import a stock file" in found.loc["dark", "reason"]
    assert found.loc["loose", "sellable_now"] == 50
    assert "the most there can be" in found.loc["loose", "reason"]


def test_opening_stock_is_the_last_count_before_the_phase_and_never_a_later_one() -> None:
    snapshots = pd.DataFrame([row("old", NOW - timedelta(days=1), 40), row("new", NOW + timedelta(hours=1), 40)])
    found = opening(snapshots, NOW)
    assert found[["sku_id", "opening_units"]].to_numpy().tolist() == [["old", 40]]


def test_receipts_add_up_within_the_span() -> None:
    receipts = [
        Receipt(campaign=1, product_id="p", sku_id="s", units=units, at=NOW + timedelta(hours=hours))
        for units, hours in ((5, -1), (10, 0), (20, 3), (40, 9))
    ]
    found = received(receipts, NOW, NOW + timedelta(hours=3))
    assert found["received_units"].tolist() == [30]
    assert received([], NOW, NOW).empty


@pytest.mark.parametrize(
    ("pieces", "rate", "hours"),
    [(120, 40, 3), (0, 5, 0), (-4, 5, 0), (None, 5, None), (5, None, None), (5, 0, None)],
)
def test_cover_is_unknown_where_stock_or_rate_is_and_where_nothing_sells(
    pieces: int | None, rate: float | None, hours: float | None
) -> None:
    (found,) = cover_hours(pd.Series([pieces], dtype="Int64"), pd.Series([rate], dtype="Float64"))
    assert pd.isna(found) if hours is None else found == hours


def test_a_negative_rate_is_refused() -> None:
    with pytest.raises(StockError, match="-1"):
        cover_hours(pd.Series([5, 5]), pd.Series([2.0, -1.0]))


def test_a_cover_of_more_than_a_century_has_no_day_to_order_by() -> None:
    found = order_by(NOW, pd.Series([FAR_HOURS - 1, FAR_HOURS, 1e12], dtype="Float64"), pd.Series([10, 10, 10]))
    assert found.isna().tolist() == [False, True, True]


@given(st.lists(st.tuples(PIECES, PIECES, PIECES, PIECES, st.one_of(st.none(), st.integers(0, 90))), min_size=1))
def test_every_figure_is_what_a_plain_loop_over_the_skus_makes_of_it(
    skus: list[tuple[int | None, int | None, int | None, int | None, int | None]],
) -> None:
    """On hand, reserved, inbound, sold since the count, rate; one SKU in three is of the other product."""
    product = ["q" if place % 3 == 0 else "p" for place in range(len(skus))]
    rows, pieces, hours = [], [], []
    for place, (on_hand, reserved, inbound, sold, rate) in enumerate(skus):
        rows.append({**row(f"{place:03}", NOW, on_hand, reserved, inbound=inbound), "product_id": product[place]})
        left = None if on_hand is None else on_hand - (reserved or 0) - (sold or 0)
        pieces.append((left, None if left is None else left + (inbound or 0)))
        hours.append(max(left, 0) / rate if left is not None and rate else None)
    sold_since = pd.DataFrame(
        {"product_id": product, "sku_id": [one["sku_id"] for one in rows], "sold_since": [one[3] for one in skus]}
    ).astype({"sold_since": "Int64"})
    found = levels(pd.DataFrame(rows), sold_since, NOW + timedelta(hours=1)).sort_values("sku_id")
    found["rate_per_hour"] = pd.array([one[4] for one in skus], dtype="Float64")
    found["cover_hours"] = cover_hours(found["sellable_now"], found["rate_per_hour"])
    assert plain(found["sellable_now"]) == [left for left, _ in pieces]
    assert plain(found["projected"]) == [then for _, then in pieces]
    assert plain(found["cover_hours"]) == hours
    for one in of_products(found).itertuples():
        own = [place for place, name in enumerate(product) if name == one.product_id]
        known = [pieces[place][0] for place in own if pieces[place][0] is not None]
        lasts = [hours[place] for place in own if hours[place] is not None]
        assert plain([one.sellable_now]) == [sum(known) if known else None]
        assert plain([one.cover_hours]) == [min(lasts) if lasts else None]


def plain(values: Iterable[object]) -> list[object]:
    return [None if pd.isna(one) else one for one in values]
