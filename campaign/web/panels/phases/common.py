"""A phase page's common pieces: verdict, checklist, progress, mission and tracked targets, closing."""

from __future__ import annotations

import streamlit as st

from campaign import charts
from campaign.base import formats
from campaign.base.language import N_, _, _n, listed
from campaign.base.phases import PhaseKey
from campaign.charts import Chart
from campaign.plan import campaigns, playbook
from campaign.plan.playbook import TrackedTarget
from campaign.plan.tasks import Task, core_open
from campaign.room import Room
from campaign.room.cache import kept
from campaign.team.members import FUNCTION_NAMES, may
from campaign.web.blocks.task_rows import grouped
from campaign.web.widgets import drawer, icons, session
from campaign.web.widgets.basics import figure, panel, plain, refusals

FILTERS = {"all": N_("All"), "open": N_("Open"), "late": N_("Late"), "mine": N_("Mine")}
STATES = {"not_started": "gray", "on_track": "green", "at_risk": "orange", "reached": "green"}


def done(room: Room, phase: PhaseKey) -> tuple[int, int, int]:
    """How many of a phase's tasks are settled, how many there are, and how many are late."""
    now = room.tasks.shown()
    shown = [now[task.task] for task in room.tasks.of_phase(phase)]
    return sum(one in ("done", "waived") for one in shown), len(shown), shown.count("late")


def verdict(room: Room, phase: PhaseKey, clause: str) -> str:
    """Whether the team is through a phase, as one sentence.

    Args:
        room: The campaign.
        phase: The phase.
        clause: What else decides it, as the end of the sentence: "favourites and carts at 91% of pace".
    """
    span, (settled, every, _late) = room.span(phase), done(room, phase)
    words = {"phase": span.name, "done": settled, "total": every, "clause": clause}
    if room.campaign.closing(phase):
        return _("{phase} is closed: {done} of {total} tasks done, {clause}", **words)
    if room.at < span.starts:
        left = formats.countdown(span.starts - room.at)
        return _("{phase} opens in {left}: {done} of {total} tasks done, {clause}", left=left, **words)
    if settled == every:
        return _("Every task is done: {total} of {total}, {clause}", **words)
    if room.at >= span.ends:
        return _("{phase} is over but not closed: {done} of {total} tasks done, {clause}", **words)
    return _("Not yet: {done} of {total} tasks done, {clause}", **words)


@kept(Task, clock=True)
def holding(room: Room, phase: PhaseKey) -> str:
    """Which functions hold a phase back, as a sentence."""
    rows = room.tasks.progress()
    rows = rows[(rows["phase"] == phase) & (rows["late"] > 0)].sort_values("late", ascending=False)
    names = [_(FUNCTION_NAMES[function]) for function in rows["function"][:2]]
    if not names:
        return _("No task is late.")
    return _n(
        "Late: {count} task, in {names}.",
        "Late: {count} tasks, most in {names}.",
        int(rows["late"].sum()),
        names=listed(names),
    )


def tasks_figure(room: Room, phase: PhaseKey) -> None:
    """The key figure of a phase's checklist."""
    settled, every, late = done(room, phase)
    figure(
        _("Tasks done"),
        f"{settled} / {every}",
        _n("{count} late", "{count} late", late) if late else _("none late"),
        good=False if late else None,
        help=_("Ticked or waived, of all tasks of this phase"),
    )


def tasks_panel(phase: PhaseKey) -> None:
    """The checklist by function, ticked in place; it belongs into a live fragment."""
    visitor, room = session.require(), session.room()
    every = room.tasks.of_phase(phase)
    settled, total, _late = done(room, phase)
    with panel(_("Checklist"), f"{settled} / {total}", key="tight-checklist"):
        chosen = st.segmented_control(
            _("Show"),
            list(FILTERS),
            format_func=lambda one: _(FILTERS[one]),
            default="all",
            key=f"{phase}.filter",
            required=True,
            label_visibility="collapsed",
        )
        shown = room.tasks.shown()
        wanted: dict[str, list[Task]] = {
            "all": list(every),
            "open": [task for task in every if shown[task.task] not in ("done", "waived")],
            "late": [task for task in every if shown[task.task] == "late"],
            "mine": room.tasks.mine(every, visitor),
        }
        tasks = wanted[chosen or "all"]
        grouped(tasks, phase, every)
        if not tasks:
            st.markdown(f":gray[{_('Nothing to show here; choose All to see every task of this phase.')}]")


def progress_panel(phase: PhaseKey) -> None:
    """The done share of each function."""
    room = session.room()
    marks = {key: icons.STATUSES[key] for key in ("done", "due", "late", "open")}
    with panel(_("Progress by function"), icons.key_of(marks)):
        st.vega_lite_chart(*progress_chart(room, phase), alt=holding(room, phase), key=f"{phase}.progress")


@kept(Task, clock=True)
def progress_chart(room: Room, phase: PhaseKey) -> Chart:
    """Tasks by function and status."""
    rows = room.tasks.progress()
    rows = rows[rows["phase"] == phase]
    return charts.shares(rows.assign(name=[_(FUNCTION_NAMES[function]) for function in rows["function"]]))


def mission_panel(phase: PhaseKey) -> None:
    """Core mission, numbered key points, and the other targets with owner and state."""
    room, visitor = session.room(), session.require()
    book = playbook.load(room.campaign.playbook)
    words = book.phase(phase)
    with panel(_("Core mission"), room.span(phase).name):
        points = "\n".join(f"{place}. {plain(point)}" for place, point in enumerate(words.points, 1))
        st.markdown(f"{plain(words.mission)}\n\n{points}")
        for target in book.tracked_targets:
            if target.phase == phase:
                _tracked(room, target, may_change=may(visitor, "plan"))


def _tracked(room: Room, target: TrackedTarget, *, may_change: bool) -> None:
    now = room.campaign.tracked_state(target.key)
    owner = room.team.name(now.owner)
    who = plain(owner) if owner else f":orange[:material/person_off: {_('no owner')}]"
    colour = STATES[now.state]
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key=f"row-track-{target.key}"):
        st.markdown(f":gray[:material/flag:] {plain(target.title)}", width="stretch")
        st.markdown(f":gray[{who}] :{colour}-badge[{_(campaigns.TARGET_STATES[now.state])}]", width="content")
        if may_change and drawer.more(f"track-{target.key}"):
            drawer.pull(track_form, target.key)


def track_form(key: str) -> None:
    """A form for the owner and the state of a tracked target."""
    room = session.room()
    now, roster = room.campaign.tracked_state(key), room.team.members()
    target = next(one for one in playbook.load(room.campaign.playbook).tracked_targets if one.key == key)
    st.markdown(f"**{plain(target.title)}**")
    st.markdown(f":gray[{_('Followed with an owner and a state; it never keeps the phase open.')}]")
    with st.form("track", border=False):
        people = [None, *roster]
        owner = st.selectbox(
            _("Owner"),
            people,
            people.index(now.owner) if now.owner in roster else 0,
            format_func=lambda one: roster[one].name if one in roster else _("nobody yet"),
            key="track.owner",
        )
        states = list(campaigns.TARGET_STATES)
        state = st.radio(
            _("State"),
            states,
            states.index(now.state),
            format_func=lambda one: _(campaigns.TARGET_STATES[one]),
            key="track.state",
        )
        if st.form_submit_button(_("Save"), type="primary", key="track.save"):
            with refusals():
                at = session.now()
                session.desk().campaigns.track(session.require(), room.campaign.id, key, at, owner=owner, state=state)
                drawer.shut()


def closing_panel(phase: PhaseKey) -> None:
    """Whether the phase is closed; the commander closes it here, with a waiver where core tasks are open."""
    room, visitor = session.room(), session.require()
    closed = room.campaign.closing(phase)
    missing = core_open(room.tasks.all(), phase)
    with st.container(border=True, gap="xsmall", key="closing"):
        if closed:
            who = f"{plain(closed.who)} · {formats.moment(closed.at, room.campaign.zone)}"
            st.markdown(f":green[:material/lock:] **{_('This phase is closed')}** :gray[{who}]")
            if closed.waiver:
                st.markdown(f":gray[{_('Waiver')}] {plain(closed.waiver)}")
            if may(visitor, "close_phase"):
                st.button(
                    _("Open it again"),
                    key=f"{phase}.reopen",
                    type="tertiary",
                    icon=":material/lock_open:",
                    on_click=_reopen,
                    args=(phase,),
                )
            return
        if missing:
            words = _n("{count} core task keeps it open", "{count} core tasks keep it open", len(missing))
            st.markdown(f":orange[:material/lock_open:] **{_('This phase is open')}** :gray[{words}]")
        else:
            st.markdown(f":gray[:material/lock_open:] **{_('This phase can be closed')}**")
        if may(visitor, "close_phase"):
            if st.button(_("Close the phase"), key=f"{phase}.close", icon=":material/lock:"):
                drawer.pull(close_form, phase)
        else:
            st.markdown(f":gray[{_('The commander closes it.')}]")


def _reopen(phase: PhaseKey) -> None:
    with refusals():
        session.desk().campaigns.reopen_phase(session.require(), session.room().campaign.id, phase, session.now())


def close_form(phase: PhaseKey) -> None:
    """A form to close a phase; with an open core task it asks for a written waiver."""
    room = session.room()
    missing = core_open(room.tasks.all(), phase)
    st.markdown(f"**{_('Close {phase}', phase=room.span(phase).name)}**")
    if missing:
        st.markdown(_("These core tasks are open. Finish them, or write down why the phase closes without them."))
        st.markdown("\n".join(f"- {plain(task.title)} :gray[{task.task}]" for task in missing))
    with st.form("close", border=False):
        waiver = st.text_area(_("Waiver"), key="close.waiver", disabled=not missing)
        if st.form_submit_button(_("Close the phase"), type="primary", key="close.save"):
            with refusals():
                session.desk().campaigns.close_phase(
                    session.require(), room.campaign.id, phase, session.now(), waiver or ""
                )
                drawer.shut()
