"""What a retrospective says, in the shape every export format writes: figures, blocks, rows, cells."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Literal, cast
from zoneinfo import ZoneInfo

import pandas as pd

from campaign.base import formats, money
from campaign.base.language import _, _n
from campaign.base.phases import Phase
from campaign.review.outcome import Figure, Unknown

Unit = Literal["text", "count", "money", "price", "share", "rate", "ratio", "day", "moment"]
MEASURED: frozenset[Unit] = frozenset({"count", "money", "price", "share", "rate", "ratio"})
Value = str | int | float | Decimal | date | datetime


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a block's frame: its heading, its unit and why a cell without a value is unknown.

    Without a `unit` each row names its own in the frame's column `unit`. Money and prices are minor units in the
    frame, moments are instants. Without a `reason` the row's own counts (frame column `reason`).
    """

    name: str
    title: str
    unit: Unit | None = "text"
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Plot:
    """A native chart of a block: columns by day, bars by name, or a waterfall of steps between totals.

    `frame` has a column name (texts or days) and those of `series`, column to title; `plan` names the one that is a
    dashed line. A waterfall also reads the column `kind`: plan and actual are totals, step is a difference.
    """

    kind: Literal["columns", "bars", "waterfall"]
    frame: pd.DataFrame
    series: Mapping[str, str]
    unit: Unit
    plan: str = ""


@dataclass(frozen=True, slots=True)
class Block:
    """One sheet or section: a frame, what its columns mean, where the figures come from."""

    key: str
    title: str
    frame: pd.DataFrame
    columns: tuple[Column, ...]
    note: str = ""
    empty: str = ""
    plot: Plot | None = None


@dataclass(frozen=True, slots=True)
class Retro:
    """A whole retrospective, every sentence in it already in the reader's language."""

    title: str
    store: str
    launch: date
    zone: str
    currency: str
    phases: tuple[Phase, ...]
    generated: datetime
    data_as_of: datetime | None
    figures: tuple[Figure, ...]
    blocks: tuple[Block, ...]
    unknowns: tuple[Unknown, ...] = ()


@dataclass(frozen=True, slots=True)
class Cell:
    """One value in the unit a reader sees: money in major units, moments in the campaign's zone.

    `reason` is said of a measure that nobody knows; a text or a day without a value is simply absent.
    """

    value: Value | None
    unit: Unit
    reason: str = ""

    @property
    def unknown(self) -> bool:
        """A measure without a value."""
        return self.value is None and self.unit in MEASURED


@dataclass(frozen=True, slots=True)
class Row:
    """The cells of one row."""

    cells: tuple[Cell, ...]

    @property
    def note(self) -> str:
        """Why those cells that are unknown are."""
        return _("; ").join(dict.fromkeys(cell.reason for cell in self.cells if cell.unknown))


def rows(block: Block, retro: Retro) -> Iterator[Row]:
    """The rows of a block as a reader sees them, in the frame's order."""
    for record in block.frame.to_dict("records"):
        cells = []
        for column in block.columns:
            unit = column.unit or cast(Unit, record["unit"])
            cells.append(Cell(shown(record[column.name], unit, retro), unit, _reason(column, record)))
        yield Row(tuple(cells))


def _reason(column: Column, record: Mapping[Hashable, object]) -> str:
    """The column's reason, else the row's, else that nothing was imported."""
    own = record.get("reason")
    if column.reason or not isinstance(own, str) or not own:
        return column.reason or _("the imported data do not hold it")
    return own


def shown(value: Any, unit: Unit, retro: Retro) -> Value | None:
    """A value of a frame in the unit a reader sees; what is null or not finite is None."""
    if pd.isna(value) or value == "" or (isinstance(value, float) and math.isinf(value)):
        return None
    match unit:
        case "money" | "price":
            return money.to_major(round(value), retro.currency)
        case "moment":
            at: datetime = value
            return at.astimezone(ZoneInfo(retro.zone)).replace(tzinfo=None, microsecond=0)
        case "day":
            day: date = value
            return day.date() if isinstance(day, datetime) else day
        case "text":
            return str(value)
        case "count" if float(value).is_integer():
            return int(value)
        case _:
            return float(value)


def facts(retro: Retro) -> list[tuple[str, str]]:
    """What the campaign is: names and texts."""
    spans = [
        _("{first} to {last}", first=phase.first.isoformat(), last=phase.last.isoformat()) for phase in retro.phases
    ]
    return [
        (_("Store"), retro.store),
        (_("Launch day"), retro.launch.isoformat()),
        *((phase.name, span) for phase, span in zip(retro.phases, spans, strict=True)),
        (_("Time zone"), retro.zone),
        (_("Currency"), retro.currency),
        (_("Data as of"), _moment(retro.data_as_of, retro.zone)),
        (_("Written"), _moment(retro.generated, retro.zone)),
    ]


def _moment(at: datetime | None, zone: str) -> str:
    return _("unknown") if at is None else f"{at.astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M}"


def summary(retro: Retro) -> Block:
    """The key figures as the first block."""
    return figured("summary", _("Summary"), retro.figures)


def figured(
    key: str, title: str, figures: Iterable[Figure], note: str = "", *, aimed: bool = True, plot: Plot | None = None
) -> Block:
    """Figures as a block: one row each, in its own unit, beside its target unless none of them is aimed at one."""
    without = _("no target was set")
    frame = pd.DataFrame(
        [
            {
                **{name: getattr(one, name) for name in ("label", "value", "target", "completion", "unit", "formula")},
                "source": one.source,
                "reason": one.reason or (without if one.target is None else ""),
            }
            for one in figures
        ],
        columns=["label", "value", "target", "completion", "unit", "formula", "source", "reason"],
        dtype="object",
    )
    targets = (
        Column("target", _("Target"), unit=None, reason=without),
        Column("completion", _("Completion"), unit="share"),
    )
    columns = (
        Column("label", _("Figure")),
        Column("value", _("Value"), unit=None),
        *(targets if aimed else ()),
        Column("formula", _("Formula")),
        Column("source", _("Source")),
    )
    return Block(key, title, frame, columns, note=note, plot=plot)


def unknown(retro: Retro) -> Block:
    """Everything the retrospective cannot say, with the reason: one row per block, figure and reason.

    The summary says nothing that the blocks don't, so it is left out.
    """
    found: Counter[tuple[str, str, str]] = Counter()
    for block in retro.blocks:
        by_row = any(column.unit is None for column in block.columns)
        for row in rows(block, retro):
            for column, cell in zip(block.columns, row.cells, strict=True):
                if cell.unknown:
                    figure = f"{row.cells[0].value}: {column.title}" if by_row else column.title
                    found[block.title, figure, cell.reason] += 1
    said = {reason for _block, _figure, reason in found}
    found.update((_("Review"), one.label, one.reason) for one in retro.unknowns if one.reason not in said)
    frame = pd.DataFrame(
        [(*key, _n("{count} row", "{count} rows", count)) for key, count in found.items()],
        columns=["block", "figure", "reason_text", "rows"],
        dtype="object",
    )
    columns = (
        Column("block", _("Block")),
        Column("figure", _("Figure")),
        Column("rows", _("How often")),
        Column("reason_text", _("Reason")),
    )
    return Block("unknown", _("Unknown"), frame, columns, empty=_("Nothing is unknown."))


def blocks(retro: Retro) -> tuple[Block, ...]:
    """All blocks in reading order: the summary first, what is unknown last."""
    return (summary(retro), *retro.blocks, unknown(retro))


def spelled(cell: Cell, currency: str) -> str:
    """A cell as text for people, with its unit.

    Example:
        >>> spelled(Cell(Decimal("1200000.50"), "money"), "USD"), spelled(Cell(0.0412, "rate"), "USD")
        ('$1,200,000', '4.1%')
    """
    value = cell.value
    if cell.unknown:
        return _("unknown")
    if value is None:
        return formats.UNKNOWN
    if isinstance(value, Decimal):
        return money.text(money.to_minor(value, currency), currency, cents=cell.unit == "price")
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M}"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, str):
        return value
    if cell.unit in ("share", "rate"):
        return formats.share(float(value), 1 if cell.unit == "rate" else 0)
    return f"{value:,.2f}" if cell.unit == "ratio" else formats.whole(value)
