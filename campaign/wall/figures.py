"""What a wall shows of a campaign: frozen values, all worked out before anything is drawn."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from campaign.base.language import LANGUAGES, chosen, speaking
from campaign.base.phases import Phase
from campaign.team.members import Function

Unit = Literal["count", "share", "money"]
Level = Literal["critical", "warning", "notice"]
BoardWord = Literal["traffic", "products", "favourites", "service"]
ScoreWord = Literal["gmv", "favourites_and_carts"]
MeasureWord = Literal["visitors", "conversion", "order_value", "favourites", "carts", "favourite_rate", "cart_rate"]


@dataclass(frozen=True, slots=True)
class Spoken:
    """A sentence the campaign makes, in every language: walls in both languages share one set of figures."""

    by_language: tuple[tuple[str, str], ...]

    def __str__(self) -> str:
        return dict(self.by_language)[chosen()]


Text = str | Spoken


def spoken(say: Callable[[], str]) -> Spoken:
    """What `say` says in each language.

    Example:
        >>> str(spoken(lambda: "half sold"))
        'half sold'
    """
    said = []
    for language in LANGUAGES:
        with speaking(language):
            said.append((language, say()))
    return Spoken(tuple(said))


@dataclass(frozen=True, slots=True)
class Stamp:
    """When data were true, and how long they may be shown as fresh."""

    at: datetime
    fresh: timedelta


@dataclass(frozen=True, slots=True)
class Score:
    """The one figure the phase is about: GMV from launch on, favourites and carts before it.

    `planned` is what the plan wanted by the time of the data; `low` and `high` enclose `expected` with 80 %.
    Money is in minor units. A value nobody knows is None.
    """

    word: ScoreWord
    unit: Unit
    actual: float | None = None
    target: float | None = None
    planned: float | None = None
    expected: float | None = None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Bar:
    """One hour or day of the race; `actual` is None for time to come and for missing data.

    `elapsed_share` is the part of the hour or day that the data cover.
    """

    starts: datetime
    actual: float | None = None
    planned: float | None = None
    low: float | None = None
    high: float | None = None
    elapsed_share: float = 1.0


@dataclass(frozen=True, slots=True)
class Race:
    """Actual against plan by hour (launch) or by day (every other phase), in time order."""

    word: ScoreWord
    unit: Unit
    step: Literal["hour", "day"]
    bars: tuple[Bar, ...] = ()


@dataclass(frozen=True, slots=True)
class Measure:
    """A figure beside its plan; money in minor units."""

    word: MeasureWord
    unit: Unit
    value: float | None = None
    planned: float | None = None


@dataclass(frozen=True, slots=True)
class Gap:
    """What one product lacks against its pace, `missing` in the unit of the score."""

    name: str
    missing: float
    pace_share: float | None = None
    reason: Text = ""


@dataclass(frozen=True, slots=True)
class Alert:
    """An open alert; one without an owner says so."""

    id: str
    level: Level
    text: Text
    opened: datetime
    owner: str = ""


@dataclass(frozen=True, slots=True)
class RunningOut:
    """A SKU and the hours its stock lasts at the present rate."""

    name: str
    units_left: float
    hours_left: float | None = None
    next_inbound: datetime | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of a board; `change` is relative to the same time of the plan."""

    name: Text
    value: float
    change: float | None = None


@dataclass(frozen=True, slots=True)
class Board:
    """A leaderboard, best first; without entries `missing` says what would fill it."""

    word: BoardWord
    unit: Unit
    entries: tuple[Entry, ...] = ()
    stamp: Stamp | None = None
    missing: Text = ""


@dataclass(frozen=True, slots=True)
class FunctionTasks:
    """The checklist of one function in the current phase."""

    function: Function
    done: int
    total: int
    overdue: int = 0


@dataclass(frozen=True, slots=True)
class OverdueTask:
    """A task past its due time."""

    text: Text
    due: datetime
    owner: str = ""


@dataclass(frozen=True, slots=True)
class Figures:
    """Everything a wall shows of one campaign at one revision.

    `at` is the moment the figures were worked out. `gaps`, `alerts` and `running_out` are None while nobody
    can know them (no plan, no stock figures) and empty when there is nothing to report; they come worst first.
    `sales_stamp` is the time of the data behind score, race, measures and gaps. Whatever is not known stays
    None and is shown as unknown.
    """

    revision: int
    at: datetime
    campaign: str
    zone: str
    currency: str
    phases: tuple[Phase, ...] = ()
    score: Score | None = None
    race: Race | None = None
    measures: tuple[Measure, ...] = ()
    gaps: tuple[Gap, ...] | None = None
    alerts: tuple[Alert, ...] | None = None
    running_out: tuple[RunningOut, ...] | None = None
    boards: tuple[Board, ...] = ()
    functions: tuple[FunctionTasks, ...] = ()
    overdue: tuple[OverdueTask, ...] = ()
    sales_stamp: Stamp | None = None
    stock_stamp: Stamp | None = None
    checklist_stamp: Stamp | None = None
