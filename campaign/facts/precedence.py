"""Which source and which split a figure is read from, so that nothing that overlaps is added."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from campaign.base.record import Value
from campaign.facts.contract import ANY, DAY, HOUR, MANUAL, SPLITS
from campaign.facts.measures import Measure


class Held(Value):
    """Rows of one source, split and grain that hold a measure: on which days and in which channels.

    `derived` says that the figure is read from a level (`units` from `lifetime_units`).
    """

    source: str
    split: frozenset[str] = frozenset()
    grain: str = DAY
    days: frozenset[date]
    channels: frozenset[str] = frozenset({ANY})
    derived: bool = False


class Choice(Value):
    """What a figure is read from: one source, one split of it, and these channels (None: all).

    `layered` says that hours stand beside days or SKUs beside their products: only the coarser rows count then.
    """

    source: str
    split: tuple[str, ...] = ()
    channels: frozenset[str] | None = None
    derived: bool = False
    layered: bool = False

    @property
    def split_text(self) -> str:
        """The split in words: `product`, `product+sku`, `*`."""
        return "+".join(self.split) or ANY


def choices(
    measure: Measure, held: Iterable[Held], needs: frozenset[str] = frozenset(), only: str | None = None
) -> tuple[Choice, ...]:
    """Choose what a measure is summed from, so that nothing that overlaps is added.

    One figure, one source. Sources come in this order: platform files, templates and feeds before `manual`;
    counted before derived from a level; more days of the window before fewer; split by product before not, so that
    sums by day and by product agree; then by name. Within the source one split counts: the one that holds more days,
    then the coarsest (a `*` row already holds what split rows hold together), product before channel. SKUs and hours
    are no splits of their own: they count where the source has no row of their product or their day.

    Measures that ad platforms and ledgers report channel by channel (`Measure.by_channel`: spend, commission,
    impressions, clicks, what platforms claim) may add over sources, because one platform's channel is not another's:
    each channel is taken from the first source that has it. A channel overlaps itself, the levels above it
    (`search` and `search/brand`) and `*`. Rows that name a channel come before rows that do not; a source that
    names none overlaps everything, so it counts alone or not at all.

    Args:
        measure: What is summed.
        held: What the store holds of it in the window.
        needs: Splits and grain that the figure asks for: `product`, `sku`, `channel`, `plan`, `hour`.
        only: The one source that may count, chosen by a person.

    Returns:
        The sources, best first; more than one only where their channels do not overlap; none where nothing is held.

    Source: storage.md, Facts; measures.md, Rules.

    Example:
        >>> from campaign.facts.measures import MEASURES
        >>> week = frozenset({date(2026, 11, 10), date(2026, 11, 11)})
        >>> by_product = Held(source="products", split=frozenset({"product"}), days=week)
        >>> by_channel = Held(source="sources", split=frozenset({"channel"}), days=week)
        >>> [choice.source for choice in choices(MEASURES["visitors"], [by_channel, by_product])]
        ['products']
        >>> needs = frozenset({"channel"})
        >>> [choice.source for choice in choices(MEASURES["visitors"], [by_channel, by_product], needs)]
        ['sources']
    """
    found = _splits([one for one in held if only in (None, one.source)], needs)
    best: dict[tuple[str, bool], _Found] = {}
    for split in sorted(found, key=lambda split: _split_rank(split, measure)):
        best.setdefault((split.choice.source, split.choice.derived), split)
    ranked = sorted(best.values(), key=lambda split: _source_rank(split, measure))
    if not measure.by_channel:
        return tuple(split.choice for split in ranked[:1])
    taken: set[str] = set()
    chosen = []
    for choice, _days, channels in ranked:
        free = frozenset(channel for channel in channels if not any(_overlap(channel, other) for other in taken))
        if free:
            taken |= free
            chosen.append(choice.model_copy(update={"channels": None if free == channels else free}))
    return tuple(chosen)


class _Found(NamedTuple):
    """A split of a source, with the days and the channels that it holds."""

    choice: Choice
    days: frozenset[date]
    channels: frozenset[str]


def _splits(held: Iterable[Held], needs: frozenset[str]) -> list[_Found]:
    """Bring what is held together to splits; SKUs and hours join the split of their product and their day."""
    folded: dict[tuple[str, bool, frozenset[str]], list[Held]] = {}
    for one in held:
        if needs - {HOUR} <= one.split and (HOUR not in needs or one.grain == HOUR):
            split = one.split if "sku" in needs else one.split - {"sku"}
            folded.setdefault((one.source, one.derived, split), []).append(one)
    found = []
    for (source, derived, _split), rows in folded.items():
        shared = frozenset.intersection(*(one.split for one in rows))
        choice = Choice(
            source=source,
            split=tuple(name for name in SPLITS.values() if name in shared),
            derived=derived,
            layered=len({(one.split, one.grain) for one in rows}) > 1,
        )
        days = frozenset[date]().union(*(one.days for one in rows))
        channels = frozenset[str]().union(*(one.channels for one in rows))
        found.append(_Found(choice, days, channels))
    return found


def _split_rank(found: _Found, measure: Measure) -> tuple[object, ...]:
    split = found.choice.split
    coarse = [name for name in split if name != "sku"]
    return (-len(found.days), measure.by_channel and "channel" not in split, len(coarse), "product" not in split, split)


def _source_rank(found: _Found, measure: Measure) -> tuple[object, ...]:
    choice = found.choice
    unnamed = measure.by_channel and "channel" not in choice.split
    product_free = "product" not in choice.split
    return (choice.source == MANUAL, unnamed, choice.derived, -len(found.days), product_free, choice.source)


def _overlap(channel: str, other: str) -> bool:
    if ANY in (channel, other):
        return True
    one, two = f"{channel}/", f"{other}/"
    return one.startswith(two) or two.startswith(one)
