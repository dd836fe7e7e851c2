from __future__ import annotations

import math
from datetime import UTC, datetime, timedelta
from fractions import Fraction

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaign.plan.playbook import Thresholds
from campaign.stock.levels import StockError, cover_hours, order_by
from campaign.stock.restock import half_sold, order_quantity, surge, triggers, unjudged

NOW = datetime(2026, 11, 11, 18, tzinfo=UTC)
END = NOW + timedelta(hours=38)
RULES = Thresholds()


def skus(**columns: object) -> pd.DataFrame:
    base = {
        "product_id": "p", "sku_id": "s", "tier": "hero", "role": "hit", "opening_units": 100, "received_units": 0,
        "sold_units": 60, "recent_units": 4, "recent_hours": 2.0, "planned_per_hour": 3.0, "rate_per_hour": 4.0,
        "sellable_now": 30, "projected": 40, "lead_days": 0, "minimum_order_units": None, "carton_units": None,
    }  # fmt: skip
    frame = pd.DataFrame([{**base, **columns}]).convert_dtypes()
    frame["cover_hours"] = cover_hours(frame["sellable_now"], frame["rate_per_hour"])
    return frame.assign(order_by=order_by(NOW, frame["cover_hours"], frame["lead_days"]))


@given(st.integers(0, 500), st.integers(0, 500), st.integers(0, 500))
def test_half_sold_is_at_least_half_of_what_there_ever_was(sold: int, opening: int, received: int) -> None:
    if opening + received == 0:
        with pytest.raises(StockError, match="opening stock"):
            half_sold(sold, opening, received)
    else:
        assert half_sold(sold, opening, received) == (Fraction(sold, opening + received) >= Fraction(1, 2))


def test_exactly_half_is_half_sold_and_one_piece_less_is_not() -> None:
    assert half_sold(60, 100, 20)
    assert not half_sold(59, 100, 20)


def test_a_receipt_re_arms_the_rule() -> None:
    assert triggers(skus(), RULES, NOW, END)
    assert not triggers(skus(received_units=80), RULES, NOW, END)


def test_a_surge_needs_its_multiple_and_its_least_pieces() -> None:
    assert surge(18, 2, 3, 3, 5)
    assert not surge(17, 2, 3, 3, 5)
    assert not surge(4, 2, 0, 3, 5)
    assert surge(5, 2, 0, 3, 5)


def test_clearance_and_roles_outside_the_set_are_never_restocked() -> None:
    assert not triggers(skus(tier="clearance"), RULES, NOW, END)
    assert not triggers(skus(role="image"), RULES, NOW, END)
    assert triggers(skus(role="image"), RULES.model_copy(update={"restock_roles": ("image",)}), NOW, END)


def test_two_rules_that_fire_together_make_one_trigger() -> None:
    (found,) = triggers(skus(recent_units=30), RULES, NOW, END)
    assert (found.trigger, found.both) == ("half_sold", True)


def test_a_surge_alone_fires_before_half_is_sold() -> None:
    (found,) = triggers(skus(sold_units=30, recent_units=30), RULES, NOW, END)
    assert (found.trigger, found.both, found.sold_share) == ("surge", False, 0.3)


def test_the_quantity_is_what_is_short_until_the_end() -> None:
    (found,) = triggers(skus(), RULES, NOW, END)
    # 4 an hour x 38 h = 152, less 40 that can be sold until then; the 30 that lie there last 7.5 h
    assert (found.short_units, found.quantity, found.advice, found.cover_hours) == (112, 112, "order", 7.5)
    assert found.sentence == "Order 112 pieces now"


def test_the_quantity_is_rounded_to_the_smallest_order_and_to_cartons() -> None:
    (found,) = triggers(skus(minimum_order_units=150, carton_units=24), RULES, NOW, END)
    assert found.quantity == 168


def test_goods_that_come_after_the_end_are_too_late_and_it_says_what_will_be_missing() -> None:
    (found,) = triggers(skus(lead_days=None), RULES, NOW, END)
    assert (found.advice, found.quantity, found.short_units) == ("too_late", 0, 112)
    assert "112" in found.sentence
    (just,) = triggers(skus(lead_days=1), RULES, NOW, NOW + timedelta(days=1))
    assert just.advice == "order"


def test_a_sku_that_lasts_needs_no_order() -> None:
    (found,) = triggers(skus(projected=400), RULES, NOW, END)
    assert (found.advice, found.quantity) == ("enough", 0)


@pytest.mark.parametrize("missing", ["projected", "rate_per_hour"])
def test_an_unknown_stock_or_rate_gives_no_quantity(missing: str) -> None:
    (found,) = triggers(skus(**{missing: None}), RULES, NOW, END)
    assert (found.advice, found.quantity, found.short_units) == ("unknown", None, None)
    assert (found.cover_hours is None) == (missing == "rate_per_hour")


def test_goods_that_come_in_time_lessen_the_order_and_not_the_hurry() -> None:
    (without,) = triggers(skus(projected=30), RULES, NOW, END)
    (coming,) = triggers(skus(projected=90), RULES, NOW, END)
    assert (without.short_units, coming.short_units) == (122, 62)
    assert without.cover_hours == coming.cover_hours == 7.5
    assert without.order_by == coming.order_by == NOW + timedelta(hours=7.5)


@pytest.mark.parametrize(
    ("columns", "words"),
    [
        ({"sold_units": None}, "Units sold"),
        ({"opening_units": None}, "opening stock is unknown"),
        ({"opening_units": 0}, "Nothing was ever available"),
    ],
)
def test_what_is_unknown_fires_nothing_and_is_listed_with_its_reason(columns: dict[str, object], words: str) -> None:
    frame = skus(**columns)
    assert not triggers(frame, RULES, NOW, END)
    assert words in unjudged(frame, RULES).loc[0, "reason"]


def test_what_can_be_judged_is_not_listed_as_unknown() -> None:
    assert unjudged(skus(), RULES).empty
    assert unjudged(skus(role="none", opening_units=None), RULES).empty


def test_a_sku_that_started_empty_can_be_judged_once_goods_came_in() -> None:
    frame = skus(opening_units=0, received_units=100)
    assert unjudged(frame, RULES).empty
    assert triggers(frame, RULES, NOW, END)[0].sold_share == 0.6


def test_what_runs_out_first_comes_first() -> None:
    frame = pd.concat(
        [skus(sku_id="slow", sellable_now=80), skus(sku_id="dark", rate_per_hour=None), skus(sku_id="fast")]
    )
    assert [one.sku_id for one in triggers(frame, RULES, NOW, END)] == ["fast", "slow", "dark"]


@given(st.floats(-10, 5000), st.one_of(st.none(), st.integers(0, 500)), st.one_of(st.none(), st.integers(0, 48)))
def test_an_order_covers_what_is_short_in_full_cartons(short: float, least: int | None, carton: int | None) -> None:
    found = order_quantity(short, least, carton)
    if short <= 0:
        assert found == 0
        return
    assert found >= max(short, least or 0)
    assert found % (carton or 1) == 0
    assert found - (carton or 1) < max(math.ceil(short), least or 0)
