"""Accounts: set-up, sign-in, invitations, sessions and wall links."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import cache

from campaign.base.errors import CampaignError
from campaign.base.language import _
from campaign.desk.service import Refused, Service
from campaign.team import members
from campaign.team.members import (
    Credential,
    Function,
    Invitation,
    Member,
    Role,
    Session,
)

SESSION_LASTS = timedelta(days=14)
INVITATION_LASTS = timedelta(days=7)


class Accounts(Service):
    """Who may come in."""

    def open_to_set_up(self) -> bool:
        """Whether nobody has an account yet."""
        return not self.store.records(Credential).all()

    def set_up_link(self, at: datetime) -> str | None:
        """A fresh one-time secret that makes the commander's account; None once an account exists.

        An earlier unused one stops working: only the link printed last opens the door.
        """
        if not self.open_to_set_up():
            return None
        secret = members.secret()
        invitations = self.store.records(Invitation)
        with self.transaction():
            for old in invitations.find(lambda one: one.purpose == "set_up" and one.used is None):
                invitations.put(old.model_copy(update={"used": at}))
            invitations.add(Invitation(digest=members.digest(secret), purpose="set_up", expires=at + INVITATION_LASTS))
        return secret

    def invitation(self, secret: str, at: datetime) -> Invitation | None:
        """The unused, unexpired invitation of a secret."""
        found = self.store.records(Invitation).by("digest", members.digest(secret))
        return next((one for one in found if one.used is None and at < one.expires), None)

    def set_up(self, secret: str, name: str, login: str, password: str, at: datetime) -> Member:
        """Make the commander's account with the one-time link.

        Raises:
            Refused: the link is used, expired or unknown, or an account exists already.
            MemberError: the name, login or password cannot be used.
        """
        hash_text = members.hashed(password)
        with self.transaction():
            invitation = self._usable(secret, "set_up", at)
            if not self.open_to_set_up():
                raise Refused(_("An account exists already; sign in, or ask the commander for an invitation"))
            member = self._enrol(None, Member(name=name, login=login, role="commander"), at)
            self.store.records(Credential).add(Credential(member=member.id, hash=hash_text))
            self._use(invitation, at)
        return member

    def invite(
        self, by: Member | None, name: str, login: str, role: Role, functions: Iterable[Function], at: datetime
    ) -> tuple[Member, str]:
        """Add a member and return the one-time secret with which they choose a password."""
        self.allow(by, "members")
        with self.transaction():
            member = self._enrol(by, Member(name=name, login=login, role=role, functions=tuple(functions)), at)
            return member, self._invite(member, at)

    def enrol_for_demo(self, by: Member | None, person: Member, at: datetime) -> Member:
        """Add one of the demo's people; the journal has it under their own name, so that no other campaign tells it."""
        self.allow(by, "members")
        with self.transaction():
            return self._enrol(None, person.model_copy(update={"demo": True}), at)

    def reinvite(self, by: Member | None, member: int, at: datetime) -> str:
        """A new one-time secret for a member who has no password yet or has forgotten it.

        Raises:
            Refused: the member is one of the demo's people.
        """
        self.allow(by, "members")
        with self.transaction():
            found = self.store.records(Member).one(member)
            if found.demo:
                raise Refused(_("{name} is of the demo; nobody comes in as one of its people", name=found.name))
            self.write(by, at, "invite", f"member {found.id}", title=found.name)
            return self._invite(found, at)

    def accept_invitation(self, secret: str, password: str, at: datetime) -> Member:
        """Choose a password with a one-time link; earlier sessions of the member end.

        Raises:
            Refused: the link is used, expired or unknown.
            MemberError: the password is too short.
        """
        hash_text = members.hashed(password)
        credentials = self.store.records(Credential)
        with self.transaction():
            invitation = self._usable(secret, "invite", at)
            member = self.store.records(Member).one(invitation.member or 0)
            known = credentials.by("member", member.id)
            if known:
                credentials.put(known[0].model_copy(update={"hash": hash_text}))
            else:
                credentials.add(Credential(member=member.id, hash=hash_text))
            self._end_sessions(member.id, at)
            self._use(invitation, at)
            self.write(member, at, "choose_password", f"member {member.id}", title=member.name)
        return member

    def change_member(
        self,
        by: Member | None,
        member: int,
        at: datetime,
        *,
        name: str,
        role: Role,
        functions: Iterable[Function],
        active: bool,
        expect_rev: int | None = None,
    ) -> Member:
        """Change a member's name, role, functions or whether they may come in.

        Raises:
            Refused: the team would be left without a commander.
            StaleEdit: somebody else changed the member meanwhile.
        """
        self.allow(by, "members")
        table = self.store.records(Member)
        with self.transaction():
            before = table.one(member)
            after = table.edit(
                member,
                lambda one: Member.model_validate(
                    {**one.model_dump(), "name": name, "role": role, "functions": tuple(functions), "active": active}
                ),
                expect_rev,
            )
            peers = [one for one in table.all() if one.demo == before.demo]
            if not any(one.active and one.role == "commander" for one in peers):
                raise Refused(_("{name} is the only commander; name another commander first", name=before.name))
            if not active:
                self._end_sessions(member, at)
            self._journal_member(by, before, after, at)
        return after

    def speak(self, member: Member, language: str) -> Member:
        """Remember the language a member chose."""
        return self.store.records(Member).edit(member.id, lambda one: one.model_copy(update={"language": language}))

    def sign_in(self, login: str, password: str, address: str, at: datetime) -> tuple[str, Member]:
        """Open a session; returns its secret for the cookie.

        Raises:
            Refused: login and password do not belong together, said without telling which is wrong.
        """
        known = self.store.records(Member).by("login", login.strip().lower())
        found = members.team(known, demo=False)
        credential = self.store.records(Credential).by("member", found[0].id) if found else []
        stand_in = _nobody()  # made for known logins too, so that the first sign-in tells nothing either
        if not members.matches(credential[0].hash if credential else stand_in, password) or not credential:
            raise Refused(_("This login and password do not belong together; check both and try again"))
        secret = members.secret()
        with self.transaction():
            self.store.records(Session).add(
                Session(
                    digest=members.digest(secret),
                    member=found[0].id,
                    created=at,
                    expires=at + SESSION_LASTS,
                    address=address,
                )
            )
            self.write(found[0], at, "sign_in", f"member {found[0].id}", title=found[0].name)
        return secret, found[0]

    def session(self, secret: str, at: datetime) -> Member | None:
        """The member of a live session; None when it is unknown, expired, revoked, or the member inactive."""
        for one in self.store.records(Session).by("digest", members.digest(secret)):
            if one.revoked is None and at < one.expires:
                member = self.store.records(Member).get(one.member)
                return member if member is not None and member.active else None
        return None

    def sign_out(self, secret: str, at: datetime) -> None:
        """End the session of a secret."""
        with self.transaction():
            for one in self.store.records(Session).by("digest", members.digest(secret)):
                self._end(one, at)

    def sessions(self, at: datetime) -> list[Session]:
        """The live sessions, newest first."""
        live = self.store.records(Session).find(lambda one: one.revoked is None and at < one.expires)
        return sorted(live, key=lambda one: one.created, reverse=True)

    def revoke_session(self, by: Member | None, session: int, at: datetime) -> None:
        """End somebody's session; one's own needs no right."""
        with self.transaction():
            found = self.store.records(Session).one(session)
            if by is None or found.member != by.id:
                self.allow(by, "members")
            self._end(found, at)
            self.write(by, at, "revoke_session", f"member {found.member}")

    def _enrol(self, by: Member | None, wanted: Member, at: datetime) -> Member:
        table = self.store.records(Member)
        name, login = wanted.name.strip(), wanted.login.strip().lower()
        if not name or not login:
            raise members.MemberError(_("A member needs a name and a login; fill in both"))
        if any(one.demo == wanted.demo for one in table.by("login", login)):
            raise members.MemberError(_("The login '{found}' is taken; choose another", found=login))
        member = table.add(wanted.model_copy(update={"name": name, "login": login}))
        self.write(by or member, at, "enrol", f"member {member.id}", title=name, after={"role": member.role})
        return member

    def _invite(self, member: Member, at: datetime) -> str:
        secret = members.secret()
        invitations = self.store.records(Invitation)
        for old in invitations.find(lambda one: one.member == member.id and one.used is None):
            self._use(old, at)
        invitations.add(
            Invitation(digest=members.digest(secret), purpose="invite", member=member.id, expires=at + INVITATION_LASTS)
        )
        return secret

    def _usable(self, secret: str, purpose: str, at: datetime) -> Invitation:
        invitation = self.invitation(secret, at)
        if invitation is None or invitation.purpose != purpose:
            raise Refused(_("This link is used up or too old; ask the commander for a new one"))
        return invitation

    def _use(self, invitation: Invitation, at: datetime) -> None:
        self.store.records(Invitation).put(invitation.model_copy(update={"used": at}))

    def _end(self, session: Session, at: datetime) -> None:
        if session.revoked is None:
            self.store.records(Session).put(session.model_copy(update={"revoked": at}))

    def _end_sessions(self, member: int, at: datetime) -> int:
        live = [one for one in self.store.records(Session).by("member", member) if one.revoked is None]
        for one in live:
            self._end(one, at)
        return len(live)

    def _journal_member(self, by: Member | None, before: Member, after: Member, at: datetime) -> None:
        changed = {
            name for name in ("name", "role", "functions", "active") if getattr(before, name) != getattr(after, name)
        }
        if changed:
            self.write(
                by,
                at,
                "change_member",
                f"member {after.id}",
                title=after.name,
                before=before.model_dump(mode="json", include=changed),
                after=after.model_dump(mode="json", include=changed),
            )


@cache
def _nobody() -> str:
    """A hash that no password fits, verified where the login is unknown, so that both answers take the same time."""
    return members.hashed(members.secret())


def named(roster: Iterable[Member], wanted: str) -> Member:
    """The active member of a login or a name.

    Raises:
        CampaignError: nobody, or more than one, is called so.
    """
    found = [one for one in roster if one.active and wanted in (one.login, one.name)]
    if len(found) != 1:
        raise CampaignError(
            _(
                "{count} members are called '{found}'; give one login as `users list` shows it",
                count=len(found),
                found=wanted,
            )
        )
    return found[0]
