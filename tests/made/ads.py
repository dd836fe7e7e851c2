"""Google Ads and Meta Ads, made: lines above and totals below, other tongues, other commas, days and ranges."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from tests.made import Made
from tests.made.sheets import comma, delimited, dotted, german, grouped, percent, plain, table, titles

ENGLISH = titles(
    "Campaign status,Campaign,Budget,Budget name,Budget type,Currency code,Status,Status reasons,Optimization score,"
    "Campaign type,Avg. CPM,Impr.,Interactions,Interaction rate,Avg. cost,Cost,Impr. (Abs. Top) %,Impr. (Top) %,Clicks,"
    "Conv. rate,Conv. value,Conv. value / cost,Conversions,Avg. CPC,Cost / conv."
)
GERMAN = titles(
    "Kampagnenstatus,Kampagne,Budget,Budgetname,Budgettyp,Währungscode,Status,Statusgründe,Optimierungsfaktor,"
    "Kampagnentyp,Durchschn. CPM,Impr.,Interaktionen,Interaktionsrate,Durchschn. Kosten,Kosten,Impr. (oberste Pos.) %,"
    "Impr. (obere Pos.) %,Klicks,Conv.-Rate,Conv.-Wert,Conv.-Wert/Kosten,Conversions,Durchschn. CPC,Kosten/Conv."
)
_COLUMNS = ("status", "campaign", "currency", "type", "seen", "cost", "clicks", "value", "conversions", "rate")
_PLACES = (0, 1, 5, 9, 11, 15, 18, 20, 22, 13)
_SUMS = ("impressions", "clicks", "spend_minor", "attributed_orders", "attributed_revenue_minor")


def google(*, tongue: str = "en", by_day: bool = True, utf16: bool = False) -> Made:
    """Two lines above the headers, `--` where there is nothing, totals of four kinds below."""
    draw = Random(59)
    header = list(ENGLISH if tongue == "en" else GERMAN)
    name = dict(zip(_COLUMNS, (header[place] for place in _PLACES), strict=True))
    day_header = "Day" if tongue == "en" else "Tag"
    if by_day:
        header.insert(2, day_header)
    number, amount = (comma, grouped) if tongue == "en" else (dotted, german)
    rows: list[dict[str, object]] = []
    sums = dict.fromkeys(_SUMS, 0)
    days: dict[str, int] = {}
    for place in range(24):
        day = 10 + place % 2
        seen, bought = draw.choice((0, draw.randrange(1_000, 900_000))), draw.randrange(0, 40)
        clicks, cost = seen // 30, seen // 3
        row: dict[str, object] = dict.fromkeys(header, "--") | {
            name["status"]: "Enabled" if tongue == "en" else "Aktiviert", name["campaign"]: f"Brand {place // 2}",
            name["currency"]: "EUR", name["type"]: "Search", name["seen"]: number(seen), name["clicks"]: number(clicks),
            name["cost"]: amount(cost), name["conversions"]: amount(bought * 100), name["value"]: amount(bought * 4599),
            name["rate"]: percent(clicks, seen) if seen else "--",
        }  # fmt: skip
        if by_day:
            row[day_header] = f"2026-11-{day:02d}" if tongue == "en" else f"{day:02d}.11.2026"
        rows.append(row)
        for key, one in zip(_SUMS, (seen, clicks, cost, bought, bought * 4599), strict=True):
            sums[key] += one
        days[f"2026-11-{day:02d}"] = days.get(f"2026-11-{day:02d}", 0) + cost
    word, kinds = ("Total", ("Campaigns", "Account", "Search", "Display")) if tongue == "en" else (
        "Gesamt", ("Kampagnen", "Konto", "Suche", "Display"))  # fmt: skip
    for kind in kinds:
        rows.append(dict.fromkeys(header, "--") | {
            name["status"]: f"{word}: {kind}", name["currency"]: "EUR", name["seen"]: number(sums["impressions"]),
            name["clicks"]: number(sums["clicks"]), name["cost"]: amount(sums["spend_minor"]),
        })  # fmt: skip
    above = [["Campaign report"], ["November 10, 2026 - November 11, 2026"]] if tongue == "en" else [
        ["Kampagnenbericht"], ["10. November 2026 - 11. November 2026"]]  # fmt: skip
    return Made(
        preset="google_ads",
        name="Campaign report.csv" if tongue == "en" else "Kampagnenbericht.csv",
        content=delimited(
            [*above, *table(header, rows)], delimiter="\t" if utf16 else ",", encoding="utf-16" if utf16 else "utf-8"
        ),
        zone="Europe/Berlin",
        currency="EUR",
        expected=sums,
        rows=len(rows),
        dropped=4,
        by_day={"spend_minor": days} if by_day else {},
    )


_META = ("campaign", "set", "ad", "day", "starts", "ends", "indicator", "results", "reach", "seen", "each", "cost",
         "link", "all", "ctr", "bought", "value")  # fmt: skip
TONGUES: dict[str, Sequence[str]] = {
    "en": ("Campaign name", "Ad set name", "Ad name", "Day", "Reporting starts", "Reporting ends", "Result indicator",
           "Results", "Reach", "Impressions", "Cost per result", "Amount spent ({})", "Link clicks", "Clicks (all)",
           "CTR (link click-through rate)", "Purchases", "Purchases conversion value"),
    "ja": ("キャンペーン名", "広告セット名", "広告の名前", "日", "レポート開始日", "レポート終了日",
           "結果インジケーター", "結果", "リーチ", "インプレッション", "結果の単価", "消化金額 ({})",
           "リンクのクリック", "クリック(すべて)",
           "CTR(リンククリックスルー率)", "購入",
           "購入のコンバージョン値"),
    "es": ("Nombre de la campaña", "Nombre del conjunto de anuncios", "Nombre del anuncio", "Día", "Inicio del informe",
           "Fin del informe", "Indicador de resultado", "Resultados", "Alcance", "Impresiones", "Costo por resultado",
           "Importe gastado ({})", "Clics en el enlace", "Clics (todos)", "CTR (porcentaje de clics en el enlace)",
           "Compras", "Valor de conversión de compras"),
}  # fmt: skip


def meta(*, tongue: str = "en", currency: str = "USD", by_day: bool = True) -> Made:
    """A row to each ad and day, a first row that adds all up and names no campaign, the currency in a header."""
    draw = Random(61)
    name = dict(zip(_META, (header.format(currency) for header in TONGUES[tongue]), strict=True))
    header = [title for key, title in name.items() if by_day or key != "day"]
    size = 1 if currency == "JPY" else 100
    rows: list[dict[str, object]] = []
    sums = dict.fromkeys((*_SUMS, "reach"), 0)
    days: dict[str, int] = {}
    for place in range(30):
        day = 10 + place % 2
        seen, bought = draw.randrange(1_000, 90_000), draw.randrange(0, 30)
        clicks, cost = seen // 60, draw.randrange(1_000, 200_000)
        value = bought * 3300 // 100 * size
        cost = cost if size == 100 else cost // 100
        started, ended = (f"2026-11-{day}", f"2026-11-{day}") if by_day else ("2026-11-10", "2026-11-12")
        row: dict[str, object] = {
            name["campaign"]: f"Singles {place % 3}", name["set"]: f"Set {place % 5}", name["ad"]: f"Ad {place}",
            name["starts"]: started, name["ends"]: ended, name["indicator"]: "actions:offsite_conversion.purchase",
            name["results"]: bought or "", name["reach"]: seen // 2, name["seen"]: seen, name["each"]: "3.2",
            name["cost"]: cost if size == 1 else plain(cost), name["link"]: clicks, name["all"]: clicks * 2,
            name["ctr"]: "1.67", name["bought"]: bought, name["value"]: value if size == 1 else plain(value),
        }  # fmt: skip
        if by_day:
            row[name["day"]] = f"2026-11-{day}"
        rows.append(row)
        for key, one in zip((*_SUMS, "reach"), (seen, clicks, cost, bought, value, seen // 2), strict=True):
            sums[key] += one
        days[f"2026-11-{day}"] = days.get(f"2026-11-{day}", 0) + cost
    total = {name["starts"]: "2026-11-10", name["ends"]: "2026-11-11", name["seen"]: sums["impressions"],
             name["cost"]: sums["spend_minor"] // size, name["reach"]: sums["reach"] // 3}  # fmt: skip
    return Made(
        preset="meta_ads",
        name=f"Made-Ltd-Campaigns-{tongue}.csv",
        content=delimited(table(header, [total, *rows]), encoding="utf-8-sig", end="\n"),
        zone="Asia/Tokyo" if tongue == "ja" else "Europe/Madrid",
        currency=currency,
        expected=sums,
        rows=len(rows) + 1,
        dropped=1,
        by_day={"spend_minor": days} if by_day else {},
    )


MADE = (
    google(),
    google(utf16=True),
    google(tongue="de"),
    meta(),
    meta(tongue="ja", currency="JPY"),
    meta(tongue="es", currency="EUR"),
)
SPANNING = (google(by_day=False), meta(by_day=False))
