"""The walls of one campaign: a revision is drawn once per language and sent to everyone who watches."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial

from markupsafe import Markup

from campaign.base.language import LANGUAGES, speaking
from campaign.wall.figures import Figures
from campaign.wall.page import BUILD
from campaign.wall.stage import stage
from campaign.web.server.stream import Channel, event


class Walls:
    """A channel and the stage it shows, by language; the server makes the channels, beats and closes them."""

    def __init__(self, channel: Callable[[], Channel] = Channel) -> None:
        self.figures: Figures | None = None
        self.channels = {language: channel() for language in LANGUAGES}
        self._drawn: dict[str, Markup] = {}

    @property
    def readers(self) -> int:
        """How many streams are open, in all languages."""
        return sum(channel.readers for channel in self.channels.values())

    def stage(self, language: str) -> Markup:
        """The stage of the current figures, drawn when the first viewer of a language asks."""
        if self.figures is None:
            return Markup()
        if language not in self._drawn:
            with speaking(language):
                self._drawn[language] = stage(self.figures)
        return self._drawn[language]

    def publish(self, figures: Figures) -> None:
        """Send new figures to everyone who watches."""
        self.figures, self._drawn = figures, {}
        for language, channel in self.channels.items():
            channel.publish(partial(self._packet, language))

    def _packet(self, language: str) -> bytes:
        return event("wall", self.stage(language))


def greeting(now: datetime) -> bytes:
    """What a reader hears first: which build draws, and what time it is, for screens with a wrong clock."""
    return event("build", BUILD) + event("clock", str(int(now.timestamp() * 1000)))
