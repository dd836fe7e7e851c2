"""Time as a place: where the campaign stands, and which day lacks which source."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any

import pandas as pd

from campaign import numerals
from campaign.charts.marks import Chart, Spec, amount, layered, name, paint, paint_by, text
from campaign.language import _, chosen
from campaign.phases import Phase

GAP = 0.04


def rail(phases: Sequence[Phase], now: datetime) -> Chart:
    """The phases as equal segments, each filled by the share of it that is over.

    Equal, because launch is 2 of 51 days and would be a hair.
    """
    rows = []
    for place, phase in enumerate(phases):
        over = min(max((now - phase.starts) / (phase.ends - phase.starts), 0.0), 1.0)
        stop = place + 1 - GAP
        filled = place + over * (1 - GAP)
        sub = numerals.day(phase.first)
        rows.append({"start": place, "stop": stop, "filled": filled, "label": phase.name, "sub": sub})
    return Chart(pd.DataFrame(rows, columns=["start", "stop", "filled", "label", "sub"]), _rail(len(phases)))


def coverage(frame: pd.DataFrame) -> Chart:
    """Which source has data on which day; a day that is missing carries a cross, not only a colour.

    Args:
        frame: Columns source, day, rows (how many came; 0 or null when none did), expected (whether any should be
            there by now), in the order of days.
    """
    came = frame["rows"].fillna(0) > 0
    missing = ~came & frame["expected"].astype(bool)
    state = pd.Series("track", frame.index).mask(came, "done").mask(missing, "late")
    words = {"track": _("not expected"), "done": _("there"), "late": _("missing")}
    drawn = pd.DataFrame(
        {
            "source": frame["source"],
            "name": [numerals.day(day) for day in frame["day"]],
            "state": state,
            "said": state.map(words),
            "rows": [numerals.whole(None if pd.isna(rows) else rows) for rows in frame["rows"]],
            "cross": pd.Series("×", frame.index, dtype="object").where(missing),
        }
    )
    return Chart(drawn, _coverage(chosen()))


@lru_cache
def _rail(segments: int) -> Spec:
    x = amount("start", scale={"domain": [0, segments], "nice": False})

    def bar(stop: str, key: str) -> Spec:
        return {
            "mark": {"type": "bar", "height": 8, "cornerRadius": 4, "yOffset": 22},
            "encoding": {"x": x, "x2": {"field": stop}, "color": paint(key)},
        }

    def words(column: str, key: str, dy: int, **mark: Any) -> Spec:
        return {
            "mark": {"type": "text", "align": "left", "baseline": "middle", "dy": dy, "fontSize": 12, **mark},
            "encoding": {"x": x, "text": {"field": column}, "color": paint(key)},
        }

    return layered(
        [
            bar("stop", "track"),
            bar("filled", "actual"),
            words("label", "ink", -16, fontWeight=600),
            words("sub", "muted", 2),
        ],
        height=62,
    )


@lru_cache
def _coverage(language: str) -> Spec:
    x, y = name(labelAngle=0, labelOverlap="parity"), name("source", labelLimit=140, labelOverlap=False)
    tooltip = [
        {"field": "source", "type": "nominal", "title": _("source")},
        {"field": "name", "type": "nominal", "title": _("day")},
        {"field": "said", "type": "nominal", "title": _("state")},
        {"field": "rows", "type": "nominal", "title": _("rows")},
    ]
    cell = {
        "mark": {"type": "rect", "cornerRadius": 2, "width": {"band": 0.86}, "height": {"band": 0.72}},
        "encoding": {"x": x, "y": y, "color": paint_by("state"), "tooltip": tooltip},
    }
    cross = text("cross", x, y, "ink", align="center", dx=0, fontWeight=600, tooltip=None)
    return layered([cell, cross], height={"step": 24})
