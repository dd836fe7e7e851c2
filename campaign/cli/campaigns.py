"""Commands that plan: demo, new, campaigns, phases."""

from __future__ import annotations

from campaign import demo as demonstration
from campaign.base import money, phases
from campaign.base.language import _
from campaign.base.phases import Phase
from campaign.cli.context import Call
from campaign.cli.output import Answer, Json, amount, plain, table
from campaign.plan.campaigns import Campaign, calendar
from campaign.plan.tasks import Task


def demo(call: Call) -> Answer:
    """Make the demo campaign."""
    day = call.arguments.day or phases.local_day(call.now, demonstration.ZONE)
    campaign = demonstration.make(call.store, day)
    return Answer({"campaign": campaign.id}, _("Campaign {id}: {name}", id=campaign.id, name=campaign.name))


def new(call: Call) -> Answer:
    """Plan a campaign."""
    given = call.arguments
    gmv, budget = (None if text is None else money.to_minor(text, given.currency) for text in (given.gmv, given.budget))
    campaign = call.desk.campaigns.plan(
        None,
        call.now,
        name=given.name,
        launch=given.launch,
        zone=given.zone,
        currency=given.currency,
        store=given.store,
        playbook_name=given.playbook,
        gmv_target_minor=gmv,
        budget_minor=budget,
    )
    spans = [_span(phase) for phase in calendar(campaign)]
    tasks = len(call.store.records(Task).by("campaign", campaign.id))
    title = _("Campaign {id}: {name}, {count} tasks", id=campaign.id, name=campaign.name, count=tasks)
    return Answer({"campaign": campaign.id, "phases": spans, "tasks": tasks}, f"{title}\n{_shown(spans)}")


def campaigns(call: Call) -> Answer:
    """List the campaigns."""
    rows: list[dict[str, Json]] = [
        {
            "campaign": one.id,
            "name": one.name,
            "playbook": one.playbook,
            "store": one.store,
            "launch": plain(one.launch),
            "zone": one.zone,
            "currency": one.currency,
            "gmv": amount(one.gmv_target_minor, one.currency),
            "budget": amount(one.budget_minor, one.currency),
            "demo": one.demo,
        }
        for one in call.store.records(Campaign).all()
    ]
    words = {
        "campaign": _("Campaign"), "name": _("Name"), "launch": _("Launch day"), "zone": _("Zone"),
        "store": _("Store"), "gmv": _("GMV target"), "budget": _("Budget"), "demo": _("Demo"),
    }  # fmt: skip
    return Answer(rows, table(rows, words) if rows else _("No campaign is planned yet; try `demo` or `new`"))


def phases_(call: Call) -> Answer:
    """The phases, and where we are."""
    room = call.room
    spans = [_span(phase) for phase in room.calendar]
    now = room.running.key if room.running else None
    word = room.running.name if room.running else _("No phase is running")
    return Answer({"now": now, "at": plain(room.at), "phases": spans}, f"{word}\n{_shown(spans)}")


def _span(phase: Phase) -> dict[str, Json]:
    hours = int(phase.hours) if phase.hours.is_integer() else phase.hours
    return {"phase": phase.key, "starts": plain(phase.starts), "ends": plain(phase.ends), "hours": hours}


def _shown(spans: list[dict[str, Json]]) -> str:
    named = [{**span, "name": _(phases.NAMES[key])} for span, key in zip(spans, phases.KEYS, strict=True)]
    return table(named, {"name": _("Phase"), "starts": _("Starts"), "ends": _("Ends"), "hours": _("Hours")})
