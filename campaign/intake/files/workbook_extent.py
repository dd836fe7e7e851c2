"""The furthest cell that a part of a workbook names: a sheet takes memory up to there, however few cells it fills."""

from __future__ import annotations

import re

from campaign.intake.files.sheet import Limits

_COLUMN = re.compile(rb"""\sr\s*=\s*["']([A-Z]{1,3})\d""")
_ROW = re.compile(rb"""\sr\s*=\s*["'][A-Z]{0,3}(\d{1,7})""")
_SPACES = (b"\t", b"\n", b"\r")  # a blank before the name of an attribute is all but always a plain one
_TAIL = 1000


class Corner:
    """The furthest row and column among the pieces of a part seen so far.

    Looking at every cell takes longer than reading the sheet. So a piece is only asked whether it may name a cell
    that reaches out of a harmless area; `rows` and `columns` are exact where one does, else they stay below it.
    """

    def __init__(self, limits: Limits) -> None:
        self.rows = self.columns = 0
        self._limits = limits
        self._tail = b""
        self._outside: re.Pattern[bytes] | None = None

    def look(self, piece: bytes) -> None:
        """Take the next piece into account."""
        text = self._tail + piece
        self._tail = text[max(text.rfind(b">"), len(text) - _TAIL) :]
        plain = not any(space in text and space + b"r" in text for space in _SPACES)
        whole = len(text) - len(self._tail)
        if plain and self._outside is not None and not self._outside.search(text, 0, whole):
            return
        self.rows = max(self.rows, *map(int, set(_ROW.findall(text))), 0)
        self.columns = max(self.columns, *map(number, set(_COLUMN.findall(text))), 0)
        if self.columns:
            self._outside = self._beyond()

    def _beyond(self) -> re.Pattern[bytes]:
        """What a cell looks like that is not surely within the columns seen, down to where it may be too far."""
        letters = _letters(self.columns)
        first, more = letters[:1], len(letters) - 1
        within = rb"[A-Z]{0,%d}|[A-%c][A-Z]{%d}" % (more, first[0], more) if more else rb"[A-%c]?+" % first[0]
        widest = number(first + b"Z" * more)
        digits = len(str(min(self._limits.rows, self._limits.cells // widest))) - 1
        return re.compile(rb' r(?=[\s=])(?!="(?:%s)\d{1,%d}+")' % (within, max(digits, 1)))


def number(letters: bytes) -> int:
    """The number of a column by its letters.

    Example:
        >>> number(b"A"), number(b"Z"), number(b"AA")
        (1, 26, 27)
    """
    found = 0
    for letter in letters:
        found = found * 26 + letter - ord("A") + 1
    return found


def _letters(column: int) -> bytes:
    letters = b""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = bytes([ord("A") + rest]) + letters
    return letters
