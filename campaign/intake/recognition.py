"""Which preset a file's headers are: every match with its score and why."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from campaign.intake.headers import Names, bare, normalise
from campaign.intake.presets import Preset, presets
from campaign.language import _, _n
from campaign.record import Value

_BY_NAME = 0.05


class Match(Value):
    """How well a preset fits a file.

    Attributes:
        preset: Its id.
        score: Share of the file's headers that the preset knows, 0 to 1, a little more where the file's or the
            sheet's name fits too; halved while a header that proves the preset is missing.
        reasons: What speaks for it, as sentences.
        missing: Headers that would prove it and are not there, or that disprove it and are; empty: it is proved.
    """

    preset: str
    score: float
    reasons: tuple[str, ...]
    missing: tuple[str, ...]


def recognise(written: Iterable[str], file_name: str = "", sheet_names: Sequence[str] = ()) -> tuple[Match, ...]:
    """Every preset that knows a header of a file, the proved ones first, then by score.

    Args:
        written: The headers as in the file.
        file_name: Its name.
        sheet_names: Names of the workbook's sheet, if it is one.

    Returns:
        Matches; only the first may be proposed, and only where nothing is missing.

    Source: formats.md, common rules.
    """
    listed = [header for header in written if normalise(header)]
    names = Names(listed)
    found = [_match(preset, listed, names, file_name, sheet_names) for preset in presets().values()]
    known = [match for match in found if match.score > 0]
    proofs = {name: len(preset.required) for name, preset in presets().items()}
    return tuple(sorted(known, key=lambda match: (bool(match.missing), -match.score, -proofs[match.preset])))


def proposed(matches: Sequence[Match]) -> Match | None:
    """The match that may be proposed to a person."""
    return matches[0] if matches and not matches[0].missing else None


def _match(preset: Preset, listed: Sequence[str], names: Names, file_name: str, sheet_names: Sequence[str]) -> Match:
    known = preset.known()
    hits = sum(normalise(header) in known or bare(header) in known for header in listed)
    lacking = [_(" or ").join(wanted) for wanted in preset.required if names.find(*wanted) is None]
    disproof = names.find(*preset.forbidden)
    if disproof is not None:
        lacking.append(_("not {column}", column=disproof))
    reasons = [_n("it knows {count} header", "it knows {count} headers", hits)]
    score = hits / len(listed) if listed else 0.0
    if score and any(re.search(pattern, file_name, re.IGNORECASE) for pattern in preset.file_names):
        reasons.append(_("the file's name fits"))
        score += _BY_NAME
    if score and not {normalise(name) for name in sheet_names}.isdisjoint(map(normalise, preset.sheets)):
        reasons.append(_("the sheet's name fits"))
        score += _BY_NAME
    if not lacking:
        reasons.append(_("all headers that prove it are there"))
    score = min(score, 1.0) / (2 if lacking else 1)
    return Match(preset=preset.id, score=round(score, 4), reasons=tuple(reasons), missing=tuple(lacking))
