"""Pulse: sharp drops of all visitors, and the seven-day rate."""

from datetime import date, timedelta
from statistics import median

import numpy as np
import pandas as pd
import pytest

from campaign.monitoring import traffic_drops

LAST = date(2026, 11, 7)


def visitors(*by_day, product="a"):
    days = [LAST - timedelta(days=place) for place in range(len(by_day) - 1, -1, -1)]
    return pd.DataFrame({product: pd.array(by_day, dtype="Float64")}, index=days)


def drop(*by_day):
    return traffic_drops.drops(visitors(*by_day), ["a"]).iloc[0]


def test_a_fall_from_100_to_40_is_sharp_and_says_why():
    row = drop(90, 110, 100, 105, 95, 98, 102, 40)
    assert row["sharp"]
    assert row["z"] == pytest.approx(-6.0)
    assert row["reason"] == "40 visitors, the median of the seven days before is 100 (robust z −6.0)"


def test_one_wild_day_in_the_week_does_not_hide_a_drop():
    assert drop(100, 102, 98, 5000, 101, 99, 100, 30)["sharp"]


def test_a_steady_product_that_falls_by_a_tenth_is_left_alone():
    row = drop(10_000, 10_010, 9_990, 10_005, 9_995, 10_000, 10_000, 9_000)
    assert row["z"] < traffic_drops.SHARP_Z
    assert not row["sharp"]


def test_small_counts_spread_by_chance():
    assert not drop(9, 9, 9, 9, 9, 9, 9, 3)["sharp"]


def test_too_few_known_days_are_unknown_and_never_a_drop():
    row = drop(100, None, None, None, 100, 100, 100, 10)
    assert not row["sharp"]
    assert row["reason"] == "Fewer than 5 of the seven days before are known"
    assert drop(*[100] * 7, None)["reason"] == "Visitors of the last full day are unknown"


def test_only_the_watched_products_are_judged():
    both = visitors(*[100] * 7, 10).join(visitors(*[100] * 7, 10, product="b"))
    assert traffic_drops.drops(both, ["b"])["product_id"].tolist() == ["b"]
    assert traffic_drops.drops(both, []).empty


def test_chance_alone_is_hardly_ever_a_drop():
    counts = np.random.default_rng(5).poisson(200, size=(8, 4000))
    days = [LAST - timedelta(days=place) for place in range(7, -1, -1)]
    table = pd.DataFrame(counts, index=days, columns=[str(n) for n in range(4000)])
    assert traffic_drops.drops(table, set(table.columns))["sharp"].mean() < 0.002


def test_the_band_is_the_median_and_mad_of_the_days_before():
    by_day = [90, 110, 100, None, 95, 98, 102, 40, 70]
    frame = traffic_drops.bands(visitors(*by_day))
    for place in range(len(by_day)):
        before = [one for one in by_day[max(place - 7, 0) : place] if one is not None]
        row = frame.iloc[place]
        if len(before) < traffic_drops.LEAST_DAYS:
            assert pd.isna(row["median"])
            continue
        middle = median(before)
        spread = 1.4826 * median(abs(one - middle) for one in before)
        assert (row["median"], row["scale"]) == (middle, pytest.approx(max(spread, middle**0.5)))


def days(now, before):
    """Seven days of (carts, visitors), and one day before them."""
    rows = [(LAST - timedelta(days=place), "a", *now) for place in range(7)]
    rows.append((LAST - timedelta(days=7), "a", *before))
    frame = pd.DataFrame(rows, columns=["day", "product_id", "cart_users", "visitors"])
    return frame.astype({"cart_users": "Int64", "visitors": "Int64"})


@pytest.mark.parametrize(
    ("now", "before", "state"),
    [
        ((10, 100), (70, 700), "push"),
        ((9, 100), (70, 700), "watch"),
        ((4, 100), (70, 700), "adjust"),
        ((1, 10), (70, 700), "unknown"),
        ((10, 100), (7, 70), "unknown"),
        ((None, 100), (70, 700), "unknown"),
    ],
)
def test_the_rate_of_seven_days_says_push_watch_or_adjust(now, before, state):
    sums = traffic_drops.sums(days(now, before), LAST)
    assert traffic_drops.read(*map(int, sums.loc["a"])).state == state


def test_a_day_without_carts_counts_in_neither_sum():
    frame = days((10, 100), (70, 700))
    frame.loc[0, "cart_users"] = pd.NA
    assert traffic_drops.sums(frame, LAST).loc["a"].tolist() == [60, 600, 6, 70, 700]
