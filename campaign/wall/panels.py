"""The rows that the wall's panels are made of."""

from __future__ import annotations

from datetime import datetime

from markupsafe import Markup

from campaign.base import formats
from campaign.base.language import _
from campaign.team.members import FUNCTION_NAMES
from campaign.wall import svg
from campaign.wall.figures import Alert, Board, Entry, FunctionTasks, Gap, Measure, OverdueTask, RunningOut, Stamp, Unit
from campaign.wall.formats import (
    ON_PLAN,
    as_of,
    change,
    epoch,
    known,
    lasting,
    quantity,
    ratio,
    since,
)
from campaign.wall.markup import html, join

URGENT_HOURS = 6
DAY_HOURS = 24


def tile(name: str, measure: Measure, currency: str) -> Markup:
    """A figure beside its plan."""
    value, planned = known(measure.value), known(measure.planned)
    against = (
        _("plan {planned}", planned=quantity(planned, measure.unit, currency))
        if planned is not None
        else _("no plan to compare with")
    )
    reached = ratio(value, planned)
    return html(
        '<div class="tile"><h2>{}</h2><p><b class="big{}">{}</b>{}</p><small>{}</small></div>',
        name,
        "" if value is not None else " quiet",
        quantity(value, measure.unit, currency),
        _change(None if reached is None else reached - 1),
        against if value is not None else _("unknown: no data"),
    )


def gap_row(gap: Gap, unit: Unit, currency: str) -> Markup:
    """What a product lacks, and why."""
    pace = None if known(gap.pace_share) is None else _("{share} of pace", share=formats.share(gap.pace_share))
    return html(
        '<div class="row"><span class="name">{}</span><b class="down">{}</b>{}<small class="name">{}</small></div>',
        gap.name,
        formats.MINUS + quantity(abs(gap.missing), unit, currency),
        svg.share_bar(gap.pace_share, "short"),
        " · ".join(part for part in (pace, str(gap.reason)) if part),
    )


def alert_row(alert: Alert, at: datetime) -> Markup:
    """An open alert, who has it and for how long."""
    return html(
        '<div class="row alert {}"><span class="text">{}</span><small class="name{}">{}</small>'
        '<b data-since="{}">{}</b></div>',
        alert.level,
        str(alert.text),
        "" if alert.owner else " down",
        alert.owner or _("no owner"),
        epoch(alert.opened),
        since(alert.opened, at),
    )


def running_out_row(row: RunningOut, at: datetime, zone: str) -> Markup:
    """A SKU, how long it lasts, and what is on its way."""
    hours = known(row.hours_left)
    urgent = hours is not None and hours < URGENT_HOURS
    inbound = (
        _("inbound {time}", time=as_of(Stamp(row.next_inbound, at - at), at, zone))
        if row.next_inbound
        else _("nothing inbound")
    )
    return html(
        '<div class="row"><span class="name">{}</span><b class="{}">{}</b>{}<small class="name">{} · {}</small></div>',
        row.name,
        "down" if urgent else "quiet",
        lasting(hours),
        svg.share_bar(ratio(hours, DAY_HOURS), "short" if urgent else "past"),
        _("{count} left", count=formats.compact(known(row.units_left))),
        inbound,
    )


def board_rows(board: Board, most: int, currency: str) -> Markup:
    """The leaders of a board, the first in the accent."""
    values = [known(entry.value) or 0.0 for entry in board.entries]
    best = max(values, default=0.0)
    return join(_entry(rank, entry, best, board.unit, currency) for rank, entry in enumerate(board.entries[:most], 1))


def function_row(tasks: FunctionTasks) -> Markup:
    """How far one function is through its list."""
    part = ratio(tasks.done, tasks.total)
    late = _("{count} overdue", count=tasks.overdue) if tasks.overdue else f"{tasks.done}/{tasks.total}"
    return html(
        '<div class="function"><span class="name">{}</span>{}<b>{}</b><span class="{}">{}</span></div>',
        _(FUNCTION_NAMES[tasks.function]),
        svg.share_bar(part),
        formats.share(part),
        "down" if tasks.overdue else "quiet",
        late,
    )


def overdue_row(task: OverdueTask, at: datetime) -> Markup:
    """A late task, whose it is and for how long."""
    return html(
        '<div class="row late"><span class="text">{}</span><small class="name{}">{}</small>'
        '<b class="down" data-since="{}">{}</b></div>',
        str(task.text),
        "" if task.owner else " down",
        task.owner or _("no owner"),
        epoch(task.due),
        since(task.due, at),
    )


def rows_or(rows: list[Markup] | None, otherwise: str, missing: str = "") -> Markup:
    """The rows, the sentence that stands where there are none, or what is missing where nobody knows (None)."""
    if rows is None:
        return unknown(missing)
    return join(rows) if rows else html('<p class="empty">{}</p>', otherwise)


def unknown(missing: str) -> Markup:
    """What stands where nobody knows: that it is unknown, and what is missing."""
    return html('<p class="empty"><b>{}</b> {}</p>', _("unknown"), missing)


def fresh(stamp: Stamp | None) -> Markup:
    """The attributes by which the browser greys old data."""
    if stamp is None:
        return Markup()
    return html(' data-at="{}" data-fresh="{}"', epoch(stamp.at), int(stamp.fresh.total_seconds()))


def data_from(stamp: Stamp | None, at: datetime, zone: str) -> Markup:
    """The time of the data, in words."""
    text = _("No data yet") if stamp is None else _("Data from {time}", time=as_of(stamp, at, zone))
    return html('<small class="stamp">{}</small>', text)


def _entry(rank: int, entry: Entry, best: float, unit: Unit, currency: str) -> Markup:
    return html(
        '<div class="entry"><i>{}</i><span class="name">{}</span><b>{}</b>{}{}</div>',
        rank,
        str(entry.name),
        quantity(entry.value, unit, currency),
        svg.share_bar(ratio(entry.value, best), "done" if rank == 1 else "past"),
        _change(known(entry.change)),
    )


def _change(value: float | None) -> Markup:
    if value is None:
        return Markup()
    kind = "up" if value > ON_PLAN else "down" if value < -ON_PLAN else "quiet"
    return html('<span class="change {}">{}</span>', kind, change(value))
