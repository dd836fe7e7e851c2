"""People in browsers of their own before the real server, and what must never happen to any of them."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Locator, Route, TimeoutError, expect

from campaign import demo
from campaign.base import phases
from campaign.desk import Desk
from campaign.plan.campaigns import Campaign
from campaign.storage import Store
from campaign.team.members import Function, Member, Role
from tests.pages.conftest import seen_by
from tests.web.conftest import PASSWORD, Served, chromium, launched

__all__ = ["chromium"]

SCREEN = {
    "viewport": {"width": 1920, "height": 1080},
    "locale": "en-US",
    "timezone_id": "America/Los_Angeles",
    "reduced_motion": "reduce",  # a list that slides open is not still long enough to be clicked on a busy machine
}
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
COMMANDER = "Wei Lan"  # nobody of the demo campaign
PATIENCE_MS, ATTEMPT_MS = 20_000, 4_000
expect.set_options(timeout=PATIENCE_MS)
# Streamlit's own page asks below its deep links for the server first, and finds it at the root.
PROBE = re.compile(r"/[\w-]+/_stcore/(health|host-config)$")
WIDEST = "1760px"  # look.css says so of every page, and nothing else does
IDLE = '.stApp[data-test-script-state="notRunning"][data-test-connection-state="CONNECTED"]'
DRAWN = f'{IDLE} [data-testid="stMainBlockContainer"] :is(h3, .stage, [data-testid="stMarkdown"])'


class Person:
    """Somebody with a browser of their own; what must never happen to them is noted."""

    def __init__(self, browser: Browser, url: str, secret: str = "", **given: object) -> None:
        self.url, self.wrong = url, []
        self.context = browser.new_context(**{**SCREEN, **given})
        self.context.set_default_timeout(PATIENCE_MS)
        self.context.route("**/*", self._route)
        if secret:
            self.context.add_cookies([{"name": "eleven", "value": secret, "url": url}])
        self.page = self.context.new_page()
        self.page.on("console", self._hear)
        self.page.on("pageerror", lambda error: self.wrong.append(f"page error: {error}"))
        self.page.on("websocket", lambda socket: self._same_host(socket.url))

    def opens(self, path: str = "/") -> None:
        """Go to an address and wait until its page is drawn."""
        self.page.goto(self.url + path)
        self.page.wait_for_selector(DRAWN)
        self.rests()

    def walks(self, path: str) -> None:
        """Go to a page by the menu."""
        link = self.page.locator(f'[data-testid="stSidebarNav"] a[href$="{path}"]')
        link.click()
        expect(self.page).to_have_url(re.compile(rf"{re.escape(path)}(\?|$)"))
        self.page.wait_for_selector(DRAWN)
        self.rests()

    def rests(self) -> None:
        """Wait until the page has stayed quiet for a moment."""
        quiet = f"() => document.querySelector('{IDLE}') && !document.querySelector('[data-stale=\"true\"]')"
        self.page.wait_for_function(quiet)
        self.page.wait_for_timeout(150)
        self.page.wait_for_function(quiet)

    def at(self, key: str) -> Locator:
        """The piece of a page with this key."""
        return self.page.locator(".st-key-" + re.sub(r"[^\w-]", "-", key))

    def writes(self, key: str, text: str) -> None:
        """Fill an input."""
        self.at(key).locator("input, textarea").first.fill(text)

    def presses(self, key: str) -> None:
        """Press a button."""
        self.at(key).locator("button").first.click()

    def chooses(self, key: str, words: str) -> None:
        """Choose from a list by typing, again where the page was drawn anew and closed the list."""
        typed = self.at(key).locator("input").first
        option = self.page.get_by_role("option", name=words, exact=True).first
        until = monotonic() + PATIENCE_MS / 1000
        while True:
            typed.click()
            typed.fill(words)
            try:
                return option.click(timeout=ATTEMPT_MS)
            except TimeoutError:
                if monotonic() > until:
                    raise
                self.page.keyboard.press("Escape")

    def reads(self, *texts: str | re.Pattern[str]) -> None:
        """Wait until these can be read."""
        for text in texts:
            expect(self.page.locator("body")).to_contain_text(text, timeout=PATIENCE_MS)

    def dressed(self) -> bool:
        """Whether what is open, if it is a page of ours, wears the look."""
        main = self.page.locator('[data-testid="stMainBlockContainer"]')
        return not main.count() or main.first.evaluate("one => getComputedStyle(one).maxWidth") == WIDEST

    def leaves(self) -> None:
        """Go, and say what was wrong."""
        if not self.page.is_closed() and not self.dressed():
            self.wrong.append(f"without its look: {self.page.url}")
        self.context.close()
        assert not self.wrong, self.wrong

    def _route(self, route: Route) -> None:
        if self._same_host(route.request.url):
            route.continue_()
        else:
            route.abort()

    def _same_host(self, address: str) -> bool:
        if urlsplit(address).netloc in ("", urlsplit(self.url).netloc):
            return True
        self.wrong.append(f"asked another host: {address}")
        return False

    def _hear(self, message) -> None:
        if message.type == "error" and not PROBE.search(message.location.get("url", "")):
            self.wrong.append(f"console: {message.text} {message.location}")


@dataclass
class Shop:
    """A data folder with a server on it, and the desk beside that server."""

    folder: Path
    store: Store
    server: Served

    @property
    def url(self) -> str:
        return self.server.url

    @property
    def desk(self) -> Desk:
        return Desk(self.store)

    @property
    def commander(self) -> Member:
        return next(one for one in self.store.records(Member).all() if one.login == "lin")

    @property
    def campaign(self) -> Campaign:
        return self.store.records(Campaign).all()[-1]

    def joins(self, login: str, role: Role = "member", functions: tuple[Function, ...] = ()) -> Member:
        """A new member, with a password."""
        at = datetime.now(UTC)
        member, link = self.desk.accounts.invite(self.commander, login.title(), login, role, functions, at)
        return self.desk.accounts.accept_invitation(link, PASSWORD, at) if member else member

    def session(self, login: str = "lin") -> str:
        """A session of somebody; its secret. The tests alone look through the eyes of one of the demo's people."""
        for one in self.store.records(Member).by("login", login):
            if one.demo:
                return seen_by(self.store, one, datetime.now(UTC))
        return self.desk.accounts.sign_in(login, PASSWORD, "127.0.0.1", datetime.now(UTC))[0]


def furnish(folder: Path, at: datetime | None = None) -> None:
    """The demo campaign as of an instant, else of now, and its commander's account."""
    now = at or datetime.now(UTC)
    with closing(Store(folder)) as store:
        desk = Desk(store)
        commander = desk.accounts.set_up(desk.accounts.set_up_link(now), COMMANDER, "lin", PASSWORD, now)
        demo.make(store, phases.local_day(now, demo.ZONE), now, commander)


@pytest.fixture(scope="session")
def furnished(tmp_path_factory) -> Path:
    """A data folder with the demo campaign, to be copied."""
    folder = tmp_path_factory.mktemp("furnished")
    furnish(folder)
    return folder


@pytest.fixture(scope="module")
def shop(furnished: Path, tmp_path_factory) -> Iterator[Shop]:
    """The demo campaign, served; each module has its own."""
    folder = tmp_path_factory.mktemp("shop") / "data"
    shutil.copytree(furnished, folder)
    server = launched(folder)
    with closing(Store(folder)) as store:
        server.start()
        yield Shop(folder, store, server)
        server.stop()


@pytest.fixture
def meet(chromium: Browser) -> Iterator[Callable[..., Person]]:
    """Call people in; when the test is over, nothing may have gone wrong for any of them."""
    people: list[Person] = []

    def call(shop: Shop, login: str = "", **given: object) -> Person:
        people.append(Person(chromium, shop.url, shop.session(login) if login else "", **given))
        return people[-1]

    yield call
    for one in people:
        one.leaves()
