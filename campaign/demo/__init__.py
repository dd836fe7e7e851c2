"""The demo campaign: a Double 11 in the middle of its second launch day, every figure seeded, every act by the desk."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from campaign.base import phases
from campaign.demo import (
    actions,
    imports,
    prices,
    registers,
    signups,
    tasks,
    team,
)
from campaign.demo.demand import demand
from campaign.demo.team import TEAM, login
from campaign.demo.timeline import Story, told
from campaign.desk import Desk
from campaign.plan.campaigns import Campaign
from campaign.storage import Store
from campaign.team.members import Member

ZONE, CURRENCY = "America/Los_Angeles", "USD"
GMV_TARGET_MINOR, BUDGET_MINOR = 1_200_000_00, 240_000_00
NOW = timedelta(hours=14, minutes=20)
PLANNED = timedelta(days=-45, hours=10)
OWN_RATES = {"items_per_buyer": 1.25, "cart_to_pay": 0.25, "favourite_to_pay": 0.03, "visitor_to_pay": 0.017}

__all__ = ["TEAM", "login", "make"]


def make(store: Store, day: date, at: datetime | None = None, by: Member | None = None) -> Campaign:
    """Make the demo campaign as of its second launch day.

    Eight people come with it, the commander first, then one lead per function. They are of the demo alone: nobody
    comes in as one of them, and they join no other campaign. Members who are there already are in it as they are.

    Args:
        store: Where it goes.
        day: The second day of the launch.
        at: Until when things have happened; None: 14:20 of that day.
        by: Who asks; None: the operator.

    Returns:
        The campaign. The same day brings the same figures.

    Raises:
        Refused: the member may not plan, or not add members.
    """
    desk = Desk(store)
    launch = day - timedelta(days=1)
    now = at or phases.day_starts(day, ZONE) + NOW
    begun = phases.day_starts(launch, ZONE) + PLANNED
    desk.allow(by, "plan")
    people = team.enrolled(desk, by, begun)
    planned = desk.campaigns.plan(
        people["commander"],
        begun + timedelta(minutes=20),
        name=f"Double 11 {launch.year}",
        launch=launch,
        zone=ZONE,
        currency=CURRENCY,
        store=f"alder-and-fell-{launch.isoformat()}",
        gmv_target_minor=GMV_TARGET_MINOR,
        budget_minor=BUDGET_MINOR,
        demo=True,
    )
    thresholds = planned.thresholds.model_copy(update=OWN_RATES)
    campaign = desk.campaigns.change(
        people["commander"], planned.id, begun + timedelta(hours=1), thresholds=thresholds.model_dump()
    )
    story = Story(desk, campaign, demand(campaign), people, now)
    told(
        story,
        [
            *imports.steps(story),
            *tasks.steps(story),
            *prices.steps(story),
            *actions.steps(story),
            *signups.steps(story),
            *registers.steps(story),
        ],
    )
    return store.records(Campaign).one(campaign.id)
