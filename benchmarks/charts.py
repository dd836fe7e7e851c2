"""What charts cost a first visit: Altair's import at the start, each kind's specification once, and every time after.

Run: python benchmarks/charts.py
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pandas as pd

sys.path.insert(0, str(Path(__file__).parents[1]))

from campaign.base.phases import phases

DAY = date(2026, 11, 11)
COLUMNS = {
    **dict.fromkeys(("name", "label", "source"), "Hero"),
    **dict.fromkeys(("actual", "plan", "expected", "value", "amount", "median", "low", "mid", "high"), 1.0),
    **dict.fromkeys(("done", "due", "late", "open", "rows", "price_minor", "lowest_minor"), 1),
    "day": DAY,
    "since": pd.Timestamp(DAY),
    "starts": datetime(2026, 11, 11, tzinfo=UTC),
    "kind": "plan",
    "promotion": True,
}


def milliseconds(act: Callable[[], object]) -> float:
    """How long something takes."""
    begun = time.perf_counter()
    act()
    return (time.perf_counter() - begun) * 1000


def main() -> None:
    """Measure and print."""
    begun = time.perf_counter()
    from campaign import charts

    imported = (time.perf_counter() - begun) * 1000
    frame = pd.DataFrame([COLUMNS])
    calendar = phases(DAY, "UTC", (-41, -14, 0, 2), 10)
    kinds: dict[str, Callable[[], object]] = {
        "bullet": lambda: charts.bullet(frame, "USD"),
        "by_day": lambda: charts.by_day(frame, "USD"),
        "by_hour": lambda: charts.by_hour(frame, "UTC", "USD"),
        "coverage": lambda: charts.coverage(frame),
        "pace": lambda: charts.pace(frame, "USD"),
        "price_steps": lambda: charts.price_steps(frame, "USD"),
        "rail": lambda: charts.rail(calendar, datetime(2026, 11, 11, tzinfo=UTC)),
        "ranking": lambda: charts.ranking(frame, "USD"),
        "shares": lambda: charts.shares(frame),
        "usual": lambda: charts.usual(frame),
        "waterfall": lambda: charts.waterfall(frame, "USD"),
    }
    costs = {kind: (milliseconds(draw), min(milliseconds(draw) for _ in range(9))) for kind, draw in kinds.items()}
    print(
        f"charts, in ms: importing them with Altair {imported:.0f}, before anybody comes; each kind first, then again"
    )
    print(", ".join(f"{kind} {first:.0f} {again:.1f}" for kind, (first, again) in costs.items()))
    firsts, agains = (sum(column) for column in zip(*costs.values(), strict=True))
    print(f"all {len(costs)} kinds {firsts:.0f} {agains:.1f}")


if __name__ == "__main__":
    main()
