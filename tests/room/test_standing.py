"""Each phase against what it shall reach: the readings that the phase pages open on."""

from datetime import timedelta

import pandas as pd
import pytest

from campaign import charts
from campaign.products import TIERS
from campaign.room.result_types import Complete, PhaseMoney, Reached
from campaign.targets import forecast
from campaign.targets.forecast import Finish


def test_warm_up_counts_up_to_the_last_counted_day(room):
    span = room.span("warm_up")
    sums = room.facts.over(span.first, span.last, ("favourite_users", "cart_users"))
    assert room.phases.caring().actual == sums["favourite_users"] + sums["cart_users"]


def test_after_the_warm_up_its_finish_is_what_was_reached(room):
    finish = room.phases.caring_finish()
    assert finish.p10 == finish.p50 == finish.p90 == room.phases.caring().actual


def test_who_is_behind_is_below_the_campaigns_own_share_of_pace(room):
    shares = room.phases.behind()["pace_share"]
    assert len(shares)
    assert (shares < room.campaign.thresholds.behind_share).all()
    assert len(room.phases.behind()) == int(
        (room.targets.gaps()["pace_share"] < room.campaign.thresholds.behind_share).sum()
    )


def test_the_tiers_add_up_to_what_the_products_sold(room):
    launch = room.span("launch")
    sold = room.facts.cells(("product_id",), ("revenue_minor",), launch.first, room.today)["revenue_minor"].sum()
    tiers = room.phases.launch_tiers()
    assert list(tiers["tier"]) == list(TIERS)
    assert tiers["actual_minor"].sum() == sold
    assert tiers["products"].sum() == len(room.products.catalogue())


def test_the_launch_adds_up_hour_by_hour(room):
    outlook = room.phases.launch_outlook()
    assert outlook["actual"].max() == room.launch.gmv()
    assert outlook["plan"].iloc[-1] == pytest.approx(room.campaign.gmv_target_minor)
    assert outlook["mid"].iloc[-1] == pytest.approx(room.launch.finish().p50)


def test_the_wall_compares_with_the_plan_that_the_launch_page_shows(room):
    visitors, conversion, order_value = room.wall.figures().measures
    sold, plan = room.phases.sold(), room.phases.planned_sold()
    assert (visitors.value, visitors.planned) == (sold.visitors, plan.visitors)
    assert (conversion.value, conversion.planned) == (sold.conversion, plan.conversion)
    assert (order_value.value, order_value.planned) == (sold.order_minor, plan.order_minor)
    assert None not in (visitors.planned, conversion.planned, order_value.planned)


def test_money_of_a_phase_is_that_of_its_lines(room):
    rows = room.budget.ledger()
    found = room.phases.phase_money("warm_up")
    assert found.planned_minor == rows.loc[rows["phase"] == "warm_up", "planned_minor"].sum()
    assert found.expected_minor == found.planned_minor


def test_a_day_is_compared_with_the_same_weekday_before(room):
    day = room.today - timedelta(days=1)
    value, change = room.phases.over_week(day, "visitors")
    assert change == pytest.approx(value / room.facts.on(day - timedelta(days=7), "visitors") - 1)


def test_the_plan_is_as_complete_as_its_parts(room):
    parts = {part.page: part for part in room.phases.completeness() if part.page in ("budget", "team")}
    assert parts["team"].done == parts["team"].total == 7
    assert parts["budget"].done == sum(line.amount_minor for line in room.budget.lines())


def test_money_moves_only_between_channels_that_surely_differ(room):
    shift = room.phases.shift()
    assert shift is not None
    assert shift.better_low >= 2 * shift.worse_high


def test_every_call_out_has_what_followed_it(room):
    assert set(room.phases.effects()) == {one.id for one in room.targets.callouts()}


@pytest.mark.parametrize("reached", [Reached(), Reached(5, None, 9), Reached(None, 5, 9), Reached(5, 0, 9)])
def test_what_is_unknown_has_no_share(reached):
    assert reached.share is None


def test_nothing_to_spend_yet_is_no_difference():
    assert PhaseMoney(100, 0, 0).against_plan is None
    assert PhaseMoney(100, None, 50).against_plan is None


def test_more_than_everything_is_everything():
    assert Complete("Budget allocated", 12, 10, "budget").share == 1
    assert Complete("Products", 0, 0, "products").share is None


def test_without_an_interval_there_is_no_way_to_draw():
    steps = pd.DataFrame({"actual": [1.0, None], "plan": [1.0, 2.0]})
    assert forecast.fan(steps, Finish(reason="too early"))[["low", "mid", "high"]].isna().all(axis=None)
    empty = pd.DataFrame({"actual": [None, None], "plan": [1.0, 2.0]})
    assert forecast.fan(empty, Finish(p10=1.0, p50=2.0, p90=3.0))["mid"].isna().all()


def test_an_hourly_pace_names_the_hours_on_its_axis():
    frame = pd.DataFrame({"day": pd.date_range("2026-11-11", periods=3, freq="h"), "actual": 1.0, "plan": 2.0})
    daily, hourly = (
        charts.pace(frame, hourly=hourly).spec["encoding"]["x"]["axis"]["format"] for hourly in (False, True)
    )
    assert daily == "%-d %b"
    assert hourly == "%-d %b %H:%M"
