"""Feeds: the tokens with which machines post figures, made and ended here, and what the watched folder took."""

from __future__ import annotations

from typing import NamedTuple

import pandas as pd
import streamlit as st

from campaign.base import formats
from campaign.base.language import N_, _, _n, listed
from campaign.desk.watched_folder import FOLDER
from campaign.room import Room
from campaign.team import members
from campaign.team.members import Member
from campaign.team.tokens import LONGEST_SOURCE, SCOPE_NAMES, SCOPES, Scope, Token
from campaign.web.server import state
from campaign.web.widgets import secret_links, session
from campaign.web.widgets.basics import panel, plain, refusals

_MADE, _ASKED = "feeds.made", "feeds.asked"
MOST_ARRIVALS, ARRIVALS_HEIGHT = 200, 276
EXAMPLES: dict[Scope, str] = {
    "facts": '[{"hour": "2026-11-11 14:00", "product_id": "1001", "visitors": 250, "units": 12, "revenue": 1548.80}]',
    "stock": '[{"at": "2026-11-11T14:05:00Z", "product_id": "1001", "sku_id": "1001-RED-M", "on_hand": 85}]',
    "spend": '[{"day": "2026-11-11", "channel": "search", "spend": 320.50}]',
}
TAKEN, REFUSED = N_("taken in"), N_("refused")


class Made(NamedTuple):
    """A token just made, and its secret, which is shown this once."""

    token: Token
    secret: str


def feeds(visitor: Member, room: Room) -> None:
    """Every token with what it may post, when it last did, and who made it; the commander makes and ends them."""
    may = members.may(visitor, "members")
    left, right = st.columns(2, gap="medium")
    with left, panel(_("Feeds"), _("systems that post figures by themselves"), key="feeds"):
        _shown_once()
        if not room.facts.tokens():
            st.markdown(f":gray[:material/sensors_off: {_('No system posts figures yet.')}]")
        for token in room.facts.tokens():
            _row(token, room, may=may)
        if may:
            _form(room.campaign.id)
        else:
            st.caption(_("The commander makes and ends tokens."))
    with right:
        _arrivals(room)


def command(secret: str, scope: Scope) -> str:
    """A line that posts one row of a kind, ready to be tried."""
    address = secret_links.address(str(st.context.url or ""), f"api/{scope}")
    return (
        f"curl -X POST {address} \\\n  -H 'Authorization: Bearer {secret}' \\\n"
        f"  -H 'Content-Type: application/json' \\\n  -d '{EXAMPLES[scope]}'"
    )


def _shown_once() -> None:
    made = st.session_state.get(_MADE)
    if made is None:
        return
    with st.container(border=True, gap="small", key="token-once"):
        said = _("The token of “{source}”. Copy it now: it is shown this once.", source=plain(made.token.source))
        st.markdown(f":primary[:material/key:] {said}")
        st.code(made.secret, language=None, wrap_lines=True)
        st.markdown(f":gray[{_('So it posts a row:')}]")
        st.code(command(made.secret, made.token.scopes[0]), language="bash", wrap_lines=True)
        st.button(_("I have copied it"), key="feeds.copied", on_click=_forget)


def _forget() -> None:
    st.session_state.pop(_MADE, None)


def _row(token: Token, room: Room, *, may: bool) -> None:
    scopes = listed(_(SCOPE_NAMES[one]) for one in token.scopes)
    made = _("made by {who}", who=plain(token.who))
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key=f"row-token-{token.id}"):
        st.markdown(f"**{plain(token.source)}** :gray[{plain(token.prefix)}… · {scopes} · {made}]", width="stretch")
        st.markdown(_used(token, room), width="content")
        if may and token.revoked is None:
            _ending(token)


def _used(token: Token, room: Room) -> str:
    zone = room.campaign.zone
    if token.revoked is not None:
        return f":gray-badge[:material/block: {_('ended {moment}', moment=formats.moment(token.revoked, zone))}]"
    if token.used is None:
        return f":gray[{_('never used')}]"
    return f":gray[{_('last used {moment}', moment=formats.moment(token.used, zone))}]"


def _ending(token: Token) -> None:
    """The button that ends a token asks once: what posts with it stops."""
    if st.session_state.get(_ASKED) != token.id:
        st.button(_("End"), key=f"feeds.end-{token.id}", type="tertiary", on_click=_ask, args=(token.id,))
        return
    st.button(_("End it now"), key=f"feeds.sure-{token.id}", type="primary", on_click=_end, args=(token.id,))
    st.button(_("Keep it"), key=f"feeds.keep-{token.id}", type="tertiary", on_click=_ask, args=(None,))


def _ask(token: int | None) -> None:
    st.session_state[_ASKED] = token


def _end(token: int) -> None:
    _ask(None)
    with refusals():
        session.desk().feeds.revoke_token(session.require(), token, session.now())


def _form(campaign: int) -> None:
    with st.form("feeds.form", border=False, clear_on_submit=True):
        left, right = st.columns([2, 3], gap="small", vertical_alignment="bottom")
        left.text_input(
            _("System"), placeholder="erp", key="feeds.source", max_chars=LONGEST_SOURCE,
            help=_("Its rows are kept under this name; rows of one name replace each other."),
        )  # fmt: skip
        right.pills(
            _("It may post"), SCOPES, format_func=lambda one: _(SCOPE_NAMES[one]), selection_mode="multi",
            default=[SCOPES[0]], key="feeds.scopes",
        )  # fmt: skip
        st.form_submit_button(
            _("Make a token"), key="feeds.make", icon=":material/key:", on_click=_make, args=(campaign,)
        )


def _make(campaign: int) -> None:
    asked = st.session_state
    with refusals():
        token, secret = session.desk().feeds.make_token(
            session.require(), campaign, str(asked["feeds.source"]), list(asked["feeds.scopes"] or ()), session.now()
        )
        asked[_MADE] = Made(token, secret)


def _arrivals(room: Room) -> None:
    """What became of the files of the watched folder."""
    found = room.facts.inbox()
    note = _n("{count} file", "{count} files", len(found))
    with panel(_("Watched folder"), note, key="inbox"):
        folder = state.folder().name + f"/{FOLDER}"
        said = _("A file that is put into {folder} is taken in when it is known and clean.", folder=plain(folder))
        st.markdown(f":gray[:material/folder_open: {said}]")
        if not found:
            return
        rows = [
            {
                _("When"): formats.moment(one.at, room.campaign.zone),
                _("File"): one.file,
                _("What became of it"): _(TAKEN) if one.taken else _(REFUSED),
                _("Why"): one.reason,
            }
            for one in found[:MOST_ARRIVALS]
        ]
        alt = _n("{count} file of the watched folder", "{count} files of the watched folder", len(found))
        st.dataframe(
            pd.DataFrame(rows),
            hide_index=True,
            row_height=34,
            height=min(38 + 34 * len(rows), ARRIVALS_HEIGHT),
            alt=alt,
        )
