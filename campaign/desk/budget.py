"""The ledger: budget lines, money released from the reserve, spend entered by hand."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

import pandas as pd

from campaign.base import money, phases
from campaign.base.language import _
from campaign.base.phases import PhaseKey
from campaign.desk.service import Refused, Service
from campaign.facts import contract
from campaign.plan.campaigns import Campaign
from campaign.spend import channels
from campaign.spend.budget import Line, Release
from campaign.team.members import Member


class Budget(Service):
    """What may be spent, and what was."""

    def set_lines(
        self,
        by: Member | None,
        campaign: Campaign,
        lines: Mapping[tuple[PhaseKey, str], int],
        at: datetime,
        expect: Mapping[tuple[PhaseKey, str], int] | None = None,
    ) -> int:
        """Set the planned amounts of phases and channels; a line of 0 goes away. Returns how many lines changed.

        Args:
            by: Who decides.
            campaign: The campaign.
            lines: (phase, channel) to minor units, >= 0.
            at: When.
            expect: The amounts the person saw, 0 for no line; None to set whatever is there.

        Raises:
            Refused: an amount is below 0, or somebody else changed a line meanwhile; nothing is changed.
        """
        self.allow(by, "budget")
        table = self.store.records(Line)
        if any(amount < 0 for amount in lines.values()):
            raise Refused(_("A budget line cannot be below 0; give 0 to remove it"))
        with self.transaction():
            known = {(one.phase, one.channel): one for one in table.by("campaign", campaign.id)}
            before: dict[str, int] = {}
            after: dict[str, int] = {}
            for (phase, channel), amount in lines.items():
                old = known.get((phase, channel))
                now = old.amount_minor if old else 0
                if expect is not None and expect[phase, channel] != now:
                    raise Refused(
                        _(
                            "Somebody else set {channel} to {amount} meanwhile; nothing was saved, look at it again",
                            channel=channels.name(channel),
                            amount=money.text(now, campaign.currency),
                        )
                    )
                if now == amount:
                    continue
                before[f"{phase} {channel}"] = now
                after[f"{phase} {channel}"] = amount
                if old is None:
                    table.add(Line(campaign=campaign.id, phase=phase, channel=channel, amount_minor=amount))
                elif amount == 0:
                    table.remove(old.id)
                else:
                    table.put(old.model_copy(update={"amount_minor": amount}))
            if after:
                self.write(
                    by,
                    at,
                    "set_budget",
                    f"{len(after)} lines",
                    campaign=campaign.id,
                    before=dict(before),
                    after=dict(after),
                )
        return len(after)

    def release(
        self, by: Member | None, campaign: Campaign, amount_minor: int, channel: str, reason: str, at: datetime
    ) -> Release:
        """Release money from the reserve to a channel, with a reason.

        Raises:
            Refused: no reason, nothing to release, or more than the reserve holds.
        """
        self.allow(by, "release")
        if not reason.strip():
            raise Refused(_("A release needs a reason; write why the money is needed now"))
        table = self.store.records(Release)
        with self.transaction():
            planned = sum(one.amount_minor for one in self.store.records(Line).by("campaign", campaign.id))
            released = sum(one.amount_minor for one in table.by("campaign", campaign.id))
            left = (campaign.budget_minor or 0) - planned - released
            if not 0 < amount_minor <= left:
                raise Refused(
                    _(
                        "{amount} cannot be released: the reserve holds {left}",
                        amount=money.text(amount_minor, campaign.currency, cents=True),
                        left=money.text(left, campaign.currency, cents=True),
                    )
                )
            kept = table.add(
                Release(
                    campaign=campaign.id,
                    amount_minor=amount_minor,
                    channel=channel,
                    reason=reason.strip(),
                    member=by.id if by else None,
                    who=by.name if by else "",
                    at=at,
                )
            )
            self.write(
                by, at, "release", channel, campaign=campaign.id, after={"minor": amount_minor}, note=kept.reason
            )
        return kept

    def enter_spend(
        self, by: Member | None, campaign: Campaign, day: date, channel: str, amount_minor: int, note: str, at: datetime
    ) -> None:
        """Enter money spent by hand: one entry, one row of the facts under the source `manual`."""
        self.allow(by, "spend")
        if not channel.strip() or amount_minor <= 0:
            raise Refused(_("An entry needs a channel and an amount above 0"))
        with self.transaction():
            entry = self.write(
                by,
                at,
                "enter_spend",
                channel.strip(),
                campaign=campaign.id,
                after={"day": day.isoformat(), "minor": amount_minor},
                note=note.strip(),
            )
            self.store.facts.replace(
                contract.contract(
                    pd.DataFrame(
                        {
                            "store": [campaign.store],
                            "source": ["manual"],
                            "day": [day],
                            "starts": [phases.day_starts(day, campaign.zone)],
                            "grain": ["day"],
                            "channel": [channel.strip()],
                            "plan": [f"entry {entry.id}"],
                            "currency": [campaign.currency],
                            "spend_minor": [amount_minor],
                        }
                    )
                )
            )
