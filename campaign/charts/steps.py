"""The way from one level to another."""

from __future__ import annotations

from functools import lru_cache

import pandas as pd

from campaign.charts.marks import (
    Chart,
    Spec,
    layered,
    name,
    number_axis,
    paint,
    paint_by,
    plotted,
    reading,
    symbol,
    text,
)
from campaign.language import chosen


def waterfall(frame: pd.DataFrame, currency: str | None = None) -> Chart:
    """Steps between totals: target to result, or GMV down to profit.

    Totals are marks, not bars, so the axis may leave zero out and small steps stay readable. A step nobody knows
    is labelled unknown and moves nothing.

    Args:
        frame: Columns name, amount, kind: `plan` and `actual` are totals (their amount is a level), `step` is a
            difference to the level before it.
        currency: The amounts are minor units of this currency; None for counts.

    Returns:
        The chart; kind is gain or loss for a step.
    """
    rows, level = [], float("nan")
    for amount, kind in zip(plotted(frame, ["amount"], currency)["amount"], frame["kind"], strict=True):
        before = level
        if kind != "step":
            level = before = amount
        elif pd.notna(amount):
            level += amount
        shown = kind if kind != "step" else "loss" if level < before else "gain"
        low, high = sorted((before, level)) if level == level else (level, level)
        rows.append({"low": low, "high": high, "top": high, "level": level, "kind": shown})
    drawn = pd.DataFrame(rows, index=frame.index, columns=["low", "high", "top", "level", "kind"])
    labels = [_label(amount, kind, currency) for amount, kind in zip(frame["amount"], frame["kind"], strict=True)]
    drawn = drawn.assign(name=frame["name"], label=labels, following=frame["name"].shift(-1))
    return Chart(drawn, _waterfall(chosen(), symbol(currency)))


def _label(amount: float | None, kind: str, currency: str | None) -> str:
    said = reading(amount, currency)
    return f"+{said}" if kind == "step" and pd.notna(amount) and amount > 0 else said


@lru_cache
def _waterfall(language: str, before: str) -> Spec:
    x = {**name(labelAngle=0, labelLimit=90), "scale": {"paddingInner": 0.4, "paddingOuter": 0.15}}

    def y(column: str) -> Spec:
        scale = {"zero": False, "padding": 18}
        axis = number_axis(language, before)
        return {"field": column, "type": "quantitative", "title": None, "scale": scale, "axis": axis}

    total = "datum.kind == 'plan' || datum.kind == 'actual'"
    return layered(
        [
            {
                "transform": [{"filter": "isValid(datum.following)"}],
                "mark": {"type": "rule", "strokeDash": [2, 3]},
                "encoding": {"x": x, "x2": {"field": "following"}, "y": y("level"), "color": paint("plan")},
            },
            {
                "transform": [{"filter": f"!({total})"}],
                "mark": {"type": "bar", "cornerRadius": 2},
                "encoding": {"x": x, "y": y("low"), "y2": {"field": "high"}, "color": paint_by("kind")},
            },
            {
                "transform": [{"filter": total}],
                "mark": {"type": "tick", "thickness": 4, "width": {"band": 1}, "opacity": 1},
                "encoding": {"x": x, "y": y("level"), "color": paint_by("kind")},
            },
            text("label", x, y("top"), align="center", baseline="bottom", dx=0, dy=-6, fontWeight=600),
        ]
    )
