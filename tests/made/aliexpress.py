"""AliExpress exports, made: one cell that holds the lines of an order, and the names of its API."""

from __future__ import annotations

from collections import Counter
from random import Random

from tests.made import Made
from tests.made.people import PEOPLE
from tests.made.sheets import comma, delimited, plain, table, titles, workbook

ORDERS = titles(
    "订单号,订单状态,负责人,买家名称,买家邮箱,下单时间,付款时间,产品总金额,物流费用,订单金额,满立减,产品信息,订单备注,收货地址,收货人名称,"
    "收货国家,州/省,城市,地址,邮编,联系电话,手机,买家选择物流"
)
API = titles(
    "orderId,gmtCreate,gmtPayTime,orderStatus,productId,skuCode,productCount,productUnitPrice,currencyCode,"
    "logisticsAmount,orderAmount,buyerLoginId"
)
ADVISOR = titles("Product ID,Product name,Visitors,Views,Add-to-cart users,Wishlist users,Paid buyers,Paid amount")
EVERYONE = tuple(word for person in PEOPLE for word in person.secrets)


def orders() -> Made:
    """Orders of one to three lines, colons in either width, two of them unpaid."""
    draw = Random(21)
    rows, sums, lines = [], Counter[str](), 0
    for number in range(12):
        person, paid = PEOPLE[number % len(PEOPLE)], number % 6 != 5
        sums["placed_orders"] += 1
        block, total = "", 0
        for place in range(1 + number % 3):
            units, price = draw.randrange(1, 5), draw.randrange(100, 5000)
            colon = ":" if draw.random() < 0.5 else "："
            lines, total = lines + 1, total + units * price
            block += (
                f"【{place + 1}】 Silk dress 2026 (商家编码{colon}D-{draw.randrange(4)})\n"
                f"(产品数量{colon}{units} piece)\n(产品单价：${plain(price)})\n"
            )
            sums += Counter(placed_units=units, placed_minor=units * price)
            if paid:
                sums += Counter(units=units, revenue_minor=units * price, order_lines=1)
        if paid:
            sums += Counter(orders=1, freight_income_minor=350)
        rows.append(
            {
                "订单号": f"80{number:014d}",
                "订单状态": "等待您发货",
                "负责人": "店小二",
                "买家名称": person.login,
                "买家邮箱": person.email,
                "下单时间": f"2026.11.1{number % 3} 08:15",
                "付款时间": f"2026.11.1{number % 3} 09:00" if paid else "",
                "产品总金额": f"$ {plain(total)}",
                "物流费用": "$ 3.50",
                "订单金额": f"$ {plain(total + 350)}",
                "产品信息": block,
                "订单备注": f"for {person.name}",
                "收货地址": person.street,
                "收货人名称": person.name,
                "收货国家": "Spain",
                "城市": person.town,
                "地址": person.street,
                "邮编": "08001",
                "联系电话": person.phone,
                "手机": person.phone,
            }
        )
    return Made(
        preset="aliexpress_orders",
        name="aliexpress_orders.xlsx",
        content=workbook(table(ORDERS, rows)),
        zone="America/Los_Angeles",
        currency="USD",
        rows=lines,
        expected=dict(sums),
        secrets=EVERYONE,
    )


def by_api() -> Made:
    """One line per product under the names of the API."""
    draw = Random(22)
    rows, sums = [], Counter[str]()
    for number in range(10):
        units, price = draw.randrange(1, 9), draw.randrange(100, 9000)
        sums += Counter(units=units, revenue_minor=units * price)
        rows.append(
            {
                "orderId": f"81{number // 2:014d}",
                "gmtCreate": "2026-11-10 08:00:00",
                "gmtPayTime": "2026-11-10 08:30:00",
                "orderStatus": "WAIT_SELLER_SEND_GOODS",
                "productId": f"10050{number % 3}",
                "skuCode": f"D-{number % 3}",
                "productCount": units,
                "productUnitPrice": plain(price),
                "currencyCode": "USD",
                "logisticsAmount": "2.00",
                "buyerLoginId": PEOPLE[number // 2].login,
            }
        )
    return Made(
        preset="aliexpress_orders_api",
        name="orders.csv",
        content=delimited(table(API, rows)),
        zone="UTC",
        currency="USD",
        rows=10,
        expected={**sums, "orders": 5, "buyers": 5, "freight_income_minor": 1000},
        secrets=EVERYONE,
    )


def advisor() -> Made:
    """Products by English names; the day stands in the file's name."""
    draw = Random(23)
    rows, sums = [], Counter[str]()
    for number in range(6):
        seen, paid = draw.randrange(10**5), draw.randrange(10**7)
        sums += Counter(visitors=seen, revenue_minor=paid, cart_users=seen // 9, favourite_users=seen // 11)
        rows.append(
            {
                "Product ID": f"10050{number}",
                "Product name": f"Dress {number}",
                "Visitors": comma(seen),
                "Views": comma(seen * 3),
                "Add-to-cart users": comma(seen // 9),
                "Wishlist users": comma(seen // 11),
                "Paid buyers": "3",
                "Paid amount": plain(paid),
            }
        )
    return Made(
        preset="aliexpress_advisor",
        name="business_advisor_2026-11-11.csv",
        content=delimited(table(ADVISOR, rows)),
        zone="America/Los_Angeles",
        currency="USD",
        rows=6,
        expected=dict(sums),
        products={"title": 6},
        by_day={"visitors": {"2026-11-11": sums["visitors"]}},
    )


MADE = (orders(), by_api(), advisor())
