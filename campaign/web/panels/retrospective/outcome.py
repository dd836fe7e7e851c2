"""The outcome: what was reached, what moved it, what it earned, and what nobody knows."""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial
from typing import Any, NamedTuple

import pandas as pd
import streamlit as st

from campaign import charts, exports
from campaign.base import formats, language, money
from campaign.base.language import _, listed, told
from campaign.base.phases import NAMES as PHASE_NAMES
from campaign.review.drivers import METHOD_NAMES, Drivers
from campaign.review.outcome import Figure, sold_out
from campaign.room import Room
from campaign.web.blocks import journal_table
from campaign.web.widgets.basics import figure, lines, panel, plain, unknown

Span = tuple[date, date]
CHART_HEIGHT, ROWS_HEIGHT = 240, 376
FORMAT_NAMES = {"xlsx": "Excel", "md": "Markdown", "csv": "CSV"}
FORMAT_ICONS = {"xlsx": "table", "md": "article", "csv": "csv"}


class Answer(NamedTuple):
    """What a page says first, and why."""

    text: str
    reason: str


def answer(room: Room) -> Answer:
    """What was reached of the GMV target, and which factor moved it."""
    gmv, currency = room.review.outcome().figure("revenue_minor"), room.campaign.currency
    if gmv.value is None:
        return Answer(_("What was reached is unknown"), unknown(plain(gmv.reason)))
    amount = money.text(round(gmv.value), currency, compact=True)
    over = room.today > room.span("launch").last
    if gmv.completion is None:
        text = _("{amount} of GMV; no target was set", amount=amount)
    elif over:
        text = _("{share} of the GMV target: {amount}", share=formats.share(gmv.completion), amount=amount)
    else:
        text = _("{share} of the GMV target so far: {amount}", share=formats.share(gmv.completion), amount=amount)
    source = _("GMV is read from {source}.", source=plain(gmv.source))
    return Answer(text, told(moved(room.review.outcome().drivers, currency), source))


def moved(drivers: Drivers, currency: str, than: str = "") -> str:
    """What each factor did, the greatest first; markdown.

    Args:
        drivers: The split.
        currency: Of its amounts.
        than: What it is compared with; the plan, where nothing is said.
    """
    if not drivers.effects:
        return unknown(plain(drivers.reason))
    steps = sorted(drivers.effects, key=lambda step: abs(step.effect_minor), reverse=True)
    amounts = [plain(money.text(abs(step.effect_minor), currency, compact=True)) for step in steps]
    said = [
        _("{factor} added {amount}", factor=step.name, amount=amount)
        if step.effect_minor >= 0
        else _("{factor} cost {amount}", factor=step.name, amount=amount)
        for step, amount in zip(steps, amounts, strict=True)
    ]
    return _("Against {plan}: {effects}.", plan=than or _("the plan"), effects=listed(said))


def figures(room: Room) -> None:
    """GMV, gross profit, units, sell-out, marketing cost, returns; what is unknown says why."""
    review, share = room.review.outcome(), formats.share
    for key in ("revenue_minor", "gross_profit", "units"):
        one = review.figure(key)
        reached = None if one.completion is None else share(one.completion)
        _figure(room, one, reached, _("of target"))
    rate, why = sold_out(review.skus)
    figure(_("Sell-out"), share(rate), None if rate is not None else _("unknown"), help=why)
    _figure(room, review.figure("marketing"), None, None)
    _figure(room, review.figure("return_rate"), None, None)


def _figure(room: Room, one: Figure, delta: str | None, note: str | None) -> None:
    known = one.value is not None
    source = _("Source: {source}", source=one.source) if one.source else ""
    figure(
        one.label,
        value_text(one, room.campaign.currency),
        delta if known else _("unknown"),
        note if known and delta else None,
        help=plain(" · ".join(part for part in (one.reason or one.formula, source) if part)),
    )


def value_text(one: Figure, currency: str) -> str:
    """The value of a figure in its unit; a dash where it is unknown."""
    if one.value is None:
        return formats.UNKNOWN
    if one.unit == "money":
        return money.text(round(one.value), currency, compact=True)
    return formats.share(one.value, 1) if one.unit == "share" else formats.compact(one.value)


def against(room: Room) -> Span | None:
    """What the launch is compared with: its plan, or days of before that the person names."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="retro-against"):
        words = {"plan": _("the plan"), "days": _("earlier days")}
        chosen = st.segmented_control(
            _("Compared with"), list(words), format_func=words.__getitem__, default="plan", required=True,
            key="retro.against", label_visibility="collapsed",
        )  # fmt: skip
        if chosen == "plan":
            return None
        eve = room.span("launch").first - timedelta(days=1)
        days: Any = st.date_input(
            _("Days"), (eve - timedelta(days=6), eve), max_value=room.today, key="retro.days",
            label_visibility="collapsed", width=230,
        )  # fmt: skip
    return (days[0], days[-1]) if len(days) == 2 else None


def drivers(room: Room) -> Span | None:
    """From target to result: what visitors, conversion and order value did; returns what it is compared with."""
    with panel(_("From target to result"), key="drivers"):
        span = against(room)
        found = room.review.outcome(span).drivers
        if not found.effects:
            st.markdown(unknown(plain(found.reason)))
            return span
        than = " – ".join(map(formats.day, span)) if span else ""
        alt = moved(found, room.campaign.currency, than)
        st.vega_lite_chart(*_waterfall(room, "drivers", span), height=CHART_HEIGHT, alt=alt)
        method = _(METHOD_NAMES[found.method]) if found.method else ""
        st.caption(_("GMV = visitors × conversion × order value, split by the {method}.", method=method))
    return span


def profit(room: Room) -> None:
    """From revenue down to what is left after marketing."""
    review, currency = room.review.outcome(), room.campaign.currency
    with panel(_("From revenue to what is left"), _("whole campaign"), key="tight-profit"):
        known = [(one.label, plain(value_text(one, currency))) for one in review.profit if one.value is not None]
        if review.figure("left").value is None:
            missing = [(one.label, unknown(plain(one.reason))) for one in review.profit if one.value is None]
            lines([*known, *missing])
            return
        st.vega_lite_chart(*_waterfall(room, "profit"), height=CHART_HEIGHT, alt=listed(map(" ".join, known)))
        refunds = review.figure("refunds")
        said = value_text(refunds, currency) if refunds.value is not None else _("unknown")
        st.caption(_("Before refunds: {refunds} so far.", refunds=plain(said)))


def _waterfall(room: Room, key: str, span: Span | None = None) -> charts.Chart:
    """The drawing that the export of this chapter shows too."""
    block = next(one for one in room.review.retrospective(span).blocks if one.key == key)
    frame = block.plot.frame if block.plot else pd.DataFrame()
    return charts.waterfall(frame, room.campaign.currency)


def timeline(room: Room) -> None:
    """What people did, as sentences; ticks only when asked for."""
    with panel(_("What happened"), _("from the journal"), key="timeline"):
        groups = {key: _(name) for key, (name, _acts) in journal_table.GROUPS.items()}
        wanted = st.pills(
            _("Show"), list(groups), format_func=groups.__getitem__, selection_mode="multi",
            default=[key for key in groups if key not in ("tasks", "people")], key="retro.groups",
            label_visibility="collapsed",
        )  # fmt: skip
        entries = [one for one in room.team.journal() if journal_table.group_of(one.what) in wanted]
        journal_table.table(entries, room, ROWS_HEIGHT, _("What happened in this campaign"))


def unknowns(room: Room) -> None:
    """What the data do not hold, each with what would make it known."""
    found = room.review.outcome().unknowns
    with panel(_("What nobody knows"), _("never counted as 0"), key="tight-unknowns"):
        if not found:
            st.markdown(f":gray[:material/check: {_('Every figure of the review is known.')}]")
        if found:
            lines((plain(one.label), unknown(plain(one.reason))) for one in found)


def forecasts(room: Room) -> None:
    """How the forecasts made during the launch did, beside the naive baseline; nothing until it is over."""
    score = room.launch.scorecard()
    if score:
        with panel(_("Forecasts of the launch"), _("{count} kept", count=score.count), key="tight-forecasts"):
            st.markdown(
                _(
                    "Off by {error} on average; leaving the rest at plan was off by {baseline}. "
                    "The 80% interval held the truth {held} of the time.",
                    error=formats.share(score.wape, 1),
                    baseline=formats.share(score.baseline_wape, 1),
                    held=formats.share(score.coverage),
                )
            )


def downloads(room: Room, span: Span | None) -> None:
    """The retrospective as a file, made when somebody asks for it, in the language of the page."""
    spoken, launch = language.chosen(), room.span("launch")
    with panel(
        _("Take it along"), _("{phase} of {day}", phase=_(PHASE_NAMES["launch"]), day=formats.day(launch.first))
    ):
        with st.container(horizontal=True, gap="small", key="retro-export"):
            for form in exports.FORMATS:
                st.download_button(
                    FORMAT_NAMES[form], partial(written, room, form, span, spoken), _file_name(room, form),
                    exports.MEDIA_TYPES[form], key=f"retro.{form}", icon=f":material/{FORMAT_ICONS[form]}:",
                    on_click="ignore",
                )  # fmt: skip
        st.caption(_("A sheet or a chapter for each block, charts in Excel; what is unknown is said there too."))


def written(room: Room, form: str, span: Span | None, spoken: str) -> bytes:
    """The retrospective as a file, in a language: a download is made outside the page's own run."""
    with language.speaking(spoken):
        return exports.export(room.review.retrospective(span), form)


def _file_name(room: Room, form: str) -> str:
    words = "-".join(part for part in "".join(sign if sign.isalnum() else " " for sign in room.campaign.name).split())
    return f"{words}-retrospective.{form}"
