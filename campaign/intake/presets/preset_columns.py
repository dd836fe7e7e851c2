"""How one of our columns is filled from the headers of an export."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Annotated, Any

from pydantic import AfterValidator, Field, field_validator, model_validator

from campaign.base.record import Value

Headers = tuple[str, ...]  # alternative names of one column; the first one that a file has is meant
Words = tuple[str, ...]
_FORMS = ("header", "constant", "sum", "product", "difference", "join", "first_of", "last_of", "colour_in", "size_in")
_PLAIN_WORDS = "a preset says it in one of these forms: " + ", ".join(_FORMS)


def listed(value: Any) -> Any:
    """One text as a list of one, anything else as it is."""
    return [value] if isinstance(value, str) else value


def _compiling(pattern: str) -> str:
    """Refuse what is no regular expression."""
    try:
        re.compile(pattern)
    except re.error as error:
        raise ValueError(f"'{pattern}' is no regular expression: {error}") from None
    return pattern


Pattern = Annotated[str, AfterValidator(_compiling)]


class Filling(Value):
    """Where one of our columns comes from; in YAML a text or a list of texts is `header`.

    Exactly one form:

    Attributes:
        header: Alternative names of the column, in any case, width and spacing, with or without a unit or a currency
            in brackets at the end. The first that the file has is read. `visitors: [商品访客数, 访客数]`
        constant: The same text for every line. `channel: {constant: Google Ads}`
        sum: Sources added up. Parts whose column the file lacks are left out; an empty cell makes the sum empty.
            `inbound: {sum: [采购在途数, 调拨在途数]}`
        product: Two sources multiplied, `12.5%` being 0.125.
            `bounce_visitors: {product: [访客数, 跳失率], whole: true}`
        difference: The first source less the others. Sources may be nested.
            `revenue: {difference: [{product: [Lineitem price, Lineitem quantity]}, Lineitem discount]}`
        join: Filled cells joined by `/`. `channel: {join: [一级来源, 二级来源, 三级来源]}`
        first_of: First day of a range in one cell, such as `Jul 06, 2026 - Jul 29, 2026`; fills `day`.
        last_of: Last day of it; fills `last_day`. A line of several days is refused, or spread when a person asks.
        colour_in: Colour in a text of properties such as `颜色分类:红色;尺码:M`, `红色;M` or `Red,M`: list of headers;
            or headers of option names -> of their values, as `{Option1 Name: Option1 Value}`.
        size_in: Size in the same.

    What may stand beside any form:

    Attributes:
        whole: Round to whole numbers (halves to the even neighbour), for persons and pieces that are computed.
        absent: What an empty cell or a column that is not there means; `0` only where the source says so.
        words: Cell text -> ours, in any case; other texts stay. `status: {header: [..], words: {完成: paid}}`
        patterns: Ours -> regular expression, the first that is found in the cell; a cell without any is empty.
        extract: Regular expression whose first group is the value; a cell without it is empty.
        when: Header -> words; the value counts only on lines where that column holds one of them.
            `refund_units: {header: 购买数量, when: {退款状态: [退款成功]}}`
        unless: Header -> words; the value does not count on lines where that column holds one of them.
        otherwise: The source that is read on lines where all of the above leaves the cell empty.
            `price: {header: Sale price, otherwise: Regular price}`
    """

    header: Headers = ()
    constant: str | None = None
    sum: tuple[Filling, ...] = ()
    product: tuple[Filling, ...] = ()
    difference: tuple[Filling, ...] = ()
    join: tuple[Filling, ...] = ()
    first_of: Headers = ()
    last_of: Headers = ()
    colour_in: Headers | dict[str, str] = ()
    size_in: Headers | dict[str, str] = ()
    whole: bool = False
    absent: str | None = None
    words: dict[str, str] = Field(default_factory=dict)
    patterns: dict[str, Pattern] = Field(default_factory=dict)
    extract: Pattern | None = None
    when: dict[str, Words] = Field(default_factory=dict)
    unless: dict[str, Words] = Field(default_factory=dict)
    otherwise: Filling | None = None

    @model_validator(mode="before")
    @classmethod
    def _short(cls, value: Any) -> Any:
        return {"header": listed(value)} if isinstance(value, str | list | tuple) else value

    @field_validator("header", "first_of", "last_of", "colour_in", "size_in", mode="before")
    @classmethod
    def _alternatives(cls, value: Any) -> Any:
        return listed(value)

    @model_validator(mode="after")
    def _one_form(self) -> Filling:
        if len([form for form in _FORMS if getattr(self, form) not in ((), {}, None)]) != 1:
            raise ValueError(_PLAIN_WORDS)
        if self.product and len(self.product) != 2:
            raise ValueError("a product has two parts")
        return self

    def parts(self) -> tuple[Filling, ...]:
        """The sources that this one is made of."""
        others = (self.otherwise,) if self.otherwise else ()
        return (*self.sum, *self.product, *self.difference, *self.join, *others)

    def named(self) -> Iterator[str]:
        """Every header that it reads."""
        yield from (*self.header, *self.first_of, *self.last_of, *self.when, *self.unless)
        for options in (self.colour_in, self.size_in):
            yield from options
            yield from options.values() if isinstance(options, dict) else ()
        for part in self.parts():
            yield from part.named()
