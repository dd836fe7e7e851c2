"""Commands for figures that come by themselves: token create, list, revoke; inbox."""

from __future__ import annotations

import time

from campaign.base.language import _, _n
from campaign.cli.context import Call, CommandError
from campaign.cli.output import Answer, Json, plain, table
from campaign.desk.watched_folder import FOLDER, STILL_SECONDS, Inbox
from campaign.team.tokens import Token


def create(call: Call) -> Answer:
    """A new token; its secret is told this once."""
    given = call.arguments
    token, secret = call.desk.feeds.make_token(None, call.campaign.id, given.source, given.scopes, call.now)
    text = _("{source} posts {scopes} with this token, told only now: {secret}",
             source=token.source, scopes=", ".join(token.scopes), secret=secret)  # fmt: skip
    return Answer({**_told(token), "secret": secret}, text)


def list_(call: Call) -> Answer:
    """Every token of a campaign."""
    known = sorted(call.store.records(Token).by("campaign", call.campaign.id), key=lambda one: one.id)
    rows: list[Json] = [_told(one) for one in known]
    words = {
        "id": _("Number"), "source": _("Source"), "scopes": _("May post"), "prefix": _("Begins with"),
        "by": _("Made by"), "used": _("Last used"), "revoked": _("Ended"),
    }  # fmt: skip
    return Answer(rows, table([_told(one) for one in known], words) if rows else _("There is no token yet"))


def revoke(call: Call) -> Answer:
    """End a token, named by its number or by the beginning of its secret."""
    wanted = call.arguments.token
    known = call.store.records(Token).all()
    found = [one for one in known if wanted in (str(one.id), one.prefix)]
    if len(found) != 1:
        raise CommandError(_("There is no token '{found}'; `token list` shows them", found=wanted))
    ended = call.desk.feeds.revoke_token(None, found[0].id, call.now)
    return Answer(_told(ended), _("The token of {source} is ended", source=ended.source))


def inbox(call: Call) -> Answer:
    """Take in what lies in the watched folder, once."""
    watched = Inbox(call.desk.imports)
    watched.look(call.now, time.monotonic())
    time.sleep(STILL_SECONDS)
    arrivals = watched.look(call.now, time.monotonic())
    rows: list[Json] = [
        {"file": one.file, "taken": one.taken, "batch": one.batch, "path": f"{FOLDER}/{one.path}", "reason": one.reason}
        for one in arrivals
    ]
    notes = tuple(f"{one.file}: {one.reason}" for one in arrivals if not one.taken)
    said = _n("{count} file was looked at", "{count} files were looked at", len(arrivals))
    return Answer({"files": rows}, said, notes, status=int(bool(notes)))


def _told(token: Token) -> dict[str, Json]:
    return {
        "id": token.id,
        "campaign": token.campaign,
        "source": token.source,
        "scopes": list(token.scopes),
        "prefix": token.prefix,
        "by": token.who,
        "created": plain(token.created),
        "used": plain(token.used),
        "revoked": plain(token.revoked),
    }
