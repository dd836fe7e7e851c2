"""Every page, for everyone who may open it."""

import pytest

from campaign import demo
from campaign.web.shell import frame

from .conftest import CHECKOUT

PEOPLE = [demo.login(name) for name, _role, _functions in demo.TEAM]


@pytest.mark.parametrize("login", PEOPLE)
def test_everyone_opens_every_page_of_their_menu(look, login):
    visitor, app = look.member(login), look.page("today", login)
    assert not app.exception, app.exception[0].message
    for entry in (one for entries in frame.SECTIONS.values() for one in entries if frame.sees(visitor, one)):
        app.switch_page(str(CHECKOUT / "pages" / f"{entry.name}.py")).run()
        assert not app.exception, f"{entry.name}: {app.exception[0].message}"
        assert app.session_state["page"] == entry.title
