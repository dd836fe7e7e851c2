"""The desk: every change that a person, the API or the command line can make."""

from __future__ import annotations

from campaign.desk.accounts import Accounts, named
from campaign.desk.alerts import Alarms
from campaign.desk.budget import Ledger
from campaign.desk.bulk_edits import Overtaken, Undone
from campaign.desk.callouts import Goods
from campaign.desk.campaigns import Campaigns
from campaign.desk.conversion import Switches
from campaign.desk.feeds import Feeds
from campaign.desk.forecasts import Forecasts
from campaign.desk.products import Wares
from campaign.desk.registers import Registers
from campaign.desk.service import Refused
from campaign.desk.signups import SignUps
from campaign.desk.tasks import Tasks
from campaign.desk.wall_links import Links

__all__ = ["Desk", "Overtaken", "Refused", "Undone", "named"]


class Desk(
    Accounts, Links, Campaigns, Tasks, Goods, Wares, Ledger, Feeds, Alarms, Forecasts, Switches, SignUps, Registers
):
    """Permission, model, one transaction, one journal entry: the same for every face of Eleven."""
