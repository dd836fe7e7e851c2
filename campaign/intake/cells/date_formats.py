"""Days as exports of other places write them: the day before the month, the month as a word."""

from __future__ import annotations

import re
from typing import Literal

import polars as pl

Order = Literal["year_first", "day_first", "month_first"]
_WORDS = {
    "jan": 1, "ene": 1, "feb": 2, "mar": 3, "mär": 3, "mrz": 3, "apr": 4, "abr": 4, "may": 5, "mai": 5, "mei": 5,
    "jun": 6, "jul": 7, "aug": 8, "ago": 8, "agu": 8, "sep": 9, "set": 9, "oct": 10, "okt": 10, "out": 10, "nov": 11,
    "dec": 12, "dez": 12, "dic": 12, "des": 12,
}  # fmt: skip
_MONTH = rf"(?P<word>{'|'.join(_WORDS)})[a-zä]*\.?"
_YEAR_FIRST = re.compile(
    r"(?<!\d)(?P<year>20\d\d)[-_./年]?(?P<month>0[1-9]|1[0-2])[-_./月]?(?P<day>0[1-9]|[12]\d|3[01])(?!\d)"
)
_FIGURES = {
    "day_first": re.compile(r"(?<!\d)(?P<day>\d{1,2})[-./](?P<month>\d{1,2})[-./](?P<year>20\d\d)(?!\d)"),
    "month_first": re.compile(r"(?<!\d)(?P<month>\d{1,2})[-./](?P<day>\d{1,2})[-./](?P<year>20\d\d)(?!\d)"),
}
_WORDED = (
    re.compile(rf"\b{_MONTH} (?P<day>[0-3]?\d),? (?P<year>20\d\d)", re.IGNORECASE),
    re.compile(rf"(?<!\d)(?P<day>[0-3]?\d)\.? (?:de )?{_MONTH} (?:de )?(?P<year>20\d\d)", re.IGNORECASE),
)


def days_in(text: str, order: Order = "year_first") -> list[str]:
    """The days that a text names, in its order.

    Args:
        text: Such as a file's name, or a line above the headers.
        order: How days in figures alone are written, besides with the year first.

    Example:
        >>> days_in("traffic_2026-11-01_20261111.xls"), days_in("September 1, 2026 - September 30, 2026")
        (['2026-11-01', '2026-11-11'], ['2026-09-01', '2026-09-30'])
        >>> days_in("11/12/2026 - 17/12/2026", "day_first"), days_in("1. Dezember 2026")
        (['2026-12-11', '2026-12-17'], ['2026-12-01'])
    """
    patterns = (_YEAR_FIRST, *_WORDED, *([_FIGURES[order]] if order in _FIGURES else []))
    return [day for _place, day in sorted((one.start(), _day(one)) for each in patterns for one in each.finditer(text))]


def year_first(text: pl.Series, order: Order) -> pl.Series:
    """Cells of days or times with the year in front; what stands behind the day stays, any other cell too.

    Example:
        >>> year_first(pl.Series(["10/11/2026 09:05:00", "3 Nov 2026 10:22", "2026-11-10"]), "day_first").to_list()
        ['2026-11-10 09:05:00', '2026-11-03 10:22', '2026-11-10']
    """
    patterns = (*_WORDED, *([_FIGURES[order]] if order in _FIGURES else []))
    each = text.drop_nulls().unique()
    written = [_turned(one, patterns) for one in each]
    return text.replace_strict(each, pl.Series(written, dtype=pl.String), default=None, return_dtype=pl.String)


def _turned(text: str, patterns: tuple[re.Pattern[str], ...]) -> str:
    plain = text.strip()
    for pattern in patterns:
        if found := pattern.match(plain):
            return _day(found) + plain[found.end() :]
    return text


def _day(found: re.Match[str]) -> str:
    parts = found.groupdict()
    month = _WORDS[parts["word"][:3].lower()] if "word" in parts else int(parts["month"])
    return f"{parts['year']}-{month:02d}-{int(parts['day']):02d}"
