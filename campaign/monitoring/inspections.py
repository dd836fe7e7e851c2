"""Inspections: what a person looked at on a product's page today, and what they found."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import ClassVar, Literal

from campaign.base.language import N_
from campaign.base.record import Record

Item = Literal["same_style", "page", "chat"]
ITEMS: dict[Item, str] = {
    "same_style": N_("Same style, bad reviews"),
    "page": N_("Page inspection"),
    "chat": N_("Chat record"),
}
ASKED: dict[Item, str] = {
    "same_style": N_(
        "Open the page: is the same item sold at your price or lower, a picture stolen, a bad review new?"
    ),
    "page": N_("Read the page as a buyer: do price, stock, pictures and promises hold?"),
    "chat": N_("Read the chats for five minutes: what was asked most, and does the page answer it?"),
}
Found = Literal["fine", "problem"]
FOUND: dict[Found, str] = {"fine": N_("Fine"), "problem": N_("Problem")}


class Inspection(Record):
    """One look at a product by a person; the last one of a day counts."""

    table: ClassVar[str] = "inspections"
    indexes: ClassVar[tuple[str, ...]] = ("campaign",)

    campaign: int
    product_id: str
    item: Item
    day: date
    found: Found
    note: str = ""
    at: datetime
    member: int | None = None
    who: str = ""


def latest(inspections: Iterable[Inspection], product_id: str) -> dict[Item, Inspection]:
    """The last look at each item of a product.

    Source: systems.md S-25, S-28, S-30.
    """
    own = [one for one in inspections if one.product_id == product_id]
    return {one.item: one for one in sorted(own, key=lambda one: one.at)}
