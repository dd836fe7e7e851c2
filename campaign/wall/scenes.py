"""The wall's scenes: figures in, one HTML fragment out, spoken in the chosen language."""

from __future__ import annotations

from markupsafe import Markup

from campaign.base import formats
from campaign.base.language import N_, _, _n
from campaign.wall import svg
from campaign.wall.figures import Board, BoardWord, Figures, MeasureWord, Score, ScoreWord
from campaign.wall.formats import ON_PLAN, even, known, quantity, ratio
from campaign.wall.markup import html, join
from campaign.wall.panels import (
    alert_row,
    board_rows,
    data_from,
    fresh,
    function_row,
    gap_row,
    overdue_row,
    rows_or,
    running_out_row,
    tile,
    unknown,
)

ROWS = 3
ENTRIES = 4
LONG_SIGNS, LONGEST_SIGNS = 8, 10
SCORE_NAMES: dict[ScoreWord, str] = {"gmv": N_("GMV"), "favourites_and_carts": N_("Favourites and carts")}
MEASURE_NAMES: dict[MeasureWord, str] = {
    "visitors": N_("Visitors"),
    "conversion": N_("Conversion"),
    "order_value": N_("Order value"),
    "favourites": N_("Favourites"),
    "carts": N_("Added to cart"),
    "favourite_rate": N_("Favourite rate"),
    "cart_rate": N_("Cart rate"),
}
BOARD_NAMES: dict[BoardWord, str] = {
    "traffic": N_("Traffic board"),
    "products": N_("Product board"),
    "favourites": N_("Favourites and carts board"),
    "service": N_("Customer service board"),
}
BOARD_MISSING: dict[BoardWord, str] = {
    "traffic": N_("Import visitors by channel."),
    "products": N_("Import sales by product."),
    "favourites": N_("Import favourites and carts by product."),
    "service": N_("Import customer service figures."),
}


def now(figures: Figures) -> Markup:
    """Are we winning?"""
    score, race = figures.score, figures.race
    chart = svg.race_chart(race, figures.currency, figures.zone) if race else Markup()
    return html(
        '<section class="scene now" data-scene="now"{stamp}>{verdict}<div class="score">{score}</div>'
        '<div class="run"><h2>{title}{key}</h2>{chart}</div><div class="tiles">{tiles}</div>{note}</section>',
        stamp=fresh(figures.sales_stamp),
        verdict=_verdict(figures),
        score=_score(score or Score("gmv", "money"), figures),
        title=_race_title(figures),
        key=_key(figures) if chart else "",
        chart=chart or unknown(_("Neither a plan nor figures by hour or day are there.")),
        tiles=join(tile(_(MEASURE_NAMES[row.word]), row, figures.currency) for row in figures.measures[:ROWS]),
        note=data_from(figures.sales_stamp, figures.at, figures.zone),
    )


def gaps(figures: Figures) -> Markup:
    """What is going wrong, and who has it?"""
    at, zone, unit = figures.at, figures.zone, figures.score.unit if figures.score else "money"
    worst = figures.gaps[0] if figures.gaps else None
    if worst:
        missing = quantity(abs(worst.missing), unit, figures.currency)
        mood, headline = "behind", _("Largest gap {missing}: {name}", missing=missing, name=worst.name)
    elif figures.gaps is not None:
        mood, headline = "ahead", _("No product is behind its pace")
    else:
        mood, headline = "unknown", _("Gaps unknown")
    lacking = None if figures.gaps is None else [gap_row(gap, unit, figures.currency) for gap in figures.gaps[:ROWS]]
    opened = None if figures.alerts is None else [alert_row(alert, at) for alert in figures.alerts[:ROWS]]
    stock = figures.running_out
    leaving = None if stock is None else [running_out_row(row, at, zone) for row in stock[:ROWS]]
    return html(
        '<section class="scene gaps" data-scene="gaps"><h1 class="{}">{}</h1>'
        '<div class="panel"{}><h2>{}</h2>{}{}</div><div class="panel"><h2>{}{}</h2>{}</div>'
        '<div class="panel"{}><h2>{}</h2>{}{}</div></section>',
        mood,
        headline,
        fresh(figures.sales_stamp),
        _("Largest gaps"),
        rows_or(lacking, _("No product is behind its pace"), _("Targets by product or their figures are missing.")),
        data_from(figures.sales_stamp, at, zone),
        _("Open alerts"),
        html(' <span class="quiet">{}</span>', len(figures.alerts)) if figures.alerts else "",
        rows_or(opened, _("Nothing is open"), _("Alerts were not checked yet.")),
        fresh(figures.stock_stamp),
        _("About to run out"),
        rows_or(leaving, _("Stock lasts for every product"), _("Import stock to see it.")),
        data_from(figures.stock_stamp, at, zone),
    )


def traffic(figures: Figures) -> Markup:
    """Which entrances and products lead?"""
    products = _board(figures, "products")
    if products.entries:
        best = products.entries[0]
        value = quantity(best.value, products.unit, figures.currency)
        headline = _("Top product at {value}: {name}", value=value, name=str(best.name))
    else:
        headline = _("Leaders unknown")
    return _boards(figures, "traffic", headline, ("traffic", "products"))


def favourites(figures: Figures) -> Markup:
    """What do shoppers save, and who answers them?"""
    board = _board(figures, "favourites")
    headline = _("Most wanted: {name}", name=str(board.entries[0].name)) if board.entries else _("Leaders unknown")
    return _boards(figures, "favourites", headline, ("favourites", "service"))


def checklist(figures: Figures) -> Markup:
    """Is the team through its list?"""
    done, total = sum(row.done for row in figures.functions), sum(row.total for row in figures.functions)
    late = max(len(figures.overdue), sum(row.overdue for row in figures.functions))
    if not total:
        mood, headline = "unknown", _("No tasks in this phase")
    elif late:
        mood, headline = "behind", _n("{count} task is overdue", "{count} tasks are overdue", late)
    else:
        mood, headline = "ahead", _("No task is overdue")
    return html(
        '<section class="scene checklist" data-scene="checklist"{}><h1 class="{}">{}</h1>'
        '<div class="panel functions"><h2>{}</h2>{}{}</div><div class="total"><h2>{}</h2><p class="giant">{}</p>'
        '<p class="lead">{}</p></div><div class="panel"><h2>{}</h2>{}</div></section>',
        fresh(figures.checklist_stamp),
        mood,
        headline,
        _("Done by function"),
        rows_or([function_row(row) for row in figures.functions], _("No tasks in this phase")),
        data_from(figures.checklist_stamp, figures.at, figures.zone),
        _("Checklist of this phase"),
        formats.share(ratio(done, total)),
        _("{done} of {total} tasks done", done=done, total=total) if total else "",
        _("Longest overdue"),
        rows_or([overdue_row(task, figures.at) for task in figures.overdue[:1]], _("No task is overdue")),
    )


SCENES = {"now": now, "gaps": gaps, "traffic": traffic, "favourites": favourites, "checklist": checklist}


def _verdict(figures: Figures) -> Markup:
    score = figures.score
    if score is None or known(score.actual) is None:
        return html(
            '<h1 class="unknown">{} <span>{}</span></h1>',
            _("{score} unknown", score=_(SCORE_NAMES[score.word if score else "gmv"])),
            _("no import yet"),
        )
    if _is_over(figures):
        reached = ratio(score.actual, score.target)
        if reached is None:
            return html("<h1>{} <span>{}</span></h1>", _("Final result"), _("no target to compare with"))
        mood = "ahead" if reached >= 1 else "behind"
        verdict = _("Target reached") if reached >= 1 else _("Target missed")
        detail = _("{share} of the target", share=formats.share(reached))
        return html('<h1 class="{}">{} <span>{}</span></h1>', mood, verdict, detail)
    pace = ratio(score.actual, score.planned)
    if pace is None:
        return html("<h1>{} <span>{}</span></h1>", _("Pace unknown"), _("no plan to compare with"))
    mood, verdict = (
        ("ahead", _("Ahead of plan"))
        if pace > 1 + ON_PLAN
        else ("behind", _("Behind plan"))
        if pace < 1 - ON_PLAN
        else ("on-plan", _("On plan"))
    )
    detail = _("{share} of the plan so far", share=formats.share(pace))
    return html('<h1 class="{}">{} <span>{}</span></h1>', mood, verdict, detail)


def _score(score: Score, figures: Figures) -> Markup:
    reached = ratio(score.actual, score.target)
    target = even(score.target, score.unit, figures.currency)
    if known(score.actual) is None:
        lead = html("{}", _("unknown: no figures of this phase yet"))
        if known(score.target) is not None:
            lead += html("<br>{}", _("target {target}", target=target))
    elif reached is None:
        lead = html("{}", _("target unknown: none is set"))
    else:
        lead = html("<b>{}</b> {}", formats.share(reached), _("of target {target}", target=target))
    actual = quantity(score.actual, score.unit, figures.currency)
    return html(
        '<h2>{}</h2><p class="giant{}{}">{}</p><p class="lead">{}</p>{}{}',
        _(SCORE_NAMES[score.word]),
        " quiet" if known(score.actual) is None else "",
        _length(actual),
        actual,
        lead,
        svg.finish_bar(score),
        Markup() if _is_over(figures) else _finish(score),
    )


def _length(text: str) -> str:
    """The class that makes a giant figure fit; a Chinese sign is as wide as two others."""
    signs = len(text) + sum(not sign.isascii() for sign in text)
    return " longest" if signs >= LONGEST_SIGNS else " long" if signs >= LONG_SIGNS else ""


def _finish(score: Score) -> Markup:
    expected = ratio(score.expected, score.target)
    if expected is None:
        return Markup()
    low, high = ratio(score.low, score.target), ratio(score.high, score.target)
    interval = (
        _("{low} to {high}, 8 times in 10", low=formats.share(low), high=formats.share(high))
        if low is not None and high is not None
        else _("of the target")
    )
    return html(
        '<h2>{}</h2><p class="lead"><b class="big">{}</b> {}</p>',
        _("Expected finish"),
        formats.share(expected),
        interval,
    )


def _is_over(figures: Figures) -> bool:
    """Whether the launch, and with it the race, is over."""
    launch = next((phase for phase in figures.phases if phase.key == "launch"), None)
    return launch is not None and figures.at >= launch.ends


def _race_title(figures: Figures) -> str:
    race = figures.race
    if race is None or race.word == "gmv":
        return _("GMV per day") if race and race.step == "day" else _("GMV per hour")
    return _("Favourites and carts per hour") if race.step == "hour" else _("Favourites and carts per day")


def _key(figures: Figures) -> Markup:
    bars = figures.race.bars if figures.race else ()
    banded = any(known(bar.low) is not None for bar in bars)
    below = _("below band") if banded else _("{share} below plan", share=formats.share(svg.SHORTFALL))
    short = html('<span class="key short">{}</span>', below) if any(svg.is_short(bar) for bar in bars) else Markup()
    plan = (
        html('<span class="key banded">{}</span>', _("plan with 80% band"))
        if banded
        else html('<span class="key planned">{}</span>', _("plan"))
        if any(known(bar.planned) is not None for bar in bars)
        else Markup()
    )
    measured = any(known(bar.actual) is not None for bar in bars)
    actual = html('<span class="key done">{}</span>', _("actual")) if measured else Markup()
    return actual + short + plan


def _board(figures: Figures, word: BoardWord) -> Board:
    return next((board for board in figures.boards if board.word == word), Board(word, "count"))


def _boards(figures: Figures, name: str, headline: str, words: tuple[BoardWord, ...]) -> Markup:
    boards = [_board(figures, word) for word in words]
    compared = any(entry.change is not None for board in boards for entry in board.entries[:ENTRIES])
    return html(
        '<section class="scene boards {}" data-scene="{}"><h1>{}</h1><small class="note">{}</small>{}</section>',
        name,
        name,
        headline,
        _("▲▼ against plan") if compared else "",
        join(
            html(
                '<div class="panel"{}><h2>{}</h2>{}{}</div>',
                fresh(board.stamp),
                _(BOARD_NAMES[board.word]),
                board_rows(board, ENTRIES, figures.currency)
                or unknown(str(board.missing) or _(BOARD_MISSING[board.word])),
                data_from(board.stamp, figures.at, figures.zone),
            )
            for board in boards
        ),
    )
