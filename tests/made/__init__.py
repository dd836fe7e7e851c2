"""Made files: for every preset the documented headers and traps, and the sums that must come out."""

from __future__ import annotations

from dataclasses import dataclass, field
from importlib import import_module


@dataclass(frozen=True)
class Made:
    """A file as its system writes it.

    Attributes:
        preset: Id of the preset that must be recognised.
        name: Name of the file.
        content: Its bytes.
        zone: Zone of the campaign it is imported into.
        currency: Its currency.
        expected: Measure, stock column or product count (`products`) -> the sum over the day rows of all products
            together where the source gives them, else over all rows; amounts in minor units.
        rows: Lines below the headers that are not empty.
        dropped: Lines left out without being wrong, over all reasons.
        constants: What a person is asked for, such as the instant of a stock-taking.
        problems: Lines that are refused.
        by_day: Measure -> day -> its sum on that day.
        products: Product column -> its sum, for amounts, or how many different texts it holds.
        secrets: Words about persons that the file holds and nothing may keep.
    """

    preset: str
    name: str
    content: bytes
    zone: str
    currency: str
    expected: dict[str, int]
    rows: int
    dropped: int = 0
    constants: dict[str, str] = field(default_factory=dict)
    problems: int = 0
    by_day: dict[str, dict[str, int]] = field(default_factory=dict)
    products: dict[str, int] = field(default_factory=dict)
    secrets: tuple[str, ...] = ()


def every() -> list[Made]:
    """Every made file; each module of makers has a `made()`."""
    return [one for makers in ("domestic", "overseas") for one in import_module(f"tests.made.{makers}").made()]
