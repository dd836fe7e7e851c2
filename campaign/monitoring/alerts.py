"""Alerts: opened by a rule, cared for by a person, each step kept."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import ClassVar, Literal, NamedTuple

import pandas as pd
from pydantic import Field

from campaign.base import formats
from campaign.base.errors import CampaignError
from campaign.base.language import N_, _
from campaign.base.record import Record, Value
from campaign.stock.levels import Receipt
from campaign.stock.restock import Rule, Trigger

Severity = Literal["critical", "warning", "notice"]
State = Literal["firing", "acknowledged", "snoozed", "resolved"]
STATE_NAMES: dict[State, str] = {
    "firing": N_("Firing"),
    "acknowledged": N_("Acknowledged"),
    "snoozed": N_("Snoozed"),
    "resolved": N_("Resolved"),
}
SENTENCES: dict[Rule, str] = {
    "half_sold": N_("{sku}: {sold} of its stock is sold; decide on restocking"),
    "surge": N_("{sku} sells far above plan; decide on restocking"),
}
DROP = "visitors_dropped"
DROPPED = N_("{product}: {visitors} visitors, {fall} below the median of the seven days before; look at its page")
URGENT_HOURS = 12
SURGE_REARM = timedelta(hours=3)


class AlertError(CampaignError):
    """A step an alert cannot take."""


class Transition(Value):
    """One step in an alert's life."""

    state: State
    at: datetime
    member: int | None = None
    who: str = ""
    note: str = ""


class Alert(Record):
    """One open or past alert; `key` (rule and subject) keeps a second one from opening beside it.

    `text` is the English sentence with places and `values` fills them, so that it is spoken in any language.
    """

    table: ClassVar[str] = "alerts"
    indexes: ClassVar[tuple[str, ...]] = ("campaign", "key")

    campaign: int
    key: str
    rule: str
    subject: str
    severity: Severity = "warning"
    text: str
    values: dict[str, str] = Field(default_factory=dict)
    owner: int | None = None
    state: State = "firing"
    opened: datetime
    snoozed_until: datetime | None = None
    transitions: tuple[Transition, ...] = ()

    @property
    def sentence(self) -> str:
        """What it says, in the chosen language."""
        return _(self.text, **self.values)

    @property
    def is_open(self) -> bool:
        """Whether somebody still has to care for it."""
        return self.state != "resolved"

    def is_loud(self, at: datetime) -> bool:
        """Whether it calls for attention: firing, or snoozed until an instant that has passed."""
        if self.state == "snoozed":
            return self.snoozed_until is None or self.snoozed_until <= at
        return self.state == "firing"


def open_(
    campaign: int,
    rule: str,
    subject: str,
    text: str,
    values: Mapping[str, str],
    at: datetime,
    *,
    key: str | None = None,
    severity: Severity = "warning",
    owner: int | None = None,
) -> Alert:
    """A fresh alert; `key` is rule and subject unless several rules share one alert.

    Args:
        campaign: Where it belongs.
        rule: The rule that fired.
        subject: What it is about: a SKU, a product, a channel.
        text: English sentence with named places, marked with `N_` where it is written.
        values: What fills the places.
        at: When it fired.
        key: What keeps a second alert from opening beside it.
        severity: How bad it is.
        owner: Who cares for it; None: nobody yet.
    """
    return Alert(
        campaign=campaign,
        key=key or f"{rule}:{subject}",
        rule=rule,
        subject=subject,
        severity=severity,
        text=text,
        values=dict(values),
        owner=owner,
        opened=at,
        transitions=(Transition(state="firing", at=at),),
    )


def _moved(alert: Alert, step: Transition, **changes: object) -> Alert:
    if not alert.is_open:
        raise AlertError(_("This alert is resolved already; a new one opens when its rule fires again"))
    return alert.model_copy(update={"state": step.state, "transitions": (*alert.transitions, step), **changes})


def acknowledge(alert: Alert, at: datetime, member: int | None = None, who: str = "", note: str = "") -> Alert:
    """Somebody has seen it; where nobody owned it, they do now.

    Raises:
        AlertError: it is resolved.
    """
    owner = member if alert.owner is None else alert.owner
    step = Transition(state="acknowledged", at=at, member=member, who=who, note=note)
    return _moved(alert, step, owner=owner, snoozed_until=None)


def snooze(
    alert: Alert, until: datetime, at: datetime, member: int | None = None, who: str = "", note: str = ""
) -> Alert:
    """Silence it until an instant; its rule opens no other one meanwhile.

    Raises:
        AlertError: it is resolved, or `until` has passed.
    """
    if until <= at:
        raise AlertError(_("An alert can only be snoozed into the future; choose a later time"))
    step = Transition(state="snoozed", at=at, member=member, who=who, note=note)
    return _moved(alert, step, snoozed_until=until)


def assign(
    alert: Alert, owner: int | None, at: datetime, member: int | None = None, who: str = "", note: str = ""
) -> Alert:
    """Give it to somebody; its state stays.

    Raises:
        AlertError: it is resolved.
    """
    return _moved(alert, Transition(state=alert.state, at=at, member=member, who=who, note=note), owner=owner)


def resolve(alert: Alert, at: datetime, member: int | None = None, who: str = "", note: str = "") -> Alert:
    """Close it.

    Raises:
        AlertError: it is resolved already.
    """
    step = Transition(state="resolved", at=at, member=member, who=who, note=note)
    return _moved(alert, step, snoozed_until=None)


class Due(NamedTuple):
    """Alerts to add, and open ones to put back resolved."""

    fresh: tuple[Alert, ...]
    resolved: tuple[Alert, ...]


def _restock_key(product_id: str, sku_id: str) -> str:
    return f"restock:{product_id}/{sku_id}"


def _restock_alert(campaign: int, one: Trigger, names: Mapping[str, str], at: datetime) -> Alert:
    values = {"sku": names.get(one.sku_id, one.sku_id), "sold": formats.share(one.sold_share)}
    urgent = one.cover_hours is not None and one.cover_hours < URGENT_HOURS
    return open_(
        campaign,
        one.trigger,
        f"{one.product_id}/{one.sku_id}",
        SENTENCES[one.trigger],
        values,
        at,
        key=_restock_key(one.product_id, one.sku_id),
        severity="critical" if urgent or one.advice == "too_late" else "warning",
    )


def _rearmed(rule: str, last: Alert | None, arrivals: Sequence[datetime], at: datetime) -> bool:
    if last is None:
        return True
    closed = last.transitions[-1].at
    quiet_over = rule == "surge" and at - closed >= SURGE_REARM
    return last.rule != rule or quiet_over or any(arrival > last.opened for arrival in arrivals)


def due(
    campaign: int,
    triggers: Iterable[Trigger],
    known: Sequence[Alert],
    receipts: Iterable[Receipt],
    at: datetime,
    names: Mapping[str, str] | None = None,
) -> Due:
    """The restock alerts to open and to close now.

    A SKU has at most one open alert, whichever rule fired, snoozed ones included. It closes when goods come in
    after it opened; if the rule still fires, a new one opens. An alert a person resolved stays closed for its rule
    until goods come in; a surge re-arms after `SURGE_REARM` as well.

    Args:
        campaign: The campaign.
        triggers: What fires now.
        known: Every alert of the campaign, open and past.
        receipts: Goods that came in.
        at: Now.
        names: SKU id to what people call it.

    Returns:
        Fresh alerts, and open ones resolved.

    Source: systems.md S-08, A4-8; methods.md E6.
    """
    arrivals: dict[str, list[datetime]] = {}
    for receipt in receipts:
        if receipt.at <= at:
            arrivals.setdefault(_restock_key(receipt.product_id, receipt.sku_id), []).append(receipt.at)
    resolved = tuple(
        resolve(alert, at, note=_("Goods came in"))
        for alert in known
        if alert.is_open and any(arrival > alert.opened for arrival in arrivals.get(alert.key, ()))
    )
    closing = {alert.id for alert in resolved}
    still_open = {alert.key for alert in known if alert.is_open and alert.id not in closing}
    last = {alert.key: alert for alert in sorted(known, key=lambda one: one.opened)}
    last |= {alert.key: alert for alert in resolved}
    fresh = []
    for one in triggers:
        key = _restock_key(one.product_id, one.sku_id)
        if key not in still_open and _rearmed(one.trigger, last.get(key), arrivals.get(key, ()), at):
            fresh.append(_restock_alert(campaign, one, names or {}, at))
    return Due(tuple(fresh), resolved)


def dropped(campaign: int, drops: pd.DataFrame, known: Sequence[Alert], at: datetime, names: Mapping[str, str]) -> Due:
    """The alerts to open and to close for main products whose visitors dropped sharply.

    A product has one open alert at most; what a person closed opens again only when another day drops.

    Args:
        campaign: The campaign.
        drops: As `pulse.drops` finds them.
        known: Every alert of the campaign, open and past.
        at: Now.
        names: Product id to title.

    Source: systems.md S-26.
    """
    sharp = drops[drops["sharp"].astype(bool)]
    back = set(drops[drops["z"].notna()]["product_id"]) - set(sharp["product_id"])
    last = {one.subject: one for one in known if one.rule == DROP}
    resolved = tuple(
        resolve(one, at, note=_("Its visitors are back"))
        for one in last.values()
        if one.is_open and one.subject in back
    )
    fresh = [
        open_(
            campaign, DROP, product, DROPPED,
            {
                "product": names.get(product, product),
                "visitors": formats.whole(float(row["visitors"])),
                "fall": formats.share(float(row["fall"])),
                "day": str(row["day"]),
            },
            at,
        )
        for row in sharp.to_dict("records")
        if (product := str(row["product_id"])) not in last
        or (not last[product].is_open and last[product].values.get("day") != str(row["day"]))
    ]  # fmt: skip
    return Due(tuple(fresh), resolved)
