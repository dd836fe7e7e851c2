"""The recurring pieces of a page: answer, figures, panel, suggestion, freshness, unknown, empty."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any, NamedTuple

import pandas as pd
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from campaign.base import formats, money
from campaign.base.errors import CampaignError
from campaign.base.language import _
from campaign.web.widgets import session

FRESH = timedelta(minutes=60)
FULL_WIDTH_STOP = "。"
_MARKDOWN = str.maketrans({sign: f"\\{sign}" for sign in "\\`*_[]<>#|~$:{}!"})


class Answer(NamedTuple):
    """What a page opens on: a sentence with its number, and the reason."""

    text: str
    reason: str = ""


class Suggestion(NamedTuple):
    """One proposal: what to do, its inputs, what it brings, what it costs."""

    key: str
    what: str
    why: Mapping[str, str]
    effect: str
    cost: str


def plain(text: str) -> str:
    r"""Somebody's text inside markdown: names and titles show as they were written.

    Example:
        >>> plain("50% off [now](x)")
        '50% off \\[now\\](x)'
    """
    return text.translate(_MARKDOWN)


def beside(first: str, second: str) -> str:
    """Two pieces of markdown in one line, parted by a space; a Chinese full stop brings its own.

    Example:
        >>> beside("Nothing is late.", ":gray[09:20]"), beside("没有逾期。", ":gray[09:20]"), beside("", "09:20")
        ('Nothing is late. :gray[09:20]', '没有逾期。:gray[09:20]', '09:20')
    """
    parted = "" if first.rstrip("]").endswith(FULL_WIDTH_STOP) else " "
    return f"{first}{parted}{second}".strip()


def answer(question: str, text: str, reason: str = "", as_of: datetime | None = None) -> None:
    """The first thing on every page: the question small, the answer large, the reason and the data time below.

    Args:
        question: What this page answers.
        text: The answer, a full sentence with its number.
        reason: Why, in one or two sentences; markdown.
        as_of: When the newest data behind the answer was measured.
    """
    page = st.session_state.get("page")
    with st.container(gap="xxsmall"):
        st.caption(f"{page} · {question}" if page else question)
        st.subheader(plain(text), anchor=False)
        age = f":gray[{_('Data as of {moment}', moment=formats.moment(as_of, session.zone()))}]" if as_of else ""
        if reason or age:
            st.markdown(beside(reason, age))


def figures_row(count: int, key: str = "figures") -> DeltaGenerator:
    """At most six key figures in one row; a phone swipes them, so that the work below stays near the top."""
    return st.grid(count, min_column_width=148, wrap=False, gap="small", key=key)


@contextmanager
def panel(title: str, note: str = "", key: str | None = None) -> Iterator[None]:
    """A bordered box with one quiet heading; `note` (markdown) stands at the right end of the heading line."""
    with st.container(border=True, gap="small", key=key):
        with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute", gap="small"):
            st.markdown(f"**{title}**", width="content")
            if note:
                st.markdown(f":small[:gray[{note}]]", width="content", text_alignment="right")
        yield


def figure(
    label: str,
    value: str,
    delta: str | None = None,
    note: str | None = None,
    *,
    good: bool | None = None,
    help: str | None = None,
) -> None:
    """A key figure.

    Args:
        label: What it counts.
        value: The number as text; `formats.UNKNOWN` where it is unknown, with the reason in `help`.
        delta: The difference, signed, in a pill; a value that is unknown says so there.
        note: What the difference compares with.
        good: Colours the pill: False somebody must act, True they may relax, None gray.
        help: Unit, source, or why it is unknown.
    """
    st.metric(
        label,
        value,
        _("unknown") if delta is None and value == formats.UNKNOWN else delta,
        delta_color="gray" if good is None else "green" if good else "red",
        delta_arrow="off",
        delta_description=note,
        border=True,
        height="stretch",
        help=help,
    )


def suggestion(
    item: Suggestion, accept: Callable[[], None] | None = None, skip: Callable[[], None] | None = None
) -> None:
    """What, then why with its inputs, effect and cost on one line, then one click to make it a task."""
    with st.container(border=True, gap="xsmall", key=f"suggestion-{item.key}"):
        st.markdown(f":primary[:material/lightbulb:] **{item.what}**")
        st.markdown("  ·  ".join(f":gray[{name}] {value}" for name, value in item.why.items()))
        st.markdown(f":gray[{_('Effect')}] {item.effect}  ·  :gray[{_('Cost')}] {item.cost}")
        if accept or skip:
            with st.container(horizontal=True, gap="xsmall"):
                if accept:
                    st.button(_("Make it a task"), key=f"task-{item.key}", icon=":material/add_task:", on_click=accept)
                if skip:
                    st.button(_("Not now"), key=f"skip-{item.key}", type="tertiary", on_click=skip)


def freshness(age: timedelta | None, limit: timedelta = FRESH) -> str:
    """How old the data are, as markdown: fresh data whisper, stale data say so in a badge."""
    if age is None:
        return f":gray[:material/database_off: {_('no data yet')}]"
    if age <= limit:
        return f":gray[:material/schedule: {_('data {age} old', age=formats.age(age))}]"
    return f":orange-badge[:material/history: {_('stale: {age}', age=formats.age(age))}]"


def unknown(reason: str) -> str:
    """Never zero, never an empty cell: the word, and what would make it known; markdown."""
    return f":gray-badge[:material/help: {_('unknown')}] :gray[{reason}]"


def majors(amounts: Iterable[Any], currency: str) -> pd.Series[float]:
    """Minor units as a column of major units for a table; unknown stays empty."""
    major: pd.Series[float] = pd.to_numeric(pd.Series(amounts)).astype("Float64") / 10 ** money.digits(currency)
    return major


def lines(rows: Iterable[tuple[str, ...]]) -> None:
    """A short list without headings, its cells markdown: what at the left, then why, then how much."""
    frame = pd.DataFrame(rows)
    st.table(frame.rename(columns=str).set_index("0"), border="horizontal", hide_header=True)


def box(label: str, key: str, ticked: bool, turn: Callable[[bool], None], **look: Any) -> None:
    """A box that shows what the store holds, whoever changed it.

    When somebody else changed it, another widget takes its place: a rerun that the browser asked for before it saw
    the change still carries the old value, and would count as a click on the widget that was changed.

    Args:
        label: Its text; markdown.
        key: Unique on the page.
        ticked: What the store holds.
        turn: What to do with what the person wants to see.
        look: Further arguments of `st.checkbox`.
    """
    if st.session_state.get(_standing(key), ticked) != ticked:
        st.session_state[f"{key}.changes"] = st.session_state.get(f"{key}.changes", 0) + 1
    name = _standing(key)
    st.checkbox(label, ticked, key=name, on_change=_turned, args=(key, name, turn), **look)


def _standing(key: str) -> str:
    """The key of the widget that stands for a box now."""
    changes = st.session_state.get(f"{key}.changes", 0)
    return f"{key}.{changes}" if changes else key


def _turned(key: str, name: str, turn: Callable[[bool], None]) -> None:
    if name == _standing(key):
        turn(bool(st.session_state[name]))


def empty(icon: str, text: str, key: str, action: str | None = None, act: Callable[[], None] | None = None) -> None:
    """An empty state: one sentence with the next step, and a button that takes it."""
    with st.container(border=True, horizontal_alignment="center", gap="xsmall", key=f"empty-{key}"):
        st.markdown(f":gray[:material/{icon}:] {text}", text_alignment="center")
        if action:
            with st.container(horizontal=True, horizontal_alignment="center"):
                st.button(action, type="primary", key=f"{key}-do", on_click=act)


@contextmanager
def refusals() -> Iterator[None]:
    """Show a refusal as a sentence where it happens; wrap every call of the desk with it."""
    try:
        yield
    except CampaignError as refusal:
        st.toast(plain(str(refusal)), icon=":material/block:")
