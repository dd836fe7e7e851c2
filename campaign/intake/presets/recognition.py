"""Which preset a file's headers are: every match with its score and why."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from campaign.base.language import _, _n
from campaign.base.record import Value
from campaign.intake.headers import Names, bare, names_a_person, normalise
from campaign.intake.presets.preset import Preset, presets, the_preset

_BY_NAME = 0.05


NONE = ""  # what a person says who wants no preset


@dataclass(frozen=True)
class Found:
    """The headers of a file as its preset reads them.

    Attributes:
        titles: The headers, two lines of them joined where the preset has two.
        preset: What the file is, None where nothing proves a preset.
        score: How well it fits.
        below: Lines below the header line that are headers too.
    """

    titles: tuple[str | None, ...]
    preset: Preset | None = None
    score: float = 0.0
    below: int = 0


class Match(Value):
    """How well a preset fits a file.

    Attributes:
        preset: Its id.
        score: Share of the headers that the preset knows, those that name persons aside; a little more where the
            file's or the sheet's name fits too, up to 1; halved while a header that proves the preset is missing.
        reasons: What speaks for it, as sentences.
        missing: Headers that would prove it and are not there, or that disprove it and are; empty: it is proved.
    """

    preset: str
    score: float
    reasons: tuple[str, ...]
    missing: tuple[str, ...]


def recognise(
    written: Iterable[str],
    file_name: str = "",
    sheet_names: Sequence[str] = (),
    known: Mapping[str, Preset] | None = None,
) -> tuple[Match, ...]:
    """Every preset that knows a header of a file, the proved ones first, then by score.

    Args:
        written: The headers as in the file.
        file_name: Its name.
        sheet_names: Names of the workbook's sheet, if it is one.
        known: The presets to choose from; None for all.

    Returns:
        Matches; only the first may be proposed, and only where nothing is missing.

    Source: formats.md, common rules.
    """
    listed = [header for header in written if normalise(header)]
    telling = [header for header in listed if not names_a_person(header)]
    names = Names(listed)
    choice = presets() if known is None else known
    found = [_match(preset, telling, names, file_name, sheet_names) for preset in choice.values()]
    proofs = {name: len(preset.required) for name, preset in choice.items()}
    order = sorted(found, key=lambda match: (bool(match.missing), -match.score, -proofs[match.preset]))
    return tuple(match for match in order if match.score > 0)


def proposed(matches: Sequence[Match]) -> Match | None:
    """The match that may be proposed to a person."""
    return matches[0] if matches and not matches[0].missing else None


def identified(
    titles: Sequence[str | None],
    around: tuple[Sequence[str | None], Sequence[str | None]],
    file_name: str,
    sheet_name: str,
    wanted: str | None = None,
    known: Mapping[str, Preset] | None = None,
) -> Found:
    """What a file is by its headers, in one line or two.

    Args:
        titles: The header line.
        around: The line above it and the line below it, empty where there is none.
        file_name: The file's name.
        sheet_name: The workbook sheet's name.
        wanted: The preset that a person chose, `NONE` for none, None to find out.
        known: The presets to choose from; None for all.

    Raises:
        PresetError: there is no such preset.
    """
    plain = Found(tuple(titles))
    if wanted == NONE:
        return plain
    above, below = around
    forms = [(1, plain), (2, Found(_joined(above, titles))), (2, Found(_joined(titles, below), below=1))]
    choice = presets() if known is None else known
    found = []
    for lines, form in forms:
        laid_out = {name: preset for name, preset in choice.items() if preset.header_lines == lines}
        written = [title or "" for title in form.titles]
        fitting = recognise(written, file_name, [sheet_name] if sheet_name else [], laid_out)
        if wanted is None:
            best = proposed(fitting)
        else:
            best = next((one for one in fitting if one.preset == the_preset(wanted).id), None)
        if best is not None:
            found.append(replace(form, preset=choice[best.preset], score=best.score))
    if not found and wanted is not None:
        return replace(plain, preset=the_preset(wanted))
    return max(found, key=lambda one: one.score, default=plain)


def _joined(upper: Sequence[str | None], lower: Sequence[str | None]) -> tuple[str | None, ...]:
    """Two lines of headers as one; a group stands above the first of its columns and holds up to the next."""
    joined: list[str | None] = []
    group = ""
    for place, title in enumerate(lower):
        group = ((upper[place] if place < len(upper) else "") or "").strip() or group
        joined.append(f"{group} {(title or '').strip()}".strip() or None)
    return tuple(joined)


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
