"""A recognised file brought into the shape of a plain table: only the columns that its preset names stay."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import polars as pl

from campaign.base.language import N_, _
from campaign.intake import headers
from campaign.intake.cells import date_formats, faults
from campaign.intake.columns import Cell, field_of, fields
from campaign.intake.files.delimited_text import LINE
from campaign.intake.presets import computed_columns
from campaign.intake.presets.preset import Block, LeftOut, Preset
from campaign.intake.presets.preset_columns import Filling

TOTAL = N_("total line")
DESCRIPTION = N_("line that explains the headers")
REPEATING = N_("line that the preset leaves out")
_TOTALS = r"(?i)^(总计|合计|总和|小计|汇总|合計|grand total|total|gesamt|totaal|totale|итого)\s*([:：].*)?$"
_FIGURES: frozenset[Cell] = frozenset({"count", "number", "rating", "share", "money"})
_COMMA = r"^[^0-9]*[0-9]{1,3}(?:[. \x{a0}\x{202f}'][0-9]{3})*(?:,[0-9]+)?[^0-9]*$|^[^0-9]*[0-9]+(?:,[0-9]+)?[^0-9]*$"
_COMMA_SEEN, _POINT_SEEN = r"[0-9],[0-9]{1,2}[^0-9]*$", r"[0-9]\.[0-9]{1,2}[^0-9]*$"
_DAYS: frozenset[Cell] = frozenset({"day", "instant"})


@dataclass
class Shaped:
    """A file as its preset reads it.

    Attributes:
        frame: The columns that are read, and `LINE`.
        meant: Header or computed column -> our column.
        aside: Headers that are known by name only; their cells are gone.
        constants: Our column -> a value that holds for every line.
        dropped: Lines left out, by reason.
        notes: What was decided on the way, as sentences.
    """

    frame: pl.DataFrame
    meant: dict[str, str] = field(default_factory=dict)
    aside: tuple[str, ...] = ()
    constants: dict[str, str] = field(default_factory=dict)
    dropped: dict[str, int] = field(default_factory=dict)
    notes: tuple[str, ...] = ()


def shaped(preset: Preset, frame: pl.DataFrame, header_line: int, file_name: str, above: Sequence[str]) -> Shaped:
    """Bring a file into shape.

    Args:
        preset: What the file is.
        frame: Its cells as text with `LINE`, without columns that name persons.
        header_line: Line of its headers.
        file_name: Its name.
        above: The filled cells above the headers.

    Returns:
        The columns that the preset fills, one for each of ours, and what was left out.

    Raises:
        IntakeError: a computed amount is made of two currencies.

    Source: formats.md, common rules.
    """
    titles = [name for name in frame.columns if name != LINE]
    found = Shaped(frame)
    _leave_out(found, DESCRIPTION, frame[LINE] <= header_line + preset.description_lines)
    _leave_out(found, TOTAL, total(found.frame.select(titles)))
    read = preset.read()
    found.aside = tuple(
        name for name in titles if headers.normalise(name) not in read and headers.bare(name) not in read
    )
    found.frame = found.frame.select(LINE, *(name for name in titles if name not in found.aside))
    _prepare(preset, found)
    names = headers.Names(name for name in found.frame.columns if name != LINE)
    for rule in preset.left_out:
        header = names.find(*rule.header)
        if header is not None:
            _leave_out(found, REPEATING, _repeating(found.frame[header], rule))
    _fill(preset, found, names)
    _take_day(preset, found, file_name, above)
    return found


def total(frame: pl.DataFrame) -> pl.Series:
    """Whether each line only adds up others: its first filled cell says so."""
    texts = frame.to_series(0)
    if texts.null_count():
        texts = frame.select(pl.coalesce(pl.all().str.strip_chars())).to_series()
    each = texts.unique()
    totals = each.filter(each.str.strip_chars().str.contains(_TOTALS).fill_null(value=False))
    return texts.is_in(totals.implode()) if len(totals) else pl.Series([False]).new_from_index(0, frame.height)


def _repeating(column: pl.Series, rule: LeftOut) -> pl.Series:
    left_out = computed_columns.holds(column, rule.words)
    if rule.empty:
        left_out |= faults.tidy(column).is_null()
    if rule.unlike is not None:
        left_out |= ~column.str.contains(rule.unlike).fill_null(value=True)
    return left_out


def without(frame: pl.DataFrame, lines: pl.Series) -> pl.DataFrame:
    """A frame without some of its lines; none of them, and it is the same frame and no copy."""
    return frame.filter(~lines) if lines.any() else frame


def _leave_out(found: Shaped, reason: str, lines: pl.Series) -> None:
    before = found.frame.height
    found.frame = without(found.frame, lines)
    if found.frame.height < before:
        found.dropped[reason] = found.dropped.get(reason, 0) + before - found.frame.height


def _prepare(preset: Preset, found: Shaped) -> None:
    """Cells that stand for nothing emptied, groups filled down, several lines in one cell set apart."""
    texts = pl.exclude(LINE)
    if preset.missing:
        nothing = [word.casefold() for word in preset.missing]
        plain = texts.str.strip_chars().str.to_lowercase()
        found.frame = found.frame.with_columns(pl.when(~plain.is_in(nothing)).then(texts).name.keep())
    names = headers.Names(name for name in found.frame.columns if name != LINE)
    if preset.fill_down and (by := names.find(*preset.fill_down.by)) is not None:
        filled = [theirs for name in preset.fill_down.headers if (theirs := names.find(name)) is not None]
        found.frame = found.frame.with_columns(pl.col(name).forward_fill().over(by) for name in filled)
    if preset.block and (header := names.find(*preset.block.header)) is not None:
        found.frame = _exploded(found.frame, header, preset.block)


def _exploded(frame: pl.DataFrame, header: str, block: Block) -> pl.DataFrame:
    """One line for each line that a cell holds; what stands before the first one opens nothing."""
    mark = "\x01"
    marked = frame.with_columns(
        pl.col(header).str.replace_all(f"({block.opens})", mark + "$1").str.split(mark).alias("\x00block")
    )
    apart = marked.with_columns(
        pl.when(pl.col("\x00block").list.len() > 1)
        .then(pl.col("\x00block").list.slice(1))
        .otherwise(pl.col("\x00block"))
    ).explode("\x00block", empty_as_null=True)
    parts = [pl.col("\x00block").str.extract(pattern, 1).alias(name) for name, pattern in block.parts.items()]
    return apart.with_columns(parts).drop("\x00block", header)


def _fill(preset: Preset, found: Shaped, names: headers.Names) -> None:
    """The columns of ours, each under the header that it is read from or a name that says how it is computed."""
    comma = _has_decimal_comma(preset, found.frame, names)
    if comma:
        found.notes += (_("The figures are written with a decimal comma: 1.234,56 is 1234.56"),)
        found.frame = _pointed(preset, found.frame, names)
    table = computed_columns.Table(found.frame, names, preset.dates)
    columns: dict[str, pl.Series] = {LINE: found.frame[LINE]}
    for ours, filling in preset.columns.items():
        if filling.constant is not None:
            found.constants[ours] = filling.constant
            continue
        computed = table.compute(filling)
        if computed is None:
            continue
        label = computed.label
        if (
            _is_figure(preset, ours)
            and (code := computed_columns.currency(computed))
            and not headers.currency_of(label)
        ):
            label = f"{label} ({code})"
        if label in columns:
            label = f"{label} ({ours})"
        is_day = _cell(preset, ours) in _DAYS
        columns[label] = date_formats.year_first(computed.text, preset.dates) if is_day else computed.text
        found.meant[label] = ours
    found.frame = pl.DataFrame(columns)


def _cell(preset: Preset, ours: str) -> Cell | None:
    found = ((kind, field_of(ours, kind)) for kind in preset.kinds)
    return next((fields(kind)[name] for kind, name in found if name is not None), None)


def _is_figure(preset: Preset, ours: str) -> bool:
    return _cell(preset, ours) in _FIGURES


def _figure_headers(preset: Preset, names: headers.Names) -> list[str]:
    """The headers whose cells are figures."""

    def of(filling: Filling) -> list[str]:
        own = [theirs] if filling.header and (theirs := names.find(*filling.header)) is not None else []
        return own + [header for part in filling.parts() for header in of(part)]

    figures = [of(filling) for ours, filling in preset.columns.items() if _is_figure(preset, ours)]
    return list(dict.fromkeys(header for found in figures for header in found))


def _has_decimal_comma(preset: Preset, frame: pl.DataFrame, names: headers.Names) -> bool:
    if preset.decimal != "auto":
        return preset.decimal == "comma"
    figures = _figure_headers(preset, names)

    def seen(pattern: str) -> bool:
        return bool(figures) and frame.select(pl.any_horizontal(pl.col(figures).str.contains(pattern).any())).item()

    return seen(_COMMA_SEEN) and not seen(_POINT_SEEN)


def _pointed(preset: Preset, frame: pl.DataFrame, names: headers.Names) -> pl.DataFrame:
    """1.234,56 as 1234.56 in the columns of figures."""
    pointed = []
    for header in _figure_headers(preset, names):
        plain = pl.col(header).str.replace_all(r"[.'\x{a0}\x{202f}]", "").str.replace(",", ".", literal=True)
        pointed.append(pl.when(pl.col(header).str.contains(_COMMA)).then(plain).otherwise(header).alias(header))
    return frame.with_columns(pointed)


def _take_day(preset: Preset, found: Shaped, file_name: str, above: Sequence[str]) -> None:
    """The day that no column gives, out of the file's name or of a line above the headers."""
    wanted = "at" if "stock" in preset.kinds else "day"
    if wanted in found.meant.values() or wanted in found.constants:
        return
    for place in preset.day_from:
        texts = [date_formats.days_in(text, preset.dates) for text in ([file_name] if place == "file_name" else above)]
        days = max(texts, key=len, default=[])
        if not days:
            continue
        where = _("the file's name") if place == "file_name" else _("a line above the headers")
        found.constants[wanted] = max(days) if wanted == "at" else min(days)
        if wanted == "day" and max(days) != min(days):
            found.constants["last_day"] = max(days)
        found.notes += (
            _("{column} is {value}, taken from {place}", column=wanted, value=found.constants[wanted], place=where),
        )
        return
