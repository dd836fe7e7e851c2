"""How long a tick in one Chromium takes to appear in another, and one of the command line in both.

Run: python benchmarks/ticks.py [--ticks 20]
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from load import CHECKOUT, House, furnished, load, percentile, served
from playwright.sync_api import Browser, Page, sync_playwright

from campaign.plan.tasks import Task, is_open

AT_MOST_MS = 1000
PHASE = "launch"
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
# Notes when a box first shows what it did not show before; both pages read one machine's clock.
WATCH = """([selector, wanted]) => { window.seen = 0; const look = () => {
    const box = document.querySelector(selector);
    if (box && box.checked === wanted) window.seen = Date.now(); else requestAnimationFrame(look);
}; look(); }"""


def opened(browser: Browser, port: int, session: str) -> Page:
    """The checklist of a phase, in a browser context of its own."""
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    context.add_cookies([{"name": "eleven", "value": session, "url": f"http://127.0.0.1:{port}"}])
    page = context.new_page()
    page.goto(f"http://127.0.0.1:{port}/{PHASE}")
    page.wait_for_selector(".stCheckbox")
    page.wait_for_timeout(1500)
    return page


def selector(task: str) -> str:
    """The box of a task."""
    return f".st-key-row-tick-{PHASE}-{task} input[type=checkbox]"


def arrived(page: Page) -> float:
    """When the box turned, in milliseconds since 1970."""
    page.wait_for_function("() => window.seen", timeout=20_000)
    return float(page.evaluate("window.seen"))


def clicked(mine: Page, theirs: Page, task: str, wanted: bool) -> float:
    """Tick in one browser; milliseconds until the other shows it."""
    theirs.evaluate(WATCH, [selector(task), wanted])
    label = mine.locator(f".st-key-row-tick-{PHASE}-{task} label").first
    label.scroll_into_view_if_needed()
    begun = mine.evaluate("() => Date.now()")
    label.click()
    return arrived(theirs) - begun


def commanded(house: House, data: Path, page: Page, task: str, wanted: bool) -> float:
    """Tick by the command line; milliseconds from its end until a browser shows it."""
    page.evaluate(WATCH, [selector(task), wanted])
    command = [sys.executable, "-m", "campaign", "--data", str(data), "tick", task, "--as", "mei"]
    command += ["--campaign", str(house.campaign), *([] if wanted else ["--undo"])]
    subprocess.run(command, cwd=CHECKOUT, env=os.environ, check=True, capture_output=True)
    begun = time.time() * 1000
    return max(arrived(page) - begun, 0)


def told(name: str, late: list[float]) -> bool:
    """Print one distribution; whether nine of ten were in time."""
    shown = "  ".join(f"{label} {value:5.0f}" for label, value in (
        ("min", min(late)), ("p50", statistics.median(late)), ("p95", percentile(late, 0.95)), ("max", max(late)),
    ))  # fmt: skip
    met = percentile(late, 0.95) <= AT_MOST_MS
    print(f"{name:<42}{len(late):>3}x  {shown} ms   target: p95 {AT_MOST_MS} ms  {'met' if met else 'MISSED'}")
    return met


def measure(house: House, data: Path, port: int, count: int) -> bool:
    """Print both distributions; whether both are in time."""
    found = house.store.records(Task).by("campaign", house.campaign)
    tasks = [one.task for one in found if one.phase == PHASE and is_open(one)]
    turns = [(tasks[number // 2 % len(tasks)], number % 2 == 0) for number in range(count)]
    with sync_playwright() as playwright:
        installed = next((path for name in NAMES if (path := shutil.which(name))), None)
        browser = playwright.chromium.launch(executable_path=installed, args=FLAGS)
        mine, theirs = (opened(browser, port, house.session) for _ in range(2))
        print(load())
        by_click = []
        for task, wanted in turns:
            by_click.append(clicked(mine, theirs, task, wanted))
            mine.wait_for_timeout(400)
        by_command = [commanded(house, data, theirs, *turn) for turn in turns]
        browser.close()
    print(load())
    return all(
        [
            told("a tick in one browser, seen in another", by_click),
            told("`campaign tick`, seen in a browser", by_command),
        ]
    )


def main() -> int:
    """Measure and print; the exit code says whether a tick is seen within a second."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--ticks", type=int, default=20)
    asked.add_argument("--port", type=int, default=8785)
    given = asked.parse_args()
    with tempfile.TemporaryDirectory() as made:
        data = Path(made) / "data"
        house = furnished(data)
        with served(data, given.port):
            held = measure(house, data, given.port, given.ticks)
        house.store.close()
    return 0 if held else 1


if __name__ == "__main__":
    sys.exit(main())
