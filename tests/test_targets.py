from __future__ import annotations

from datetime import date, timedelta

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaign.targets.product_targets import (
    ProductTarget,
    TargetError,
    counted,
    expected_share,
    gaps,
    pace,
    stretched,
)

DAYS = [date(2026, 10, 28) + timedelta(days=step) for step in range(4)]
counts = st.one_of(st.none(), st.integers(0, 10_000))


def goal(product: str, favourites: int | None = None, carts: int | None = None) -> ProductTarget:
    return ProductTarget(campaign=1, product_id=product, favourites=favourites, carts=carts)


def test_the_product_furthest_behind_comes_first_and_the_unknown_last() -> None:
    actuals = pd.DataFrame({"product_id": ["near", "far", "ahead"], "cart_users": [45, 10, 80]})
    found = gaps(
        [goal("near", carts=100), goal("silent", carts=100), goal("far", carts=100), goal("ahead", carts=100)],
        actuals,
        0.5,
    )
    assert found["product_id"].tolist() == ["far", "near", "ahead", "silent"]
    assert found["gap"].tolist()[:3] == [40, 5, -30]
    assert found["pace_share"].tolist()[:3] == [0.2, 0.9, 1.6]


def test_an_unknown_actual_is_neither_zero_nor_on_pace() -> None:
    found = gaps([goal("silent", 10, 10)], pd.DataFrame({"product_id": ["silent"]}), 0.5).iloc[0]
    assert found[["actual", "gap", "pace_share", "favourites", "carts", "carts_gap"]].isna().all()
    assert found["reason"] == "Its favourites and carts are unknown; import a file that holds them"


def test_a_product_is_judged_by_what_is_known_and_says_what_is_not() -> None:
    found = gaps([goal("a", 200, 100)], pd.DataFrame({"product_id": ["a"], "cart_users": [30]}), 0.5).iloc[0]
    assert (found["target"], found["actual"], found["expected"], found["gap"]) == (100, 30, 50, 20)
    assert found["reason"] == "Favourites are unknown; judged by carts alone"


def test_each_of_the_two_targets_has_its_own_gap() -> None:
    actuals = pd.DataFrame({"product_id": ["a"], "favourite_users": [70], "cart_users": [30]})
    found = gaps([goal("a", 200, 100)], actuals, 0.5).iloc[0]
    assert (found["favourites_gap"], found["carts_gap"], found["gap"], found["reason"]) == (30, 20, 50, "")


def test_a_product_with_one_target_lacks_nothing_when_that_one_is_known() -> None:
    found = gaps([goal("a", None, 100)], pd.DataFrame({"product_id": ["a"], "cart_users": [30]}), 0.5).iloc[0]
    assert found["reason"] == ""


def test_a_target_of_nothing_is_said_to_be_missing() -> None:
    found = gaps([goal("a")], pd.DataFrame({"product_id": ["a"], "carts": [30]}), 0.5).iloc[0]
    assert (found["reason"], pd.isna(found["gap"])) == ("It has no target yet", True)


def test_persons_are_counted_where_known_else_clicks_and_it_says_which() -> None:
    actuals = pd.DataFrame(
        {
            "product_id": ["both", "clicks", "mixed"],
            "cart_users": [5, None, 5],
            "carts": [9, 7, 9],
            "favourites": [1, 1, 1],
        }
    )
    found = gaps([goal("both", None, 10), goal("clicks", 10, 10), goal("mixed", 10, 10)], actuals, 0.5)
    assert dict(zip(found["product_id"], found["counts"], strict=True)) == {
        "both": "persons", "clicks": "events", "mixed": "mixed",
    }  # fmt: skip
    assert counted(actuals, "carts")["actual"].tolist() == [5, 7, 5]


def test_no_target_at_all_is_an_empty_table() -> None:
    assert gaps([], pd.DataFrame({"product_id": [], "carts": []}), 0.5).empty


@given(st.lists(st.tuples(counts, counts, counts, counts), min_size=1, max_size=6), st.floats(0, 1))
def test_gaps_are_what_a_plain_loop_says(rows: list[tuple[int | None, ...]], share: float) -> None:
    targets = [goal(f"p{place}", row[0], row[1]) for place, row in enumerate(rows)]
    actuals = pd.DataFrame(
        {"product_id": [one.product_id for one in targets],
         "favourite_users": pd.array([row[2] for row in rows], dtype="Int64"),
         "carts": pd.array([row[3] for row in rows], dtype="Int64")}
    )  # fmt: skip
    found = gaps(targets, actuals, share).set_index("product_id")
    for place, (fav_goal, cart_goal, favourites, carts) in enumerate(rows):
        pairs = [
            (wanted, got) for wanted, got in ((fav_goal, favourites), (cart_goal, carts)) if None not in (wanted, got)
        ]
        line = found.loc[f"p{place}"]
        if not pairs:
            assert pd.isna(line["gap"])
            assert line["reason"]
            continue
        target, actual = sum(wanted for wanted, _got in pairs), sum(got for _wanted, got in pairs)
        assert (line["target"], line["actual"], line["gap"]) == (target, actual, round(target * share) - actual)
        assert (
            pd.isna(line["pace_share"])
            if target * share == 0
            else line["pace_share"] == pytest.approx(actual / (target * share))
        )


def test_pace_adds_up_known_days_and_leaves_a_gap_a_gap() -> None:
    daily = pd.DataFrame({"day": [DAYS[0], DAYS[2]], "actual": [30, 50]})
    found = pace(daily, 1000, (0.1, 0.2, 0.4, 1.0), DAYS)
    assert found["actual"].astype("object").where(found["actual"].notna(), None).tolist() == [30, None, 80, None]
    assert found["plan"].tolist() == [100, 200, 400, 1000]
    assert found["missing"].tolist() == [0, 1, 1, 1]


def test_pace_without_a_target_has_no_plan_and_without_facts_no_actual() -> None:
    found = pace(pd.DataFrame({"day": [], "actual": []}), None, (1.0,), DAYS)
    assert found[["actual", "plan"]].isna().all(axis=None)
    assert found["missing"].tolist() == [0, 0, 0, 0]


def test_the_share_expected_is_nothing_before_and_all_after_the_phase() -> None:
    reached = (0.25, 0.5, 1.0)
    assert [expected_share(reached, at) for at in (-1, 0, 0.5, 1, 2.5, 3, 9)] == [0, 0, 0.125, 0.25, 0.75, 1, 1]


@given(st.lists(st.integers(0, 1000), min_size=1, max_size=30).filter(sum), st.integers(1, 40))
def test_a_pace_rises_to_one_at_any_length(daily: list[int], days: int) -> None:
    reached = stretched([sum(daily[: place + 1]) / sum(daily) for place in range(len(daily))], days)
    assert len(reached) == days
    assert reached[-1] == 1.0
    assert all(0 <= before <= after + 1e-12 for before, after in zip((0.0, *reached), reached, strict=False))


def test_a_pace_keeps_its_own_length_unchanged() -> None:
    assert stretched((0.25, 0.5, 1.0), 3) == (0.25, 0.5, 1.0)


def test_no_pace_is_laid_over_no_day() -> None:
    with pytest.raises(TargetError, match="at least one day"):
        stretched((1.0,), 0)
