"""The phases of a campaign: half-open spans of local days, stored as instants."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Literal
from zoneinfo import ZoneInfo, available_timezones

from campaign.base.errors import CampaignError
from campaign.base.language import N_, _
from campaign.base.record import Value

PhaseKey = Literal["build_up", "warm_up", "launch", "review"]
KEYS: tuple[PhaseKey, ...] = ("build_up", "warm_up", "launch", "review")
NAMES: dict[PhaseKey, str] = {
    "build_up": N_("Build-up"),
    "warm_up": N_("Warm-up"),
    "launch": N_("Launch"),
    "review": N_("Review"),
}
Anchor = Literal["phase_start", "phase_end", "launch"]


class PhaseError(CampaignError):
    """A day or a zone that no calendar can be made of."""


class Phase(Value):
    """One phase: from `starts` up to, not including, `ends`; `first` and `last` are its local days."""

    key: PhaseKey
    starts: datetime
    ends: datetime
    first: date
    last: date

    @property
    def hours(self) -> float:
        """Length in hours: 337, not 336, where a warm-up contains the end of daylight saving."""
        return (self.ends - self.starts) / timedelta(hours=1)

    @property
    def days(self) -> list[date]:
        """The local days of the phase."""
        return [self.first + timedelta(days=place) for place in range((self.last - self.first).days + 1)]

    @property
    def name(self) -> str:
        """The phase's name in the chosen language."""
        return _(NAMES[self.key])


@lru_cache
def zone(name: str) -> ZoneInfo:
    """The IANA zone of a name.

    Raises:
        PhaseError: there is no such zone.
    """
    if name not in available_timezones():
        raise PhaseError(
            _("'{found}' is not a time zone; use an IANA name such as Asia/Shanghai", found=name), found=name
        )
    return ZoneInfo(name)


def day_starts(day: date, zone_name: str) -> datetime:
    """The first instant of a local day.

    Where the clock jumps over midnight, that is the instant of the jump; a day that a zone left out
    (Apia, 30 December 2011) starts and ends in the same instant.

    Args:
        day: A local day.
        zone_name: IANA zone.

    Returns:
        The instant, in UTC.

    Source: systems.md A4-3.

    Example:
        >>> day_starts(date(2026, 11, 11), "America/Los_Angeles").isoformat()
        '2026-11-11T08:00:00+00:00'
        >>> day_starts(date(2011, 12, 30), "Pacific/Apia") == day_starts(date(2011, 12, 31), "Pacific/Apia")
        True
    """
    local = datetime(day.year, day.month, day.day, tzinfo=zone(zone_name))
    return local.astimezone(UTC)


def local_day(at: datetime, zone_name: str) -> date:
    """The local day in which an instant falls.

    Example:
        >>> local_day(datetime(2026, 11, 11, 7, 59, tzinfo=UTC), "America/Los_Angeles")
        datetime.date(2026, 11, 10)
    """
    return at.astimezone(zone(zone_name)).date()


def phases(launch: date, zone_name: str, starts: Sequence[int], end: int) -> tuple[Phase, ...]:
    """The four phases around a launch day.

    Args:
        launch: The launch day, local.
        zone_name: IANA zone of the campaign.
        starts: First day of each phase, in days from the launch day, ascending.
        end: Day after the last phase, in days from the launch day.

    Returns:
        Phases that tile the campaign without gap or overlap, daylight saving included.

    Raises:
        PhaseError: unknown zone, or the calendar does not reach that far.

    Source: systems.md S-01, A2, A4-2, A4-3.

    Example:
        >>> warm_up = phases(date(2026, 11, 11), "America/Los_Angeles", (-41, -14, 0, 2), 10)[1]
        >>> warm_up.hours
        337.0
    """
    try:
        days = [launch + timedelta(days=offset) for offset in (*starts, end)]
        edges = [day_starts(day, zone_name) for day in days]
    except OverflowError:
        raise PhaseError(
            _("The launch day {found} is too far away for a calendar; choose another", found=launch), found=launch
        ) from None
    return tuple(
        Phase(
            key=key, starts=edges[place], ends=edges[place + 1], first=days[place], last=days[place + 1] - timedelta(1)
        )
        for place, key in enumerate(KEYS)
    )


def phase_at(calendar: Sequence[Phase], at: datetime) -> Phase | None:
    """The phase that contains an instant; None before and after the campaign."""
    return next((phase for phase in calendar if phase.starts <= at < phase.ends), None)


def nearest(calendar: Sequence[Phase], at: datetime) -> Phase:
    """The phase to look at: the running one, else the first before and the last after the campaign."""
    return phase_at(calendar, at) or (calendar[0] if at < calendar[0].starts else calendar[-1])


def due(anchor: Anchor, offset_days: int, phase: Phase, launch: date, zone_name: str) -> datetime:
    """When a task is due: the end of the local day anchor + offset.

    Args:
        anchor: `phase_start` is the first local day of the phase, `phase_end` the day on which its half-open
            end falls (so `phase_end -1` is its last day), `launch` the launch day.
        offset_days: Days from the anchor.
        phase: The task's phase.
        launch: The launch day.
        zone_name: IANA zone of the campaign.

    Returns:
        The instant at which that day is over.

    Source: systems.md A3.

    Example:
        >>> launch = date(2026, 11, 11)
        >>> build_up = phases(launch, "America/Los_Angeles", (-41, -14, 0, 2), 10)[0]
        >>> due("phase_end", -1, build_up, launch, "America/Los_Angeles") == build_up.ends
        True
    """
    base = {"phase_start": phase.first, "phase_end": phase.last + timedelta(days=1), "launch": launch}[anchor]
    return day_starts(base + timedelta(days=offset_days + 1), zone_name)
