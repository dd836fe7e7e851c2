"""Tokens: the right of a machine to post figures, and which of its posts were answered already."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from typing import ClassVar, Literal

from campaign.base.errors import CampaignError
from campaign.base.language import N_, _
from campaign.base.record import Record
from campaign.facts.contract import MANUAL

Scope = Literal["facts", "stock", "spend"]
SCOPES: tuple[Scope, ...] = ("facts", "stock", "spend")
SCOPE_NAMES: dict[Scope, str] = {"facts": N_("Figures"), "stock": N_("Stock"), "spend": N_("Spend")}
BRAND = "eleven_"
SHOWN_CHARACTERS = len(BRAND) + 6
LONGEST_SOURCE = 60
REPLY_LASTS = timedelta(hours=48)
USE_NOTED_EVERY = timedelta(minutes=1)


class TokenError(CampaignError):
    """A token that cannot be made as asked."""


class Token(Record):
    """The right to post rows of some kinds for one campaign's shop; only the digest of its secret is kept."""

    table: ClassVar[str] = "tokens"
    indexes: ClassVar[tuple[str, ...]] = ("prefix", "campaign")

    prefix: str
    digest: str
    campaign: int
    source: str
    scopes: tuple[Scope, ...]
    language: str
    created: datetime
    member: int | None
    who: str
    used: datetime | None = None
    revoked: datetime | None = None


class Reply(Record):
    """What a post with an idempotency key brought, kept for its repetition; nothing of its body but the digest."""

    table: ClassVar[str] = "replies"
    indexes: ClassVar[tuple[str, ...]] = ("key",)

    key: str
    token: int
    digest: str
    at: datetime
    batch: int
    new: int
    changed: int
    same: int


def secret() -> str:
    """A fresh secret of 192 random bits behind a word by which people and scanners recognise it."""
    return BRAND + secrets.token_urlsafe(24)


def prefix(text: str) -> str:
    """The beginning of a secret, by which a token is recognised; it opens nothing.

    Example:
        >>> prefix("eleven_a1B2c3D4e5F6")
        'eleven_a1B2c3'
    """
    return text[:SHOWN_CHARACTERS]


def source(text: str) -> str:
    """The name under which the rows of a token are kept.

    Args:
        text: As a person wrote it.

    Returns:
        The name without edges.

    Raises:
        TokenError: it is empty, too long, has line breaks, or is the name of what people enter by hand.

    Example:
        >>> source(" jushuitan ")
        'jushuitan'
    """
    name = text.strip()
    if not name or len(name) > LONGEST_SOURCE or not name.isprintable():
        raise TokenError(
            _("Name the system that will post, in at most {most} characters, such as erp", most=LONGEST_SOURCE)
        )
    if name == MANUAL:
        raise TokenError(_("'{found}' is what people enter by hand; name the system that will post", found=name))
    return name


def scopes(asked: tuple[str, ...]) -> tuple[Scope, ...]:
    """The kinds of rows asked for, each once, in our order.

    Raises:
        TokenError: none is named, or one is unknown.

    Example:
        >>> scopes(("spend", "facts", "facts"))
        ('facts', 'spend')
    """
    strange = [one for one in asked if one not in SCOPES]
    if strange or not asked:
        raise TokenError(
            _("A token may post {known}; '{found}' is none of them", known=", ".join(SCOPES), found=", ".join(strange))
        )
    return tuple(one for one in SCOPES if one in asked)


def use_is_news(token: Token, at: datetime) -> bool:
    """Whether a use is worth a write: the first one, and one a minute."""
    return token.used is None or at - token.used >= USE_NOTED_EVERY
