"""Boards: the four leaderboards that hang in the room."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

import pandas as pd

from campaign.base.language import N_, _
from campaign.base.record import Value
from campaign.facts.contract import ANY
from campaign.spend import channels
from campaign.targets.product_targets import counted

Word = Literal["traffic", "products", "favourites", "service"]
Unit = Literal["count", "share", "money"]
NAMES: dict[Word, str] = {
    "traffic": N_("Traffic"),
    "products": N_("Products"),
    "favourites": N_("Favourites and carts"),
    "service": N_("Customer service"),
}
LENGTH = 5


class Entry(Value):
    """One row of a board; `change` is against what it is compared with, None where that is unknown or 0."""

    name: str
    value: float
    change: float | None = None


class Board(Value):
    """A leaderboard, best first; without entries `reason` says what would fill it."""

    word: Word
    unit: Unit
    entries: tuple[Entry, ...] = ()
    reason: str = ""

    @property
    def name(self) -> str:
        """The board's name in the chosen language."""
        return _(NAMES[self.word])


def ranked(frame: pd.DataFrame, length: int = LENGTH) -> tuple[Entry, ...]:
    """The first rows of a board.

    Args:
        frame: name, value and, where there is something to compare with, before; null is unknown and never ranked.
        length: Rows to keep.

    Returns:
        Entries, greatest value first, equal values by name; change = value / before - 1.

    Source: systems.md S-16.

    Example:
        >>> ranked(pd.DataFrame({"name": ["a", "b"], "value": [8, 12], "before": [8, 8]}))[0]
        Entry(name='b', value=12.0, change=0.5)
    """
    known = frame.dropna(subset=["value"]).sort_values(["value", "name"], ascending=[False, True]).head(length)
    before = known["before"] if "before" in known else pd.Series(pd.NA, index=known.index, dtype="Float64")
    return tuple(
        Entry(name=str(name), value=float(value), change=None if pd.isna(past) or past == 0 else value / past - 1)
        for name, value, past in zip(known["name"], known["value"], before, strict=True)
    )


def _board(word: Word, unit: Unit, frame: pd.DataFrame | None, reason: str) -> Board:
    entries = () if frame is None else ranked(frame)
    return Board(word=word, unit=unit, entries=entries, reason="" if entries else reason)


def _joined(now: pd.DataFrame, before: pd.DataFrame | None, key: str) -> pd.DataFrame:
    if before is None:
        return now
    return now.merge(before[[key, "value"]].rename(columns={"value": "before"}), on=key, how="left")


def traffic(now: pd.DataFrame, before: pd.DataFrame | None = None) -> Board:
    """Channels by visitors.

    Args:
        now: channel, visitors; rows not split by channel are left out.
        before: The same for the span to compare with.

    Source: systems.md S-16 (流量榜单).
    """

    def split(frame: pd.DataFrame) -> pd.DataFrame:
        return frame[frame["channel"] != ANY].rename(columns={"visitors": "value"})

    frame = _joined(split(now), None if before is None else split(before), "channel")
    named = frame.assign(name=[channels.name(one) for one in frame["channel"]])
    return _board("traffic", "count", named, _("Visitors by channel are unknown; import a traffic file"))


def products(now: pd.DataFrame, titles: Mapping[str, str], before: pd.DataFrame | None = None) -> Board:
    """Products by revenue, or by units where no revenue is known.

    Args:
        now: product_id, revenue_minor, units.
        titles: Product id to name.
        before: The same for the span to compare with.

    Source: systems.md S-16 (产品榜单).
    """
    by_money = bool(now["revenue_minor"].notna().any())
    measure = "revenue_minor" if by_money else "units"
    then = None if before is None else before.assign(value=before[measure])
    frame = _joined(now.assign(value=now[measure]), then, "product_id")
    named = frame.assign(name=[titles.get(one, one) for one in frame["product_id"]])
    return _board("products", "money" if by_money else "count", named, _("Nothing is sold yet, or sales are unknown"))


def favourites(now: pd.DataFrame, titles: Mapping[str, str], before: pd.DataFrame | None = None) -> Board:
    """Products by favourites and carts together: persons where known, else clicks.

    Args:
        now: product_id and favourite_users, favourites, cart_users, carts as far as known.
        titles: Product id to name.
        before: The same for the span to compare with.

    Source: systems.md S-16 (收藏加购榜单), A4-20.
    """

    def cared(frame: pd.DataFrame) -> pd.DataFrame:
        both = pd.concat([counted(frame, "favourites")["actual"], counted(frame, "carts")["actual"]], axis=1)
        return frame.assign(value=both.sum(axis=1, min_count=1))

    frame = _joined(cared(now), None if before is None else cared(before), "product_id")
    named = frame.assign(name=[titles.get(one, one) for one in frame["product_id"]])
    return _board("favourites", "count", named, _("Favourites and carts are unknown; import a file that holds them"))


def service(inquiries: pd.DataFrame | None, titles: Mapping[str, str]) -> Board:
    """Products by inquiries, until agents' own figures are kept.

    Args:
        inquiries: product_id, inquiries (persons who asked); None where no source holds them.
        titles: Product id to name.

    Source: systems.md S-16 (客服业绩榜).
    """
    named = None
    if inquiries is not None:
        names = [titles.get(one, one) for one in inquiries["product_id"]]
        named = inquiries.rename(columns={"inquiries": "value"}).assign(name=names)
    return _board("service", "count", named, _("Inquiries are unknown; import customer service's file"))
