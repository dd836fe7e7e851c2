"""Commands for accounts: users add, list, role, revoke."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import cast

from campaign.base.language import _
from campaign.cli.context import Call, CommandError
from campaign.cli.output import Answer, Json, table
from campaign.desk import named
from campaign.team import members
from campaign.team.members import Function, Member

ADDRESS, PORT = "127.0.0.1", "8501"


def add(call: Call) -> Answer:
    """A new account, and the one-time link with which its member chooses a password."""
    given = call.arguments
    login = given.login or given.name.lower().replace(" ", ".")
    member, secret = call.desk.accounts.invite(
        None, given.name, login, given.role, _functions(given.functions), call.now
    )
    address, port = os.environ.get("ADDRESS") or ADDRESS, os.environ.get("PORT") or PORT
    link = f"http://{address}:{port}/invitation/{secret}"
    text = _(
        "{name} signs in as {login}; the password is chosen here, once: {link}",
        name=member.name,
        login=member.login,
        link=link,
    )
    return Answer({**_told(member), "login": member.login, "link": link}, text)


def list_(call: Call) -> Answer:
    """Every account."""
    known = _accounts(call)
    rows: list[Json] = [{**_told(one), "login": one.login} for one in known]
    spoken: list[dict[str, Json]] = [
        {
            "login": one.login,
            "name": one.name,
            "role": _(members.ROLE_NAMES[one.role]),
            "functions": ", ".join(_(members.FUNCTION_NAMES[function]) for function in one.functions),
            "active": one.active,
        }
        for one in known
    ]
    words = {
        "login": _("Login"),
        "name": _("Name"),
        "role": _("Role"),
        "functions": _("Functions"),
        "active": _("Active"),
    }
    return Answer(rows, table(spoken, words) if rows else _("There is no account yet"))


def role(call: Call) -> Answer:
    """Another role for an account."""
    given = call.arguments
    return _changed(call, _member(call), role=given.role, functions=_functions(given.functions), active=True)


def revoke(call: Call) -> Answer:
    """Close an account; its sessions end."""
    member = _member(call)
    return _changed(call, member, role=member.role, functions=member.functions, active=False)


def _member(call: Call) -> Member:
    return named(_accounts(call), call.arguments.member)


def _accounts(call: Call) -> list[Member]:
    """Everybody who has or had a way in; the demo's people have none."""
    return [one for one in call.store.records(Member).all() if not one.demo]


def _changed(
    call: Call, member: Member, *, role: members.Role, functions: tuple[Function, ...], active: bool
) -> Answer:
    after = call.desk.accounts.change_member(
        None, member.id, call.now, name=member.name, role=role, functions=functions, active=active
    )
    text = _("{name} is {role}", name=after.name, role=_(members.ROLE_NAMES[after.role]))
    return Answer({**_told(after), "login": after.login}, text if active else _("{name} is out", name=after.name))


def _functions(given: Sequence[str]) -> tuple[Function, ...]:
    wrong = [one for one in given if one not in members.FUNCTIONS]
    if wrong:
        known = ", ".join(members.FUNCTIONS)
        raise CommandError(_("'{found}' is no function; choose {known}", found=wrong[0], known=known))
    return tuple(cast("Function", one) for one in given)


def _told(member: Member) -> dict[str, Json]:
    return {
        "name": member.name,
        "role": member.role,
        "functions": list(member.functions),
        "active": member.active,
    }
