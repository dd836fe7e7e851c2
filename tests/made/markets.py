"""TikTok Shop and Lazada orders, WooCommerce products, made."""

from __future__ import annotations

from random import Random

from tests.made import Made
from tests.made.people import PEOPLE
from tests.made.sheets import delimited, plain, table, titles, workbook

TIKTOK = titles(
    "Order ID,Order Status,Order Substatus,Cancelation/Return Type,Normal or Pre-order,SKU ID,Seller SKU,Product Name,"
    "Variation,Quantity,Sku Quantity of return,SKU Unit Original Price,SKU Subtotal Before Discount,"
    "SKU Platform Discount,SKU Seller Discount,SKU Subtotal After Discount,Shipping Fee After Discount,"
    "Original Shipping Fee,Shipping Fee Seller Discount,Shipping Fee Platform Discount,Payment platform discount,Taxes,"
    "Order Amount,Order Refund Amount,Created Time,Paid Time,RTS Time,Shipped Time,Delivered Time,Cancelled Time,"
    "Cancel By,Cancel Reason,Fulfillment Type,Warehouse Name,Tracking ID,Delivery Option,Shipping Provider Name,"
    "Buyer Message,Buyer Username,Recipient,Phone #,Zipcode,Country,Province,District,Detail Address,"
    "Additional address information,Payment Method,Weight(kg),Product Category,Package ID,Seller Note"
)


def tiktok() -> Made:
    """A second line explains the headers; ids and times end with a tab; the day stands before the month."""
    draw = Random(43)
    rows: list[dict[str, object]] = []
    sums = dict.fromkeys(("orders", "order_lines", "units", "revenue_minor", "refund_units", "refund_minor",
                          "freight_income_minor", "placed_orders", "placed_units", "buyers"), 0)  # fmt: skip
    days: dict[str, int] = {}
    for number in range(36):
        person, open_, day = PEOPLE[number % len(PEOPLE)], number % 7 == 0, 8 + number // 6
        freight, refund = draw.choice((0, 350)), 500 if number % 10 == 3 else 0
        for line in range(draw.randrange(1, 3)):
            pieces, price, off = draw.randrange(1, 4), draw.randrange(500, 9000), draw.choice((0, 150))
            rows.append({
                "Order ID": f"5762300000000{number:05d}\t", "Order Status": "Unpaid" if open_ else "Completed",
                "Normal or Pre-order": "Normal", "SKU ID": f"172940000000000{line:04d}\t",
                "Seller SKU": f"LUNCH-{line}", "Product Name": "Lunch Box", "Variation": "Red, 1L", "Quantity": pieces,
                "Sku Quantity of return": 1 if refund and not line else 0, "SKU Unit Original Price": plain(price),
                "SKU Subtotal Before Discount": plain(price * pieces), "SKU Seller Discount": plain(off),
                "SKU Subtotal After Discount": plain(price * pieces - off), "Order Amount": "99.00",
                "Shipping Fee After Discount": plain(freight), "Order Refund Amount": plain(refund),
                "Created Time": f"{day:02d}/11/2026 09:00:{number:02d}\t",
                "Paid Time": "\t" if open_ else f"{day:02d}/11/2026 09:05:{number:02d}\t", "Buyer Message": person.name,
                "Buyer Username": person.login, "Recipient": person.name, "Phone #": person.phone, "Zipcode": "018956",
                "Country": "Singapore", "Detail Address": person.street, "District": person.town,
                "Additional address information": person.email, "Seller Note": f"vip {person.name}",
                "Tracking ID": "SPX00112233\t", "Payment Method": "Card", "Package ID": "1152900000000\t",
            })  # fmt: skip
            sums["placed_units"] += pieces
            if not open_:
                sums["units"] += pieces
                sums["order_lines"] += 1
                sums["revenue_minor"] += price * pieces - off
                sums["refund_units"] += 1 if refund and not line else 0
                days[f"2026-11-{day:02d}"] = days.get(f"2026-11-{day:02d}", 0) + price * pieces - off
        sums["placed_orders"] += 1
        if not open_:
            sums["orders"] += 1
            sums["buyers"] += 1  # one order to a person and day
            sums["freight_income_minor"] += freight
            sums["refund_minor"] += refund
    told = dict.fromkeys(TIKTOK, "Explains this column.") | {
        "Order ID": "Platform unique order ID.", "Order Status": "Current order status.",
        "Paid Time": "Time when the buyer paid.", "Quantity": "Number of pieces.",
    }  # fmt: skip
    return Made(
        preset="tiktok_orders",
        name="All order-2026-11-14-09_10.csv",
        content=delimited(table(TIKTOK, [told, *rows]), encoding="utf-8-sig"),
        zone="Asia/Singapore",
        currency="SGD",
        expected=sums,
        rows=len(rows) + 1,
        dropped=1,
        by_day={"revenue_minor": days},
        secrets=tuple(word for person in PEOPLE for word in person.secrets),
    )


LAZADA = titles(
    "orderItemId,orderType,Guarantee,deliveryType,lazadaId,sellerSku,lazadaSku,wareHouse,createTime,updateTime,rtaSla,"
    "ttsSla,orderNumber,invoiceRequired,invoiceNumber,deliveredDate,customerName,customerEmail,"
    "nationalRegistrationNumber,shippingName,shippingAddress,shippingAddress2,shippingAddress3,shippingAddress4,"
    "shippingAddress5,shippingPhone,shippingPhone2,shippingCity,shippingPostCode,shippingCountry,shippingRegion,"
    "billingName,billingAddr,billingAddr2,billingPhone,billingPhone2,billingCity,billingPostCode,billingCountry,taxCode,"
    "branchNumber,taxInvoiceRequested,payMethod,paidPrice,unitPrice,sellerDiscountTotal,shippingFee,walletCredit,"
    "itemName,variation,cdShippingProvider,shippingProvider,shipmentTypeName,shippingProviderType,trackingCode,status,"
    "buyerFailedDeliveryReturnInitiator,refundAmount,sellerNote"
)


def lazada() -> Made:
    """A row to each piece and no quantity; the month is a word; what was cancelled or not paid says so as a status."""
    draw = Random(47)
    rows: list[dict[str, object]] = []
    sums = dict.fromkeys(("orders", "order_lines", "units", "revenue_minor", "placed_orders", "placed_units"), 0)
    buyers: set[tuple[str, int]] = set()
    for number in range(40):
        person, day = PEOPLE[number % len(PEOPLE)], 10 + number % 3
        status = ("unpaid", "canceled", "delivered", "shipped", "delivered", "confirmed", "delivered")[number % 7]
        for piece in range(draw.randrange(1, 4)):
            price = draw.randrange(900, 9000)
            rows.append({
                "orderItemId": f"88{number:06d}{piece}", "orderType": "Normal", "sellerSku": f"LUNCH-{piece}",
                "lazadaSku": f"2288001_SGAMZ-777{piece}", "createTime": f"{day} Nov 2026 10:{number:02d}",
                "updateTime": "14 Nov 2026 09:00", "orderNumber": f"9911{number:06d}", "customerName": person.name,
                "customerEmail": person.email, "shippingName": person.name, "shippingAddress": person.street,
                "shippingPhone": person.phone, "shippingCity": person.town, "billingName": person.name,
                "billingAddr": person.street, "billingPhone": person.phone, "billingCity": person.town,
                "shippingPostCode": "018956", "payMethod": "MIXEDCARD", "paidPrice": plain(price),
                "unitPrice": plain(price + 100), "sellerDiscountTotal": "-1.00", "shippingFee": "1.49",
                "itemName": "Lunch Box", "variation": "Color family:Red", "status": status,
                "nationalRegistrationNumber": person.phone, "sellerNote": f"{person.login} likes red",
            })  # fmt: skip
            sums["placed_units"] += 1
            if status not in ("unpaid", "canceled"):
                sums["units"] += 1
                sums["order_lines"] += 1
                sums["revenue_minor"] += price
        sums["placed_orders"] += 1
        if status not in ("unpaid", "canceled"):
            sums["orders"] += 1
            buyers.add((person.email, day))
    return Made(
        preset="lazada_orders",
        name="orders_export_lazada.xlsx",
        content=workbook(table(LAZADA, rows), "sheet1"),
        zone="Asia/Singapore",
        currency="SGD",
        expected=sums | {"buyers": len(buyers)},
        rows=len(rows),
        secrets=tuple(word for person in PEOPLE for word in person.secrets),
    )


WOO = titles(
    "ID,Type,SKU,Name,Published,Is featured?,Visibility in catalog,Short description,Description,"
    "Date sale price starts,Date sale price ends,Tax status,Tax class,In stock?,Stock,Backorders allowed?,"
    "Sold individually?,Weight (lbs),Length (in),Width (in),Height (in),Allow customer reviews?,"
    "Purchase note,Sale price,Regular price,Categories,Tags,Shipping class,Images,Download limit,"
    "Download expiry days,Parent,Grouped products,Upsells,Cross-sells,External URL,Button text,Position,"
    "Attribute 1 name,Attribute 1 value(s),Attribute 1 visible,Attribute 1 global,Attribute 2 name,"
    "Attribute 2 value(s),Attribute 2 visible,Attribute 2 global"
)


def woocommerce() -> Made:
    """Simple products, and variable ones whose variations name their parent by its code or by its number."""
    draw = Random(53)
    rows: list[dict[str, object]] = []
    price = skus = 0
    for place in range(9):
        number, variable = 40 + place * 10, place % 3 == 2
        regular, sale = draw.randrange(1500, 9000), draw.choice((0, 999))
        code = "" if place == 5 else f"woo-{place}"
        rows.append({
            "ID": number, "Type": "variable" if variable else "simple", "SKU": code, "Name": f"Hoodie {place}",
            "Published": 1, "Is featured?": 0, "Visibility in catalog": "visible",
            "Description": "Warm, \"soft\"\\n and wide", "In stock?": 1, "Stock": "" if variable else 12,
            "Sale price": plain(sale) if sale and not variable else "",
            "Regular price": "" if variable else plain(regular), "Categories": "Clothing > Hoodies", "Position": 0,
            "Attribute 1 name": "Color" if variable else "", "Attribute 1 value(s)": "Red, Blue" if variable else "",
        })  # fmt: skip
        if not variable:
            price += sale or regular
            continue
        for step, colour in enumerate(("Red", "Blue")):
            each = regular + 100 * step
            price, skus = price + each, skus + 1
            rows.append({
                "ID": number + 1 + step, "Type": "variation", "SKU": f"woo-{place}-{colour.lower()}",
                "Name": f"Hoodie {place} - {colour}", "Published": 1, "Regular price": plain(each),
                "Parent": code or f"id:{number}", "Position": step + 1, "Stock": 4, "In stock?": 1,
                "Attribute 1 name": "Color", "Attribute 1 value(s)": colour,
            })  # fmt: skip
    return Made(
        preset="woocommerce_products",
        name="wc-product-export-11-11-2026.csv",
        content=delimited(table(WOO, rows), encoding="utf-8-sig", end="\n"),
        zone="Europe/London",
        currency="GBP",
        expected={"products": 9},
        rows=len(rows),
        products={"price_minor": price, "sku_id": skus + 1, "colour": 2, "title": 9},
    )


MADE = (tiktok(), lazada(), woocommerce())
