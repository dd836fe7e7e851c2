"""Columns that a preset computes from those of a file, as text that reads like a file's own."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import reduce

import polars as pl

from campaign.base.language import _
from campaign.intake import headers
from campaign.intake.cells import faults, numbers, variations
from campaign.intake.cells.date_formats import Order, days_in
from campaign.intake.files.sheet import IntakeError
from campaign.intake.presets.preset_columns import Filling

_MOST = 10**15
_SIGNS = {"sum": " + ", "product": " × ", "difference": " − "}
_OPERATORS: dict[str, Callable[[pl.Expr, pl.Expr], pl.Expr]] = {
    "sum": pl.Expr.add,
    "product": pl.Expr.mul,
    "difference": pl.Expr.sub,
}


@dataclass(frozen=True)
class Computed:
    """A column as text, what it is called, and the headers whose cells it says."""

    label: str
    text: pl.Series
    headers: tuple[str, ...]


@dataclass(frozen=True)
class Table:
    """The cells of a file by header, the names by which they are found, and how its days are written."""

    frame: pl.DataFrame
    names: headers.Names
    dates: Order = "year_first"

    def compute(self, filling: Filling) -> Computed | None:
        """What a filling says, None where the file lacks its columns.

        Raises:
            IntakeError: it adds up amounts of two currencies.
        """
        found = self._alone(filling)
        other = self.compute(filling.otherwise) if filling.otherwise else None
        if found is None or other is None:
            return found or other
        text = faults.tidy(found.text).fill_null(other.text)
        return Computed(found.label, text, _all_headers([found, other]))

    def _alone(self, filling: Filling) -> Computed | None:
        """What a filling says without what stands in for its empty cells."""
        found = self._form(filling)
        if found is None and filling.absent is not None:
            found = Computed(next(filling.named(), ""), self._always(filling.absent), ())
        if found is None:
            return None
        text = self._counting(_told(found.text, filling), filling)
        return None if text is None else Computed(found.label, text, found.headers)

    def _form(self, filling: Filling) -> Computed | None:
        if filling.header:
            return self._column(filling.header)
        if filling.constant is not None:
            return Computed(filling.constant, self._always(filling.constant), ())
        if filling.join:
            return self._joined(filling.join)
        if filling.first_of or filling.last_of:
            found = self._column(filling.first_of or filling.last_of)
            return found and Computed(
                found.label, self._day_of(found.text, first=bool(filling.first_of)), found.headers
            )
        if filling.colour_in or filling.size_in:
            return self._variation(filling.colour_in or filling.size_in, colour=bool(filling.colour_in))
        return self._reckoned(filling)

    def _always(self, text: str) -> pl.Series:
        return pl.Series([text], dtype=pl.String).new_from_index(0, self.frame.height)

    def _column(self, alternatives: Sequence[str]) -> Computed | None:
        header = self.names.find(*alternatives)
        return None if header is None else Computed(header, self.frame[header], (header,))

    def _joined(self, parts: Sequence[Filling]) -> Computed | None:
        found = [one for part in parts if (one := self.compute(part)) is not None]
        if not found:
            return None
        columns = pl.DataFrame([faults.tidy(one.text).alias(str(place)) for place, one in enumerate(found)])
        text = columns.select(pl.concat_str(pl.all(), separator="/", ignore_nulls=True).replace("", None)).to_series()
        return Computed("/".join(one.label for one in found), text, _all_headers(found))

    def _variation(self, named: Sequence[str] | dict[str, str], *, colour: bool) -> Computed | None:
        if isinstance(named, dict):
            both = [(self.names.find(name), self.names.find(value)) for name, value in named.items()]
            pairs = [(name, value) for name, value in both if name is not None and value is not None]
            used = tuple(value for _name, value in pairs)
            text = variations.of_options(self.frame, pairs, colour=colour) if pairs else None
            return None if text is None else Computed("/".join(used), text, used)
        found = self._column(named)
        return found and Computed(found.label, variations.of_texts(found.text, colour=colour), found.headers)

    def _day_of(self, text: pl.Series, *, first: bool) -> pl.Series:
        each = text.drop_nulls().unique()
        days = [days_in(one, self.dates) for one in each]
        chosen = [(one[0] if first else one[-1]) if one else text for one, text in zip(days, each, strict=True)]
        return text.replace_strict(each, pl.Series(chosen, dtype=pl.String), default=None, return_dtype=pl.String)

    def _reckoned(self, filling: Filling) -> Computed | None:
        """A sum, product or difference; a line with a part that is no number says the parts as they stand."""
        form = next(form for form in _SIGNS if getattr(filling, form))
        found = [self.compute(part) for part in getattr(filling, form)]
        parts = [one for one in found if one is not None]
        if not parts or (form != "sum" and len(parts) < len(found)):
            return None
        texts = [faults.tidy(one.text) for one in parts]
        reads = [numbers.exact(text) for text in texts]
        values = pl.DataFrame([read.values.alias(str(place)) for place, read in enumerate(reads)])
        large = values.select(pl.any_horizontal(pl.all().cast(pl.Float64).abs() > _MOST)).to_series()
        if form == "product":
            size = values.select(reduce(pl.Expr.mul, [pl.col(name).cast(pl.Float64).abs() for name in values.columns]))
            large |= size.to_series() > _MOST
        kept = values.select(pl.when(~large).then(pl.all()))
        result = kept.select(reduce(_OPERATORS[form], [pl.col(name) for name in kept.columns])).to_series()
        wrong = reduce(lambda one, other: one | other, (r.faults.is_not_null() for r in reads if r.faults is not None),
                       large.fill_null(value=False))  # fmt: skip
        written = _written(result, texts, whole=filling.whole)
        if wrong.any():
            said = pl.DataFrame([text.alias(str(place)) for place, text in enumerate(texts)]).select(
                pl.concat_str(pl.all().fill_null("-"), separator=_SIGNS[form])
            )
            written = pl.select(pl.when(wrong).then(said.to_series()).otherwise(written)).to_series()
        label = _SIGNS[form].join(one.label for one in parts)
        return Computed(label, written, _all_headers(parts))

    def _counting(self, text: pl.Series, filling: Filling) -> pl.Series | None:
        """The text on lines where `when` and `unless` let it count; None where `when` cannot be told."""
        counts = pl.Series([True], dtype=pl.Boolean).new_from_index(0, len(text))
        for conditions, wanted in ((filling.when, True), (filling.unless, False)):
            found = [(theirs, words) for name, words in conditions.items() if (theirs := self.names.find(name))]
            if conditions and not found and wanted:
                return None
            for theirs, words in found:
                counts &= holds(self.frame[theirs], words) == wanted
        return text if counts.all() else pl.select(pl.when(counts).then(text)).to_series()


def currency(found: Computed) -> str | None:
    """The currency that the headers of a column name.

    Raises:
        IntakeError: they name two.
    """
    codes = sorted({code for header in found.headers if (code := headers.currency_of(header))})
    if len(codes) > 1:
        raise IntakeError(
            _("{column} is made of amounts in {first} and {second}; convert one of them first",
              column=found.label, first=codes[0], second=codes[1]),
            column=found.label,
        )  # fmt: skip
    return codes[0] if codes else None


def holds(column: pl.Series, words: Sequence[str]) -> pl.Series:
    """Whether each cell is one of a few words, in any case."""
    wanted = [word.casefold() for word in words]
    return faults.tidy(column).str.to_lowercase().is_in(wanted).fill_null(value=False)


def _all_headers(found: Sequence[Computed]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(header for one in found for header in one.headers))


def _told(text: pl.Series, filling: Filling) -> pl.Series:
    """The text by the filling's own words."""
    if filling.extract:
        text = text.str.extract(filling.extract, 1)
    if filling.patterns:
        chosen = pl.lit(None, dtype=pl.String)
        for ours, pattern in reversed(filling.patterns.items()):
            chosen = pl.when(pl.lit(text).str.contains(pattern)).then(pl.lit(ours)).otherwise(chosen)
        text = pl.select(chosen).to_series()
    if filling.words:
        words = {theirs.casefold(): ours for theirs, ours in filling.words.items()}
        plain = faults.tidy(text)
        known = plain.str.to_lowercase().replace_strict(words, default=None, return_dtype=pl.String)
        text = known.fill_null(plain)
    if filling.absent is not None:
        text = faults.tidy(text).fill_null(filling.absent)
    return text


def _written(values: pl.Series, texts: Sequence[pl.Series], *, whole: bool) -> pl.Series:
    """Decimals as text, marked with the currency that their parts are marked with."""
    rounded = values.round(0) if whole else values
    text = rounded.cast(pl.String).str.strip_chars_end("0").str.strip_suffix(".")
    if all(mark.null_count() == len(mark) for mark in map(numbers.marks, texts)):
        return text
    mark = pl.select(pl.coalesce(*map(numbers.marks, texts), pl.lit(""))).to_series()
    return mark + text
