"""Tokens by the command line, and one look into the watched folder."""

from datetime import UTC, datetime
from pathlib import Path

from campaign.desk import Desk
from campaign.storage import Store

AT = datetime(2026, 11, 12, 22, 20, tzinfo=UTC)


def test_a_token_is_made_listed_and_ended(planned, tmp_path: Path):
    made = planned("token", "create", "--campaign", 1, "--source", "erp", "--scope", "stock", "--scope", "facts").value
    assert made["scopes"] == ["facts", "stock"]
    store = Store(tmp_path / "store")
    assert Desk(store).feeds.token_of(made["secret"], AT).source == "erp"
    (listed,) = planned("token", "list", "--campaign", 1).value
    assert "secret" not in listed
    assert (listed["source"], listed["used"], listed["revoked"]) == ("erp", "2026-11-12T22:20:00Z", None)
    assert planned("token", "revoke", made["prefix"]).value["revoked"] == "2026-11-12T22:20:00Z"
    assert Desk(store).feeds.token_of(made["secret"], AT) is None
    store.close()
    shown = planned("token", "list", "--campaign", 1, as_json=False).out
    assert made["prefix"] in shown
    assert made["secret"] not in shown


def test_a_token_that_is_not_there_cannot_be_ended(planned):
    assert planned("token", "revoke", "7").status == 1
    assert planned("token", "create", "--campaign", 1, "--source", "manual", "--scope", "facts").status == 1


def test_the_watched_folder_is_looked_through_once(planned, tmp_path: Path):
    inbox = tmp_path / "store" / "inbox"
    inbox.mkdir()
    (inbox / "days.csv").write_text("day,product_id,units\n2016-11-06,A1,6\n")
    (inbox / "odd.csv").write_text("a,b\n1,2\n")
    said = planned("inbox")
    assert said.status == 1
    assert [(one["file"], one["taken"], one["path"]) for one in said.value["files"]] == [
        ("days.csv", True, "inbox/done/2026-11-13/days.csv"),
        ("odd.csv", False, "inbox/refused/odd.csv"),
    ]
    assert "odd.csv" in said.err
