"""Registers at the command line: listed, shown, filled, taken in and written."""


def test_every_register_is_listed_with_what_it_proves(planned):
    rows = {row["register"]: row for row in planned("register", "list", "--campaign", 1).value}
    assert len(rows) == 21
    assert "P3-MK-2" in rows["reach"]["tasks"]
    assert rows["reach"]["done"] == 0


def test_an_entry_is_added_and_shown(planned):
    said = planned("register", "add", "codes", "--campaign", 1, "name=Trail", "launch_value=20", "due=2016-11-11",
                   "owner=lin", "--as", "lin").value  # fmt: skip
    assert said["launch_value"] == {"minor": 2000, "currency": "CNY"}
    assert (said["owner"], said["state"], said["cap"], said["overdue"]) == ("Lin Yue", "planned", None, True)
    assert planned("register", "show", "codes", "--campaign", 1).value == [said]
    assert "¥20.00" in planned("register", "show", "codes", "--campaign", 1, as_json=False).out


def test_a_wrong_cell_column_or_register_is_refused(planned):
    for words in (("codes", "name=a", "cap=many"), ("codes", "colour=red"), ("codes", "cap=3"), ("magic", "a=b")):
        said = planned("register", "add", words[0], "--campaign", 1, *words[1:])
        assert said.status == 1
        assert said.value["error"]
    assert planned("register", "show", "codes", "--campaign", 1).value == []


def test_a_register_goes_out_and_comes_in_again(planned, tmp_path):
    planned("register", "add", "codes", "--campaign", 1, "name==1+1", "cap=5")
    for form in ("csv", "xlsx"):
        path = tmp_path / f"codes.{form}"
        assert (
            planned("register", "export", "codes", "--campaign", 1, "--format", form, "--out", path).value["rows"] == 1
        )
        said = planned("register", "import", "codes", path, "--campaign", 1)
        assert {name: said.value[name] for name in ("new", "changed", "same")} == {"new": 0, "changed": 0, "same": 1}


def test_one_line_refused_and_nothing_is_written_unless_good_lines_do(planned, tmp_path):
    path = tmp_path / "codes.csv"
    path.write_text("Title,At most\na,5\nb,many\n", encoding="utf-8")
    said = planned("register", "import", "codes", path, "--campaign", 1)
    assert said.status == 1
    assert said.value["problems"][0]["line"] == 3
    assert planned("register", "show", "codes", "--campaign", 1).value == []
    assert planned("register", "import", "codes", path, "--campaign", 1, "--dry-run", "--accept-good-rows").status == 0
    assert planned("register", "show", "codes", "--campaign", 1).value == []
    assert planned("register", "import", "codes", path, "--campaign", 1, "--accept-good-rows").status == 0
    assert [row["name"] for row in planned("register", "show", "codes", "--campaign", 1).value] == ["a"]
