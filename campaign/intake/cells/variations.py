"""Colour and size out of the texts in which exports write a variation."""

from __future__ import annotations

import re

import polars as pl

_COLOUR = r"颜色|花色|色号|colou?r|farbe|warna|สี|couleur"
_SIZE = r"尺码|尺寸|规格|鞋码|size|größe|ukuran|ขนาด|taille"
_LABELLED = re.compile(r"([^:：;；,，|\n]+)[:：]\s*([^;；,，|\n]+)")
_BETWEEN = re.compile(r"\s*[;；,，|/\n]\s*")
_LIKE_A_SIZE = re.compile(
    r"(?:\d?x{0,4}s|m|\d?x{0,4}l|均码|f|free ?size|one ?size|eu ?\d+|us ?\d+|"
    r"\d+(?:[.\-/x*]\d+)*\s*(?:码|cm|mm|m|ml|l|g|kg|寸|号|oz)?)"
    r"(?:\s*[(（].*[)）])?",
    re.IGNORECASE,
)
_NONE = {"default title", "默认", "无", "-", "--", ""}


def parted(text: str) -> tuple[str | None, str | None]:
    """Colour and size of a variation; what cannot be told is None.

    Example:
        >>> parted("颜色分类:红色;尺码:M"), parted("红色;M"), parted("Red,XL"), parted("38"), parted("Default Title")
        (('红色', 'M'), ('红色', 'M'), ('Red', 'XL'), (None, '38'), (None, None))
    """
    labels = [(name.strip(), value.strip()) for name, value in _LABELLED.findall(text)]
    if labels:
        found = [
            next((value for name, value in labels if re.search(pattern, name, re.IGNORECASE)), None)
            for pattern in (_COLOUR, _SIZE)
        ]
        return found[0], found[1]
    pieces = [piece for piece in _BETWEEN.split(text.strip()) if piece.casefold() not in _NONE]
    sizes = [piece for piece in pieces if _LIKE_A_SIZE.fullmatch(piece)]
    others = [piece for piece in pieces if piece not in sizes]
    colour = others[0] if others else None
    return colour, sizes[0] if sizes else (others[1] if len(others) > 1 else None)


def of_texts(text: pl.Series, *, colour: bool) -> pl.Series:
    """Colour, else size, of each text; every different text is looked at once."""
    each = text.drop_nulls().unique()
    found = [parted(one)[0 if colour else 1] for one in each]
    return text.replace_strict(each, pl.Series(found, dtype=pl.String), default=None, return_dtype=pl.String)


def of_options(frame: pl.DataFrame, pairs: list[tuple[str, str]], *, colour: bool) -> pl.Series:
    """Value of the option whose name says colour, else size."""
    wanted = f"(?i){_COLOUR if colour else _SIZE}"
    values = [pl.when(pl.col(name).str.contains(wanted)).then(pl.col(value)) for name, value in pairs]
    found = frame.select(pl.coalesce(*values)).to_series()
    return pl.select(pl.when(~found.str.to_lowercase().is_in(list(_NONE))).then(found)).to_series()
