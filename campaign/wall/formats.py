"""Figures as people read them from six metres: few digits, unit attached, unknown as a dash."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from math import isfinite
from zoneinfo import ZoneInfo

from campaign.base import formats, money
from campaign.base.language import _
from campaign.wall.figures import Stamp, Unit

ON_PLAN = 0.02


def known(value: float | None) -> float | None:
    """The value, or None where a division went wrong on the way here.

    Example:
        >>> known(float("nan")), known(3.0)
        (None, 3.0)
    """
    return value if value is not None and isfinite(value) else None


def ratio(part: float | None, whole: float | None) -> float | None:
    """Part of a whole; None where either is unknown or there is no whole to speak of.

    Example:
        >>> ratio(3, 4), ratio(3, 0), ratio(None, 4)
        (0.75, None, None)
    """
    part, whole = known(part), known(whole)
    return known(part / whole) if part is not None and whole is not None and whole > 0 else None


def quantity(value: float | None, unit: Unit, currency: str) -> str:
    """A value in its unit, short; small amounts keep their cents.

    Example:
        >>> quantity(1_234_567, "count", "USD"), quantity(0.0412, "share", "USD")
        ('1.23M', '4.1%')
        >>> quantity(42_000_000_00, "money", "USD"), quantity(31_80, "money", "USD"), quantity(None, "money", "USD")
        ('$42.0M', '$31.80', '–')
    """
    value = known(value)
    if value is None:
        return formats.UNKNOWN
    if unit == "money":
        small = 0 < abs(value) < 1000 * 10 ** money.digits(currency)
        return money.text(round(value), currency, compact=True, cents=small)
    if unit == "share":
        return formats.share(value, 0 if abs(value) >= 0.2 else 1)
    return formats.compact(round(value))


def even(value: float | None, unit: Unit, currency: str) -> str:
    """A quantity that somebody set, without zeros behind the point.

    Example:
        >>> even(42_000_000_00, "money", "USD"), even(1_250_000, "count", "USD"), even(20_000, "count", "USD")
        ('$42M', '1.25M', '20K')
    """
    return re.sub(r"\.0+(?!\d)", "", quantity(value, unit, currency))


def change(value: float) -> str:
    """A relative change in whole percent, its direction as a shape that reads from afar.

    Example:
        >>> change(0.081), change(-0.3), change(0.001)
        ('▲ 8%', '▼ 30%', '0%')
    """
    size = formats.share(abs(value))
    return size if size == formats.share(0) else f"{'▲' if value > 0 else '▼'} {size}"


def lasting(hours: float | None) -> str:
    """How long stock lasts.

    Example:
        >>> lasting(1.64), lasting(30.2), lasting(200), lasting(None)
        ('1.6 h', '30 h', '8 d', '–')
    """
    hours = known(hours)
    if hours is None:
        return formats.UNKNOWN
    if hours < 48:
        return _("{number} h", number=f"{hours:.1f}" if hours < 10 else f"{hours:.0f}")
    return _("{number} d", number=f"{hours / 24:.0f}")


def since(then: datetime, at: datetime) -> str:
    """How long ago something was; the browser counts on from here."""
    return formats.age(max(at - then, timedelta(0)))


def as_of(stamp: Stamp, at: datetime, zone: str) -> str:
    """When data were true: the time of day, with the day where it is not today's."""
    place = ZoneInfo(zone)
    today = stamp.at.astimezone(place).date() == at.astimezone(place).date()
    return formats.clock(stamp.at, zone) if today else formats.moment(stamp.at, zone)


def epoch(at: datetime) -> int:
    """Whole seconds since 1970, which is what the browser counts with."""
    return int(at.timestamp())
