"""Orders of Taobao and Tmall, made: GBK, guards before ids and phones, persons in many columns, presale in stages."""

from __future__ import annotations

import csv
from collections import Counter
from random import Random

from tests.made import Made
from tests.made.people import PEOPLE
from tests.made.sheets import delimited, plain, table, titles

ORDERS = titles(
    "订单编号,买家会员名,买家支付宝账号,买家应付货款,买家应付邮费,买家支付积分,总金额,返点积分,买家实际支付金额,买家实际支付积分,"
    "订单状态,买家留言,收货人姓名,收货地址 ,运送方式,联系电话 ,联系手机,订单创建时间,订单付款时间 ,宝贝标题 ,"
    "宝贝种类 ,物流单号 ,物流公司,"
    "订单备注,宝贝总数量,店铺Id,店铺名称,订单关闭原因,卖家服务费,买家服务费,发票抬头,是否手机订单,分阶段订单信息,"
    "特权订金订单id,定金排名,"
    "修改后的sku,修改后的收货地址,异常信息,天猫卡券抵扣,集分宝抵扣,是否是O2O交易,退款金额,打款商家金额"
)
DETAILS = titles(
    "子订单编号,主订单编号,标题,价格,购买数量,外部系统编号,商品属性,套餐信息,备注,订单状态,商家编码,支付单号,买家应付货款,"
    "买家实际支付金额,退款状态,退款金额,订单创建时间,订单付款时间"
)
OLD_DETAILS = titles("订单编号,标题,价格,购买数量,外部系统编号,商品属性,套餐信息,备注,订单状态,商家编码")
REPORT = titles("订单编号,总金额,买家实际支付金额,收货地址 ,订单创建时间,订单付款时间 ,退款金额")
ZONE, CURRENCY = "Asia/Shanghai", "CNY"
EVERYONE = tuple(word for person in PEOPLE for word in person.secrets)


def orders() -> Made:
    """Paid, unpaid, closed after payment, and presale orders of which only the deposit is paid."""
    draw = Random(12)
    rows, sums, bought = [], Counter[str](), set[tuple[str, str]]()
    for number in range(40):
        person = PEOPLE[number % len(PEOPLE)]
        paid, units, coupon = draw.randrange(1000, 90_000), draw.randrange(1, 5), draw.randrange(500)
        kind = ("paid", "paid", "unpaid", "refunded", "deposit", "balance")[number % 6]
        day = 1 + number % 3
        stage = {
            "deposit": "阶段1：定金 50.00元 已付款；阶段2：尾款 未付款",
            "balance": "阶段1：定金 50.00元 已付款；阶段2：尾款 已付款",
        }.get(kind, "")
        sums["placed_orders"] += 1
        sums["placed_minor"] += paid
        if kind in ("paid", "refunded", "balance"):
            sums += Counter(orders=1, revenue_minor=paid, units=units, coupon_minor=coupon, freight_income_minor=600)
            bought.add((str(day), person.login))
        if kind == "refunded":
            sums["refund_minor"] += paid
        if kind == "deposit":
            sums += Counter(presale_orders=1, deposit_minor=5000)
        rows.append(
            {
                "订单编号": f'="29{number:016d}"',
                "买家会员名": person.login,
                "买家支付宝账号": person.email,
                "买家应付货款": plain(paid),
                "买家应付邮费": "6.00",
                "总金额": plain(paid + 600),
                "买家实际支付金额": plain(0 if kind in ("unpaid", "deposit") else paid),
                "订单状态": {"unpaid": "等待买家付款", "refunded": "交易关闭"}.get(kind, "交易成功"),
                "买家留言": f"请送到{person.street}",
                "收货人姓名": person.name,
                "收货地址 ": f"{person.town} {person.street}",
                "运送方式": "快递",
                "联系电话 ": f"'{person.phone}",
                "联系手机": f"'{person.phone}",
                "订单创建时间": f"2026-11-0{day} 10:00:00",
                "订单付款时间 ": "" if kind == "unpaid" else f"2026-11-0{day} 10:05:0{number % 10}",
                "宝贝标题 ": "裙子，红色",
                "宝贝种类 ": 1,
                "订单备注": f"{person.name} 要求加急",
                "宝贝总数量": units,
                "店铺名称": "示例旗舰店",
                "卖家服务费": "0.00元",
                "发票抬头": person.name,
                "分阶段订单信息": stage,
                "修改后的收货地址": person.street,
                "天猫卡券抵扣": plain(coupon),
                "退款金额": plain(paid) if kind == "refunded" else "0.00",
                "打款商家金额": f"{plain(paid)}元",
            }
        )
    return Made(
        preset="tmall_orders",
        name="ExportOrderList202611040930.csv",
        content=delimited(table(ORDERS, rows), encoding="gb18030", quoting=csv.QUOTE_ALL),
        zone=ZONE,
        currency=CURRENCY,
        rows=40,
        expected={**sums, "buyers": len(bought)},
        secrets=EVERYONE,
    )


def details() -> Made:
    """Lines of orders; what was refunded counts where the refund succeeded."""
    draw = Random(13)
    rows, sums = [], Counter[str]()
    for number in range(30):
        units, paid = draw.randrange(1, 4), draw.randrange(1000, 30_000)
        state = ("没有申请退款", "退款成功", "退款关闭")[number % 3]
        sums += Counter(order_lines=1, units=units, revenue_minor=paid)
        if state == "退款成功":
            sums += Counter(refund_units=units, refund_minor=paid)
        rows.append(
            {
                "子订单编号": f'="31{number:016d}"',
                "主订单编号": f'="30{number // 2:016d}"',
                "标题": "裙",
                "价格": "99",
                "购买数量": units,
                "外部系统编号": f"S{number % 4}",
                "商品属性": "颜色:红",
                "备注": PEOPLE[number % 5].phone,
                "商家编码": f"S{number % 4}",
                "买家应付货款": plain(paid),
                "买家实际支付金额": plain(paid),
                "退款状态": state,
                "退款金额": plain(paid) if number % 3 else "无退款申请",
                "订单创建时间": "2026-11-11 00:00:01",
                "订单付款时间": "2026-11-11 00:00:09",
            }
        )
    return Made(
        preset="tmall_order_lines",
        name="ExportOrderDetailList202611120930.csv",
        content=delimited(table(DETAILS, rows), encoding="gb18030"),
        zone=ZONE,
        currency=CURRENCY,
        rows=30,
        expected={**sums, "orders": 15},
        secrets=tuple(person.phone for person in PEOPLE[:5]),
    )


def old_details() -> Made:
    """The older columns have no time: a person says when."""
    rows = [
        {
            "订单编号": f'="3{number:017d}"',
            "标题": "裙",
            "价格": "99.00",
            "购买数量": "2",
            "外部系统编号": "null",
            "商品属性": "颜色:红",
            "商家编码": f"S{number % 2}",
        }
        for number in range(6)
    ]
    return Made(
        preset="tmall_order_lines",
        name="tmallsodetails.csv",
        content=delimited(table(OLD_DETAILS, rows)),
        zone=ZONE,
        currency=CURRENCY,
        rows=6,
        constants={"paid_at": "2026-11-11 12:00"},
        expected={"units": 12, "orders": 6},
    )


def report() -> Made:
    """Seven columns with spaces behind their names, unpaid rows and refunds."""
    draw = Random(14)
    rows, sums = [], Counter[str]()
    for number in range(25):
        due, back = draw.randrange(1000, 90_000), draw.randrange(900)
        open_ = number % 4 == 0
        sums += Counter(placed_orders=1, placed_minor=due)
        if not open_:
            sums += Counter(orders=1, revenue_minor=due, refund_minor=back)
        rows.append(
            {
                "订单编号": number + 1,
                "总金额": plain(due),
                "买家实际支付金额": "0.0" if open_ else plain(due),
                "收货地址 ": PEOPLE[0].town,
                "订单创建时间": f"2020-02-{number % 9 + 10} 23:59:54",
                "订单付款时间 ": "" if open_ else f"2020-02-{number % 9 + 11} 00:00:02",
                "退款金额": "0.0" if open_ else plain(back),
            }
        )
    return Made(
        preset="tmall_order_report",
        name="report.csv",
        content=delimited(table(REPORT, rows), end="\n"),
        zone=ZONE,
        currency=CURRENCY,
        rows=25,
        expected=dict(sums),
        secrets=(PEOPLE[0].town,),
    )


MADE = (orders(), details(), old_details(), report())
