"""HTML that is safe because of how it is built: literal templates, escaped arguments."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

from markupsafe import Markup

_DROPPED = {"Cc", "Cs"}
_BIDI = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f")


def plain(text: str) -> str:
    r"""Text without control characters, lone surrogates and direction overrides.

    Example:
        >>> plain("Lamp\r\nevent: gone\u202e")
        'Lampevent: gone'
    """
    if text.isascii() and text.isprintable():
        return text
    return "".join(c for c in text if unicodedata.category(c) not in _DROPPED and c not in _BIDI)


def html(template: str, *values: object, **named: object) -> Markup:
    """Fill a literal template; every value that is not markup already is cleaned and escaped.

    Example:
        >>> html("<b>{}</b>", "<script>")
        Markup('<b>&lt;script&gt;</b>')
    """
    return Markup(template).format(*map(_clean, values), **{name: _clean(value) for name, value in named.items()})  # noqa: S704  (a test holds every template to be a literal)


def join(parts: Iterable[Markup]) -> Markup:
    """Markup parts one after the other; plain text among them is escaped."""
    return Markup("").join(parts)


def _clean(value: object) -> object:
    return plain(value) if isinstance(value, str) and not isinstance(value, Markup) else value
