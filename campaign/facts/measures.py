"""The measures: everything that facts count, with unit, words and whether it adds up over time."""

from __future__ import annotations

from campaign.base.language import N_
from campaign.base.record import Value


class Measure(Value):
    """One thing that is counted: its unit, whether it is a level, whether it stands by channel, and its words."""

    name: str
    unit: str
    english: str
    chinese: str
    meaning: str
    level: bool = False
    by_channel: bool = False
    whole: bool = True

    @property
    def dtype(self) -> str:
        """The pandas dtype of the measure's column."""
        return "Int64" if self.whole else "Float64"


def _measure(name: str, unit: str, english: str, chinese: str, meaning: str, **kind: bool) -> Measure:
    return Measure(name=name, unit=unit, english=english, chinese=chinese, meaning=meaning, **kind)


_MEASURES = (
    _measure("impressions", "times", N_("Impressions"), "展现量", N_("times shown"), by_channel=True),
    _measure("reach", "persons", N_("Reach"), "触达人数", N_("persons shown to")),
    _measure("clicks", "times", N_("Clicks"), "点击量", N_("clicks on what was shown"), by_channel=True),
    _measure("sessions", "visits", N_("Sessions"), "访问次数", N_("visits, where visits and not persons are counted")),
    _measure("visitors", "persons", N_("Visitors"), "访客数", N_("persons who opened the page")),
    _measure("search_visitors", "persons", N_("Search visitors"), "搜索引导访客数", N_("visitors led by search")),
    _measure("page_views", "times", N_("Page views"), "浏览量", N_("pages opened")),
    _measure("bounce_visitors", "persons", N_("Bounced visitors"), "跳失人数", N_("visitors who left without a click")),
    _measure(
        "onward_visitors", "persons", N_("Onward visitors"), "店内跳转人数", N_("visitors who went on in the shop")
    ),
    _measure("exit_visitors", "persons", N_("Exit visitors"), "跳出本店人数", N_("visitors who left the shop")),
    _measure("stay_seconds", "seconds", N_("Time on page"), "停留时长", N_("seconds spent by all visitors together")),
    _measure("favourite_users", "persons", N_("Favouriting users"), "收藏人数", N_("persons who newly favourited")),
    _measure("favourites", "times", N_("Favourite clicks"), "收藏次数", N_("favourite clicks")),
    _measure("cart_users", "persons", N_("Add-to-cart users"), "加购人数", N_("persons who newly added to cart")),
    _measure("cart_units", "pieces", N_("Add-to-cart units"), "加购件数", N_("pieces added to carts")),
    _measure("carts", "times", N_("Add-to-cart clicks"), "加购次数", N_("add-to-cart clicks")),
    _measure("cart_buyers", "persons", N_("Cart buyers"), "加购商品-支付买家数", N_("payers who had it in the cart")),
    _measure(
        "favourite_buyers", "persons", N_("Favourite buyers"), "收藏商品-支付买家数", N_("payers who favourited it")
    ),
    _measure("fan_buyers", "persons", N_("Follower buyers"), "粉丝支付买家数", N_("payers who follow the shop")),
    _measure(
        "direct_buyers", "persons", N_("Direct buyers"), "直接支付买家数", N_("payers who never left the entrance")
    ),
    _measure("placed_orders", "orders", N_("Orders placed"), "下单笔数", N_("orders placed, paid or not")),
    _measure("placed_buyers", "persons", N_("Ordering buyers"), "下单买家数", N_("persons who placed an order")),
    _measure("placed_units", "pieces", N_("Units ordered"), "下单件数", N_("pieces ordered, paid or not")),
    _measure("placed_minor", "money", N_("Amount ordered"), "下单金额", N_("amount ordered, paid or not")),
    _measure("orders", "orders", N_("Orders"), "支付笔数", N_("paid orders, by the day of payment")),
    _measure("order_lines", "lines", N_("Order lines"), "支付子订单数", N_("lines of paid orders")),
    _measure("buyers", "persons", N_("Buyers"), "支付买家数", N_("persons who paid")),
    _measure(
        "new_buyers", "persons", N_("New buyers"), "支付新买家数", N_("buyers on their first purchase in this shop")
    ),
    _measure("search_buyers", "persons", N_("Search buyers"), "搜索引导支付买家数", N_("buyers led by search")),
    _measure("silent_buyers", "persons", N_("Silent buyers"), "静默支付买家数", N_("buyers who paid without asking")),
    _measure("inquiries", "persons", N_("Inquirers"), "询单人数", N_("persons who asked customer service")),
    _measure("units", "pieces", N_("Units"), "支付件数", N_("pieces paid")),
    _measure("revenue_minor", "money", N_("Revenue"), "支付金额", N_("amount paid, before refunds: GMV")),
    _measure(
        "returning_revenue_minor", "money", N_("Returning revenue"), "老买家支付金额", N_("paid by returning buyers")
    ),
    _measure("presale_orders", "orders", N_("Presale orders"), "预售定金支付笔数", N_("deposits paid on this day")),
    _measure("deposit_minor", "money", N_("Deposits"), "预售定金金额", N_("amount of deposits paid on this day")),
    _measure(
        "attributed_orders",
        "orders",
        N_("Attributed orders"),
        "总成交笔数",
        N_("orders an ad platform claims"),
        by_channel=True,
        whole=False,
    ),
    _measure(
        "attributed_units",
        "pieces",
        N_("Attributed units"),
        "广告成交件数",
        N_("pieces an ad platform claims"),
        by_channel=True,
    ),
    _measure(
        "attributed_revenue_minor",
        "money",
        N_("Attributed revenue"),
        "总成交金额",
        N_("revenue an ad platform claims"),
        by_channel=True,
    ),
    _measure("spend_minor", "money", N_("Spend"), "花费", N_("paid for traffic"), by_channel=True),
    _measure("coupon_minor", "money", N_("Coupons"), "优惠券抵扣金额", N_("discount given by coupons and codes")),
    _measure("commission_minor", "money", N_("Commission"), "联盟佣金", N_("affiliate commission"), by_channel=True),
    _measure("fee_minor", "money", N_("Platform fee"), "平台服务费", N_("the platform's service fee")),
    _measure("freight_income_minor", "money", N_("Freight income"), "买家支付运费", N_("freight paid by buyers")),
    _measure("freight_cost_minor", "money", N_("Freight cost"), "物流成本", N_("freight paid by the shop")),
    _measure("refund_units", "pieces", N_("Units refunded"), "退款件数", N_("pieces refunded")),
    _measure("refund_minor", "money", N_("Refunds"), "成功退款金额", N_("amount refunded")),
    _measure("reviews", "reviews", N_("Reviews"), "累计评价数", N_("reviews to date"), level=True),
    _measure("rating", "score", N_("Rating"), "商品评分", N_("mean score to date, 0 to 5"), level=True, whole=False),
    _measure(
        "praise_share", "share", N_("Praise share"), "好评率", N_("share of good reviews"), level=True, whole=False
    ),
    _measure("lifetime_units", "pieces", N_("Lifetime units"), "累计销量", N_("pieces sold to date"), level=True),
    _measure("followers", "persons", N_("Followers"), "粉丝数", N_("followers of the shop"), level=True),
)
MEASURES = {measure.name: measure for measure in _MEASURES}
