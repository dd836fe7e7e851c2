"""Batches: what was read in from a file, by whom, and how its columns were mapped."""

from __future__ import annotations

import json
from datetime import date, datetime
from hashlib import sha256
from typing import Any, ClassVar, Literal

from pydantic import Field

from campaign.base.record import Record, Value

Via = Literal["page", "command", "feed", "inbox"]
State = Literal["writing", "in", "undoing", "undone"]
UNDO_DAYS = 60  # the files of older versions are kept for 200 days, so what stood before is there for longer


class Wish(Value):
    """All that a person or a feed says about a file before it is opened; what is left open the headers decide.

    `preset` is None where nobody says it, empty for none. `spread` divides a line about several days among them;
    `figures_only` leaves the master data of products aside. `name` is the file's, which may hold its day. `kept` is
    the digest of the kept mapping that filled what was left open, empty where none did.
    """

    kind: str | None = None
    preset: str | None = None
    columns: dict[str, str] = Field(default_factory=dict)
    constants: dict[str, str] = Field(default_factory=dict)
    cumulative: tuple[str, ...] = ()
    source: str = ""
    spread: bool = False
    figures_only: bool = False
    name: str = ""
    kept: str = ""

    @property
    def chosen(self) -> bool:
        """Whether the preset or the columns are said, so that no kept mapping is asked."""
        return bool(self.preset is not None or self.columns or self.cumulative)


class Batch(Record):
    """One file (or one entry by hand) that was taken in; its rows lie in the facts, this is the receipt.

    `state` is `writing` or `undoing` for the moment in which its rows are written or taken back; who finds it so
    with its process gone finishes it. `first` and `last` are the days its facts speak of, `measured` and `counted`
    the versions of facts and stock that hold them, `goods` the number of products once they were in. `preset` is the
    preset it was read by, `mapped` where a person said what its columns mean, now or before, else `template`. `asked`
    is the digest of the wish it was read by, `signature` that of its headers, `codes` that of the shop's codes where
    they decided what it is about; `undoer` is the member behind `undone_by`.
    """

    table: ClassVar[str] = "batches"
    indexes: ClassVar[tuple[str, ...]] = ("campaign", "sha256")

    campaign: int
    at: datetime
    member: int | None
    who: str
    file: str
    sha256: str
    kind: str
    source: str
    encoding: str
    rows: int
    accepted: int
    new: int
    changed: int
    same: int
    dropped: int
    problems: int
    version: int | None
    via: Via = "page"
    preset: str = ""
    store: str = ""
    state: State = "in"
    undone_at: datetime | None = None
    undone_by: str = ""
    undoer: int | None = None
    asked: str = ""
    signature: str = ""
    codes: str = ""
    score: float | None = None
    first: date | None = None
    last: date | None = None
    measured: int | None = None
    counted: int | None = None
    goods: int | None = None


class Mapping(Record):
    """How a person mapped a file's columns, kept for the next file with the same headers.

    `preset` is what the file was opened by, empty for none, None where an older version did not keep it. `signature`
    is that of all headers as written; of older ones (not `whole`) that of the columns that were read.
    """

    table: ClassVar[str] = "mappings"
    indexes: ClassVar[tuple[str, ...]] = ("signature",)

    signature: str
    whole: bool = True
    kind: str
    preset: str | None = None
    columns: dict[str, str]
    cumulative: tuple[str, ...] = ()
    constants: dict[str, str] = Field(default_factory=dict)
    source: str = ""
    at: datetime
    who: str

    @classmethod
    def upgrade(cls, body: dict[str, Any]) -> dict[str, Any]:
        """A mapping of an older version is known by the columns that were read."""
        return {"whole": False, **body}

    @property
    def digest(self) -> str:
        """A digest of all that decides how a file is read."""
        return digest(self.model_dump(mode="json", exclude={"id", "rev", "at", "who"}))


def digest(*said: object) -> str:
    """One short text for anything that JSON can say, different for anything different: another order too.

    Example:
        >>> digest({"a": 1, "b": 2}) == digest({"a": 1, "b": 2}), digest("a") == digest("b")
        (True, False)
    """
    return sha256(json.dumps(said, ensure_ascii=False).encode()).hexdigest()[:32]


class Arrival(Record):
    """One file of the watched folder: taken in with a batch, or refused with a sentence that says why.

    `path` is where the file lies now, below the watched folder, or the receipt of one that named persons and was
    deleted; `batch` is None where nothing was new or changed.
    """

    table: ClassVar[str] = "arrivals"
    indexes: ClassVar[tuple[str, ...]] = ("campaign",)

    campaign: int
    at: datetime
    file: str
    path: str
    taken: bool
    batch: int | None = None
    reason: str = ""
