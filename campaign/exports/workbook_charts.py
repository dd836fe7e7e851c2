"""Native charts of the workbook, each fed from its own columns of one data sheet."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

import pandas as pd
from xlsxwriter.chart import Chart
from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from campaign.base import formats, money
from campaign.base.language import _
from campaign.exports.report import Plot, Retro, Unit, shown

COLOURS = {"actual": "#0F766E", "plan": "#8B95A3", "total": "#3B4654", "gain": "#0F7F73", "loss": "#C2571A"}
GRID, LABELS = "#E1E6EA", "#5B6673"
WIDTH, HEIGHT, BAR_HEIGHT = 640, 320, 22

Series = list[float | None]
_PARTS = ("total", "gain", "loss")


class DataSheet:
    """The sheet behind the charts: what is unknown stays an empty cell there, so that no chart draws it as 0."""

    def __init__(self, file: Workbook, sheet: Worksheet, look: Format) -> None:
        self.file, self._sheet, self._look = file, sheet, look
        self._column = 0

    def add(self, head: str, values: Sequence[str | float | None]) -> tuple[list[str | int], list[str | int]]:
        """Write a column; the references to its heading and to its values are returned."""
        name, column = self._sheet.get_name(), self._column
        self._column += 1
        self._sheet.write_string(0, column, head, self._look)
        for line, value in enumerate(values, start=1):
            if isinstance(value, str):
                self._sheet.write_string(line, column, value, self._look)
            elif value is not None:
                self._sheet.write_number(line, column, value, self._look)
        return [name, 0, column], [name, 1, column, len(values), column]


def drawable(plot: Plot) -> bool:
    """Whether anything is known that the chart could show; a waterfall needs a total to hang its steps on."""
    frame = plot.frame[plot.frame["kind"] != "step"] if plot.kind == "waterfall" else plot.frame
    return bool(frame[list(plot.series)].notna().any(axis=None))


def draw(data: DataSheet, sheet: Worksheet, at: tuple[int, int], title: str, plot: Plot, retro: Retro) -> None:
    """Insert a chart beside the table of its block."""
    names = [formats.day(name) if isinstance(name, date) else str(name) for name in plot.frame["name"]]
    numbers = {column: _numbers(plot.frame[column], plot, retro) for column in plot.series}
    categories = data.add("", names)[1]
    if plot.kind == "waterfall":
        chart = _waterfall(data, categories, next(iter(numbers.values())), list(plot.frame["kind"]))
    else:
        chart = data.file.add_chart({"type": "column" if plot.kind == "columns" else "bar"})
        for column, values in numbers.items():
            head, cells = data.add(plot.series[column], values)
            series = {"name": head, "categories": categories, "values": cells}
            if column == plot.plan:
                line = data.file.add_chart({"type": "line"})
                line.add_series({**series, "line": {"color": COLOURS["plan"], "dash_type": "dash", "width": 1.5}})
                chart.combine(line)
            else:
                chart.add_series({**series, **_filled("actual")})
    _dress(chart, title, plot, number_format(plot.unit, retro.currency))
    sheet.insert_chart(*at, chart, {"x_offset": 12, "y_offset": 4, "description": title})


def number_format(unit: Unit, currency: str) -> str:
    """How Excel writes a number of a unit.

    Example:
        >>> number_format("money", "USD"), number_format("rate", "USD")
        ('"$"#,##0;−"$"#,##0', '0.0%')
    """
    sign = f'"{money.symbol(currency)}"'
    cents = f"#,##0.{'0' * money.digits(currency)}".rstrip(".")
    forms: dict[Unit, str] = {
        "money": f"{sign}#,##0;{formats.MINUS}{sign}#,##0",
        "price": f"{sign}{cents};{formats.MINUS}{sign}{cents}",
        "share": "0%",
        "rate": "0.0%",
        "ratio": "#,##0.00",
        "count": "#,##0",
    }
    return forms[unit]


def _numbers(values: pd.Series[float], plot: Plot, retro: Retro) -> Series:
    seen = (shown(value, plot.unit, retro) for value in values)
    return [float(value) if isinstance(value, int | float | Decimal) else None for value in seen]


def _filled(part: str) -> dict[str, object]:
    fill = {"none": True} if part == "base" else {"color": COLOURS[part]}
    return {"fill": fill, "border": {"none": True}, "gap": 40}


def steps(amounts: Series, kinds: Sequence[str]) -> dict[tuple[str, str], Series]:
    """The stacked parts of a waterfall: an unseen base, then total, gain or loss, above and below zero.

    Args:
        amounts: Levels of totals and differences of steps; None where unknown.
        kinds: plan and actual are totals, step is a difference to the level before it.

    Returns:
        Values per (part, side), parts base, total, gain, loss, sides above, below; None where a part has nothing.

    Example:
        >>> parts = steps([100.0, -30.0, 70.0], ["plan", "step", "actual"])
        >>> parts["base", "above"], parts["loss", "above"]
        ([None, 70.0, None], [None, 30.0, None])
    """
    parts: dict[tuple[str, str], Series] = {
        (part, side): [None] * len(amounts) for part in ("base", *_PARTS) for side in ("above", "below")
    }
    level: float | None = None
    for place, (amount, kind) in enumerate(zip(amounts, kinds, strict=True)):
        before = 0.0 if kind != "step" else level
        if kind != "step":
            level = amount
        if amount is None or before is None:
            continue
        level = before + amount
        part = "total" if kind != "step" else "loss" if amount < 0 else "gain"
        low, high = sorted((before, level))
        if low < 0 < high:
            parts[part, "above"][place], parts[part, "below"][place] = high, low
        elif low >= 0:
            parts["base", "above"][place], parts[part, "above"][place] = low or None, high - low
        else:
            parts["base", "below"][place], parts[part, "below"][place] = high or None, low - high
    return parts


def _waterfall(data: DataSheet, categories: list[str | int], amounts: Series, kinds: Sequence[str]) -> Chart:
    chart = data.file.add_chart({"type": "column", "subtype": "stacked"})
    titles = {"base": _("Base"), "total": _("Level"), "gain": _("Gain"), "loss": _("Loss")}
    for (part, _side), values in steps(amounts, kinds).items():
        if all(value is None for value in values):
            continue
        head, cells = data.add(titles[part], values)
        chart.add_series({"name": head, "categories": categories, "values": cells, **_filled(part)})
    return chart


def _dress(chart: Chart, title: str, plot: Plot, form: str) -> None:
    """The look of the house: no box, pale horizontal lines, quiet labels."""
    chart.set_title({"name": title, "name_font": {"size": 12, "bold": True}, "overlay": False})
    chart.set_legend({"position": "bottom"} if len(plot.series) > 1 else {"none": True})
    chart.show_blanks_as("gap")
    chart.set_chartarea({"border": {"none": True}})
    font = {"size": 9, "color": LABELS}
    quiet = {"num_font": font, "line": {"none": True}, "major_tick_mark": "none"}
    lines = {"visible": True, "line": {"color": GRID, "width": 0.75}}
    names = {**quiet, "label_position": "low"}
    amounts = {**quiet, "num_format": form, "major_gridlines": lines}
    if plot.kind == "bars":
        # a bar chart counts its first category from the bottom; the table reads from the top
        chart.set_x_axis({**amounts, "label_position": "high"})
        chart.set_y_axis({**names, "reverse": True, "major_gridlines": {"visible": False}})
        chart.set_size({"width": WIDTH, "height": max(HEIGHT, 90 + BAR_HEIGHT * len(plot.frame))})
    else:
        chart.set_x_axis(names)
        chart.set_y_axis(amounts)
        chart.set_size({"width": WIDTH, "height": HEIGHT})
