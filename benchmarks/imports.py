"""A million fact rows by the command line beside DuckDB's own reading of the same file into a file.

Run: python benchmarks/imports.py [--rows 1000000] [--rounds 3]; a shop's export of 200,000 rows x 12 comes after it.
"""

from __future__ import annotations

import argparse
import json
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import duckdb
import exports
import numpy as np
import pyarrow as pa
import pyarrow.csv
from load import CHECKOUT, load

from campaign.desk import Desk
from campaign.storage import Store

AT_MOST_TIMES = 3
LAUNCH = date(2026, 11, 11)
DAYS = 50
CHANNELS = ["search", "recommendation", "venue", "paid_search", "display", "affiliate", "influencer", "live"]


def write(path: Path, rows: int) -> None:
    """Facts by day, product and channel with the usual measures of a funnel, seeded."""
    rng = np.random.default_rng(11)
    products = rows // (DAYS * len(CHANNELS))
    count = products * DAYS * len(CHANNELS)
    days = [(LAUNCH - timedelta(days=41 - n)).isoformat() for n in range(DAYS)]
    visitors = rng.poisson(60, count)
    buyers = rng.binomial(visitors, 0.05)
    units = buyers + rng.binomial(buyers, 0.2)
    table = pa.table(
        {
            "day": np.repeat(days, products * len(CHANNELS)),
            "product_id": np.tile(np.repeat([f"6{n:011d}" for n in range(products)], len(CHANNELS)), DAYS),
            "channel": np.tile(CHANNELS, DAYS * products),
            "currency": np.full(count, "USD"),
            "visitors": visitors,
            "page_views": visitors * 2 + rng.poisson(5, count),
            "favourite_users": rng.binomial(visitors, 0.06),
            "cart_users": rng.binomial(visitors, 0.12),
            "cart_units": rng.binomial(visitors, 0.14),
            "orders": buyers,
            "buyers": buyers,
            "units": units,
            "revenue": np.round(units * 89.5, 2),
        }
    )
    pyarrow.csv.write_csv(table, path, pyarrow.csv.WriteOptions(quoting_style="none"))


def natively(file: Path, folder: Path) -> float:
    """DuckDB alone; seconds of the statement and of closing the file."""
    target = folder / "native.duckdb"
    target.unlink(missing_ok=True)
    begun = time.perf_counter()
    with duckdb.connect(target) as found:
        found.execute("create table facts as select * from read_csv(?)", [str(file)])
    return time.perf_counter() - begun


def planned(folder: Path) -> Path:
    """A data folder with a campaign and no figure."""
    store = Store(folder)
    Desk(store).campaigns.plan(
        None, datetime.now(UTC), name="Bench", launch=LAUNCH, zone="America/Los_Angeles", currency="USD", store="main"
    )
    store.close()
    return folder


def command(data: Path, *words: str) -> tuple[float, str]:
    """`campaign` in a process of its own; seconds from its start to its end, and what it prints."""
    begun = time.perf_counter()
    line = [sys.executable, "-m", "campaign", "--data", str(data), "--json", *words]
    done = subprocess.run(line, cwd=CHECKOUT, capture_output=True, text=True)
    took = time.perf_counter() - begun
    if done.returncode:
        raise SystemExit(done.stdout[-2000:] + done.stderr[-2000:])
    return took, done.stdout


def imported(file: Path, data: Path) -> tuple[float, dict[str, int]]:
    """`campaign import`: how long it takes and what it says."""
    megabytes = str(max(file.stat().st_size // 1_000_000 + 2, 50))
    took, said = command(data, "import", str(file), "--campaign", "1", "--kind", "facts", "--limit", megabytes)
    told = json.loads(said)
    return took, told[0] if isinstance(told, list) else told


def measure(folder: Path, rows: int, rounds: int) -> bool:
    """Print the times, taken in turn; whether the ratio is kept."""
    file, empty = folder / "facts.csv", planned(folder / "empty")
    write(file, rows)
    native, ours, again, idle = [], [], [], []
    print(f"{rows:,} rows, {file.stat().st_size / 1e6:.0f} MB; {load()}", flush=True)
    for number in range(rounds):
        data = folder / f"data-{number}"
        shutil.copytree(empty, data)
        native.append(natively(file, folder))
        idle.append(command(data, "campaigns")[0])
        took, said = imported(file, data)
        ours.append(took)
        again_took, repeated = imported(file, data)
        again.append(again_took)
        if (said["new"], repeated["new"], repeated["changed"]) != (rows, 0, 0):
            raise SystemExit(f"{said} and then {repeated}")
        print(f"  DuckDB {native[-1]:.2f} s   import {took:.2f} s   the same again {again_took:.2f} s", flush=True)
    ratios = [mine / theirs for mine, theirs in zip(ours, native, strict=True)]
    times = statistics.median(ratios)
    print(f"medians: DuckDB {statistics.median(native):.2f} s, import {statistics.median(ours):.2f} s; {load()}")
    met = times <= AT_MOST_TIMES
    print(f"import: times DuckDB   {times:.2f}   target <= {AT_MOST_TIMES}   {'met' if met else 'MISSED'}")
    print(f"the same file again    {statistics.median(again):.2f} s, nothing new, nothing changed")
    print(f"a command that reads nothing takes {statistics.median(idle):.2f} s: the interpreter and its libraries")
    return met


def main() -> int:
    """Measure and print; the exit code says whether the target is met."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--rows", type=int, default=1_000_000)
    asked.add_argument("--rounds", type=int, default=3)
    given = asked.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        met = measure(Path(folder), given.rows, given.rounds)
        return 0 if exports.measure(Path(folder), given.rows // 5, given.rounds) and met else 1


if __name__ == "__main__":
    sys.exit(main())
