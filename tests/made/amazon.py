"""Amazon's exports, made: business report by child ASIN, ads and FBA stock, both in two generations."""

from __future__ import annotations

import csv
from random import Random

from tests.made import Made
from tests.made.sheets import comma, delimited, dotted, german, grouped, percent, plain, table, titles

LONG = titles(
    "(Parent) ASIN,(Child) ASIN,Title,SKU,Sessions - Total,Sessions - Total - B2B,Session Percentage - Total,"
    "Session Percentage - Total - B2B,Page Views - Total,Page Views - Total - B2B,Page Views Percentage - Total,"
    "Page Views Percentage - Total - B2B,Featured Offer (Buy Box) Percentage,"
    "Featured Offer (Buy Box) Percentage - B2B,Units Ordered,Units Ordered - B2B,Unit Session Percentage,"
    "Unit Session Percentage - B2B,Ordered Product Sales,Ordered Product Sales - B2B,Total Order Items,"
    "Total Order Items - B2B"
)
DASHED = titles(
    "(Parent) ASIN,(Child) ASIN,Title,SKU,Sessions – Total,Session percentage – Total,Page views – Total,"
    "Page views percentage – Total,Featured Offer (Buy Box) percentage,Units ordered,Unit session percentage,"
    "Ordered Product Sales,Total order items"
)
GERMAN = titles(
    "(Übergeordnete) ASIN,(Untergeordnete) ASIN,Titel,SKU,Sitzungen – Summe,Sitzungen – Summe – B2B,"
    "Prozentsatz der Sitzungen – Summe,Seitenaufrufe – Summe,Seitenaufrufe – Summe – B2B,"
    "Prozentsatz der Seitenaufrufe – Summe,Prozentsatz an Einkaufswagenfeldern,Bestellte Einheiten,"
    "Bestellte Einheiten – B2B,Prozentsatz der Einheiten pro Sitzung,Durch bestellte Produkte erzielter Umsatz,"
    "Bestellsumme – B2B,Zahl der Bestellposten,Zahl der Bestellposten – B2B"
)
ZONE = "America/Los_Angeles"
_KEYS = ("parent", "child", "title", "sku", "sessions", "views", "units", "sales", "items")
_PLACES = {
    "long": (LONG, (0, 1, 2, 3, 4, 8, 14, 18, 20)),
    "dashed": (DASHED, (0, 1, 2, 3, 4, 6, 9, 11, 12)),
    "german": (GERMAN, (0, 1, 2, 3, 4, 7, 11, 14, 16)),
}


def business(variant: str) -> Made:
    """A row to each child ASIN: figures with separators, shares, and columns of business buyers that are not added."""
    draw = Random(17)
    header, places = _PLACES[variant]
    name = dict(zip(_KEYS, (header[place] for place in places), strict=True))
    number, amount = (dotted, german) if variant == "german" else (comma, grouped)
    rows: list[dict[str, object]] = []
    sums = dict.fromkeys(("sessions", "page_views", "units", "revenue_minor", "order_lines"), 0)
    for place in range(24):
        sessions = draw.choice((0, draw.randrange(30), draw.randrange(1_000, 90_000)))
        views, units = sessions * 2 + draw.randrange(9), sessions // 7
        sales, items = units * draw.randrange(990, 19_990), max(units - 2, 0)
        row: dict[str, object] = {
            name["parent"]: f"B0PARENT{place // 3:02d}", name["child"]: f"B0CHILD0{place:02d}",
            name["title"]: f"Kettle, stainless {place} \"large\"", name["sku"]: f"KET-{place:03d}",
            name["sessions"]: number(sessions), name["views"]: number(views), name["units"]: number(units),
            name["sales"]: amount(sales, "\u00a0€") if variant == "german" else amount(sales, "$"),
            name["items"]: number(items),
        }  # fmt: skip
        for other in header:
            if "B2B" in other:
                row[other] = number(sessions // 50)
            elif "ercentage" in other or "rozentsatz" in other:
                share = percent(units, max(sessions, 1))
                row[other] = share.replace(".", ",").replace("%", "\u00a0%") if variant == "german" else share
        rows.append(row)
        for key, one in zip(sums, (sessions, views, units, sales, items), strict=True):
            sums[key] += one
    return Made(
        preset="amazon_business",
        name=f"BusinessReport-{variant}.csv",
        content=delimited(table(header, rows), encoding="utf-8-sig", quoting=csv.QUOTE_ALL),
        zone=ZONE,
        currency="EUR" if variant == "german" else "USD",
        expected=sums | {"products": 8},
        rows=len(rows),
        products={"seller_sku": 24, "sku_id": 24, "title": 24},
        constants={"day": "2026-11-11"},
    )


NEW_ADS = titles(
    "Budget currency,Date range,Advertiser account name,Advertiser account ID,Ad product,Portfolio name,Campaign ID,"
    "Campaign name,Campaign status,Ad group ID,Ad group name,Advertised product ID,Advertised product SKU,"
    "Advertised product name,Impressions,Clicks,CTR,CPC,Total cost,Purchases,Purchase rate,Sales,Units sold,ACOS,ROAS,"
    "Purchases new to brand"
)
OLD_ADS = titles(
    "Date,Portfolio name,Currency,Campaign Name,Ad Group Name,Country,Advertised SKU,Advertised ASIN,Impressions,"
    "Clicks,Click-Thru Rate (CTR),Cost Per Click (CPC),Spend,7 Day Total Sales ,"
    "Total Advertising Cost of Sales (ACOS) ,Total Return on Advertising Spend (ROAS),"
    "7 Day Total Orders (#),7 Day Total Units (#),7 Day Conversion Rate,"
    "7 Day Advertised SKU Units (#),7 Day Other SKU Units (#),7 Day Advertised SKU Sales ,7 Day Other SKU Sales "
)
_ADS = ("impressions", "clicks", "spend_minor", "attributed_orders", "attributed_revenue_minor", "attributed_units")


def ads(*, older: bool = False, spanning: bool = False) -> Made:
    """Rows of ad groups: one product stands in several groups of a campaign, all of which count."""
    draw = Random(19)
    rows: list[dict[str, object]] = []
    sums = dict.fromkeys(_ADS, 0)
    days: dict[str, int] = {}
    for place in range(36):
        day = 10 + place % 2 if not spanning else 6
        seen, bought = draw.randrange(100, 90_000), draw.randrange(0, 40)
        clicks, cost = seen // 40, draw.randrange(100, 99_000)
        sales, pieces = bought * 2599, bought * 2
        shared: dict[str, object] = {"Portfolio name": "Singles Day", "Impressions": seen, "Clicks": clicks}
        if older:
            rows.append(shared | {
                "Date": f"Nov {day:02d}, 2026", "Currency": "USD", "Campaign Name": f"SP exact {place % 3}",
                "Ad Group Name": f"group {place}", "Country": "United States", "Advertised SKU": f"KET-{place % 4:03d}",
                "Advertised ASIN": f"B0CHILD0{place % 4:02d}", "Click-Thru Rate (CTR)": percent(clicks, seen),
                "Cost Per Click (CPC)": "$0.42", "Spend": grouped(cost, "$"), "7 Day Total Sales ": grouped(sales, "$"),
                "7 Day Total Orders (#)": bought, "7 Day Total Units (#)": pieces,
                "Total Advertising Cost of Sales (ACOS) ": "12.00%", "7 Day Advertised SKU Sales ": "$1.00",
                "7 Day Advertised SKU Units (#)": 1, "7 Day Other SKU Units (#)": 0,
            })  # fmt: skip
        else:
            until = "Nov 12, 2026" if spanning else f"Nov {day:02d}, 2026"
            rows.append(shared | {
                "Budget currency": "USD", "Date range": f"Nov {day:02d}, 2026 - {until}",
                "Advertiser account name": "Made Ltd", "Advertiser account ID": '="4411223344556677889"',
                "Campaign ID": f'="25400000000000{place % 3:04d}"', "Campaign name": f"SP exact {place % 3}",
                "Ad group ID": f'="3350000000000{place:04d}"', "Ad group name": f"group {place}",
                "Advertised product ID": f"B0CHILD0{place % 4:02d}", "Advertised product SKU": f"KET-{place % 4:03d}",
                "CTR": percent(clicks, seen), "CPC": "0.42", "Total cost": plain(cost), "Purchases": bought,
                "Sales": plain(sales), "Units sold": pieces, "ACOS": "-", "ROAS": "3.10",
                "Purchases new to brand": "-",
            })  # fmt: skip
        for key, one in zip(_ADS, (seen, clicks, cost, bought, sales, pieces), strict=True):
            sums[key] += one
        days[f"2026-11-{day:02d}"] = days.get(f"2026-11-{day:02d}", 0) + cost
    total = {"Impressions": comma(sums["impressions"]), "Clicks": comma(sums["clicks"])}
    first = "Date" if older else "Budget currency"
    rows.append(total | {first: "Total"})
    return Made(
        preset="amazon_ads_old" if older else "amazon_ads",
        name=f"Sponsored_Products_Advertised_product_{'old' if older else 'new'}.csv",
        content=delimited(table(OLD_ADS if older else NEW_ADS, rows), encoding="utf-8-sig" if older else "utf-8"),
        zone=ZONE,
        currency="USD",
        expected=sums,
        rows=len(rows),
        by_day={} if spanning else {"spend_minor": days},
        dropped=1,
    )


HEALTH = titles(
    "snapshot-date,sku,fnsku,asin,product-name,condition,available,pending-removal-quantity,inv-age-0-to-90-days,"
    "inv-age-91-to-180-days,currency,units-shipped-t7,units-shipped-t30,units-shipped-t60,units-shipped-t90,alert,"
    "your-price,sales-price,days-of-supply,inbound-quantity,inbound-working,inbound-shipped,inbound-received,"
    "Total Reserved Quantity,unfulfillable-quantity,Recommended ship-in quantity,Recommended ship-in date"
)
MANAGED = titles(
    "sku,fnsku,asin,product-name,condition,your-price,mfn-listing-exists,mfn-fulfillable-quantity,afn-listing-exists,"
    "afn-warehouse-quantity,afn-fulfillable-quantity,afn-unsellable-quantity,afn-reserved-quantity,afn-total-quantity,"
    "per-unit-volume,afn-inbound-working-quantity,afn-inbound-shipped-quantity,afn-inbound-receiving-quantity"
)


def inventory(*, older: bool = False) -> Made:
    """What lies at Amazon: pieces on hand are those free and those reserved; shipments in three states are inbound.

    Its ASIN is that of a child: it makes no products of its own.
    """
    draw = Random(23)
    rows: list[dict[str, object]] = []
    on_hand = reserved = inbound = 0
    for place in range(30):
        free, held = draw.randrange(900), draw.randrange(60)
        coming = [draw.randrange(200) for _state in range(3)]
        row: dict[str, object] = {
            "sku": f"KET-{place:03d}", "fnsku": f"X00{place:07d}", "asin": f"B0CHILD0{place:02d}",
            "product-name": f"Kettle {place}\twith lid" if not older else f"Kettle {place}", "condition": "New",
            "your-price": plain(draw.randrange(990, 9990)),
        }  # fmt: skip
        if older:
            row |= {
                "mfn-listing-exists": "No", "afn-listing-exists": "Yes", "afn-warehouse-quantity": free + held + 2,
                "afn-fulfillable-quantity": free, "afn-unsellable-quantity": 2, "afn-reserved-quantity": held,
                "afn-total-quantity": free + held + 2 + sum(coming), "per-unit-volume": "0.12",
                "afn-inbound-working-quantity": coming[0], "afn-inbound-shipped-quantity": coming[1],
                "afn-inbound-receiving-quantity": coming[2],
            }  # fmt: skip
        else:
            row |= {
                "snapshot-date": "2026-11-10", "available": free, "currency": "USD", "units-shipped-t7": 12,
                "units-shipped-t30": 60, "days-of-supply": 31, "inbound-quantity": sum(coming),
                "inbound-working": coming[0], "inbound-shipped": coming[1], "inbound-received": coming[2],
                "Total Reserved Quantity": held, "unfulfillable-quantity": 2, "Recommended ship-in quantity": 40,
            }  # fmt: skip
        rows.append(row)
        on_hand, reserved, inbound = on_hand + free + held, reserved + held, inbound + sum(coming)
    content = delimited(table(MANAGED if older else HEALTH, rows), delimiter="\t" if older else ",")
    return Made(
        preset="amazon_inventory_old" if older else "amazon_inventory",
        name="FBA_managed_inventory.txt" if older else "FBA_inventory_health.csv",
        content=content,
        zone=ZONE,
        currency="USD",
        expected={"on_hand": on_hand, "reserved": reserved, "inbound": inbound},
        rows=len(rows),
        constants={"at": "2026-11-10 08:00"} if older else {},
    )  # fmt: skip


MADE = (
    business("long"),
    business("dashed"),
    business("german"),
    ads(),
    ads(older=True),
    inventory(),
    inventory(older=True),
)
SPANNING = (ads(spanning=True),)
