"""The retrospective: what to keep, to drop and to try."""

from __future__ import annotations

from datetime import date
from typing import ClassVar, Literal

from campaign.language import N_
from campaign.record import Record

Kind = Literal["keep", "drop", "try"]
KINDS: dict[Kind, str] = {"keep": N_("Keep"), "drop": N_("Drop"), "try": N_("Try")}


class Lesson(Record):
    """One conclusion of the team; with an owner and a day it is an action."""

    table: ClassVar[str] = "lessons"
    indexes: ClassVar[tuple[str, ...]] = ("campaign",)

    campaign: int
    kind: Kind
    text: str
    owner: int | None = None
    due: date | None = None
    member: int | None = None
