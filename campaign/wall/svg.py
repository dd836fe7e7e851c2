"""Small SVG marks; one SVG unit is one per cent of the wall's height."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from math import ceil, log10
from zoneinfo import ZoneInfo

from markupsafe import Markup

from campaign.base import formats
from campaign.base.language import _
from campaign.base.phases import Phase
from campaign.wall.figures import Bar, Race, Score
from campaign.wall.formats import even, known
from campaign.wall.markup import html, join

LABELS = 8
SHORTFALL = 0.1
RACE = (104.0, 40.0)


def race_chart(race: Race, currency: str, zone: str) -> Markup:
    """Columns of what was measured over the planned steps and their band; empty while nothing is known."""
    width, height = RACE
    left, bottom, top = 12.0, height - 4.8, 1.6
    levels = [
        level
        for bar in race.bars
        for value in (bar.actual, bar.planned, bar.high)
        if (level := known(value)) is not None
    ]
    if not levels:
        return Markup()
    lines = _round_steps(max(levels))
    step = (width - left) / len(race.bars)

    def y(level: float) -> float:
        return bottom - (bottom - top) * max(level, 0) / lines[-1]

    grid = join(
        html('<path class="grid" d="M{:.1f} {:.2f}H{:.1f}"/>', left, y(line), width)
        + html('<text class="axis end" x="{:.1f}" y="{:.2f}">{}</text>', left - 1.2, y(line) + 1, label)
        for line in lines
        if (label := even(line, race.unit, currency))
    )
    return html(
        '<svg class="race" viewBox="0 0 {:g} {:g}">{}<path class="band" d="{}"/>{}'
        '<path class="plan" d="{}"/>{}{}</svg>',
        width,
        height,
        grid,
        _band(race.bars, left, step, y),
        join(_column(bar, left + step * place, step, y) for place, bar in enumerate(race.bars)),
        _plan(race.bars, left, step, y),
        _ticks(race, zone, left, step, height - 0.9),
        _reached(race.bars, left, step, bottom),
    )


def is_short(bar: Bar) -> bool:
    """Whether a bar stays below its band, or far below its plan where there is no band."""
    actual, low, planned = known(bar.actual), known(bar.low), known(bar.planned)
    least = low if low is not None else planned * (1 - SHORTFALL) if planned is not None else None
    return actual is not None and least is not None and actual < least * bar.elapsed_share


def finish_bar(score: Score) -> Markup:
    """What was reached on the way to the target, with the interval of the expected finish where there is one."""
    actual, target, expected = known(score.actual), known(score.target), known(score.expected)
    low, high = known(score.low), known(score.high)
    if actual is None or target is None or target <= 0:
        return Markup()
    width = 60.0
    end = max(1.12 * target, *(1.04 * value for value in (actual, expected, high) if value is not None))

    def x(value: float) -> float:
        return width * min(max(value, 0), end) / end

    interval = (
        html('<rect class="interval" x="{:.2f}" y="3.8" width="{:.2f}" height="3.6"/>', x(low), x(high) - x(low))
        if low is not None and high is not None and high >= low
        else Markup()
    )
    tick = Markup() if expected is None else html('<path class="expected" d="M{:.2f} 3.2v4.8"/>', x(expected))
    return html(
        '<svg class="finish" viewBox="0 0 {w:g} 8.6"><rect class="track" y="3.8" width="{w:g}" height="3.6"/>{interval}'
        '<rect class="done" y="3.8" width="{done:.2f}" height="3.6"/>{tick}<path class="goal" d="M{goal:.2f} 2.8v5.6"/>'
        '<text class="axis" x="{goal:.2f}" y="2.1">{label}</text></svg>',
        w=width,
        interval=interval,
        done=x(actual),
        tick=tick,
        goal=x(target),
        label=_("target"),
    )


def share_bar(part: float | None, kind: str = "done") -> Markup:
    """A share of a track, cut at both ends; an unknown share is an empty track."""
    return html(
        '<svg class="bar" viewBox="0 0 100 1" preserveAspectRatio="none"><rect class="track" width="100" height="1"/>'
        '<rect class="{}" width="{:.1f}" height="1"/></svg>',
        kind,
        100 * min(max(known(part) or 0.0, 0.0), 1.0),
    )


def phase_strip(phases: Sequence[Phase], at: datetime) -> Markup:
    """The phases side by side; past ones filled, the current one as far as it has come."""
    width, gap = 66.0, 1.0
    step = (width + gap) / max(len(phases), 1)
    return html(
        '<svg class="phases" viewBox="0 0 {:g} 5.6">{}</svg>',
        width,
        join(_phase(phase, at, step * place, step - gap) for place, phase in enumerate(phases)),
    )


def _phase(phase: Phase, at: datetime, x: float, width: float) -> Markup:
    current = phase.starts <= at < phase.ends
    elapsed = min(max((at - phase.starts) / (phase.ends - phase.starts), 0.0), 1.0)
    return html(
        '<text class="{}" x="{:.2f}" y="2.7">{}</text>'
        '<rect class="track" x="{:.2f}" y="4.2" width="{:.2f}" height=".9"/>'
        '<rect class="{}" x="{:.2f}" y="4.2" width="{:.2f}" height=".9"/>',
        "current" if current else "other",
        x,
        phase.name,
        x,
        width,
        "done" if current else "past",
        x,
        width * elapsed,
    )


def _column(bar: Bar, x: float, step: float, y: Callable[[float], float]) -> Markup:
    actual = known(bar.actual)
    if actual is None:
        return Markup()
    return html(
        '<rect class="{}{}" x="{:.2f}" y="{:.2f}" width="{:.2f}" height="{:.2f}"/>',
        "short" if is_short(bar) else "done",
        " running" if bar.elapsed_share < 1 else "",
        x + step * 0.14,
        y(actual),
        step * 0.72,
        y(0) - y(actual),
    )


def _band(bars: Sequence[Bar], left: float, step: float, y: Callable[[float], float]) -> str:
    parts = []
    for place, bar in enumerate(bars):
        low, high = known(bar.low), known(bar.high)
        if low is not None and high is not None:
            parts.append(f"M{left + step * place:.2f} {y(high):.2f}h{step:.2f}V{y(low):.2f}h{-step:.2f}z")
    return "".join(parts)


def _plan(bars: Sequence[Bar], left: float, step: float, y: Callable[[float], float]) -> str:
    """A line of steps; hours without a plan break it."""
    parts, drawing = [], False
    for place, bar in enumerate(bars):
        planned = known(bar.planned)
        if planned is not None:
            parts.append(f"V{y(planned):.2f}" if drawing else f"M{left + step * place:.2f} {y(planned):.2f}")
            parts.append(f"h{step:.3f}")
        drawing = planned is not None
    return "".join(parts)


def _ticks(race: Race, zone: str, left: float, step: float, y: float) -> Markup:
    if race.step == "hour":
        hours = [bar.starts.astimezone(ZoneInfo(zone)) for bar in race.bars]
        labels = [f"{at:%H}" if at.hour % 6 == 0 else "" for at in hours]
    else:
        every = ceil(len(race.bars) / LABELS)
        days = [bar.starts.astimezone(ZoneInfo(zone)).date() for bar in race.bars]
        labels = [formats.day(day) if place % every == 0 else "" for place, day in enumerate(days)]
    ticks = (
        html('<text class="axis" x="{:.1f}" y="{:.1f}">{}</text>', left + step * place, y, label)
        for place, label in enumerate(labels)
        if label
    )
    return html('<g class="ticks">{}</g>', join(ticks))


def _reached(bars: Sequence[Bar], left: float, step: float, bottom: float) -> Markup:
    """A small arrow where the data end."""
    measured = [place for place, bar in enumerate(bars) if known(bar.actual) is not None]
    if not measured or len(measured) == len(bars):
        return Markup()
    x = left + step * (measured[-1] + bars[measured[-1]].elapsed_share)
    return html('<path class="reached" d="M{:.2f} {:.2f}l1 1.6h-2z"/>', x, bottom + 0.3)


def _round_steps(highest: float) -> list[float]:
    size = 10.0 ** (ceil(log10(max(highest, 4))) - 1)
    step = size * next((factor for factor in (0.5, 1, 2) if highest <= 4 * size * factor), 2.5)
    return [step * place for place in range(max(ceil(highest / step), 1) + 1)]
