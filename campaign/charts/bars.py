"""Bars: against a plan, ranked, as shares, by day and by hour."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

import altair as alt
import pandas as pd

from campaign.base import formats
from campaign.base.language import _
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

# status to colour key, in the order of the bar; a waived task is neither praised nor asked for
STATUSES = {"done": "done", "due": "due", "late": "late", "open": "open", "waived": "track"}


def bullet(
    frame: pd.DataFrame, currency: str | None = None, *, colour: str | None = None, label_width: int = 110
) -> Chart:
    """Measured bar over a plan bar, one row per name, with a tick where it should be by now.

    Args:
        frame: Columns name, actual, plan and, if wanted, expected (what the pace says), label (else the measured
            value, or unknown) and the column named by `colour`.
        currency: The amounts are minor units of this currency; None for counts and shares.
        colour: Column of colour keys, such as the tier; None for the accent.
        label_width: Pixels for the names.
    """
    drawn = plotted(frame, ("actual", "plan", "expected"), currency)
    if "label" not in frame:
        drawn = drawn.assign(label=[reading(value, currency) for value in frame["actual"]])
    drawn = drawn.assign(edge=drawn[["plan", "actual"]].max(axis="columns").fillna(0))
    return Chart(drawn, _bullet(colour, label_width))


def ranking(
    frame: pd.DataFrame, currency: str | None = None, *, colour: str | None = None, label_width: int = 110
) -> Chart:
    """Horizontal bars in the frame's order with the value at each end; an unknown value has no bar and says so.

    Args:
        frame: Columns name, value and, if wanted, label and the column named by `colour`.
        currency: The values are minor units of this currency; None for counts and shares.
        colour: Column of colour keys; None for the accent.
        label_width: Pixels for the names.
    """
    drawn = plotted(frame, ["value"], currency)
    if "label" not in frame:
        drawn = drawn.assign(label=[reading(value, currency) for value in frame["value"]])
    return Chart(drawn.assign(edge=drawn["value"].clip(lower=0).fillna(0)), _ranking(colour, label_width))


def shares(frame: pd.DataFrame) -> Chart:
    """Tasks by status as one stacked bar per name, done first, with done/all at the right.

    A waived task needs nobody any more: it counts as done there, and its part of the bar stays empty.

    Args:
        frame: Columns name and the counts done, due, late, open and, if any, waived, as `checklist.progress` has them.
    """
    counted = [status for status in STATUSES if status in frame]
    settled = frame["done"] + frame.get("waived", 0)
    said = [f"{part}/{every}" for part, every in zip(settled, frame[counted].sum(axis="columns"), strict=True)]
    drawn = pd.concat(
        # the label stands on the first status alone: on each it would be drawn several times over itself
        pd.DataFrame(
            {"name": frame["name"], "status": STATUSES[status], "count": frame[status], "order": place}
        ).assign(label=pd.Series(said if place == 0 else None, frame.index, dtype="object"))
        for place, status in enumerate(counted)
    )
    return Chart(drawn.reset_index(drop=True), _shares())


def by_day(frame: pd.DataFrame, currency: str | None = None) -> Chart:
    """Measured bars by day, each with a mark where the plan stands.

    Args:
        frame: Columns day, actual and, if there is one, plan; an unknown measure has no bar.
        currency: The amounts are minor units of this currency; None for counts.
    """
    names = [formats.day(day) for day in frame["day"]]
    drawn = plotted(frame, ("actual", "plan"), currency)[["actual", "plan"]].assign(name=names)
    return Chart(_told(drawn, frame, currency), _columns(symbol(currency), False))


def by_hour(frame: pd.DataFrame, zone: str, currency: str | None = None) -> Chart:
    """Measured bars by hour of a zone, each with a mark where the plan stands.

    Args:
        frame: Columns starts (instants), actual and, if there is one, plan; an unknown measure has no bar.
        zone: IANA zone whose clock names the hours; an hour that the clock repeats gets a bar of its own.
        currency: The amounts are minor units of this currency; None for counts.
    """
    drawn = plotted(frame, ("actual", "plan"), currency)[["actual", "plan"]].assign(name=_hours(frame["starts"], zone))
    return Chart(_told(drawn, frame, currency), _columns(symbol(currency), True))


def _hours(starts: Sequence[datetime] | pd.Series[datetime], zone: str) -> list[str]:
    local = [instant.astimezone(ZoneInfo(zone)) for instant in starts]
    return [f"{formats.day(at)} {at:%H:%M}{' (2)' if at.fold else ''}" for at in local]


def _told(drawn: pd.DataFrame, frame: pd.DataFrame, currency: str | None) -> pd.DataFrame:
    """What the pointer reads on a bar."""
    said = [reading(value, currency) for value in frame["actual"]]
    planned = [reading(value, currency) for value in frame["plan"]] if "plan" in frame else reading(None, currency)
    return drawn.assign(said=said, planned=planned)


def _row(label_width: int) -> alt.Y:
    return alt.Y("name:N", sort=None, title=None, axis=alt.Axis(grid=False, labelLimit=label_width))


def _paint(colour: str | None) -> alt.Color | alt.ColorDatum:
    return alt.Color(f"{colour}:N") if colour else alt.ColorDatum("actual")


@specification
def _bullet(colour: str | None, label_width: int) -> alt.LayerChart:
    return layered(
        alt.Chart().mark_bar(height=14, cornerRadius=2).encode(x="plan:Q", color=alt.datum("track")),
        alt.Chart().mark_bar(height=8, cornerRadius=2).encode(x="actual:Q", color=_paint(colour)),
        where(known("expected")).mark_tick(thickness=2, size=18).encode(x="expected:Q", color=alt.datum("ink")),
        text("label").encode(x="edge:Q"),
        x=alt.X(axis=None, scale=alt.Scale(zero=True, nice=False)),
        y=_row(label_width),
    ).properties(height=alt.Step(26))


@specification
def _ranking(colour: str | None, label_width: int) -> alt.LayerChart:
    return layered(
        alt.Chart().mark_bar(height=10, cornerRadius=2).encode(x="value:Q", color=_paint(colour)),
        text("label").encode(x="edge:Q"),
        x=alt.X(axis=None),
        y=_row(label_width),
    ).properties(height=alt.Step(24))


@specification
def _shares() -> alt.LayerChart:
    bar = alt.Chart().mark_bar(height=10, stroke=None)
    return layered(
        bar.encode(x=alt.X("count:Q", axis=None, stack="normalize"), order="order:Q", color="status:N"),
        text("label", dx=8).encode(x=alt.datum(1, type="quantitative")),
        y=_row(130),
    ).properties(height=alt.Step(24))


@specification
def _columns(before: str, by_hour: bool) -> alt.LayerChart:
    # every sixth hour is named, midnight by its day; days thin themselves out
    hours = (
        "slice(datum.label, -5) == '00:00' ? slice(datum.label, 0, -6) : "
        "indexof(['06', '12', '18'], slice(datum.label, -5, -3)) >= 0 ? slice(datum.label, -5) : ''"
    )
    axis = alt.Axis(grid=False, labelAngle=0, labelOverlap="parity", labelExpr=hours if by_hour else alt.Undefined)
    plan = where(known("plan")).mark_tick(thickness=2, width=alt.RelativeBandSize(1), opacity=1)
    return layered(
        alt.Chart().mark_bar(cornerRadius=1).encode(y="actual:Q", color=alt.datum("actual")),
        plan.encode(y="plan:Q", color=alt.datum("plan")),
        x=alt.X("name:N", sort=None, title=None, scale=alt.Scale(paddingInner=0.25, paddingOuter=0.1), axis=axis),
        y=alt.Y(title=None, axis=number_axis(before)),
        tooltip=[
            alt.Tooltip("name:N", title=_("when")),
            alt.Tooltip("said:N", title=_("measured")),
            alt.Tooltip("planned:N", title=_("plan")),
        ],
    )
