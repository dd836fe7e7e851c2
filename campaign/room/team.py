"""Who works here: members, leads, and what everybody did."""

from __future__ import annotations

from datetime import datetime

from campaign.plan.campaigns import Campaign
from campaign.plan.tasks import Task
from campaign.room.cache import Part, kept
from campaign.team import members
from campaign.team.journal import Entry
from campaign.team.members import Credential, Function, Member


class Team(Part):
    """People, and the journal of what they did."""

    @kept(Member)
    def members(self) -> dict[int, Member]:
        """The active members by id, the commander first, then leads in the order of their functions."""
        roster = members.team(self.store.records(Member).all(), demo=self.campaign.demo)
        order = {function: place for place, function in enumerate(members.FUNCTIONS)}
        roster.sort(
            key=lambda one: (members.ROLES.index(one.role), min((order[f] for f in one.functions), default=9), one.id)
        )
        return {one.id: one for one in roster}

    @kept(Member, Credential)
    def without_password(self) -> frozenset[int]:
        """The members who have not chosen a password yet: they cannot come in. Of the demo's people nobody has one."""
        chosen = {one.member for one in self.store.records(Credential).all()}
        return frozenset(one.id for one in self.members().values() if not one.demo and one.id not in chosen)

    @kept(Member)
    def leads(self) -> dict[Function, tuple[Member, ...]]:
        """The leads of each function; the commander stands for `overall` where nobody leads it."""
        roster = list(self.members().values())
        seats: dict[Function, tuple[Member, ...]] = {
            function: tuple(one for one in roster if function in one.functions) for function in members.FUNCTIONS
        }
        if not seats["overall"]:
            seats["overall"] = tuple(one for one in roster if one.role == "commander")[:1]
        return seats

    def name(self, member: int | None) -> str | None:
        """The name of a member, also of one who left."""
        found = self.store.records(Member).get(member) if member is not None else None
        return found.name if found else None

    def owner(self, task: Task) -> str | None:
        """Who a task belongs to: its owner, else the leads of its function."""
        if task.owner is not None:
            return self.name(task.owner)
        seated = self.leads()[task.function]
        return " / ".join(one.name for one in seated) or None

    @kept(Entry)
    def journal(self) -> tuple[Entry, ...]:
        """Every change of this campaign, newest first."""
        return tuple(reversed(self.store.records(Entry).by("campaign", self.campaign.id)))

    @kept(Entry, Member)
    def audit(self) -> tuple[Entry, ...]:
        """Every change of this campaign and of its team, newest first."""
        strangers = {one.id for one in self.store.records(Member).all() if one.demo and not self.campaign.demo}
        entries = self.store.records(Entry).find(
            lambda one: one.campaign == self.campaign.id or (one.campaign is None and one.member not in strangers)
        )
        return tuple(reversed(entries))

    def news(self, since: datetime, besides: Member | None = None, most: int = 12) -> list[Entry]:
        """What others changed since an instant, newest first."""
        found: list[Entry] = []
        for entry in self.journal():
            if entry.at <= since or len(found) == most:
                break
            if besides is None or entry.member != besides.id:
                found.append(entry)
        return found

    @kept(Campaign)
    def campaigns(self) -> tuple[Campaign, ...]:
        """All campaigns of the store folder, the latest launch first."""
        return tuple(sorted(self.store.records(Campaign).all(), key=lambda one: one.launch, reverse=True))
