"""Kinds of registers: what a list is for, its columns and states, the tasks it proves; read from data files."""

from __future__ import annotations

from collections import Counter
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Literal, Self, cast

import yaml
from pydantic import BeforeValidator, Field, ValidationError, model_validator

from campaign.base.errors import CampaignError
from campaign.base.language import _, spoken
from campaign.base.phases import PhaseKey
from campaign.base.record import Value
from campaign.plan.playbook import Named
from campaign.team.members import Function

FOLDER = Path(__file__).resolve().parents[2] / "data" / "registers"

ColumnType = Literal[
    "text", "long", "number", "count", "money", "share", "day", "instant", "choice", "member", "link", "product",
    "yes-no",
]  # fmt: skip
Cell = str | int | float | bool
NUMBER = "id"
ANY, ALL = "any", "all"
Need = int | Literal["all", "heroes", "potential_hits"]
MEASURED: tuple[ColumnType, ...] = ("number", "count", "money", "share")
ORDERED: tuple[ColumnType, ...] = (*MEASURED, "day", "instant")


class RegisterError(CampaignError):
    """A register, an entry or a cell that cannot be used."""


def _several(found: object) -> object:
    """One word where a list may stand."""
    return (found,) if isinstance(found, str) else found


Words = Annotated[tuple[str, ...], BeforeValidator(_several)]


class Choice(Named):
    """One of the values that a column may have: `words` are what other systems call it."""

    words: Words = ()


class Column(Named):
    """One column: `headers` are the names that other systems give it."""

    type: ColumnType = "text"
    required: bool = False
    choices: tuple[Choice, ...] = ()
    help_en: str = ""
    help_zh: str = ""
    source: str = ""
    headers: tuple[str, ...] = ()

    @property
    def help(self) -> str:
        """What to write there, in the chosen language."""
        return spoken(self.help_en, self.help_zh)

    def choice(self, key: object) -> Choice | None:
        """The choice of a key."""
        return next((one for one in self.choices if one.key == key), None)

    @model_validator(mode="after")
    def _choices(self) -> Self:
        if bool(self.choices) != (self.type == "choice"):
            raise ValueError(f"column {self.key}: a choice needs choices, and only a choice may have them")
        return self


# What every register has besides its own columns; the choices of `state` are the register's states.
OWNER = Column(key="owner", title_en="Owner", title_zh="负责人", type="member", headers=("who",))
DUE = Column(key="due", title_en="Due", title_zh="截止日", type="day", headers=("due date", "deadline"))
RESULT = Column(key="result", title_en="Result", title_zh="结果", type="long")
NOTE = Column(key="note", title_en="Note", title_zh="备注", type="long")
COMMON = ("owner", "due", "state", "result", "note")


class State(Choice):
    """A state of an entry: the work on it is done, or it was let go."""

    done: bool = False
    waived: bool = False

    @property
    def settled(self) -> bool:
        """Whether nothing is left to do."""
        return self.done or self.waived


class Limit(Value):
    """How many entries there may be, or how many different ones by `each`; `said` is the refusal."""

    count: int = Field(ge=1)
    each: Words = ()
    where: dict[str, Words] = Field(default_factory=dict)
    said_en: str
    said_zh: str


class Ratio(Value):
    """A column that must reach another one, so many times."""

    column: str
    of: str
    times: float = Field(default=1.0, gt=0)


class Proof(Value):
    """How entries prove a task.

    Attributes:
        task: The task of the playbook.
        where: Only entries with one of these values count.
        states: They count in these states; empty: the done ones, `any`: all.
        filled: They count with these columns filled only, unless they were waived.
        at_least: They count where one column reaches another.
        each: Entries with the same values count once.
        need: How many are needed: a number, `all` that match, or a figure of the campaign.
        none_is_fine: With `all`, a list without a match is no gap.
        above: Instead of `need`, more a day than in this phase; `sums` names columns that must grow too.
        sums: See `above`.
    """

    task: str
    where: dict[str, Words] = Field(default_factory=dict)
    states: Words = ()
    filled: Words = ()
    at_least: tuple[Ratio, ...] = ()
    each: Words = ()
    need: Need = 1
    none_is_fine: bool = False
    above: PhaseKey | None = None
    sums: Words = ()


class Kind(Named):
    """A register: one list that tasks ask for; `called` names the columns by which an entry is known.

    A line of a file without a number changes the entry that says the same in all columns of `found_by`. Other systems
    call the state of an entry by one of `state_headers`.
    """

    function: Function
    order: int
    about_en: str
    about_zh: str
    source: str
    columns: tuple[Column, ...] = Field(min_length=1)
    states: tuple[State, ...] = Field(min_length=2)
    called: Words
    found_by: Words = ()
    state_headers: Words = ()
    limits: tuple[Limit, ...] = ()
    proves: tuple[Proof, ...] = ()
    check: Literal["title", "message"] | None = None
    example: dict[str, Cell] = Field(default_factory=dict)

    @property
    def about(self) -> str:
        """What the list is for, in the chosen language."""
        return spoken(self.about_en, self.about_zh)

    @property
    def done(self) -> tuple[str, ...]:
        """The states in which an entry is done."""
        return tuple(state.key for state in self.states if state.done)

    def column(self, key: str) -> Column:
        """The column of a key."""
        return next(column for column in self.columns if column.key == key)

    @property
    def common(self) -> tuple[Column, ...]:
        """Owner, due, state, result and note as columns."""
        choices = tuple(Choice(**one.model_dump(include={*Choice.model_fields})) for one in self.states)
        state = Column(key="state", title_en="State", title_zh="状态", type="choice", choices=choices,
                       headers=self.state_headers)  # fmt: skip
        return OWNER, DUE, state, RESULT, NOTE

    def state(self, key: str) -> State:
        """The state of a key; one that the register no longer knows is open."""
        return next((one for one in self.states if one.key == key), State(key=key, title_en=key, title_zh=key))

    def columns_of(self, type_: ColumnType) -> tuple[Column, ...]:
        """The columns of a type."""
        return tuple(column for column in self.columns if column.type == type_)

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        for what, named in (("columns", self.columns), ("states", self.states)):
            twice = [key for key, count in Counter(one.key for one in named).items() if count > 1]
            if twice:
                raise ValueError(f"{what} found twice: {', '.join(twice)}")
        own = {column.key for column in self.columns}
        if taken := own & {*COMMON, NUMBER}:
            raise ValueError(f"every register has these columns already: {', '.join(sorted(taken))}")
        if not self.done:
            raise ValueError("no state is done")
        _known("called", self.called, own)
        _known("found_by", self.found_by, own)
        _known("example", self.example, {*own, "state", "result", "note"})
        for limit in self.limits:
            _known("limits", (*limit.each, *limit.where), own)
            _chosen(self, limit.where)
        for proof in self.proves:
            self._check(proof, own)
        return self

    def _check(self, proof: Proof, own: set[str]) -> None:
        """Refuse a proof that names what the register does not have."""
        place = f"proof of {proof.task}"
        _known(place, (*proof.each, *proof.where, *proof.sums), own)
        _known(place, proof.filled, {*own, *COMMON})
        _known(place, proof.states, {ANY, *(state.key for state in self.states)})
        for ratio in proof.at_least:
            _known(place, (ratio.column, ratio.of), {key for key in own if self.column(key).type in ORDERED})
        if proof.above and "phase" not in own:
            raise ValueError(f"{place}: `above` compares phases, so the register needs a column `phase`")
        _chosen(self, proof.where)


def _known(place: str, found: object, known: set[str]) -> None:
    strangers = sorted(set(cast("tuple[str, ...]", found)) - known)
    if strangers:
        raise ValueError(f"{place}: not known here: {', '.join(strangers)}")


def _chosen(kind: Kind, where: dict[str, tuple[str, ...]]) -> None:
    for key, values in where.items():
        if kind.column(key).type == "choice":
            _known(f"choices of {key}", values, {one.key for one in kind.column(key).choices})


def names(folder: Path = FOLDER) -> tuple[str, ...]:
    """The registers there are.

    Example:
        >>> {"assets", "brief", "codes"} <= set(names())
        True
    """
    return tuple(sorted(path.stem for path in folder.glob("*.yaml")))


@lru_cache
def load(name: str, folder: Path = FOLDER) -> Kind:
    """The register of a name, checked.

    Raises:
        RegisterError: there is none, or its file says something impossible; the sentence names file and key.
    """
    if name not in names(folder):
        raise RegisterError(
            _("There is no register '{found}'; choose {known}", found=name, known=", ".join(names(folder)))
        )
    path = folder / f"{name}.yaml"
    try:
        body = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
        return Kind.model_validate({"key": name, **body} if isinstance(body, dict) else body)
    except yaml.YAMLError as error:
        raise RegisterError(_("{file} is no YAML: {reason}", file=path.name, reason=error)) from error
    except ValidationError as error:
        first = error.errors()[0]
        key = ".".join(map(str, first["loc"])) or "–"
        sentence = _("{file}, {key}: {reason}", file=path.name, key=key, reason=first["msg"])
        raise RegisterError(sentence, file=path.name, key=key) from error


@lru_cache
def kinds(folder: Path = FOLDER) -> tuple[Kind, ...]:
    """Every register, in the order in which a campaign needs them.

    Raises:
        RegisterError: a file says something impossible, or two registers have the same place.
    """
    every = sorted((load(name, folder) for name in names(folder)), key=lambda kind: kind.order)
    return tuple(every)
