"""The demo's checklist in mid-flight: who ticked what when, what was waived, what is late."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial

import numpy as np

from campaign.base import phases
from campaign.demo.demand import SEED
from campaign.demo.timeline import Step, Story
from campaign.plan import campaigns
from campaign.plan.tasks import Task, due_day
from campaign.team.members import Member

WAIVED = {"P1-VI-4": "The studio is booked until 15 November; last season's short videos are used again"}
LATE = ("P2-OV-3", "P3-MK-1")
PARTLY = {"P2-PR-1": 4, "P3-VI-2": 2, "P3-MK-2": 5, "P3-LS-1": 3, "P3-MK-3": 1}
STILL_OPEN = ("P3-OV-2", "P3-PR-1", "P3-PR-2", "P3-ON-2", "P3-VI-3", "P3-LS-2")
AHEAD = ("P4-MK-1", "P4-MK-2")
TAKEN_BACK = ("P2-LS-4", "Two replies still name last year's code")
GIVEN = {"P3-OV-2": "overall", "P3-PR-2": "logistics_service", "P3-VI-2": "visual", "P4-OV-3": "overall"}
WARM_UP_WAIVER = "Traffic reached 96% of plan; the rest is covered by the release for the opening hours"
NOTES = {
    "P1-OV-1": "Main venue and two category venues confirmed",
    "P1-OV-7": "10% kept back as reserve",
    "P1-PR-6": "Three SKUs lowered by one step",
    "P1-LS-3": "Count differed on 14 SKUs, all booked",
    "P1-LS-10": "Passed on the second try",
    "P2-OV-1": "Late October showed fewer purchases and more carts: buyers wait",
    "P2-MK-1": "Directed coupons first, mail last",
    "P2-LS-6": "Two more packing tables",
    "P3-OV-1": "Everybody there, 25 minutes",
    "P3-OV-4": "Paid search +20% from midnight",
    "P3-OF-1": "Six influencers, one code each",
}


def steps(story: Story) -> list[Step]:
    """Every tick, waiver, hand-over and closing."""
    desk, campaign = story.desk, story.campaign
    random = np.random.default_rng(SEED + 4)
    tasks = desk.store.records(Task).by("campaign", campaign.id)
    found = [one for task in tasks for one in _of(story, task, random)]
    commander = story.people["commander"]
    warm_up = (campaigns.calendar(campaign)[1].first - campaign.launch).days
    found += [
        Step(
            story.instant(-6, "09:30"),
            partial(_give, story, commander, task, story.people[function].id),
        )
        for task, function in GIVEN.items()
    ]
    return [
        *found,
        Step(
            story.instant(warm_up, "11:10"),
            lambda at: desk.campaigns.close_phase(commander, campaign.id, "build_up", at),
        ),
        Step(
            story.instant(0, "00:10"),
            lambda at: desk.campaigns.close_phase(commander, campaign.id, "warm_up", at, WARM_UP_WAIVER),
        ),
    ]


def _give(story: Story, by: Member, task: str, owner: int, at: datetime) -> None:
    story.desk.tasks.assign(by, story.campaign.id, task, at, owner)


def _of(story: Story, task: Task, random: np.random.Generator) -> list[Step]:
    """What happened to one task."""
    desk, campaign, lead = story.desk, story.campaign.id, story.people[task.function]
    at = _before(task, story, random)
    if task.task in WAIVED:
        return [Step(at, lambda when: desk.tasks.waive(lead, campaign, task.task, when, WAIVED[task.task]))]
    if task.task in (*LATE, *STILL_OPEN) or (task.phase == "review" and task.task not in AHEAD):
        return []
    if task.task in PARTLY:
        return [
            Step(at + timedelta(minutes=35 * part), partial(_tick, story, lead, task.task, part, ""))
            for part in range(PARTLY[task.task])
        ]
    ticked = Step(at, partial(_tick, story, lead, task.task, None, NOTES.get(task.task, "")))
    if task.task != TAKEN_BACK[0]:
        return [ticked]
    back = Step(
        at + timedelta(hours=2), lambda when: desk.tasks.untick(lead, campaign, task.task, when, note=TAKEN_BACK[1])
    )
    return [ticked, back, ticked._replace(at=at + timedelta(hours=5))]


def _tick(story: Story, by: Member, task: str, part: int | None, note: str, at: datetime) -> None:
    story.desk.tasks.tick(by, story.campaign.id, task, at, note=note, part=part)


def _before(task: Task, story: Story, random: np.random.Generator) -> datetime:
    """A working hour on one of the last days before a task was due; never later than now."""
    zone = story.campaign.zone
    day = due_day(task, zone) - timedelta(days=int(random.choice([0, 0, 1, 1, 2])))
    starts = next(phase.first for phase in campaigns.calendar(story.campaign) if phase.key == task.phase)
    if due_day(task, zone) >= starts:
        day = max(day, starts)
    latest = story.now - timedelta(hours=3)
    clock = timedelta(hours=int(random.integers(9, 18)), minutes=int(random.integers(0, 60)))
    return min(phases.day_starts(day, zone) + clock, latest)
