"""The language a sentence is spoken in: gettext over Babel's catalogues, chosen per context."""

from __future__ import annotations

import gettext as _gettext
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import TypeVar

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

LANGUAGES = {"en": "English", "zh_CN": "简体中文"}
SOURCE = "en"
CATALOGUES = Path(__file__).parents[1] / "locale"

_T = TypeVar("_T")
_chosen: ContextVar[str] = ContextVar("language", default=SOURCE)


def chosen() -> str:
    """The language of this context, a key of `LANGUAGES`."""
    return _chosen.get()


def use(language: str) -> None:
    """Speak `language` from here on in this context; an unknown one falls back to the source language."""
    _chosen.set(language if language in LANGUAGES else SOURCE)


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Speak `language` inside the block."""
    token = _chosen.set(language if language in LANGUAGES else SOURCE)
    try:
        yield
    finally:
        _chosen.reset(token)


@lru_cache
def catalogue(language: str) -> _gettext.NullTranslations:
    """The messages of a language, compiled in memory from its .po file."""
    path = CATALOGUES / language / "LC_MESSAGES" / "eleven.po"
    return read(path, language) if language != SOURCE and path.exists() else _gettext.NullTranslations()


def read(path: Path, language: str) -> _gettext.GNUTranslations:
    """The messages of a .po file, compiled in memory."""
    compiled = BytesIO()
    with path.open("rb") as file:
        write_mo(compiled, read_po(file, locale=language))
    compiled.seek(0)
    return _gettext.GNUTranslations(compiled)


def _(message: str, **values: object) -> str:
    """The message in the chosen language, its named places filled.

    Example:
        >>> _("{count} rows", count=3)
        '3 rows'
    """
    text = catalogue(chosen()).gettext(message)
    return text.format(**values) if values else text


def _n(one: str, many: str, count: int, **values: object) -> str:
    """The message in the form that `count` asks for; `{count}` is filled too.

    Example:
        >>> _n("{count} row", "{count} rows", 1)
        '1 row'
    """
    return catalogue(chosen()).ngettext(one, many, count).format(count=count, **values)


def listed(words: Iterable[str]) -> str:
    """Words in a row, parted as the language does.

    Example:
        >>> listed(["visitors", "revenue"])
        'visitors, revenue'
    """
    return _(", ").join(words)


def told(*sentences: str) -> str:
    """Sentences as one text, each with its full stop; empty ones are left out.

    Example:
        >>> told("The rule lies below the floor", "", "It gives $250.")
        'The rule lies below the floor. It gives $250.'
    """
    ended = [one if one[-1] in ".!?。！？…" else one + _(".") for one in sentences if one]
    return ("" if chosen() == "zh_CN" else " ").join(ended)


def N_(message: str) -> str:  # noqa: N802  (gettext's own name for "translate me later")
    """Mark a message for the catalogue where it is defined; `_` speaks it where it is shown."""
    return message


def spoken(english: _T, chinese: _T) -> _T:
    """Of two wordings the one in the chosen language.

    Example:
        >>> spoken("Sensible shift plan", "合理排班")
        'Sensible shift plan'
    """
    return chinese if chosen() == "zh_CN" else english


def preferred(accept_language: str) -> str:
    """The first language of an Accept-Language header that we speak.

    Example:
        >>> preferred("zh-TW,zh;q=0.9,en;q=0.8"), preferred("de-DE,de")
        ('zh_CN', 'en')
    """
    ranked = []
    for place, part in enumerate(accept_language.split(",")):
        tag, _sep, quality = part.replace(" ", "").partition(";q=")
        try:
            weight = float(quality or 1)
        except ValueError:
            continue
        if weight > 0:
            ranked.append((-weight, place, tag.lower()))
    for _quality, _place, tag in sorted(ranked):
        if tag.startswith("zh"):
            return "zh_CN"
        if tag.startswith("en"):
            return "en"
    return SOURCE
