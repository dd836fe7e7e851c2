"""The form of one entry of a register, its history, and how it is taken back."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

import streamlit as st

from campaign import registers
from campaign.base import formats
from campaign.base.errors import CampaignError
from campaign.base.language import N_, _, listed
from campaign.registers import Column, Entry, Kind, copy_checks
from campaign.registers.cells import instant
from campaign.room import Room
from campaign.team import journal, members
from campaign.team.members import Member
from campaign.web.widgets import drawer, session
from campaign.web.widgets.basics import plain, refusals

ACTS = {
    "add_entry": N_("added it"),
    "change_entry": N_("changed"),
    "remove_entry": N_("took it back"),
    "restore_entry": N_("put it back"),
    "import_entries": N_("brought it by a file"),
}
LONG = ("long", "link")
REMOVED = "registers.removed"


def may_change(visitor: Member, entry: Entry) -> bool:
    """Whether the visitor may change an entry."""
    return members.may(visitor, "registers", owns=entry.owner == visitor.id)


def form(kind_key: str, seen: Entry | None) -> None:
    """Draw the form; what somebody else changed meanwhile is not overwritten.

    Args:
        kind_key: The register.
        seen: What is changed, as it was when the form was opened; None: a new one.
    """
    visitor, room = session.require(), session.room()
    kind = registers.load(kind_key)
    entry = seen or registers.fresh(kind, room.campaign.id, owner=visitor.id)
    _head(room, kind, entry)
    if entry.removed is not None:
        _gone(visitor, entry)
    elif may_change(visitor, entry):
        _fields(visitor, room, kind, entry)
        _mend(kind, entry)
        if entry.id:
            _take_back(entry)
    else:
        _read_only(room, kind, entry)
    if entry.id:
        _history(room, kind, entry)


def _head(room: Room, kind: Kind, entry: Entry) -> None:
    title = room.registers.entry_name(kind, entry) if entry.id else _("New entry")
    st.markdown(f"**{plain(title)}**")
    st.markdown(f":gray[{plain(kind.title)} · {plain(kind.about)}]")
    for column in kind.columns_of("link"):
        address = str(entry.value(column.key) or "")
        if address.startswith(("https://", "http://")):
            st.link_button(column.title, address, icon=":material/open_in_new:", type="tertiary")


def _fields(visitor: Member, room: Room, kind: Kind, entry: Entry) -> None:
    place = f"entry.{kind.key}-{entry.id}-{entry.rev}"
    every = (*kind.columns, *kind.common)
    short = [column for column in every if column.type not in LONG]
    with st.form("entry.form", border=False, enter_to_submit=False):
        with st.grid(min_column_width=150, gap="small", vertical_alignment="bottom", key="grid-entry"):
            for column in short:
                _field(room, column, entry.value(column.key), f"{place}.{column.key}")
        for column in every:
            if column.type in LONG:
                _field(room, column, entry.value(column.key), f"{place}.{column.key}")
        saved = st.form_submit_button(
            _("Save") if entry.id else _("Add"), type="primary", icon=":material/check:", key="entry.save"
        )
    if not saved:
        return
    try:
        said = _said(room, every, place)
        _save(visitor, kind, entry, said)
    except CampaignError as refusal:
        st.error(plain(str(refusal)), icon=":material/block:")
    else:
        drawer.shut()


def _field(room: Room, column: Column, value: Any, key: str) -> None:
    """The input of one column; what it shows and takes is what somebody would write."""
    here = room.registers.surroundings()
    label = f"{column.title} \\*" if column.required else column.title
    help_ = plain(column.help) or None
    text = registers.bare(column, value, here)
    match column.type:
        case "choice":
            keys = [one.key for one in column.choices]
            options = keys if column.key == "state" else [None, *keys]
            names = {one.key: one.title for one in column.choices}
            place = options.index(value) if value in options else 0
            st.selectbox(label, options, place, format_func=lambda one: names.get(one, "–"), key=key, help=help_)
        case "member":
            people = [None, *here.members]
            place = people.index(value) if value in people else 0
            st.selectbox(
                label, people, place, key=key, help=help_,
                format_func=lambda one: here.members[one].name if one in here.members else _("nobody yet"),
            )  # fmt: skip
        case "product":
            goods = [None, *here.products]
            place = goods.index(value) if value in goods else 0
            st.selectbox(label, goods, place, format_func=lambda one: here.products.get(one, "–"), key=key, help=help_)
        case "day":
            st.date_input(label, date.fromisoformat(str(value)) if value else None, key=key, help=help_)
        case "instant":
            local = instant(str(value)).astimezone(ZoneInfo(here.zone)).replace(tzinfo=None) if value else None
            st.datetime_input(label, local, key=key, help=help_)
        case "yes-no":
            st.segmented_control(
                label, [True, False], default=value if isinstance(value, bool) else None, key=key, help=help_,
                format_func=lambda one: _("yes") if one else _("no"),
            )  # fmt: skip
        case "long":
            st.text_area(label, text, key=key, help=help_, height=80, max_chars=4000)
        case _:
            st.text_input(label, text, key=key, help=help_, max_chars=400, placeholder=_placeholder(room, column))


def _placeholder(room: Room, column: Column) -> str:
    return {"money": room.campaign.currency, "share": "12.5%"}.get(column.type, "")


def _said(room: Room, columns: Iterable[Column], place: str) -> dict[str, Any]:
    """What the form says, column by column; empty is unknown.

    Raises:
        RegisterError: something cannot be read.
    """
    here, found = room.registers.surroundings(), dict[str, Any]()
    for column in columns:
        given = st.session_state[f"{place}.{column.key}"]
        if column.type in ("choice", "member", "product", "yes-no"):
            found[column.key] = given
        else:
            found[column.key] = registers.read(column, _written(given), here)
    return found


def _written(given: object) -> str:
    if isinstance(given, datetime):
        return f"{given:%Y-%m-%d %H:%M}"
    return "" if given is None else str(given)


def _save(visitor: Member, kind: Kind, entry: Entry, said: dict[str, Any]) -> None:
    desk, at = session.desk(), session.now()
    changes = {
        "cells": {column.key: said[column.key] for column in kind.columns},
        "owner": said["owner"],
        "due": date.fromisoformat(said["due"]) if said["due"] else None,
        "state": said["state"],
        "result": said["result"] or "",
        "note": said["note"] or "",
    }
    if entry.id:
        desk.registers.change(visitor, entry.id, at, entry.rev, **changes)
        return
    cells = {key: value for key, value in changes["cells"].items() if value is not None}
    desk.registers.add(visitor, entry.model_copy(update={**changes, "cells": cells}), at)


def _mend(kind: Kind, entry: Entry) -> None:
    """What the rules of wording say against a title or a message."""
    found = list[str]()
    if kind.check == "title" and entry.value("after"):
        pool = copy_checks.exposed(str(entry.value("pool") or ""))
        found = copy_checks.of_title(str(entry.value("before") or ""), str(entry.value("after")), pool)
    elif kind.check == "message" and entry.value("message"):
        found = copy_checks.of_message(str(entry.value("message")))
    if found:
        said = "\n".join(f"- {plain(one)}" for one in found)
        st.markdown(f":orange[:material/edit_note:] **{_('To mend')}**\n{said}")


def _take_back(entry: Entry) -> None:
    with st.popover(_("Take it back"), icon=":material/delete:", type="tertiary", key="entry.ask"):
        st.markdown(_("It leaves the list; the journal keeps it, and it can be put back."))
        if st.button(_("Yes, take it back"), key="entry.remove", type="primary"):
            with refusals():
                session.desk().registers.remove(session.require(), entry.id, session.now(), entry.rev)
                st.session_state[REMOVED] = entry.id
                drawer.shut()


def _gone(visitor: Member, entry: Entry) -> None:
    st.markdown(f":gray[:material/delete: {_('This entry was taken back.')}]")
    if may_change(visitor, entry) and st.button(_("Put it back"), key="entry.restore", icon=":material/undo:"):
        restore(entry.id)
        drawer.shut()


def restore(entry: int) -> None:
    """Put back an entry that was taken back."""
    with refusals():
        session.desk().registers.restore(session.require(), entry, session.now())
        st.session_state.pop(REMOVED, None)


def undo_bar() -> None:
    """What was taken back a moment ago, and a button that puts it back."""
    entry = st.session_state.get(REMOVED)
    if entry is None:
        return
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="row-undo"):
        st.markdown(f":gray[:material/delete: {_('An entry was taken back.')}]", width="content")
        st.button(_("Undo"), key="registers.undo", icon=":material/undo:", on_click=partial(restore, entry))


def _read_only(room: Room, kind: Kind, entry: Entry) -> None:
    here = room.registers.surroundings()
    told = [
        f"- :gray[{plain(column.title)}] {plain(text)}"
        for column in (*kind.columns, *kind.common)
        if (text := registers.shown(column, entry.value(column.key), here))
    ]
    st.markdown("\n".join(told))
    st.markdown(f":gray[{_('Its owner, a lead or the commander changes it.')}]")


def _history(room: Room, kind: Kind, entry: Entry) -> None:
    """Everything that happened to an entry, the newest first, with what changed."""
    told = []
    for one in room.registers.entry_history(entry.id):
        about = listed(_touched(kind, entry, one))
        said = f"{plain(one.who)} {_(ACTS.get(one.what, one.what))}{_(': ') if about else ''}{plain(about)}"
        told.append(f"- {said} :gray[{formats.moment(one.at, room.campaign.zone)}]")
    if told:
        st.markdown(f"**{_('History')}**")
        st.markdown("\n".join(told))


def _touched(kind: Kind, entry: Entry, told: journal.Entry) -> list[str]:
    """The titles of the columns that a change touched."""
    before, after = told.before or {}, told.after or {}
    if told.what == "import_entries":
        before, after = before.get(str(entry.id), {}), after.get(str(entry.id), {})
    if not before:
        return []
    _was, now = journal.differences(before, after)
    return [column.title for column in (*kind.columns, *kind.common) if column.key in now]
