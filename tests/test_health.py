"""Page health: the printed thresholds, and that what is unknown neither passes nor blocks."""

from campaign import health


def test_a_store_worth_13_tenths_of_its_main_item_passes_and_a_little_less_fails():
    assert health.order_value(130.0, 100.0).state == "pass"
    assert health.order_value(129.9, 100.0).state == "fail"
    assert health.order_value(100.0, None).state == "unknown"


def test_only_the_shop_s_bounce_is_judged():
    assert health.bounce(0.7).state == "fail"
    page = health.bounce(0.9, "page")
    assert page.state == "unknown"
    assert "bounce of the product page" in page.reason


def test_a_failing_light_blocks_a_raise_and_an_unknown_one_does_not():
    unknown = health.order_value(None, None), health.bounce(None), health.depth(None)
    assert not health.blocks(unknown)
    assert health.blocks((*unknown, health.depth(2.4)))
