"""Each page's full rerun beside a page of one `st.write`, in one server, guard and navigation.

Run: python benchmarks/pages.py [--rounds 30] [--page warm-up]

With `--against FOLDER [--pairs 30]` each page is run beside the same page of another checkout: two servers asked in
turn, each of its own code on data that its own code made.
"""

from __future__ import annotations

import argparse
import asyncio
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

from load import CHECKOUT, HELLO, NAVIGATION, Row, Run, Visitor, furnished, load, measured, middle, percentile, served

from campaign.web.shell.frame import PAGES, SECTIONS

AT_MOST_TIMES, AT_MOST_SLOWER = 6, 1.1
FURNISH = """
import pathlib, sys
sys.path.insert(0, "benchmarks")
import load
house = load.furnished(pathlib.Path(sys.argv[1]))
house.store.close()
print(house.session)
"""


class Side(NamedTuple):
    """One of two servers: where it listens, and a session of its commander."""

    port: int
    session: str


def addresses() -> list[str]:
    """The addresses of all pages of the menu."""
    names = [one.name for group in SECTIONS.values() for one in group if (PAGES / f"{one.name}.py").exists()]
    return ["" if name == "today" else name.replace("_", "-") for name in names]


def told(row: Row) -> str:
    """One line of the table."""
    times, last = [run.milliseconds for run in row.runs], row.runs[-1]
    verdict = "met" if row.times <= AT_MOST_TIMES else "MISSED"
    return (
        f"{row.page:<15}{statistics.median(times):>8.1f}{percentile(times, 0.95):>8.1f}{middle(row.hello):>8.1f}"
        f"{row.times:>8.1f}{last.messages:>10}{last.size:>10,}{row.first.milliseconds:>8.0f}{row.first.size:>10,}"
        f"  {verdict}"
    )


async def measure(port: int, session: str, pages: list[str], rounds: int) -> bool:
    """Print the table; whether every page keeps its limit."""
    print(f"full reruns, {rounds} of each in turn with hello, in ms; {load()}; target: at most {AT_MOST_TIMES} hellos")
    print(
        f"{'page':<15}{'p50':>8}{'p95':>8}{'hello':>8}{'times':>8}{'messages':>10}{'bytes':>10}{'first':>8}{'bytes':>10}"
    )
    rows = []
    for page in pages:
        rows.append(await measured(port, session, page, rounds))
        print(told(rows[-1]), flush=True)
    print(load())
    return all(row.times <= AT_MOST_TIMES for row in rows)


async def paired(old: Side, new: Side, page: str, pairs: int) -> tuple[list[Run], list[Run]]:
    """Runs of a page on two servers in turn, now one and now the other first; the first visits stand first."""
    async with Visitor(*old, page) as before, Visitor(*new, page) as after:
        runs = {before: [await before.run()], after: [await after.run()]}
        for one in (before, after, before, after):
            await one.run()
        for number in range(pairs):
            for one in (before, after) if number % 2 else (after, before):
                runs[one].append(await one.run())
    return runs[before], runs[after]


async def compare(old: Side, new: Side, pages: list[str], pairs: int) -> bool:
    """Print each page beside itself; whether none has become slower than it may."""
    print(f"full reruns, {pairs} pairs in turn, p50 in ms; {load()}; target: at most {AT_MOST_SLOWER} times the other")
    print(f"{'page':<15}{'old':>8}{'new':>8}{'times':>8}{'first old':>12}{'first new':>12}")
    slower = []
    for page in pages:
        before, after = await paired(old, new, page, pairs)
        shares = [one.milliseconds / other.milliseconds for other, one in zip(before[1:], after[1:], strict=True)]
        times, first = statistics.median(shares), f"{before[0].milliseconds:>12.0f}{after[0].milliseconds:>12.0f}"
        slower.append(times > AT_MOST_SLOWER)
        row = f"{page or 'today':<15}{middle(before[1:]):>8.1f}{middle(after[1:]):>8.1f}{times:>8.2f}{first}"
        print(f"{row}  {'MISSED' if slower[-1] else 'met'}", flush=True)
    print(load())
    return not any(slower)


def against(checkout: Path, pages: list[str], pairs: int, port: int) -> bool:
    """Serve another checkout and this one, each on the demo that its own code makes, and compare."""
    with tempfile.TemporaryDirectory() as made:
        sides = []
        for number, root in enumerate((checkout, CHECKOUT)):
            command = [sys.executable, "-c", FURNISH, str(Path(made) / str(number))]
            said = subprocess.run(command, cwd=root, check=True, stdout=subprocess.PIPE, text=True).stdout
            sides.append(Side(port + number, said.split()[-1]))
        old, new = sides
        with served(Path(made) / "0", old.port, checkout=checkout), served(Path(made) / "1", new.port):
            return asyncio.run(compare(old, new, pages, pairs))


def main() -> int:
    """Measure and print; the exit code says whether the limit holds."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--rounds", type=int, default=30)
    asked.add_argument("--page", action="append")
    asked.add_argument("--port", type=int, default=8781)
    asked.add_argument("--against", type=Path, metavar="FOLDER")
    asked.add_argument("--pairs", type=int, default=30)
    given = asked.parse_args()
    pages = given.page or addresses()
    if given.against:
        return 0 if against(given.against.resolve(), pages, given.pairs, given.port) else 1
    # in a process that has seen no chart yet, as the server of the first visitor has not
    subprocess.run([sys.executable, str(Path(__file__).with_name("charts.py"))], check=True)
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        hello, script = folder / "hello.py", folder / "navigation.py"
        hello.write_text(HELLO)
        script.write_text(NAVIGATION.format(hello=str(hello)))
        house = furnished(folder / "data")
        with served(folder / "data", given.port, script):
            held = asyncio.run(measure(given.port, house.session, pages, given.rounds))
        house.store.close()
    return 0 if held else 1


if __name__ == "__main__":
    sys.exit(main())
