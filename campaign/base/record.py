"""A record: what people decide, frozen and versioned."""

from __future__ import annotations

from typing import Any, ClassVar

from pydantic import BaseModel, ConfigDict


class Frozen(BaseModel):
    """What never changes once it is made; a query asks it for a field by name, as it asks a document."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    def __getitem__(self, field: str) -> Any:
        try:
            return self.__dict__[field]
        except KeyError:
            raise KeyError(f"{type(self).__name__} has no {field}") from None


class Record(Frozen):
    """One document of the document store; change it by making a new one.

    `id` and `rev` are given by the store (0 before the first write); they are not part of the stored body.
    A child names its `table` and the fields that are looked up by value, and mends older bodies in `upgrade`.
    """

    table: ClassVar[str]
    indexes: ClassVar[tuple[str, ...]] = ()

    id: int = 0
    rev: int = 0

    @classmethod
    def upgrade(cls, body: dict[str, Any]) -> dict[str, Any]:
        """Bring a body written by an earlier version to the present shape."""
        return body


class Value(Frozen):
    """A frozen part of a record."""
