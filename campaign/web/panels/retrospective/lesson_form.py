"""Lessons: the form in which one is written down, changed or taken back."""

from __future__ import annotations

import streamlit as st

from campaign.base.errors import CampaignError
from campaign.base.language import _
from campaign.review.lessons import KINDS, Kind, Lesson
from campaign.web.widgets import drawer, session
from campaign.web.widgets.basics import plain


def form(kind: Kind, lesson: Lesson | None) -> None:
    """Draw the form.

    Args:
        kind: Keep, drop or try.
        lesson: What is changed; None: a new one.
    """
    room = session.room()
    roster = room.team.members()
    place = f"lesson.{lesson.id}-{lesson.rev}" if lesson else "lesson.new"
    with st.form("lesson.form", border=False, enter_to_submit=False):
        chosen = st.segmented_control(
            _("Kind"),
            list(KINDS),
            format_func=lambda one: _(KINDS[one]),
            default=kind,
            required=True,
            key=f"{place}.kind",
        )
        text = st.text_area(
            _("What we learnt"),
            lesson.text if lesson else "",
            key=f"{place}.text",
            height=110,
            max_chars=400,
            placeholder=_("One sentence that helps the next campaign"),
        )
        owners = [None, *roster]
        owner = st.selectbox(
            _("Who takes care of it"),
            owners,
            owners.index(lesson.owner) if lesson and lesson.owner in owners else 0,
            format_func=lambda one: roster[one].name if one in roster else _("nobody yet"),
            key=f"{place}.owner",
        )
        due = st.date_input(_("Until"), lesson.due if lesson else None, key=f"{place}.due")
        kept = st.form_submit_button(_("Keep it"), type="primary", key="lesson.keep")
    removed = lesson is not None and st.button(
        _("Take it back"),
        key="lesson.remove",
        type="tertiary",
        icon=":material/undo:",
        help=_("The journal keeps who wrote it and who took it back."),
    )
    if not kept and not removed:
        return
    visitor, desk, at = session.require(), session.desk(), session.now()
    try:
        if lesson is not None and removed:
            desk.campaigns.remove_lesson(visitor, lesson.id, at)
        elif not text.strip():
            st.warning(_("Write what was learnt, in a sentence."), icon=":material/edit:")
            return
        elif lesson is not None:
            desk.campaigns.change_lesson(
                visitor, lesson.id, at, lesson.rev, kind=chosen, text=text.strip(), owner=owner, due=due
            )
        else:
            fresh = Lesson(
                campaign=room.campaign.id, kind=chosen, text=text.strip(), owner=owner, due=due, member=visitor.id
            )
            desk.campaigns.add_lesson(visitor, fresh, at)
    except CampaignError as refusal:
        st.error(plain(str(refusal)), icon=":material/block:")
    else:
        drawer.shut()
