"""Tmall's product master and what is seen of Tmall from outside, made."""

from __future__ import annotations

import io
from collections import Counter
from random import Random

import openpyxl

from tests.made import Made
from tests.made.sheets import delimited, plain, table, titles

MASTER = titles(
    "商品Id,类目ID,类目名称,商品标题,一口价,导购标题,商品商家编码,商品发货时间,最长发货时间,销售属性,属性对,SKU发货时间,skuId,"
    "SKU价格,SKU库存,SKU商家编码,生产日期,保质期"
)
CRAWL = titles("update_time,id,title,price,sale_count,comment_count,店名")
ACTIONS = titles("date,item_id,views,favourites,carts,buys")
ZONE, CURRENCY = "Asia/Shanghai", "CNY"


def master(*, counted: bool) -> Made:
    """A line per SKU on the second sheet; without the instant of counting it says nothing about stock."""
    draw = Random(8)
    rows, price, lying = [], 0, 0
    for number in range(3):
        for colour in ("红色", "蓝色"):
            for size in ("M", "L"):
                each, there = draw.randrange(1000, 9000), draw.randrange(500)
                price, lying = price + each, lying + there
                rows.append(
                    {
                        "商品Id": f"61234567890{number}",
                        "类目ID": "50000671",
                        "类目名称": "连衣裙",
                        "商品标题": f"裙 {number}",
                        "一口价": "199.00",
                        "商品商家编码": f"S{number}",
                        "销售属性": f"颜色分类:{colour};尺码:{size}",
                        "属性对": "1627207:28341",
                        "skuId": f"4{number}{'红蓝'.find(colour[0])}{'ML'.find(size)}",
                        "SKU价格": plain(each),
                        "SKU库存": there,
                        "SKU商家编码": f"S{number}-{colour}-{size}",
                    }
                )
    book = openpyxl.Workbook()
    book.active.title = "填写说明"
    book.active.append(["请先阅读说明", "不要修改表头"])
    book.active.append(["1", "2"])
    page = book.create_sheet("发布模板")
    for row in table(MASTER, rows):
        page.append([str(cell) for cell in row])
    file = io.BytesIO()
    book.save(file)
    return Made(
        preset="tmall_products",
        name="商品主数据.xlsx",
        content=file.getvalue(),
        zone=ZONE,
        currency=CURRENCY,
        rows=12,
        constants={"at": "2026-11-10 20:00"} if counted else {},
        expected={"on_hand": lying} if counted else {"products": 3},
        products={"price_minor": price, "colour": 2, "size": 2, "seller_sku": 12, "category": 1},
    )


def crawl() -> Made:
    """Counts to date, some lines without any, one line twice."""
    draw = Random(9)
    rows, pieces = [], 0
    for day in (10, 11, 12):
        for number in range(6):
            level = None if draw.random() < 0.2 else day * 1000 + number
            pieces += level or 0
            rows.append(
                {
                    "update_time": f"2016/11/{day}",
                    "id": f"A4{number}",
                    "title": f"口红 {number}",
                    "price": "280",
                    "sale_count": "" if level is None else level,
                    "comment_count": number,
                    "店名": "资生堂",
                }
            )
    return Made(
        preset="tmall_crawl",
        name="crawl.csv",
        content=delimited(table(CRAWL, [*rows, rows[0]]), encoding="gb18030"),
        zone=ZONE,
        currency=CURRENCY,
        rows=19,
        dropped=1,
        expected={"lifetime_units": pieces, "reviews": 45},
        products={"title": 6},
    )


def actions() -> Made:
    """Actions of a sample of users."""
    draw = Random(10)
    rows, sums = [], Counter[str]()
    for number in range(30):
        views, carts, buys = draw.randrange(9), draw.randrange(3), draw.randrange(2)
        sums += Counter(page_views=views, carts=carts, units=buys)
        rows.append(
            {
                "date": "2019-06-18",
                "item_id": 320 + number,
                "views": views,
                "favourites": 0,
                "carts": carts,
                "buys": buys,
            }
        )
    return Made(
        preset="item_day",
        name="actions.csv",
        content=delimited(table(ACTIONS, rows), end="\n"),
        zone=ZONE,
        currency=CURRENCY,
        rows=30,
        expected=dict(sums),
    )


MADE = (master(counted=True), master(counted=False), crawl(), actions())
