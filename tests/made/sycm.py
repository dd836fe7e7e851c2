"""生意参谋 exports, made: titles above the headers, figures as text, rates with a percent sign."""

from __future__ import annotations

from collections import Counter
from random import Random

from tests.made import Made
from tests.made.sheets import Row, comma, delimited, grouped, table, titles, workbook

PRODUCT = titles(
    "统计日期,商品ID,商品名称,货号,商品状态,商品标签,商品访客数,商品浏览量,平均停留时长,商品详情页跳出率,商品收藏人数,"
    "商品加购件数,商品加购人数,下单买家数,下单件数,下单金额,下单转化率,支付买家数,支付件数,支付金额,商品支付转化率,"
    "支付新买家数,支付老买家数,老买家支付金额,聚划算支付金额,访客平均价值,成功退款金额,竞争力评分,年累计支付金额,"
    "月累计支付金额,月累计支付件数,搜索引导支付转化率,搜索引导访客数,搜索引导支付买家数,结构化详情引导转化率,结构化详情引导成交占比"
)
RENAMED = {
    "商品ID": "宝贝ID",
    "商品访客数": "访客数",
    "商品详情页跳出率": "跳失率",
    "支付金额": "总支付金额（元）",
    "支付件数": "总支付商品件数",
    "商品浏览量": " 浏览量 ",
    "商品加购人数": "加购人数",
}
SOURCES = titles(
    "一级来源,二级来源,三级来源,访客数,浏览量,支付金额,浏览量占比,店内跳转人数,跳出本店人数,收藏人数,加购人数,下单买家数,"
    "下单转化率,支付件数,支付买家数,支付转化率,直接支付买家数,收藏商品-支付买家数,粉丝支付买家数,加购商品-支付买家数"
)
FIGURES = titles(
    "访客数,下单金额,下单买家数,下单转化率,支付金额,支付买家数,支付转化率,客单价,UV价值,关注店铺买家数,收藏商品买家数,"
    "加购人数,新访客数,直接支付买家数,收藏商品-支付买家数,粉丝支付买家数,加购商品-支付买家数,店内跳转人数,跳出本店人数,浏览量,人均浏览量"
)
SHOP = ["流量来源", *(name for figure in FIGURES for name in (figure, f"{figure}变化"))]
ZONE, CURRENCY = "Asia/Shanghai", "CNY"
TITLE: list[Row] = [["生意参谋 商品效果明细"], ["统计时间", "2026-11-09 至 2026-11-11"], []]


def products(*, renamed: bool = False) -> Made:
    """Products by day: one without visitors, whose rates are dashes, and a total line."""
    draw = Random(1)
    rows: list[dict[str, object]] = []
    sums: Counter[str] = Counter()
    for day in ("2026-11-09", "2026-11-10", "2026-11-11"):
        for number in range(1, 8):
            seen = 0 if number == 7 else draw.randrange(900, 40_000)
            bounced, stay = draw.randrange(2000, 8000), draw.randrange(300, 9000)
            paid, back = draw.randrange(0, 9_000_000), draw.randrange(0, 90_000)
            units, carts = draw.randrange(0, 1900), draw.randrange(0, 2400)
            sums += Counter(
                visitors=seen,
                revenue_minor=paid,
                refund_minor=back,
                units=units,
                cart_users=carts,
                page_views=seen * 2,
                bounce_visitors=_product(seen, bounced, 10_000),
                stay_seconds=_product(seen, stay, 100),
                search_visitors=seen // 3,
            )
            rows.append(
                {
                    "统计日期": day,
                    "商品ID": f"61234567890{number:04d}",
                    "商品名称": f"雅诗兰黛 第{number}号",
                    "货号": f"K-{number}",
                    "商品状态": "当前在线",
                    "商品访客数": comma(seen),
                    "商品浏览量": comma(seen * 2),
                    "平均停留时长": f"{stay / 100:.2f}" if seen else "-",
                    "商品详情页跳出率": f"{bounced / 100:.2f}%" if seen else "-",
                    "商品收藏人数": "--",
                    "商品加购件数": comma(carts),
                    "商品加购人数": comma(carts),
                    "下单金额": grouped(paid),
                    "支付件数": comma(units),
                    "支付金额": grouped(paid),
                    "老买家支付金额": "0.00",
                    "竞争力评分": "88",
                    "成功退款金额": grouped(back),
                    "年累计支付金额": grouped(paid * 40),
                    "搜索引导访客数": comma(seen // 3),
                }
            )
    names = [RENAMED.get(name, name) for name in PRODUCT] if renamed else PRODUCT
    lines = table(PRODUCT, rows)[1:]
    lines = [*TITLE, names, *lines, ["合计", *[""] * 5, comma(sums["visitors"]), *[""] * (len(names) - 7)]]
    return Made(
        preset="sycm_product",
        name="【生意参谋平台】商品_全部_2026-11-09_2026-11-11" + (".csv" if renamed else ".xlsx"),
        content=delimited(lines, encoding="gb18030") if renamed else workbook(lines),
        zone=ZONE,
        currency=CURRENCY,
        rows=len(rows) + 1,
        dropped=1,
        expected=dict(sums),
        products={"title": 7, "seller_sku": 7},
    )


def traffic() -> Made:
    """Sources in three levels, headers in line 6; lines that add up their own levels."""
    draw = Random(2)
    sums: Counter[str] = Counter()
    lines: list[Row] = [["生意参谋"], ["商品流量来源"], ["终端", "无线端"], [], [], SOURCES]
    for one, two, three in [
        ("平台流量", "手淘搜索", "手淘搜索-综合"),
        ("平台流量", "手淘推荐", "首页推荐"),
        ("广告流量", "直通车", "-"),
        ("平台流量", "手淘搜索", "汇总"),
        ("广告流量", "汇总", "汇总"),
        ("其他来源", "-", "-"),
    ]:
        seen, paid, carts = draw.randrange(100, 90_000), draw.randrange(10**7), draw.randrange(900)
        if "汇总" not in (two, three):
            sums += Counter(
                visitors=seen, revenue_minor=paid, cart_users=carts, cart_buyers=carts // 5, onward_visitors=seen // 2
            )
        lines.append(
            [
                one,
                two,
                three,
                comma(seen),
                comma(seen * 2),
                grouped(paid),
                "12.5%",
                comma(seen // 2),
                "9",
                "5",
                comma(carts),
                "7",
                "1.1%",
                "8",
                "6",
                "1.0%",
                "2",
                "1",
                "--",
                comma(carts // 5),
            ]
        )
    return Made(
        preset="sycm_traffic",
        name="【生意参谋平台】无线商品流量来源_612345678901_2026-11-11_2026-11-11.xls.xlsx",
        content=workbook(lines),
        zone=ZONE,
        currency=CURRENCY,
        rows=6,
        dropped=2,
        expected=dict(sums),
        by_day={"visitors": {"2026-11-11": sums["visitors"]}},
    )


def shop() -> Made:
    """43 columns, every figure followed by its change."""
    draw = Random(3)
    sums: Counter[str] = Counter()
    lines: list[Row] = [["店铺流量来源 2026-11-10"], SHOP]
    for source in ("手淘搜索", "直通车", "购物车", "我的淘宝"):
        seen, paid = draw.randrange(10_000, 99_000), draw.randrange(10**8)
        sums += Counter(visitors=seen, revenue_minor=paid)
        values = {"访客数": f"{seen / 10_000}万", "支付金额": f"{paid / 1_000_000:.6f}万", "支付转化率": "2.00%"}
        lines.append([source, *(cell for name in FIGURES for cell in (values.get(name, "1"), "+12.30%"))])
    return Made(
        preset="sycm_shop_source",
        name="店铺流量来源.csv",
        content=delimited(lines, encoding="utf-8-sig"),
        zone=ZONE,
        currency=CURRENCY,
        rows=4,
        expected=dict(sums),
        by_day={"visitors": {"2026-11-10": sums["visitors"]}},
    )


def _product(one: int, other: int, scale: int) -> int:
    """Whole, halves to the even neighbour."""
    whole, rest = divmod(one * other, scale)
    return whole + (2 * rest > scale or (2 * rest == scale and whole % 2 == 1))


MADE = (products(), products(renamed=True), traffic(), shop())
