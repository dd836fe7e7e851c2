import pytest

COMMANDS = ("demo", "new", "campaigns", "phases", "tasks", "tick", "import", "totals", "tiers", "targets", "budget",
            "restock", "alerts", "review", "export", "users")  # fmt: skip


@pytest.mark.parametrize("words", [("--help",), *((name, "--help") for name in COMMANDS)])
def test_every_command_explains_itself(run, capsys, words):
    assert run(*words, as_json=False).status == 0
    assert "python -m campaign" in capsys.readouterr().out


def test_the_help_names_every_command(run, capsys):
    run("--help", as_json=False)
    said = capsys.readouterr().out
    assert all(f"  {name} " in said for name in COMMANDS)


@pytest.mark.parametrize(
    "words", [(), ("fly",), ("new", "--name", "N"), ("totals", "--campaign", "1", "--by", "moon"), ("phases",)]
)
def test_wrong_usage_is_2_and_prints_nothing_on_standard_output(run, capsys, words):
    said = run(*words)
    assert said.status == 2
    assert said.out == ""
    assert "campaign" in capsys.readouterr().err


@pytest.mark.parametrize(
    "words",
    [
        ("phases", "--campaign", "7"),
        ("tick", "P1-OV-1", "--campaign", "1", "--as", "nobody"),
        ("import", "absent.csv", "--campaign", "1"),
        ("new", "--name", "N", "--launch", "2026-11-11", "--zone", "Moon/Base"),
        ("new", "--name", "N", "--launch", "2026-11-11", "--gmv", "much"),
        ("users", "revoke", "nobody"),
    ],
)
def test_a_refusal_is_1_one_json_object_and_a_sentence_for_people(planned, words):
    said = planned(*words)
    assert said.status == 1
    assert said.value["error"]
    assert said.value["error"] in said.err


def test_options_for_all_commands_stand_before_or_behind(run, tmp_path):
    before = run("campaigns")
    behind = run("campaigns", "--data", tmp_path / "other", "--json", as_json=False)
    assert before.value == behind.value == []


def test_the_language_is_chosen_by_option_or_by_the_environment(planned, monkeypatch):
    for name in ("LC_ALL", "LC_MESSAGES"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", "en_US.UTF-8")
    english = planned("tasks", "--campaign", 1, "--phase", "launch", as_json=False).out
    monkeypatch.setenv("LANG", "zh_CN.UTF-8")
    chinese = planned("tasks", "--campaign", 1, "--phase", "launch", as_json=False).out
    assert "Hold the sprint mobilisation meeting" in english
    assert "冲刺动员大会" in chinese
    assert planned("--language", "en", "tasks", "--campaign", 1, "--phase", "launch", as_json=False).out == english
