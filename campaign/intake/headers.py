"""Header names: which line holds them, which column each one means, which ones name persons."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

import yaml
from babel.numbers import list_currencies

from campaign.base.record import Value

PRESETS = Path(__file__).parents[2] / "data" / "presets"
TEMPLATE_FILE = "template.yaml"
SEARCHED_LINES = 20
_INVISIBLE = re.compile(r"[\s_\-–\ufeff\u200b-\u200d]+")
_UNIT = re.compile(r"\((?P<unit>[^()]*)\)$")
_UNITS = {
    "元",
    "¥",
    "$",
    "€",
    "£",
    "件",
    "人",
    "个",
    "次",
    "笔",
    "数",
    "天",
    "秒",
    "%",
    "rmb",
    "人民币",
    "必填",
    "选填",
}


class Vocabulary(Value):
    """The header names by which columns are recognised, and patterns of those that name persons."""

    columns: dict[str, tuple[str, ...]]
    personal: tuple[str, ...]


@lru_cache
def vocabulary() -> Vocabulary:
    """The words of `data/presets/template.yaml`."""
    text = (PRESETS / TEMPLATE_FILE).read_text(encoding="utf-8")
    return Vocabulary.model_validate(yaml.load(text, Loader=yaml.CSafeLoader))


def normalise(header: str) -> str:
    """A header name without what differs from export to export: marks, spaces, width and case.

    Example:
        >>> normalise(" Sale_Count "), normalise("支付金额（元）")
        ('salecount', '支付金额(元)')
    """
    return _INVISIBLE.sub("", unicodedata.normalize("NFKC", header)).casefold()


def currency_of(header: str) -> str | None:
    """The currency code that a header carries in brackets, in capitals: `(all)` is no Albanian lek.

    Example:
        >>> currency_of("Amount spent (USD)"), currency_of("Spend (total)")
        ('USD', None)
    """
    unit = _UNIT.search(_INVISIBLE.sub("", unicodedata.normalize("NFKC", header)))
    code = unit["unit"] if unit else ""
    return code if code in _currencies() else None


@lru_cache
def _currencies() -> frozenset[str]:
    return frozenset(list_currencies())


def bare(header: str) -> str:
    """A header normalised and without the unit or currency in brackets at its end.

    Example:
        >>> bare("Sales (Paid Order) (SGD)"), bare("支付金额（元）"), bare("Clicks (all)")
        ('sales(paidorder)', '支付金额', 'clicks(all)')
    """
    plain = normalise(header)
    unit = _UNIT.search(plain)
    return plain[: unit.start()] if unit and (unit["unit"] in _UNITS or currency_of(header)) else plain


class Names:
    """The headers of a file, found by any way of writing them."""

    def __init__(self, written: Iterable[str]) -> None:
        self._written: dict[str, str] = {}
        listed = list(written)
        for form in (normalise, bare):
            for header in listed:
                self._written.setdefault(form(header), header)

    def find(self, *alternatives: str) -> str | None:
        """The first of the alternatives that the file has, as the file writes it.

        Example:
            >>> Names(["访客数 ", "Amount spent (USD)"]).find("uv", "amount_spent")
            'Amount spent (USD)'
        """
        return next((found for one in alternatives if (found := self._written.get(normalise(one)))), None)


@lru_cache
def _known() -> dict[str, str]:
    words = vocabulary().columns
    known = {normalise(header): column for column, headers in words.items() for header in headers}
    return known | {normalise(column): column for column in words}


def column_of(header: str) -> str | None:
    """Our column that a header means, None for an unknown one; a unit in brackets at its end is no hindrance.

    Example:
        >>> column_of("支付金额（元）"), column_of("revenue_minor"), column_of("竞争力评分")
        ('revenue', 'revenue_minor', None)
    """
    plain = normalise(header)
    if plain not in _known():
        plain = bare(header)
    found = _known().get(plain)
    if found is None and plain.endswith("minor") and (major := _known().get(plain.removesuffix("minor"))):
        return f"{major}_minor"
    return found


def names_a_buyer(header: str) -> bool:
    """Say whether a column tells buyers apart, which is all it may be used for."""
    return column_of(header) == "buyer"


def names_a_person(header: str) -> bool:
    """Say whether a column holds what may not be kept: names, phones, addresses, e-mails.

    Example:
        >>> names_a_person("收货人姓名"), names_a_person("Shipping Phone"), names_a_person("Shipping Method")
        (True, True, False)
    """
    if column_of(header) is not None:
        return False
    plain = normalise(header)
    return any(re.search(pattern, plain) for pattern in vocabulary().personal)


def distinct(headers: Sequence[str | None]) -> tuple[str, ...]:
    """Header names as in the file without edges, each once: an empty one is called by its column letter.

    Example:
        >>> distinct(["day", None, "units ", "units"])
        ('day', 'column B', 'units', 'units (2)')
    """
    names: list[str] = []
    for place, header in enumerate(headers):
        name = (header or "").strip("\ufeff \t\r\n\u3000") or f"column {_letters(place)}"
        copy, count = name, 1
        while copy in names:
            count += 1
            copy = f"{name} ({count})"
        names.append(copy)
    return tuple(names)


def _letters(place: int) -> str:
    letters = ""
    while place >= 0:
        place, rest = divmod(place, 26)
        letters = chr(ord("A") + rest) + letters
        place -= 1
    return letters


def header_signature(headers: Iterable[str]) -> str:
    """The key under which a mapping is remembered: the same for the same headers in any order, case and width.

    Example:
        >>> header_signature(["Day", "units"]) == header_signature(["UNITS", " day"])
        True
    """
    return sha256("\n".join(sorted(normalise(header) for header in headers)).encode()).hexdigest()[:16]
