"""Wall links: the right to see one campaign's wall, made, looked up and ended."""

from __future__ import annotations

from datetime import datetime, timedelta

from campaign.desk.service import Service
from campaign.team import members
from campaign.team.members import Member, WallLink


class WallLinks(Service):
    """Who may look without signing in."""

    def make(self, by: Member | None, campaign: int, name: str, lasts: timedelta, at: datetime) -> tuple[WallLink, str]:
        """Make a link that shows one campaign's wall; its secret is shown once."""
        self.allow(by, "members")
        secret = members.secret()
        with self.transaction():
            link = self.store.records(WallLink).add(
                WallLink(digest=members.digest(secret), campaign=campaign, name=name, created=at, expires=at + lasts)
            )
            self.write(by, at, "make_wall_link", f"wall link {link.id}", campaign=campaign, title=name)
        return link, secret

    def of(self, secret: str, at: datetime) -> WallLink | None:
        """The live wall link of a secret."""
        found = self.store.records(WallLink).by("digest", members.digest(secret))
        return next((one for one in found if one.revoked is None and at < one.expires), None)

    def all(self, campaign: int, at: datetime) -> list[WallLink]:
        """The live wall links of a campaign."""
        found = self.store.records(WallLink).by("campaign", campaign)
        return [one for one in found if one.revoked is None and at < one.expires]

    def revoke(self, by: Member | None, link: int, at: datetime) -> WallLink:
        """End a wall link: the screen goes dark with its next packet."""
        self.allow(by, "members")
        table = self.store.records(WallLink)
        with self.transaction():
            found = table.edit(link, lambda one: one.model_copy(update={"revoked": one.revoked or at}))
            self.write(by, at, "revoke_wall_link", f"wall link {link}", campaign=found.campaign, title=found.name)
        return found
