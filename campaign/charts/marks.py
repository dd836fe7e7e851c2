"""What all charts share: the colour scale, the axes, the direct labels."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

import pandas as pd

from campaign import money, numerals
from campaign.language import _

Spec = dict[str, Any]

# The order is that of chartCategoricalColors in .streamlit/config.toml: a chart names a key and the
# browser resolves the colour of light or dark.
KEYS: tuple[str, ...] = (
    *("hero", "activity", "volume", "clearance"),
    *("overall", "product", "on_site", "off_site", "marketing", "visual", "logistics_service"),
    *("build_up", "warm_up", "launch", "review"),
    *("done", "open", "due", "late"),
    *("actual", "plan", "interval", "gain", "loss"),
    *("ink", "muted", "track"),
)
SCALE: Spec = {"domain": list(KEYS), "range": "category"}


class Chart(NamedTuple):
    """A frame and the Vega-Lite spec that draws it: `st.vega_lite_chart(*chart, alt=finding)`."""

    frame: pd.DataFrame
    spec: Spec


def paint(key: str) -> Spec:
    """A constant colour of the one scale."""
    return {"datum": key, "scale": SCALE, "legend": None}


def paint_by(column: str) -> Spec:
    """The colour of each row, named by a key in `column`."""
    return {"field": column, "type": "nominal", "scale": SCALE, "legend": None}


def amount(column: str, **more: Any) -> Spec:
    """A quantity without an axis."""
    return {"field": column, "type": "quantitative", "axis": None, **more}


def name(column: str = "name", **axis: Any) -> Spec:
    """A row or column of the frame's own order, labelled by a text."""
    return {"field": column, "type": "nominal", "sort": None, "title": None, "axis": {"grid": False, **axis}}


def number_axis(language: str, symbol: str = "") -> Spec:
    """A quiet axis of four lines; its numbers have the form of `numerals.compact`, without needless zeros."""
    size = "abs(datum.value)"
    sign = f"(datum.value < 0 ? '{numerals.MINUS}' : '') + '{symbol}' + "
    text = f"format({size}, ',.5~r')"
    for step, letter in reversed(numerals.STEPS[language]):
        text = f"{size} >= {step} ? format({size} / {step}, ',.5~r') + '{letter}' : {text}"
    return {"tickCount": 4, "labelExpr": f"datum.value == 0 ? '0' : {sign}({text})"}


def text(column: str, x: Spec, y: Spec, key: str = "ink", **mark: Any) -> Spec:
    """A direct label on the rows where `column` holds a text."""
    return {
        "transform": [{"filter": f"isValid(datum['{column}'])"}],
        "mark": {"type": "text", "fontSize": 12, "align": "left", "baseline": "middle", "dx": 6, **mark},
        "encoding": {"x": x, "y": y, "text": {"field": column}, "color": paint(key)},
    }


def layered(layers: list[Spec], **more: Any) -> Spec:
    """Layers in the house's frame: no box, no axis lines, no ticks."""
    axis = {"domain": False, "ticks": False, "labelPadding": 6, "labelFontSize": 12, "labelSeparation": 10}
    return {
        "layer": layers,
        "padding": {"left": 2, "right": 4, "top": 6, "bottom": 2},
        "config": {"view": {"stroke": None}, "axis": axis},
        **more,
    }


def symbol(currency: str | None) -> str:
    """What stands before an axis number."""
    return money.symbol(currency) if currency else ""


def reading(value: float | None, currency: str | None) -> str:
    """A quantity as a label; money comes in minor units; what nobody knows says so."""
    if value is None or pd.isna(value):
        return _("unknown")
    return money.text(round(value), currency, compact=True) if currency else numerals.compact(float(value))


def plotted(frame: pd.DataFrame, columns: Iterable[str], currency: str | None) -> pd.DataFrame:
    """The frame with these columns as floats, money in major units; a column that is missing is unknown."""
    size = 10 ** money.digits(currency) if currency else 1
    given = {column: frame.get(column, pd.Series(float("nan"), frame.index)) for column in columns}
    return frame.assign(**{column: values.astype("float64") / size for column, values in given.items()})
