"""What came by itself: the tokens that post figures, and the files of the watched folder."""

from __future__ import annotations

from campaign.facts.batches import Arrival
from campaign.room.cache import Reader, kept
from campaign.team.tokens import Token


class Arrived(Reader):
    """How figures come in without anybody's hand."""

    @kept(Token)
    def tokens(self) -> tuple[Token, ...]:
        """The tokens of the campaign, live ones first, the newest first among them."""
        known = self.store.records(Token).by("campaign", self.campaign.id)
        return tuple(sorted(known, key=lambda one: (one.revoked is None, one.created), reverse=True))

    @kept(Arrival)
    def inbox(self) -> tuple[Arrival, ...]:
        """What became of the files of the watched folder, the newest first."""
        return tuple(reversed(self.store.records(Arrival).by("campaign", self.campaign.id)))
