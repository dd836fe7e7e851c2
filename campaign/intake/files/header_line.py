"""Which line of a file holds its headers."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Sequence
from functools import lru_cache

from campaign.intake import headers
from campaign.intake.presets.preset import presets

_PERSON = re.compile(r"[^@\s]@[^@\s]+\.\w|^\+?[\d ()\-]{8,}$")  # an e-mail or a phone
_FIGURE = re.compile(r"[¥$€£'=\"]*[+\-]?\d[\d,.:/\-年月日时 ]*[%元万亿件]?\"?|-+|—+")


@lru_cache
def _words() -> frozenset[str]:
    """Every header that some preset knows."""
    return frozenset().union(*(preset.known() for preset in presets().values()))


def _known(cell: str) -> bool:
    return headers.column_of(cell) is not None or headers.normalise(cell) in _words() or headers.bare(cell) in _words()


def header_place(lines: Sequence[Sequence[str | None]], wanted: Container[str] = ()) -> int | None:
    """Which of the first lines holds the headers.

    Known names weigh most, then words over figures; the earlier line wins a tie.

    Args:
        lines: The cells of the first lines of a file.
        wanted: Header names that are looked for, normalised; they weigh ten times what any other known name does.

    Returns:
        Place from 0, None where no line holds a word.

    Source: formats.md, common rules.

    Example:
        >>> header_place([["Report of 11 November"], ["日期", "商品ID", "支付件数"], ["2016-11-11", "A1", "7"]])
        1
    """
    best, best_score = None, 0
    for place, cells in enumerate(lines[: headers.SEARCHED_LINES]):
        score = header_score(cells, wanted)
        if score > best_score:
            best, best_score = place, score
    return best


def header_score(cells: Iterable[str | None], wanted: Container[str] = ()) -> int:
    """How much a line looks like headers: a wanted name 100, a known one 10, a word 1, a figure or a repeat -3.

    A line that holds somebody's e-mail or phone is none: what is taken for headers is shown and kept.
    """
    seen: set[str] = set()
    score = 0
    for cell in cells:
        plain = headers.normalise(cell or "")
        if not plain:
            continue
        if _PERSON.search((cell or "").strip()):
            return 0
        if plain in seen or _FIGURE.fullmatch(plain):
            score -= 3
        else:
            score += 100 if plain in wanted or headers.bare(cell or "") in wanted else 10 if _known(cell or "") else 1
        seen.add(plain)
    return score
