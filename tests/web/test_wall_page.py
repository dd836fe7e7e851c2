"""The wall inside a Streamlit page: one stream, no script run for a refresh, the page's own theme."""

import sys
from datetime import UTC, datetime

import pytest

from campaign.plan.tasks import Task, is_open
from tests.chromium import opened
from tests.web.conftest import Served, free_port

pytestmark = pytest.mark.browser

PAGE = """
import streamlit as st
from campaign.plan.campaigns import Campaign
from campaign.web.server import state
from campaign.web.widgets import session
from campaign.web.panels.war_room import element

session.require()
st.set_page_config(layout="wide")
element.element(state.store().records(Campaign).all()[0].id, rotate=0)
"""
SERVE = """
import pathlib, sys
from campaign.web.server import app, launcher
launcher.serve(app.create(pathlib.Path(sys.argv[1])))
"""


@pytest.fixture
def served(house, tmp_path):
    page = tmp_path / "page.py"
    page.write_text(PAGE)
    server = Served(tmp_path, free_port(), (sys.executable, "-c", SERVE, str(page)))
    yield server
    if server.process is not None and server.process.poll() is None:
        server.stop()


def ticked(house, campaign: int) -> int:
    """Tick a task from outside the server; the revision it makes."""
    task = next(one for one in house.desk.store.records(Task).by("campaign", campaign) if is_open(one))
    house.desk.tasks.tick(None, campaign, task.task, datetime.now(UTC))
    return sum(house.desk.store.revision())


def test_a_change_reaches_the_page_by_its_one_stream_and_without_a_run(house, served):
    house.set_up()
    campaign = house.plan().id
    session = house.sign_in()
    served.start()
    with opened() as browser:
        for scheme in ("light", "dark"):
            context = browser.new_context(viewport={"width": 1440, "height": 900}, color_scheme=scheme)
            context.add_cookies([{"name": "eleven", "value": session, "url": served.url}])
            page, said, frames, streams = context.new_page(), [], [], []
            page.on("pageerror", lambda error, said=said: said.append(str(error)))
            page.on("websocket", lambda one, frames=frames: one.on("framereceived", lambda frame: frames.append(frame)))
            page.on("request", lambda one, streams=streams: "/live" in one.url and streams.append(one.url))
            page.goto(served.url)
            page.wait_for_selector(".stage", timeout=20_000)
            page.wait_for_timeout(1000)
            heard = len(frames)
            revision = ticked(house, campaign)
            page.wait_for_selector(f".stage[data-revision='{revision}']", timeout=2000)
            assert len(frames) == heard
            assert len(streams) == 1
            assert said == []
            light = page.locator(".wall.light").count()
            assert light == (scheme == "light")
            box = page.locator(".wall").bounding_box()
            assert abs(box["width"] / box["height"] - 16 / 9) < 0.01
            context.close()
    # An open stream must not keep the server from stopping.
    assert served.stop() < 5
