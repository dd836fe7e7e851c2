"""Days, hours and instants as people and exports write them, in the campaign's zone."""

from __future__ import annotations

from datetime import date, datetime, time

import polars as pl

from campaign.base import phases
from campaign.intake.cells.faults import Read

_WRITTEN = (
    r"^(?P<year>[0-9]{4})[-/.年](?P<month>[0-9]{1,2})[-/.月](?P<day>[0-9]{1,2})日?"
    r"(?:[T\s]*(?P<hour>[0-9]{1,2})[:时](?P<minute>[0-9]{1,2})(?:[:分](?P<second>[0-9]{1,2})(?:\.[0-9]+)?秒?)?分?)?"
    r"\s*(?P<offset>Z|UTC|[+-][0-9]{2}:?[0-9]{2})?$"
)
_COMPACT = r"^([0-9]{4})([0-9]{2})([0-9]{2})$"
_SERIAL = r"^([0-9]{5}(?:\.[0-9]+)?)$"
_SERIAL_START = datetime(1899, 12, 30)  # noqa: DTZ001  (a spreadsheet's clock has no zone)
_FIRST, _AFTER = date(1990, 1, 1), date(2100, 1, 1)
_LAST_HOUR = 23
_LOCAL = pl.Datetime("us")
_INSTANT = pl.Datetime("us", "UTC")


def days(text: pl.Series, zone: str, *, workbook: bool = False) -> Read:
    """Local days; a time behind the day is left off.

    Args:
        text: Days such as 2016-11-14, 2016/11/14, 20161114, 2016年11月14日.
        zone: IANA zone in which a time with an offset falls on a day.
        workbook: A bare number counts days as spreadsheets do.

    Example:
        >>> read = days(pl.Series(["2016/1/4", "20161114", "2016年11月14日", "14/11/2016"]), "Asia/Shanghai")
        >>> [str(day) for day in read.values], read.faults.to_list()
        (['2016-01-04', '2016-11-14', '2016-11-14', 'None'], [None, None, None, 'not_day'])
    """
    here = pl.col("instant").dt.convert_time_zone(zone).dt.replace_time_zone(None)
    known = _clocks(text, zone, workbook=workbook).with_columns(
        day=pl.when("offset").then(here).otherwise("local").dt.date()
    )
    values = _looked_up(text, known, "day")
    return Read(values).faulted(text.is_not_null() & values.is_null(), "not_day")


def instants(text: pl.Series, zone: str, *, workbook: bool = False) -> Read:
    """UTC instants; without an offset the clock is the zone's, a bare day is its first instant.

    Where the clock is set back, an hour that comes twice is the first one.

    Example:
        >>> read = instants(pl.Series(["2016-11-11 00:00:05", "2016-11-11T00:00:05Z"]), "Asia/Shanghai")
        >>> [str(instant) for instant in read.values]
        ['2016-11-10 16:00:05+00:00', '2016-11-11 00:00:05+00:00']
    """
    known = _clocks(text, zone, workbook=workbook)
    values = _looked_up(text, known, "instant")
    lost = text.is_not_null() & values.is_null()
    read = Read(values)
    if lost.any():
        read = read.faulted(lost & _looked_up(text, known, "local").is_not_null(), "skipped_hour")
    return read.faulted(lost, "not_instant")


def timed(text: pl.Series) -> bool:
    """Say whether every filled cell names a time of day, and not all of them midnight."""
    filled = text.drop_nulls()
    clock = filled.str.extract(r"([0-9]{1,2}[:时][0-9]{1,2}(?:[:分][0-9]{1,2})?)", 1)
    return clock.null_count() == 0 and not clock.str.contains(r"^0?0[:时]00?(?:[:分]00?)?$").all()


def hours(text: pl.Series, day: pl.Series | None, zone: str, *, workbook: bool = False) -> Read:
    """UTC instants at which hours begin: 0 to 23 beside a day, or a day and hour in one cell.

    Args:
        text: Hours such as 14, 14:00, 2016-11-11 14:00.
        day: The local day of each row, None where the file has none.
        zone: IANA zone of the hours.
        workbook: A bare number with a fraction counts days as spreadsheets do.
    """
    number = text.str.extract(r"^([0-9]{1,2})(?:[:时点](?:00)?(?::00)?)?$", 1).cast(pl.Int64, strict=False)
    whole = instants(pl.select(pl.when(number.is_null()).then(text)).to_series(), zone, workbook=workbook)
    if whole.faults is not None:
        whole = Read(whole.values).faulted(whole.faults == "skipped_hour", "skipped_hour")
    if day is None:
        return _on_the_hour(text, whole, zone)
    fits = (number <= _LAST_HOUR).fill_null(value=False)
    local = day.cast(_LOCAL) + pl.select(pl.duration(hours=pl.lit(number))).to_series()
    beside = pl.select(pl.when(fits).then(_utc(local, zone))).to_series()
    read = Read(pl.select(pl.coalesce(whole.values, beside)).to_series(), whole.faults)
    read = read.faulted(fits & local.is_not_null() & beside.is_null(), "skipped_hour")
    waiting = fits & day.is_null()
    return _on_the_hour(pl.select(pl.when(~waiting).then(text)).to_series(), read, zone)


def _on_the_hour(text: pl.Series, read: Read, zone: str) -> Read:
    clock = read.values.dt.convert_time_zone(zone)
    begins = (clock.dt.minute() == 0) & (clock.dt.second() == 0)
    return read.faulted(text.is_not_null() & (read.values.is_null() | ~begins), "not_hour")


def day_starts(day: pl.Series, zone: str) -> pl.Series:
    """The first instant of each local day."""
    each = day.drop_nulls().unique()
    starts = pl.Series([phases.day_starts(one, zone) for one in each], dtype=_INSTANT)
    return day.replace_strict(each, starts, default=None, return_dtype=_INSTANT)


def _clocks(text: pl.Series, zone: str, *, workbook: bool) -> pl.DataFrame:
    """Each different text with its local time, whether it names an offset, and its instant."""
    each = text.drop_nulls().unique()
    parts = each.str.replace(_COMPACT, "$1-$2-$3").str.extract_groups(_WRITTEN).struct.unnest()
    two = {unit: pl.col(unit).fill_null("0").str.zfill(2) for unit in ("month", "day", "hour", "minute", "second")}
    clock = pl.format("{}-{}-{} {}:{}:{}", pl.col("year"), *two.values())
    sign = pl.when(pl.col("offset").str.starts_with("-")).then(-1).otherwise(1)
    offset = pl.col("offset").str.extract_groups(r"^[+-]([0-9]{2}):?([0-9]{2})$").struct
    ahead = sign * (offset.field("1").cast(pl.Int64) * 60 + offset.field("2").cast(pl.Int64))
    known = parts.select(
        text=each,
        local=clock.str.to_datetime("%Y-%m-%d %H:%M:%S", time_unit="us", strict=False),
        offset=pl.col("offset").is_not_null(),
        ahead=pl.duration(minutes=ahead.fill_null(0)),
    )
    if workbook:
        known = known.with_columns(local=pl.coalesce("local", _from_serial(each)))
    plausible = pl.col("local").dt.date().is_between(_FIRST, _AFTER, closed="left")
    known = known.with_columns(local=pl.when(plausible).then("local"))
    by_day = pl.Series("by_day", day_starts(known["local"].dt.date(), zone))
    by_clock = pl.Series("by_clock", _utc(known["local"], zone))
    return known.with_columns(
        instant=pl.when("offset")
        .then((pl.col("local") - pl.col("ahead")).dt.replace_time_zone("UTC"))
        .when(pl.col("local").dt.time() == time())
        .then(by_day)
        .otherwise(by_clock)
    )


def _from_serial(text: pl.Series) -> pl.Series:
    """Days since the spreadsheet epoch, to the second."""
    serial = pl.lit(text).str.extract(_SERIAL, 1).cast(pl.Float64)
    seconds = pl.duration(seconds=(serial * 86_400).round(0).cast(pl.Int64))
    return pl.select(pl.lit(_SERIAL_START) + seconds).to_series()


def _utc(local: pl.Series, zone: str) -> pl.Series:
    """Instants of a zone's clock; the first where it shows twice, null where the clock skips it."""
    return local.dt.replace_time_zone(zone, ambiguous="earliest", non_existent="null").dt.convert_time_zone("UTC")


def _looked_up(text: pl.Series, known: pl.DataFrame, column: str) -> pl.Series:
    values = known[column]
    return text.replace_strict(known["text"], values, default=None, return_dtype=values.dtype)
