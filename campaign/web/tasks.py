"""Task rows: the tick with its text at the left, who and when at the right; several people may tick at once."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Literal, NamedTuple
from zoneinfo import ZoneInfo

import streamlit as st

from campaign import numerals
from campaign.language import _
from campaign.web import palette, session
from campaign.web.widgets import plain, refusals

Status = Literal["done", "waived", "open", "due", "late"]


class TaskRow(NamedTuple):
    """What a row shows of one task; `status` is a key of `palette.STATUSES`."""

    task: str
    title: str
    status: Status
    due: datetime
    owner: str | None = None
    by: str | None = None
    when: datetime | None = None
    note: str = ""
    evidence: str = ""
    may_tick: bool = True

    @property
    def ticked(self) -> bool:
        """Whether the box is ticked; a waived task is let go, not done."""
        return self.status == "done"


def task_rows(rows: Iterable[TaskRow], place: str, campaign: int) -> None:
    """One row per task.

    The box shows what the store holds, whoever ticked it; a tick writes at once, and undoing keeps the history.

    Args:
        rows: What to show, in order.
        place: Where on the page, so that the same task may stand twice.
        campaign: The campaign's id.
    """
    zone = session.zone()
    with st.container(gap="xxsmall"):
        for row in rows:
            key = f"tick-{place}-{row.task}"
            st.session_state[key] = row.ticked
            with st.container(horizontal=True, vertical_alignment="center", gap="small", key=f"row-{key}"):
                st.checkbox(
                    plain(row.title),
                    key=key,
                    on_change=_turn,
                    args=(campaign, row.task, key),
                    disabled=not row.may_tick or row.status == "waived",
                    help=plain(row.evidence) or None,
                    width="stretch",
                    wrap=True,
                )
                st.markdown(_meta(row, zone), width="content")


def _turn(campaign: int, task: str, key: str) -> None:
    """Make the store hold what the person wants to see; wanting what is so already changes nothing."""
    visitor = session.member()
    if visitor is None:
        return
    turn = session.desk().tick if st.session_state[key] else session.desk().untick
    with refusals():
        turn(visitor, campaign, task, session.now())


def _meta(row: TaskRow, zone: str) -> str:
    """Who and when, as markdown for the right end of the row."""
    note = f" :gray[:material/sticky_note_2: {plain(row.note)}]" if row.note else ""
    if row.status in ("done", "waived"):
        mark = palette.STATUSES["waived"].tag + " " if row.status == "waived" else ""
        return f"{mark}:gray[{plain(row.by or '')} · {numerals.moment(row.when, zone)}]{note}"
    owner = plain(row.owner) if row.owner else f":orange[:material/person_off: {_('no owner')}]"
    mark = palette.STATUSES[row.status]
    if row.status == "due":
        return f":gray[{owner}] {mark.tag}{note}"
    day = numerals.day(_last_day(row.due, zone))
    text = _("due {day}", day=day)
    if row.status == "late":
        return f":gray[{owner}] :{mark.badge}-badge[{mark.glyph} {text}]{note}"
    return f":gray[{owner} · {text}]{note}"


def _last_day(due: datetime, zone: str) -> date:
    """The local day on which a task is due: it is due when that day is over, which is an instant of the next."""
    return (due - timedelta(microseconds=1)).astimezone(ZoneInfo(zone)).date()
