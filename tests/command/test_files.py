import pandas as pd
import pytest

KEYS = ["preset", "score", "encoding", "rows", "accepted", "new", "changed", "same", "dropped", "problems", "version"]


def write(path, rows, encoding="utf-8"):
    pd.DataFrame(rows).to_csv(path, index=False, encoding=encoding)
    return path


@pytest.fixture
def sales(tmp_path):
    rows = [{"day": "2016-11-11", "product_id": f"p{n}", "units": n, "revenue": n * 9.9} for n in range(1, 11)]
    return write(tmp_path / "sales.csv", rows)


def units(run, by="day"):
    return {row[by]: row["units"] for row in run("totals", "--campaign", 1, "--by", by).value}


def test_the_answer_has_the_keys_of_the_contract(planned, sales):
    said = planned("import", sales, "--campaign", 1)
    assert said.status == 0
    assert set(KEYS) <= set(said.value)
    assert (said.value["rows"], said.value["accepted"], said.value["new"]) == (10, 10, 10)
    assert said.value["encoding"] == "utf-8"
    (day,) = planned("totals", "--campaign", 1, "--by", "day").value
    assert day["units"] == 55
    assert day["revenue"] == {"minor": 54_450, "currency": "CNY"}


def test_the_same_import_twice_changes_nothing(planned, sales):
    planned("import", sales, "--campaign", 1)
    again = planned("import", sales, "--campaign", 1).value
    assert (again["new"], again["changed"], again["same"], again["version"]) == (0, 0, 10, None)


def test_a_dry_run_writes_nothing(planned, sales):
    said = planned("import", sales, "--campaign", 1, "--dry-run").value
    assert (said["new"], said["version"]) == (10, None)
    assert units(planned) == {}


def test_one_problem_refuses_every_file_unless_good_rows_are_accepted(planned, sales, tmp_path):
    bad = write(
        tmp_path / "bad.csv", [{"day": "2016-11-12", "product_id": "p1", "units": unit} for unit in (3, "many")]
    )
    said = planned("import", sales, bad, "--campaign", 1)
    assert said.status == 1
    (problem,) = said.value["problems"]
    assert (problem["file"], problem["line"], problem["column"], problem["value"]) == ("bad.csv", 3, "units", "many")
    assert "bad.csv" in said.err
    assert units(planned) == {}
    accepted = planned("import", sales, bad, "--campaign", 1, "--accept-good-rows")
    assert accepted.status == 0
    assert accepted.value["accepted"] == 11
    assert len(accepted.value["files"]) == 2
    assert units(planned) == {"2016-11-11": 55, "2016-11-12": 3}


def test_ten_bad_lines_of_a_thousand_leave_990(planned, tmp_path):
    rows = [{"day": "2016-11-11", "product_id": f"p{n}", "units": "x" if n % 100 == 0 else 1} for n in range(1000)]
    path = write(tmp_path / "thousand.csv", rows)
    refused = planned("import", path, "--campaign", 1)
    assert refused.status == 1
    assert len(refused.value["problems"]) == 10
    assert units(planned) == {}
    assert planned("import", path, "--campaign", 1, "--accept-good-rows").value["accepted"] == 990
    assert units(planned) == {"2016-11-11": 990}


def test_a_mapping_is_kept_for_the_next_file_with_these_headers(planned, tmp_path):
    first = write(tmp_path / "one.csv", [{"wann": "2016-11-10", "was": "p1", "wieviel": 4}])
    words = ("--map", "wann=day", "--map", "was=product_id", "--map", "wieviel=units")
    assert planned("import", first, "--campaign", 1).status == 1
    assert planned("import", first, "--campaign", 1, *words).value["preset"] == "mapped"
    second = write(tmp_path / "two.csv", [{"wann": "2016-11-11", "was": "p1", "wieviel": 6}])
    assert planned("import", second, "--campaign", 1).value["accepted"] == 1
    assert units(planned) == {"2016-11-10": 4, "2016-11-11": 6}


def test_a_dry_run_keeps_no_mapping(planned, tmp_path):
    path = write(tmp_path / "one.csv", [{"wann": "2016-11-10", "was": "p1", "wieviel": 4}])
    words = ("--map", "wann=day", "--map", "was=product_id", "--map", "wieviel=units")
    planned("import", path, "--campaign", 1, "--dry-run", *words)
    assert planned("import", path, "--campaign", 1).status == 1


def test_a_constant_holds_for_every_line(planned, tmp_path):
    path = write(tmp_path / "spend.csv", [{"channel": "live", "spend": "1,200.50"}])
    said = planned("import", path, "--campaign", 1, "--kind", "spend", "--constant", "day=2016-11-11")
    assert said.value["accepted"] == 1
    (day,) = planned("totals", "--campaign", 1, "--by", "day").value
    assert day["spend"] == {"minor": 120_050, "currency": "CNY"}


def test_another_currency_is_refused(planned, tmp_path):
    path = write(tmp_path / "spend.csv", [{"day": "2016-11-11", "channel": "live", "spend": 3}])
    assert planned("import", path, "--campaign", 1, "--constant", "currency=CNY").status == 0
    assert planned("import", path, "--campaign", 1, "--constant", "currency=USD").status == 1


def test_a_file_of_another_measure_leaves_units_alone(planned, sales, tmp_path):
    planned("import", sales, "--campaign", 1)
    rows = [{"day": "2016-11-11", "product_id": f"p{n}", "visitors": 100} for n in range(1, 11)]
    planned("import", write(tmp_path / "visitors.csv", rows), "--campaign", 1)
    (day,) = planned("totals", "--campaign", 1, "--by", "day").value
    assert (day["units"], day["visitors"]) == (55, 1000)


@pytest.mark.parametrize(
    "words",
    [
        ("--map", "units"),
        ("--map", "absent=units"),
        ("--map", "units=moonshine"),
        ("--preset", "moon"),
        ("--cumulative", "revenue"),
        ("--constant", "moon=3"),
    ],
)
def test_what_cannot_be_understood_is_refused_with_a_sentence(planned, sales, words):
    said = planned("import", sales, "--campaign", 1, *words)
    assert said.status == 1
    assert said.value["error"]
    assert units(planned) == {}


@pytest.mark.parametrize("content", [b"", b"\xff\xfe\xff\xff\x00broken", b"a,b\n", b"just words"])
def test_a_broken_file_is_refused_with_a_sentence(planned, tmp_path, content):
    path = tmp_path / "broken.csv"
    path.write_bytes(content)
    said = planned("import", path, "--campaign", 1)
    assert said.status == 1
    assert said.value["error"]


def test_a_file_over_the_limit_is_refused_and_the_limit_can_be_raised(planned, tmp_path):
    path = tmp_path / "large.csv"
    path.write_bytes(b"day,product_id,units\n" + b"2016-11-11,p1,1\n" * 80_000)
    assert planned("import", path, "--campaign", 1, "--limit", 1).status == 1
    assert planned("import", path, "--campaign", 1, "--limit", 2).status == 0
