"""The demo team: a commander and a lead for each function."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from campaign.desk import Desk
from campaign.team.members import Function, Member, Role

TEAM: tuple[tuple[str, Role, tuple[Function, ...]], ...] = (
    ("Lin Yue", "commander", ()),
    ("Tomás Vega", "lead", ("overall",)),
    ("Ana Ruiz", "lead", ("product",)),
    ("Chen Bo", "lead", ("on_site",)),
    ("Dmitri Orlov", "lead", ("off_site",)),
    ("Mei Tan", "lead", ("marketing",)),
    ("Sara Holm", "lead", ("visual",)),
    ("Wu Jian", "lead", ("logistics_service",)),
)
LOGINS = {"Tomás Vega": "tomas.vega"}

People = Mapping[str, Member]


def login(name: str) -> str:
    """The login of somebody of the team."""
    return LOGINS.get(name, name.lower().replace(" ", "."))


def enrolled(desk: Desk, by: Member | None, at: datetime) -> People:
    """The team by function, the commander under `commander`; a second demo has the people of the first."""
    people: dict[str, Member] = {}
    table = desk.store.records(Member)
    with desk.transaction():
        for name, role, functions in TEAM:
            known = [one for one in table.by("login", login(name)) if one.demo]
            person = Member(name=name, login=login(name), role=role, functions=functions)
            member = known[0] if known else desk.accounts.enrol_for_demo(by, person, at)
            people |= dict.fromkeys(functions or (role,), member)
    return people
