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

from campaign.record import Value

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
_FIGURE = re.compile(r"[¥$€£'=\"]*[+\-]?\d[\d,.:/\-年月日时 ]*[%元万亿件]?\"?|-+|—+")


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
    """The currency code that a header carries in brackets.

    Example:
        >>> currency_of("Amount spent (USD)"), currency_of("Spend (total)")
        ('USD', None)
    """
    unit = _UNIT.search(normalise(header))
    code = unit["unit"].upper() if unit else ""
    return code if code in list_currencies() else None


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
    unit = _UNIT.search(plain)
    if unit and plain not in _known() and (unit["unit"] in _UNITS or currency_of(header)):
        plain = plain[: unit.start()]
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


def header_place(lines: Sequence[Sequence[str | None]]) -> int | None:
    """Which of the first lines holds the headers.

    Known names weigh most, then words over figures; the earlier line wins a tie.

    Args:
        lines: The cells of the first lines of a file.

    Returns:
        Place from 0, None where no line holds a word.

    Source: formats.md, common rules.

    Example:
        >>> header_place([["Report of 11 November"], ["日期", "商品ID", "支付件数"], ["2016-11-11", "A1", "7"]])
        1
    """
    best, best_score = None, 0
    for place, cells in enumerate(lines[:SEARCHED_LINES]):
        score = header_score(cells)
        if score > best_score:
            best, best_score = place, score
    return best


def header_score(cells: Iterable[str | None]) -> int:
    """How much a line looks like headers: 10 for a known name, 1 for a word, -3 for a figure or a repeated name."""
    seen: set[str] = set()
    score = 0
    for cell in cells:
        plain = normalise(cell or "")
        if not plain:
            continue
        if plain in seen or _FIGURE.fullmatch(plain):
            score -= 3
        else:
            score += 10 if column_of(plain) else 1
        seen.add(plain)
    return score


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
