"""Batches at the command line: listed the newest first, undone by their number."""


def test_a_file_taken_in_is_listed_and_undone(planned, tmp_path):
    path = tmp_path / "days.csv"
    path.write_text("day,product_id,units\n2016-11-05,7,3\n", encoding="utf-8")
    assert planned("import", "--campaign", 1, path).value["new"] == 1
    (batch,) = planned("batches", "--campaign", 1).value
    assert (batch["file"], batch["new"], batch["via"], batch["undone"]) == ("days.csv", 1, "command", None)
    assert planned("undo", batch["batch"], "--campaign", 1).value["undone"]
    assert planned("totals", "--campaign", 1, "--by", "product").value == []
    assert planned("import", "--campaign", 1, path).value["new"] == 1


def test_an_unknown_batch_is_refused_with_where_to_look(planned):
    said = planned("undo", 99, "--campaign", 1)
    assert said.status == 1
    assert said.value["error"] == "There is no batch 99 of this campaign; `batches` lists them"
