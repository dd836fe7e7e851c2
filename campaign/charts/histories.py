"""What was usual and what it cost: visitors in their band, prices as steps."""

from __future__ import annotations

import altair as alt
import pandas as pd

from campaign.charts.theme import (
    Chart,
    days,
    known,
    layered,
    number_axis,
    plotted,
    specification,
    symbol,
    text,
    where,
)


def usual(frame: pd.DataFrame) -> Chart:
    """A count by day beside what is usual: the median of the days before, and the band outside of which it is sharp.

    Args:
        frame: Columns day, actual, median, low, high; null is unknown, and stays a gap.

    Returns:
        The chart.
    """
    drawn = plotted(frame, ("actual", "median", "low", "high"), None)
    return Chart(drawn.assign(day=pd.to_datetime(drawn["day"])), _usual())


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
    return Chart(drawn.assign(since=pd.to_datetime(drawn["since"])), _price_steps(symbol(currency)))


@specification
def _usual() -> alt.LayerChart:
    return layered(
        where(known("low") & known("high"))
        .mark_area(interpolate="monotone")
        .encode(y="low:Q", y2="high", color=alt.datum("interval")),
        alt.Chart()
        .mark_line(strokeWidth=1.5, strokeDash=[4, 3], interpolate="monotone")
        .encode(y="median:Q", color=alt.datum("plan")),
        alt.Chart()
        .mark_line(strokeWidth=2, point=alt.OverlayMarkDef(filled=True, size=28))
        .encode(y="actual:Q", color=alt.datum("actual")),
        x=days("day", ticks=5),
        y=alt.Y(title=None, axis=number_axis()),
    ).properties(padding={"right": 8})


@specification
def _price_steps(before: str) -> alt.LayerChart:
    x = days("since", ticks=5)
    return layered(
        # across the whole width, so without an x
        where(known("lowest_minor")).mark_rule(strokeDash=[2, 3]).encode(y="lowest_minor:Q", color=alt.datum("loss")),
        alt.Chart()
        .mark_line(strokeWidth=2, interpolate="step-after")
        .encode(x=x, y="price_minor:Q", detail="name:N", color=alt.datum("actual")),
        where(alt.datum.promotion)
        .mark_point(filled=True, size=60, opacity=1)
        .encode(x=x, y="price_minor:Q", color=alt.datum("due")),
        text("label", "actual", fontWeight=600).encode(x=x, y="price_minor:Q"),
        y=alt.Y(title=None, scale=alt.Scale(zero=False, padding=14), axis=number_axis(before)),
    ).properties(padding={"right": 70})
