"""A shop's export of 200,000 rows x 12, opened, read, previewed and committed, beside the bare reading of its bytes.

Run: python benchmarks/exports.py [--rows 200000] [--rounds 3]; `benchmarks/imports.py` runs it too. The bare reading is
fastexcel's for xlsx, and decoding and polars' `read_csv` for a CSV in GBK. Memory is the peak of a process of its own
over what it took with all libraries loaded.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import zipfile
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

import campaign as _first  # noqa: F401  (as in every process of ours: it says how the libraries give memory back)

# isort: split
import fastexcel
import numpy as np
import polars as pl
import xlsxwriter

from campaign import intake
from campaign.desk import Desk
from campaign.plan.campaigns import Campaign
from campaign.storage import Store

AT_MOST_TIMES, AT_MOST_AGAIN, AT_MOST_MEMORY = 2.5, 0.5, 6
LAUNCH, DAYS = date(2026, 11, 11), 50
AT = datetime(2026, 11, 12, tzinfo=UTC)
WORDS = "不锈钢 电热 水壶 家用 大容量 保温 一体 自动 断电 烧水 新款 厨房 便携 智能 恒温 加厚".split()  # noqa: SIM905


def table(rows: int) -> pl.DataFrame:
    """What a shop's product export looks like: ids, titles, a day, counts, money with commas, a percentage."""
    rng = np.random.default_rng(11)
    products = rows // DAYS
    count = products * DAYS
    titles = ["".join(rng.choice(WORDS, 6)) + str(n) for n in range(products)]
    visitors = rng.poisson(600, count)
    units = rng.binomial(visitors, 0.06)
    money = [f"{amount:,.2f}" for amount in np.round(units * 189.5, 2)]
    return pl.DataFrame(
        {
            "日期": np.repeat([(LAUNCH - timedelta(days=41 - n)).isoformat() for n in range(DAYS)], products),
            "商品ID": np.tile([f"6{n:011d}" for n in range(products)], DAYS),
            "商品标题": np.tile(titles, DAYS),
            "访客数": visitors,
            "浏览量": visitors * 2 + rng.poisson(5, count),
            "收藏人数": rng.binomial(visitors, 0.06),
            "加购人数": rng.binomial(visitors, 0.12),
            "加购件数": rng.binomial(visitors, 0.14),
            "支付买家数": rng.binomial(units, 0.9),
            "支付件数": units,
            "支付金额": money,
            "好评率": [f"{share:.2f}%" for share in rng.uniform(90, 100, count)],
        }
    )


def write(folder: Path, rows: int) -> dict[str, Path]:
    """The same table as a workbook and as CSV in GBK."""
    made = table(rows)
    book, text = folder / "export.xlsx", folder / "export.csv"
    text.write_bytes(made.write_csv().encode("gbk"))
    with xlsxwriter.Workbook(book, {"constant_memory": True}) as workbook:
        sheet = workbook.add_worksheet()
        for place, row in enumerate([made.columns, *made.iter_rows()]):
            sheet.write_row(place, 0, row)
    return {"xlsx": book, "csv": text}


def bare(file: Path) -> tuple[float, float]:
    """Seconds of the library alone, by the clock and of the processor."""
    begun, worked = time.perf_counter(), time.process_time()
    if file.suffix == ".xlsx":
        found = fastexcel.read_excel(file.read_bytes()).load_sheet(0).to_polars()
    else:
        found = pl.read_csv(file.read_bytes().decode("gb18030").encode())
    assert found.width == 12
    return time.perf_counter() - begun, time.process_time() - worked


def taken_in(file: Path, desk: Desk, campaign: Campaign) -> dict[str, float]:
    """Seconds of each step, from bytes to receipt."""
    times, begun = {}, time.perf_counter()

    def lap(name: str) -> None:
        nonlocal begun
        times[name], begun = time.perf_counter() - begun, time.perf_counter()

    sheet = intake.open_file(file.read_bytes(), file.name, intake.Limits(file_bytes=200_000_000))
    lap("open")
    read = intake.read(
        sheet,
        intake.suggest(sheet, "facts"),
        store=campaign.store,
        source="shop",
        zone=campaign.zone,
        currency=campaign.currency,
    )
    sheet = sheet.emptied()  # as `campaign import` does
    lap("read")
    seen = desk.imports.preview(campaign, read)
    lap("preview")
    batch = desk.imports.take_in(None, campaign, sheet, read, AT, source="shop")
    lap("commit")
    assert (read.problems, batch.new, batch.changed) == ((), seen.new, seen.changed)
    return times


def desk_of(folder: Path) -> tuple[Desk, Campaign]:
    """A fresh data folder with one campaign."""
    desk = Desk(Store(folder))
    return desk, desk.campaigns.plan(
        None, AT, name="Bench", launch=LAUNCH, zone="Asia/Shanghai", currency="CNY", store="main"
    )


def rss(name: str) -> int:
    """Memory of this process in bytes: `VmRSS` now, `VmHWM` at its peak."""
    line = next(line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith(name))
    return int(line.split()[1]) * 1024


def child(file: Path, folder: Path) -> None:
    """One import in a process of its own, with its times and its memory over what the libraries take."""
    desk, campaign = desk_of(folder / "warm")
    small = folder / f"small{file.suffix}"
    write_small(small)
    taken_in(small, desk, campaign)
    desk, campaign = desk_of(folder / "data")
    Path("/proc/self/clear_refs").write_text("5")  # the peak begins here
    before = rss("VmRSS")
    worked = time.process_time()
    first = taken_in(file, desk, campaign)
    print(json.dumps({"first": first, "worked": time.process_time() - worked, "memory": rss("VmHWM") - before}))


def write_small(path: Path) -> None:
    """A file of one row a day, to load what is loaded late."""
    made = write(path.parent, DAYS)
    shutil.move(made[path.suffix.removeprefix(".")], path)


def again(file: Path, data: Path) -> float:
    """Seconds of the same file a second time by the same desk, as `campaign import` and the page do it."""
    from hashlib import sha256

    from campaign.facts.batches import Wish

    desk, campaign = desk_of(data)
    wish = Wish(kind="facts", source="shop")
    content = file.read_bytes()
    sheet = intake.open_file(content, file.name, intake.Limits(file_bytes=200_000_000))
    read = intake.read(
        sheet,
        intake.suggest(sheet, "facts"),
        store=campaign.store,
        source="shop",
        zone=campaign.zone,
        currency=campaign.currency,
    )
    desk.imports.take_in(None, campaign, sheet, read, AT, source="shop", wish=wish)
    begun = time.perf_counter()
    assert desk.imports.seen(campaign, sha256(file.read_bytes()).hexdigest(), wish)
    return time.perf_counter() - begun


def measure(folder: Path, rows: int, rounds: int) -> bool:
    """Print every figure beside its target; whether all are met."""
    met = True
    for kind, file in write(folder, rows).items():
        size = file.stat().st_size
        unzipped = sum(one.file_size for one in zipfile.ZipFile(file).infolist()) if kind == "xlsx" else size
        theirs, ours, worked, memory, steps = [], [], [], [], []
        for number in range(rounds):
            theirs.append(bare(file))
            line = [sys.executable, __file__, "--child", str(file), str(folder / f"{kind}-{number}")]
            (folder / f"{kind}-{number}").mkdir()
            said = json.loads(subprocess.run(line, check=True, capture_output=True, text=True).stdout)
            steps.append(said["first"])
            ours.append(sum(said["first"].values()))
            memory.append(said["memory"])
            worked.append(said["worked"] / theirs[-1][1])
        once = again(file, folder / f"{kind}-again")
        took, peak = statistics.median(ours), statistics.median(memory)
        native = statistics.median(one for one, _worked in theirs)
        laps = ", ".join(f"{name} {statistics.median(one[name] for one in steps):.2f}" for name in steps[0])
        print(f"{kind}, {rows:,} rows x 12, {size / 1e6:.1f} MB: bare {native:.2f} s, ours {took:.2f} s ({laps})")
        busy = f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores"
        print(f"  {busy}; of processor time {statistics.median(worked):.2f} times the bare reading's")
        met &= told(f"{kind}: times the bare reading", took / native, AT_MOST_TIMES)
        met &= told(f"{kind}: the same file again, share of the first", once / took, AT_MOST_AGAIN)
        met &= told(f"{kind}: memory, times the {'unzipped ' * (kind == 'xlsx')}file", peak / unzipped, AT_MOST_MEMORY)
        if kind == "xlsx":
            print(
                f"  {peak / 1e6:.0f} MB at the peak: {peak / size:.1f} times the zip on disk, "
                f"{unzipped / 1e6:.0f} MB unzipped"
            )
    return met


def told(label: str, found: float, target: float) -> bool:
    """Print a figure beside its target."""
    print(f"  {label:<48}{found:>8.2f}   target <= {target}   {'met' if found <= target else 'MISSED'}", flush=True)
    return found <= target


def main() -> int:
    """Measure and print; the exit code says whether the targets are met."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--rows", type=int, default=200_000)
    asked.add_argument("--rounds", type=int, default=3)
    asked.add_argument("--child", type=Path, nargs=2, help=argparse.SUPPRESS)
    given = asked.parse_args()
    if given.child:
        child(*given.child)
        return 0
    with tempfile.TemporaryDirectory() as folder:
        return 0 if measure(Path(folder), given.rows, given.rounds) else 1


if __name__ == "__main__":
    sys.exit(main())
