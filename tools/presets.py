"""The page of presets, written from the presets themselves: python -m tools.presets."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from campaign.intake import presets
from campaign.intake.presets.preset import Preset
from campaign.intake.presets.preset_columns import Filling

PAGE = Path(__file__).parents[1] / "docs" / "presets.md"
HEAD = """# Presets

What exports are read as they are. A preset is a file in `data/presets`; this page is written from them by
`python -m tools.presets`. A file is recognised by the headers that prove its preset, in any order, case and width;
what a preset does not name is never read, and what names persons is dropped when the file is opened. Lines that only
add up others (总计, 合计, Total: …) are left out and counted in every file; `-` and `--` are unknown, never 0; text
guards (`="123"`, `'123`), signs of currencies, separators of thousands, bracketed negatives, `%` and 万 are understood.

| preset | file | where it is exported | fills | what its revenue is | what is mended |
|---|---|---|---|---|---|
"""


def page() -> str:
    """The whole page."""
    return HEAD + "".join(row(preset) for preset in presets().values())


def row(preset: Preset) -> str:
    """One preset as a row."""
    where = f"{preset.where.en}<br>{preset.where.zh}" if preset.where else "—"
    revenue = preset.definitions.get("revenue")
    said = f"{revenue.en}<br>{revenue.zh}" if revenue else "—"
    cells = [
        f"`{preset.id}`",
        f"{preset.title.en}<br>{preset.title.zh}",
        where,
        _fills(preset),
        said,
        "; ".join(mended(preset)) or "—",
    ]
    return f"| {' | '.join(cell.replace('|', '/') for cell in cells)} |\n"


def mended(preset: Preset) -> Iterator[str]:
    """What the preset does about the traps of its file."""
    if preset.refused:
        yield (
            f"taken into the register `{preset.belongs_to}`"
            if preset.belongs_to
            else "known, and refused with a reason"
        )
    if preset.header_lines > 1:
        yield "two lines of headers"
    if preset.description_lines or any(rule.unlike for rule in preset.left_out):
        yield "lines that explain the headers left out"
    if any(rule.words or rule.empty for rule in preset.left_out):
        yield "lines that repeat others left out"
    if preset.fill_down:
        yield f"filled down within one {preset.fill_down.by[0]}"
    if preset.block:
        yield f"several lines in one cell of {preset.block.header[0]}"
    if preset.decimal != "point":
        yield "decimal comma" if preset.decimal == "comma" else "decimal comma where the figures show it"
    if preset.dates != "year_first":
        yield "the day before the month" if preset.dates == "day_first" else "the month before the day"
    if "last_day" in preset.columns or "period" in preset.day_from:
        yield "figures of several days refused, or spread when somebody asks"
    if preset.day_from:
        yield "day from " + " or ".join({"file_name": "the file's name", "period": "a line above the headers"}[one]
                                        for one in preset.day_from)  # fmt: skip
    if preset.add_up:
        yield "lines of one plan and product added up"
    if preset.per_order:
        yield "amounts of the order counted once"
    if "buyer" in preset.columns:
        yield "buyers counted, then forgotten"
    computed = [ours for ours, filling in preset.columns.items() if _is_computed(filling)]
    if computed:
        yield "computed: " + ", ".join(f"`{ours}`" for ours in computed)


def _fills(preset: Preset) -> str:
    kinds = " or ".join(preset.kinds)
    return f"{kinds}: {', '.join(f'`{ours}`' for ours in preset.columns)}" if preset.columns else "nothing"


def _is_computed(filling: Filling) -> bool:
    return bool(filling.sum or filling.product or filling.difference)


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
