"""How fast facts are written and summed, as ratios to a native DuckDB file on the same machine.

Run: python benchmarks/facts.py [--rows 10000000] [--imported 1000000]
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date, timedelta
from functools import partial
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.csv

sys.path.insert(0, str(Path(__file__).parents[1]))

from campaign.facts.contract import whole
from campaign.storage.facts.engine import THREADS
from campaign.storage.facts.store import Facts

STORE, SOURCE, ZONE = "shop", "feed", "Asia/Shanghai"
DAYS, CHANNELS = 10, 6
MEASURED = ("visitors", "favourite_users", "cart_units", "units", "revenue_minor")
IMPORT_TARGET, HOUR_TARGET, PRODUCT_TARGET = 3.0, 4.0, 2.5


def texts(values: list[str], places: np.ndarray) -> pa.Array:
    return pa.DictionaryArray.from_arrays(pa.array(places, pa.int32()), pa.array(values)).cast(pa.string())


def hourly(first: date, days: int, rows: int) -> pa.Table:
    """About `rows` facts by hour, product and channel from a day on, seeded."""
    rng = np.random.default_rng(first.toordinal())
    hours, products = days * 24, rows // (days * 24 * CHANNELS)
    count = hours * products * CHANNELS
    hour = np.repeat(np.arange(hours), products * CHANNELS)
    local = np.datetime64(first, "us") + hour * np.timedelta64(1, "h")
    visitors = rng.poisson(20, count)
    units = rng.binomial(visitors, 0.05)
    same = np.zeros(count, np.int32)
    return pa.table(
        {
            "store": texts([STORE], same),
            "source": texts([SOURCE], same),
            "day": pa.array(local.astype("datetime64[D]")),
            "starts": pa.array(local - np.timedelta64(8, "h")).cast(pa.timestamp("us", "UTC")),
            "grain": texts(["hour"], same),
            "product_id": texts(
                [f"6{n:011d}" for n in range(products)], np.tile(np.arange(products), hours * CHANNELS)
            ),
            "channel": texts(
                [f"channel {n}" for n in range(CHANNELS)], np.tile(np.repeat(np.arange(CHANNELS), products), hours)
            ),
            "currency": texts(["CNY"], same),
            "visitors": visitors,
            "favourite_users": rng.binomial(visitors, 0.08),
            "cart_units": rng.binomial(visitors, 0.12),
            "units": units,
            "revenue_minor": units * 9900,
        }
    )


def seconds(act: Callable[[], object], times: int = 1) -> float:
    took = []
    for _ in range(times):
        start = time.perf_counter()
        act()
        took.append(time.perf_counter() - start)
    return statistics.median(took)


def said(label: str, ours: float, theirs: float, target: float) -> None:
    ratio = ours / theirs
    verdict = "reached" if ratio <= target else "NOT REACHED"
    times = f"{ours * 1000:9.0f} ms   native {theirs * 1000:9.0f} ms"
    print(f"{label:44s} {times}   {ratio:6.2f}x, at most {target}x: {verdict}")


def importing(folder: Path, rows: int) -> None:
    """`replace` of rows held in memory, beside DuckDB reading the same rows from CSV into a table of a file."""
    incoming = hourly(date(2026, 11, 1), 4, rows)
    frame = incoming.to_pandas()
    pyarrow.csv.write_csv(incoming, folder / "facts.csv")
    native, arrow, pandas = [], [], []
    for turn in map(str, range(3)):
        with duckdb.connect(folder / f"{turn}.duckdb") as fresh:
            query = f"CREATE TABLE facts AS SELECT * FROM read_csv('{folder / 'facts.csv'}')"
            native.append(seconds(partial(fresh.execute, query)))
        facts = Facts(folder / f"{turn} arrow")
        arrow.append(seconds(partial(facts.replace, incoming)))
        pandas.append(seconds(partial(Facts(folder / f"{turn} pandas").replace, frame)))
    theirs = statistics.median(native)
    said(f"import of {incoming.num_rows:,} new rows, Arrow", statistics.median(arrow), theirs, IMPORT_TARGET)
    said("the same, a pandas frame", statistics.median(pandas), theirs, IMPORT_TARGET)
    said("the same again, nothing written", seconds(lambda: facts.replace(incoming)), theirs, IMPORT_TARGET)
    frame.loc[frame.index % 10 == 0, "units"] += 1
    said("10 % of the rows changed", seconds(lambda: facts.replace(frame)), theirs, IMPORT_TARGET)


def summing(folder: Path, rows: int) -> None:
    """Sums over the whole store: every measure from us, the measures that exist from a native file."""
    facts = Facts(folder / "summed")
    with duckdb.connect(folder / "summed.duckdb") as native:
        for day in range(DAYS):
            part = whole(hourly(date(2026, 11, 1) + timedelta(days=day), 1, rows // DAYS))
            facts.replace(part)
            native.register("part", part)
            native.execute(f"{'INSERT INTO facts' if day else 'CREATE TABLE facts AS'} SELECT * FROM part")
            native.unregister("part")
        native.execute("CHECKPOINT")
        native.execute(f"SET threads = {THREADS}")
        count = native.execute("SELECT count(*) FROM facts").fetchall()[0][0]
        print(f"first question of a process: {seconds(lambda: asked(facts, 'day', 0)) * 1000:.0f} ms")
        for by, key, target in (("hour", "starts", HOUR_TARGET), ("product", "product_id", PRODUCT_TARGET)):
            sums = ", ".join(f"CAST(sum({name}) AS BIGINT) AS {name}" for name in MEASURED)
            query = f"SELECT {key}, {sums} FROM facts GROUP BY {key} ORDER BY {key}"
            theirs = seconds(lambda query=query: native.sql(query).to_arrow_table(), 7)
            turns = iter(range(1, 100))
            ours = seconds(lambda by=by, turns=turns: asked(facts, by, next(turns)), 7)
            said(f"sums by {by} over {count:,} rows", ours, theirs, target)
            said("  asked again", seconds(lambda by=by: asked(facts, by, 1), 7), theirs, target)


def asked(facts: Facts, by: str, turn: int) -> None:
    """The same question with another open end, so that no remembered answer helps."""
    facts.totals(STORE, by, None, date(2027, 1, 1) + timedelta(days=turn), zone=ZONE)


def main() -> None:
    """Measure in a folder that is thrown away."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=10_000_000, help="facts to sum over")
    parser.add_argument("--imported", type=int, default=1_000_000, help="facts to import")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        importing(Path(folder), chosen.imported)
        summing(Path(folder), chosen.rows)


if __name__ == "__main__":
    main()
