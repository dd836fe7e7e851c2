"""The desk: every change that a person, the API or the command line can make."""

from __future__ import annotations

from campaign.desk.accounts import Accounts, named
from campaign.desk.alarms import Alarms
from campaign.desk.campaigns import Campaigns
from campaign.desk.choices import Overtaken, Undone
from campaign.desk.clerk import Refused
from campaign.desk.feeds import Feeds
from campaign.desk.forecasts import Forecasts
from campaign.desk.goods import Goods
from campaign.desk.ledger import Ledger
from campaign.desk.links import Links
from campaign.desk.registers import Registers
from campaign.desk.signups import SignUps
from campaign.desk.switches import Switches
from campaign.desk.tasks import Tasks
from campaign.desk.wares import Wares

__all__ = ["Desk", "Overtaken", "Refused", "Undone", "named"]


class Desk(
    Accounts, Links, Campaigns, Tasks, Goods, Wares, Ledger, Feeds, Alarms, Forecasts, Switches, SignUps, Registers
):
    """Permission, model, one transaction, one journal entry: the same for every face of Eleven."""
