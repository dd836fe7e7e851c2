"""Routes: where each tier is signed up."""

from campaign.base.language import speaking
from campaign.plan.playbook import load
from campaign.products import TIERS
from campaign.signups.activities import fits, routes

BOOK = load("double11")


def test_each_tier_takes_the_routes_of_the_plan():
    titles = {tier: [route.title_zh for route in routes(BOOK, tier)] for tier in TIERS}
    assert titles == {
        "hero": ["海景房", "品牌闪购", "主推活动"],
        "activity": ["FLASH DEALS", "俄团"],
        "volume": ["次推", "店铺单品折扣"],
        "clearance": ["店铺单品折扣"],
    }


def test_a_route_fits_the_tiers_that_take_it_and_no_other():
    assert [tier for tier in TIERS if fits(BOOK, tier, "single_item_discount")] == ["volume", "clearance"]
    assert [tier for tier in TIERS if fits(BOOK, tier, "premium_slot")] == ["hero"]
    assert not any(fits(BOOK, tier, "moon_shot") for tier in TIERS)


def test_a_route_is_named_in_the_language_that_is_spoken():
    with speaking("zh_CN"):
        assert routes(BOOK, "hero")[1].title == "品牌闪购"
    assert routes(BOOK, "hero")[1].title == "Brand flash sale"
