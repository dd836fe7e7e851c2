"""Cells of one column as values, with a fault for each that cannot be read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from campaign.base.language import N_

MISSING = ("", "-", "--", "—", "——", "–", "N/A", "n/a", "#N/A", "NULL", "null", "NaN", "nan", "\\N")
_EDGES = " \t\r\n\u3000\u00a0\u200b\u200c\u200d\u2060\ufeff"
_OFTEN = 8  # from here on it is quicker to look at each different text once

FAULTS = {
    "missing": N_("The cell is empty; fill it or leave the line out"),
    "not_number": N_("'{value}' is not a number; write digits such as 1234.50, or leave the cell empty"),
    "not_whole": N_("'{value}' is not a whole number; this column counts pieces, persons or times"),
    "negative": N_("'{value}' is below 0; write what is taken back as a refund"),
    "too_large": N_("'{value}' is too large to be true; check the number"),
    "other_currency": N_("'{value}' is not in {currency}, the campaign's currency; convert it or leave it out"),
    "share": N_("'{value}' is no share; write 98% or 0.98"),
    "rating": N_("'{value}' is no score between 0 and 5"),
    "shortened": N_("'{value}' was shortened by a spreadsheet; format the column as text and export it again"),
    "not_day": N_("'{value}' is not a day; write it like 2016-11-11"),
    "long_period": N_("'{value}' ends a period of several days; export it day by day, or spread it over its days"),
    "not_hour": N_("'{value}' is not an hour; write 0 to 23 beside a day, or 2016-11-11 14:00"),
    "not_instant": N_("'{value}' is not a time; write it like 2016-11-11 14:30"),
    "skipped_hour": N_("'{value}' does not exist in {zone}: the clock is set forward; write the hour after it"),
    "role": N_("'{value}' is no role; write hit, potential_hit, profit, image or none"),
    "stage": N_("'{value}' is no stage; write deposit, balance or leave the cell empty"),
    "unknown_code": N_("No product has the code '{value}'; import the product list first, or take the good rows"),
    "shared_code": N_("The code '{value}' belongs to {places}; give each SKU a code of its own, or take the good rows"),
    "order_amount": N_("'{value}' differs within one order; an amount of the order is the same on all its lines"),
}


@dataclass(frozen=True)
class Read:
    """What a column says: one value per cell, null where empty or wrong; `faults` a key of `FAULTS` where wrong."""

    values: pl.Series
    faults: pl.Series | None = None

    def faulted(self, wrong: pl.Series, fault: str) -> Read:
        """The same with a fault where `wrong` holds and none was found before."""
        wrong = wrong.fill_null(value=False)
        if not wrong.any():
            return self
        before = (
            self.faults if self.faults is not None else pl.Series([None], dtype=pl.String).new_from_index(0, len(wrong))
        )
        after = pl.select(pl.when(before.is_null() & wrong).then(pl.lit(fault)).otherwise(before)).to_series()
        return Read(pl.select(pl.when(after.is_null()).then(self.values)).to_series(), after)


def tidy(column: pl.Series) -> pl.Series:
    r"""Text without edges and spreadsheet guards; what stands for nothing is null.

    Source: formats.md, common rules.

    Example:
        >>> tidy(pl.Series(['="0012"', "'186", " 7\t", "--", "—", ""])).to_list()
        ['0012', '186', '7', None, None, None]
    """
    if column.to_frame().select(pl.all().approx_n_unique()).item() * _OFTEN < len(column):
        each = column.unique()
        if _tidied(each).equals(each, null_equal=True):  # then nothing in the column needs it
            return column
    return _tidied(column)


def _tidied(column: pl.Series) -> pl.Series:
    plain = column.str.strip_chars(_EDGES)
    if plain.str.starts_with("=").any():
        plain = plain.str.replace(r'^="+(.*?)"+$', "$1").str.strip_chars(_EDGES)
    if plain.str.starts_with("'").any():
        plain = plain.str.replace("^'", "")
    nothing = plain.is_in(MISSING)
    return pl.select(pl.when(~nothing).then(plain)).to_series() if nothing.any() else plain


def ids(text: pl.Series) -> Read:
    """Ids as text: `12345.0` loses its `.0`, `6.2E+11` has lost digits for ever and is a fault.

    Example:
        >>> ids(pl.Series(["12345.0", "A1"])).values.to_list()
        ['12345', 'A1']
    """
    if text.str.ends_with(".0").any():
        text = text.str.replace(r"^(\d+)\.0$", "$1")
    shortened = text.str.contains(r"^\d(\.\d+)?[eE]\+\d+$")
    return Read(text).faulted(shortened, "shortened")


def chosen(text: pl.Series, words: Mapping[str, str], fault: str) -> Read:
    """One of a few words; any other text is a fault."""
    known = text.str.to_lowercase().replace_strict(words, default=None, return_dtype=pl.String)
    return Read(known).faulted(text.is_not_null() & known.is_null(), fault)
