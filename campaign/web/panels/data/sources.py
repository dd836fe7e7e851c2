"""Sources: what is there, what is missing, which source each figure is read from."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from typing import Any, NamedTuple

import pandas as pd
import streamlit as st

from campaign import charts
from campaign.base import formats, money
from campaign.base.language import N_, _, _n
from campaign.facts.contract import MANUAL
from campaign.facts.measures import MEASURES
from campaign.room import Room
from campaign.room.facts import Used
from campaign.web.widgets.basics import figure, panel, plain

TABLE_HEIGHT = 480
SPLIT_NAMES = {
    "product": N_("by product"),
    "sku": N_("by SKU"),
    "channel": N_("by channel"),
    "plan": N_("by ad plan"),
    "*": N_("in all"),
}


class Answer(NamedTuple):
    """What a page says first, and why."""

    text: str
    reason: str


def answer(room: Room) -> Answer:
    """Whether the numbers can be trusted: the first day that is missing, else until when all is there."""
    reach, absent = room.facts.reach(), room.facts.absent()
    if reach.empty:
        return Answer(_("There are no figures yet"), _("Take in the first file: daily figures by product answer most."))
    rivals = sum(bool(one.beside) for one in room.facts.used())
    reason = (
        _("Every figure comes from one source alone.")
        if not rivals
        else _n(
            "{count} figure is told by two sources: one counts, nothing is added twice.",
            "{count} figures are told by two sources: one counts, nothing is added twice.",
            rivals,
        )
    )
    if len(absent):
        first = absent.iloc[0]
        text = _n(
            "{count} day is missing: {source} on {day}",
            "{count} days are missing, the first is {source} on {day}",
            len(absent), source=first["source"], day=formats.day(first["day"]),
        )  # fmt: skip
        return Answer(text, reason)
    late = room.reconciliation.late()
    if len(late):
        first = late.iloc[0]
        text = _n(
            "{count} source is late: {source} reaches until {until}",
            "{count} sources are late, the oldest is {source} with {until}",
            len(late), source=first["source"], until=formats.moment(first["until"], room.campaign.zone),
        )  # fmt: skip
        return Answer(text, reason)
    fed = reach[reach["source"] != MANUAL]
    sources = fed if len(fed) else reach
    text = _n(
        "{count} source is complete up to {day}",
        "{count} sources are complete up to {day}",
        len(sources), day=formats.day(min(sources["last"])),
    )  # fmt: skip
    return Answer(text, reason)


def figures(room: Room) -> None:
    """The key figures of trust."""
    reach, absent, batches = room.facts.reach(), room.facts.absent(), room.facts.batches()
    used, down = room.facts.used(), room.facts.totals("day", room.first, min(room.today, room.last)).problems
    refused = sum(one.problems for one in batches)
    figure(_("Sources"), formats.whole(len(reach)), help=_("Systems whose files were taken in, each under its name."))
    figure(
        _("Days missing"), formats.whole(len(absent)), good=False if len(absent) else None,
        delta=_("gaps") if len(absent) else None,
        help=_("Days between a source's first day and yesterday on which it has no row."),
    )  # fmt: skip
    figure(_("Files taken in"), formats.whole(len(batches)), help=_("Receipts of this campaign."))
    figure(
        _("Lines refused"), formats.whole(refused) if batches else formats.UNKNOWN,
        help=_("Lines with a problem in files of which only the good lines were taken."),
    )  # fmt: skip
    figure(_("Figures known"), f"{len(used)} / {len(MEASURES)}", help=_("Measures that some source holds."))
    figure(
        _("Levels that fell"), formats.whole(len(down)),
        help=_("Lifetime counts that went down from one day to the next: the day's units count 0 there."),
    )  # fmt: skip


def coverage(room: Room) -> None:
    """Which source has data on which day, and how far each one reaches."""
    with panel(_("Days and sources"), _("a cross: the day is missing"), key="amounts-coverage"):
        frame = room.facts.covered()
        if frame.empty:
            st.markdown(f":gray[:material/database_off: {_('No source has a row in this campaign yet.')}]")
            return
        missing = int((frame["expected"] & (frame["rows"] == 0)).sum())
        alt = _n("{count} day of a source is missing", "{count} days of sources are missing", missing)
        st.vega_lite_chart(*charts.coverage(frame), alt=alt)
        st.table(
            pd.DataFrame([_reach(room, row) for row in room.reconciliation.timeliness().to_dict("records")]).set_index(
                _("Source")
            ),
            border="horizontal",
        )


def _reach(room: Room, row: dict[Hashable, Any]) -> dict[str, str]:
    until = pd.Timestamp(str(row["until"])).to_pydatetime()
    age = formats.age(room.at - until)
    return {
        _("Source"): plain(str(row["source"])),
        _("Reaches"): formats.moment(until, room.campaign.zone),
        _("Age"): f":orange[{age}]" if row["late"] else age,
        _("Fresh for"): formats.age(row["limit"]),
        _("Rows"): formats.whole(float(str(row["rows"]))),
    }


def origins(room: Room) -> None:
    """Which source each figure is read from, and what the sources that were left out say."""
    st.caption(_("Sums of the campaign so far; persons are summed over days, of levels the last day counts."))
    rows = [
        {
            _("Figure"): _(MEASURES[one.measure].english),
            _("So far"): amount(one.measure, one.value, room.campaign.currency),
            _("Read from"): one.source,
            _("Split"): split_name(one.split),
            _("Left out"): _beside(one, room.campaign.currency),
        }
        for one in room.facts.used()
    ]
    _table(rows, _("No figure is known yet."), _("Where each figure comes from"), amounts=[_("So far")])


def amount(measure: str, value: float | None, currency: str) -> str:
    """A sum of a measure as text, money in the campaign's currency.

    Example:
        >>> amount("revenue_minor", 120000.0, "USD"), amount("units", 1200.0, "USD")
        ('$1,200', '1,200')
    """
    unit = MEASURES[measure].unit
    if unit == "money":
        return money.text(None if value is None else round(value), currency)
    if unit == "share":
        return formats.share(value)
    return formats.compact(value) if unit == "score" else formats.whole(value)


def split_name(split: str) -> str:
    """How a source splits a figure, in words.

    Example:
        >>> split_name("channel + channel+plan"), split_name("*")
        ('by channel / by channel, by ad plan', 'in all')
    """
    return " / ".join(", ".join(_(SPLIT_NAMES[part]) for part in one.split("+")) for one in split.split(" + "))


def _beside(one: Used, currency: str) -> str:
    """The other sources with what they say, and how far that is from the figure that counts."""
    told = []
    for source, value in one.beside:
        apart = None if value is None or not one.value else value / one.value - 1
        told.append(f"{source} {amount(one.measure, value, currency)} ({formats.signed_share(apart)})")
    return "; ".join(told)


def fallen(room: Room) -> None:
    """The levels that went down, which sales to date cannot do."""
    found = room.facts.totals("day", room.first, min(room.today, room.last)).problems
    titles = {one.product_id: one.name for one in room.products.catalogue().values()}
    rows = [
        {
            _("Day"): formats.day(one.day),
            _("Product"): titles.get(one.product, one.product),
            _("SKU"): one.sku if one.sku != "*" else "",
            _("Before"): one.before,
            _("Then"): one.level,
            _("Fell by"): one.before - one.level,
        }
        for one in found
    ]
    _table(rows, _("No lifetime count went down."), _("Levels that fell"))


def _table(
    rows: Sequence[Mapping[str, object]], empty: str, alt: str, height: int = TABLE_HEIGHT, amounts: Sequence[str] = ()
) -> None:
    """Rows as a table, counts and the columns of amounts with their ends one below the other."""
    if not rows:
        st.markdown(f":gray[{empty}]")
        return
    st.dataframe(
        pd.DataFrame(rows), hide_index=True, row_height=34, height=min(36 + 34 * len(rows), height), alt=alt,
        placeholder=formats.UNKNOWN,
        column_config={
            name: st.column_config.NumberColumn(format="localized")
            if isinstance(value, int)
            else st.column_config.TextColumn(alignment="right" if name in amounts else "left")
            for name, value in rows[0].items()
        },
    )  # fmt: skip
