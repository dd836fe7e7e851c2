"""Seeded figures of a campaign: in its launch, in its warm-up, after it, with nothing known, and hostile."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from campaign.base import phases as calendar
from campaign.base.language import _
from campaign.wall import figures as f

ZONE = "America/Los_Angeles"
LAUNCH = date(2026, 11, 11)
PHASES = calendar.phases(LAUNCH, ZONE, (-41, -14, 0, 2), 10)
AT_LAUNCH = datetime(2026, 11, 11, 22, 5, 10, tzinfo=UTC)
AT_WARM_UP = datetime(2026, 11, 7, 17, 20, tzinfo=UTC)
AT_REVIEW = datetime(2026, 11, 15, 18, 0, tzinfo=UTC)
EVIL = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "</section></div><h1>x",
    "' onmouseover='alert(1)",
    "{0.__class__}",
    "{{7*7}}",
    "&lt;b&gt;",
    "a\r\n\r\nevent: gone\ndata: x",
    "\u202egnp.exe",
    "\ud800",
    "]]>",
    "<svg/onload=alert(1)>",
)
_NIGHT = (9.5, 6.0, 3.6, 2.4, 1.8, 1.6, 1.7, 2.0, 2.4, 2.8, 3.2, 3.4)
_HOURLY = (*_NIGHT, 3.5, 3.3, 3.1, 3.0, 3.1, 3.4, 4.0, 5.0, 6.2, 7.2, 8.2, 9.6)
_PRODUCTS = (
    "Lumen desk lamp, warm white",
    "Aurora rice cooker 4 L",
    "磁吸无线充电宝 10000 毫安",
    "Nimbus humidifier",
    "冬季加绒加厚羽绒服 女款 中长款",
    "Kite travel kettle",
    '<script>alert(1)</script> & "mug"',
    "Mistral hair dryer Pro with diffuser and two nozzles",
    "Fjord thermo bottle 750 ml",
)
_ENTRANCES = ("Search", "Recommendations", "直播间 · 主会场", "Live stream", "Coupons page")
_AGENTS = ("Mei Lin", "陈思远", "Omar Haddad", "Ana Souza", "王雅婷")


def launch(revision: int = 1, seed: int = 11, at: datetime = AT_LAUNCH) -> f.Figures:
    """The fifteenth hour of the launch."""
    rng = random.Random(seed)
    target = 42_000_000_00
    bars = _hours(at, target, rng)
    actual = sum(bar.actual or 0 for bar in bars)
    planned = sum((bar.planned or 0) * bar.elapsed_share for bar in bars if bar.actual is not None)
    expected = actual + (target - planned) * 0.99
    live, hourly = f.Stamp(at, timedelta(minutes=5)), f.Stamp(at - timedelta(minutes=12), timedelta(hours=1))
    return f.Figures(
        revision=revision,
        at=at,
        campaign="Double 11 2026",
        zone=ZONE,
        currency="USD",
        phases=PHASES,
        score=f.Score("gmv", "money", actual, target, planned, expected, expected * 0.95, expected * 1.05),
        race=f.Race("gmv", "money", "hour", bars),
        measures=(
            f.Measure("visitors", "count", 1_284_000 + rng.randrange(9_000), 1_190_000),
            f.Measure("conversion", "share", 0.0412, 0.0448),
            f.Measure("order_value", "money", 31_80, 31_50),
        ),
        gaps=_gaps((412_000_00, 268_400_00, 190_300_00, 88_100_00, 41_700_00)),
        alerts=(
            f.Alert("7", "critical", "Payment page: 4.1% errors on Android", at - timedelta(minutes=7), "Omar Haddad"),
            f.Alert("3", "critical", f.spoken(lambda: _PRODUCTS[4] + " " + _("half sold")), at - timedelta(hours=2)),
            f.Alert("5", "warning", "Search budget burns 1.6 × plan", at - timedelta(minutes=18), "Jonas Weber"),
            f.Alert("1", "notice", "Late parcels above 2% in Spain", at - timedelta(hours=3), "Ana Souza"),
        ),
        running_out=(
            f.RunningOut(_PRODUCTS[4], 214, 1.6, None),
            f.RunningOut(_PRODUCTS[2], 1_480, 3.9, at + timedelta(hours=3)),
            f.RunningOut(_PRODUCTS[7], 960, 30.2, at + timedelta(hours=30)),
        ),
        boards=_boards(rng, live, hourly),
        functions=_functions(),
        overdue=(
            f.OverdueTask("Confirm courier pick-up for the second wave", at - timedelta(hours=2), "Ana Souza"),
            f.OverdueTask("客服话术更新：尾款与改价", at - timedelta(minutes=55), "王雅婷"),
        ),
        sales_stamp=live,
        stock_stamp=f.Stamp(at - timedelta(minutes=4), timedelta(minutes=30)),
        checklist_stamp=live,
    )


def warm_up(revision: int = 1, seed: int = 11) -> f.Figures:
    """Four days before the launch: favourites and carts against their pace by day."""
    at, rng = AT_WARM_UP, random.Random(seed)
    planned = [9_000 + 1_400 * place for place in range(14)]
    bars = tuple(
        f.Bar(
            calendar.day_starts(date(2026, 10, 28) + timedelta(days=place), ZONE),
            plan * rng.uniform(0.78, 1.1) if place < 10 else None,
            plan,
        )
        for place, plan in enumerate(planned)
    )
    actual = sum(bar.actual or 0 for bar in bars)
    stamp = f.Stamp(at - timedelta(hours=3), timedelta(hours=26))
    return replace(
        launch(revision, seed, at),
        score=f.Score("favourites_and_carts", "count", actual, sum(planned), sum(planned[:10])),
        race=f.Race("favourites_and_carts", "count", "day", bars),
        measures=(
            f.Measure("favourites", "count", 88_400, 96_000),
            f.Measure("carts", "count", 61_250, 60_000),
            f.Measure("cart_rate", "share", 0.094),
        ),
        gaps=_gaps((8_120, 5_410, 2_290)),
        alerts=(),
        running_out=(),
        overdue=(),
        functions=tuple(replace(row, overdue=0) for row in _functions()),
        sales_stamp=stamp,
        checklist_stamp=f.Stamp(at, timedelta(hours=1)),
    )


def review(revision: int = 1) -> f.Figures:
    """After the launch: the final result."""
    figures = launch(revision, at=AT_REVIEW)
    assert figures.score is not None
    assert figures.score.target is not None
    assert figures.race is not None
    bars = tuple(
        replace(bar, actual=bar.planned and bar.planned * 1.04, elapsed_share=1.0) for bar in figures.race.bars
    )
    score = f.Score("gmv", "money", figures.score.target * 1.04, figures.score.target, figures.score.target)
    return replace(figures, score=score, race=replace(figures.race, bars=bars), alerts=(), running_out=None)


def nothing(revision: int = 1) -> f.Figures:
    """A campaign that has a name and nothing else."""
    return f.Figures(revision=revision, at=AT_LAUNCH, campaign="Double 11 2026", zone=ZONE, currency="USD")


def half_known(revision: int = 1) -> f.Figures:
    """Sales without target, plan or stock; a checklist nobody has begun; broken divisions."""
    figures = launch(revision)
    assert figures.race is not None
    bars = tuple(
        f.Bar(bar.starts, bar.actual, float("nan") if place % 7 else None)
        for place, bar in enumerate(figures.race.bars)
    )
    return replace(
        figures,
        score=f.Score("gmv", "money", 12_200_000_00),
        race=replace(figures.race, bars=bars),
        measures=(
            f.Measure("visitors", "count"),
            f.Measure("conversion", "share", float("nan"), 0.0),
            f.Measure("order_value", "money", 31_80),
        ),
        gaps=None,
        running_out=(f.RunningOut("Aurora rice cooker 4 L", 0), f.RunningOut("Kite", 3, float("inf"))),
        boards=(
            f.Board("products", "money", (f.Entry("Kite", 0), f.Entry("Mug", 0))),
            f.Board("service", "share", missing="Import chats."),
        ),
        functions=(f.FunctionTasks("visual", 0, 0),),
        stock_stamp=None,
    )


def hostile(text: str) -> f.Figures:
    """`launch()` with one text in every place where a person's words stand."""
    figures = launch()
    assert figures.gaps is not None
    assert figures.alerts is not None
    assert figures.running_out is not None
    boards = tuple(
        replace(board, entries=tuple(replace(e, name=text) for e in board.entries)) for board in figures.boards
    )
    return replace(
        figures,
        campaign=text,
        gaps=tuple(replace(gap, name=text, reason=text) for gap in figures.gaps),
        alerts=tuple(replace(alert, id=text, text=text, owner=text) for alert in figures.alerts),
        running_out=tuple(replace(row, name=text) for row in figures.running_out),
        boards=(*boards[:3], f.Board("service", "share", missing=text)),
        overdue=tuple(replace(task, text=text, owner=text) for task in figures.overdue),
    )


def every() -> dict[str, f.Figures]:
    """All states worth looking at."""
    return {
        "launch": launch(),
        "warm_up": warm_up(),
        "review": review(),
        "half_known": half_known(),
        "nothing": nothing(),
    }


def _gaps(missing: tuple[int, ...]) -> tuple[f.Gap, ...]:
    reasons = (
        "visitors −38%",
        "conversion 1.9% for 3.1%",
        "price above its low of 1 November",
        "sold out in black",
        "",
    )
    paces = (0.52, 0.61, 0.68, 0.77, None)
    return tuple(f.Gap(*row) for row in zip(_PRODUCTS, missing, paces, reasons, strict=False))


def _functions() -> tuple[f.FunctionTasks, ...]:
    return tuple(
        f.FunctionTasks(function, done, total, late)
        for function, done, total, late in (
            ("overall", 14, 15, 0),
            ("product", 18, 20, 0),
            ("on_site", 13, 16, 1),
            ("off_site", 9, 13, 0),
            ("marketing", 12, 14, 0),
            ("visual", 10, 10, 0),
            ("logistics_service", 9, 14, 2),
        )
    )


def _hours(at: datetime, target: int, rng: random.Random) -> tuple[f.Bar, ...]:
    weights = [weight * (1.0 if hour < 24 else 0.62) for hour, weight in enumerate(_HOURLY * 2)]
    bars = []
    for hour, weight in enumerate(weights):
        starts = PHASES[2].starts + timedelta(hours=hour)
        planned = int(target * weight / sum(weights))
        elapsed = min(max((at - starts) / timedelta(hours=1), 0.0), 1.0)
        luck = rng.gauss(1.03, 0.13) * (0.72 if hour in (9, 10) else 1.0)
        actual = int(planned * luck * elapsed) if elapsed else None
        bars.append(f.Bar(starts, actual, planned, int(planned * 0.82), int(planned * 1.18), elapsed or 1.0))
    return tuple(bars)


def _boards(rng: random.Random, live: f.Stamp, hourly: f.Stamp) -> tuple[f.Board, ...]:
    def board(
        word: f.BoardWord, unit: f.Unit, names: tuple[str, ...], best: float, stamp: f.Stamp, falloff: float
    ) -> f.Board:
        values = [best * falloff**place * rng.uniform(0.98, 1.0) for place in range(5)]
        return f.Board(
            word,
            unit,
            tuple(f.Entry(n, v, rng.uniform(-0.3, 0.35)) for n, v in zip(names, values, strict=False)),
            stamp,
        )

    return (
        board("traffic", "count", _ENTRANCES, 410_000, live, 0.78),
        board("products", "money", _PRODUCTS, 2_950_000_00, live, 0.78),
        board("favourites", "count", _PRODUCTS[2:], 48_200, live, 0.78),
        board("service", "share", _AGENTS, 0.98, hourly, 0.97),
    )
