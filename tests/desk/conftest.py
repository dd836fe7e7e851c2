"""A desk over a fresh folder, with a commander, a lead and a member, and one planned campaign."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import NamedTuple

import pytest

from campaign.desk import Desk
from campaign.plan.campaigns import Campaign
from campaign.storage import Store
from campaign.team.journal import Entry
from campaign.team.members import Member

AT = datetime(2026, 11, 7, 17, 20, tzinfo=UTC)
PASSWORD = "correct horse battery"


class Team(NamedTuple):
    desk: Desk
    commander: Member
    lead: Member
    member: Member
    campaign: Campaign

    def journal(self, what: str) -> list[Entry]:
        return self.desk.store.records(Entry).find(lambda entry: entry.what == what)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    store = Store(tmp_path)
    yield Desk(store)
    store.close()


@pytest.fixture
def team(desk: Desk) -> Team:
    commander = desk.accounts.set_up(desk.accounts.set_up_link(AT), "Lin Yue", "lin", PASSWORD, AT)
    lead, _secret = desk.accounts.invite(commander, "Mei Tan", "mei", "lead", ["marketing"], AT)
    member, _secret = desk.accounts.invite(commander, "Wu Jian", "wu", "member", [], AT)
    campaign = desk.campaigns.plan(
        commander,
        AT,
        name="Double 11 2026",
        launch=date(2026, 11, 11),
        zone="America/Los_Angeles",
        currency="USD",
        store="main",
        gmv_target_minor=120_000_000,
        budget_minor=24_000_000,
    )
    return Team(desk, commander, lead, member, campaign)
