"""Waiting files: what a person uploaded, opened once, read as they wish, and what taking it in would change."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256
from typing import Any, Literal, NamedTuple, cast

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from campaign import intake
from campaign.base.errors import CampaignError
from campaign.base.language import _
from campaign.desk.file_reading import Reading
from campaign.facts.batches import Batch, Wish
from campaign.intake import Intake, IntakeError, Sheet
from campaign.plan.campaigns import Campaign
from campaign.products import Product
from campaign.storage.facts.store import Replaced
from campaign.web.widgets import session

State = Literal["ready", "nothing", "problems", "missing", "refused", "register", "in"]


class Waiting(NamedTuple):
    """An uploaded file as it stands: read, taken in, or refused with a sentence."""

    file: str
    name: str
    state: State
    read: Reading | None = None
    change: Replaced | None = None
    batch: Batch | None = None
    said: str = ""
    sheet: Sheet | None = None
    known: Batch | None = None
    register: str = ""
    upload: UploadedFile | None = None


def waiting(uploads: Sequence[UploadedFile], campaign: Campaign) -> list[Waiting]:
    """Every uploaded file as it stands; each is opened and read once, with progress where it takes a moment."""
    _forget({upload.file_id for upload in uploads})
    found = []
    with st.empty():
        for place, upload in enumerate(uploads):
            if upload.file_id not in _kept("data.opened"):
                said = _("Opening {name}", name=upload.name)
                st.progress(place / len(uploads), text=said)
            found.append(_waiting(upload, campaign))
        st.empty()
    return found


def wish_of(file: str) -> Wish:
    """How a file is to be read; nothing said at first."""
    return cast("dict[str, Wish]", _kept("data.wishes")).get(file, Wish())


def say(file: str, wish: Wish) -> None:
    """Have a file read another way."""
    _kept("data.wishes")[file] = wish


def taken(file: str, batch: Batch) -> None:
    """Keep the receipt of a file and nothing else of it."""
    _kept("data.done")[file] = batch
    for place in ("data.opened", "data.read", "data.found"):
        _kept(place).pop(file, None)


def _waiting(upload: UploadedFile, campaign: Campaign) -> Waiting:
    file, name = upload.file_id, upload.name
    done = cast("dict[str, Batch]", _kept("data.done")).get(file)
    if done is not None:
        return Waiting(file, name, "in", batch=done)
    wish = wish_of(file)
    if wish == Wish():
        known = session.desk().imports.seen(campaign, _sha256(upload), Wish(name=name))
        if known is not None:
            return Waiting(file, name, "nothing", known=known)
    sheet = None
    try:
        sheet = _opened(upload, wish.preset)
        read, change = _read(file, sheet, wish, campaign)
    except CampaignError as refusal:
        register = str(refusal.facts.get("register") or "")
        refused: State = "register" if register else "refused"
        told = "missing" if sheet else refused
        return Waiting(file, name, told, said=str(refusal), sheet=sheet, register=register, upload=upload)
    state: State = "ready" if change.new or change.changed else "nothing"
    if read.found.problems:
        state = "problems"
    return Waiting(file, name, state, read, change, sheet=sheet)


def _sha256(upload: UploadedFile) -> str:
    kept = _kept("data.hashes")
    if upload.file_id not in kept:
        kept[upload.file_id] = sha256(upload.getvalue()).hexdigest()
    return cast("str", kept[upload.file_id])


def _opened(upload: UploadedFile, preset: str | None) -> Sheet:
    """The sheet of an upload, opened once for each preset; what could not be opened is said again."""
    kept = _kept("data.opened")
    if kept.get(upload.file_id, (object(),))[0] != preset:
        try:
            kept[upload.file_id] = (
                preset,
                session.desk().file_reading.opened(upload.getvalue(), upload.name, preset=preset),
            )
        except CampaignError as refusal:
            kept[upload.file_id] = preset, refusal
    found = kept[upload.file_id][1]
    if isinstance(found, CampaignError):
        raise found
    return cast("Sheet", found)


def _read(file: str, sheet: Sheet, wish: Wish, campaign: Campaign) -> tuple[Reading, Replaced]:
    """What a file holds, read once for each wish, and what that changes as the store stands now.

    Raises:
        IntakeError: it cannot be read so.
    """
    desk, store, reads = session.desk(), session.store(), _kept("data.read")
    key = campaign.id, desk.file_reading.understood(sheet, wish)[0]
    if file not in reads or reads[file][0] != key or is_stale(reads[file][1].found, campaign):
        reads[file] = key, desk.file_reading.read_file(campaign, sheet, wish)
    reading = cast("Reading", reads[file][1])
    stands = key, reading.found.codes, store.facts.version(), store.records(Product).generation()
    previews = _kept("data.found")
    if file not in previews or previews[file][0] != stands:
        previews[file] = stands, desk.imports.preview(campaign, reading.found)
    return reading, previews[file][1]


def understood(sheet: Sheet, wish: Wish) -> intake.Mapping:
    """What the headers mean as a person wishes; as they stand where the wish cannot be."""
    try:
        return intake.suggest(sheet, wish.kind, wish.columns)
    except IntakeError:
        return intake.suggest(sheet, wish.kind)


def is_stale(held: Intake, campaign: Campaign) -> bool:
    """Whether the shop's codes changed since a file that asked them was read."""
    return held.codes not in ("", session.desk().file_reading.codes(campaign.store).digest)


def _forget(files: set[str]) -> None:
    """Let go of what was removed from the uploader."""
    for place in ("data.opened", "data.read", "data.found", "data.wishes", "data.done", "data.hashes"):
        for gone in _kept(place).keys() - files:
            del _kept(place)[gone]


def _kept(place: str) -> dict[str, Any]:
    return cast("dict[str, Any]", st.session_state.setdefault(place, {}))
