"""Alerts of a campaign, and those that are still open."""

from __future__ import annotations

from campaign.monitoring.alerts import Alert
from campaign.room.cache import Part, kept


class Alerts(Part):
    """What calls for somebody."""

    @kept(Alert)
    def all(self) -> tuple[Alert, ...]:
        """Every alert of the campaign, newest first."""
        return tuple(reversed(self.store.records(Alert).by("campaign", self.campaign.id)))

    def open(self) -> tuple[Alert, ...]:
        """The alerts that are not resolved."""
        return tuple(one for one in self.all() if one.state != "resolved")
