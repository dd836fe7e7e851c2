"""A retrospective as Markdown: the same figures, readable as plain text."""

from __future__ import annotations

import re

from campaign.base.language import _
from campaign.exports.report import (
    Block,
    Column,
    Retro,
    blocks,
    facts,
    rows,
    spelled,
)

# signs that only mean something at the start of a line are left: no text of theirs ever stands there
_SPECIAL = re.compile(r"([\\`*_\[\]|~])")


def markdown(retro: Retro) -> str:
    """The retrospective as GitHub-flavoured Markdown; no text of a person or a shop can become markup."""
    heads = [f"- {_('{name}: {text}', name=escaped(name), text=escaped(text))}" for name, text in facts(retro)]
    parts = [f"# {escaped(retro.title)}", "\n".join(heads), *(_section(block, retro) for block in blocks(retro))]
    return "\n\n".join(parts) + "\n"


def escaped(text: str) -> str:
    r"""Text without power: markup characters escaped, HTML as entities, one line.

    Example:
        >>> print(escaped("a|b <img src=x>\n[c](d)"))
        a\|b &lt;img src=x&gt; \[c\](d)
    """
    line = " ".join(text.split())
    return _SPECIAL.sub(r"\\\1", line.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;"))


def _section(block: Block, retro: Retro) -> str:
    lines = [f"## {escaped(block.title)}", ""]
    if block.note:
        lines += [escaped(block.note), ""]
    if block.frame.empty:
        return "\n".join([*lines, escaped(block.empty or _("Nothing to show."))])
    body = list(rows(block, retro))
    noted = any(row.note for row in body)
    titles = [column.title for column in block.columns] + [_("Note")] * noted
    lines += [_line(titles), _line_of_rules(block.columns, noted=noted)]
    for row in body:
        cells = [spelled(cell, retro.currency) for cell in row.cells]
        lines.append(_line([*cells, row.note] if noted else cells))
    return "\n".join(lines)


def _line(texts: list[str]) -> str:
    return f"| {' | '.join(escaped(text) for text in texts)} |"


def _line_of_rules(columns: tuple[Column, ...], *, noted: bool) -> str:
    rules = ["---" if column.unit == "text" else "---:" for column in columns]
    return f"| {' | '.join([*rules, '---'] if noted else rules)} |"
