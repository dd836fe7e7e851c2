"""The glossary: every word of the field with its 中文, unit, formula and source, read from docs/terms.md."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from campaign.base.record import Value

TERMS = Path(__file__).parents[2] / "docs" / "terms.md"
NONE = "—"
_COLUMNS = ("word", "中文", "meaning", "unit", "formula", "source")


class Term(Value):
    """One word; `unit`, `formula` and `source` are empty where it has none."""

    section: str
    word: str
    chinese: str
    meaning: str
    unit: str
    formula: str
    source: str


@cache
def terms() -> tuple[Term, ...]:
    """Every term of the tables with these six columns, in the order of the document.

    Example:
        >>> term = next(one for one in terms() if one.word == "expected share")
        >>> term.chinese, term.unit, term.section
        ('应达比例', 'share', 'Targets and pace')
    """
    found: list[Term] = []
    section, inside = "", False
    for line in TERMS.read_text(encoding="utf-8").splitlines():
        if line.startswith("## "):
            section = line[3:].strip()
        cells = tuple(cell.strip() for cell in line.strip().strip("|").split(" | ")) if line.startswith("|") else ()
        if cells == _COLUMNS:
            inside = True
        elif not cells:
            inside = False
        elif inside and not set(line) <= set("|- "):
            word, chinese, meaning, *rest = cells
            unit, formula, source = ("" if cell == NONE else cell for cell in rest)
            found.append(
                Term(
                    section=section,
                    word=word.replace("`", ""),
                    chinese=chinese,
                    meaning=meaning,
                    unit=unit,
                    formula=formula.replace("`", ""),
                    source=source,
                )
            )
    return tuple(found)


def figures() -> tuple[Term, ...]:
    """The terms that are worked out: those with a formula."""
    return tuple(term for term in terms() if term.formula)
