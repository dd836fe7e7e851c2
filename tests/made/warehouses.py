"""Stock of ERPs and warehouses, and the orders that a warehouse sends, made."""

from __future__ import annotations

from collections import Counter
from random import Random

from tests.made import Made
from tests.made.people import PEOPLE
from tests.made.sheets import comma, delimited, plain, table, titles, workbook

JST = titles(
    "款式编码,商品编码,商品名,颜色及规格,主仓实际库存(数),锁定库存数,订单占有数,安全库存下限,安全库存上限,库存待发数,销退仓库存,进货仓库存,"
    "次品仓数量,采购在途数,调拨在途数,虚拟库存数,可用数"
)
BALANCE = titles(
    "日期,货品ID,货品编码,货品名称,仓库名称,期初总量,期初良品,期初次品,入库总量,入库良品,入库次品,良品盘盈,次品盘盈,出库总量,良品销售发货,"
    "良品其他出库,次品出库,良品盘亏,次品盘亏,期末总量,期末良品,期末次品,采购在途,调拨在途,退仓调拨在途"
)
MOVEMENTS = titles(
    "单号,货品编码,货品名称,仓库名称,出入库时间,单据类型,库存类型,出入数量,结存数量,ERP订单号,外部流水号"
)
ORDERS = titles(
    "店铺名称,仓库名称,下单时间,支付时间,发货时间,订单状态,物流订单号,交易订单号,仓库订单号,配送公司,配送运单号,买家昵称,收件人,省,市,区,街道,"
    "手机,订单金额,运费,商品数量,货品id,货品编码,商品id,商家编码,商品名称,税费"
)
ERPNEXT = titles(
    "Item Code,Item Name,Warehouse,UOM,Actual Qty,Planned Qty,Requested Qty,Ordered Qty,Reserved Qty,Projected Qty"
)
ODOO = titles("Product,Location,Min Quantity,Max Quantity,Multiple Quantity,To Order,On Hand,Forecast")
ZONE, CURRENCY = "Asia/Shanghai", "CNY"
AT = {"at": "2026-11-10 20:00"}


def _stock(preset: str, name: str, content: bytes, rows: int, sums: Counter[str], **more: object) -> Made:
    return Made(
        preset=preset, name=name, content=content, zone=ZONE, currency=CURRENCY, rows=rows, expected=dict(sums), **more
    )  # type: ignore[arg-type]


def jst() -> Made:
    """聚水潭 with a unit in brackets behind a header and colour and size in one cell."""
    draw = Random(31)
    rows, sums = [], Counter[str]()
    for number in range(10):
        lying, held, locked, due, moving = (draw.randrange(2000) for _ in range(5))
        sums += Counter(on_hand=lying, reserved=held + locked, inbound=due + moving)
        rows.append(
            {
                "款式编码": f"K{number // 4}",
                "商品编码": f"K{number // 4}-{number}",
                "商品名": "裙",
                "颜色及规格": f"红色;{'SML'[number % 3]}",
                "主仓实际库存(数)": comma(lying),
                "锁定库存数": locked,
                "订单占有数": held,
                "采购在途数": due,
                "调拨在途数": moving,
                "虚拟库存数": 5,
                "可用数": lying - held - locked + 5,
            }
        )
    lines = [*table(JST, rows), ["合计", "", "", "", comma(sums["on_hand"]), *[""] * 12]]
    return _stock(
        "jst_stock",
        "商品库存.xlsx",
        workbook(lines),
        11,
        sums,
        dropped=1,
        constants=AT,
        products={"colour": 1, "size": 3, "seller_sku": 10},
    )


def balance() -> Made:
    """A warehouse's balance of one day."""
    draw = Random(32)
    rows, sums = [], Counter[str]()
    for number in range(8):
        lying, due = draw.randrange(900), draw.randrange(90)
        sums += Counter(on_hand=lying, inbound=due + 3)
        rows.append(
            {
                "日期": "2026-11-10",
                "货品ID": f"70{number}",
                "货品编码": f"S{number}",
                "货品名称": "裙",
                "仓库名称": "杭州仓",
                "期初总量": lying,
                "期末总量": lying + 1,
                "期末良品": lying,
                "期末次品": "1",
                "采购在途": due,
                "调拨在途": 3,
                "退仓调拨在途": 0,
            }
        )
    return _stock("warehouse_stock", "inventory.csv", delimited(table(BALANCE, rows), encoding="gb18030"), 8, sums)


def movements() -> Made:
    """What lies after each movement; damaged goods do not count."""
    rows, sums = [], Counter[str]()
    for number in range(6):
        damaged = number == 5
        sums["on_hand"] += 0 if damaged else 40 - number
        rows.append(
            {
                "单号": f"LBX{number}",
                "货品编码": "S1",
                "货品名称": "裙",
                "仓库名称": "杭州仓",
                "出入库时间": f"2026-11-10 0{number}:10:00",
                "单据类型": "销售出库",
                "库存类型": "次品" if damaged else "良品",
                "出入数量": "-1",
                "结存数量": 40 - number,
            }
        )
    return _stock("warehouse_movements", "transaction.csv", delimited(table(MOVEMENTS, rows)), 6, sums, dropped=1)


def orders() -> Made:
    """Two articles to an order, the order's amount on each of them."""
    rows, sums = [], Counter[str]()
    for number in range(10):
        person, first = PEOPLE[number // 2], number % 2 == 0
        sums += Counter(units=2, orders=int(first), revenue_minor=(10_050 + number) * first)
        rows.append(
            {
                "店铺名称": "示例旗舰店",
                "仓库名称": "杭州仓",
                "下单时间": "2026-11-11 00:01:00",
                "支付时间": "2026-11-11 00:02:00",
                "订单状态": "已发货",
                "交易订单号": f"29{number // 2:016d}",
                "买家昵称": person.login,
                "收件人": person.name,
                "省": "浙江省",
                "街道": person.street,
                "手机": person.phone,
                "订单金额": plain(10_050 + number - number % 2),
                "运费": "0.00",
                "商品数量": "2",
                "货品编码": f"S{number % 2}",
                "商品id": f"61{number % 2}",
                "商家编码": f"S{number % 2}",
            }
        )
    return Made(
        preset="warehouse_orders",
        name="order.csv",
        content=delimited(table(ORDERS, rows), encoding="gb18030"),
        zone=ZONE,
        currency=CURRENCY,
        rows=10,
        expected={**sums, "buyers": 5},
        secrets=tuple(
            word for person in PEOPLE[:5] for word in (person.name, person.street, person.phone, person.login)
        ),
    )


def erpnext() -> Made:
    """By item and warehouse, pieces with decimals."""
    rows, sums = [], Counter[str]()
    for number in range(6):
        sums += Counter(on_hand=1200 + number, reserved=number, inbound=30)
        rows.append(
            {
                "Item Code": f"S{number // 2}",
                "Item Name": "Dress",
                "Warehouse": f"Depot {number % 2} - E",
                "UOM": "Nos",
                "Actual Qty": f"{1200 + number:,}.00",
                "Ordered Qty": "30.00",
                "Reserved Qty": f"{number}.00",
                "Projected Qty": "1,230.00",
            }
        )
    return _stock("erpnext_stock", "Stock Projected Qty 2026-11-10.csv", delimited(table(ERPNEXT, rows)), 6, sums)


def odoo() -> Made:
    """Products with their code in square brackets, one without."""
    rows, sums = [], Counter[str]()
    for number in range(5):
        sums["on_hand"] += 10 * number
        rows.append(
            {
                "Product": f"[S{number}] Dress, red" if number else "Gift box",
                "Location": "WH/Stock",
                "Min Quantity": "5.0",
                "Max Quantity": "50.0",
                "To Order": "0.0",
                "On Hand": f"{10 * number}.0",
                "Forecast": "7.0",
            }
        )
    return _stock("odoo_stock", "Replenishment.xlsx", workbook(table(ODOO, rows)), 5, sums, constants=AT)


MADE = (jst(), balance(), movements(), orders(), erpnext(), odoo())
