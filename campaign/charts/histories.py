"""What was usual and what it cost: visitors in their band, prices as steps."""

from __future__ import annotations

from functools import lru_cache

import pandas as pd

from campaign.charts.marks import Chart, Spec, layered, number_axis, paint, plotted, symbol, text
from campaign.language import chosen


def usual(frame: pd.DataFrame) -> Chart:
    """A count by day beside what is usual: the median of the days before, and the band outside of which it is sharp.

    Args:
        frame: Columns day, actual, median, low, high; null is unknown, and stays a gap.

    Returns:
        The chart.
    """
    drawn = plotted(frame, ("actual", "median", "low", "high"), None)
    return Chart(drawn.assign(day=pd.to_datetime(drawn["day"])), _usual(chosen()))


def price_steps(frame: pd.DataFrame, currency: str) -> Chart:
    """Prices from when on: a step for each line, a point where a promotion price begins, the lowest as a rule.

    Args:
        frame: Columns since (local clock time), price_minor, name (of the line), promotion (whether it is one),
            lowest_minor (the same in every row; null: unknown) and label (a text on the last row of a line).
        currency: Of the prices.

    Returns:
        The chart; amounts are in major units there.
    """
    drawn = plotted(frame, ("price_minor", "lowest_minor"), currency)
    return Chart(drawn.assign(since=pd.to_datetime(drawn["since"])), _price_steps(chosen(), symbol(currency)))


def _days(language: str, field: str) -> Spec:
    days = "%-m/%-d" if language == "zh_CN" else "%-d %b"
    axis = {"format": days, "grid": False, "tickCount": 5, "labelFlush": True, "labelOverlap": True}
    return {"field": field, "type": "temporal", "title": None, "axis": axis}


@lru_cache
def _usual(language: str) -> Spec:
    x = _days(language, "day")

    def y(column: str) -> Spec:
        return {"field": column, "type": "quantitative", "title": None, "axis": number_axis(language)}

    band = {
        "transform": [{"filter": "isValid(datum.low) && isValid(datum.high)"}],
        "mark": {"type": "area", "interpolate": "monotone"},
        "encoding": {"x": x, "y": y("low"), "y2": {"field": "high"}, "color": paint("interval")},
    }
    return layered(
        [
            band,
            {
                "mark": {"type": "line", "strokeWidth": 1.5, "strokeDash": [4, 3], "interpolate": "monotone"},
                "encoding": {"x": x, "y": y("median"), "color": paint("plan")},
            },
            {
                "mark": {"type": "line", "strokeWidth": 2, "point": {"filled": True, "size": 28}},
                "encoding": {"x": x, "y": y("actual"), "color": paint("actual")},
            },
        ],
        padding={"left": 2, "right": 8, "top": 6, "bottom": 2},
    )


@lru_cache
def _price_steps(language: str, before: str) -> Spec:
    x = _days(language, "since")

    def y(column: str) -> Spec:
        scale = {"zero": False, "padding": 14}
        axis = number_axis(language, before)
        return {"field": column, "type": "quantitative", "title": None, "scale": scale, "axis": axis}

    return layered(
        [
            {
                "transform": [{"filter": "isValid(datum.lowest_minor)"}],
                "mark": {"type": "rule", "strokeDash": [2, 3]},
                "encoding": {"y": y("lowest_minor"), "color": paint("loss")},
            },
            {
                "mark": {"type": "line", "strokeWidth": 2, "interpolate": "step-after"},
                "encoding": {
                    "x": x,
                    "y": y("price_minor"),
                    "detail": {"field": "name", "type": "nominal"},
                    "color": paint("actual"),
                },
            },
            {
                "transform": [{"filter": "datum.promotion"}],
                "mark": {"type": "point", "filled": True, "size": 60, "opacity": 1},
                "encoding": {"x": x, "y": y("price_minor"), "color": paint("due")},
            },
            text("label", x, y("price_minor"), "actual", fontWeight=600),
        ],
        padding={"left": 2, "right": 70, "top": 6, "bottom": 2},
    )
