"""Page health: the printed thresholds, and that what is unknown neither passes nor blocks."""

from campaign.monitoring import page_health


def test_a_store_worth_13_tenths_of_its_main_item_passes_and_a_little_less_fails():
    assert page_health.order_value(130.0, 100.0).state == "pass"
    assert page_health.order_value(129.9, 100.0).state == "fail"
    assert page_health.order_value(100.0, None).state == "unknown"


def test_only_the_shop_s_bounce_is_judged():
    assert page_health.bounce(0.7).state == "fail"
    page = page_health.bounce(0.9, "page")
    assert page.state == "unknown"
    assert "bounce of the product page" in page.reason


def test_a_failing_light_blocks_a_raise_and_an_unknown_one_does_not():
    unknown = page_health.order_value(None, None), page_health.bounce(None), page_health.depth(None)
    assert not page_health.blocks(unknown)
    assert page_health.blocks((*unknown, page_health.depth(2.4)))
