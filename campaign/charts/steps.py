"""The way from one level to another."""

from __future__ import annotations

import altair as alt
import pandas as pd

from campaign.charts.theme import (
    Chart,
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
    return Chart(drawn, _waterfall(symbol(currency)))


def _label(amount: float | None, kind: str, currency: str | None) -> str:
    said = reading(amount, currency)
    return f"+{said}" if kind == "step" and pd.notna(amount) and amount > 0 else said


@specification
def _waterfall(before: str) -> alt.LayerChart:
    total = (alt.datum.kind == "plan") | (alt.datum.kind == "actual")
    return layered(
        where(known("following"))
        .mark_rule(strokeDash=[2, 3])
        .encode(x2="following", y="level:Q", color=alt.datum("plan")),
        where(~total).mark_bar(cornerRadius=2).encode(y="low:Q", y2="high", color="kind:N"),
        where(total)
        .mark_tick(thickness=4, width=alt.RelativeBandSize(1), opacity=1)
        .encode(y="level:Q", color="kind:N"),
        text("label", align="center", baseline="bottom", dx=0, dy=-6, fontWeight=600).encode(y="top:Q"),
        x=alt.X(
            "name:N",
            sort=None,
            title=None,
            scale=alt.Scale(paddingInner=0.4, paddingOuter=0.15),
            axis=alt.Axis(grid=False, labelAngle=0, labelLimit=90),
        ),
        y=alt.Y(title=None, scale=alt.Scale(zero=False, padding=18), axis=number_axis(before)),
    )
