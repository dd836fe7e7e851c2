"""Gates: the price gate and the stock check, in both modes, with ties; unknown is a verdict of its own."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaign.signups import gates

MODES = ("unknown", "lowest_sku", "product_sum")


def offer(sku, price=2000, units=50, threshold=2000, lowest=2500, sign_up=1):
    return dict(zip(gates.OFFERS, (sign_up, sku, price, threshold, lowest, units), strict=True))


def rule(sign_up=1, price_rule="threshold", below=None, needed=100, mode="lowest_sku", follow=False, prompt=None):
    return dict(zip(gates.RULES, (sign_up, price_rule, below, needed, mode, follow, prompt), strict=True))


def judged(*offers, **given):
    """The verdict on one sign-up of these ticked SKUs."""
    rules, rows = pd.DataFrame([rule(**given)]), pd.DataFrame(list(offers), columns=list(gates.OFFERS))
    return gates.judge(rules, rows).iloc[0].to_dict()


def said(row, gate):
    return gates.reason(row, gate, "USD")


# -- price gate: S-05, A4-5, A4-7


def test_a_price_at_the_threshold_passes_to_the_cent_and_one_cent_more_fails():
    at = judged(offer("a", price=1999, threshold=1999))
    above = judged(offer("a", price=2000, threshold=1999))
    assert (at["price"], at["price_sku"], at["price_figure"], at["price_limit"]) == ("pass", "a", 1999, 1999)
    assert (above["price"], above["price_sku"], above["price_figure"]) == ("fail", "a", 2000)
    assert said(above, "price") == "a costs $20.00, above the threshold price $19.99"


def test_one_ticked_sku_above_its_threshold_fails_the_product_and_the_farthest_is_named():
    row = judged(offer("a", 1900), offer("b", 2100), offer("c", 2600, threshold=2400))
    assert (row["price"], row["price_sku"], row["price_figure"], row["price_limit"]) == ("fail", "c", 2600, 2400)


def test_a_pass_names_the_sku_nearest_to_its_threshold_and_of_equal_ones_the_first():
    row = judged(offer("a", 1500), offer("b", 1990), offer("c", 1990))
    assert (row["price"], row["price_sku"]) == ("pass", "b")


def test_without_a_threshold_price_the_gate_stays_unknown_however_low_the_price_lies():
    row = judged(offer("a", price=1, threshold=None, lowest=5000), below=0.1)
    assert (row["price"], row["advice"]) == ("unknown", "pass")
    assert said(row, "price").startswith("The threshold price of a is unknown")


def test_the_computed_rule_is_advice_and_never_overrules_the_threshold():
    row = judged(offer("a", price=2000, threshold=2000, lowest=2000), below=0.1)
    assert (row["price"], row["advice"]) == ("pass", "fail")
    assert (row["advice_figure"], row["advice_limit"]) == (2000, 1800)


def test_one_unknown_threshold_leaves_it_open_and_a_known_failure_decides_it():
    assert judged(offer("a"), offer("b", threshold=None))["price"] == "unknown"
    assert judged(offer("a", threshold=None), offer("b", 2001))["price"] == "fail"


def test_a_sku_without_campaign_price_is_unknown():
    row = judged(offer("a", price=None))
    assert (row["price"], row["price_why"], row["price_sku"]) == ("unknown", "no_price", "a")


def test_an_activity_without_price_condition_passes_without_a_threshold():
    row = judged(offer("a", threshold=None), price_rule="none")
    assert (row["price"], said(row, "price")) == ("pass", "The activity sets no price condition")


@pytest.mark.parametrize(
    ("lowest", "below", "most"), [(2999, 0.1, 2699), (3000, 0.1, 2700), (1001, 0.0333, 967), (2999, 0, 2999)]
)
def test_the_advice_is_the_lowest_price_since_1_january_less_x_percent_in_whole_minor_units(lowest, below, most):
    assert gates.bound(lowest, below) == most
    assert judged(offer("a", price=most, lowest=lowest), below=below)["advice"] == "pass"
    assert judged(offer("a", price=most + 1, lowest=lowest), below=below)["advice"] == "fail"


def test_without_x_or_without_a_lowest_price_there_is_no_advice():
    assert judged(offer("a"))["advice_why"] == "no_share"
    assert judged(offer("a", lowest=None), below=0.1)["advice_why"] == "no_lowest"


# -- stock check, lowest-price SKU: S-06


def test_the_lowest_price_among_the_ticked_skus_decides_alone():
    row = judged(offer("a", 1900, units=40), offer("b", 2000, units=900))
    assert (row["stock"], row["stock_sku"], row["stock_figure"], row["stock_limit"]) == ("fail", "a", 40, 100)
    assert said(row, "stock") == "a, the lowest price, has 40 pieces of 100 asked for"


def test_of_several_lowest_prices_any_one_with_enough_stock_satisfies():
    row = judged(offer("a", 1900, units=10), offer("b", 1900, units=100), offer("c", 1900, units=99))
    assert (row["stock"], row["stock_sku"], row["stock_figure"]) == ("pass", "b", 100)
    short = judged(offer("a", 1900, units=10), offer("b", 1900, units=99), offer("c", 1901, units=900))
    assert (short["stock"], short["stock_sku"], short["stock_figure"]) == ("fail", "b", 99)


def test_a_tie_is_exact_to_the_cent():
    assert judged(offer("a", 1900, units=10), offer("b", 1901, units=100))["stock"] == "fail"


def test_an_unticked_cheaper_sku_is_not_looked_at():
    """Only ticked SKUs are offers: the cheaper one with too little stock is not among them."""
    ticked = [offer("b", 2000, units=100)]
    cheaper = offer("a", 1000, units=0)
    assert judged(*ticked)["stock"] == "pass"
    assert judged(cheaper, *ticked)["stock"] == "fail"


def test_unknown_stock_of_the_lowest_sku_is_unknown_unless_a_tied_one_has_enough():
    assert judged(offer("a", 1900, units=None), offer("b", 2000, units=900))["stock"] == "unknown"
    assert judged(offer("a", 1900, units=None), offer("b", 1900, units=100))["stock"] == "pass"
    row = judged(offer("a", 1900, units=5), offer("b", 1900, units=None))
    assert (row["stock"], row["stock_sku"], row["stock_why"]) == ("unknown", "b", "no_stock")
    assert judged(offer("a", 1900, units=100), offer("b", 2000, units=None))["stock"] == "pass"


def test_a_sku_without_price_may_be_the_lowest():
    open_ = judged(offer("a", 1900, units=100), offer("b", None, units=5))
    assert (open_["stock"], open_["stock_sku"], open_["stock_why"]) == ("unknown", "b", "maybe_lowest")
    assert judged(offer("a", 1900, units=100), offer("b", None, units=100))["stock"] == "pass"
    assert judged(offer("a", 1900, units=9), offer("b", None, units=9))["stock"] == "fail"


# -- stock check, whole product: S-07


def test_the_sum_of_all_ticked_skus_is_held_against_the_requirement():
    enough = judged(offer("a", units=60), offer("b", units=40), mode="product_sum")
    assert (enough["stock"], enough["stock_figure"], enough["stock_limit"]) == ("pass", 100, 100)
    short = judged(offer("a", units=60), offer("b", units=39), mode="product_sum")
    assert (short["stock"], said(short, "stock")) == (
        "fail",
        "The ticked SKUs have 99 pieces together of 100 asked for",
    )


def test_what_is_known_may_already_be_enough_for_the_sum():
    assert judged(offer("a", units=100), offer("b", units=None), mode="product_sum")["stock"] == "pass"
    row = judged(offer("a", units=99), offer("b", units=None), mode="product_sum")
    assert (row["stock"], row["stock_sku"]) == ("unknown", "b")


def test_an_oversold_sku_takes_nothing_from_the_others():
    assert judged(offer("a", units=-30), offer("b", units=100), mode="product_sum")["stock"] == "pass"


# -- which mode: A4-6


def test_without_a_mode_both_must_agree():
    both = {"mode": "unknown"}
    assert judged(offer("a", units=100), **both)["stock"] == "pass"
    assert judged(offer("a", units=9), **both)["stock"] == "fail"
    row = judged(offer("a", 1900, units=60), offer("b", units=60), **both)
    assert (row["lowest"], row["sum"], row["stock"], row["stock_why"]) == ("fail", "pass", "unknown", "modes_differ")


def test_where_the_back_office_is_followed_its_prompt_decides_and_nothing_else():
    given_ = {"follow": True, "needed": 100}
    assert judged(offer("a", units=900), **given_)["stock"] == "unknown"
    assert judged(offer("a", units=900), prompt="fail", **given_)["stock"] == "fail"
    assert judged(offer("a", units=1), prompt="pass", **given_)["stock"] == "pass"


# -- nothing known


@pytest.mark.parametrize("mode", MODES)
def test_with_no_sku_ticked_nothing_is_judged(mode):
    row = judged(mode=mode, needed=0, price_rule="none")
    assert {row[gate] for gate in gates.GATES} == {"unknown"}
    assert said(row, "stock") == "No SKU is ticked; tick those that take part"


@pytest.mark.parametrize("mode", MODES)
def test_without_a_requirement_the_stock_check_is_unknown(mode):
    row = judged(offer("a", units=9999), mode=mode, needed=None)
    assert (row["stock"], row["stock_why"]) == ("unknown", "no_need")


def test_where_nothing_is_asked_for_unknown_stock_is_enough():
    assert judged(offer("a", units=None), needed=0, mode="unknown")["stock"] == "pass"


def test_the_verdict_fails_with_one_gate_and_passes_only_with_both():
    passing, failing = offer("a", units=100), offer("a", 2001, units=100)
    assert (judged(passing)["verdict"], judged(failing)["verdict"]) == ("pass", "fail")
    assert judged(offer("a", units=None))["verdict"] == "unknown"
    row = judged(offer("a", threshold=None, units=9))
    assert (row["verdict"], row["decided"]) == ("fail", "stock")


def test_no_sign_ups_are_judged_without_complaint():
    empty = gates.judge(pd.DataFrame(columns=list(gates.RULES)), pd.DataFrame(columns=list(gates.OFFERS)))
    assert len(empty) == 0
    assert "verdict" in empty


# -- many at once, against the plain rules read word by word


def plain_price(offers):
    verdicts = [
        "unknown" if None in (one["price_minor"], one["threshold_minor"])
        else "pass" if one["price_minor"] <= one["threshold_minor"] else "fail"
        for one in offers
    ]  # fmt: skip
    if not verdicts:
        return "unknown"
    return "fail" if "fail" in verdicts else "unknown" if "unknown" in verdicts else "pass"


def worlds(offers, field, values):
    """Every way in which the unknown cells of a field may turn out."""
    found = [[]]
    for one in offers:
        options = [one[field]] if one[field] is not None else values
        found = [[*before, value] for before in found for value in options]
    return found


def plain_lowest(offers, needed):
    """What holds however the unknown prices and stocks turn out."""
    if not offers or needed is None:
        return "unknown"
    outcomes = set()
    for prices in worlds(offers, "price_minor", range(7)):
        for units in worlds(offers, "units", (0, 9)):
            lowest = min(prices)
            has = [unit >= needed for price, unit in zip(prices, units, strict=True) if price == lowest]
            outcomes.add("pass" if any(has) else "fail")
    return outcomes.pop() if len(outcomes) == 1 else "unknown"


def plain_sum(offers, needed):
    if not offers or needed is None:
        return "unknown"
    outcomes = {"pass" if sum(units) >= needed else "fail" for units in worlds(offers, "units", (0, 9))}
    return outcomes.pop() if len(outcomes) == 1 else "unknown"


def plain_stock(offers, needed, mode):
    lowest, total = plain_lowest(offers, needed), plain_sum(offers, needed)
    if mode == "lowest_sku":
        return lowest
    return total if mode == "product_sum" or lowest == total else "unknown"


AMOUNT = st.none() | st.integers(1, 5)
SKUS = st.lists(st.tuples(AMOUNT, AMOUNT, st.none() | st.integers(0, 6)), max_size=4)


@given(st.lists(st.tuples(SKUS, st.none() | st.integers(1, 9), st.sampled_from(MODES)), max_size=6))
def test_many_sign_ups_are_judged_as_the_rules_read_word_by_word(cases):
    rules = pd.DataFrame(
        [rule(number, needed=needed, mode=mode) for number, (_skus, needed, mode) in enumerate(cases)],
        columns=list(gates.RULES),
    )
    rows = [
        [
            offer(f"{number}-{place}", price, units, limit, sign_up=number)
            for place, (price, limit, units) in enumerate(skus)
        ]
        for number, (skus, _needed, _mode) in enumerate(cases)
    ]
    found = gates.judge(rules, pd.DataFrame([one for many in rows for one in many], columns=list(gates.OFFERS)))
    assert found["price"].tolist() == [plain_price(many) for many in rows]
    for word, plain in (("lowest", plain_lowest), ("sum", plain_sum)):
        assert found[word].tolist() == [plain(many, case[1]) for many, case in zip(rows, cases, strict=True)], word
    assert found["stock"].tolist() == [
        plain_stock(many, needed, mode) for many, (_skus, needed, mode) in zip(rows, cases, strict=True)
    ]


@given(st.lists(st.tuples(AMOUNT, AMOUNT, AMOUNT), min_size=1, max_size=4), st.sampled_from(MODES))
def test_a_verdict_names_a_ticked_sku_with_its_own_figure(skus, mode):
    offers = [offer(str(place), price, units, limit) for place, (price, limit, units) in enumerate(skus)]
    row = judged(*offers, mode=mode, needed=3)
    named = {one["sku_id"]: one for one in offers}
    assert pd.isna(row["price_figure"]) or named[row["price_sku"]]["price_minor"] == row["price_figure"]
    assert pd.isna(row["price_limit"]) or named[row["price_sku"]]["threshold_minor"] == row["price_limit"]
    if row["lowest_sku"] is not None and not pd.isna(row["lowest_figure"]):
        assert named[row["lowest_sku"]]["units"] == row["lowest_figure"]
    assert all(said(row, gate) and "None" not in said(row, gate) for gate in gates.GATES)


def test_thirty_thousand_sign_ups_of_five_skus_are_judged_at_once():
    random, count = np.random.default_rng(11), 30_000
    number = np.repeat(np.arange(count), 5)
    offers = pd.DataFrame({"sign_up": number, "sku_id": number.astype(str)}).assign(
        **{name: pd.array(random.integers(1, 99, len(number)), dtype="Int64") for name in gates.OFFERS[2:]}
    )
    rules = pd.DataFrame([rule(one, below=0.1, mode=MODES[one % 3]) for one in range(count)])
    assert len(gates.judge(rules, offers)) == count
