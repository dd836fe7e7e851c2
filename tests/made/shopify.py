"""Shopify's exports, made: products and inventory in both generations of headers, orders a line to a row."""

from __future__ import annotations

from random import Random

from tests.made import Made
from tests.made.people import PEOPLE
from tests.made.sheets import delimited, plain, table, titles

CLASSIC = titles(
    "Handle,Title,Body (HTML),Vendor,Product Category,Type,Tags,Published,Option1 Name,Option1 Value,Option2 Name,"
    "Option2 Value,Option3 Name,Option3 Value,Variant SKU,Variant Grams,Variant Inventory Tracker,"
    "Variant Inventory Qty,Variant Inventory Policy,Variant Fulfillment Service,Variant Price,"
    "Variant Compare At Price,Variant Requires Shipping,Variant Taxable,Variant Barcode,Image Src,Image Position,"
    "Image Alt Text,Gift Card,SEO Title,SEO Description,Variant Image,Variant Weight Unit,Variant Tax Code,"
    "Cost per item,Status"
)
RENAMED = {
    "Handle": "URL handle", "Body (HTML)": "Description", "Product Category": "Product category",
    "Published": "Published on online store", "Option1 Name": "Option1 name", "Option1 Value": "Option1 value",
    "Option2 Name": "Option2 name", "Option2 Value": "Option2 value", "Option3 Name": "Option3 name",
    "Option3 Value": "Option3 value", "Variant SKU": "SKU", "Variant Grams": "Weight value (grams)",
    "Variant Inventory Tracker": "Inventory tracker", "Variant Inventory Qty": "Inventory quantity",
    "Variant Inventory Policy": "Continue selling when out of stock",
    "Variant Fulfillment Service": "Fulfillment service", "Variant Price": "Price",
    "Variant Compare At Price": "Compare-at price", "Variant Requires Shipping": "Requires shipping",
    "Variant Taxable": "Charge tax", "Variant Barcode": "Barcode", "Image Src": "Product image URL",
    "Image Position": "Image position", "Image Alt Text": "Image alt text", "Gift Card": "Gift card",
    "SEO Title": "SEO title", "SEO Description": "SEO description", "Variant Image": "Variant image URL",
    "Variant Weight Unit": "Weight unit for display", "Variant Tax Code": "Tax code",
}  # fmt: skip
ZONE = "Asia/Shanghai"
SHIRTS = ("Ocean Shirt", "Varsity Top", "Wool Jumper", "Silk Blouse", "Denim Jacket")


def products(*, renamed: bool = False) -> Made:
    """Products with up to six variants on a row each: what only the product has stands on its first row."""
    draw = Random(7)
    rows: list[dict[str, object]] = []
    price = cost = skus = pictures = 0
    titles: dict[str, str] = {}
    for place, title in enumerate(SHIRTS):
        handle = title.lower().replace(" ", "-")
        titles[handle] = title
        variants = [(colour, size) for colour in ("Navy", "Olive")[: 1 + place % 2] for size in ("S", "M", "L")]
        for number, (colour, size) in enumerate(variants):
            each, paid = draw.randrange(1900, 9900), draw.randrange(500, 1800)
            price, cost, skus = price + each, cost + paid, skus + 1
            row: dict[str, object] = {
                "Handle": handle, "Option1 Value": colour, "Option2 Value": size,
                "Variant SKU": f"{handle[:5].upper()}-{colour[:2]}-{size}", "Variant Inventory Qty": draw.randrange(40),
                "Variant Price": plain(each), "Variant Compare At Price": plain(each + 1000),
                "Cost per item": plain(paid), "Variant Grams": "200", "Variant Barcode": "'0012345678905",
            }  # fmt: skip
            if not number:
                row |= {
                    "Title": title, "Body (HTML)": "<p>Soft,\nwith a pocket and \"buttons\"</p>", "Vendor": "Made Ltd",
                    "Product Category": "Apparel & Accessories > Clothing", "Published": "true",
                    "Option1 Name": "Color", "Option2 Name": "Size", "Status": "active", "Image Position": 1,
                }  # fmt: skip
            rows.append(row)
        rows.append({"Handle": handle, "Image Src": f"https://pictures.example/{handle}.jpg", "Image Position": 2})
        pictures += 1
    rows.append({
        "Handle": "gift-box", "Title": "Gift Box", "Option1 Name": "Title", "Option1 Value": "Default Title",
        "Variant Price": "15.00", "Status": "active",
    })  # fmt: skip
    titles["gift-box"] = "Gift Box"
    shown = [{RENAMED.get(name, name) if renamed else name: cell for name, cell in row.items()} for row in rows]
    header = [RENAMED.get(name, name) if renamed else name for name in CLASSIC]
    return Made(
        preset="shopify_products",
        name="products_export_new.csv" if renamed else "products_export_1.csv",
        content=delimited(table(header, shown), encoding="utf-8-sig" if renamed else "utf-8", end="\n"),
        zone=ZONE,
        currency="USD",
        expected={"products": len(titles)},
        rows=len(rows),
        products={"price_minor": price + 1500, "cost_minor": cost, "title": len(titles), "sku_id": skus + 1,
                  "colour": 2, "size": 3},
        dropped=pictures,
    )  # fmt: skip


NEW_STOCK = titles(
    "Handle,Title,Option1 Name,Option1 Value,Option2 Name,Option2 Value,Option3 Name,Option3 Value,SKU,HS Code,COO,"
    "Location,Bin name,Incoming (not editable),Unavailable (not editable),Committed (not editable),"
    "Available (not editable),On hand (current),On hand (new)"
)
OLD_STOCK = titles(
    "Handle,Title,Option1 Name,Option1 Value,Option2 Name,Option2 Value,Option3 Name,Option3 Value,SKU,HS Code,COO,"
    "Location,Incoming,Unavailable,Committed,Available,On hand"
)


def inventory(*, older: bool = False) -> Made:
    """A row to each SKU and location; a location that does not stock a SKU says so in words."""
    draw = Random(11)
    names = {
        "in": "Incoming", "un": "Unavailable", "co": "Committed", "av": "Available", "on": "On hand"
    } if older else {
        "in": "Incoming (not editable)", "un": "Unavailable (not editable)", "co": "Committed (not editable)",
        "av": "Available (not editable)", "on": "On hand (current)",
    }  # fmt: skip
    rows: list[dict[str, object]] = []
    on_hand = reserved = inbound = absent = 0
    for title in SHIRTS:
        handle = title.lower().replace(" ", "-")
        for size in ("S", "M", "L"):
            for place in ("Main Street 1", "Harbour Depot"):
                row: dict[str, object] = {
                    "Handle": handle, "Title": title, "Option1 Name": "Size", "Option1 Value": size,
                    "SKU": f"{handle[:5].upper()}-{size}", "Location": place,
                }  # fmt: skip
                if place == "Harbour Depot" and size == "L":
                    row |= dict.fromkeys(names.values(), "not stocked")
                    absent += 1
                else:
                    lying, due = draw.randrange(20, 2000), draw.randrange(300)
                    held, broken = draw.randrange(15), draw.randrange(4)
                    row |= {names["in"]: due, names["un"]: broken, names["co"]: held,
                            names["av"]: lying - held - broken, names["on"]: lying}  # fmt: skip
                    on_hand, reserved, inbound = on_hand + lying, reserved + held + broken, inbound + due
                rows.append(row)
    return Made(
        preset="shopify_inventory",
        name="inventory_export_old.csv" if older else "inventory_export_1.csv",
        content=delimited(table(OLD_STOCK if older else NEW_STOCK, rows), end="\n"),
        zone=ZONE,
        currency="USD",
        expected={"on_hand": on_hand, "reserved": reserved, "inbound": inbound, "products": len(SHIRTS)},
        rows=len(rows),
        products={"title": len(SHIRTS)},
        dropped=absent,
        constants={"at": "2026-11-10 08:00"},
    )


ORDERS = titles(
    "Name,Email,Financial Status,Paid at,Fulfillment Status,Fulfilled at,Accepts Marketing,Currency,Subtotal,Shipping,"
    "Taxes,Total,Discount Code,Discount Amount,Shipping Method,Created at,Lineitem quantity,Lineitem name,"
    "Lineitem price,Lineitem compare at price,Lineitem sku,Lineitem requires shipping,Lineitem taxable,"
    "Lineitem fulfillment status,Billing Name,Billing Street,Billing Address1,Billing Address2,Billing Company,"
    "Billing City,Billing Zip,Billing Province,Billing Country,Billing Phone,Shipping Name,Shipping Street,"
    "Shipping Address1,Shipping Address2,Shipping Company,Shipping City,Shipping Zip,Shipping Province,"
    "Shipping Country,Shipping Phone,Notes,Note Attributes,Cancelled at,Payment Method,Payment Reference,"
    "Refunded Amount,Vendor,Outstanding Balance,Employee,Location,Device ID,Id,Tags,Risk Level,Source,"
    "Lineitem discount,Tax 1 Name,Tax 1 Value,Phone,Receipt Number,Duties,Billing Province Name,"
    "Shipping Province Name,Payment ID,Payment Terms Name,Next Payment Due At,Payment References"
)


def orders() -> Made:
    """Orders of one to three lines; what the order has stands on its first line; some are unpaid, some refunded."""
    draw = Random(13)
    rows: list[dict[str, object]] = []
    sums = dict.fromkeys(
        ("orders", "order_lines", "units", "revenue_minor", "coupon_minor", "freight_income_minor", "refund_minor",
         "placed_orders", "placed_units"), 0)  # fmt: skip
    days: dict[str, int] = {}
    for number in range(1001, 1061):
        person = PEOPLE[number % len(PEOPLE)]
        unpaid, refunded = number % 9 == 0, number % 11 == 0
        hour = draw.randrange(24)
        at = f"2026-11-{10 + number % 2:02d} {hour:02d}:{draw.randrange(60):02d}:26 -0500"
        first, revenue, refund, lines = True, 0, 0, draw.randrange(1, 4)
        shipping, coupon = draw.choice((0, 599)), draw.choice((0, 0, 1000))
        for _line in range(lines):
            pieces, price, off = draw.randrange(1, 5), draw.randrange(990, 99_990), draw.choice((0, 0, 250))
            title = draw.choice(SHIRTS)
            row: dict[str, object] = {
                "Name": f"#{number}", "Email": person.email, "Created at": at, "Lineitem quantity": pieces,
                "Lineitem name": f"{title} - Navy / M", "Lineitem price": plain(price),
                "Lineitem sku": f"{title[:5].upper().strip()}-{draw.choice('SML')}", "Lineitem discount": plain(off),
                "Vendor": "Made Ltd",
            }  # fmt: skip
            revenue += price * pieces - off
            sums["placed_units"] += pieces
            if not unpaid:
                sums["units"] += pieces
                sums["order_lines"] += 1
            if first:
                refund = 2500 if refunded and not unpaid else 0
                row |= {
                    "Financial Status": "pending" if unpaid else "partially_refunded" if refund else "paid",
                    "Paid at": "" if unpaid else at, "Currency": "USD", "Subtotal": plain(revenue),
                    "Shipping": plain(shipping), "Taxes": "0.00", "Total": "999.00", "Discount Amount": plain(coupon),
                    "Discount Code": "SINGLES" if coupon else "", "Refunded Amount": plain(refund),
                    "Billing Name": person.name, "Billing Street": person.street, "Billing Address1": person.street,
                    "Billing City": person.town, "Billing Phone": person.phone, "Shipping Name": person.name,
                    "Shipping Street": person.street, "Shipping Address1": person.street, "Shipping Zip": "'94110",
                    "Shipping City": person.town, "Shipping Phone": person.phone, "Phone": person.phone,
                    "Notes": f"Please ring {person.phone}, {person.name}", "Note Attributes": f"gift: {person.name}",
                    "Id": 5_400_000_000_000 + number, "Payment Reference": f"r{number}.1",
                    "Employee": person.name, "Tags": f"vip, {person.login}",
                }  # fmt: skip
                first = False
            rows.append(row)
        sums["placed_orders"] += 1
        if unpaid:
            continue
        sums["orders"] += 1
        sums["revenue_minor"] += revenue
        sums["coupon_minor"] += coupon
        sums["freight_income_minor"] += shipping
        sums["refund_minor"] += refund
        day = 10 + number % 2 + (hour + 13) // 24  # Shanghai is 13 hours ahead of the shop's clock
        days[f"2026-11-{day:02d}"] = days.get(f"2026-11-{day:02d}", 0) + revenue
    return Made(
        preset="shopify_orders",
        name="orders_export_1.csv",
        content=delimited(table(ORDERS, rows), end="\n"),
        zone=ZONE,
        currency="USD",
        expected=sums,
        rows=len(rows),
        by_day={"revenue_minor": days},
        secrets=tuple(word for person in PEOPLE for word in person.secrets),
    )


MADE = (
    products(),
    products(renamed=True),
    inventory(),
    inventory(older=True),
    orders(),
)


def joined() -> tuple[Made, Made, Made, dict[tuple[str, str], int]]:
    """One shop's products, orders and inventory with the same codes, and the pieces paid of each product and SKU."""
    draw = Random(43)
    codes = {f"{title[:5].upper()}-{size}": title.lower().replace(" ", "-") for title in SHIRTS for size in "SML"}
    goods: list[dict[str, object]] = [
        {"Handle": handle, "Title": handle.title(), "Option1 Name": "Size", "Option1 Value": code[-1],
         "Variant SKU": code, "Variant Price": "20.00", "Variant Inventory Policy": "deny"}
        for code, handle in codes.items()
    ]  # fmt: skip
    lying: list[dict[str, object]] = [
        {"Handle": handle, "Title": handle.title(), "Option1 Name": "Size", "Option1 Value": code[-1], "SKU": code,
         "Location": "Main Street 1", "Incoming (not editable)": 0, "Unavailable (not editable)": 0,
         "Committed (not editable)": 3, "Available (not editable)": 97, "On hand (current)": 100}
        for code, handle in codes.items()
    ]  # fmt: skip
    lines: list[dict[str, object]] = []
    pieces: dict[tuple[str, str], int] = {}
    for number in range(2001, 2041):
        person = PEOPLE[number % len(PEOPLE)]
        for place in range(1 + number % 3):
            code, count = draw.choice(list(codes)), draw.randrange(1, 5)
            paid = {"Financial Status": "paid", "Paid at": "2026-11-11 09:00:00 +0800", "Currency": "USD"}
            lines.append({
                "Name": f"#{number}", "Email": person.email, "Created at": "2026-11-11 08:59:00 +0800",
                "Lineitem quantity": count, "Lineitem price": "20.00", "Lineitem sku": code,
                "Billing Name": person.name,
            } | ({} if place else paid))  # fmt: skip
            pieces[codes[code], code] = pieces.get((codes[code], code), 0) + count
    kept = {"zone": ZONE, "currency": "USD"}
    return (
        Made("shopify_products", "products_export_1.csv", delimited(table(CLASSIC, goods)), **kept,
             expected={"products": len(SHIRTS)}, rows=len(goods)),
        Made("shopify_orders", "orders_export_1.csv", delimited(table(ORDERS, lines)), **kept,
             expected={"units": sum(pieces.values())}, rows=len(lines)),
        Made("shopify_inventory", "inventory_export_1.csv", delimited(table(NEW_STOCK, lying)), **kept,
             expected={"on_hand": 100 * len(codes)}, rows=len(lying), constants={"at": "2026-11-11 08:00"}),
        pieces,
    )  # fmt: skip
