"""The watched folder: the server looks into it every few seconds, beside its pages."""

from __future__ import annotations

import asyncio
import logging

from campaign.base import language
from campaign.base.errors import CampaignError
from campaign.desk.watched_folder import Inbox
from campaign.team.members import Member
from campaign.web.server import clock, state
from campaign.web.server.push import Live, Revision

LOOK_SECONDS = 2.0

_log = logging.getLogger(__name__)


class Watching:
    """Look into the folder in a thread, one look after the other."""

    def __init__(self, live: Live, look_seconds: float = LOOK_SECONDS) -> None:
        self._every = look_seconds
        self._looked = float("-inf")
        self._inbox: Inbox | None = None
        self._look: asyncio.Task[None] | None = None
        live.watchers.append(self.follow)

    async def follow(self, _revision: Revision) -> None:
        """Begin a look when the last one is over and some time ago."""
        now = asyncio.get_running_loop().time()
        if now - self._looked >= self._every and (self._look is None or self._look.done()):
            self._looked = now
            self._look = asyncio.create_task(asyncio.to_thread(self.look, now))

    def look(self, passed: float) -> None:
        """Take what lies still; the sentences are in the commander's language."""
        self._inbox = self._inbox or Inbox(state.desk().imports)
        with language.speaking(_spoken()):
            try:
                for one in self._inbox.look(clock.now(), passed):
                    _log.info("Watched folder: %s %s", one.path, "taken in" if one.taken else "refused")
            except (CampaignError, OSError) as error:
                _log.warning("The watched folder was not looked through: %s", error)


def _spoken() -> str:
    commanders = state.store().records(Member).by("role", "commander")
    return next((one.language for one in commanders if one.active and not one.demo and one.language), language.SOURCE)
