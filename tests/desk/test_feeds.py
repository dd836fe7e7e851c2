"""Tokens are the commander's, show their secret once, and post only what they may; a post is answered once."""

from datetime import timedelta

import pytest

from campaign.base import language
from campaign.desk import Refused
from campaign.facts.batches import Batch
from campaign.intake.files.json_rows import open_post
from campaign.products import Product
from campaign.team.tokens import Reply, Token, TokenError

from .conftest import AT

ROWS = b'[{"day": "2026-11-06", "product_id": "A1", "units": 3, "revenue": 19.99}]'


@pytest.fixture
def token(team):
    return team.desk.feeds.make_token(team.commander, team.campaign.id, "erp", ["spend", "facts"], AT)[0]


def reading(team, token, body=ROWS, kind="facts"):
    post = open_post(body, f"{kind}.json")
    return team.desk.feeds.read_post(token, kind, post.sheet, post.constants)


def test_only_the_commander_makes_and_ends_tokens(team, token):
    for nobody in (team.lead, team.member):
        with pytest.raises(Refused):
            team.desk.feeds.make_token(nobody, team.campaign.id, "erp", ["facts"], AT)
        with pytest.raises(Refused):
            team.desk.feeds.revoke_token(nobody, token.id, AT)


def test_a_secret_is_kept_as_a_digest_and_recognised_by_its_beginning(team):
    made, secret = team.desk.feeds.make_token(team.commander, team.campaign.id, " erp ", ["facts", "facts"], AT)
    assert made.source == "erp"
    assert made.scopes == ("facts",)
    assert secret.startswith(made.prefix)
    assert len(secret) > len(made.prefix) + 20
    assert secret not in made.model_dump_json()


def test_a_token_opens_until_it_is_ended(team):
    made, secret = team.desk.feeds.make_token(team.commander, team.campaign.id, "erp", ["facts"], AT)
    assert team.desk.feeds.token_of(secret, AT).id == made.id
    assert team.desk.feeds.token_of(made.prefix, AT) is None
    assert team.desk.feeds.token_of(secret[:-1] + ("A" if secret[-1] != "A" else "B"), AT) is None
    assert team.desk.feeds.token_of("", AT) is None
    team.desk.feeds.revoke_token(team.commander, made.id, AT)
    assert team.desk.feeds.token_of(secret, AT) is None


def test_a_use_is_noted_once_a_minute(team):
    made, secret = team.desk.feeds.make_token(team.commander, team.campaign.id, "erp", ["facts"], AT)
    before = team.desk.store.documents.revision()
    for seconds in range(60):
        team.desk.feeds.token_of(secret, AT + timedelta(seconds=seconds))
    assert team.desk.store.documents.revision() == before + 1
    team.desk.feeds.token_of(secret, AT + timedelta(seconds=60))
    assert team.desk.store.records(Token).one(made.id).used == AT + timedelta(seconds=60)


@pytest.mark.parametrize("name", ["", "  ", "manual", "x" * 61, "two\nlines"])
def test_a_source_that_cannot_be_told_apart_is_refused(team, name):
    with pytest.raises(TokenError):
        team.desk.feeds.make_token(team.commander, team.campaign.id, name, ["facts"], AT)


@pytest.mark.parametrize("scopes", [[], ["products"], ["facts", "everything"]])
def test_a_token_posts_what_there_is_to_post(team, scopes):
    with pytest.raises(TokenError):
        team.desk.feeds.make_token(team.commander, team.campaign.id, "erp", scopes, AT)


def test_tokens_made_and_ended_stand_in_the_journal_without_their_secret(team):
    made, secret = team.desk.feeds.make_token(team.commander, team.campaign.id, "erp", ["facts"], AT)
    team.desk.feeds.revoke_token(team.commander, made.id, AT)
    team.desk.feeds.revoke_token(team.commander, made.id, AT)
    entries = team.journal("make_token") + team.journal("revoke_token")
    assert [(one.what, one.title, one.who) for one in entries] == [
        ("make_token", "erp", "Lin Yue"),
        ("revoke_token", "erp", "Lin Yue"),
    ]
    assert not any(secret in one.model_dump_json() for one in entries)


def test_a_token_remembers_the_language_it_was_made_in(team):
    with language.speaking("zh_CN"):
        made, _secret = team.desk.feeds.make_token(team.commander, team.campaign.id, "erp", ["facts"], AT)
    assert made.language == "zh_CN"


def test_a_post_is_a_batch_of_its_source(team, token):
    batch = team.desk.feeds.post(token, reading(team, token), AT)
    assert (batch.via, batch.who, batch.source, batch.new) == ("feed", "erp", "erp", 1)
    assert [entry.who for entry in team.journal("import")] == ["erp"]
    frame = team.desk.store.facts.totals("main", "product", zone=team.campaign.zone, source="erp").frame
    assert (int(frame["units"].iloc[0]), int(frame["revenue_minor"].iloc[0])) == (3, 1999)


def test_the_same_rows_again_leave_no_second_receipt(team, token):
    team.desk.feeds.post(token, reading(team, token), AT)
    again = team.desk.feeds.post(token, reading(team, token), AT)
    assert (again.new, again.changed, again.same, again.id) == (0, 0, 1, 0)
    assert len(team.desk.store.records(Batch).all()) == 1


def test_a_token_posts_nothing_beyond_its_scope(team, token):
    body = b'[{"at": "2026-11-06T10:00:00Z", "sku_id": "A1-S", "product_id": "A1", "on_hand": 3}]'
    with pytest.raises(Refused):
        team.desk.feeds.post(token, reading(team, token, body, "stock"), AT)
    assert not team.desk.store.records(Batch).all()


def test_a_feed_of_figures_changes_no_product(team, token):
    body = b'[{"day": "2026-11-06", "product_id": "A1", "title": "Cheap", "price": "wrong", "units": 3}]'
    found = reading(team, token, body)
    team.desk.feeds.post(token, found, AT)
    assert set(found.unread) == {"title", "price"}
    assert not found.found.problems
    assert team.desk.store.records(Product).all() == []


def test_persons_are_dropped_and_named(team, token):
    body = (
        b'[{"day": "2026-11-06", "product_id": "A1", "units": 3, "buyer_name": "Wang Fang", "phone": "13800138000",'
        b' "shipping_address": "Nanjing Road 1", "nickname": "ff"}]'
    )
    found = reading(team, token, body)
    assert set(found.personal) == {"buyer_name", "phone", "shipping_address"}
    assert found.unread == ("nickname",)


def test_rows_that_are_no_rows_are_counted_among_the_refused(team, token):
    body = (
        b'[7, {"day": "2026-11-06", "product_id": "A1", "units": {"n": 3}},'
        b' {"day": "2026-11-06", "product_id": "A2", "units": 4}]'
    )
    found = reading(team, token, body).found
    assert (found.rows, found.accepted, found.refused) == (3, 1, 2)
    assert [(one.line, one.column) for one in found.problems] == [(1, None), (2, "units")]


def test_a_reply_is_kept_for_two_days_and_holds_nothing_of_the_rows(team, token):
    batch = team.desk.feeds.post(token, reading(team, token), AT)
    team.desk.feeds.keep_reply(token, "k", "digest", batch, AT)
    kept = team.desk.feeds.reply(token, "k", AT + timedelta(hours=47))
    assert (kept.batch, kept.new, kept.digest) == (batch.id, 1, "digest")
    assert "A1" not in kept.model_dump_json()
    assert team.desk.feeds.reply(token, "k", AT + timedelta(hours=48)) is None
    team.desk.feeds.keep_reply(token, "l", "other", batch, AT + timedelta(hours=48))
    assert [one.key for one in team.desk.store.records(Reply).all()] == ["l"]


def test_a_key_belongs_to_its_token(team, token):
    other, _secret = team.desk.feeds.make_token(team.commander, team.campaign.id, "erp", ["facts"], AT)
    team.desk.feeds.keep_reply(token, "k", "digest", team.desk.feeds.post(token, reading(team, token), AT), AT)
    assert team.desk.feeds.reply(other, "k", AT) is None
