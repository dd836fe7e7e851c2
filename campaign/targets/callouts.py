"""Call-outs: asking buyers to favourite and add to cart, and what followed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from statistics import fmean
from typing import ClassVar, Literal

from campaign.base.language import N_, _
from campaign.base.record import Record, Value

Channel = Literal["buyer_message", "email", "feed", "social"]
CHANNELS: dict[Channel, str] = {
    "buyer_message": N_("Buyer message"),
    "email": N_("E-mail"),
    "feed": N_("Feed"),
    "social": N_("Social media"),
}


class CallOut(Record):
    """One call to the buyers of a product: through which channel, by whom, when, to how many, with what result."""

    table: ClassVar[str] = "callouts"
    indexes: ClassVar[tuple[str, ...]] = ("campaign",)

    campaign: int
    product_id: str
    channel: Channel
    member: int | None = None
    who: str = ""
    at: datetime
    audience: int | None = None
    note: str = ""
    result: str = ""
    result_at: datetime | None = None


class Effect(Value):
    """Favourites and carts a day before and after a call-out; what followed is not proven to be its doing."""

    before: float | None
    after: float | None
    change: float | None
    days_before: int
    days_after: int
    reason: str = ""


def effect(day: date, daily: Mapping[date, float | None], span_days: int = 3) -> Effect:
    """Favourites and carts a day in the days after a call-out, against the days before it.

    The day of the call-out itself belongs to neither side.

    Args:
        day: Local day of the call-out.
        daily: Favourites and carts of the product by local day; a missing or null day is unknown.
        span_days: Days to look at on each side, >= 1.

    Returns:
        Means a day of the known days; change = after / before - 1. None where no day of a side is known, and no
        change from 0.

    Source: systems.md S-09; features.md C3 (effect measured on the next days).

    Example:
        >>> counts = {date(2026, 11, 1): 40, date(2026, 11, 2): 90, date(2026, 11, 3): 60}
        >>> effect(date(2026, 11, 2), counts).change
        0.5
    """
    steps = [timedelta(days=step) for step in range(1, span_days + 1)]
    before = [count for step in steps if (count := daily.get(day - step)) is not None]
    after = [count for step in steps if (count := daily.get(day + step)) is not None]
    mean_before, mean_after = (fmean(side) if side else None for side in (before, after))
    reason = ""
    if mean_before is None:
        reason = _("No counts are known for the days before")
    elif mean_after is None:
        reason = _("No counts are known yet for the days after")
    elif mean_before == 0:
        reason = _("There was nothing before, so no change in percent")
    change = None if mean_after is None or not mean_before else mean_after / mean_before - 1
    return Effect(
        before=mean_before,
        after=mean_after,
        change=change,
        days_before=len(before),
        days_after=len(after),
        reason=reason,
    )
