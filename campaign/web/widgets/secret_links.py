"""Links with a secret in them: addresses to hand out, shown once, and the wall links of a campaign."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from urllib.parse import urlencode, urlsplit

import streamlit as st

from campaign.base import formats
from campaign.base.language import _
from campaign.team import members
from campaign.team.members import Member
from campaign.web.widgets import session
from campaign.web.widgets.basics import panel, plain, refusals

LASTS_DAYS, LONGEST_DAYS = 14, 400
_SHOWN = "links.shown"


def address(page: str, path: str, options: Mapping[str, str] | None = None) -> str:
    """The full address of a path of this server, from the address of one of its pages.

    Args:
        page: The address in the visitor's browser; a server behind a prefix has it before its page.
        path: What to open, without a slash in front.
        options: What stands behind the question mark.

    Example:
        >>> address("https://shop.example/eleven/war-room?campaign=1", "wall/abc", {"rotate": "30"})
        'https://shop.example/eleven/wall/abc?rotate=30'
    """
    here = urlsplit(page)
    folder = here.path.rpartition("/")[0]
    return f"{here.scheme}://{here.netloc}{folder}/{path}" + (f"?{urlencode(options)}" if options else "")


def hand_out(path: str, sentence: str, options: Mapping[str, str] | None = None) -> None:
    """Keep the full address of a path for `handed_out`; the store holds only its digest."""
    st.session_state[_SHOWN] = (address(str(st.context.url or ""), path, options), sentence)


def handed_out() -> None:
    """Show the address made last, until its maker says that it is copied."""
    shown = st.session_state.get(_SHOWN)
    if shown is None:
        return
    link, sentence = shown
    with st.container(border=True, gap="small", key="link-once"):
        st.markdown(f":primary[:material/link:] {sentence}")
        st.code(link, language=None, wrap_lines=True)
        st.button(_("I have copied it"), key="links.copied", on_click=_forget)


def _forget() -> None:
    st.session_state.pop(_SHOWN, None)


def wall_links(visitor: Member, options: Mapping[str, str] | None = None) -> None:
    """The live wall links of the campaign; the commander makes and ends them.

    Args:
        visitor: Who looks.
        options: What a link made here carries: scenes, seconds, theme.
    """
    campaign, may = session.room().campaign, members.may(visitor, "members")
    live = session.desk().wall_links.all(campaign.id, session.now())
    with panel(_("Wall links"), _("a screen shows the wall with one of these, and nothing else"), key="wall-links"):
        if not live:
            st.markdown(f":gray[:material/tv_off: {_('No screen has a link yet.')}]")
        for link in live:
            with st.container(horizontal=True, vertical_alignment="center", gap="small", key=f"row-link-{link.id}"):
                st.markdown(f":gray[:material/tv:] {plain(link.name)}", width="stretch")
                until = _("until {day}", day=formats.moment(link.expires, campaign.zone))
                st.markdown(f":gray[{until}]", width="content")
                if may:
                    st.button(
                        _("End"), key=f"links.end-{link.id}", type="tertiary", icon=":material/link_off:",
                        on_click=_end, args=(link.id,), help=_("The screen goes dark at once; undone by a new link."),
                    )  # fmt: skip
        if may:
            _form(campaign.id, dict(options or {}))
        else:
            st.caption(_("The commander makes and ends wall links."))


def _form(campaign: int, options: Mapping[str, str]) -> None:
    with st.form("links.form", border=False, clear_on_submit=True):
        left, middle, right = st.columns([3, 2, 2], gap="small", vertical_alignment="bottom")
        left.text_input(_("Screen"), placeholder=_("Meeting room"), key="links.name", max_chars=80)
        middle.number_input(_("Days it lasts"), 1, LONGEST_DAYS, LASTS_DAYS, key="links.days")
        right.form_submit_button(
            _("Make a link"), key="links.make", icon=":material/add_link:", on_click=_make, args=(campaign, options),
            width="stretch",
        )  # fmt: skip


def _make(campaign: int, options: Mapping[str, str]) -> None:
    name = str(st.session_state["links.name"]).strip() or _("Screen")
    with refusals():
        _link, secret = session.desk().wall_links.make(
            session.require(), campaign, name, timedelta(days=int(st.session_state["links.days"])), session.now()
        )
        said = _(
            "Open this on the screen “{name}” and press F11; for a screen that starts by itself: "
            "chromium --kiosk ADDRESS. It is shown this once.",
            name=plain(name),
        )
        hand_out(f"wall/{secret}", said, options)


def _end(link: int) -> None:
    with refusals():
        session.desk().wall_links.revoke(session.require(), link, session.now())
