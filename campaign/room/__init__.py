"""The room: everything the team sees of a campaign, composed from its records and facts as of an instant."""

from __future__ import annotations

from campaign.room.arrived import Arrived
from campaign.room.choosing import Choosing
from campaign.room.following import Following
from campaign.room.outcome import Outcome
from campaign.room.registered import Registered
from campaign.room.screen import Screen
from campaign.room.trust import Trust

__all__ = ["Room"]


class Room(Outcome, Choosing, Registered, Following, Trust, Screen, Arrived):
    """One campaign as of one instant: the pages, the wall and the command line read the same."""
