"""The discount stack: worked examples, never below 0, every step whole."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from campaign.prices import discounts
from campaign.prices.discounts import COUPONS, Cut, DiscountError, Line, Stack

money = st.integers(0, 200_000)
share = st.one_of(st.none(), st.integers(0, 60).map(lambda part: part / 100))
cuts = st.one_of(
    st.none(),
    st.builds(
        Cut, amount_minor=money, share=st.integers(0, 100).map(lambda part: part / 100), from_minor=money,
        repeats=st.booleans(), borne_share=st.sampled_from([0.0, 0.5, 1.0]),
    ),
)  # fmt: skip
stacks = st.builds(
    Stack, store=cuts, platform=cuts, code=cuts, affiliate_share=share, ads_share=share, fee_share=share,
    freight_minor=st.one_of(st.none(), money), stacking=st.sampled_from(["parallel", "sequential"]),
)  # fmt: skip
lines = st.builds(
    lambda listed, cheaper, cost, units: Line(
        sku_id="a", list_minor=listed, activity_minor=None if cheaper is None else min(cheaper, listed),
        cost_minor=cost, units=units,
    ),
    money, st.one_of(st.none(), money), st.one_of(st.none(), money), st.integers(1, 5),
)  # fmt: skip


def test_400_with_a_coupon_of_380_and_50_off_400_is_free_and_not_below_0():
    # The platform's own example: the store coupon leaves 20, the cross-store one takes no more than these.
    stack = Stack(
        store=Cut(amount_minor=380_00, from_minor=400_00), platform=Cut(amount_minor=50_00, from_minor=400_00)
    )
    result = discounts.order([Line(sku_id="a", list_minor=400_00)], stack)
    assert [step.left_minor for step in result.steps[:5]] == [400_00, 400_00, 20_00, 0, 0]
    assert result.paid_minor == 0


def test_where_thresholds_count_what_is_left_the_second_coupon_is_not_reached():
    stack = Stack(
        store=Cut(amount_minor=380_00, from_minor=400_00), platform=Cut(amount_minor=50_00, from_minor=400_00),
        stacking="sequential",
    )  # fmt: skip
    result = discounts.order([Line(sku_id="a", list_minor=400_00)], stack)
    assert result.paid_minor == 20_00
    assert [step.reached for step in result.steps if step.key in COUPONS] == [True, False, True]


def test_300_less_50_counts_for_every_full_300_of_the_order_not_of_the_piece():
    stack = Stack(platform=Cut(amount_minor=50_00, from_minor=300_00, repeats=True))
    one, three = (discounts.order([Line(sku_id="a", list_minor=250_00, units=n)], stack) for n in (1, 3))
    assert (one.paid_minor, three.paid_minor) == (250_00, 650_00)


def test_the_whole_way_from_the_list_price_to_what_is_left():
    stack = Stack(
        store=Cut(amount_minor=10_00, from_minor=100_00), platform=Cut(amount_minor=20_00, borne_share=0.25),
        code=Cut(share=0.1), affiliate_share=0.1, ads_share=0.05, fee_share=0.02, freight_minor=6_00,
    )  # fmt: skip
    result = discounts.order([Line(sku_id="a", list_minor=200_00, activity_minor=160_00, cost_minor=60_00)], stack)
    assert [(step.key, step.minor) for step in result.steps] == [
        ("list", 200_00), ("activity", -40_00), ("store", -10_00), ("platform", -20_00), ("code", -13_00),
        ("affiliate", -11_70), ("ads", -5_85), ("fee", -2_34), ("freight", -6_00), ("cost", -60_00),
    ]  # fmt: skip
    assert (result.paid_minor, result.takings_minor) == (117_00, 132_00)  # the platform bears 15.00 of its coupon
    assert result.left_minor == 132_00 - 11_70 - 5_85 - 2_34 - 6_00 - 60_00 == 46_11
    assert result.margin == pytest.approx(46_11 / 132_00)


def test_an_unknown_cost_is_named_and_never_a_margin():
    result = discounts.order([Line(sku_id="a", list_minor=100_00)], Stack(ads_share=0.1))
    assert result.unknown == ("affiliate", "fee", "freight", "cost")
    assert (result.margin, result.room_minor(0.1), result.verdict(0.1)) == (None, None, "unknown")


def test_what_is_unknown_never_keeps_the_floor_but_can_already_be_below_it():
    dear = discounts.order([Line(sku_id="a", list_minor=100_00, cost_minor=95_00)], Stack())
    cheap = discounts.order([Line(sku_id="a", list_minor=100_00, cost_minor=20_00)], Stack())
    assert (dear.verdict(0.1), cheap.verdict(0.1)) == ("below", "unknown")
    known = Stack(affiliate_share=0, ads_share=0, fee_share=0, freight_minor=0)
    exact = discounts.order([Line(sku_id="a", list_minor=100_00, cost_minor=90_00)], known)
    assert (exact.verdict(0.1), exact.verdict(0.1001)) == ("keeps", "below")


def test_half_a_minor_unit_goes_to_the_even_neighbour():
    cents = [
        discounts.order([Line(sku_id="a", list_minor=n)], Stack(code=Cut(share=0.5))).paid_minor for n in (1, 3, 5)
    ]
    assert cents == [1, 1, 3]


def test_an_activity_price_above_the_list_price_is_refused():
    with pytest.raises(DiscountError, match="The activity price of a is above its list price"):
        discounts.order([Line(sku_id="a", list_minor=10, activity_minor=11)], Stack())


@settings(deadline=None, max_examples=150)
@given(st.lists(lines, min_size=1, max_size=3), stacks)
def test_no_step_takes_more_than_is_there_and_every_step_adds_up(goods, stack):
    result = discounts.order(goods, stack)
    assert 0 <= result.paid_minor <= result.list_minor
    assert result.paid_minor <= result.takings_minor <= result.list_minor
    left = result.list_minor
    for step in result.steps[1:5]:
        assert step.minor is not None
        assert step.minor <= 0
        left += step.minor
        assert step.left_minor == left >= 0
    assert left == result.paid_minor
    assert result.left_minor == result.takings_minor + sum(step.minor or 0 for step in result.steps[5:])
    assert sum(discounts.spread(goods, result)) == result.paid_minor


@settings(deadline=None, max_examples=60)
@given(lines, stacks, money)
def test_a_larger_code_never_makes_the_buyer_pay_more(line, stack, amount):
    small, large = (stack.model_copy(update={"code": Cut(amount_minor=n)}) for n in (amount, amount + 1))
    assert discounts.order([line], large).paid_minor <= discounts.order([line], small).paid_minor
