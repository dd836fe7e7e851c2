from datetime import UTC, datetime
from pathlib import Path

from campaign.desk import Desk
from campaign.storage import Store

NOW = datetime(2026, 11, 12, 22, 20, tzinfo=UTC)


def test_a_new_account_prints_a_link_that_works_once(run, tmp_path: Path):
    link = run("users", "add", "Lin Yue", "--login", "lin", "--role", "commander").value["link"]
    secret = link.rpartition("/")[2]
    store = Store(tmp_path / "store")
    desk = Desk(store)
    assert desk.accounts.accept_invitation(secret, "a long enough password", NOW).name == "Lin Yue"
    assert desk.accounts.invitation(secret, NOW) is None
    store.close()


def test_accounts_are_listed_changed_and_closed(planned):
    planned("users", "add", "Mei Tan", "--login", "mei")
    planned("users", "role", "mei", "--role", "lead", "--function", "marketing", "--function", "visual")
    listed = {one["name"]: one for one in planned("users", "list").value}
    assert listed["Mei Tan"]["role"] == "lead"
    assert listed["Mei Tan"]["functions"] == ["marketing", "visual"]
    assert planned("users", "revoke", "mei").value["active"] is False
    assert planned("tick", "P2-MK-1", "--campaign", 1, "--as", "mei").status == 1


def test_the_only_commander_stays(planned):
    assert planned("users", "revoke", "lin").status == 1
    assert planned("users", "role", "lin", "--role", "member").status == 1


def test_a_function_that_does_not_exist_is_refused(planned):
    assert planned("users", "add", "Kim", "--function", "magic").status == 1
    assert len(planned("users", "list").value) == 1


def test_the_demos_people_are_in_no_list_and_act_in_no_other_campaign(planned):
    assert planned("demo", "--day", "2026-11-12").value == {"campaign": 2}
    assert [one["login"] for one in planned("users", "list").value] == ["lin"]
    assert planned("users", "revoke", "mei.tan").status != 0
    task = planned("tasks", "--campaign", 1).value[0]["task"]
    refused = planned("tick", task, "--campaign", 1, "--as", "lin.yue")
    assert refused.status != 0
    assert "0 members are called 'lin.yue'" in refused.err
