"""The desk: every change that a person, the API or the command line can make."""

from __future__ import annotations

from campaign.desk.accounts import Accounts, named
from campaign.desk.alerts import Alerts
from campaign.desk.batch_commit import Batches
from campaign.desk.batch_undo import BatchUndo
from campaign.desk.budget import Budget
from campaign.desk.bulk_edits import BulkEdits, Overtaken, Undone
from campaign.desk.callouts import CallOuts
from campaign.desk.campaigns import Campaigns
from campaign.desk.conversion import Conversion
from campaign.desk.discounts import Discounts
from campaign.desk.feeds import Feeds
from campaign.desk.file_reading import FileReading
from campaign.desk.forecasts import Forecasts
from campaign.desk.imports import Imports
from campaign.desk.prices import Prices
from campaign.desk.products import Products
from campaign.desk.registers import Registers
from campaign.desk.service import Refused, Service
from campaign.desk.signups import SignUps
from campaign.desk.tasks import Tasks
from campaign.desk.wall_links import WallLinks
from campaign.storage import Store

__all__ = ["Desk", "Overtaken", "Refused", "Undone", "named"]


class Desk(Service):
    """Permission, model, one transaction, one journal entry: the same for every face of Eleven."""

    def __init__(self, store: Store) -> None:
        super().__init__(store)
        self.accounts = Accounts(store)
        self.alerts = Alerts(store)
        self.batch_undo = BatchUndo(store)
        self.batches = Batches(store, self.batch_undo)
        self.campaigns = Campaigns(store)
        self.bulk_edits = BulkEdits(store)
        self.file_reading = FileReading(store)
        self.imports = Imports(store, self.batches, self.file_reading)
        self.feeds = Feeds(store, self.file_reading, self.imports)
        self.forecasts = Forecasts(store)
        self.callouts = CallOuts(store)
        self.budget = Budget(store)
        self.wall_links = WallLinks(store)
        self.prices = Prices(store)
        self.discounts = Discounts(store, self.prices)
        self.registers = Registers(store)
        self.signups = SignUps(store, self.discounts)
        self.conversion = Conversion(store)
        self.tasks = Tasks(store)
        self.products = Products(store, self.prices)
