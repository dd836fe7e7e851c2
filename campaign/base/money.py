"""Money: whole minor units of one currency."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import ROUND_HALF_EVEN, Decimal, InvalidOperation
from fractions import Fraction
from functools import lru_cache

from babel.numbers import get_currency_precision, list_currencies

from campaign.base import formats
from campaign.base.errors import CampaignError
from campaign.base.language import _

_SYMBOLS = {"USD": "$", "CNY": "¥", "JPY": "¥", "EUR": "€", "GBP": "£", "THB": "฿", "KRW": "₩", "INR": "₹", "VND": "₫"}


class MoneyError(CampaignError):
    """An amount or a currency that cannot be used."""


@lru_cache
def digits(currency: str) -> int:
    """How many decimal digits the minor unit of a currency has.

    Args:
        currency: ISO 4217 code.

    Returns:
        2 for most currencies, 0 for JPY.

    Raises:
        MoneyError: there is no such currency.

    Source: measures.md, rules; ISO 4217.

    Example:
        >>> digits("USD"), digits("JPY"), digits("KWD")
        (2, 0, 3)
    """
    if currency not in list_currencies():
        raise MoneyError(_("'{found}' is not a currency code; use three letters such as CNY or USD", found=currency))
    return get_currency_precision(currency)


def to_minor(amount: Decimal | str | int, currency: str) -> int:
    """An amount in major units as whole minor units.

    Args:
        amount: Major units, exact: a decimal, a whole number or text such as '1,200,000.50'.
        currency: ISO 4217 code.

    Returns:
        Minor units; half a minor unit goes to the even neighbour.

    Raises:
        MoneyError: the text is no amount.

    Example:
        >>> to_minor("1,200,000.50", "USD"), to_minor(Decimal("12.90"), "JPY")
        (120000050, 13)
    """
    try:
        exact = Decimal(amount.replace(",", "").strip()) if isinstance(amount, str) else Decimal(amount)
        return int(exact.scaleb(digits(currency)).quantize(Decimal(1), rounding=ROUND_HALF_EVEN))
    except (InvalidOperation, ValueError, OverflowError):
        raise MoneyError(
            _("'{found}' is not an amount; write major units such as 1200000.50", found=amount), found=amount
        ) from None


def to_major(minor: int, currency: str) -> Decimal:
    """Whole minor units as an exact amount in major units.

    Example:
        >>> to_major(120000050, "USD")
        Decimal('1200000.50')
    """
    return Decimal(minor).scaleb(-digits(currency))


def symbol(currency: str) -> str:
    """The sign that stands before an amount: '$', '¥', else the code and a space.

    Example:
        >>> symbol("CNY"), symbol("BRL")
        ('¥', 'BRL ')
    """
    return _SYMBOLS.get(currency, f"{currency} ")


def text(minor: int | None, currency: str, *, compact: bool = False, cents: bool = False) -> str:
    """An amount as people read it; unknown stays a dash.

    Args:
        minor: Minor units, or None for unknown.
        currency: ISO 4217 code.
        compact: Three figures that matter instead of every digit.
        cents: Show minor digits (prices, cost per visitor).

    Example:
        >>> text(120000050, "USD"), text(120000050, "USD", compact=True), text(-1290, "CNY", cents=True)
        ('$1,200,000', '$1.20M', '−¥12.90')
        >>> text(None, "USD")
        '–'
    """
    if minor is None:
        return formats.UNKNOWN
    amount = abs(to_major(minor, currency))
    if compact and not cents:
        number = formats.compact(float(amount))
    else:
        number = f"{amount:,.{digits(currency) if cents else 0}f}"
    sign = formats.MINUS if minor < 0 and number.strip("0.,") else ""
    return f"{sign}{symbol(currency)}{number}"


def spread(total_minor: int, weights: Iterable[float]) -> tuple[int, ...]:
    """A total divided by weights into whole minor units that add up to it exactly.

    Args:
        total_minor: Minor units to divide, >= 0.
        weights: Shares of each part, >= 0, at least one above 0.

    Returns:
        Minor units per part; the leftover units go to the largest remainders.

    Raises:
        MoneyError: no weight is above 0.

    Example:
        >>> spread(100, [1, 1, 1])
        (34, 33, 33)
    """
    parts = [Fraction(weight) for weight in weights]  # exact: floats lose the last units of large totals
    whole = sum(parts)
    if whole <= 0:
        raise MoneyError(_("Nothing to divide by: every share is 0"))
    exact = [total_minor * part / whole for part in parts]
    floors = [int(value) for value in exact]
    by_remainder = sorted(range(len(parts)), key=lambda place: floors[place] - exact[place])
    for place in by_remainder[: total_minor - sum(floors)]:
        floors[place] += 1
    return tuple(floors)
