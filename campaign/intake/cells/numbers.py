"""Numbers as people and exports write them: exact, never by way of a float where money is meant."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl
from babel.numbers import list_currencies

from campaign.base import money
from campaign.intake.cells.faults import Read

_EXACT = pl.Decimal(38, 12)
_MOST = 10**15
_GROUPED = r"[0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,3}(?: [0-9]{3})+|[0-9]{1,2}(?:,[0-9]{2})*,[0-9]{3}"
_THOUSANDS = r"^[0-9]{1,3}(,[0-9]{3})+(\.[0-9]+)?$"
_NUMBER = (
    r"^(?P<sign>[+-]?)(?P<before>[^0-9.,+-]*)(?P<inner>[+-]?)"
    rf"(?P<digits>(?:{_GROUPED}|[0-9]+)(?:\.[0-9]*)?|\.[0-9]+)"
    r"(?P<power>e[+-]?[0-9]{1,2})? ?(?P<times>[万亿]?)(?P<after>[^0-9.,]*)$"
)
_TIMES = {"": 1, "万": 10**4, "亿": 10**8}
_PIECES = ("", "件", "人", "个", "次", "笔", "单", "条", "天", "秒")
_MARKS = {
    "CNY": ("¥", "元", "rmb", "人民币", "cn¥"),
    "JPY": ("¥", "円", "日元"),
    "USD": ("$", "us$", "美元"),
    "EUR": ("€", "欧元"),
    "GBP": ("£", "英镑"),
    "HKD": ("hk$", "$", "港元", "港币"),
    "TWD": ("nt$", "$", "元"),
    "SGD": ("s$", "$"),
    "AUD": ("a$", "$"),
    "CAD": ("ca$", "c$", "$"),
    "KRW": ("₩",),
    "INR": ("₹", "rs", "rs."),
    "THB": ("฿",),
    "VND": ("₫", "đ"),
    "MYR": ("rm",),
    "IDR": ("rp",),
    "PHP": ("₱",),
    "BRL": ("r$",),
}
_ANY_MARK = [mark for marks in _MARKS.values() for mark in marks] + [code.lower() for code in list_currencies()]


def counts(text: pl.Series) -> Read:
    """Whole numbers of 0 or more: 1,234 and 1.2万 and 12.0 too.

    Example:
        >>> counts(pl.Series(["12", "1,234", "1.2万", "3件", "0"])).values.to_list()
        [12, 1234, 12000, 3, 0]
        >>> counts(pl.Series(["1.5", "-1", "abc"])).faults.to_list()
        ['not_whole', 'negative', 'not_number']
    """
    quick = text.cast(pl.Int64, strict=False)
    read, odd = Read(quick), text.is_not_null() & quick.is_null()
    if odd.any():
        slow = _exact(text.filter(odd), _PIECES)
        slow = slow.faulted(slow.values.round(0) != slow.values, "not_whole")
        read = _merged(read, odd, Read(slow.values.cast(pl.Int64, strict=False), slow.faults))
    return _in_bounds(read)


def amounts(text: pl.Series, currency: str) -> Read:
    """Amounts in major units as whole minor units; half a minor unit goes to the even neighbour.

    Args:
        text: Amounts such as 12.90, ¥1,234.5, 3.5万元.
        currency: ISO 4217 code; an amount marked with another currency is a fault.

    Returns:
        Minor units.

    Source: measures.md, rules.

    Example:
        >>> amounts(pl.Series(["12.90", "¥1,234.5", "3.5万元"]), "CNY").values.to_list()
        [1290, 123450, 3500000]
        >>> amounts(pl.Series(["$12"]), "CNY").faults.to_list()
        ['other_currency']
    """
    digits = money.digits(currency)
    quick = _minor(_ungrouped(text).cast(pl.Decimal(38, digits), strict=False), digits)
    read, odd = Read(quick), text.is_not_null() & quick.is_null()
    if odd.any():
        marks = ("", currency.lower(), *_MARKS.get(currency, ()))
        slow = _exact(text.filter(odd), marks, foreign=_ANY_MARK)
        read = _merged(read, odd, Read(_minor(slow.values.cast(pl.Decimal(38, digits)), digits), slow.faults))
    return _in_bounds(read)


def numbers(text: pl.Series, *, signed: bool = False) -> Read:
    """Numbers that may have decimals, of 0 or more unless they are `signed`."""
    quick = text.cast(pl.Float64, strict=False)
    quick = pl.select(pl.when(quick.is_finite()).then(quick)).to_series()
    read, odd = Read(quick), text.is_not_null() & quick.is_null()
    if odd.any():
        slow = _exact(text.filter(odd), _PIECES)
        read = _merged(read, odd, Read(slow.values.cast(pl.Float64), slow.faults))
    return read.faulted(read.values.abs() > _MOST, "too_large") if signed else _in_bounds(read)


def ratings(text: pl.Series) -> Read:
    """Scores from 0 to 5; 4.9分 too."""
    read = numbers(text.str.strip_suffix("分"))
    return read.faulted(read.values > 5, "rating")


def shares(text: pl.Series) -> Read:
    """Shares from 0 to 1, or with a percent sign.

    Example:
        >>> shares(pl.Series(["98%", "0.5"])).values.to_list(), shares(pl.Series(["98"])).faults.to_list()
        ([0.98, 0.5], ['share'])
    """
    percent = text.str.ends_with("%") | text.str.ends_with("％")
    read = numbers(text.str.strip_chars_end("%％ "))
    scaled = pl.select(pl.when(percent).then(read.values / 100).otherwise(read.values)).to_series()
    return Read(scaled, read.faults).faulted(scaled > 1, "share")


def currencies(text: pl.Series, currency: str) -> Read:
    """The currency of each row; RMB is CNY, and any other than the campaign's is a fault."""
    code = text.str.to_uppercase().replace({"RMB": "CNY", "人民币": "CNY", "元": "CNY"})
    return Read(code).faulted(code != currency, "other_currency")


def exact(text: pl.Series) -> Read:
    """Numbers as decimals of either sign, whatever they are marked with; 12.5% is 0.125.

    Example:
        >>> [str(float(one)) for one in exact(pl.Series(["1,234.5", "12.5%", "$3", "(7)"])).values]
        ['1234.5', '0.125', '3.0', '-7.0']
    """
    quick = text.cast(_EXACT, strict=False)
    read, odd = Read(quick), text.is_not_null() & quick.is_null()
    if odd.any():
        hard = text.filter(odd)
        percent = hard.str.contains("[%％]$")
        slow = _exact(hard.str.strip_chars_end("%％ "), ("", *_PIECES, *_ANY_MARK))
        hundredth = slow.values * pl.Series([0.01]).cast(_EXACT)[0]
        scaled = pl.select(pl.when(percent).then(hundredth).otherwise(slow.values)).to_series().cast(_EXACT)
        read = _merged(read, odd, Read(scaled, slow.faults))
    return read


def marks(text: pl.Series) -> pl.Series:
    """The mark of a currency that stands before or behind each amount, null for none.

    Example:
        >>> marks(pl.Series(["¥3", "12.90 元", "US $4", "7件", "8"])).to_list()
        ['¥', '元', 'US$', None, None]
    """
    mark = text.str.extract(r"^[+\-(]*\s*([^0-9.,+\-()%=\"']+)", 1).fill_null(text.str.extract(r"([^0-9.,()%]+)$", 1))
    mark = mark.str.replace_all(r"\s", "")
    known = mark.str.normalize("NFKC").str.to_lowercase().is_in(_ANY_MARK)
    return pl.select(pl.when(known).then(mark)).to_series()


def currency_of(mark: str) -> str | None:
    """The currency that a mark is used for first of all.

    Example:
        >>> currency_of("¥"), currency_of("€"), currency_of("thb"), currency_of("件")
        ('CNY', 'EUR', 'THB', None)
    """
    plain = mark.lower()
    named = (code for code, marks in _MARKS.items() if plain in marks)
    return next(named, mark.upper() if plain in _ANY_MARK else None)


def _ungrouped(text: pl.Series) -> pl.Series:
    """The commas between thousands taken out of plain figures; any other text stays as it is."""
    grouped = text.str.contains(_THOUSANDS)
    if not grouped.any():
        return text
    return pl.select(pl.when(grouped).then(text.str.replace_all(",", "", literal=True)).otherwise(text)).to_series()


def _minor(major: pl.Series, digits: int) -> pl.Series:
    minor: pl.Series = pl.select(pl.when(major.abs() <= _MOST).then(major)).to_series() * 10**digits
    return minor.cast(pl.Int64, strict=False)


def _exact(text: pl.Series, marks: Sequence[str], foreign: Sequence[str] = ()) -> Read:
    """Numbers with separators, marks or 万 as decimals; a `foreign` mark is a fault of its own."""
    plain = text.str.normalize("NFKC").str.replace("−", "-", literal=True).str.replace(r"^\((.*)\)$", "-$1")
    parts = plain.str.to_lowercase().str.extract_groups(_NUMBER).struct.unnest()
    before, after = (pl.col(side).str.replace_all(" ", "", literal=True) for side in ("before", "after"))
    digits = pl.col("digits").str.replace_all("[, ]", "")
    found = parts.select(
        value=(pl.col("sign") + pl.col("inner") + digits + pl.col("power").fill_null("")).cast(_EXACT, strict=False),
        times=pl.col("times").replace_strict(_TIMES, default=None, return_dtype=pl.Int64),
        known=before.is_in(marks) & after.is_in(marks),
        foreign=before.is_in(foreign) | after.is_in(foreign),
    )
    unheld = parts["digits"].is_not_null() & found["value"].is_null()
    large = (found["value"].abs() > _MOST // found["times"]) | unheld
    value = found.select(pl.when(~large & pl.col("known")).then(pl.col("value") * pl.col("times"))).to_series()
    read = Read(value.cast(_EXACT)).faulted(found["foreign"] & ~found["known"], "other_currency")
    return read.faulted(large & found["known"], "too_large").faulted(value.is_null(), "not_number")


def _merged(quick: Read, odd: pl.Series, slow: Read) -> Read:
    places = odd.arg_true()
    values = quick.values.scatter(places, slow.values)
    if slow.faults is None:
        return Read(values)
    faults = pl.Series([None], dtype=pl.String).new_from_index(0, len(odd)).scatter(places, slow.faults)
    return Read(values, faults)


def _in_bounds(read: Read) -> Read:
    return read.faulted(read.values < 0, "negative").faulted(read.values > _MOST, "too_large")
