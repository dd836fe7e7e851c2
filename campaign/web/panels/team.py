"""The team: who does what, who may what, who is signed in."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

import pandas as pd
import streamlit as st

from campaign.base import formats
from campaign.base.errors import CampaignError
from campaign.base.language import N_, _, _n, listed
from campaign.room import Room
from campaign.team import members
from campaign.team.members import (
    FUNCTION_NAMES,
    FUNCTIONS,
    ROLE_NAMES,
    ROLES,
    Action,
    Member,
    Role,
)
from campaign.web.blocks import journal_table
from campaign.web.widgets import drawer, icons, secret_links, session
from campaign.web.widgets.basics import figure, panel, plain, refusals

RIGHTS: tuple[tuple[Action, str], ...] = (
    ("tick", N_("Tick the tasks of their function")),
    ("waive", N_("Waive and give away the tasks of their function")),
    ("import", N_("Take in files")),
    ("products", N_("Decide tiers and roles")),
    ("targets", N_("Set targets, write lessons")),
    ("callouts", N_("Record call-outs")),
    ("registers", N_("Keep the registers (everyone what they own)")),
    ("alerts", N_("Take care of alerts, receive goods")),
    ("spend", N_("Enter spend")),
    ("export", N_("Take the retrospective along")),
    ("budget", N_("Change the budget (also the lead of Overall)")),
    ("release", N_("Release money from the reserve")),
    ("close_phase", N_("Close a phase")),
    ("plan", N_("Change the plan and its thresholds")),
    ("members", N_("Invite members, make wall links and tokens for machines")),
)
MOST_SESSIONS = 8
AUDIT_HEIGHT = 376


class Answer(NamedTuple):
    """What a page says first, and why."""

    text: str
    reason: str


def answer(room: Room) -> Answer:
    """How many people there are, which functions nobody leads, who cannot come in yet."""
    roster, empty = room.team.members(), unled(room)
    if empty:
        names = listed(_(FUNCTION_NAMES[one]) for one in empty)
        text = _n("Nobody leads {names}", "{count} functions have no lead: {names}", len(empty), names=names)
    else:
        text = _n(
            "{count} person, and every function has a lead",
            "{count} people, and every function has a lead",
            len(roster),
        )
    waiting = [one.name for one in roster.values() if one.id in room.team.without_password()]
    if not waiting:
        return Answer(text, _("Everyone has chosen a password."))
    reason = _n(
        "{names} has no password yet: give them a new link.",
        "{count} members have no password yet: {names}.",
        len(waiting),
        names=plain(listed(waiting)),
    )
    return Answer(text, reason)


def unled(room: Room) -> list[members.Function]:
    """The functions that nobody leads."""
    return [function for function in FUNCTIONS if not room.team.leads()[function]]


def figures(room: Room) -> None:
    """The team in numbers."""
    desk, now = session.desk(), session.now()
    roster = room.team.members()
    led = len(FUNCTIONS) - len(unled(room))
    figure(_("Members"), formats.whole(len(roster)), help=_("Active members of the team."))
    figure(
        _("Functions led"),
        f"{led} / {len(FUNCTIONS)}",
        good=None if led == len(FUNCTIONS) else False,
        delta=None if led == len(FUNCTIONS) else _("open"),
    )
    figure(
        _("Without a password"),
        formats.whole(len(room.team.without_password())),
        help=_("They cannot come in until they open their link."),
    )
    figure(_("Signed in"), formats.whole(len(desk.accounts.sessions(now))), help=_("Browsers that are signed in."))
    figure(_("Wall links"), formats.whole(len(desk.wall_links.all(room.campaign.id, now))), help=_("Live ones."))


def roster(room: Room, visitor: Member) -> None:
    """Everyone with role, functions and state; the commander changes them."""
    may = members.may(visitor, "members")
    known = session.store().records(Member).all()
    gone = [one for one in known if not one.active and (room.campaign.demo or not one.demo)]
    with panel(_("Members"), _("role · functions"), key="members"):
        with st.container(gap="xxsmall"):
            for one in (*room.team.members().values(), *gone):
                with st.container(
                    horizontal=True, vertical_alignment="center", gap="small", key=f"row-member-{one.id}"
                ):
                    st.markdown(_member(one, waits=one.id in room.team.without_password()), width="stretch")
                    st.markdown(_functions(one), width="content")
                    if may and drawer.more(f"member-{one.id}"):
                        drawer.pull(change, one)
        if may and st.button(_("Invite somebody"), key="team.invite", icon=":material/person_add:"):
            drawer.pull(invite)


def _member(one: Member, *, waits: bool) -> str:
    state = ""
    if not one.active:
        state = f" :gray-badge[:material/person_off: {_('left')}]"
    elif one.demo:
        state = f" :gray-badge[{_('Demo')}]"
    elif waits:
        state = f" :orange-badge[:material/key_off: {_('no password yet')}]"
    return f"**{plain(one.name)}** :gray[{plain(one.login)}]{state}"


def _functions(one: Member) -> str:
    named = " ".join(f"{icons.FUNCTIONS[f].glyph} {icons.FUNCTIONS[f].name}" for f in one.functions)
    return f":gray[{_(ROLE_NAMES[one.role])}" + (f" · {named}]" if named else "]")


def functions(room: Room) -> None:
    """The seven functions, who leads each, and how far its tasks are."""
    progress = room.tasks.progress().groupby("function")[["done", "waived", "late", "total"]].sum()
    rows = []
    for function in FUNCTIONS:
        mark, leads = icons.FUNCTIONS[function], room.team.leads()[function]
        who = plain(" / ".join(one.name for one in leads)) or f":orange[{_('nobody leads it')}]"
        counted = progress.loc[function] if function in progress.index else None
        done = formats.UNKNOWN if counted is None else f"{counted['done'] + counted['waived']}/{counted['total']}"
        late = "" if counted is None or not counted["late"] else f":red-badge[{counted['late']}]"
        rows.append((f":gray[{mark.glyph}] {mark.name}", who, done, late))
    with panel(_("Functions"), _("tasks done of all four phases; late"), key="tight-functions"):
        titles = [_("Function"), _("Lead"), _("Done"), _("Late")]
        st.table(pd.DataFrame(rows, columns=titles).set_index(titles[0]), border="horizontal")


def invite() -> None:
    """The form for a new member."""
    with st.form("team.form", border=False, enter_to_submit=False):
        name = st.text_input(_("Name"), key="invite.name", max_chars=80)
        login = st.text_input(_("Login"), key="invite.login", max_chars=80, help=_("What they type to sign in."))
        role = _role("invite.role", "member")
        led = _led("invite.functions", ())
        sent = st.form_submit_button(_("Make the invitation"), type="primary", key="invite.send")
    if sent:
        try:
            made, secret = session.desk().accounts.invite(session.require(), name, login, role, led, session.now())
        except CampaignError as refusal:
            st.error(plain(str(refusal)), icon=":material/block:")
        else:
            _hand_out(made, secret)
            drawer.shut()


def change(member: Member) -> None:
    """The form for a member who is there already; what somebody else changed meanwhile is not overwritten."""
    place = f"member.{member.id}-{member.rev}"
    with st.form("member.form", border=False, enter_to_submit=False):
        name = st.text_input(_("Name"), member.name, key=f"{place}.name", max_chars=80)
        role = _role(f"{place}.role", member.role)
        led = _led(f"{place}.functions", member.functions)
        active = st.toggle(
            _("May come in"),
            member.active,
            key=f"{place}.active",
            help=_("Off: their sessions end at once; what they did stays."),
        )
        saved = st.form_submit_button(_("Save"), type="primary", key="member.save")
    linked = not member.demo and st.button(
        _("New link to choose a password"),
        key="member.link",
        type="tertiary",
        icon=":material/link:",
        help=_("For a member without a password, or who forgot it; earlier links stop working."),
    )
    if not saved and not linked:
        return
    desk, visitor, at = session.desk(), session.require(), session.now()
    try:
        if linked:
            _hand_out(member, desk.accounts.reinvite(visitor, member.id, at))
        else:
            desk.accounts.change_member(
                visitor, member.id, at, name=name, role=role, functions=led, active=active, expect_rev=member.rev
            )
    except CampaignError as refusal:
        st.error(plain(str(refusal)), icon=":material/block:")
    else:
        drawer.shut()


def _role(key: str, role: Role) -> Role:
    chosen: Role = st.segmented_control(
        _("Role"), ROLES, format_func=lambda one: _(ROLE_NAMES[one]), default=role, required=True, key=key
    )
    return chosen


def _led(key: str, functions: Iterable[members.Function]) -> list[members.Function]:
    return st.pills(
        _("Functions"),
        FUNCTIONS,
        format_func=lambda one: _(FUNCTION_NAMES[one]),
        selection_mode="multi",
        default=list(functions),
        key=key,
    )


def _hand_out(member: Member, secret: str) -> None:
    said = _(
        "Send this to {name}: with it they choose their password. It works once and is shown this once.",
        name=plain(member.name),
    )
    secret_links.hand_out(f"invitation/{secret}", said)


def sessions(room: Room, visitor: Member) -> None:
    """The browsers that are signed in: the commander sees all, everybody else their own."""
    may = members.may(visitor, "members")
    live = [one for one in session.desk().accounts.sessions(session.now()) if may or one.member == visitor.id]
    own = members.digest(session.secret())
    with panel(_("Signed in"), _("a session lasts 14 days"), key="sessions"), st.container(gap="xxsmall"):
        for one in live[:MOST_SESSIONS]:
            with st.container(horizontal=True, vertical_alignment="center", gap="small", key=f"row-session-{one.id}"):
                here = f" :gray[{_('this browser')}]" if one.digest == own else ""
                st.markdown(f"{plain(room.team.name(one.member) or '')}{here}", width="stretch")
                st.markdown(f":gray[{plain(one.address)} · {_since(one.created, room)}]", width="content")
                st.button(
                    _("End"),
                    key=f"team.end-{one.id}",
                    type="tertiary",
                    icon=":material/logout:",
                    on_click=_end,
                    args=(one.id,),
                    disabled=one.digest == own,
                )
        if len(live) > MOST_SESSIONS:
            rest = len(live) - MOST_SESSIONS
            st.caption(_n("and {count} older one", "and {count} older ones", rest))


def _since(at: datetime, room: Room) -> str:
    return _("since {moment}", moment=formats.moment(at, room.campaign.zone))


def _end(found: int) -> None:
    with refusals():
        session.desk().accounts.revoke_session(session.require(), found, session.now())


def rights() -> None:
    """Who may do what, asked of the rule itself."""
    cases = [(role, Member(name="", login="", role=role, functions=("product",))) for role in ROLES]
    rows = []
    for action, name in RIGHTS:
        marks = ("✓" if members.may(member, action, "product") else "" for _role, member in cases)
        rows.append((_(name), *marks))
    with panel(_("Rights"), _("everyone may tick what they own"), key="tight-rights"):
        titles = [_("May"), *(_(ROLE_NAMES[role]) for role in ROLES)]
        st.table(pd.DataFrame(rows, columns=titles).set_index(titles[0]), border="horizontal")


def audit(room: Room) -> None:
    """Every change of this campaign, by member and kind of act."""
    with panel(_("Who did what"), _("the journal; nothing in it can be changed"), key="audit"):
        groups = {key: _(name) for key, (name, _acts) in journal_table.GROUPS.items()}
        entries = room.team.audit()
        names = list(dict.fromkeys(one.who for one in entries))
        with st.container(horizontal=True, gap="small", vertical_alignment="center"):
            who = st.selectbox(
                _("Member"),
                [None, *names],
                format_func=lambda one: one or _("Everyone"),
                key="team.who",
                label_visibility="collapsed",
                width=200,
            )
            kinds = st.pills(
                _("Kind"),
                list(groups),
                format_func=groups.__getitem__,
                selection_mode="multi",
                key="team.kinds",
                label_visibility="collapsed",
            )
        shown = [
            one
            for one in entries
            if who in (None, one.who) and (not kinds or journal_table.group_of(one.what) in kinds)
        ]
        journal_table.table(shown, room, AUDIT_HEIGHT, _("Who did what"))
