"""Registers on their page: what is there and what is missing, the lists, one list as a table, files in and out."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import Any

import pandas as pd
import streamlit as st

from campaign import registers
from campaign.base import formats, language, money
from campaign.base.language import N_, _, _n, listed, told
from campaign.exports.register import MEDIA_TYPES, Form, register
from campaign.products import Product
from campaign.registers import Column, Entry, Kind
from campaign.room import Room
from campaign.room.cache import kept
from campaign.team import members
from campaign.team.members import Member
from campaign.web.blocks import register_entry, register_upload
from campaign.web.widgets import drawer, icons, session
from campaign.web.widgets.basics import Answer, empty, figure, panel, plain
from campaign.web.widgets.live import fragment

VIEWS = {
    "all": N_("All"),
    "open": N_("Open"),
    "overdue": N_("Overdue"),
    "mine": N_("Mine"),
    "gone": N_("Taken back"),
}
CHOSEN, ASKED, ROUND = "registers.kind", "registers.asked", "registers.round"
TABLE_HEIGHT = 520
FORMS: dict[Form, tuple[str, str]] = {"csv": ("CSV", "csv"), "xlsx": ("Excel", "table")}


def answer(room: Room) -> Answer:
    """What is overdue, else how much of what the tasks need is there; and which lists nobody keeps."""
    tallies, evidence = room.registers.tallies(), room.registers.evidence()
    late = {key: one.overdue for key, one in tallies.items() if one.overdue}
    met = sum(one.standing == "met" for one in evidence.values())
    unused = [kind.title for kind in registers.kinds() if kind.proves and not tallies[kind.key].total]
    if late:
        names = listed(registers.load(key).title for key in sorted(late, key=lambda one: -late[one])[:2])
        text = _n("{count} entry is overdue, in {names}", "{count} entries are overdue, most in {names}",
                  sum(late.values()), names=names)  # fmt: skip
    elif met == len(evidence):
        text = _("Everything the tasks need is there")
    else:
        text = _("{met} of {total} tasks have what proves them", met=met, total=len(evidence))
    reasons = []
    if contradicted := room.registers.contradicted():
        reasons.append(_n("{count} task is ticked although its list falls short",
                          "{count} tasks are ticked although their lists fall short", len(contradicted)))  # fmt: skip
    if unused:
        rest = _(" and {count} more", count=len(unused) - 4) if len(unused) > 4 else ""
        reasons.append(_("Nobody keeps these yet: {names}", names=listed(unused[:4])) + rest)
    return Answer(text, plain(told(*reasons)))


def figures(room: Room) -> None:
    """Tasks proved, entries done, overdue and open ones, ticks that a list contradicts."""
    evidence, tallies = room.registers.evidence(), room.registers.tallies().values()
    met = sum(one.standing == "met" for one in evidence.values())
    figure(
        _("Tasks proved"), f"{met} / {len(evidence)}",
        help=_("Tasks whose evidence a list or the sign-ups show complete, of those that they can prove"),
    )  # fmt: skip
    done, total = sum(one.done for one in tallies), sum(one.total for one in tallies)
    figure(_("Entries done"), f"{formats.whole(done)} / {formats.whole(total)}", help=_("Of all registers"))
    late = sum(one.overdue for one in tallies)
    figure(
        _("Overdue"), formats.whole(late), _("their day is over") if late else _("none"),
        good=False if late else None, help=_("Entries whose day is over and that are neither done nor waived"),
    )  # fmt: skip
    against = len(room.registers.contradicted())
    figure(
        _("Ticked too early"), formats.whole(against), _("the list falls short") if against else _("none"),
        good=False if against else None,
        help=_("Tasks ticked although their list has fewer entries done than they need; a tick is never refused"),
    )  # fmt: skip


def choose(room: Room) -> Kind:
    """The lists with how they stand; the one in the address, else the one chosen, else the most urgent."""
    kinds, tallies = {kind.key: kind for kind in registers.kinds()}, room.registers.tallies()
    asked = st.query_params.get("register")
    if asked in kinds and asked != st.session_state.get(ASKED):
        st.session_state[ASKED] = st.session_state[CHOSEN] = asked
    if st.session_state.get(CHOSEN) not in kinds:
        st.session_state[CHOSEN] = max(kinds, key=lambda key: (tallies[key].overdue, tallies[key].open))

    def name(key: str) -> str:
        kind, tally = kinds[key], tallies[key]
        count = f" :gray[{tally.done + tally.waived}/{tally.total}]" if tally.total else ""
        late = f" :red-badge[{tally.overdue}]" if tally.overdue else ""
        return f":gray[{icons.FUNCTIONS[kind.function].glyph}] {plain(kind.title)}{count}{late}"

    with panel(_("Lists"), _("done of all; overdue"), key="registers-lists"):
        chosen = st.radio(
            _("Register"), list(kinds), format_func=name, key=CHOSEN, label_visibility="collapsed", on_change=_go
        )
    return kinds[chosen]


def _go() -> None:
    """The address names the list that was chosen."""
    st.session_state[ASKED] = st.query_params["register"] = st.session_state[CHOSEN]


def one_list(room: Room, kind: Kind, visitor: Member) -> None:
    """One register: what it is for, its bar, its table or what to do first."""
    function = icons.FUNCTIONS[kind.function]
    with panel(plain(kind.title), f"{function.glyph} {function.name}", key="register"):
        st.markdown(f":gray[{plain(kind.about)}]")
        register_entry.undo_bar()
        filled = any(one.kind == kind.key for one in room.registers.every_entry())
        _bar(room, kind, visitor, filled=filled)
        _entries(kind.key, *(_filters(kind) if filled else ("all", "")))


@fragment("documents")
def _entries(register_key: str, view: str, needle: str) -> None:
    """The entries of a view, as they are now: what others add or change comes in."""
    visitor, room, kind = session.require(), session.room(), registers.load(register_key)
    if not any(one.kind == kind.key for one in room.registers.every_entry()):
        _nothing_yet(room, kind)
        return
    rows = filtered(room, kind, visitor.id, view, needle)
    if not rows:
        st.markdown(f":gray[{_('Nothing to show here; choose All to see every entry.')}]")
        return
    _table(room, kind, rows)
    st.caption(_n("{count} entry; click its row to open it", "{count} entries; click a row to open it", len(rows)))


def _filters(kind: Kind) -> tuple[str, str]:
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="register-filters"):
        view = st.segmented_control(
            _("View"), list(VIEWS), default="all", required=True, key=f"registers.view-{kind.key}",
            format_func=lambda key: _(VIEWS[key]), label_visibility="collapsed",
        )  # fmt: skip
        needle = st.text_input(
            _("Find"), placeholder=_("Find an entry"), icon=":material/search:", key=f"registers.find-{kind.key}",
            label_visibility="collapsed", width=190,
        )  # fmt: skip
    return str(view), str(needle).strip().casefold()


def filtered(room: Room, kind: Kind, visitor: int, view: str, needle: str) -> list[Entry]:
    """The entries of a view whose cells hold the words: overdue ones first, then by their day."""
    found = [
        one
        for one in room.registers.every_entry()
        if one.kind == kind.key and (one.removed is not None) == (view == "gone")
    ]
    if view == "open":
        found = [one for one in found if not kind.state(one.state).settled]
    elif view == "overdue":
        found = [one for one in found if registers.overdue(kind, one, room.today)]
    elif view == "mine":
        found = [one for one in found if one.owner == visitor]
    here, every = room.registers.surroundings(), (*kind.columns, *kind.common)
    if needle:
        found = [
            one
            for one in found
            if any(needle in registers.shown(column, one.value(column.key), here).casefold() for column in every)
        ]
    settled = {one.id: kind.state(one.state).settled for one in found}
    return sorted(found, key=lambda one: (settled[one.id], one.due or date.max, one.id))


def _bar(room: Room, kind: Kind, visitor: Member, *, filled: bool) -> None:
    """Add, take a file in, take the list along."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="register-bar"):
        if st.button(_("Add an entry"), type="primary", icon=":material/add:", key="registers.add"):
            drawer.pull(register_entry.form, kind.key, None)
        if members.may(visitor, "registers") and st.button(
            _("Take in a file"), icon=":material/upload:", key="registers.import"
        ):
            drawer.pull(register_upload.form, kind.key)
        if not filled:
            return
        for form, (name, icon) in FORMS.items():
            st.download_button(
                name, partial(written, room, kind, form, language.chosen()), f"{kind.key}.{form}", MEDIA_TYPES[form],
                key=f"registers.{form}", icon=f":material/{icon}:", type="tertiary", on_click="ignore",
            )  # fmt: skip


def written(room: Room, kind: Kind, form: Form, spoken: str) -> bytes:
    """The register as a file in a language: a download is made outside the page's own run."""
    with language.speaking(spoken):
        return register(kind, room.registers.entries(kind.key), room.registers.surroundings(), form)


def _nothing_yet(room: Room, kind: Kind) -> None:
    """What to do first, with a row as it might look."""
    tasks = {task.task: task.title for task in room.tasks.all()}
    proved = listed(dict.fromkeys(tasks[one.task] for one in kind.proves if one.task in tasks))
    reason = " " + _("It proves: {tasks}.", tasks=plain(proved)) if proved else ""
    empty("list_alt_add", _("Nothing stands here yet. Add the first entry, or take in a file.") + reason, "register")
    example = registers.fresh(kind, room.campaign.id, cells=dict(kind.example))
    here = room.registers.surroundings()
    shown = {
        column.title: registers.shown(column, kind.example[column.key], here)
        for column in (*kind.columns, *kind.common)
        if column.key in kind.example
    }
    st.caption(_("An example, not stored:"))
    st.dataframe(pd.DataFrame([shown]), hide_index=True, alt=registers.called(kind, example, here))


def _table(room: Room, kind: Kind, rows: list[Entry]) -> None:
    """The entries; a row that is clicked opens in the drawer."""
    turn = st.session_state.get(ROUND, 0)
    ids = tuple(one.id for one in rows)
    key = f"registers.table-{kind.key}-{turn}-{abs(hash(ids))}"  # a row means another entry once others came in
    st.session_state["registers.table"] = key
    picked: Any = st.dataframe(
        _frame(room, kind.key, ids), hide_index=True, row_height=34, height=min(36 + 34 * len(rows), TABLE_HEIGHT),
        on_select="rerun", selection_mode="single-row", key=key, placeholder="", column_config=_columns(room, kind),
        alt=_("Entries of {register} with their state, owner and day", register=kind.title),
    )  # fmt: skip
    if picked.selection.rows and picked.selection.rows[0] < len(rows):
        st.session_state[ROUND] = turn + 1  # a fresh table, so that the same row can be clicked again
        drawer.pull(register_entry.form, kind.key, rows[picked.selection.rows[0]])


@kept(Entry, Member, Product)
def _frame(room: Room, register_key: str, ids: tuple[int, ...]) -> pd.DataFrame:
    """The entries as a frame: how they are called, state, owner and day first; columns nobody filled are left out."""
    kind, by_id = registers.load(register_key), {one.id: one for one in room.registers.every_entry()}
    rows = [by_id[one] for one in ids]
    frame = pd.DataFrame(
        {
            "name": [room.registers.entry_name(kind, one) for one in rows],
            "state": [_badges(room, kind, one) for one in rows],
            "owner": [room.team.name(one.owner) or "" for one in rows],
            "due": [one.due for one in rows],
        }
    )
    more = [column for column in kind.columns if column.key not in kind.called]
    for column in (*more, *kind.common[3:]):
        values = [one.value(column.key) for one in rows]
        if any(value is not None for value in values):
            frame[column.key] = _series(room, column, values)
    return frame


def _badges(room: Room, kind: Kind, one: Entry) -> list[str]:
    late = [_("Overdue")] if registers.overdue(kind, one, room.today) else []
    return [kind.state(one.state).title, *late]


def _series(room: Room, column: Column, values: list[Any]) -> Any:
    here = room.registers.surroundings()
    match column.type:
        case "count":
            return pd.array(values, dtype="Int64")
        case "number":
            return pd.array(values, dtype="Float64")
        case "share":
            return pd.array([None if value is None else value * 100 for value in values], dtype="Float64")
        case "money":
            major = 10 ** money.digits(here.currency)
            return pd.array([None if value is None else value / major for value in values], dtype="Float64")
    return [registers.shown(column, value, here) for value in values]


def _columns(room: Room, kind: Kind) -> dict[str, Any]:
    column = st.column_config
    states = [*kind.states]
    colours = ["green" if one.done else "gray" if one.waived else "blue" for one in states]
    found: dict[str, Any] = {
        "name": column.TextColumn(kind.title, width=300),
        "state": column.MultiselectColumn(
            _("State"), options=[*(one.title for one in states), _("Overdue")], color=[*colours, "red"], width=130
        ),
        "owner": column.TextColumn(kind.common[0].title, width=110),
        "due": column.DateColumn(kind.common[1].title, format="D MMM" if language.chosen() == "en" else "M月D日",
                                 width=76),
    }  # fmt: skip
    for one in (*kind.columns, *kind.common[3:]):
        help_ = plain(one.help) or None
        match one.type:
            case "count" | "number":
                found[one.key] = column.NumberColumn(one.title, help=help_, format="localized")
            case "share":
                found[one.key] = column.NumberColumn(one.title, help=help_, format="%.1f%%")
            case "money":
                label = _("{column} ({currency})", column=one.title, currency=room.campaign.currency)
                found[one.key] = column.NumberColumn(label, help=help_, format="localized")
            case _:
                found[one.key] = column.TextColumn(one.title, help=help_, width=170)
    return found
