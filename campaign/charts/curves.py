"""Measured against plan over days, with the forecast."""

from __future__ import annotations

import math

import altair as alt
import pandas as pd

from campaign.charts.theme import (
    Chart,
    days,
    known,
    layered,
    number_axis,
    plotted,
    reading,
    specification,
    symbol,
    text,
    where,
)

APART = 0.08
_LABELS = ["label_actual", "label_plan", "label_end", "end", "plan_at", "end_at"]


def pace(frame: pd.DataFrame, currency: str | None = None, *, hourly: bool = False) -> Chart:
    """Measured against plan over days, with the forecast as a band and a label at each line's end.

    Args:
        frame: Columns day, actual, plan and, where there is a forecast, low, mid, high (80 %), in the order of
            days; a gap in `actual` stays a gap in the line.
        currency: The amounts are minor units of this currency; None for counts.
        hourly: The days are local clock times, so the axis names the hours too.

    Returns:
        The chart; amounts are in major units there.
    """
    drawn = plotted(frame, ("actual", "plan", "low", "mid", "high"), currency)
    drawn = drawn.assign(day=pd.to_datetime(drawn["day"]))
    return Chart(drawn.join(_labels(frame, drawn, currency)), _pace(symbol(currency), hourly))


def _labels(frame: pd.DataFrame, drawn: pd.DataFrame, currency: str | None) -> pd.DataFrame:
    """The three labels and their heights; those at the right end are pushed apart so that they never overlap."""
    actual, plan, mid = (list(drawn[column]) for column in ("actual", "plan", "mid"))
    rows: list[dict[str, float | str | None]] = [dict.fromkeys(_LABELS) for _row in actual]
    known = max((place for place, value in enumerate(actual) if not math.isnan(value)), default=None)
    last = len(rows) - 1
    if known is not None:
        rows[known]["end"] = actual[known]
        rows[known]["label_actual"] = reading(frame["actual"].iloc[known], currency) if known < last else None
    if rows:
        ending, end_at = ("actual", actual[last]) if known == last else ("mid", mid[last])
        least = APART * drawn[["plan", "high", "actual"]].max().max()
        apart = plan[last] - end_at
        push = math.copysign((least - abs(apart)) / 2, apart) if abs(apart) < least else 0.0
        if not math.isnan(plan[last]):
            rows[last] |= {"label_plan": reading(frame["plan"].iloc[last], currency), "plan_at": plan[last] + push}
        if not math.isnan(end_at):
            rows[last] |= {"label_end": reading(frame[ending].iloc[last], currency), "end_at": end_at - push}
    numbers = dict.fromkeys(("end", "plan_at", "end_at"), "float64")
    return pd.DataFrame(rows, index=drawn.index, columns=_LABELS, dtype="object").astype(numbers)


@specification
def _pace(before: str, hourly: bool) -> alt.LayerChart:
    line = alt.Chart()
    return layered(
        where(known("low") & known("high"))
        .mark_area(interpolate="monotone")
        .encode(y="low:Q", y2="high", color=alt.datum("interval")),
        line.mark_line(strokeWidth=1.5, interpolate="monotone", strokeDash=[4, 3]).encode(
            y="plan:Q", color=alt.datum("plan")
        ),
        line.mark_line(strokeWidth=1.5, interpolate="monotone", strokeDash=[1, 3], strokeCap="round").encode(
            y="mid:Q", color=alt.datum("actual")
        ),
        line.mark_line(strokeWidth=2, interpolate="monotone").encode(y="actual:Q", color=alt.datum("actual")),
        where(known("end")).mark_point(filled=True, size=55, opacity=1).encode(y="end:Q", color=alt.datum("actual")),
        text("label_actual", "actual", dx=8, dy=10, fontWeight=600).encode(y="end:Q"),
        text("label_plan", "muted").encode(y="plan_at:Q"),
        text("label_end", "actual", fontWeight=600).encode(y="end_at:Q"),
        x=days("day", ticks=6, hourly=hourly),
        y=alt.Y(title=None, axis=number_axis(before)),
    ).properties(padding={"right": 8})
