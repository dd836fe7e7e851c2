"""The review phase: what was reached, and what to keep, to drop and to try."""

from __future__ import annotations

from typing import Final

import pandas as pd
import streamlit as st

from campaign.base import formats, money
from campaign.base.language import _, told
from campaign.review import lessons
from campaign.review.lessons import Kind, Lesson
from campaign.room import Room
from campaign.team import members
from campaign.team.members import Member
from campaign.web.panels.phases.common import holding, tasks_figure
from campaign.web.panels.retrospective import lesson_form
from campaign.web.panels.retrospective.outcome import value_text
from campaign.web.server import state
from campaign.web.widgets import drawer, session
from campaign.web.widgets.basics import figure, panel, plain, refusals

MOST_REASONS = 2
PHASE: Final = "review"
MOST_REASONS = 2
MARKS: dict[Kind, str] = {
    "keep": ":green-badge[:material/check_circle: {word}]",
    "drop": ":red-badge[:material/do_not_disturb_on: {word}]",
    "try": ":blue-badge[:material/science: {word}]",
}


def clause(room: Room) -> str:
    """What the launch reached of its target, as the end of a sentence."""
    reached = room.review.outcome().figure("revenue_minor").completion
    if reached is None:
        return _("what was reached is unknown")
    return _("GMV reached {share} of its target", share=formats.share(reached))


def reason(room: Room) -> str:
    """What moved the result most, and what holds the phase back."""
    steps = sorted(room.review.outcome().drivers.effects, key=lambda step: abs(step.effect_minor), reverse=True)
    said = ""
    if steps:
        amount = plain(money.text(steps[0].effect_minor, room.campaign.currency, compact=True))
        said = _("{factor} moved the result most: {amount} against plan.", factor=steps[0].name, amount=amount)
    return told(said, holding(room, PHASE))


def figures(room: Room) -> None:
    """Tasks done, and the completion of each target."""
    tasks_figure(room, PHASE)
    for one in room.review.outcome().completion[:5]:
        known = one.completion
        figure(
            one.label,
            value_text(one, room.campaign.currency),
            formats.share(known) if known is not None else _("unknown"),
            _("of target"),
            good=None if known is None else known >= 1,
            help=one.reason or one.formula,
        )


def conclusions_panel(room: Room, visitor: Member) -> None:
    """Keep, drop and try: what the team wrote down, and what the figures speak for."""
    written = {lesson.text for lesson in room.review.lessons()}
    with st.grid(3, min_column_width=280, gap="small", key="conclusions"):
        for kind, word in lessons.KINDS.items():
            with st.container(border=True, gap="xsmall", height="stretch", key=f"conclusion-{kind}"):
                st.markdown(MARKS[kind].format(word=_(word)))
                own = [lesson for lesson in room.review.lessons() if lesson.kind == kind]
                for lesson in own:
                    _lesson(room, visitor, lesson)
                found = [one for one in room.review.conclusions() if one.kind == kind and one.text not in written]
                for place, one in enumerate(found):
                    _suggested(room, visitor, one, f"{kind}-{place}")
                if not own and not found:
                    st.markdown(
                        f":gray[{_('Nothing yet; the figures suggest something once the launch is measured.')}]"
                    )
                if members.may(visitor, "targets") and st.button(
                    _("Write one down"), key=f"lesson-add-{kind}", type="tertiary", icon=":material/add:"
                ):
                    drawer.pull(lesson_form.form, kind, None)


def _lesson(room: Room, visitor: Member, lesson: Lesson) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key=f"row-lesson-{lesson.id}"):
        owner = room.team.name(lesson.owner)
        until = formats.day(lesson.due) if lesson.due else ""
        who = " · ".join(part for part in (plain(owner or ""), until) if part)
        st.markdown(f"{plain(lesson.text)} :gray[{who}]" if who else plain(lesson.text), width="stretch")
        if members.may(visitor, "targets") and drawer.more(f"lesson-{lesson.id}"):
            drawer.pull(lesson_form.form, lesson.kind, lesson)


def _suggested(room: Room, visitor: Member, one: lessons.Suggestion, key: str) -> None:
    with st.container(gap="xxsmall", key=f"suggestion-{key}"):
        st.markdown(f":primary[:material/lightbulb:] {plain(one.text)}")
        st.markdown(f":small[:gray[{plain(_('; ').join(one.reasons[:MOST_REASONS]))}]]")
        if members.may(visitor, "targets"):
            st.button(
                _("Write it down"),
                key=f"conclude-{key}",
                type="tertiary",
                icon=":material/add_task:",
                on_click=_write,
                args=(one,),
            )


def _write(one: lessons.Suggestion) -> None:
    visitor, room = session.require(), session.room()
    with refusals():
        session.desk().campaigns.add_lesson(
            visitor,
            Lesson(campaign=room.campaign.id, kind=one.kind, text=one.text, member=visitor.id),
            session.now(),
        )


def completion_panel(room: Room) -> None:
    """Every target with what was reached, and where each number is from."""
    with panel(_("Target completion"), _("launch against its targets"), key="tight-completion"):
        rows = [
            (
                one.label,
                value_text(one, room.campaign.currency),
                formats.share(one.completion),
                one.reason or one.source or one.formula,
            )
            for one in room.review.outcome().completion
        ]
        columns = [_("Target"), _("Reached"), _("Of target"), _("Source")]
        st.table(pd.DataFrame(rows, columns=columns).set_index(_("Target")), border="horizontal")
        if st.button(_("Open the retrospective"), key="review.retrospective", icon=":material/history_edu:"):
            st.switch_page(state.CHECKOUT / "pages" / "retrospective.py")
