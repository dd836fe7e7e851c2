"""What all charts share: the colour scale, the axes, the direct labels."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import lru_cache, wraps
from typing import Any, NamedTuple, TypeVarTuple

import altair as alt
import pandas as pd
from altair.expr.core import Expression

from campaign.base import formats, money
from campaign.base.language import _, chosen

Options = TypeVarTuple("Options")
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
SCALE = alt.Scale(domain=list(KEYS), range="category")
FRAME = alt.NamedData("source")  # what Streamlit's browser side calls the frame that comes with a specification


class Chart(NamedTuple):
    """A frame and the specification that draws it: `st.vega_lite_chart(*chart, alt=finding)`."""

    frame: pd.DataFrame
    spec: Spec


@alt.theme.register("eleven", enable=True)
def theme() -> alt.theme.ThemeConfig:
    """The house's frame: no box, no axis lines, no ticks; the colours of light and dark are the browser's."""
    axis = alt.theme.AxisConfigKwds(domain=False, ticks=False, labelPadding=6, labelFontSize=12, labelSeparation=10)
    return alt.theme.ThemeConfig(
        padding=alt.theme.PaddingKwds(left=2, right=4, top=6, bottom=2),
        config=alt.theme.ConfigKwds(view=alt.theme.ViewConfigKwds(stroke=None), axis=axis),
    )


def specification(draw: Callable[[*Options], alt.LayerChart]) -> Callable[[*Options], Spec]:
    """What Altair makes of a chart, once for each language and choice of options: a run puts in only its frame."""

    @lru_cache
    def made(_language: str, *options: *Options) -> Spec:
        return draw(*options).to_dict()

    @wraps(draw)
    def kept(*options: *Options) -> Spec:
        return made(chosen(), *options)

    return kept


def layered(*layers: alt.Chart, **shared: Any) -> alt.LayerChart:
    """Layers over the frame, in the one colour scale; what is said of a channel here holds in each layer."""
    return alt.layer(*layers, data=FRAME).encode(color=alt.Color(scale=SCALE, legend=None), **shared)


def where(condition: Expression) -> alt.Chart:
    """A layer of the rows for which something holds."""
    return alt.Chart().transform_filter(condition)


def known(column: str) -> Expression:
    """Whether a row has a value in this column."""
    return alt.expr.isValid(alt.datum[column])


def text(column: str, key: str = "ink", **mark: Any) -> alt.Chart:
    """A direct label on the rows where `column` holds a text."""
    style = {"fontSize": 12, "align": "left", "baseline": "middle", "dx": 6, **mark}
    label: alt.Chart = where(known(column)).mark_text(**style)
    return label.encode(text=f"{column}:N", color=alt.datum(key))


def days(column: str, *, ticks: int, hourly: bool = False) -> alt.X:
    """The time axis; hourly, the clock stands beside the day."""
    form = "%-m/%-d" if chosen() == "zh_CN" else "%-d %b"
    axis = alt.Axis(
        format=f"{form} %H:%M" if hourly else form, grid=False, tickCount=ticks, labelFlush=True, labelOverlap=True
    )
    return alt.X(f"{column}:T", title=None, axis=axis)


def number_axis(symbol: str = "") -> alt.Axis:
    """A quiet axis of four lines; its numbers have the form of `formats.compact`, without needless zeros."""
    size = "abs(datum.value)"
    sign = f"(datum.value < 0 ? '{formats.MINUS}' : '') + '{symbol}' + "
    text = f"format({size}, ',.5~r')"
    for step, letter in reversed(formats.STEPS[chosen()]):
        text = f"{size} >= {step} ? format({size} / {step}, ',.5~r') + '{letter}' : {text}"
    return alt.Axis(tickCount=4, labelExpr=f"datum.value == 0 ? '0' : {sign}({text})")


def symbol(currency: str | None) -> str:
    """What stands before an axis number."""
    return money.symbol(currency) if currency else ""


def reading(value: float | None, currency: str | None) -> str:
    """A quantity as a label; money comes in minor units; what nobody knows says so."""
    if value is None or pd.isna(value):
        return _("unknown")
    return money.text(round(value), currency, compact=True) if currency else formats.compact(float(value))


def plotted(frame: pd.DataFrame, columns: Iterable[str], currency: str | None) -> pd.DataFrame:
    """The frame with these columns as floats, money in major units; a column that is missing is unknown."""
    size = 10 ** money.digits(currency) if currency else 1
    given = {column: frame.get(column, pd.Series(float("nan"), frame.index)) for column in columns}
    return frame.assign(**{column: values.astype("float64") / size for column, values in given.items()})
