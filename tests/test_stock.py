from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pandas as pd
import pytest

from campaign.stock import Receipt, StockError, available, cover_hours, latest, opening, received

NOW = datetime(2026, 11, 11, 8, tzinfo=UTC)


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
    assert available(latest(snapshots, NOW), NOW)["available"].tolist() == [80]


def test_goods_on_their_way_count_when_they_come_in_time() -> None:
    snapshot = pd.DataFrame(
        [row("s", NOW, 50, 8), row("s", NOW, None, None, inbound=30, due=NOW + timedelta(days=1)),
         row("s", NOW, None, None, inbound=99, due=NOW + timedelta(days=9))]
    )  # fmt: skip
    found = available(snapshot, NOW + timedelta(days=2)).iloc[0]
    assert (found["on_hand"], found["reserved"], found["inbound"], found["available"]) == (50, 8, 30, 72)


def test_a_count_at_the_instant_holds_and_goods_due_at_it_do_not() -> None:
    snapshot = latest(pd.DataFrame([row("s", NOW, 50), row("s", NOW, None, None, inbound=30, due=NOW)]), NOW)
    assert available(snapshot, NOW)["available"].tolist() == [50]


def test_unknown_stock_stays_unknown_and_unknown_reservations_are_pointed_out() -> None:
    found = available(pd.DataFrame([row("dark", NOW, None), row("loose", NOW, 50, None)]), NOW).set_index("sku_id")
    assert pd.isna(found.loc["dark", "available"])
    assert "import a stock file" in found.loc["dark", "reason"]
    assert found.loc["loose", "available"] == 50
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
    assert cover_hours(pieces, rate) == hours


def test_a_negative_rate_is_refused() -> None:
    with pytest.raises(StockError, match="-1"):
        cover_hours(5, -1)
