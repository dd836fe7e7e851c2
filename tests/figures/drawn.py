"""What a page drew, as lines: its words, tables, what its charts are drawn from, and what stands in its inputs."""

from __future__ import annotations

import json
from collections.abc import Iterator
from html.parser import HTMLParser
from io import BytesIO
from typing import Any

import pandas as pd
import pyarrow as pa
from streamlit.testing.v1.element_tree import Block

WORDS = (
    "label", "title", "body", "text", "code_text", "delta", "delta_description", "message", "help", "alt",
    "placeholder", "url", "page", "query_string",
)  # fmt: skip
SEEN, SPOKEN = ("style", "script"), ("title", "aria-label", "alt")
CHOICES = ("selectbox", "radio")
SILENT = ("bidi_component", "empty", "space", "skeleton")


class Words(HTMLParser):
    """The words of a piece of HTML, those for a screen reader among them."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self._unseen = 0
        self.feed(html)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self._unseen += tag in SEEN
        self.found += [f"[{value}]" for name, value in attributes if name in SPOKEN and value]

    def handle_endtag(self, tag: str) -> None:
        self._unseen -= tag in SEEN

    def handle_data(self, text: str) -> None:
        if not self._unseen and text.strip():
            self.found.append(" ".join(text.split()))


def table(frame: pd.DataFrame) -> list[str]:
    """A frame with its head, one row a line, every cell in full."""
    frame = frame if isinstance(frame.index, pd.RangeIndex) else frame.reset_index()
    rows = [list(map(str, frame.columns)), *(list(map(cell, row)) for row in frame.itertuples(index=False))]
    return ["  | " + " | ".join(row) for row in rows]


def lines(block: Block) -> Iterator[str]:
    """Everything in a block, in the order of the page."""
    for _place, node in sorted(block.children.items()):
        if isinstance(node, Block):
            yield from _head(node)
            yield from lines(node)
        elif node.type not in SILENT:
            yield from _element(node)


def cell(value: Any) -> str:
    """A value as text, a list with its members."""
    if hasattr(value, "tolist"):
        value = value.tolist()
    if isinstance(value, float):
        return f"{value:.10g}"  # sums in another order differ in the last digits
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(cell, value)) + "]"
    return " ".join(str(value).split())


def _head(block: Block) -> list[str]:
    proto = getattr(block.proto, block.type, block.proto)
    said = getattr(proto, "label", "") or getattr(proto, "title", "")
    return [f"{block.type}: {said}"] if str(said).strip() else []


def _element(node: Any) -> Iterator[str]:
    proto = node.proto
    if node.type == "html":
        yield from (f"html: {word}" for word in Words(proto.body).found)
        return
    words = [str(getattr(proto, name, "")) for name in WORDS]
    parts = [" ".join(word.split()) for word in words if word]
    yield f"{node.type}: " + " · ".join([*parts, *_held(node)])
    if node.type in ("dataframe", "table"):
        yield from _table(node)
    elif node.type == "vega_lite_chart":
        yield from _chart(proto)
    elif node.type == "metric" and len(proto.chart_data):
        yield "  | " + " | ".join(cell(one) for one in proto.chart_data)


def _held(node: Any) -> Iterator[str]:
    """What can be chosen, what is chosen or typed, and whether one may."""
    proto = node.proto
    options = [getattr(one, "content", one) for one in getattr(proto, "options", ())]
    if options:
        yield f"of {options}"
    if node.type in CHOICES:
        yield f"= {None if node.value is None else proto.options[node.index]}"
    elif node.type == "button_group":
        yield f"= {list(node.formatted_values)}"
    elif hasattr(proto, "id") and hasattr(node, "_widget_state") and "button" not in node.type:
        yield f"= {node.value}"
    if getattr(proto, "disabled", False):
        yield "disabled"


def _table(node: Any) -> Iterator[str]:
    frame = node.value
    heads = json.loads(getattr(node.proto, "columns", "") or "{}")
    named = {name: one for name, one in heads.items() if isinstance(one, dict)}
    yield from (f"  {name}: {one['help']}" for name, one in sorted(named.items()) if one.get("help"))
    hidden = sorted(name for name, one in named.items() if one.get("hidden"))
    if hidden:
        yield f"  hidden: {hidden}"
    yield from table(frame.rename(columns={name: one["label"] for name, one in named.items() if one.get("label")}))


def _chart(proto: Any) -> Iterator[str]:
    """Each table that a chart is drawn from, however it was handed over; not how it is drawn."""
    given = [proto.data.data, *(one.data.data for one in proto.datasets)]
    frames = [pa.ipc.open_stream(BytesIO(one)).read_pandas() for one in given if one]
    frames += [pd.DataFrame(values) for values in _inline(json.loads(proto.spec or "{}"))]
    for text in sorted("\n".join(table(_ordered(frame))) for frame in frames):
        yield "  data"
        yield text


def _ordered(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.reset_index(drop=True)[sorted(frame.columns, key=str)]


def _inline(spec: Any) -> Iterator[list[Any]]:
    if isinstance(spec, dict):
        if isinstance(spec.get("data"), dict) and isinstance(spec["data"].get("values"), list):
            yield spec["data"]["values"]
        yield from (found for one in spec.get("datasets", {}).values() if isinstance(one, list) for found in [one])
        yield from (found for name, one in spec.items() if name != "data" for found in _inline(one))
    elif isinstance(spec, list):
        yield from (found for one in spec for found in _inline(one))
