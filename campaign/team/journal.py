"""The journal: who changed what, when, from what to what."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any, ClassVar

import pandas as pd

from campaign.base.record import Record


class Entry(Record):
    """One change. `what` is the act's word (`tick`, `import`, `set_tier`), `subject` names the thing changed."""

    table: ClassVar[str] = "journal"
    indexes: ClassVar[tuple[str, ...]] = ("campaign",)

    at: datetime
    member: int | None
    who: str
    campaign: int | None
    what: str
    subject: str
    title: str = ""
    before: dict[str, Any] | None = None
    after: dict[str, Any] | None = None
    note: str = ""


def differences(before: dict[str, Any], after: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """The fields in which two bodies differ, as they were and as they are.

    Example:
        >>> differences({"tier": "volume", "role": "none"}, {"tier": "hero", "role": "none"})
        ({'tier': 'volume'}, {'tier': 'hero'})
    """
    changed = [name for name in {**before, **after} if before.get(name) != after.get(name)]
    return {name: before.get(name) for name in changed}, {name: after.get(name) for name in changed}


def timeline(entries: Iterable[Entry]) -> pd.DataFrame:
    """What people did, oldest first: at, who, what, subject, title, note."""
    rows = [(one.at, one.who, one.what, one.subject, one.title, one.note) for one in entries]
    frame = pd.DataFrame(rows, columns=["at", "who", "what", "subject", "title", "note"])
    return frame.sort_values("at", kind="stable", ignore_index=True)


class Look(Record):
    """Until when a member has read the journal of a campaign: what came later is news to them."""

    table: ClassVar[str] = "looks"
    indexes: ClassVar[tuple[str, ...]] = ("member",)

    member: int
    campaign: int
    at: datetime
