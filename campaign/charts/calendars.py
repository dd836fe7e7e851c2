"""Time as a place: where the campaign stands, and which day lacks which source."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import altair as alt
import pandas as pd

from campaign.base import formats
from campaign.base.language import _
from campaign.base.phases import Phase
from campaign.charts.theme import Chart, layered, specification, text

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
        sub = formats.day(phase.first)
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
            "name": [formats.day(day) for day in frame["day"]],
            "state": state,
            "said": state.map(words),
            "rows": [formats.whole(None if pd.isna(rows) else rows) for rows in frame["rows"]],
            "cross": pd.Series("×", frame.index, dtype="object").where(missing),
        }
    )
    return Chart(drawn, _coverage())


@specification
def _rail(segments: int) -> alt.LayerChart:
    bar = alt.Chart().mark_bar(height=8, cornerRadius=4, yOffset=22)

    def words(column: str, key: str, dy: int, **mark: Any) -> alt.Chart:
        written: alt.Chart = alt.Chart().mark_text(align="left", baseline="middle", dy=dy, fontSize=12, **mark)
        return written.encode(text=f"{column}:N", color=alt.datum(key))

    return layered(
        bar.encode(x2="stop", color=alt.datum("track")),
        bar.encode(x2="filled", color=alt.datum("actual")),
        words("label", "ink", -16, fontWeight=600),
        words("sub", "muted", 2),
        x=alt.X("start:Q", axis=None, scale=alt.Scale(domain=[0, segments], nice=False)),
    ).properties(height=62)


@specification
def _coverage() -> alt.LayerChart:
    cell = alt.Chart().mark_rect(cornerRadius=2, width=alt.RelativeBandSize(0.86), height=alt.RelativeBandSize(0.72))
    return layered(
        cell.encode(
            color="state:N",
            tooltip=[
                alt.Tooltip("source:N", title=_("source")),
                alt.Tooltip("name:N", title=_("day")),
                alt.Tooltip("said:N", title=_("state")),
                alt.Tooltip("rows:N", title=_("rows")),
            ],
        ),
        text("cross", align="center", dx=0, fontWeight=600, tooltip=None),
        x=alt.X("name:N", sort=None, title=None, axis=alt.Axis(grid=False, labelAngle=0, labelOverlap="parity")),
        y=alt.Y("source:N", sort=None, title=None, axis=alt.Axis(grid=False, labelLimit=140, labelOverlap=False)),
    ).properties(height=alt.Step(24))
