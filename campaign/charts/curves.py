"""Measured against plan over days, with the forecast."""

from __future__ import annotations

import math
from functools import lru_cache
from typing import Any

import pandas as pd

from campaign.charts.marks import Chart, Spec, layered, number_axis, paint, plotted, reading, symbol, text
from campaign.language import chosen

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
    return Chart(drawn.join(_labels(frame, drawn, currency)), _pace(chosen(), symbol(currency), hourly=hourly))


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


@lru_cache
def _pace(language: str, before: str, *, hourly: bool) -> Spec:
    days = "%-m/%-d" if language == "zh_CN" else "%-d %b"
    dates = {"format": f"{days} %H:%M" if hourly else days, "grid": False}
    x: Spec = {
        "field": "day",
        "type": "temporal",
        "title": None,
        "axis": {**dates, "tickCount": 6, "labelFlush": True, "labelOverlap": True},
    }

    def y(column: str) -> Spec:
        return {"field": column, "type": "quantitative", "title": None, "axis": number_axis(language, before)}

    def line(column: str, key: str, **mark: Any) -> Spec:
        return {
            "mark": {"type": "line", "strokeWidth": 2, "interpolate": "monotone", **mark},
            "encoding": {"x": x, "y": y(column), "color": paint(key)},
        }

    band = {
        "transform": [{"filter": "isValid(datum.low) && isValid(datum.high)"}],
        "mark": {"type": "area", "interpolate": "monotone"},
        "encoding": {"x": x, "y": y("low"), "y2": {"field": "high"}, "color": paint("interval")},
    }
    point = {
        "transform": [{"filter": "isValid(datum.end)"}],
        "mark": {"type": "point", "filled": True, "size": 55, "opacity": 1},
        "encoding": {"x": x, "y": y("end"), "color": paint("actual")},
    }
    return layered(
        [
            band,
            line("plan", "plan", strokeDash=[4, 3], strokeWidth=1.5),
            line("mid", "actual", strokeWidth=1.5, strokeDash=[1, 3], strokeCap="round"),
            line("actual", "actual"),
            point,
            text("label_actual", x, y("end"), "actual", dx=8, dy=10, fontWeight=600),
            text("label_plan", x, y("plan_at"), "muted"),
            text("label_end", x, y("end_at"), "actual", fontWeight=600),
        ],
        padding={"left": 2, "right": 8, "top": 6, "bottom": 2},
    )
