"""Members of the team: roles, functions, accounts, sessions and links."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable
from datetime import datetime
from typing import ClassVar, Literal

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from campaign.base.errors import CampaignError
from campaign.base.language import N_, _
from campaign.base.record import Record

Function = Literal["overall", "product", "on_site", "off_site", "marketing", "visual", "logistics_service"]
FUNCTIONS: tuple[Function, ...] = (
    "overall",
    "product",
    "on_site",
    "off_site",
    "marketing",
    "visual",
    "logistics_service",
)
FUNCTION_NAMES: dict[Function, str] = {
    "overall": N_("Overall"),
    "product": N_("Product"),
    "on_site": N_("On-site traffic"),
    "off_site": N_("Off-site traffic"),
    "marketing": N_("Marketing"),
    "visual": N_("Visual"),
    "logistics_service": N_("Logistics & service"),
}
Role = Literal["commander", "lead", "member"]
ROLES: tuple[Role, ...] = ("commander", "lead", "member")
ROLE_NAMES: dict[Role, str] = {"commander": N_("Commander"), "lead": N_("Lead"), "member": N_("Member")}
SHORTEST_PASSWORD = 10


class MemberError(CampaignError):
    """A name, password or link that cannot be used."""


class Member(Record):
    """A person of the team; in a small shop one person leads several functions.

    The demo's people are seen in the demo alone, and nobody comes in as one of them.
    """

    table: ClassVar[str] = "members"
    indexes: ClassVar[tuple[str, ...]] = ("login",)

    name: str
    login: str
    role: Role = "member"
    functions: tuple[Function, ...] = ()
    language: str | None = None
    active: bool = True
    demo: bool = False


def team(known: Iterable[Member], *, demo: bool) -> list[Member]:
    """The active members of a campaign, the demo's own people among them in the demo alone.

    Args:
        known: Everybody.
        demo: Whether it is the demo campaign.
    """
    return [one for one in known if one.active and (demo or not one.demo)]


class Credential(Record):
    """The argon2 hash of a member's password."""

    table: ClassVar[str] = "credentials"
    indexes: ClassVar[tuple[str, ...]] = ("member",)

    member: int
    hash: str


class Session(Record):
    """A signed-in browser; only the digest of its secret is kept."""

    table: ClassVar[str] = "sessions"
    indexes: ClassVar[tuple[str, ...]] = ("digest", "member")

    digest: str
    member: int
    created: datetime
    expires: datetime
    address: str = ""
    revoked: datetime | None = None


class Invitation(Record):
    """A one-time link: it makes the commander's account, or lets a member choose a password."""

    table: ClassVar[str] = "invitations"
    indexes: ClassVar[tuple[str, ...]] = ("digest",)

    digest: str
    purpose: Literal["set_up", "invite"]
    member: int | None = None
    expires: datetime
    used: datetime | None = None


class WallLink(Record):
    """The right to see one campaign's wall, and nothing else."""

    table: ClassVar[str] = "wall_links"
    indexes: ClassVar[tuple[str, ...]] = ("digest", "campaign")

    digest: str
    campaign: int
    name: str
    created: datetime
    expires: datetime
    revoked: datetime | None = None


_hasher = PasswordHasher()


def hashed(password: str) -> str:
    """The argon2id hash of a password.

    Raises:
        MemberError: the password is shorter than `SHORTEST_PASSWORD`.
    """
    if len(password) < SHORTEST_PASSWORD:
        raise MemberError(
            _(
                "This password has {found} characters; take at least {least}",
                found=len(password),
                least=SHORTEST_PASSWORD,
            )
        )
    return _hasher.hash(password)


def matches(hash_text: str, password: str) -> bool:
    """Whether a password belongs to a hash."""
    try:
        return _hasher.verify(hash_text, password)
    except (VerificationError, InvalidHashError):
        return False


def secret() -> str:
    """A fresh secret of 192 random bits, 32 characters long, for a cookie or a link."""
    return secrets.token_urlsafe(24)


def digest(text: str) -> str:
    """What is stored of a secret.

    Example:
        >>> digest("")[:8]
        'e3b0c442'
    """
    return hashlib.sha256(text.encode()).hexdigest()


Action = Literal[
    "tick", "waive", "close_phase", "plan", "members", "import", "products", "targets", "callouts", "budget", "release",
    "alerts", "export", "spend", "registers",
]  # fmt: skip

_LEADS_MAY: frozenset[Action] = frozenset(
    {"import", "products", "targets", "callouts", "alerts", "export", "spend", "registers"}
)
_OVERALL_MAY: frozenset[Action] = frozenset({"budget"})


def may(member: Member, action: Action, function: str | None = None, *, owns: bool = False) -> bool:
    """Whether a member may do something.

    The commander may do everything; a lead may tick and waive in the functions they lead, and work on data,
    products, targets, registers and alerts; everyone may tick and take care of what they own.

    Args:
        member: Who asks.
        action: What they want to do.
        function: The function it belongs to, for `tick` and `waive`.
        owns: Whether they own the task, alert or entry.

    Returns:
        True when it is allowed; an inactive member may do nothing.
    """
    if not member.active:
        return False
    if member.role == "commander":
        return True
    if action in ("tick", "alerts", "callouts", "registers") and owns:
        return True
    if member.role != "lead":
        return action == "export"
    if action in ("tick", "waive"):
        return function in member.functions
    return action in _LEADS_MAY or (action in _OVERALL_MAY and "overall" in member.functions)
