"""The presets are listed, and files are told what they are before anything is written."""

from __future__ import annotations

import pytest

from campaign.intake import presets
from tests.made import every

ASKED = ("--constant", "at=2026-11-10", "--constant", "day=2026-11-10", "--constant", "paid_at=2026-11-11")


@pytest.fixture
def made(tmp_path):
    """A folder of made files, by name."""
    files = []
    for place, one in enumerate(every()):
        files.append(tmp_path / f"{place:02d} {one.name}")
        files[-1].write_bytes(one.content)
    return files


def test_every_preset_is_listed_with_what_proves_it(run):
    said = run("presets").value
    assert [one["preset"] for one in said] == list(presets())
    assert all(one["title"] and one["required"] for one in said)


def test_every_made_file_is_told_as_what_it_is_and_nothing_is_written(run, made):
    said = run("presets", *map(str, made), *ASKED)
    assert said.status == 0
    told = {one["file"][3:]: one["preset"] for one in said.value}
    assert told == {one.name: one.preset for one in every()}
    assert all(one["accepted"] for one in said.value)
    assert run("campaigns").value == []


def test_a_file_that_lacks_its_instant_asks_for_it(run, made):
    stock = next(str(path) for path, one in zip(made, every(), strict=True) if one.preset == "odoo_stock")
    (said,) = run("presets", stock).value
    assert (said["preset"], said["accepted"], said["first"]) == ("odoo_stock", None, "asks for at")


def test_a_file_that_cannot_be_read_stands_in_the_table_with_its_reason(run, tmp_path):
    (tmp_path / "empty.csv").write_bytes(b"")
    (said,) = run("presets", str(tmp_path / "empty.csv")).value
    assert (said["preset"], said["rows"]) == (None, None)
    assert "is empty" in said["first"]


def test_an_export_is_imported_with_no_hand_mapping_and_its_preset_is_the_source(planned, made):
    product = next(str(path) for path, one in zip(made, every(), strict=True) if one.preset == "sycm_product")
    said = planned("import", product, "--campaign", 1).value
    assert (said["preset"], said["source"], said["score"]) == ("sycm_product", "sycm_product", 1.0)
    assert planned("import", product, "--campaign", 1, "--preset", "none", "--dry-run").value["source"] == "template"


def test_the_same_bytes_under_the_name_of_another_day_are_read_again(planned, tmp_path):
    text = "一级来源,二级来源,三级来源,访客数,加购人数\n平台流量,手淘搜索,-,70,3\n"
    for day in ("2016-11-10", "2016-11-11"):
        (tmp_path / f"来源_{day}.csv").write_text(text, encoding="utf-8")
        assert planned("import", tmp_path / f"来源_{day}.csv", "--campaign", 1).value["new"] == 1
    days = planned("totals", "--campaign", 1, "--by", "day").value
    assert {one["day"]: one["visitors"] for one in days} == {"2016-11-10": 70, "2016-11-11": 70}
