from datetime import UTC, datetime

import pandas as pd

NEVER = datetime(9999, 12, 31, tzinfo=UTC)


def at(day: int) -> datetime:
    return datetime(2026, 11, day, 9, tzinfo=UTC)


def counted(day: int, on_hand: int | None, reserved: int | None = None, **more: object) -> dict[str, object]:
    key = {"store": "shop", "at": at(day), "product_id": "a", "sku_id": "a1", "warehouse": "*", "inbound_due": NEVER}
    return key | {"on_hand": on_hand, "reserved": reserved, "inbound": None} | more


def frame(*rows: dict[str, object]) -> pd.DataFrame:
    return pd.DataFrame(rows).astype(dict.fromkeys(("on_hand", "reserved", "inbound"), "Int64"))


def seen(stock: pd.DataFrame) -> list[tuple[object, ...]]:
    columns = stock[["warehouse", "inbound_due", "on_hand", "reserved", "inbound"]]
    return [tuple(None if pd.isna(value) else value for value in row) for row in columns.itertuples(index=False)]


def test_the_newest_snapshot_at_or_before_an_instant_counts(facts):
    facts.replace_stock(frame(counted(8, 10, 2), counted(10, 7)))
    assert seen(facts.stock("shop")) == [("*", NEVER, 7, None, None)]
    assert seen(facts.stock("shop", at(9))) == [("*", NEVER, 10, 2, None)]
    assert facts.stock("shop", at(7)).empty


def test_pieces_that_arrived_are_no_longer_on_their_way(facts):
    coming = counted(8, None, inbound=5, inbound_due=at(12))
    facts.replace_stock(frame(counted(8, 10), coming, counted(8, None, inbound=3, inbound_due=at(14))))
    assert seen(facts.stock("shop")) == [
        ("*", at(12), None, None, 5),
        ("*", at(14), None, None, 3),
        ("*", NEVER, 10, None, None),
    ]
    facts.replace_stock(frame(counted(13, 15), counted(13, None, inbound=3, inbound_due=at(14))))
    assert seen(facts.stock("shop")) == [("*", at(14), None, None, 3), ("*", NEVER, 15, None, None)]


def test_a_count_that_does_not_know_what_is_coming_leaves_it_as_known(facts):
    facts.replace_stock(frame(counted(8, 10), counted(8, None, inbound=5, inbound_due=at(12))))
    facts.replace_stock(frame(counted(9, 8)))
    assert seen(facts.stock("shop")) == [("*", at(12), None, None, 5), ("*", NEVER, 8, None, None)]


def test_a_sku_counted_in_all_and_by_warehouse_is_not_counted_twice(facts):
    facts.replace_stock(frame(counted(8, 6, warehouse="east"), counted(8, 4, warehouse="west"), counted(7, 9)))
    assert seen(facts.stock("shop")) == [("east", NEVER, 6, None, None), ("west", NEVER, 4, None, None)]
    facts.replace_stock(frame(counted(9, 8)))
    assert seen(facts.stock("shop")) == [("*", NEVER, 8, None, None)]


def test_the_same_snapshot_twice_writes_nothing_and_a_new_one_raises_the_version(facts):
    first = facts.replace_stock(frame(counted(8, 10)))
    assert (first.new, first.version) == (1, facts.version())
    assert facts.replace_stock(frame(counted(8, 10))).version is None
    assert facts.preview_stock(frame(counted(8, 11))).changed == 1
    before = facts.version()
    facts.replace_stock(frame(counted(8, 11)))
    assert facts.version() == before + 1
