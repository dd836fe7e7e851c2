"""Bars: against a plan, ranked, as shares, by day and by hour."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

import pandas as pd

from campaign import numerals
from campaign.charts.marks import (
    Chart,
    Spec,
    amount,
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
from campaign.language import _, chosen

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
    names = [numerals.day(day) for day in frame["day"]]
    drawn = plotted(frame, ("actual", "plan"), currency)[["actual", "plan"]].assign(name=names)
    return Chart(_told(drawn, frame, currency), _columns(chosen(), symbol(currency), by_hour=False))


def by_hour(frame: pd.DataFrame, zone: str, currency: str | None = None) -> Chart:
    """Measured bars by hour of a zone, each with a mark where the plan stands.

    Args:
        frame: Columns starts (instants), actual and, if there is one, plan; an unknown measure has no bar.
        zone: IANA zone whose clock names the hours; an hour that the clock repeats gets a bar of its own.
        currency: The amounts are minor units of this currency; None for counts.
    """
    drawn = plotted(frame, ("actual", "plan"), currency)[["actual", "plan"]].assign(name=_hours(frame["starts"], zone))
    return Chart(_told(drawn, frame, currency), _columns(chosen(), symbol(currency), by_hour=True))


def _hours(starts: Sequence[datetime] | pd.Series[datetime], zone: str) -> list[str]:
    local = [instant.astimezone(ZoneInfo(zone)) for instant in starts]
    return [f"{numerals.day(at)} {at:%H:%M}{' (2)' if at.fold else ''}" for at in local]


def _told(drawn: pd.DataFrame, frame: pd.DataFrame, currency: str | None) -> pd.DataFrame:
    """What the pointer reads on a bar."""
    said = [reading(value, currency) for value in frame["actual"]]
    planned = [reading(value, currency) for value in frame["plan"]] if "plan" in frame else reading(None, currency)
    return drawn.assign(said=said, planned=planned)


def _row(label_width: int) -> Spec:
    return name(labelLimit=label_width)


@lru_cache
def _bullet(colour: str | None, label_width: int) -> Spec:
    y = _row(label_width)

    def x(column: str) -> Spec:
        return amount(column, scale={"zero": True, "nice": False})

    return layered(
        [
            {
                "mark": {"type": "bar", "height": 14, "cornerRadius": 2},
                "encoding": {"y": y, "x": x("plan"), "color": paint("track")},
            },
            {
                "mark": {"type": "bar", "height": 8, "cornerRadius": 2},
                "encoding": {"y": y, "x": x("actual"), "color": paint_by(colour) if colour else paint("actual")},
            },
            {
                "transform": [{"filter": "isValid(datum.expected)"}],
                "mark": {"type": "tick", "thickness": 2, "size": 18},
                "encoding": {"y": y, "x": x("expected"), "color": paint("ink")},
            },
            text("label", x("edge"), y),
        ],
        height={"step": 26},
    )


@lru_cache
def _ranking(colour: str | None, label_width: int) -> Spec:
    y = _row(label_width)
    return layered(
        [
            {
                "mark": {"type": "bar", "height": 10, "cornerRadius": 2},
                "encoding": {"y": y, "x": amount("value"), "color": paint_by(colour) if colour else paint("actual")},
            },
            text("label", amount("edge"), y),
        ],
        height={"step": 24},
    )


@lru_cache
def _shares() -> Spec:
    y = _row(130)
    bar = {
        "mark": {"type": "bar", "height": 10, "stroke": None},
        "encoding": {
            "y": y,
            "x": amount("count", stack="normalize"),
            "order": {"field": "order", "type": "quantitative"},
            "color": paint_by("status"),
        },
    }
    return layered(
        [bar, text("label", {"datum": 1, "type": "quantitative"}, y, dx=8)],
        height={"step": 24},
    )


@lru_cache
def _columns(language: str, before: str, *, by_hour: bool) -> Spec:
    # every sixth hour is named, midnight by its day; days thin themselves out
    hours = (
        "slice(datum.label, -5) == '00:00' ? slice(datum.label, 0, -6) : "
        "indexof(['06', '12', '18'], slice(datum.label, -5, -3)) >= 0 ? slice(datum.label, -5) : ''"
    )
    axis: Spec = {"labelAngle": 0, "labelOverlap": "parity", **({"labelExpr": hours} if by_hour else {})}
    x = {**name(**axis), "scale": {"paddingInner": 0.25, "paddingOuter": 0.1}}

    def y(column: str) -> Spec:
        return {"field": column, "type": "quantitative", "title": None, "axis": number_axis(language, before)}

    tooltip = [
        {"field": "name", "type": "nominal", "title": _("when")},
        {"field": "said", "type": "nominal", "title": _("measured")},
        {"field": "planned", "type": "nominal", "title": _("plan")},
    ]
    return layered(
        [
            {
                "mark": {"type": "bar", "cornerRadius": 1},
                "encoding": {"x": x, "y": y("actual"), "color": paint("actual"), "tooltip": tooltip},
            },
            {
                "transform": [{"filter": "isValid(datum.plan)"}],
                "mark": {"type": "tick", "thickness": 2, "width": {"band": 1}, "opacity": 1},
                "encoding": {"x": x, "y": y("plan"), "color": paint("plan"), "tooltip": tooltip},
            },
        ]
    )
