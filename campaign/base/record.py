"""A record: what people decide, frozen and versioned."""

from __future__ import annotations

from typing import Any, ClassVar

from pydantic import BaseModel, ConfigDict


class Record(BaseModel):
    """One document of the document store; change it by making a new one.

    `id` and `rev` are given by the store (0 before the first write); they are not part of the stored body.
    A child names its `table` and the fields that are looked up by value, and mends older bodies in `upgrade`.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")
    table: ClassVar[str]
    indexes: ClassVar[tuple[str, ...]] = ()

    id: int = 0
    rev: int = 0

    @classmethod
    def upgrade(cls, body: dict[str, Any]) -> dict[str, Any]:
        """Bring a body written by an earlier version to the present shape."""
        return body


class Value(BaseModel):
    """A frozen part of a record."""

    model_config = ConfigDict(frozen=True, extra="forbid")
