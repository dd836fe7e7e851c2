"""Lines about several days: refused, or divided among their days when a person asks."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from campaign.base.language import _, _n
from campaign.facts.measures import MEASURES
from campaign.intake.cells import times
from campaign.intake.cells.faults import FAULTS, Read
from campaign.intake.fields import Origin
from campaign.intake.files.sheet import IntakeError


def refused(reads: Mapping[str, Read], origins: Mapping[str, Origin]) -> dict[str, Read]:
    """The last days with a fault where a line covers more than one day.

    Raises:
        IntakeError: the whole file covers several days.
    """
    if "last_day" not in reads or "day" not in reads:
        return {}
    last = reads["last_day"]
    long = last.values != reads["day"].values
    constant = origins["last_day"].constant
    if constant is not None and long.any():
        raise IntakeError(_(FAULTS["long_period"], value=constant), column="last_day", value=constant)
    return {"last_day": last.faulted(long, "long_period")}


def spread(table: pl.DataFrame, zone: str) -> tuple[pl.DataFrame, tuple[str, ...]]:
    """Divide what a line counts evenly among its days, what cannot be divided to the first of them.

    Persons are left out: how many of them came again on another day is not known. Counts to date stand on the
    last day.

    Args:
        table: Good lines with `day`, and `last_day` where a line may cover several.
        zone: IANA zone of the days.

    Returns:
        One line for each day, and a sentence where any was divided.

    Example:
        >>> from datetime import date
        >>> lines = pl.DataFrame({"day": [date(2026, 11, 1)], "last_day": [date(2026, 11, 3)], "units": [8]})
        >>> spread(lines, "UTC")[0]["units"].to_list()
        [3, 3, 2]
    """
    if "last_day" not in table.columns:
        return table, ()
    plain = table.drop("last_day")
    long = table["last_day"].is_not_null() & (table["last_day"] > table["day"])
    if not long.any():
        return plain, ()
    days = (pl.col("last_day") - pl.col("day")).dt.total_days() + 1
    apart = (
        table.filter(long)
        .with_columns(days=days)
        .with_columns(each=pl.date_ranges("day", "last_day"), place=pl.int_ranges(0, "days"))
        .explode("each", "place", empty_as_null=True)
    )
    divided = apart.with_columns(_divided(name).alias(name) for name in table.columns if name in MEASURES)
    divided = divided.with_columns(day="each", starts=times.day_starts(divided["each"], zone))
    note = _n(
        "{count} line about several days was divided evenly among them: a guess, without persons",
        "{count} lines about several days were divided evenly among them: a guess, without persons",
        int(long.sum()),
    )
    kept = plain.filter(~long)
    return pl.concat([kept, divided.select(plain.columns)] if kept.height else [divided.select(plain.columns)]), (note,)


def _divided(name: str) -> pl.Expr:
    measure = MEASURES[name]
    if measure.unit == "persons" and not measure.level:
        return pl.lit(None, dtype=pl.Int64)
    if measure.level:
        return pl.when(pl.col("place") == pl.col("days") - 1).then(name)
    if not measure.whole:
        return pl.col(name) / pl.col("days")
    return pl.col(name) // pl.col("days") + (pl.col("place") < pl.col(name) % pl.col("days")).cast(pl.Int64)
