"""Each page's full rerun beside a page of one `st.write`, in one server, guard and navigation.

Run: python benchmarks/pages.py [--rounds 30] [--page warm-up]
"""

from __future__ import annotations

import argparse
import asyncio
import statistics
import sys
import tempfile
from pathlib import Path

from load import HELLO, NAVIGATION, Row, furnished, load, measured, middle, percentile, served

from campaign.web.frame import PAGES, SECTIONS

AT_MOST_TIMES = 6


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


def main() -> int:
    """Measure and print; the exit code says whether the limit holds."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--rounds", type=int, default=30)
    asked.add_argument("--page", action="append")
    asked.add_argument("--port", type=int, default=8781)
    given = asked.parse_args()
    pages = given.page or addresses()
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
