import multiprocessing
import threading
from datetime import date
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pytest
from deltalake import DeltaTable

from campaign.facts.contract import KEYS, SCHEMA, FactsError, contract, whole
from campaign.storage.facts.engine import Engine
from campaign.storage.facts.keyed_table import KeyedTable
from campaign.storage.facts.store import Facts

ZONE = "Asia/Shanghai"


def units(facts: Facts, store: str = "shop") -> list[object]:
    return facts.totals(store, "product", zone=ZONE).frame["units"].tolist()


def test_before_the_first_import_the_version_is_0_and_nothing_is_known(facts):
    assert facts.version() == 0
    assert facts.totals("shop", "day", zone=ZONE).frame.empty
    assert facts.stock("shop").empty


def test_the_same_rows_twice_write_nothing_the_second_time(facts, fact):
    rows = pd.DataFrame([fact("d1", 10, product_id=product, units=3) for product in "abc"])
    first = facts.replace(rows)
    assert (first.new, first.changed, first.same, first.version) == (3, 0, 0, facts.version())
    before = facts.version()
    again = facts.replace(rows.sample(frac=1, random_state=1))
    assert (again.new, again.changed, again.same, again.version) == (0, 0, 3, None)
    assert facts.version() == before


def test_rows_of_the_same_key_are_replaced_and_all_others_stay(facts, fact):
    rows = [fact("d1", day, product_id=product, units=1, visitors=9) for day in (10, 11) for product in "abc"]
    facts.replace(pd.DataFrame(rows))
    done = facts.replace(
        pd.DataFrame([fact("d1", 11, product_id="b", units=5), fact("d1", 11, product_id="d", units=7)])
    )
    assert (done.new, done.changed, done.same) == (1, 1, 0)
    assert units(facts) == [2, 6, 2, 7]


def test_a_measure_that_an_import_does_not_hold_keeps_what_is_stored(facts, fact):
    facts.replace(pd.DataFrame([fact("d1", 10, product_id=product, lifetime_units=100) for product in "ab"]))
    visited = pd.DataFrame([fact("d1", 10, product_id=product, visitors=9) for product in "bc"])
    assert facts.replace(visited).changed == 1
    assert facts.replace(visited).changed == 0
    frame = facts.totals("shop", "product", zone=ZONE).frame
    assert frame["lifetime_units"].tolist() == [100, 100, pd.NA]
    assert frame["visitors"].tolist() == [pd.NA, 9, 9]


@pytest.mark.parametrize(("before", "after"), [(None, 5), (5, None), (None, 0), (0, None)])
def test_a_figure_that_becomes_known_or_unknown_is_a_change(facts, fact, before, after):
    for said, changed in ((before, 0), (after, 1)):
        rows = [fact("d1", 10, product_id="a", units=said), fact("d1", 10, product_id="b", units=7)]
        done = facts.replace(pd.DataFrame(rows).astype({"units": "Int64"}))
        assert done.changed == changed
    frame = facts.cells("shop", ("product_id",), ("units",), products=["a"])
    assert frame["units"].tolist() == ([] if after is None else [after])


def test_a_preview_says_what_a_replacement_would_do_and_writes_nothing(facts, fact):
    rows = pd.DataFrame([fact("d1", 10, product_id=product, units=3) for product in "ab"])
    assert facts.preview(rows).new == 2
    assert facts.version() == 0
    facts.replace(rows)
    preview = facts.preview(pd.DataFrame([fact("d1", 10, product_id=product, units=4) for product in "bc"]))
    assert (preview.new, preview.changed, preview.same, preview.version) == (1, 1, 0, None)


def test_of_two_lines_of_one_key_the_later_wins(facts, fact):
    facts.replace(pd.DataFrame([fact("d1", 10, product_id="a", units=n) for n in (5, 6, 4)]))
    assert units(facts) == [4]


def test_rows_that_break_the_contract_leave_the_store_as_it_was(facts, fact):
    with pytest.raises(FactsError):
        facts.replace(pd.DataFrame([fact("d1", 10, product_id="a", units=1), fact("d1", 10, product_id=None, units=1)]))
    assert facts.version() == 0


def test_nothing_in_writes_nothing(facts, fact):
    assert facts.replace(pd.DataFrame([fact("d1", 10, units=1)]).iloc[:0]).version is None
    assert facts.preview(whole(SCHEMA.empty_table())).new == 0


def test_arrow_and_pandas_say_the_same(facts, fact):
    rows = pd.DataFrame([fact("d1", 10, product_id="a", units=3)])
    facts.replace(pa.Table.from_pandas(rows, preserve_index=False))
    assert facts.replace(contract(rows)).version is None


@pytest.mark.parametrize("store", ["旗舰店 a/b", "it's [x]*?", "a%20b=c", "..", 'c:\\d"e', "x{1,2}"])
def test_a_store_may_have_any_name(facts, fact, store):
    for n in (1, 2):
        facts.replace(pd.DataFrame([fact("d1", 10, product_id="a", units=n)]).assign(store=store))
    facts.replace(pd.DataFrame([fact("d1", 10, product_id="a", units=9)]))
    assert units(facts, store) == [2]


def test_one_import_may_hold_several_stores_sources_days_and_hours(facts, fact):
    rows = [
        fact(source, day, hour, product_id="a", units=1) for source in ("x", "y") for day in (9, 11) for hour in (3, 7)
    ]
    both = pd.DataFrame(rows + [row | {"store": "two"} for row in rows])
    assert facts.replace(both).new == 16
    assert facts.replace(both).same == 16
    facts.replace(pd.DataFrame([fact("x", 10, 5, product_id="a", units=1)]))
    assert len(facts.coverage("shop", date(2026, 11, 1), date(2026, 11, 30))) == 5
    assert facts.totals("shop", "day", zone=ZONE).frame["units"].tolist() == [2, 1, 2]


def test_a_live_hour_is_replaced_without_touching_the_files_of_others(facts, fact, tmp_path):
    for hour in range(3):
        facts.replace(pd.DataFrame([fact("feed", 11, hour, product_id=p, units=1) for p in "ab"]))
    before = set(DeltaTable(tmp_path / "facts" / "measured").file_uris())
    facts.replace(pd.DataFrame([fact("feed", 11, 2, product_id=p, units=2) for p in "ab"]))
    after = set(DeltaTable(tmp_path / "facts" / "measured").file_uris())
    assert len(before) == len(after) == 3
    assert len(before & after) == 2


def test_compacting_changes_no_figure(facts, fact, tmp_path):
    for hour in range(5):
        facts.replace(pd.DataFrame([fact("feed", 11, hour, product_id=p, units=hour) for p in "ab"]))
    before = units(facts)
    facts.compact(before=date(2026, 11, 11))
    assert len(DeltaTable(tmp_path / "facts" / "measured").file_uris()) == 5
    facts.compact()
    assert len(DeltaTable(tmp_path / "facts" / "measured").file_uris()) == 1
    assert units(facts) == before
    assert facts.vacuum() == 0
    facts.replace(pd.DataFrame([fact("feed", 11, 4, product_id="a", units=10)]))
    assert units(facts) == [16, 10]


def test_old_versions_are_kept_for_200_days(facts, fact, tmp_path):
    facts.replace(pd.DataFrame([fact("d1", 10, units=1)]))
    configuration = DeltaTable(tmp_path / "facts" / "measured").metadata().configuration
    assert configuration["delta.logRetentionDuration"] == "interval 200 days"
    assert configuration["delta.deletedFileRetentionDuration"] == "interval 200 days"


def test_a_store_made_before_a_measure_was_known_takes_it_up(tmp_path, fact):
    older = pa.schema([field for field in SCHEMA if field.name not in ("visitors", "followers")])
    folder = tmp_path / "facts"
    engine = Engine(folder / "spill")
    table = KeyedTable(folder / "measured", older, KEYS, ["store", "day"], ("store", "day", "source", "starts"), engine)
    rows = pd.DataFrame([fact("d1", 10, product_id=product, units=3) for product in "ab"])
    table.replace(whole(rows).select(older.names))
    facts = Facts(folder)
    assert units(facts) == [3, 3]
    facts.replace(pd.DataFrame([fact("d1", 10, product_id="a", units=3, visitors=8)]))
    frame = facts.totals("shop", "product", zone=ZONE).frame
    assert frame["visitors"].tolist() == [8, pd.NA]
    assert frame["units"].tolist() == [3, 3]


def test_another_process_commit_is_seen_at_the_next_read(facts, fact, tmp_path):
    facts.replace(pd.DataFrame([fact("d1", 10, product_id="a", units=1)]))
    other = Facts(tmp_path / "facts")
    assert units(other) == [1]
    facts.replace(pd.DataFrame([fact("d1", 10, product_id="a", units=2)]))
    assert other.version() == facts.version()
    assert units(other) == [2]


def _import_products(folder: Path, own: list[dict[str, object]], ready) -> None:
    facts = Facts(folder)
    ready.wait()
    for row in own:
        facts.replace(pd.DataFrame([row]))


@pytest.mark.slow
def test_four_processes_import_different_products_of_one_day_and_every_row_is_there(tmp_path, fact):
    spawn = multiprocessing.get_context("spawn")
    ready = spawn.Barrier(4)
    rows = [[fact("d1", 11, product_id=f"{who}-{n}", units=1) for n in range(5)] for who in range(4)]
    crew = [spawn.Process(target=_import_products, args=(tmp_path / "facts", own, ready)) for own in rows]
    for process in crew:
        process.start()
    for process in crew:
        process.join(120)
    assert [process.exitcode for process in crew] == [0] * 4
    assert units(Facts(tmp_path / "facts")) == [1] * 20


def _raise_all(folder: Path, rows: list[dict[str, object]], steps: int) -> None:
    facts = Facts(folder)
    for step in range(2, steps):
        facts.replace(pd.DataFrame([row | {"units": step} for row in rows]))


@pytest.mark.slow
def test_a_reader_during_writes_sees_all_of_an_import_or_nothing(tmp_path, fact):
    rows = [fact("d1", day, product_id=product, units=1) for day in (10, 11) for product in "abcde"]
    facts = Facts(tmp_path / "facts")
    facts.replace(pd.DataFrame(rows))
    writer = multiprocessing.get_context("spawn").Process(target=_raise_all, args=(tmp_path / "facts", rows, 10))
    writer.start()
    seen: list[frozenset[int]] = []

    def read() -> None:
        while writer.is_alive():
            seen.append(frozenset(facts.cells("shop", ("day", "product_id"), ("units",))["units"]))

    readers = [threading.Thread(target=read) for _ in range(2)]
    for reader in readers:
        reader.start()
    for reader in readers:
        reader.join(120)
    assert writer.exitcode == 0
    assert all(len(values) == 1 for values in seen)
    assert len(set(seen)) > 2
    assert units(facts) == [18] * 5
