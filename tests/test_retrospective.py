from __future__ import annotations

import pandas as pd

from campaign.review.drivers import Driver, Drivers
from campaign.review.lessons import Suggestion, suggestions
from campaign.review.outcome import Figure, Review, Unknown
from campaign.spend.channels import table

STEPS = Drivers(
    effects=(Driver("visitors", 9, 10, 70), Driver("conversion", 3, 2, -140), Driver("order_value", 1, 2, 5))
)


def reviewed(
    gmv: float | None = 92.0, drivers: Drivers = STEPS, sell_out: tuple[float | None, ...] = (), **more: object
) -> Review:
    figure = Figure("revenue_minor", "GMV", gmv, "money", "paid", target=100)
    skus = pd.DataFrame({"sell_out": pd.array(sell_out, dtype="Float64")})
    base = {"channels": table(pd.DataFrame({"channel": []})), "unknowns": (), **more}
    return Review((figure,), skus, drivers, (), timeline=pd.DataFrame(), **base)


def told(review: Review) -> dict[str, Suggestion]:
    return {f"{one.kind}: {one.text}": one for one in suggestions(review)}


def test_a_missed_target_points_at_what_cost_most() -> None:
    found = told(reviewed())
    assert found["try: Work on Conversion first"].reasons == (
        "GMV reached 92% of its target",
        "Conversion cost most against the plan",
    )


def test_a_reached_target_is_a_plan_to_keep() -> None:
    found = told(reviewed(100.0))
    assert found["keep: Keep the plan that reached the target"].reasons[1] == "Visitors added most"


def test_a_step_that_neither_helped_nor_hurt_is_not_named() -> None:
    still = Drivers(effects=(Driver("visitors", 9, 9, 0),))
    assert told(reviewed(100.0, still))["keep: Keep the plan that reached the target"].reasons == (
        "GMV reached 100% of its target",
    )
    assert suggestions(reviewed(92.0, still)) == ()


def test_without_drivers_a_missed_target_names_none_and_a_reached_one_is_still_kept() -> None:
    assert suggestions(reviewed(92.0, Drivers(reason="unknown"))) == ()
    assert len(suggestions(reviewed(100.0, Drivers(reason="unknown")))) == 1


def test_nothing_is_concluded_from_an_unknown_result() -> None:
    assert suggestions(reviewed(None)) == ()


def test_a_channel_that_costs_more_than_it_brings_goes_and_the_best_stays() -> None:
    facts = pd.DataFrame(
        {"channel": ["live", "social", "email"], "spend_minor": [100, 100, None], "revenue_minor": [320, 60, 10]}
    )
    found = told(reviewed(None, channels=table(facts)))
    assert list(found) == [
        "keep: Keep Live: the best return of all channels",
        "drop: Drop Social media: it earns less than it costs",
    ]
    assert found["keep: Keep Live: the best return of all channels"].reasons == ("ROI 3.2: sales over spend",)


def test_one_channel_alone_is_no_best_and_one_that_earns_its_cost_is_not_dropped() -> None:
    one = pd.DataFrame({"channel": ["live"], "spend_minor": [100], "revenue_minor": [320]})
    even = pd.DataFrame({"channel": ["a", "b", "c"], "spend_minor": [100] * 3, "revenue_minor": [300, 200, 100]})
    assert suggestions(reviewed(None, channels=table(one))) == ()
    assert [found.text for found in suggestions(reviewed(None, channels=table(even)))] == [
        "Keep a: the best return of all channels"
    ]


def test_a_row_that_sold_exactly_the_slow_share_is_not_slow() -> None:
    assert suggestions(reviewed(None, sell_out=(0.3,))) == ()


def test_what_sold_out_is_ordered_earlier_and_what_hardly_sold_is_cleared() -> None:
    found = told(reviewed(None, sell_out=(1.0, 1.1, 0.5, 0.29, None)))
    assert found["try: Order earlier what sold out"].reasons == ("2 of 4 sold out",)
    slow = "1 of 4 products and SKUs sold less than 30% of their stock"
    assert found["drop: Drop or clear what hardly sold"].reasons == (slow,)


def test_what_nobody_knows_is_to_be_recorded_next_time() -> None:
    found = told(reviewed(None, unknowns=(Unknown("Refunds", "No imported file holds refunds"),)))
    assert found["try: Record next time: Refunds"].reasons == ("No imported file holds refunds",)
