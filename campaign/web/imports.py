"""Imports: files opened, understood, checked and taken in, one after the other."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, cast

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from campaign import intake, members, numerals
from campaign.batches import Batch
from campaign.errors import CampaignError
from campaign.intake import KINDS, Kind, Sheet
from campaign.language import _, _n
from campaign.members import Member
from campaign.plan import Campaign
from campaign.web import columns, place, preview, session
from campaign.web.preview import Found
from campaign.web.widgets import panel, plain

TYPES = ("csv", "tsv", "txt", "xlsx", "xls")
UPLOAD_MB = 64  # more than is read, so that the refusal is a sentence of ours
TEMPLATES = place.CHECKOUT / "data" / "templates"


class Wish(NamedTuple):
    """How a person wants a file to be read."""

    kind: Kind
    columns: tuple[tuple[str, str], ...]
    constants: tuple[tuple[str, str], ...] = ()
    cumulative: tuple[str, ...] = ()


def importer(visitor: Member) -> None:
    """From files to rows: open, map, look, take in."""
    with panel(_("Take in files"), _("CSV or Excel, up to 50 MB each"), key="import"):
        if not members.may(visitor, "import"):
            st.markdown(f":gray[{_('The commander and the leads take files in.')}]")
            return
        uploads = st.file_uploader(
            _("Files"), type=list(TYPES), accept_multiple_files=True, key="data.files", max_upload_size=UPLOAD_MB,
            label_visibility="collapsed",
        )  # fmt: skip
        if not uploads:
            _templates()
            return
        opened = _opened(uploads)
        file = _pick(uploads, opened)
        sheet = opened[file]
        if isinstance(sheet, str):
            st.error(plain(sheet), icon=":material/block:")
        else:
            _file(visitor, session.room().campaign, sheet)


def _templates() -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        said = _("Any file whose columns you name will do; these are read as they are:")
        st.markdown(f":gray[{said}]", width="content")
        for kind, name in columns.KIND_NAMES.items():
            path = TEMPLATES / f"{kind}.csv"
            st.download_button(
                _(name), path.read_bytes, path.name, "text/csv", key=f"data.template-{kind}", on_click="ignore",
                icon=":material/download:", type="tertiary",
            )  # fmt: skip


def _opened(uploads: Sequence[UploadedFile]) -> dict[str, Sheet | str]:
    """Each upload as a sheet, or the sentence that says why it is none; opened once."""
    known: dict[str, Sheet | str] = st.session_state.get("data.opened", {})
    found: dict[str, Sheet | str] = {}
    for upload in uploads:
        if upload.file_id in known:
            found[upload.file_id] = known[upload.file_id]
            continue
        with st.spinner(_("Opening {name}", name=upload.name)):
            try:
                found[upload.file_id] = intake.open_file(upload.getvalue(), upload.name)
            except CampaignError as refusal:
                found[upload.file_id] = str(refusal)
    st.session_state["data.opened"] = found
    return found


def _pick(uploads: Sequence[UploadedFile], opened: dict[str, Sheet | str]) -> str:
    """The file looked at: the only one, else the one chosen."""
    names = {upload.file_id: upload.name for upload in uploads}
    if len(names) == 1:
        return next(iter(names))
    done = _done()

    def name(file: str) -> str:
        sheet = opened[file]
        icon = "block" if isinstance(sheet, str) else "check" if sheet.sha256 in done else "draft"
        return f":material/{icon}: {plain(names[file])}"

    return st.segmented_control(
        _("File"), list(names), format_func=name, default=next(iter(names)), required=True, key="data.file",
        label_visibility="collapsed",
    )  # fmt: skip


def _done() -> dict[str, Batch]:
    """The receipts of this session, by the hash of the file."""
    return cast("dict[str, Batch]", st.session_state.setdefault("data.done", {}))


def _file(visitor: Member, campaign: Campaign, sheet: Sheet) -> None:
    st.markdown(_about(sheet))
    if sheet.sha256 in _done():
        preview.receipt(_done()[sheet.sha256])
        return
    mark = sheet.sha256[:12]
    kept = session.desk().kept_mapping(sheet)
    left, right = st.columns([3, 2], gap="small")
    guess = kept.kind if kept else intake.suggest(sheet).kind
    kind = left.segmented_control(
        _("What is it?"), list(KINDS), format_func=lambda one: _(columns.KIND_NAMES[one]), default=cast("Kind", guess),
        required=True, key=f"data.kind-{mark}",
    )  # fmt: skip
    source = right.text_input(
        _("Source"), (kept.source if kept else "") or intake.TEMPLATE, key=f"data.source-{mark}", max_chars=60,
        help=_("Rows of one source replace each other; sources are never added up. Name each system once."),
    ).strip()  # fmt: skip
    try:
        wish = _wish(sheet, kind, mark)
        found = _found(campaign, sheet, wish, source or intake.TEMPLATE)
    except CampaignError as refusal:
        st.error(plain(str(refusal)), icon=":material/block:")
    else:
        preview.result(found, campaign.currency)
        _confirm(visitor, campaign, sheet, wish, found, source or intake.TEMPLATE)


def _about(sheet: Sheet) -> str:
    lines = _n("{lines} line", "{lines} lines", sheet.frame.height, lines=numerals.whole(sheet.frame.height))
    where = _("headers in line {line}", line=sheet.header_line)
    said = f"**{plain(sheet.name)}** :gray[{lines} · {sheet.encoding} · {where}]"
    if sheet.personal:
        said += f"  \n:gray[:material/shield_person: {_('Left outside, because they name persons:')} "
        said += f"{columns.listed(sheet.personal)}]"
    return said


def _wish(sheet: Sheet, kind: Kind, mark: str) -> Wish:
    """How the file is to be read: as kept or recognised, then as the form says."""
    place_ = f"data.{mark}-{kind}"
    wishes: dict[str, Wish] = st.session_state.setdefault("data.wishes", {})
    wish = wishes.get(place_) or _first(sheet, kind)
    taken = dict(wish.columns)
    understood = sum(bool(column) for column in taken.values())
    missing = intake.missing(kind, [*filter(None, taken.values()), *dict(wish.constants)])
    said = _("Columns: {count} of {all} are read", count=understood, all=len(taken))
    with (
        st.expander(said, expanded=bool(missing), icon=":material/table_rows_narrow:", key=f"{place_}.columns"),
        st.form(f"{place_}.form", border=False, enter_to_submit=False),
    ):
        columns.fields(sheet, kind, taken, dict(wish.constants), place_)
        if kind == "facts":
            st.checkbox(
                _("Units are counted since the product went on sale (lifetime sales)"),
                "units" in wish.cumulative, key=f"{place_}.cumulative",
                help=_("Each day's units are then the difference of two days; a decrease counts 0 and is listed."),
            )  # fmt: skip
        st.form_submit_button(
            _("Read it this way"), key=f"{place_}.read", icon=":material/refresh:", on_click=_apply,
            args=(sheet, kind, place_),
        )  # fmt: skip
    return wish


def _apply(sheet: Sheet, kind: Kind, place_: str) -> None:
    asked, constants = columns.answers(sheet, kind, place_)
    lifetime = ("units",) if st.session_state.get(f"{place_}.cumulative") else ()
    st.session_state["data.wishes"][place_] = Wish(kind, tuple(asked.items()), tuple(constants.items()), lifetime)


def _first(sheet: Sheet, kind: Kind) -> Wish:
    """How the file was read the last time, else as its headers suggest."""
    kept = session.desk().kept_mapping(sheet)
    if kept and kept.kind == kind:
        mapping = intake.suggest(sheet, kind, kept.columns)
        return Wish(kind, _whole(sheet, mapping.columns), tuple(kept.constants.items()), kept.cumulative)
    return Wish(kind, _whole(sheet, intake.suggest(sheet, kind).columns))


def _whole(sheet: Sheet, mapped: dict[str, str]) -> tuple[tuple[str, str], ...]:
    return tuple((header, mapped.get(header, "")) for header in sheet.headers)


def _found(campaign: Campaign, sheet: Sheet, wish: Wish, source: str) -> Found:
    """What the file brings, read once for each wish and state of the store.

    Raises:
        IntakeError: it cannot be read so.
    """
    key = (sheet.sha256, campaign.id, wish, source, session.store().revision())
    kept: dict[object, Found] = st.session_state.get("data.found", {})
    if key not in kept:
        with st.spinner(_("Reading {name}", name=sheet.name)):
            read = intake.read(
                sheet, intake.suggest(sheet, wish.kind, dict(wish.columns)), store=campaign.store, source=source,
                zone=campaign.zone, currency=campaign.currency, constants=dict(wish.constants),
                cumulative=wish.cumulative,
            )  # fmt: skip
            kept = {key: Found(read, session.desk().preview(campaign, read))}
        st.session_state["data.found"] = kept
    return kept[key]


def _confirm(visitor: Member, campaign: Campaign, sheet: Sheet, wish: Wish, found: Found, source: str) -> None:
    read, change = found
    rows = numerals.whole(read.accepted)
    if not change.new and not change.changed:
        said = _("Nothing to take in: all of it is there already.") if read.accepted else _("No line can be taken in.")
        st.markdown(f":gray[:material/check:] {said}")
        return
    good = _n("Take the {rows} good row", "Take the {rows} good rows", read.accepted, rows=rows)
    every = _n("Take in {rows} row", "Take in {rows} rows", read.accepted, rows=rows)
    label = good if read.problems else every
    if not st.button(label, type="primary", icon=":material/download_done:", key=f"data.take-{sheet.sha256[:12]}"):
        return
    desk, at = session.desk(), session.now()
    try:
        with st.status(_("Taking in {rows} rows", rows=rows)):
            _done()[sheet.sha256] = desk.take_in(
                visitor, campaign, sheet, read, at, source=source, accept_good_rows=bool(read.problems)
            )
            desk.keep_mapping(
                visitor, sheet, wish.kind, dict(wish.columns), at,
                cumulative=wish.cumulative, constants=dict(wish.constants), source=source,
            )  # fmt: skip
    except CampaignError as refusal:
        st.error(plain(str(refusal)), icon=":material/block:")
    else:
        st.rerun()
