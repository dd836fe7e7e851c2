from pathlib import Path

import pytest
from openpyxl import load_workbook

MONEY = {"minor", "currency"}


@pytest.mark.parametrize("by", ["day", "hour", "product", "sku", "channel"])
def test_totals_name_their_key_source_and_split(shown, by):
    rows = shown("totals", "--campaign", 1, "--by", by, "--from", "2026-11-11", "--to", "2026-11-11").value
    assert all(row[by] for row in rows)
    assert rows[0]["source"]["units"] in ("shop", "shop_traffic")
    assert rows[0]["split"]["units"]
    assert sum(row["units"] for row in rows if row["units"] is not None) == 13_543
    assert set(rows[0]["revenue"]) == MONEY
    assert rows[0]["lifetime_units"] is None


def test_totals_go_from_an_instant_to_another(shown):
    words = (
        "totals",
        "--campaign",
        1,
        "--by",
        "hour",
        "--from",
        "2026-11-11T08:00:00Z",
        "--to",
        "2026-11-11T11:00:00Z",
    )
    assert [row["hour"][11:13] for row in shown(*words).value] == ["08", "09", "10"]


def test_totals_of_the_tiers_add_up_to_all(shown):
    words = ("totals", "--campaign", 1, "--by", "day", "--from", "2026-11-11", "--to", "2026-11-11")
    (whole,) = shown(*words).value
    tiers = [shown(*words, "--tier", tier).value[0]["units"] for tier in ("hero", "activity", "volume", "clearance")]
    assert sum(tiers) == whole["units"]


def test_tiers_come_with_reasons_and_what_is_missing(shown):
    rows = shown("tiers", "--campaign", 1).value
    assert len(rows) == 60
    assert {"product", "tier", "suggested", "reasons", "missing"} <= set(rows[0])
    differing = [row for row in rows if row["tier"] != row["suggested"]]
    assert 0 < len(differing) < 15
    assert all(row["reasons"] for row in differing)
    assert all(row["reasons"] for row in rows)


def test_targets_are_ranked_by_gap(shown):
    gaps = [row["gap"] for row in shown("targets", "--campaign", 1).value if row["gap"] is not None]
    assert gaps == sorted(gaps, reverse=True)


def test_the_budget_of_a_day_is_the_plan_beside_the_rule(shown):
    found = shown("budget", "--campaign", 1, "--day", "2026-11-12").value
    assert found["day"] == "2026-11-12"
    assert found["today"]["basis"] == "plan"
    assert found["today"]["rule"] == {"minor": 3_604_738, "currency": "USD"}
    assert found["left"]["minor"] == found["planned"]["minor"] - found["spent"]["minor"]
    assert found["reserve"]["held"]["minor"] == 2_400_000
    assert sum(line["planned"]["minor"] for line in found["lines"]) == found["planned"]["minor"]


def test_restock_lists_what_fired_then_what_cannot_be_judged(shown):
    rows = shown("restock", "--campaign", 1).value
    triggers = [row["trigger"] for row in rows]
    assert triggers[0] == "half_sold"
    assert None in triggers
    assert set(triggers[: triggers.index(None)]) <= {"half_sold", "surge"}
    assert all(row["advice"] for row in rows)
    assert all(row["sold_share"] is None for row in rows if row["trigger"] is None)


def test_alerts_tell_their_life(shown):
    rows = shown("alerts", "--campaign", 1).value
    assert {"firing", "acknowledged"} <= {row["state"] for row in rows}
    assert rows[0]["opened"].endswith("Z")
    assert all(row["transitions"] for row in rows)


def test_the_review_names_every_unknown_with_its_reason(shown):
    found = shown("review", "--campaign", 1).value
    assert found["completion"]["revenue"]["value"] == {"minor": 91_324_980, "currency": "USD"}
    assert found["profit"]["goods_cost"]["value"] is None
    assert found["profit"]["goods_cost"]["reason"]
    assert {one["what"] for one in found["unknown"]} >= {"Goods cost", "Gross profit"}
    assert all(one["reason"] for one in found["unknown"])


def test_the_review_compares_with_a_baseline(shown):
    words = ("review", "--campaign", 1, "--baseline", "2026-10-01..2026-10-20")
    drivers = shown(*words).value["drivers"]
    effects = sum(one["effect"]["minor"] for one in drivers["effects"])
    assert effects == drivers["after"]["minor"] - drivers["before"]["minor"]
    assert shown("review", "--campaign", 1, "--baseline", "2026-10-20..2026-10-01").status == 1


def test_the_export_writes_the_file_it_names(shown, tmp_path: Path):
    for form in ("xlsx", "md", "csv"):
        path = tmp_path / f"review.{form}"
        said = shown("export", "review", "--campaign", 1, "--format", form, "--out", path).value
        assert said == {"file": str(path), "bytes": path.stat().st_size}
    assert load_workbook(tmp_path / "review.xlsx").sheetnames
    assert shown("export", "review", "--campaign", 1, "--format", "md", "--out", tmp_path / "no" / "where").status == 1


def test_for_people_there_are_tables_and_unknown_is_a_dash(shown):
    said = shown("totals", "--campaign", 1, "--by", "channel", as_json=False)
    assert "paid_search" in said.out
    assert "–" in said.out
    assert "shop_traffic" in said.err
