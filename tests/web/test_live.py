"""Live pages in a real browser: another's tick, another process, one stream, none while hidden."""

import time
from contextlib import contextmanager
from datetime import UTC, datetime

import pytest

from campaign.plan.tasks import Task
from campaign.storage import Store

from .conftest import House, launched

TWO_LIVE_PARTS = """
import streamlit as st
from campaign.web.widgets import live, session
from campaign.web.blocks.task_rows import task_rows

session.require()

@live.fragment("documents")
def rows():
    task_rows(session.room().tasks.of_phase("warm_up")[:12], "here")

@live.fragment("facts")
def figures():
    st.markdown("figures")

rows()
figures()
"""

PATIENCE_SECONDS = 20
pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    folder = tmp_path_factory.mktemp("live")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ELEVEN_DATA", str(folder))
        house = House(folder)
        house.set_up()
        house.plan()
        yield house


@pytest.fixture(scope="module")
def server(house):
    script = house.folder / "script.py"
    script.write_text(TWO_LIVE_PARTS)
    server = launched(house.folder, script=script)
    server.start()
    yield server
    server.stop()


@contextmanager
def opened(chromium, server, house):
    """A page of somebody signed in, and the requests it made for its stream."""
    context = chromium.new_context()
    context.add_cookies([{"name": "eleven", "value": house.sign_in(), "url": server.url}])
    page = context.new_page()
    streams = []
    page.on("request", lambda request: streams.append(request) if "/live" in request.url else None)
    page.goto(server.url)
    page.wait_for_selector(".stCheckbox")
    page.wait_for_timeout(1000)
    yield page, streams
    context.close()


def box(page, number: int):
    return page.locator(".stCheckbox input").nth(number)


def until(page, holds) -> None:
    """Wait for something the page does on its own."""
    started = time.monotonic()
    while not holds():
        assert time.monotonic() - started < PATIENCE_SECONDS
        page.wait_for_timeout(20)


def seen_after_ms(page, number: int, ticked: bool) -> float:
    started = time.monotonic()
    while box(page, number).is_checked() is not ticked:
        assert time.monotonic() - started < PATIENCE_SECONDS
        page.wait_for_timeout(5)
    return (time.monotonic() - started) * 1000


def test_a_tick_in_one_browser_is_seen_in_another(chromium, server, house):
    with opened(chromium, server, house) as (mine, _), opened(chromium, server, house) as (theirs, _):
        times = []
        for number in range(8):
            mine.locator(".stCheckbox label").nth(number).click()
            times.append(seen_after_ms(theirs, number, ticked=True))
        print(f"a tick seen after {sorted(times)[len(times) // 2]:.0f} ms (median), {max(times):.0f} ms (longest)")


def test_a_tick_of_another_process_is_seen(chromium, server, house):
    other = type(house.desk)(Store(house.folder))
    with opened(chromium, server, house) as (page, _):
        number = 10
        task = [one for one in other.store.records(Task).all() if one.phase == "warm_up"][number]
        other.tasks.tick(None, task.campaign, task.task, datetime.now(UTC))
        seen_after_ms(page, number, ticked=True)
    other.store.close()


def test_a_page_holds_one_stream_and_none_while_it_is_hidden(chromium, server, house):
    with opened(chromium, server, house) as (page, streams):
        assert len(streams) == 1
        page.evaluate(
            """() => {
                Object.defineProperty(document, "hidden", { value: true, configurable: true });
                document.dispatchEvent(new Event("visibilitychange"));
            }"""
        )
        until(page, lambda: streams[0].failure)
        page.evaluate(
            """() => {
                Object.defineProperty(document, "hidden", { value: false, configurable: true });
                document.dispatchEvent(new Event("visibilitychange"));
            }"""
        )
        until(page, lambda: len(streams) == 2)


def test_whoever_is_shown_out_finds_themselves_at_the_door(chromium, server, house):
    with opened(chromium, server, house) as (page, _):
        session = house.desk.accounts.sessions(datetime.now(UTC))[0]
        house.desk.accounts.revoke_session(None, session.id, datetime.now(UTC))
        page.wait_for_url("**/sign-in*", timeout=PATIENCE_SECONDS * 1000)
