"""Shopee's exports, made: performance, ads, vouchers, orders in three languages, and the sheet of all stock."""

from __future__ import annotations

from random import Random

from tests.made import Made
from tests.made.people import PEOPLE, Person
from tests.made.sheets import comma, delimited, dotted, grouped, percent, plain, table, titles, workbook

SINGAPORE, JAKARTA, BANGKOK = "Asia/Singapore", "Asia/Jakarta", "Asia/Bangkok"


def _performance_header(paid: str, mark: str, bracket: str) -> list[str]:
    """The header line: `paid` is Confirmed or Paid, `mark` a currency behind amounts, `bracket` the odd closing one."""
    both = ("Placed Order", f"{paid} Order")
    amounts = [f"Sales ({order}){mark}" for order in both]
    return [
        "Item ID", "Product", "Current Item Status", "Variation ID", "Variation Name", "Current Variation Status",
        "SKU", "Parent SKU", *amounts, "Product Impression", "Product Clicks", "CTR",
        *[f"Order Conversion Rate ({order})" for order in both], "Placed Order", f"{paid} Order",
        *[f"Units ({order})" for order in both], f"Buyers (Placed Order{bracket}", f"Buyers ({paid} Order)",
        *[f"Conversion Rate ({order})" for order in both], *[f"Sales per Order ({order}){mark}" for order in both],
        "Unique Product Impressions", "Unique Product Clicks", "Product Visitors (Visit)", "Product Page Views",
        "Product Bounce Visitors", "Product Bounce Rate", "Search Clicks", "Likes", "Product Visitors (Add to Cart)",
        "Units (Add to Cart)", "Conversion Rate (Add to Cart)",
    ]  # fmt: skip


_COUNTS = ("placed_minor", "revenue_minor", "impressions", "clicks", "placed_orders", "orders", "placed_units", "units",
           "placed_buyers", "buyers", "reach", "visitors", "page_views", "bounce_visitors", "favourites", "cart_users",
           "cart_units")  # fmt: skip


def performance(*, paid: str = "Confirmed", mark: str = "", bracket: str = ")") -> Made:
    """A row to each product and further rows to its variations, which say again what the product's row says."""
    draw = Random(29)
    header = _performance_header(paid, mark, bracket)
    rows: list[dict[str, object]] = []
    sums = dict.fromkeys(_COUNTS, 0)
    variations = 0
    for place in range(14):
        item = str(23_400_000_000 + place)
        parts = [draw.randrange(1, 90) for _variation in range(place % 4)]
        units = sum(parts) if parts else draw.randrange(200)
        seen, price = units * 90 + draw.randrange(5000), draw.randrange(490, 9990)
        figures = dict(zip(_COUNTS, (
            (units + 3) * price, units * price, seen, seen // 30, units + 2, units, units + 3, units, units + 1, units,
            seen // 2, seen // 25, seen // 12, seen // 90, seen // 70, seen // 60, seen // 55,
        ), strict=True))  # fmt: skip
        for key, one in figures.items():
            sums[key] += one
        whole: dict[str, object] = {
            "Item ID": item, "Product": f"Lunch Box {place}, leak-proof", "Current Item Status": "Normal",
            "Variation ID": "-", "Variation Name": "-", "Current Variation Status": "-", "SKU": "-",
            "Parent SKU": f"LUNCH-{place}", "CTR": percent(1, 30), "Product Bounce Rate": percent(1, 3),
            f"Sales (Placed Order){mark}": grouped(figures["placed_minor"]),
            f"Sales ({paid} Order){mark}": grouped(figures["revenue_minor"]),
            "Product Impression": comma(seen), "Product Clicks": comma(figures["clicks"]),
            "Placed Order": figures["placed_orders"], f"{paid} Order": figures["orders"],
            "Units (Placed Order)": figures["placed_units"], f"Units ({paid} Order)": figures["units"],
            f"Buyers (Placed Order{bracket}": figures["placed_buyers"], f"Buyers ({paid} Order)": figures["buyers"],
            "Unique Product Impressions": comma(figures["reach"]), "Unique Product Clicks": comma(figures["clicks"]),
            "Product Visitors (Visit)": comma(figures["visitors"]), "Product Page Views": comma(figures["page_views"]),
            "Product Bounce Visitors": figures["bounce_visitors"], "Search Clicks": 4, "Likes": figures["favourites"],
            "Product Visitors (Add to Cart)": figures["cart_users"], "Units (Add to Cart)": figures["cart_units"],
            f"Sales per Order ({paid} Order){mark}": "-",
        }  # fmt: skip
        rows.append(whole)
        for number, pieces in enumerate(parts):
            variations += 1
            rows.append(dict.fromkeys(header, "-") | {
                "Item ID": item, "Product": f"Lunch Box {place}, leak-proof", "Variation ID": f"{item}0{number}",
                "Variation Name": f"{('Red', 'Blue', 'Green')[number]},{number + 1}L", "SKU": f"LUNCH-{place}-{number}",
                "Parent SKU": f"LUNCH-{place}", f"Sales (Placed Order){mark}": grouped(pieces * price),
                f"Sales ({paid} Order){mark}": grouped(pieces * price), "Placed Order": pieces, f"{paid} Order": pieces,
                "Units (Placed Order)": pieces, f"Units ({paid} Order)": pieces,
            })  # fmt: skip
    return Made(
        preset="shopee_performance",
        name="parentskudetail.20261111_20261111.xlsx" if mark else "productperformance.xlsx",
        content=workbook(table(header, rows), "Top Performing Products"),
        zone=SINGAPORE,
        currency="SGD",
        expected=sums | {"products": 14},
        rows=len(rows),
        constants={} if mark else {"day": "2026-11-11"},
        products={"sku_id": variations + 1, "title": 14, "colour": 3},
        by_day={"revenue_minor": {"2026-11-11": sums["revenue_minor"]}},
    )


ADS = titles(
    "Sequence,Ad Name,Status,Ads Type,Product ID,Creative,Bidding Method,Placement,Start Date,End Date,Impression,"
    "Clicks,CTR,Add to Cart,Add to Cart Rate,Conversions,Direct Conversions,Conversion Rate,Direct Conversion Rate,"
    "Cost per Conversion,Cost per Direct Conversion,Items Sold,Direct Items Sold,GMV,Direct GMV,Expense,ROAS,"
    "Direct ROAS,ACOS,Direct ACOS,Product Impressions,Product Clicks,Product CTR,Voucher Amount,Vouchered Sales"
)


def ads(*, spanning: bool = False) -> Made:
    """The period stands above the headers; start and end in the rows are those of the ad, not of the figures."""
    draw = Random(31)
    rows: list[dict[str, object]] = []
    sums = dict.fromkeys(("impressions", "clicks", "carts", "attributed_orders", "attributed_units",
                          "attributed_revenue_minor", "spend_minor", "coupon_minor"), 0)  # fmt: skip
    for place in range(20):
        seen, bought = draw.randrange(500, 80_000), draw.randrange(0, 60)
        figures = (seen, seen // 50, bought * 3, bought, bought * 2, bought * 1590, draw.randrange(100, 50_000), 300)
        for key, one in zip(sums, figures, strict=True):
            sums[key] += one
        rows.append({
            "Sequence": place + 1, "Ad Name": f"Lunch Box {place}", "Status": "Ongoing", "Ads Type": "Product Ad",
            "Product ID": 23_400_000_000 + place if place % 5 else "-", "Creative": "-", "Bidding Method": "GMV Max",
            "Placement": "Search" if place % 2 else "Discovery", "Start Date": "01/09/2026 00:00:00",
            "End Date": "Unlimited", "Impression": seen, "Clicks": figures[1], "CTR": "2.00%",
            "Add to Cart": figures[2], "Conversions": bought,
            "Direct Conversions": bought // 2, "Items Sold": figures[4],
            "Direct Items Sold": bought, "GMV": plain(figures[5]), "Direct GMV": "1.00", "Expense": plain(figures[6]),
            "ROAS": "3.11", "ACOS": "32.00%", "Voucher Amount": "3.00", "Vouchered Sales": "10.00",
        })  # fmt: skip
    until = "17/11/2026" if spanning else "11/11/2026"
    above = [
        ["Shopee Ads Report - Shopee Singapore"], ["User Name", "lunchbox.sg"], ["Shop name", "Lunch Box SG"],
        ["Shop ID", "88123456"], ["Report Creation Time", "18/11/2026 09:12"], ["Period", f"11/11/2026 - {until}"], [],
    ]  # fmt: skip
    return Made(
        preset="shopee_ads",
        name="Shopee-Ads-Overall-Data.csv",
        content=delimited([*above, *table(ADS, rows)], encoding="utf-8-sig"),
        zone=SINGAPORE,
        currency="SGD",
        expected=sums,
        rows=len(rows),
        by_day={} if spanning else {"spend_minor": {"2026-11-11": sums["spend_minor"]}},
    )


VOUCHERS = titles(
    "Voucher Name,Voucher Code,Claim Period,Status,Creator,Voucher Type,Reward Type,Claims,Orders (Placed Order),"
    "Orders (Confirmed Order),Usage Rate (Placed Order),Usage Rate (Confirmed Order),Sales (Placed Order),"
    "Sales (Confirmed Order),Cost (Placed Order),Cost (Confirmed Order),Units Sold (Placed Order),"
    "Units Sold (Confirmed Order),Buyers (Placed Order),Buyers (Confirmed Order)"
)


def vouchers() -> bytes:
    """A row to each voucher and the weeks in which it may be claimed: nothing of it belongs to one day."""
    rows = [
        {"Voucher Name": f"Singles {place}", "Voucher Code": f"LUNCH{place}", "Status": "Ongoing", "Claims": 90,
         "Claim Period": "2026-11-01 00:00 - 2026-11-12 23:59", "Sales (Placed Order)": "90.00",
         "Usage Rate (Placed Order)": "12.00%", "Cost (Placed Order)": "3.00"}
        for place in range(5)
    ]  # fmt: skip
    return workbook(table(VOUCHERS, rows))


ENGLISH = titles(
    "Order ID,Order Status,Cancel reason,Return / Refund Status,Tracking Number*,Shipping Option,Shipment Method,"
    "Estimated Ship Out Date,Ship Time,Order Creation Date,Order Paid Time,Parent SKU Reference No.,Product Name,"
    "SKU Reference No.,Variation Name,Original Price,Deal Price,Quantity,Returned quantity,Product Subtotal,"
    "Total Discount,Seller Voucher,Total Amount,Buyer Paid Shipping Fee,Grand Total,Username (Buyer),Receiver Name,"
    "Phone Number,Delivery Address,Town,District,City,Province,Country,Zip Code,Remark from buyer,"
    "Order Complete Time,Note"
)
INDONESIAN = titles(
    "No. Pesanan,Status Pesanan,Alasan Pembatalan,Status Pembatalan/ Pengembalian,No. Resi,Opsi Pengiriman,"
    "Waktu Pesanan Dibuat,Waktu Pembayaran Dilakukan,SKU Induk,Nama Produk,Nomor Referensi SKU,Nama Variasi,Harga Awal,"
    "Harga Setelah Diskon,Jumlah,Returned quantity,Total Harga Produk,Total Diskon,Diskon Dari Penjual,Berat Produk,"
    "Total Berat,Voucher Ditanggung Penjual,Ongkos Kirim Dibayar oleh Pembeli,Total Pembayaran,"
    "Perkiraan Ongkos Kirim,Catatan dari Pembeli,Catatan,Username (Pembeli),Nama Penerima,No. Telepon,"
    "Alamat Pengiriman,Kota/Kabupaten,Provinsi,Waktu Pesanan Selesai"
)
THAI = titles(
    "หมายเลขคำสั่งซื้อ,สถานะการสั่งซื้อ,เหตุผลในการยกเลิกคำสั่งซื้อ,ชื่อผู้ใช้ (ผู้ซื้อ),วันที่ทำการสั่งซื้อ,เวลาการชำระสินค้า,"
    "เลขอ้างอิง Parent SKU,ชื่อสินค้า,เลขอ้างอิง SKU (SKU Reference No.),ชื่อตัวเลือก,ราคาตั้งต้น,ราคาขาย,จำนวน,จำนวนที่ส่งคืน,"
    "ราคาขายสุทธิ,โค้ดส่วนลดชำระโดยผู้ขาย,ค่าจัดส่งที่ชำระโดยผู้ซื้อ,จำนวนเงินทั้งหมด,ชื่อผู้รับ,หมายเลขโทรศัพท์,หมายเหตุจากผู้ซื้อ,"
    "ที่อยู่ในการจัดส่ง,ประเทศ,จังหวัด,เขต/อำเภอ,รหัสไปรษณีย์,บันทึก"
)
_SAID = ("order", "status", "created", "paid", "parent", "title", "sku", "variation", "price", "units", "returned",
         "subtotal", "voucher", "freight", "buyer", "name", "phone", "address", "town", "remark", "note")  # fmt: skip
_HEADS = {
    "EN": (ENGLISH, (0, 1, 9, 10, 11, 12, 13, 14, 16, 17, 18, 19, 21, 23, 25, 26, 27, 28, 31, 35, 37)),
    "ID": (INDONESIAN, (0, 1, 6, 7, 8, 9, 10, 11, 13, 14, 15, 16, 21, 22, 27, 28, 29, 30, 31, 25, 26)),
    "TH": (THAI, (0, 1, 4, 5, 6, 7, 8, 9, 11, 12, 13, 14, 15, 16, 3, 18, 19, 21, 24, 20, 26)),
}
_STATUS = {"EN": ("Completed", "Unpaid"), "ID": ("Selesai", "Belum Bayar"), "TH": ("สำเร็จแล้ว", "ที่ต้องชำระเงิน")}
_PLACE = {"EN": (SINGAPORE, "SGD"), "ID": (JAKARTA, "IDR"), "TH": (BANGKOK, "THB")}


def _about(person: Person, name: dict[str, str]) -> dict[str, object]:
    return {
        name["buyer"]: person.login, name["name"]: person.name, name["phone"]: person.phone,
        name["address"]: f"{person.street}, {person.town}", name["town"]: person.town,
        name["remark"]: f"Call {person.phone} / {person.name}", name["note"]: person.email,
    }  # fmt: skip


def orders(language: str) -> Made:
    """A row to each line; what the order cost stands on all of them; unpaid orders have no time of payment."""
    draw = Random(37)
    header, places = _HEADS[language]
    name = dict(zip(_SAID, (header[place] for place in places), strict=True))
    (zone, currency), (done, unpaid) = _PLACE[language], _STATUS[language]

    def amount(minor: int) -> str:
        return dotted(minor // 100) if language == "ID" else grouped(minor)

    rows: list[dict[str, object]] = []
    sums = dict.fromkeys(("orders", "order_lines", "units", "revenue_minor", "refund_units", "coupon_minor",
                          "freight_income_minor", "placed_orders", "placed_units"), 0)  # fmt: skip
    days: dict[str, int] = {}
    buyers: dict[tuple[str, str], None] = {}
    for number in range(50):
        person, open_ = PEOPLE[number % len(PEOPLE)], number % 8 == 0
        day, voucher, freight = 10 + number % 3, draw.choice((0, 500)), draw.choice((0, 200, 1200)) * 100
        for _line in range(draw.randrange(1, 4)):
            pieces, price, back = draw.randrange(1, 4), draw.randrange(50, 900) * 1000, draw.choice((0, 0, 0, 1))
            rows.append({
                name["order"]: f"2611{day}ABC{number:03d}", name["status"]: unpaid if open_ else done,
                name["created"]: f"2026-11-{day} 09:{number:02d}",
                name["paid"]: "" if open_ else f"2026-11-{day} 10:{number:02d}", name["parent"]: "LUNCH",
                name["title"]: "Lunch Box", name["sku"]: f"LUNCH-{draw.randrange(5)}-{_line}",
                name["variation"]: "Red,1L", name["price"]: amount(price), name["units"]: pieces,
                name["returned"]: back, name["subtotal"]: amount(price * pieces),
                name["voucher"]: amount(voucher * 100), name["freight"]: amount(freight),
            } | _about(person, name))  # fmt: skip
            sums["placed_units"] += pieces
            if not open_:
                sums["order_lines"] += 1
                sums["units"] += pieces
                sums["refund_units"] += back
                sums["revenue_minor"] += price * pieces
                days[f"2026-11-{day}"] = days.get(f"2026-11-{day}", 0) + price * pieces
        sums["placed_orders"] += 1
        if not open_:
            sums["orders"] += 1
            sums["coupon_minor"] += voucher * 100
            sums["freight_income_minor"] += freight
            buyers[person.login, f"2026-11-{day}"] = None
    return Made(
        preset=f"shopee_orders_{language.lower()}",
        name=f"Order.all.20261101_20261112.{language}.xlsx",
        content=workbook(table(header, rows), "orders"),
        zone=zone,
        currency=currency,
        expected=sums | {"buyers": len(buyers)},
        rows=len(rows),
        by_day={"revenue_minor": days},
        secrets=tuple(word for person in PEOPLE for word in person.secrets),
    )


def placed_only() -> Made:
    """The shorter English export: no time of payment, so that nothing in it is known to be paid."""
    draw = Random(67)
    header = titles(
        "Order ID,Order Status,Order Creation Date,SKU Reference No.,Parent SKU Reference No.,Product Name,"
        "Variation Name,Quantity,Deal Price,Original Price,Tracking Number*"
    )
    rows: list[dict[str, object]] = []
    placed = units = 0
    for number in range(12):
        pieces, price = draw.randrange(1, 5), draw.randrange(100, 9900)
        placed, units = placed + pieces * price, units + pieces
        rows.append({
            "Order ID": f"261111XYZ{number:03d}", "Order Status": "To Ship", "Order Creation Date": "2026-11-11 10:00",
            "SKU Reference No.": f"LUNCH-{number % 3}", "Product Name": "Lunch Box", "Quantity": pieces,
            "Deal Price": plain(price), "Original Price": plain(price + 100), "Tracking Number*": "SPX001",
        })  # fmt: skip
    return Made(
        preset="shopee_orders_en",
        name="Order.toship.20261111_20261111.xlsx",
        content=workbook(table(header, rows), "orders"),
        zone=SINGAPORE,
        currency="SGD",
        expected={"placed_orders": 12, "placed_units": units, "placed_minor": placed},
        rows=len(rows),
    )


STOCK_KEYS = titles(
    "et_title_product_id,et_title_product_name,et_title_variation_id,et_title_variation_name,"
    "et_title_parent_sku,et_title_variation_sku,et_title_variation_price,et_title_variation_stock"
)
STOCK = titles("Product ID,Product Name,Variation ID,Variation Name,Parent SKU,SKU,Price,Stock")


def mass_stock() -> Made:
    """Keys of the platform stand above the headers, what may be written below them."""
    draw = Random(41)
    rows: list[dict[str, object]] = []
    on_hand = price = 0
    for place in range(12):
        variations = place % 3
        for number in range(max(variations, 1)):
            lying, each = draw.randrange(0, 4000), draw.randrange(190, 9990)
            on_hand, price = on_hand + lying, price + each
            rows.append({
                "Product ID": 23_400_000_000 + place, "Product Name": f"Lunch Box {place}",
                "Variation ID": f"{23_400_000_000 + place}0{number}" if variations else "",
                "Variation Name": f"{('Red', 'Blue')[number]},1L" if variations else "", "Parent SKU": f"LUNCH-{place}",
                "SKU": f"LUNCH-{place}-{number}", "Price": plain(each), "Stock": lying,
            })  # fmt: skip
    told = [
        ["mass_update_sales_info"], STOCK_KEYS, STOCK,
        ["Mandatory", "Optional", "Mandatory", "Optional", "Optional", "Optional", "Optional", "Optional"],
        ["The ID of the item", "", "The ID of the variation", "", "", "", "At least 0.10", "Up to 999999"],
    ]  # fmt: skip
    return Made(
        preset="shopee_stock",
        name="mass_update_sales_info_88123456.xlsx",
        content=workbook([*told, *table(STOCK, rows)[1:]], "Sheet1"),
        zone=SINGAPORE,
        currency="SGD",
        expected={"on_hand": on_hand, "products": 12},
        rows=len(rows) + 2,
        dropped=2,
        products={"price_minor": price, "title": 12, "colour": 2},
        constants={"at": "2026-11-10 08:00"},
    )


MADE = (
    performance(),
    performance(paid="Paid", mark=" (SGD)", bracket="）"),
    ads(),
    orders("EN"),
    orders("ID"),
    orders("TH"),
    placed_only(),
    mass_stock(),
)
SPANNING = (ads(spanning=True),)
