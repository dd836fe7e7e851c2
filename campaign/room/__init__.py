"""The room: everything the team sees of a campaign, composed from its records and facts as of an instant."""

from __future__ import annotations

from datetime import datetime

from campaign.plan.campaigns import Campaign
from campaign.room.alerts import Alerts
from campaign.room.budget import Budget
from campaign.room.cache import Part, Reader
from campaign.room.decisions import Decisions
from campaign.room.facts import Facts
from campaign.room.launch import Launch
from campaign.room.levels import Levels
from campaign.room.monitoring import Monitoring
from campaign.room.phases import Phases
from campaign.room.product_day import ProductDay
from campaign.room.products import Products
from campaign.room.reconciliation import Reconciliation
from campaign.room.registers import Registers
from campaign.room.review import Outcome
from campaign.room.signup_tracker import SignUpTracker
from campaign.room.signups import SignUps
from campaign.room.skus import Skus
from campaign.room.stock import Stock
from campaign.room.targets import Targets
from campaign.room.tasks import Tasks
from campaign.room.team import Team
from campaign.room.wall import Wall
from campaign.storage import Store

__all__ = ["Room"]


class Room(Part):
    """One campaign as of one instant: the pages, the wall and the command line read the same."""

    def __init__(self, store: Store, campaign: Campaign, at: datetime) -> None:
        reader = Reader(store, campaign, at)
        super().__init__(reader)
        self.facts = Facts(reader)
        self.levels = Levels(reader, self.facts)
        self.products = Products(reader, self.facts, self.levels)
        self.targets = Targets(reader, self.facts, self.products)
        self.alerts = Alerts(reader)
        self.team = Team(reader)
        self.stock = Stock(reader, self.levels, self.products, self.targets, self.alerts, self.team)
        self.skus = Skus(reader, self.levels, self.products)
        self.signups = SignUps(reader, self.levels, self.products, self.skus)
        self.signup_tracker = SignUpTracker(
            reader,
            self.products,
            self.signups,
            lambda other: Room(store, other, at).signups.signed_up(),
        )
        self.budget = Budget(reader, self.facts)
        self.launch = Launch(reader, self.facts, self.products, self.targets)
        self.phases = Phases(
            reader, self.facts, self.products, self.targets, self.team, self.stock, self.budget, self.launch
        )
        self.monitoring = Monitoring(reader, self.facts, self.products)
        self.product_day = ProductDay(reader, self.facts, self.targets, self.signups, self.monitoring)
        self.tasks = Tasks(reader, self.team)
        self.registers = Registers(reader, self.products, self.team, self.signups, self.signup_tracker, self.tasks)
        self.review = Outcome(
            reader, self.facts, self.products, self.targets, self.team, self.stock, self.budget, self.launch, self.tasks
        )
        self.wall = Wall(
            reader,
            self.facts,
            self.products,
            self.targets,
            self.alerts,
            self.team,
            self.stock,
            self.launch,
            self.phases,
            self.tasks,
        )
        self.reconciliation = Reconciliation(reader, self.facts)
        self.decisions = Decisions(reader, self.facts, self.products, self.targets, self.team)
