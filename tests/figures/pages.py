"""Every page as the commander sees it, and what opens from it: tabs, views, rows, drawers."""

from __future__ import annotations

import os
import shutil
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import user_key_from_element_id

from campaign.storage import Store
from tests.figures import drawn
from tests.web.conftest import CHECKOUT

NAVIGATION = CHECKOUT / "campaign" / "web" / "shell" / "navigation.py"
DEPTH = {"en": 3, "zh_CN": 1}  # how many steps it goes from a page
ALIKE, ROWS = 3, 2  # how many like buttons it presses, how many rows of a table it chooses
CARD = "Open card"  # the button that shows everything known of the product that was chosen


class Step(NamedTuple):
    """Something a person does to see more: with the nth piece of a kind, to get this of it (None: it is so already)."""

    said: str
    kind: str
    place: int
    wanted: Any


class Walk:
    """A commander in one language on a data folder of their own, which is made anew where a step wrote something."""

    def __init__(self, source: Path, made: Path, secret: str, campaign: int, language: str) -> None:
        self.source, self.made, self.secret, self.campaign, self.language = source, made, secret, campaign, language
        self._copies, self._writing = 0, set[str]()
        os.environ["ELEVEN_DATA"] = str(source)
        self.opens("today")  # notes that the commander was here: from now on, looking writes nothing
        self._copy()

    def _copy(self) -> None:
        self._copies += 1
        folder = self.made / f"{self.language[:2]}-{self._copies}"
        shutil.copytree(self.source, folder)
        os.environ["ELEVEN_DATA"] = str(folder)
        self._store = Store(folder)
        self._revision = self._store.revision()

    def wrote(self) -> bool:
        """Whether something was written since the folder was made; if so, all is as it was again."""
        if self._store.revision() == self._revision:
            return False
        self._store.close()
        self._copy()
        return True

    def opens(self, page: str, steps: tuple[Step, ...] = ()) -> AppTest:
        """A page, after some steps."""
        app = AppTest.from_file(str(NAVIGATION), default_timeout=120)
        app.user = {"session": self.secret}
        app.session_state["campaign"], app.session_state["language"] = self.campaign, self.language
        if "_" in page:
            app.run()  # before it AppTest takes a page's file name for its address, which a name of two words is not
        (app if page == "today" else app.switch_page(str(CHECKOUT / "pages" / f"{page}.py"))).run()
        for place, step in enumerate(steps):
            _do(app, step, steps[:place])
        return app

    def tells(self, page: str) -> Iterator[str]:
        """A page, then what each step from it shows that was not there before it."""
        app = self.opens(page)
        seen = self._lines(app)
        yield from seen
        yield from self._further(page, (), app, Counter(seen), set())

    def cards(self) -> Iterator[str]:
        """The card of every product, each section of it; in English."""
        app = self.opens("products")
        before, count = Counter(self._lines(app)), max(len(one.value) for one in app.dataframe)
        for row in range(count):
            place = max(range(len(app.dataframe)), key=lambda one: len(app.dataframe[one].value))
            _do(app, Step("row", "dataframe", place, row), ())
            chosen = Counter(self._lines(app))
            opener = next(one for one in _steps(app) if one.said == f"button {CARD} 1")
            _do(app, opener, ())
            yield f"\n=== product {row}"
            yield from _new(self._lines(app), before | chosen)
            for step in [one for one in _steps(app) if one.said.startswith("Section: ") and one.wanted]:
                yield f"\n=== product {row} > {step.said}"
                _do(app, step, (opener,))
                yield from _new(self._lines(app), before | chosen)

    def _lines(self, app: AppTest) -> list[str]:
        folder = os.environ["ELEVEN_DATA"]  # another after each step that wrote something
        return [line.replace(folder, "DATA") for line in drawn.lines(app._tree)]

    def _further(
        self, page: str, path: tuple[Step, ...], app: AppTest, before: Counter[str], known: set[str]
    ) -> Iterator[str]:
        here, last = None, None
        possible = list(_steps(app))
        for step in possible:
            if step.wanted is None or step.said in known:
                continue
            yield "\n=== " + " > ".join((page, *(one.said for one in (*path, step))))
            if here is not None and last is not None and _follows(here, last, step):
                _do(here, step, path)
            else:
                here = None if step.said in self._writing else self.opens(page, (*path, step))
            last = step
            if here is None or self.wrote():
                self._writing.add(step.said)
                here = None
                yield "(writes)"
                continue
            seen = self._lines(here)
            yield from _new(seen, before)
            if len(path) + 1 < DEPTH[self.language]:
                further = known | {one.said for one in possible}
                yield from self._further(page, (*path, step), here, before | Counter(seen), further)


def _new(lines: list[str], before: Counter[str]) -> Iterator[str]:
    left = before.copy()
    for line in lines:
        if not left[line]:
            yield line
        left[line] -= bool(left[line])


def _nodes(app: AppTest, kind: str) -> list[Any]:
    return [one for one in app._tree if one.type == kind]


def _key(block: Any) -> str | None:
    return user_key_from_element_id(block._block_id)


def _steps(app: AppTest) -> Iterator[Step]:
    """What can be done on a page to see more of it."""
    for place, node in enumerate(_nodes(app, "button_group")):
        if node.key != "language" and node._is_single_select and not node.proto.disabled:
            for option in node.options:
                wanted = None if option in node.formatted_values else option
                yield Step(f"{node.proto.label}: {option}", node.type, place, wanted)
    for place, node in enumerate(_nodes(app, "tab_container")):
        for tab in list(node.children.values())[1:]:
            yield Step(f"tab {tab.label}", node.type, place, tab.label)
    for place, node in enumerate(_nodes(app, "dataframe")):
        if node.key and len(node.proto.selection_mode):
            for row in range(min(len(node.value), ROWS)):
                yield Step(f"row {row} of {node.proto.alt}", node.type, place, row)
    alike: Counter[str] = Counter()
    for place, node in enumerate(_nodes(app, "button")):
        if not node.proto.disabled and not node.proto.is_form_submitter:
            alike[node.label] += 1
            if alike[node.label] <= ALIKE:
                yield Step(f"button {node.label} {alike[node.label]}", node.type, place, True)


def _follows(app: AppTest, last: Step, step: Step) -> bool:
    """Whether a step can be done where the last one led: another view of the same piece."""
    nodes = _nodes(app, "button_group")
    if not last.kind == step.kind == "button_group" or last.place != step.place or step.place >= len(nodes):
        return False
    return step.wanted in nodes[step.place].options


def _do(app: AppTest, step: Step, before: tuple[Step, ...]) -> None:
    """Do a step; in a drawer that the step before pulled open, which a full run would shut, pull it open again."""
    node = _nodes(app, step.kind)[step.place]
    match step.kind:
        case "button_group":
            node.set_value(step.wanted)
        case "tab_container":
            app.session_state[_key(node)] = step.wanted
        case "dataframe":
            app.session_state[node.key] = {"selection": {"rows": [step.wanted], "columns": [], "cells": []}}
        case "button":
            node.click()
    if before and before[-1].kind == "button" and step.kind != "button":
        opener = _nodes(app, "button")[before[-1].place : before[-1].place + 1]
        if opener and not opener[0].proto.disabled:
            opener[0].click()
    app.run()
