"""The messages of the source, found in its syntax tree: Babel's own reader overlooks those inside f-strings."""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator, Mapping
from typing import Any, BinaryIO

PLACES = {"_": 1, "_n": 2, "N_": 1}  # how many of its first arguments are messages, by the marking function


def marked(tree: ast.AST) -> list[tuple[ast.Call, list[ast.expr]]]:
    """Every call of a marking function with the arguments that ought to be messages, in the order of the source."""
    found = []
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=ast.Name(id=name)) if name in PLACES:
                found.append((node, node.args[: PLACES[name]]))
    return sorted(found, key=lambda pair: (pair[0].lineno, pair[0].col_offset))


def literal(arguments: Collection[ast.expr]) -> tuple[str, ...] | None:
    """The messages, or None where one of them is not written out."""
    texts = [one.value for one in arguments if isinstance(one, ast.Constant) and isinstance(one.value, str)]
    return tuple(texts) if len(texts) == len(arguments) else None


def extract(
    file: BinaryIO, keywords: Mapping[str, Any], tags: Collection[str], options: Mapping[str, Any]
) -> Iterator[tuple[int, str, str | tuple[str, ...], list[str]]]:
    """Babel's extraction method: line, marking function, message or messages, comments."""
    for call, arguments in marked(ast.parse(file.read())):
        texts = literal(arguments)
        if texts:
            name = "ngettext" if len(texts) > 1 else "gettext"
            yield call.lineno, name, texts if len(texts) > 1 else texts[0], []
