"""The demo campaign on its second launch day, today: made once, copied for each test, read in its pages."""

import shutil
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from streamlit.testing.v1 import AppTest

from campaign import demo
from campaign.desk import Desk
from campaign.desk.accounts import SESSION_LASTS
from campaign.plan.campaigns import Campaign
from campaign.storage import Store
from campaign.team import members
from campaign.team.members import Member, Session
from campaign.web.server import state
from tests import components

components.look_once()

PASSWORD = "correct horse battery"
CHECKOUT = Path(__file__).parents[2]
NAVIGATION = CHECKOUT / "campaign" / "web" / "shell" / "navigation.py"
LEAD = "mei.tan"


@dataclass
class Shop:
    """A data folder, who is signed in to it, and its campaign."""

    folder: Path
    secrets: dict[str, str]
    campaign_id: int

    @property
    def desk(self):
        return state.desk()

    @property
    def campaign(self):
        return state.store().records(Campaign).one(self.campaign_id)

    @property
    def room(self):
        return state.room(self.campaign, datetime.now(UTC))

    def member(self, who="commander"):
        return self.desk.accounts.session(self.secrets[who], datetime.now(UTC))

    def page(self, name, who="commander") -> AppTest:
        """A page as somebody sees it, through the navigation.

        Before its first run AppTest takes a page's file name for its address, which a name of two words is not.
        """
        app = AppTest.from_file(str(NAVIGATION), default_timeout=60)
        app.user = {"session": self.secrets[who]}
        app.session_state["campaign"] = self.campaign_id
        if "_" in name:
            app.run()
        return (app if name == "today" else app.switch_page(str(CHECKOUT / "pages" / f"{name}.py"))).run()

    def piece(self, source, who="commander") -> AppTest:
        """A piece of a page alone: what the drawer shows."""
        app = AppTest.from_string(source, default_timeout=60)
        app.user = {"session": self.secrets[who]}
        return app.run()


def seen_by(store: Store, member: Member, at: datetime) -> str:
    """A session through which the tests see what one of the demo's people would, though nobody comes in as them."""
    secret = members.secret()
    store.records(Session).add(
        Session(digest=members.digest(secret), member=member.id, created=at, expires=at + SESSION_LASTS)
    )
    return secret


@pytest.fixture(scope="session")
def made(tmp_path_factory):
    """The demo with a session of each of its people, by login, and of two by what they are too."""
    folder, now = tmp_path_factory.mktemp("demo"), datetime.now(UTC)
    store = Store(folder)
    campaign = demo.make(store, now.astimezone(ZoneInfo(demo.ZONE)).date(), now)
    secrets = {one.login: seen_by(store, one, now) for one in store.records(Member).all()}
    secrets |= {"commander": secrets["lin.yue"], "lead": secrets[LEAD]}
    store.close()
    return folder, secrets, campaign.id


@pytest.fixture(scope="session")
def bare(tmp_path_factory):
    """A campaign about a year ahead, of which nothing but the plan is known."""
    folder, now = tmp_path_factory.mktemp("bare"), datetime.now(UTC)
    store = Store(folder)
    desk = Desk(store)
    lin = desk.accounts.set_up(desk.accounts.set_up_link(now), "Lin Yue", "lin.yue", PASSWORD, now)
    secret = desk.accounts.sign_in("lin.yue", PASSWORD, "test", now)[0]
    campaign = desk.campaigns.plan(
        lin,
        now,
        name="Double 11",
        launch=now.date().replace(day=1).replace(year=now.year + 1),
        zone="Asia/Shanghai",
        currency="CNY",
        store="main",
    )
    store.close()
    return folder, {"commander": secret}, campaign.id


@pytest.fixture
def look(made, monkeypatch) -> Shop:
    """The demo itself, only to be looked at: what is worked out for one test serves the next."""
    folder, secrets, campaign = made
    monkeypatch.setenv("ELEVEN_DATA", str(folder))
    return Shop(folder, secrets, campaign)


def _copied(source, tmp_path, monkeypatch) -> Shop:
    folder, secrets, campaign = source
    monkeypatch.setenv("ELEVEN_DATA", str(shutil.copytree(folder, tmp_path / "data")))
    return Shop(tmp_path / "data", secrets, campaign)


@pytest.fixture
def shop(made, tmp_path, monkeypatch) -> Shop:
    """The demo, to be changed freely."""
    return _copied(made, tmp_path, monkeypatch)


@pytest.fixture
def empty(bare, tmp_path, monkeypatch) -> Shop:
    """A planned campaign without any import."""
    return _copied(bare, tmp_path, monkeypatch)


@pytest.fixture
def stranger(made, monkeypatch):
    """Runs a page file by itself, without anybody signed in, and returns everything that it drew."""
    monkeypatch.setenv("ELEVEN_DATA", str(made[0]))

    def drawn(name) -> list[str]:
        app = AppTest.from_file(str(CHECKOUT / "pages" / f"{name}.py"), default_timeout=60).run()
        assert not app.exception
        return [one.value for one in (*app.markdown, *app.subheader, *app.caption, *app.metric, *app.button)]

    return drawn
