"""Alarms: alerts opened by the rules and cared for by people; goods received."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from campaign.base.language import _
from campaign.desk.service import OPERATOR, Refused, Service
from campaign.monitoring import alerts
from campaign.monitoring.alerts import Alert
from campaign.plan.campaigns import Campaign
from campaign.room import Room
from campaign.stock import restock
from campaign.stock.levels import Receipt
from campaign.team.members import Member

RULES = "rules"


class Alerts(Service):
    """What calls for attention, and who gives it."""

    def watch(self, campaign: Campaign, at: datetime) -> int:
        """Open alerts for what the rules find and close those whose reason is gone; returns how many moved.

        The rules only point: what to do about an alert is somebody's decision.
        """
        room = Room(self.store, campaign, at)
        skus = room.stock.skus()
        names = dict(zip(skus["sku_id"], skus["name"], strict=True))
        titles = {product: one.name for product, one in room.products.catalogue().items()}
        table = self.store.records(Alert)
        with self.transaction():
            known = table.by("campaign", campaign.id)
            found = restock.triggers(skus, campaign.thresholds, at, room.levels.horizon)
            due = alerts.due(campaign.id, found, known, room.stock.receipts(), at, names)
            lost = alerts.dropped(campaign.id, room.monitoring.drops(), known, at, titles)
            due = alerts.Due((*due.fresh, *lost.fresh), (*due.resolved, *lost.resolved))
            for one in due.fresh:
                kept = table.add(one)
                self._journal(None, at, "alert_opened", kept, RULES)
            for one in due.resolved:
                self._journal(None, at, "alert_resolved", table.put(one), RULES)
        return len(due.fresh) + len(due.resolved)

    def acknowledge(self, by: Member | None, alert: int, at: datetime, note: str = "") -> Alert:
        """Say that an alert is seen; where nobody owned it, the one who says so does now."""
        return self._move(by, alert, at, "acknowledge", note, lambda one: alerts.acknowledge(one, at, *_who(by), note))

    def snooze(self, by: Member | None, alert: int, until: datetime, at: datetime, note: str = "") -> Alert:
        """Silence an alert until an instant."""
        return self._move(by, alert, at, "snooze", note, lambda one: alerts.snooze(one, until, at, *_who(by), note))

    def give(self, by: Member | None, alert: int, owner: int | None, at: datetime) -> Alert:
        """Give an alert to somebody."""
        return self._move(by, alert, at, "give_alert", "", lambda one: alerts.assign(one, owner, at, *_who(by)))

    def resolve(self, by: Member | None, alert: int, at: datetime, reason: str) -> Alert:
        """Close an alert, with a reason."""
        if not reason.strip():
            raise Refused(_("To close an alert write what was decided"))
        return self._move(
            by, alert, at, "resolve", reason, lambda one: alerts.resolve(one, at, *_who(by), reason.strip())
        )

    def receive(
        self, by: Member | None, campaign: Campaign, product_id: str, sku_id: str, units: int, at: datetime
    ) -> Receipt:
        """Enter goods received; it closes the SKU's restock alert, and half sold counts anew.

        Raises:
            Refused: less than one piece.
        """
        self.allow(by, "alerts")
        if units < 1:
            raise Refused(_("{found} pieces cannot be received; enter 1 or more", found=units))
        with self.transaction():
            receipt = self.store.records(Receipt).add(
                Receipt(
                    campaign=campaign.id,
                    product_id=product_id,
                    sku_id=sku_id,
                    units=units,
                    at=at,
                    member=by.id if by else None,
                    who=by.name if by else "",
                )
            )
            self.write(by, at, "receive", f"sku {product_id}/{sku_id}", campaign=campaign.id, after={"units": units})
        self.watch(campaign, at)
        return receipt

    def _move(
        self, by: Member | None, alert: int, at: datetime, what: str, note: str, change: Callable[[Alert], Alert]
    ) -> Alert:
        table = self.store.records(Alert)
        found = table.one(alert)
        self.allow(by, "alerts", owns=by is not None and found.owner == by.id)
        with self.transaction():
            after = table.edit(alert, change)
            self._journal(by, at, what, after, note)
        return after

    def _journal(self, by: Member | None, at: datetime, what: str, alert: Alert, note: str) -> None:
        self.write(by, at, what, f"alert {alert.id}", campaign=alert.campaign, title=alert.text, note=note)


def _who(by: Member | None) -> tuple[int | None, str]:
    return (by.id, by.name) if by else (None, OPERATOR)
