"""万相台 and 达摩盘 exports, made: several lines to an item, ids in guards, days in file names."""

from __future__ import annotations

from collections import Counter
from random import Random

from tests.made import Made
from tests.made.sheets import comma, delimited, grouped, table, titles, workbook

PRODUCTS = titles(
    "日期,主体ID,主体类型,主体名称,展现量,点击量,花费,平均点击花费,投入产出比,点击率,千次展现花费,总成交金额,总成交笔数,"
    "净成交金额,净实际投产比,点击转化率,总购物车数,直接购物车数,收藏宝贝数,宝贝收藏加购数"
)
CROWDS = titles(
    "日期,场景ID,场景名字,计划ID,计划名字,人群名字,主体ID,主体名称,点击量,投入产出比,引导访问潜客占比,成交新客占比"
)
GOODS = titles(
    "宝贝ID,宝贝名称,货品成长阶段,支付金额,IPV,营销推广消耗,营销推广ROI,支付转化率,复购率,免费搜索点击率,连带购买率,连带购买叶子类目宽度"
)
DAILY = titles(
    "日期,商品ID,标题,库存,成本,价格,平均停留时长,商品详情页跳出率,商品访客数,支付买家数,支付件数,支付金额,成功退款金额,"
    "商品收藏人数,商品加购人数,搜索引导访客数,搜索引导支付买家数,花费,展现数,点击数,直接成交笔数,直接购物车数,总成交笔数,"
    "总成交金额,总购物车数,成交人数,成交新客数,自然流量曝光量,自然流量转化金额"
)
ZONE, CURRENCY = "Asia/Shanghai", "CNY"


def promoted() -> Made:
    """What each item cost and brought; one line promotes the shop and no product."""
    draw = Random(4)
    rows, sums = [], Counter[str]()
    for day in ("2026-11-10", "2026-11-11"):
        for item in ("612345678901", "612345678902", "0"):
            shown, cost, sold = draw.randrange(10**6), draw.randrange(10**7), draw.randrange(10**8)
            sums += Counter(
                impressions=shown,
                clicks=shown // 20,
                spend_minor=cost,
                attributed_revenue_minor=sold,
                carts=shown // 300,
                favourites=shown // 900,
            )
            rows.append(
                {
                    "日期": day,
                    "主体ID": f'="{item}"',
                    "主体类型": "店铺" if item == "0" else "商品",
                    "主体名称": f"主体 {item}",
                    "展现量": comma(shown),
                    "点击量": comma(shown // 20),
                    "花费": grouped(cost),
                    "平均点击花费": "1.2",
                    "投入产出比": "3.10",
                    "点击率": "5.00%",
                    "总成交金额": grouped(sold),
                    "总成交笔数": "--",
                    "总购物车数": shown // 300,
                    "直接购物车数": "1",
                    "收藏宝贝数": shown // 900,
                }
            )
    return Made(
        preset="wanxiang_products",
        name="宝贝主体报表_20261112.csv",
        content=delimited(table(PRODUCTS, rows), encoding="gb18030"),
        zone=ZONE,
        currency=CURRENCY,
        rows=6,
        expected=dict(sums),
    )


def crowds() -> Made:
    """Several crowds to a plan and item: they are parts of one figure."""
    draw = Random(5)
    rows, clicks = [], 0
    for crowd in ("浏览未购", "收藏加购", "相似宝贝"):
        for item in ("612345678901", "612345678902"):
            clicked = draw.randrange(1000, 9000)
            clicks += clicked
            rows.append(
                {
                    "日期": "2026-11-11",
                    "场景ID": "372",
                    "场景名字": "关键词推广",
                    "计划ID": '="50123456789"',
                    "计划名字": "双11 主推",
                    "人群名字": crowd,
                    "主体ID": item,
                    "主体名称": f"商品 {item}",
                    "点击量": comma(clicked),
                    "投入产出比": "-",
                    "成交新客占比": "33.0%",
                }
            )
    return Made(
        preset="wanxiang_crowds",
        name="人群报表.xlsx",
        content=workbook(table(CROWDS, rows)),
        zone=ZONE,
        currency=CURRENCY,
        rows=6,
        expected={"clicks": clicks},
    )


def goods() -> Made:
    """Growth stages; the day stands in the file's name."""
    draw = Random(6)
    rows, sums = [], Counter[str]()
    for number in range(5):
        paid, views, cost = draw.randrange(10**8), draw.randrange(10**5), draw.randrange(10**6)
        sums += Counter(revenue_minor=paid, page_views=views, spend_minor=cost)
        rows.append(
            {
                "宝贝ID": f"61234567890{number}",
                "宝贝名称": f"宝贝 {number}",
                "货品成长阶段": "新品期",
                "支付金额": grouped(paid),
                "IPV": comma(views),
                "营销推广消耗": grouped(cost),
                "营销推广ROI": "2.2",
                "复购率": "12.0%",
            }
        )
    lines = [*table(GOODS, rows), ["总计", "", "", grouped(sums["revenue_minor"]), "", "", "", "", "", "", "", ""]]
    return Made(
        preset="dmp_goods",
        name="达摩盘货品_20261110.csv",
        content=delimited(lines, encoding="utf-8-sig"),
        zone=ZONE,
        currency=CURRENCY,
        rows=6,
        dropped=1,
        expected=dict(sums),
        by_day={"page_views": {"2026-11-10": sums["page_views"]}},
    )


def daily() -> Made:
    """商品日报: shop figures beside those of the ads."""
    draw = Random(7)
    rows, sums = [], Counter[str]()
    for number in range(4):
        seen, paid, cost = draw.randrange(10**5), draw.randrange(10**7), draw.randrange(10**6)
        sums += Counter(visitors=seen, revenue_minor=paid, spend_minor=cost, impressions=seen * 9)
        rows.append(
            {
                "日期": "2026/11/11",
                "商品ID": f"61234567890{number}",
                "标题": f"商品 {number}",
                "库存": "12",
                "成本": "31.50",
                "价格": "99.00",
                "商品访客数": comma(seen),
                "支付金额": f"¥{grouped(paid)}",
                "花费": grouped(cost),
                "展现数": comma(seen * 9),
                "商品详情页跳出率": "-",
                "平均停留时长": "-",
            }
        )
    return Made(
        preset="tmall_daily",
        name="商品日报.csv",
        content=delimited(table(DAILY, rows), encoding="gb18030"),
        zone=ZONE,
        currency=CURRENCY,
        rows=4,
        expected=dict(sums),
        products={"price_minor": 39_600, "cost_minor": 12_600, "title": 4},
    )


MADE = (promoted(), crowds(), goods(), daily())
