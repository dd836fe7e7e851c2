"""Floors: the largest code and the lowest price that still keep the margin."""

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from campaign.prices import discounts, margin_floors
from campaign.prices.discounts import Cut, Line, Stack
from campaign.products import Product, Sku
from campaign.signups.signups import Ticked

shares = st.integers(0, 40).map(lambda part: part / 100)
stacks = st.builds(
    Stack, store=st.one_of(st.none(), st.builds(Cut, amount_minor=st.integers(0, 300))), affiliate_share=shares,
    platform=st.one_of(st.none(), st.builds(Cut, amount_minor=st.integers(0, 300), borne_share=st.just(0.5))),
    ads_share=shares, fee_share=shares, freight_minor=st.integers(0, 100),
)  # fmt: skip


def keeps(line, stack, amount, floor):
    room = discounts.order([line], stack.model_copy(update={"code": Cut(amount_minor=amount)})).room_minor(floor)
    return room is not None and room >= 0


@settings(deadline=None, max_examples=60)
@given(st.integers(0, 900), st.integers(0, 600), stacks, shares)
def test_the_largest_code_is_the_one_that_trying_every_amount_finds(listed, cost, stack, floor):
    line = Line(sku_id="a", list_minor=listed, cost_minor=cost)
    paid = discounts.order([line], stack).paid_minor
    tried = [amount for amount in range(paid + 1) if keeps(line, stack, amount, floor)]
    expected = max(tried) if tried and tried[0] == 0 else None
    assert margin_floors.largest_code([line], stack, floor) == expected


def test_no_code_is_named_where_the_purchase_cost_is_unknown():
    assert margin_floors.largest_code([Line(sku_id="a", list_minor=900)], Stack(), 0.1) is None


@given(st.integers(1, 100_000), shares, shares)
def test_the_floor_price_keeps_the_floor_and_one_less_does_not(cost, floor, share):
    price = margin_floors.floor_price(cost, floor, [share, None])
    assert price is not None
    part = discounts.exact(share) + discounts.exact(floor)
    assert price * (1 - part) >= cost > (price - 1) * (1 - part)


def test_every_sku_has_its_margin_and_its_floor_price():
    skus = pd.DataFrame(
        {"price_minor": [1000, 999, None, 1000, 0], "cost_minor": [900, 900, 900, None, 10]}, dtype="Int64"
    )
    frame = margin_floors.floors(skus, pd.Series([0.1] * 5))
    assert frame["floor_price_minor"].tolist() == [1000, 1000, 1000, pd.NA, 12]
    assert frame["below"].tolist() == [False, True, pd.NA, pd.NA, True]
    assert frame["margin"].isna().tolist() == [False, False, True, True, True]


@given(st.integers(0, 500), st.one_of(st.none(), st.integers(0, 400)), shares)
def test_a_price_is_below_the_floor_just_where_it_is_below_the_lowest_that_keeps_it(price, cost, floor):
    product = Product(store="main", product_id="7", cost_minor=cost)
    (one,) = margin_floors.judged(product, [Ticked(sku_id="*", price_minor=price)], floor)
    if cost is None:
        assert (one.standing, one.lowest_minor) == ("unknown", None)
    else:
        assert (one.standing == "below") == (price < one.lowest_minor)
        assert one.standing in ("keeps", "below")


def test_of_a_product_ticked_as_a_whole_the_dearest_sku_decides_and_an_unknown_one_never_keeps():
    dear, cheap, bare = Sku(sku_id="d", cost_minor=900), Sku(sku_id="c", cost_minor=100), Sku(sku_id="u")
    whole = [Ticked(sku_id="*", price_minor=950)]

    def standing(*skus):
        return margin_floors.judged(Product(store="main", product_id="7", skus=skus), whole, 0.1)[0].standing

    assert standing(cheap, dear) == "below"
    assert standing(cheap) == "keeps"
    assert standing(cheap, bare) == "unknown"
    assert standing(bare, dear) == "below"
