"""Commands of batches: batches, undo."""

from __future__ import annotations

from campaign.base.language import _
from campaign.cli.context import Call, CommandError
from campaign.cli.output import Answer, Json, plain, table
from campaign.facts.batches import Batch


def batches(call: Call) -> Answer:
    """The files that were taken in, the newest first."""
    rows = [_told(one) for one in call.room.facts.batches()]
    words = {
        "batch": _("Batch"), "at": _("When"), "file": _("File"), "source": _("Source"), "new": _("New"),
        "changed": _("Changed"), "same": _("The same"), "undone": _("Undone"), "who": _("Who"),
    }  # fmt: skip
    return Answer(rows, table(rows, words) if rows else _("No file has been taken in yet."))


def undo(call: Call) -> Answer:
    """Put back what stood before a batch."""
    number = call.arguments.batch
    if number not in {one.id for one in call.room.facts.batches()}:
        raise CommandError(_("There is no batch {found} of this campaign; `batches` lists them", found=number))
    undone = call.desk.batches.undo(None, call.campaign, number, call.now)
    return Answer(_told(undone), _("Undone; take the file in again to have its rows back."))


def _told(one: Batch) -> dict[str, Json]:
    return {
        "batch": one.id,
        "at": plain(one.at),
        "file": one.file,
        "source": one.source,
        "preset": one.preset,
        "via": one.via,
        "new": one.new,
        "changed": one.changed,
        "same": one.same,
        "undone": plain(one.undone_at),
        "who": one.who,
    }
