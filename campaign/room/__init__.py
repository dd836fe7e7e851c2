"""The room: everything the team sees of a campaign, composed from its records and facts as of an instant."""

from __future__ import annotations

from campaign.room.choices import Choosing
from campaign.room.inbox import Arrived
from campaign.room.product_day import Following
from campaign.room.reconciliation import Trust
from campaign.room.registers import Registered
from campaign.room.review import Outcome
from campaign.room.wall import Screen

__all__ = ["Room"]


class Room(Outcome, Choosing, Registered, Following, Trust, Screen, Arrived):
    """One campaign as of one instant: the pages, the wall and the command line read the same."""
