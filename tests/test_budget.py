from __future__ import annotations

from datetime import UTC, date, datetime

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from campaign.base import phases
from campaign.spend.budget import (
    OUTSIDE,
    BudgetError,
    Line,
    Release,
    burn,
    by_day,
    ledger,
    reserve,
    today,
)

ZONE = "America/Los_Angeles"
CALENDAR = phases.phases(date(2026, 11, 11), ZONE, (-41, -14, 0, 2), 10)
LAUNCH = [date(2026, 11, 11), date(2026, 11, 12)]


def line(phase: phases.PhaseKey, channel: str, amount: int) -> Line:
    return Line(campaign=1, phase=phase, channel=channel, amount_minor=amount)


def released(amount: int, channel: str, at: datetime) -> Release:
    return Release(campaign=1, amount_minor=amount, channel=channel, reason="hero ran dry", at=at)


def spent(*rows: tuple[date, str, int | None]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["day", "channel", "spend_minor"]).astype({"spend_minor": "Int64"})


def test_five_percent_of_5000_is_250_not_the_245_that_was_printed() -> None:
    found = today(500_000, 0.05)
    assert found.amount_minor == 25_000 != 24_500
    assert found.basis == "rule"


def test_on_a_planned_day_the_plan_is_in_force_and_the_rule_stands_beside() -> None:
    found = today(15_880_000, 0.05, planned_minor=860_000)
    assert (found.amount_minor, found.rule_minor, found.basis) == (860_000, 794_000, "plan")
    assert (found.floor_minor, found.cap_minor) == (602_000, 1_290_000)
    assert found.reason == "Planned day; the rule lies between floor and cap"


@pytest.mark.parametrize(
    ("sales", "words"),
    [
        (None, "the rule is unknown"),
        (0, "below the floor"),
        (14_000, "between"),
        (30_000, "between"),
        (30_020, "above the cap"),
    ],
)
def test_the_rule_is_held_against_floor_and_cap_of_the_plan(sales: int | None, words: str) -> None:
    assert words in today(sales, 0.05, planned_minor=1000).reason


def test_without_a_plan_and_without_sales_today_is_unknown_not_nothing() -> None:
    found = today(None, 0.05)
    assert (found.amount_minor, found.basis) == (None, "unknown")
    assert today(0, 0.05).amount_minor == 0


def test_a_rate_above_one_is_no_share_of_sales() -> None:
    with pytest.raises(BudgetError, match="5"):
        today(100, 5)


@settings(max_examples=40)
@given(st.integers(0, 10**9), st.integers(1, 10**9))
def test_no_minor_unit_is_lost_over_the_days(build_up: int, launch: int) -> None:
    plan = by_day([line("build_up", "live", build_up), line("launch", "live", launch)], CALENDAR)
    assert plan.loc[plan["phase"] == "build_up", "planned_minor"].sum() == build_up
    assert plan.loc[plan["phase"] == "launch", "planned_minor"].sum() == launch
    assert plan.loc[plan["phase"] == "warm_up", "planned_minor"].isna().all()
    assert len(plan) == 51


def test_weights_move_a_phase_towards_its_great_days() -> None:
    plan = by_day([line("launch", "live", 400)], CALENDAR, weights={"launch": (3, 1)}).set_index("day")["planned_minor"]
    assert [plan[day] for day in LAUNCH] == [300, 100]
    with pytest.raises(BudgetError, match="3 weights were given for 2 days"):
        by_day([line("launch", "live", 400)], CALENDAR, weights={"launch": (3, 1, 1)})


def test_a_release_raises_the_days_from_its_own_local_day_on() -> None:
    evening = datetime(2026, 11, 13, 5, tzinfo=UTC)  # 21:00 of the 12th where the campaign is
    plan = by_day([line("launch", "live", 400)], CALENDAR, [released(50, "live", evening)], ZONE)
    assert [plan.set_index("day")["planned_minor"][day] for day in LAUNCH] == [200, 250]


def test_a_release_after_the_campaign_counts_on_its_last_day() -> None:
    plan = by_day([], CALENDAR, [released(50, "live", datetime(2026, 12, 1, tzinfo=UTC))], ZONE)
    assert plan.dropna()[["day", "planned_minor"]].to_numpy().tolist() == [[date(2026, 11, 20), 50]]


def test_spend_without_a_line_is_a_row_of_its_own() -> None:
    found = ledger([line("launch", "live", 100)], spent((LAUNCH[0], "surprise", 30)), CALENDAR, LAUNCH[0])
    row = found.set_index("channel").loc["surprise"]
    assert (row["planned_minor"], row["spent_minor"], row["left_minor"]) == (0, 30, -30)
    assert pd.isna(row["burn_share"])


def test_spend_outside_every_phase_is_not_dropped() -> None:
    found = ledger([], spent((date(2026, 12, 24), "live", 30)), CALENDAR, date(2026, 12, 24))
    assert found[["phase", "spent_minor"]].to_numpy().tolist() == [[OUTSIDE, 30]]


def test_a_phase_to_come_has_spent_nothing_and_a_running_one_without_data_nobody_knows() -> None:
    lines = [line("warm_up", "live", 140), line("launch", "live", 100)]
    found = ledger(lines, spent(), CALENDAR, date(2026, 11, 3)).set_index("phase")
    assert pd.isna(found.loc["warm_up", "spent_minor"])
    assert pd.isna(found.loc["warm_up", "left_minor"])
    assert found.loc["launch", "spent_minor"] == 0
    assert found["expected_minor"].to_dict() == {"warm_up": 70, "launch": 0}


def test_unknown_spend_beside_known_does_not_hide_it() -> None:
    found = ledger([], spent((LAUNCH[0], "live", None), (LAUNCH[1], "live", 30)), CALENDAR, LAUNCH[1])
    assert found["spent_minor"].tolist() == [30]


def test_a_release_is_part_of_what_its_channel_may_spend() -> None:
    at = datetime(2026, 11, 12, 1, tzinfo=UTC)
    found = ledger(
        [line("launch", "live", 100)], spent((LAUNCH[0], "live", 90)), CALENDAR, LAUNCH[0], [released(20, "live", at)]
    )
    assert found.loc[0, ["planned_minor", "left_minor", "burn_share"]].tolist() == [120, 30, 0.75]


@settings(max_examples=40)
@given(
    st.lists(st.tuples(st.sampled_from(phases.KEYS), st.sampled_from("ab"), st.integers(0, 999)), max_size=6),
    st.lists(st.tuples(st.integers(-3, 55), st.sampled_from("abc"), st.integers(0, 999)), max_size=12),
)
def test_the_ledger_is_what_a_plain_loop_says(lines: list, rows: list) -> None:
    first = CALENDAR[0].first.toordinal()
    spend = [(date.fromordinal(first + step), channel, amount) for step, channel, amount in rows]
    found = ledger([line(*one) for one in lines], spent(*spend), CALENDAR, date(2026, 12, 31))
    planned: dict[tuple[str, str], int] = {}
    gone: dict[tuple[str, str], int] = {}
    for phase, channel, amount in lines:
        planned[phase, channel] = planned.get((phase, channel), 0) + amount
    for day, channel, amount in spend:
        key = next((one.key for one in CALENDAR if one.first <= day <= one.last), OUTSIDE), channel
        gone[key] = gone.get(key, 0) + amount
    assert {(row.phase, row.channel) for row in found.itertuples()} == planned.keys() | gone.keys()
    for row in found.itertuples():
        assert row.planned_minor == planned.get((row.phase, row.channel), 0)
        known = gone.get((row.phase, row.channel))
        assert pd.isna(row.spent_minor) if known is None else row.spent_minor == known


def test_burn_is_cumulative_and_ends_where_the_data_end() -> None:
    plan = by_day([line("launch", "live", 100)], CALENDAR)
    found = burn(plan, spent((LAUNCH[0], "live", 30), (LAUNCH[0], "ads", 20))).set_index("day")
    assert found.loc[LAUNCH, "plan"].tolist() == [50, 100]
    assert found.loc[LAUNCH[0], "actual"] == 50
    assert pd.isna(found.loc[LAUNCH[1], "actual"])


def test_the_reserve_is_what_no_line_holds_less_what_was_released() -> None:
    at = datetime(2026, 11, 2, tzinfo=UTC)
    found = reserve(1000, [line("launch", "live", 900)], [released(30, "live", at)])
    assert found is not None
    assert (found.held_minor, found.released_minor, found.left_minor) == (100, 30, 70)
    assert reserve(None, [], []) is None
