"""Imports: files opened, recognised, checked and taken in, one at a time or all that are ready."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from campaign import intake, registers
from campaign.base import formats, language
from campaign.base.errors import CampaignError
from campaign.base.language import N_, _, _n
from campaign.desk.file_reading import Reading
from campaign.facts.batches import Wish
from campaign.intake import KINDS, NONE, Kind, Sheet
from campaign.plan.campaigns import Campaign
from campaign.team import members
from campaign.team.members import Member
from campaign.web.blocks import register_upload
from campaign.web.panels.data import batches, column_mapping, preview, uploaded_files
from campaign.web.panels.data.uploaded_files import State, Waiting
from campaign.web.server import state
from campaign.web.widgets import session
from campaign.web.widgets.basics import panel, plain

TYPES = ("csv", "tsv", "txt", "xlsx", "xls")
UPLOAD_MB = 64  # more than is read, so that the refusal is a sentence of ours
TEMPLATES = state.CHECKOUT / "data" / "templates"
ROW = 34
STATE_NAMES: dict[State, str] = {
    "ready": N_("ready"),
    "nothing": N_("nothing new"),
    "problems": N_("has problems"),
    "missing": N_("needs your word"),
    "refused": N_("cannot be read"),
    "register": N_("for a register"),
    "in": N_("taken in"),
}
STATE_ICONS: dict[State, str] = {
    "ready": "draft",
    "nothing": "check",
    "problems": "warning",
    "missing": "help",
    "refused": "block",
    "register": "list_alt",
    "in": "check",
}


def importer(visitor: Member) -> None:
    """From files to rows: open, recognise, look, take in."""
    with panel(_("Take in files"), _("CSV or Excel, up to 50 MB each"), key="import"):
        if not members.may(visitor, "import"):
            st.markdown(f":gray[{_('The commander and the leads take files in.')}]")
            return
        uploads = st.file_uploader(
            _("Files"),
            type=list(TYPES),
            accept_multiple_files=True,
            key="data.files",
            max_upload_size=UPLOAD_MB,
            label_visibility="collapsed",
        )
        if not uploads:
            _templates()
            return
        campaign = session.room().campaign
        found = uploaded_files.waiting(uploads, campaign)
        if len(found) > 1:
            _queue(visitor, campaign, found)
        _file(visitor, campaign, _pick(found))


def _templates() -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        known = len(intake.presets())
        said = _("The exports of {count} known reports are recognised, and these are read as they are:", count=known)
        st.markdown(f":gray[{said}]", width="content")
        for kind, name in column_mapping.KIND_NAMES.items():
            path = TEMPLATES / f"{kind}.csv"
            st.download_button(
                _(name),
                path.read_bytes,
                path.name,
                "text/csv",
                key=f"data.template-{kind}",
                on_click="ignore",
                icon=":material/download:",
                type="tertiary",
            )


def _queue(visitor: Member, campaign: Campaign, found: Sequence[Waiting]) -> None:
    """All files in a table, and one button for those that are ready."""
    frame = pd.DataFrame([_row(one) for one in found])
    st.dataframe(
        frame,
        hide_index=True,
        row_height=ROW,
        height=min(36 + ROW * len(frame), 280),
        key="data.queue",
        alt=_("The files and what they bring"),
        placeholder="",
        column_config={
            name: st.column_config.NumberColumn(format="localized")
            for name in (_("Lines"), _("New"), _("Changed"), _("The same"), _("Dropped"), _("Refused"))
        },
    )
    ready = sorted((one for one in found if one.state == "ready" and one.read), key=_is_products, reverse=True)
    if not ready:
        return
    said = _n("Take in {count} file that is ready", "Take in {count} files that are ready", len(ready))
    if st.button(said, type="primary", icon=":material/download_done:", key="data.take-all"):
        bar = st.progress(0.0)
        refused = []
        for number, one in enumerate(ready):
            bar.progress(number / len(ready), text=_("Taking in {name}", name=plain(one.name)))
            refused += _take(visitor, campaign, one)
        bar.empty()
        for sentence in refused:
            st.error(plain(sentence), icon=":material/block:")
        if not refused:
            st.rerun()


def _is_products(one: Waiting) -> bool:
    """Files of products come first when all are taken in: the others find theirs by what is in them."""
    return bool(one.read and one.read.mapping.kind == "products")


def _row(one: Waiting) -> dict[str, object]:
    read, change = one.read, one.change or one.batch or one.known
    return {
        _("File"): one.name,
        _("State"): _(STATE_NAMES[one.state]),
        _("Recognised as"): preset_name(one.sheet.preset) if one.sheet and one.sheet.preset else "",
        _("Kind"): _(column_mapping.KIND_NAMES[read.mapping.kind]) if read else "",
        _("Lines"): read.found.rows if read else one.batch.rows if one.batch else None,
        _("New"): change.new if change else None,
        _("Changed"): change.changed if change else None,
        _("The same"): change.same if change else None,
        _("Dropped"): sum(read.found.dropped.values()) if read else one.batch.dropped if one.batch else None,
        _("Refused"): read.found.refused if read else None,
        _("Why"): one.said,
    }


def _pick(found: Sequence[Waiting]) -> Waiting:
    """The file looked at: the only one, else the one chosen."""
    if len(found) == 1:
        return found[0]
    by_file = {one.file: one for one in found}
    chosen = st.segmented_control(
        _("File"),
        list(by_file),
        default=found[0].file,
        required=True,
        key="data.file",
        label_visibility="collapsed",
        format_func=lambda file: f":material/{STATE_ICONS[by_file[file].state]}: {plain(by_file[file].name)}",
    )
    return by_file.get(chosen or "", found[0])


def _file(visitor: Member, campaign: Campaign, one: Waiting) -> None:
    """One file: what it is, how its columns are read, what it brings, and the button."""
    if one.batch is not None:
        batches.receipt(one.batch, session.room(), visitor)
        return
    if one.known is not None:
        when = formats.moment(one.known.at, campaign.zone)
        told = _("{who} took this very file in on {when}.", who=plain(one.known.who), when=when)
        st.markdown(f":gray[:material/check: {_('Nothing to take in: all of it is there already.')} {told}]")
        return
    if one.register and one.upload:
        st.markdown(f":gray[:material/list_alt: {plain(one.said)}]")
        register_upload.offer(registers.load(one.register), one.upload.getvalue(), one.name)
        return
    if one.sheet is None:
        st.error(plain(one.said), icon=":material/block:")
        return
    st.markdown(preview.about(one.sheet))
    _choices(one.file, one.sheet, one.read)
    _columns(one.file, one.sheet, one.read)
    if one.read is None or one.change is None:
        st.error(plain(one.said), icon=":material/block:")
        return
    preview.result(one.read, one.change, campaign.currency)
    _confirm(visitor, campaign, one)


def preset_name(preset: str) -> str:
    """What a preset is called in the chosen language."""
    title = intake.presets()[preset].title
    return title.zh if language.chosen().startswith("zh") else title.en


def _choices(file: str, sheet: Sheet, read: Reading | None) -> None:
    """Which export it is, what kind of rows it holds, and under which source they are kept."""
    wish, mark = uploaded_files.wish_of(file), _mark(sheet)
    known = [NONE, *intake.presets()]
    first, second, third = st.columns([3, 4, 2], gap="small")
    first.selectbox(
        _("Recognised as"),
        known,
        known.index(sheet.preset or NONE),
        key=f"data.preset-{sheet.sha256[:12]}",
        format_func=lambda one: preset_name(one) if one else _("no known report: by its columns"),
        on_change=_choose_preset,
        args=(file, f"data.preset-{sheet.sha256[:12]}"),
        help=_("Proposed where every header that proves a report is there; choose another one, or none."),
    )
    guess = read.mapping.kind if read else wish.kind or intake.suggest(sheet).kind
    kinds = list(intake.presets()[sheet.preset].kinds) if sheet.preset else list(KINDS)
    second.segmented_control(
        _("What is it?"),
        kinds,
        format_func=lambda one: _(column_mapping.KIND_NAMES[one]),
        default=guess,
        required=True,
        key=f"data.kind-{mark}",
        on_change=_choose_kind,
        args=(file, f"data.kind-{mark}"),
    )
    third.text_input(
        _("Source"),
        read.source if read else wish.source,
        max_chars=60,
        key=f"data.source-{mark}",
        on_change=_choose_source,
        args=(file, f"data.source-{mark}"),
        help=_("Rows of one source replace each other; sources are never added up. Name each system once."),
    )


def _mark(sheet: Sheet) -> str:
    """Makes the keys of a file's inputs its own, for each way to open it."""
    return f"{sheet.sha256[:12]}-{sheet.preset or 'columns'}"


def _choose_preset(file: str, key: str) -> None:
    uploaded_files.say(file, Wish(preset=st.session_state[key]))


def _choose_kind(file: str, key: str) -> None:
    uploaded_files.say(file, _changed(file, kind=st.session_state[key], columns={}, constants={}))


def _choose_source(file: str, key: str) -> None:
    uploaded_files.say(file, _changed(file, source=st.session_state[key].strip()))


def _changed(file: str, **said: object) -> Wish:
    return uploaded_files.wish_of(file).model_copy(update=said)


def _columns(file: str, sheet: Sheet, read: Reading | None) -> None:
    """How the columns are read, as a form that is opened by itself where something is missing."""
    wish = read.wish if read else uploaded_files.wish_of(file)
    mapping = read.mapping if read else uploaded_files.understood(sheet, wish)
    kind, taken = mapping.kind, {header: mapping.columns.get(header, "") for header in sheet.headers}
    place_ = f"data.{_mark(sheet)}-{kind}"
    given = {**mapping.constants, **wish.constants}
    missing = intake.missing(kind, [*filter(None, taken.values()), *given])
    said = _("Columns: {count} of {all} are read", count=len(mapping.columns), all=len(taken))
    with (
        st.expander(said, expanded=bool(missing), icon=":material/table_rows_narrow:", key=f"{place_}.columns"),
        st.form(f"{place_}.form", border=False, enter_to_submit=False),
    ):
        column_mapping.fields(sheet, kind, taken, given, place_)
        if kind == "facts":
            st.checkbox(
                _("Units are counted since the product went on sale (lifetime sales)"),
                "units" in wish.cumulative,
                key=f"{place_}.cumulative",
                help=_("Each day's units are then the difference of two days; a decrease counts 0 and is listed."),
            )
        if kind in ("facts", "spend"):
            st.checkbox(
                _("Divide a line about several days among them"),
                wish.spread,
                key=f"{place_}.spread",
                help=_("A guess: each day gets the same part. Without it such a line is refused."),
            )
        st.form_submit_button(
            _("Read it this way"),
            key=f"{place_}.read",
            icon=":material/refresh:",
            on_click=_apply,
            args=(file, sheet, kind, place_, wish),
        )


def _apply(file: str, sheet: Sheet, kind: Kind, place_: str, wish: Wish) -> None:
    asked, constants = column_mapping.answers(sheet, kind, place_)
    lifetime = ("units",) if st.session_state.get(f"{place_}.cumulative") else ()
    spread = bool(st.session_state.get(f"{place_}.spread"))
    said = _changed(
        file, kind=kind, columns=asked, constants=constants, cumulative=lifetime, source=wish.source, spread=spread
    )
    uploaded_files.say(file, said)


def _confirm(visitor: Member, campaign: Campaign, one: Waiting) -> None:
    read, change = one.read, one.change
    if read is None or change is None:
        return
    rows = formats.whole(read.found.accepted)
    if not change.new and not change.changed:
        said = _("Nothing to take in: all of it is there already.")
        none = _("No line can be taken in.")
        st.markdown(f":gray[:material/check:] {said if read.found.accepted else none}")
        return
    good = _n("Take the {rows} good row", "Take the {rows} good rows", read.found.accepted, rows=rows)
    every = _n("Take in {rows} row", "Take in {rows} rows", read.found.accepted, rows=rows)
    label = good if read.found.problems else every
    if not st.button(label, type="primary", icon=":material/download_done:", key=f"data.take-{read.sheet.sha256[:12]}"):
        return
    with st.status(_("Taking in {rows} rows", rows=rows)):
        refused = _take(visitor, campaign, one)
    for sentence in refused:
        st.error(plain(sentence), icon=":material/block:")
    if not refused:
        st.rerun()


def _take(visitor: Member, campaign: Campaign, one: Waiting) -> list[str]:
    """Take a file in and remember what a person said about its columns; returns why not, or nothing."""
    read = one.read
    if read is None or uploaded_files.is_stale(read.found, campaign):  # then it is read and shown again first
        return []
    try:
        batch = session.desk().imports.take_in_file(
            visitor, campaign, read, session.now(), via="page", accept_good_rows=bool(read.found.problems)
        )
    except CampaignError as refusal:
        return [f"{one.name}: {refusal}"]
    uploaded_files.taken(one.file, batch)
    return []
