"""Feeds are made and ended on the Data page: a secret shows once, an end is asked for once, a lead may only look."""

import shlex
from datetime import UTC, datetime

import pytest

from campaign.facts.batches import Arrival
from campaign.team.tokens import Token
from campaign.web.server import state

PIECE = """
from campaign.web.panels.data import tokens
from campaign.web.widgets import session
visitor = session.require()
tokens.feeds(visitor, session.room())
"""


@pytest.fixture
def piece(empty):
    return empty.piece(PIECE)


def button(app, start):
    return next(one for one in app.button if one.key and one.key.startswith(start))


def made(app, source="erp"):
    app.text_input(key="feeds.source").input(source)
    return button(app, "feeds.make").click().run()


def texts(app):
    return "\n".join(one.value for one in app.markdown)


def tokens():
    return state.store().records(Token).all()


def test_a_token_shows_its_secret_once_with_a_line_to_try(piece):
    assert "No system posts figures yet" in texts(piece)
    app = made(piece)
    secret, line = (one.value for one in app.code)
    (token,) = tokens()
    assert state.desk().feeds.token_of(secret, datetime.now(UTC)).id == token.id
    words = shlex.split(line.replace("\\\n", ""))
    assert f"Authorization: Bearer {secret}" in words
    assert any(word.endswith("/api/facts") for word in words)
    assert f"{token.prefix}…" in texts(app).replace("\\", "")
    app = button(app, "feeds.copied").click().run()
    assert not app.code


def test_a_token_that_cannot_be_made_is_said(piece):
    app = made(piece, "manual")
    assert not tokens()
    assert "manual" in app.toast[0].value


def test_an_end_is_asked_for_once(piece):
    app = made(piece)
    app = button(app, "feeds.end").click().run()
    app = button(app, "feeds.keep").click().run()
    assert tokens()[0].revoked is None
    app = button(app, "feeds.end").click().run()
    app = button(app, "feeds.sure").click().run()
    assert tokens()[0].revoked is not None
    assert "ended" in texts(app)
    assert not [one for one in app.button if one.key and one.key.startswith("feeds.end")]


def test_who_made_it_and_when_it_was_used_stand_beside_it(piece):
    app = made(piece)
    assert "made by Lin Yue" in texts(app)
    assert "never used" in texts(app)
    state.desk().feeds.token_of(app.code[0].value, datetime.now(UTC))
    assert "last used" in texts(app.run())


def test_a_lead_looks_and_makes_none(shop):
    state.desk().feeds.make_token(None, shop.campaign_id, "erp", ["facts"], datetime.now(UTC))
    app = shop.piece(PIECE, who="lead")
    assert "erp" in texts(app)
    assert not app.button
    assert not app.text_input


def test_what_arrived_in_the_watched_folder_is_listed(empty):
    table = state.store().records(Arrival)
    at = datetime.now(UTC)
    table.add(Arrival(campaign=empty.campaign_id, at=at, file="a.csv", path="done/a.csv", taken=True))
    table.add(Arrival(campaign=empty.campaign_id, at=at, file="b.csv", path="b", taken=False, reason="b.csv is empty"))
    shown = empty.piece(PIECE).dataframe[0].value
    assert shown.to_numpy()[:, 1:].tolist() == [["b.csv", "refused", "b.csv is empty"], ["a.csv", "taken in", ""]]
