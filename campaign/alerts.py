"""Alerts: opened by a rule, cared for by a person, each step kept."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar, Literal

from campaign.errors import CampaignError
from campaign.language import _
from campaign.record import Record, Value

Severity = Literal["critical", "warning", "notice"]
State = Literal["firing", "acknowledged", "snoozed", "resolved"]


class AlertError(CampaignError):
    """A step an alert cannot take."""


class Transition(Value):
    """One step in an alert's life."""

    state: State
    at: datetime
    member: int | None = None
    who: str = ""
    note: str = ""


class Alert(Record):
    """One open or past alert; `key` (rule and subject) keeps a second one from opening beside it.

    `text` is the English sentence with places and `values` fills them, so that it is spoken in any language.
    """

    table: ClassVar[str] = "alerts"
    indexes: ClassVar[tuple[str, ...]] = ("campaign", "key")

    campaign: int
    key: str
    rule: str
    subject: str
    severity: Severity = "warning"
    text: str
    values: dict[str, str] = {}
    owner: int | None = None
    state: State = "firing"
    opened: datetime
    snoozed_until: datetime | None = None
    transitions: tuple[Transition, ...] = ()

    @property
    def sentence(self) -> str:
        """What it says, in the chosen language."""
        return _(self.text, **self.values)
