"""Numbers, days and instants as people read them, in the chosen language."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from babel.dates import get_timezone_location

from campaign.base.language import _, chosen

UNKNOWN = "–"
MINUS = "−"

STEPS = {
    "en": ((10**9, "B"), (10**6, "M"), (10**3, "K")),
    "zh_CN": ((10**8, "亿"), (10**4, "万")),
}


def _signed(text: str) -> str:
    """A number with a true minus; what rounds to 0 has no sign."""
    return text.replace("-", MINUS) if any(digit in text for digit in "123456789") else text.replace("-", "")


def compact(value: float | None) -> str:
    """Three figures that matter; in Chinese by 万 and 亿.

    Example:
        >>> compact(1_234_567), compact(121_400), compact(999_950), compact(-38), compact(None)
        ('1.23M', '121K', '1.00M', '−38', '–')
    """
    if value is None:
        return UNKNOWN
    for size, letter in STEPS[chosen()]:
        if abs(value) >= size * (0.9995 if size != STEPS[chosen()][-1][0] else 1):
            scaled = value / size
            digits = 2 if abs(scaled) < 9.995 else 1 if abs(scaled) < 99.95 else 0
            return _signed(f"{scaled:,.{digits}f}{letter}")
    digits = 0 if float(value).is_integer() or abs(value) >= 10 else 1
    return _signed(f"{value:,.{digits}f}")


def whole(value: float | None) -> str:
    """A whole number with separators.

    Example:
        >>> whole(1234567), whole(-5), whole(None)
        ('1,234,567', '−5', '–')
    """
    return UNKNOWN if value is None else _signed(f"{round(value):,}")


def share(value: float | None, digits: int = 0) -> str:
    """A share 0..1 as percent, without a space.

    Example:
        >>> share(0.094), share(0.0412, 1), share(-0.09), share(None)
        ('9%', '4.1%', '−9%', '–')
    """
    return UNKNOWN if value is None else _signed(f"{value * 100:.{digits}f}%")


def signed(value: float | None, digits: int = 0) -> str:
    """A difference with its sign and a true minus.

    Example:
        >>> signed(3), signed(-1200), signed(0), signed(None)
        ('+3', '−1,200', '0', '–')
    """
    if value is None:
        return UNKNOWN
    text = f"{abs(value):,.{digits}f}"
    if not text.strip("0.,"):
        return text
    return f"{MINUS if value < 0 else '+'}{text}"


def signed_share(value: float | None, digits: int = 0) -> str:
    """A difference of shares or ratios as signed percent.

    Example:
        >>> signed_share(-0.0912), signed_share(0.04)
        ('−9%', '+4%')
    """
    return UNKNOWN if value is None else f"{signed(value * 100, digits)}%"


def points(value: float | None) -> str:
    """A difference of two shares in percentage points.

    Example:
        >>> points(0.031)
        '+3 pts'
    """
    return UNKNOWN if value is None else _("{number} pts", number=signed(value * 100))


_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def day(value: date | None) -> str:
    """A day without its year.

    Example:
        >>> day(date(2026, 11, 7))
        '7 Nov'
    """
    if value is None:
        return UNKNOWN
    if chosen() == "zh_CN":
        return f"{value.month}月{value.day}日"
    return f"{value.day} {_MONTHS[value.month - 1]}"


def dated(value: date) -> str:
    """A day with its year.

    Example:
        >>> dated(date(2026, 11, 7))
        '7 Nov 2026'
    """
    return f"{value.year}年{day(value)}" if chosen() == "zh_CN" else f"{day(value)} {value.year}"


def clock(value: datetime | None, zone: str) -> str:
    """The time of day of an instant in a zone.

    Example:
        >>> from datetime import UTC
        >>> clock(datetime(2026, 11, 7, 17, 20, tzinfo=UTC), "America/Los_Angeles")
        '09:20'
    """
    return UNKNOWN if value is None else f"{value.astimezone(ZoneInfo(zone)):%H:%M}"


def moment(value: datetime | None, zone: str) -> str:
    """Day and time of an instant in a zone.

    Example:
        >>> from datetime import UTC
        >>> moment(datetime(2026, 11, 7, 17, 20, tzinfo=UTC), "America/Los_Angeles")
        'Sat 7 Nov 09:20'
    """
    if value is None:
        return UNKNOWN
    local = value.astimezone(ZoneInfo(zone))
    weekday = "" if chosen() == "zh_CN" else f"{_WEEKDAYS[local.weekday()]} "
    return f"{weekday}{day(local)} {local:%H:%M}"


def countdown(span: timedelta) -> str:
    """What is left until an instant: days, hours and minutes.

    Example:
        >>> countdown(timedelta(days=3, hours=14, minutes=40)), countdown(timedelta(hours=5))
        ('3 d 14:40', '05:00')
    """
    days, rest = divmod(max(int(span.total_seconds()), 0), 86_400)
    hours = f"{rest // 3600:02d}:{rest % 3600 // 60:02d}"
    return _("{days} d {hours}", days=days, hours=hours) if days else hours


def age(span: timedelta) -> str:
    """How old something is, in its largest unit.

    Example:
        >>> age(timedelta(minutes=14)), age(timedelta(hours=6)), age(timedelta(days=2))
        ('14 min', '6 h', '2 d')
    """
    minutes = max(int(span.total_seconds() // 60), 0)
    if minutes < 60:
        return _("{number} min", number=minutes)
    if minutes < 48 * 60:
        return _("{number} h", number=minutes // 60)
    return _("{number} d", number=minutes // 1440)


def city(zone: str) -> str:
    """The name of a zone's city in the chosen language.

    Example:
        >>> city("America/Los_Angeles")
        'Los Angeles'
    """
    return _city(zone, chosen())


@lru_cache
def _city(zone: str, language: str) -> str:
    return get_timezone_location(zone, locale=language, return_city=True)
