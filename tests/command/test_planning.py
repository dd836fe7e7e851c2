import pytest

WARM_UP = {"phase": "warm_up", "starts": "2026-10-28T07:00:00Z", "ends": "2026-11-11T08:00:00Z", "hours": 337}


def test_a_new_campaign_has_four_phases_and_102_tasks(run):
    made = run("new", "--name", "Double 11", "--launch", "2026-11-11", "--gmv", "1200000.50", "--budget", "240000")
    assert made.value["tasks"] == 102
    assert made.value["phases"][1] == WARM_UP
    (listed,) = run("campaigns").value
    assert listed["campaign"] == made.value["campaign"]
    assert listed["gmv"] == {"minor": 120_000_050, "currency": "USD"}
    assert listed["launch"] == "2026-11-11"


def test_unknown_amounts_are_null(planned):
    (listed,) = planned("campaigns").value
    assert listed["budget"] is None


@pytest.mark.parametrize(
    ("at", "phase"),
    [
        ("2026-11-11T07:59:59Z", "warm_up"),
        ("2026-11-11T08:00:00Z", "launch"),
        ("2026-11-11T00:00", "launch"),
        ("2026-11-12T23:00:00-08:00", "launch"),
        ("2027-01-01T00:00:00Z", None),
    ],
)
def test_where_we_are_at_an_instant(shown, at, phase):
    assert shown("phases", "--campaign", 1, "--at", at).value["now"] == phase


def test_a_campaign_goes_by_number_or_name(shown):
    by_number = shown("phases", "--campaign", 1).value
    assert shown("phases", "--campaign", "Double 11 2026").value == by_number


def test_without_day_or_instant_figures_are_as_of_the_last_day_with_facts(shown, tmp_path):
    assert shown("phases", "--campaign", 1).value["at"] == "2026-11-12T22:20:00Z"


def test_tables_for_people_are_aligned(shown):
    head, *rows = shown("campaigns", as_json=False).out.splitlines()
    assert rows[0][head.index("Launch day") :].startswith("2026-11-11")
    assert "$1,200,000" in rows[0]
