"""The demo's story: what happened when, told in order."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from campaign.base import phases
from campaign.demo.demand import Demand
from campaign.demo.team import People
from campaign.desk import Desk
from campaign.plan.campaigns import Campaign


class Step(NamedTuple):
    """One thing that somebody did; `act` is given the instant."""

    at: datetime
    act: Callable[[datetime], object]
    alone: bool = False  # it reads or writes facts, so it stands in no transaction of documents


@dataclass(frozen=True)
class Story:
    """Who acts, in which campaign, on which demand, until when."""

    desk: Desk
    campaign: Campaign
    demand: Demand
    people: People
    now: datetime

    def instant(self, offset: int, clock: str) -> datetime:
        """A local clock time some days from the launch day."""
        hours, minutes = (int(part) for part in clock.split(":"))
        day = self.campaign.launch + timedelta(days=offset)
        return phases.day_starts(day, self.campaign.zone) + timedelta(hours=hours, minutes=minutes)

    @property
    def full_hour(self) -> datetime:
        """The last full hour up to now."""
        return self.now.astimezone(UTC).replace(minute=0, second=0, microsecond=0)


def told(story: Story, steps: Iterable[Step]) -> None:
    """Take every step up to now in the order of time; those on documents alone share a transaction."""
    together: list[Step] = []
    for step in sorted((step for step in steps if step.at <= story.now), key=lambda step: step.at):
        if not step.alone:
            together.append(step)
            continue
        _taken(story, together)
        together = []
        step.act(step.at)
    _taken(story, together)


def _taken(story: Story, steps: Iterable[Step]) -> None:
    with story.desk.transaction():
        for step in steps:
            step.act(step.at)
