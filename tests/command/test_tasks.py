import pytest


def task(run, name):
    return next(one for one in run("tasks", "--campaign", 1).value if one["task"] == name)


def test_a_tick_names_who_and_when_and_a_second_one_keeps_the_first(planned):
    planned("users", "add", "Mei Tan", "--login", "mei", "--role", "lead", "--function", "marketing")
    first = planned("tick", "P2-MK-1", "--campaign", 1, "--as", "mei", "--note", "sent").value
    assert (first["status"], first["ticked_by"]) == ("done", "Mei Tan")
    assert first["ticked_at"] == "2026-11-12T22:20:00Z"
    assert first["evidence"]
    assert planned("tick", "P2-MK-1", "--campaign", 1, "--as", "Lin Yue").value["ticked_by"] == "Mei Tan"
    assert task(planned, "P2-MK-1") == first


def test_undo_and_waive(planned):
    planned("tick", "P1-OV-2", "--campaign", 1, "--as", "lin")
    assert planned("tick", "P1-OV-2", "--campaign", 1, "--as", "lin", "--undo").value["status"] == "todo"
    waived = planned("tick", "P1-OV-2", "--campaign", 1, "--as", "lin", "--waive", "done last year").value
    assert waived["status"] == "waived"
    assert planned("tick", "P1-OV-2", "--campaign", 1, "--as", "lin", "--undo").value["status"] == "todo"
    assert planned("tick", "P1-OV-2", "--campaign", 1, "--as", "lin", "--waive", " ").status == 1
    assert planned("tick", "P1-OV-2", "--campaign", 1, "--as", "lin", "--waive", "x", "--undo").status == 1


def test_a_lead_ticks_only_the_functions_they_lead(planned):
    planned("users", "add", "Mei Tan", "--login", "mei", "--role", "lead", "--function", "marketing")
    said = planned("tick", "P1-PR-1", "--campaign", 1, "--as", "mei")
    assert said.status == 1
    assert task(planned, "P1-PR-1")["status"] == "todo"


@pytest.mark.parametrize(
    ("option", "value", "field"),
    [("--function", "marketing", "function"), ("--phase", "launch", "phase"), ("--status", "done", "status")],
)
def test_the_checklist_is_filtered(shown, option, value, field):
    rows = shown("tasks", "--campaign", 1, option, value).value
    assert rows
    assert {row[field] for row in rows} == {value}
    assert len(rows) < 102


def test_a_function_that_is_none_is_refused(shown):
    assert shown("tasks", "--campaign", 1, "--function", "magic").status == 1


def test_rows_have_the_keys_of_the_contract(shown):
    keys = ["task", "phase", "function", "title", "title_zh", "status", "due", "owner", "ticked_by", "ticked_at",
            "evidence"]  # fmt: skip
    assert all(list(row) == keys for row in shown("tasks", "--campaign", 1).value)
