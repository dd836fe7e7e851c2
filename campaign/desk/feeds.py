"""Feeds: tokens made and ended, and what machines post with them."""

from __future__ import annotations

import hmac
from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import datetime

from campaign.base import language
from campaign.base.language import _
from campaign.desk.file_reading import FileReading, Reading
from campaign.desk.imports import Imports
from campaign.desk.service import OPERATOR, Refused, Service
from campaign.facts.batches import Batch, Wish
from campaign.intake import Sheet
from campaign.plan.campaigns import Campaign
from campaign.storage import Store
from campaign.team import members, tokens
from campaign.team.members import Member
from campaign.team.tokens import REPLY_LASTS, Reply, Scope, Token


class Feeds(Service):
    """Who may post without signing in, and what they posted."""

    def __init__(self, store: Store, file_reading: FileReading, imports: Imports) -> None:
        super().__init__(store)
        self.file_reading = file_reading
        self.imports = imports

    def make_token(
        self, by: Member | None, campaign: int, source: str, scopes: Collection[str], at: datetime
    ) -> tuple[Token, str]:
        """Make a token that posts one campaign's figures; its secret is shown once.

        Args:
            by: Who makes it.
            campaign: The campaign whose shop the rows describe.
            source: The name its rows are kept under; rows of one source replace each other.
            scopes: What it may post: `facts`, `stock`, `spend`.
            at: When.

        Returns:
            The token and its secret.

        Raises:
            Refused: only the commander makes tokens.
            TokenError: the name or the scopes cannot be used.
        """
        self.allow(by, "members")
        secret = tokens.secret()
        with self.transaction():
            planned = self.store.records(Campaign).one(campaign)
            token = self.store.records(Token).add(
                Token(
                    prefix=tokens.prefix(secret),
                    digest=members.digest(secret),
                    campaign=planned.id,
                    source=tokens.source(source),
                    scopes=tokens.scopes(tuple(scopes)),
                    language=language.chosen(),
                    created=at,
                    member=by.id if by else None,
                    who=by.name if by else OPERATOR,
                )
            )
            self._note(by, at, "make_token", token)
        return token, secret

    def revoke_token(self, by: Member | None, token: int, at: datetime) -> Token:
        """End a token: its next post is refused; one that is ended stays as it is."""
        self.allow(by, "members")
        table = self.store.records(Token)
        with self.transaction():
            found = table.one(token)
            if found.revoked is not None:
                return found
            ended = table.put(found.model_copy(update={"revoked": at}))
            self._note(by, at, "revoke_token", ended)
        return ended

    def token_of(self, secret: str, at: datetime) -> Token | None:
        """The live token of a secret, its use noted at most once a minute; None for any other text."""
        digest, table = members.digest(secret), self.store.records(Token)
        for one in table.by("prefix", tokens.prefix(secret)):
            if hmac.compare_digest(one.digest, digest) and one.revoked is None:
                if tokens.use_is_news(one, at):
                    with self.transaction():
                        return table.edit(one.id, lambda token: token.model_copy(update={"used": at}))
                return one
        return None

    def read_post(self, token: Token, kind: Scope, sheet: Sheet, constants: Mapping[str, str] | None = None) -> Reading:
        """Read the rows that a machine posts, under its token's source; nothing is written.

        The master data of products are people's: columns such as title or price are left aside.

        Args:
            token: Who posts.
            kind: What the rows hold.
            sheet: The rows.
            constants: Our column -> a value that holds for every row.

        Raises:
            IntakeError: a required column is missing, or the rows cannot be read so.
        """
        planned = self.store.records(Campaign).one(token.campaign)
        wish = Wish(kind=kind, source=token.source, constants=dict(constants or {}), figures_only=True)
        reading = self.file_reading.read_file(planned, sheet, wish)
        found, lost = reading.found, len({problem.line for problem in sheet.problems} - {*sheet.lines})
        # Rows that are no rows are counted, too.
        return replace(reading, found=replace(found, rows=found.rows + lost, refused=found.refused + lost))

    def post(self, token: Token, reading: Reading, at: datetime, *, accept_good_rows: bool = False) -> Batch:
        """Take in what a machine posts.

        Args:
            token: Who posts.
            reading: What was posted.
            at: When.
            accept_good_rows: Take the good rows although others have problems.

        Raises:
            Refused: the token may not post this kind, or there are problems and nobody accepted the good rows.
        """
        kind = reading.mapping.kind
        if kind not in token.scopes:
            raise Refused(_("This token may post {scopes}, not {kind}", scopes=", ".join(token.scopes), kind=kind))
        planned = self.store.records(Campaign).one(token.campaign)
        return self.imports.take_in_file(
            None, planned, reading, at, via="feed", who=token.source, accept_good_rows=accept_good_rows
        )

    def reply(self, token: Token, key: str, at: datetime) -> Reply | None:
        """What an earlier post with this idempotency key brought."""
        found = self.store.records(Reply).by("key", key)
        return next((one for one in found if one.token == token.id and at - one.at < REPLY_LASTS), None)

    def keep_reply(self, token: Token, key: str, digest: str, batch: Batch, at: datetime) -> None:
        """Keep what a post brought for its repetition, and forget the replies that are too old."""
        table = self.store.records(Reply)
        with self.transaction():
            for old in table.find(lambda one: at - one.at >= REPLY_LASTS):
                table.remove(old.id)
            table.add(
                Reply(
                    key=key,
                    token=token.id,
                    digest=digest,
                    at=at,
                    batch=batch.id,
                    new=batch.new,
                    changed=batch.changed,
                    same=batch.same,
                )
            )

    def _note(self, by: Member | None, at: datetime, what: str, token: Token) -> None:
        after = {"scopes": list(token.scopes), "prefix": token.prefix}
        self.write(by, at, what, f"token {token.id}", campaign=token.campaign, title=token.source, after=after)
