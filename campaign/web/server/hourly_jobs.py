"""The rounds: what the server does by itself when facts came in or an hour began."""

from __future__ import annotations

import asyncio
import logging
from datetime import datetime, timedelta

from campaign.base.errors import CampaignError
from campaign.plan import campaigns
from campaign.plan.campaigns import Campaign
from campaign.web.server import clock, state
from campaign.web.server.push import Live, Revision

QUIET_SECONDS = 3.0  # a shop that is being filled is looked at when its files are in
PATIENCE_SECONDS = 60.0

_log = logging.getLogger(__name__)


class Rounds:
    """Open and close alerts, keep forecasts, bring finished days' files together; one round at a time."""

    def __init__(self, live: Live, quiet_seconds: float = QUIET_SECONDS) -> None:
        self._quiet = quiet_seconds
        self._revision: Revision | None = None
        self._changed = self._idle = 0.0
        self._seen: tuple[int, datetime] | None = None
        self._round: asyncio.Task[None] | None = None
        live.watchers.append(self.follow)

    async def follow(self, revision: Revision) -> None:
        """Begin a round when the facts changed or an hour began, the last round is over and the store is quiet."""
        at, now = clock.now(), asyncio.get_running_loop().time()
        if self._revision is None:
            self._idle = now
        if revision != self._revision:
            self._revision, self._changed = revision, now
        due = revision[1], at.replace(minute=0, second=0, microsecond=0)
        if due == self._seen or (self._round is not None and not self._round.done()):
            self._idle = now
            return
        if now - self._changed < self._quiet and now - self._idle < PATIENCE_SECONDS:
            return
        tidy = self._seen is not None and due[1] != self._seen[1]
        self._seen = due
        self._round = asyncio.create_task(asyncio.to_thread(make, at, tidy=tidy))


def make(at: datetime, *, tidy: bool) -> None:
    """Make one round over the campaigns that run.

    Args:
        at: Now.
        tidy: Also bring the files of finished days together.
    """
    desk, store = state.desk(), state.store()
    desk.batches.recover()
    for campaign in store.records(Campaign).all():
        calendar = campaigns.calendar(campaign)
        if calendar[0].starts <= at < calendar[-1].ends:
            try:
                desk.alerts.watch(campaign, at)
                desk.forecasts.keep(campaign, at)
            except CampaignError as error:
                _log.warning("The round over campaign %s was not finished: %s", campaign.id, error)
    if tidy:
        store.facts.compact(before=at.date() - timedelta(days=1))
        desk.batches.forget_old(at)
