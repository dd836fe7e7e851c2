"""The demo shop's money: which entrances bring whom, and what is planned for each."""

from __future__ import annotations

from campaign.base.phases import PhaseKey
from campaign.base.record import Value
from campaign.plan import playbook
from campaign.plan.campaigns import Campaign

RESERVE_SHARE = 0.1
PAID = {
    "paid_search": 0.3,
    "recommendation": 0.18,
    "venue": 0.12,
    "affiliate": 0.12,
    "influencer": 0.14,
    "live": 0.08,
    "social": 0.06,
}
"""What part of a phase's budget goes into each paid entrance."""
CLICK_COST = {
    "paid_search": 38,
    "recommendation": 24,
    "venue": 30,
    "affiliate": 27,
    "influencer": 45,
    "live": 33,
    "social": 21,
}
"""Minor units a click."""


class Entrance(Value):
    """A channel: its part of the visitors in build-up and later, and how readily its visitors buy."""

    channel: str
    early: float
    later: float
    conversion: float


ENTRANCES = (
    Entrance(channel="search", early=0.34, later=0.22, conversion=1.25),
    Entrance(channel="recommendation", early=0.21, later=0.19, conversion=0.8),
    Entrance(channel="venue", early=0.05, later=0.2, conversion=1.1),
    Entrance(channel="paid_search", early=0.15, later=0.13, conversion=1.05),
    Entrance(channel="affiliate", early=0.07, later=0.07, conversion=1.3),
    Entrance(channel="influencer", early=0.07, later=0.08, conversion=0.7),
    Entrance(channel="live", early=0.04, later=0.07, conversion=1.5),
    Entrance(channel="social", early=0.07, later=0.04, conversion=0.45),
)


def planned(campaign: Campaign) -> dict[tuple[PhaseKey, str], int]:
    """The budget lines in minor units; what they leave is the reserve."""
    spread = playbook.load(campaign.playbook).budget_share_by_phase
    amount = (campaign.budget_minor or 0) * (1 - RESERVE_SHARE)
    return {
        (phase, channel): round(amount * share * part)
        for phase, share in spread.items()
        for channel, part in PAID.items()
    }
