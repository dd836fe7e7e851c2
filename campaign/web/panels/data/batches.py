"""Receipts: the files that were taken in, and the way back."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from campaign.base import formats
from campaign.base.errors import CampaignError
from campaign.base.language import N_, _
from campaign.facts.batches import Batch, Via
from campaign.room import Room
from campaign.team import members
from campaign.team.members import Member
from campaign.web.panels.data import column_mapping
from campaign.web.widgets import session
from campaign.web.widgets.basics import panel, plain

ROW, HEIGHT = 34, 276
VIA_NAMES: dict[Via, str] = {
    "page": N_("page"),
    "command": N_("command line"),
    "feed": N_("feed"),
    "inbox": N_("inbox"),
}


def receipts(room: Room, visitor: Member) -> None:
    """The files that were taken in, newest first; the chosen one can be undone."""
    found = room.facts.batches()
    with panel(_("Files taken in"), _("newest first; choose one to undo it"), key="batches"):
        if not found:
            st.markdown(f":gray[{_('No file has been taken in yet.')}]")
            return
        frame = pd.DataFrame([_row(one, room) for one in found])
        chosen = st.dataframe(
            frame, hide_index=True, row_height=ROW, height=min(36 + ROW * len(frame), HEIGHT), key="data.batches",
            on_select="rerun", selection_mode="single-row", alt=_("Files taken in"), placeholder="",
            column_config={
                str(name): st.column_config.NumberColumn(format="localized")
                for name, value in frame.iloc[0].items() if isinstance(value, int)
            },
        )  # fmt: skip
        rows = chosen["selection"]["rows"]
        if rows and members.may(visitor, "import"):
            undoing(found[rows[0]], room, visitor)


def _row(one: Batch, room: Room) -> dict[str, object]:
    zone = room.campaign.zone
    undone = _("undone {moment} by {who}", moment=formats.moment(one.undone_at, zone), who=one.undone_by)
    return {
        _("When"): formats.moment(one.at, zone),
        _("File"): one.file,
        _("Kind"): _(column_mapping.KIND_NAMES[one.kind]),  # type: ignore[index]
        _("Source"): one.source,
        _("State"): undone if one.undone_at else _("stands"),
        _("Lines"): one.rows,
        _("New"): one.new,
        _("Changed"): one.changed,
        _("The same"): one.same,
        _("Dropped"): one.dropped,
        _("Problems"): one.problems,
        _("Who"): one.who,
        _("By way of"): _(VIA_NAMES[one.via]),
    }


def undoing(batch: Batch, room: Room, visitor: Member) -> None:
    """The way back from a batch: what it does, asked once."""
    if batch.undone_at:
        st.markdown(f":gray[:material/undo: {_('Undone; take the file in again to have its rows back.')}]")
        return
    with st.popover(_("Undo {file}", file=plain(batch.file)), icon=":material/undo:", key=f"data.undo-{batch.id}"):
        st.markdown(
            _("{new} new rows go, {changed} changed rows are as they were before. What people decided stays.",
              new=formats.whole(batch.new), changed=formats.whole(batch.changed))
        )  # fmt: skip
        if st.button(_("Undo it"), type="primary", key=f"data.undo-now-{batch.id}"):
            try:
                with st.spinner(_("Undoing {file}", file=batch.file)):
                    session.desk().batches.undo(visitor, room.campaign, batch.id, session.now())
            except CampaignError as refusal:
                st.error(plain(str(refusal)), icon=":material/block:")
            else:
                st.rerun()


def receipt(batch: Batch, room: Room, visitor: Member) -> None:
    """What was taken in just now, and the way back."""
    now = next((one for one in room.facts.batches() if one.id == batch.id), batch)
    if not batch.id:
        st.markdown(f":gray[:material/check: {_('Nothing to take in: all of it is there already.')}]")
        return
    if not now.undone_at:
        said = _(
            "Taken in as {source}: {new} new, {changed} changed, {same} the same.",
            source=plain(batch.source), new=formats.whole(batch.new), changed=formats.whole(batch.changed),
            same=formats.whole(batch.same),
        )  # fmt: skip
        st.success(said, icon=":material/check_circle:")
    undoing(now, room, visitor)
