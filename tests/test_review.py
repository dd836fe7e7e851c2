from __future__ import annotations

from datetime import UTC, datetime

import pandas as pd
import pytest

from campaign.review.outcome import (
    Review,
    goods_cost,
    profit,
    review,
    sku_completion,
    timeline,
)
from campaign.spend.channels import table
from campaign.team.journal import Entry

NOW = datetime(2026, 11, 15, tzinfo=UTC)
ACTUAL: dict[str, float | None] = {
    "revenue_minor": 110_000_000, "units": 28_900, "visitors": 1_000_000, "buyers": 25_000, "favourites": 100_000,
    "carts": 90_000, "spend_minor": 22_900_000, "commission_minor": 1_000_000, "refund_minor": 5_500_000,
    "refund_units": 1_156,
}  # fmt: skip
TARGETS = {"revenue_minor": 120_000_000, "units": 30_000, "favourites": 110_000, "carts": 95_000}
PLAN = {"revenue_minor": 120_000_000, "visitors": 950_000, "buyers": 27_000}
SKUS = pd.DataFrame(
    {
        "product_id": ["a", "b"], "sku_id": ["*", "*"], "units": [900, 28_000], "target_units": [1000, 29_000],
        "opening_units": [1000, 20_000], "received_units": [None, 8_000], "cost_minor": [1000, 2000],
    }
)  # fmt: skip
CHANNELS = table(
    pd.DataFrame({"channel": ["live"], "visitors": [100], "buyers": [5], "spend_minor": [50], "revenue_minor": [90]})
)
NOTHING = pd.DataFrame(columns=["channel", "roi"])


def entry(hour: int, what: str) -> Entry:
    return Entry(at=NOW.replace(hour=hour), member=1, who="Ana", campaign=1, what=what, subject="P1-OV-1")


def whole() -> Review:
    return review(
        ACTUAL, TARGETS, PLAN, SKUS, CHANNELS, [entry(3, "tick"), entry(1, "release")], {"revenue_minor": "d1"}
    )


def dark() -> Review:
    skus = SKUS.assign(opening_units=None, received_units=None, cost_minor=None, target_units=None)
    return review({"units": 28_900}, {}, {}, skus, NOTHING, [], {})


def test_completion_is_reached_of_target_with_its_source() -> None:
    gmv = whole().figure("revenue_minor")
    assert (gmv.completion, gmv.source, gmv.reason) == (pytest.approx(0.91667, abs=1e-5), "d1", "")
    assert whole().figure("units").completion == pytest.approx(0.96333, abs=1e-5)


def test_profit_goes_from_revenue_to_what_is_left() -> None:
    found = {one.key: one.value for one in whole().profit}
    assert found["goods_cost"] == 900 * 1000 + 28_000 * 2000
    assert found["gross_profit"] == 110_000_000 - 56_900_000
    assert found["marketing"] == 23_900_000
    assert found["left"] == 110_000_000 - 56_900_000 - 23_900_000
    assert found["return_rate"] == 0.04


def test_sell_out_is_sold_of_opening_and_received() -> None:
    found = sku_completion(SKUS).set_index("product_id")
    assert found.loc["a", ["completion", "sell_out"]].tolist() == [0.9, 0.9]
    assert found.loc["b", "sell_out"] == 1.0
    assert found["reason"].tolist() == ["", ""]


def test_what_a_row_lacks_is_named() -> None:
    found = sku_completion(SKUS.assign(opening_units=[None, 0], target_units=[None, 0], received_units=0)).set_index(
        "product_id"
    )
    assert found[["completion", "sell_out"]].isna().all(axis=None)
    assert found.loc["a", "reason"] == "Missing: a target, opening stock"


def test_drivers_add_up_to_the_gap_to_the_plan() -> None:
    moved = whole().drivers
    assert sum(one.effect_minor for one in moved.effects) == -10_000_000
    assert [one.effect_minor > 0 for one in moved.effects] == [True, False, False]


def test_one_sold_product_of_unknown_cost_makes_the_goods_cost_unknown() -> None:
    cost, reason = goods_cost(SKUS.assign(cost_minor=[1000, None]))
    assert cost is None
    assert "1 of 2" in reason
    assert goods_cost(SKUS.assign(units=[900, 0], cost_minor=[1000, None]))[0] == 900_000
    assert goods_cost(SKUS.assign(units=None))[1] == "Units sold are unknown"
    assert goods_cost(SKUS.head(0))[0] is None


def test_unknown_commission_is_said_to_be_left_out() -> None:
    found = {one.key: one for one in profit({"spend_minor": 500}, SKUS, {})}
    assert (found["marketing"].value, "left out" in found["marketing"].formula) == (500, True)


def test_the_return_rate_falls_back_on_money_where_pieces_are_unknown() -> None:
    found = {one.key: one for one in profit({"revenue_minor": 1000, "refund_minor": 50}, SKUS, {})}
    assert (found["return_rate"].value, found["return_rate"].formula) == (0.05, "refunds / revenue")


def test_everything_the_data_do_not_hold_is_listed_with_its_reason() -> None:
    found = {one.label: one.reason for one in dark().unknowns}
    assert found.keys() == {
        "GMV", "Favourites", "Add-to-carts", "Revenue", "Refunds", "Goods cost", "Gross profit", "Marketing cost",
        "Left after marketing", "Return rate", "Drivers of GMV", "Sell-out rate", "Channels",
    }  # fmt: skip
    assert all(found.values())
    assert whole().unknowns == ()


def test_no_unknown_figure_is_shown_as_nothing() -> None:
    assert all((one.value is None) == bool(one.reason) for one in (*dark().completion, *dark().profit, *whole().profit))


def test_a_profit_that_rests_on_an_unknown_is_unknown_for_the_same_reason() -> None:
    found = {one.key: one for one in dark().profit}
    assert found["left"].reason == found["revenue"].reason


def test_a_profit_names_the_first_thing_it_lacks() -> None:
    found = {one.key: one.reason for one in profit({"revenue_minor": 1000}, SKUS, {})}
    assert (found["gross_profit"], found["left"]) == ("", found["marketing"])
    assert {one.key: one.reason for one in profit({"spend_minor": 5}, SKUS, {})}[
        "gross_profit"
    ] == "No imported file holds revenue"


def test_the_timeline_runs_forward() -> None:
    assert timeline([entry(3, "tick"), entry(1, "release")])["what"].tolist() == ["release", "tick"]
    assert timeline([]).empty
