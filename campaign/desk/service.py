"""The service under every part of the desk: permission before a change, one transaction, a journal entry after it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from campaign.base.errors import CampaignError
from campaign.base.language import _
from campaign.storage import Store
from campaign.team import members
from campaign.team.journal import Entry
from campaign.team.members import Action, Member

OPERATOR = "command line"


class Refused(CampaignError):
    """Somebody asked for what they may not do, or for what is not there."""


class Service:
    """What every part of the desk stands on.

    `by` is the member who asks; None is the operator at the command line, who has the files and so every right.
    """

    def __init__(self, store: Store) -> None:
        self.store = store

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing, over every table of the document store."""
        with self.store.transaction():
            yield

    def allow(self, by: Member | None, action: Action, function: str | None = None, *, owns: bool = False) -> None:
        """Let pass who may do this.

        Raises:
            Refused: they may not.
        """
        if by is not None and not members.may(by, action, function, owns=owns):
            raise Refused(
                _("{name} may not do this; ask the commander or the lead of the function", name=by.name),
                member=by.id,
                action=action,
            )

    def write(
        self,
        by: Member | None,
        at: datetime,
        what: str,
        subject: str,
        *,
        campaign: int | None = None,
        title: str = "",
        before: dict[str, Any] | None = None,
        after: dict[str, Any] | None = None,
        note: str = "",
        who: str = "",
    ) -> Entry:
        """Enter a change into the journal, inside the transaction that made it; `who` names who is no member."""
        return self.store.records(Entry).add(
            Entry(
                at=at,
                member=by.id if by else None,
                who=by.name if by else who or OPERATOR,
                campaign=campaign,
                what=what,
                subject=subject,
                title=title,
                before=before,
                after=after,
                note=note,
            )
        )
