"""Today: what must be done now, said in a sentence, and the pieces of the page that say why."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import pandas as pd
import streamlit as st

from campaign import charts
from campaign.base import formats, money
from campaign.base.language import _, _n, told
from campaign.plan import campaigns, tasks
from campaign.plan.tasks import Task
from campaign.room import Room
from campaign.spend import budget
from campaign.team.members import Member
from campaign.web.blocks import journal_sentences
from campaign.web.blocks.alert_rows import alert_rows, ranked
from campaign.web.blocks.task_rows import grouped
from campaign.web.widgets import session
from campaign.web.widgets.basics import beside, figure, panel, plain, unknown

MOST_OTHERS = 8
MOST_ALERTS = 6
MOST_NEWS = 8
CROWD = 8
BEIJING = "Asia/Shanghai"


def own_first(room: Room, visitor: Member) -> tuple[list[Task], list[Task]]:
    """The tasks late or due today: the visitor's own, then everybody else's."""
    own = room.tasks.due(visitor)
    return own, [task for task in room.tasks.due() if task not in own]


def sentence(room: Room, visitor: Member) -> str:
    """What must be done now."""
    own, others = own_first(room, visitor)
    shown = room.tasks.shown()
    late = sum(shown[task.task] == "late" for task in (*own, *others))
    loud = [one for one in room.alerts.open() if one.is_loud(room.at)]
    clauses = [
        _n("{count} task is late", "{count} tasks are late", late) if late else "",
        _n("{count} of your tasks is due", "{count} of your tasks are due", len(own)) if own and not late else "",
        _behind_clause(room),
        _n("{count} alert calls", "{count} alerts call", len(loud)) if loud else "",
    ]
    said = [clause for clause in clauses if clause][:2]
    if not said:
        return _("Nothing is late, behind or alarming today")
    return said[0] if len(said) == 1 else _("{first} and {second}", first=said[0], second=said[1])


def reason(room: Room) -> str:
    """Where to begin, in one or two sentences of markdown."""
    said, shown = [], room.tasks.shown()
    late = [task for task in room.tasks.due() if shown[task.task] == "late"]
    if late:
        oldest = tasks.due_day(late[0], room.campaign.zone)
        said.append(_("The oldest has been due since {day}.", day=formats.day(oldest)))
    rows = room.phases.behind() if room.phase.key == "warm_up" else room.launch.gaps()
    if len(rows) and (room.phase.key == "warm_up" or rows["missing_minor"].iloc[0] > 0):
        said.append(_("{product} is furthest behind.", product=plain(rows["title"].iloc[0])))
    amount = room.budget.day_budget().amount_minor
    if amount is not None:
        said.append(_("Today may cost {amount}.", amount=plain(money.text(amount, room.campaign.currency))))
    return told(*said)


def figures(room: Room, visitor: Member) -> None:
    """The five key figures."""
    _late_figure(room, visitor)
    _progress_figure(room)
    _visitors_figure(room)
    _spend_figure(room)
    _alerts_figure(room)


def _late_figure(room: Room, visitor: Member) -> None:
    own, others = own_first(room, visitor)
    shown = room.tasks.shown()
    late = sum(shown[task.task] == "late" for task in (*own, *others))
    mine = sum(shown[task.task] == "late" for task in own)
    figure(
        _("Late tasks"),
        formats.whole(late),
        _("{count} mine", count=mine) if late else _("none"),
        _("of {count} open", count=sum(tasks.is_open(task) for task in room.tasks.all())),
        good=False if mine else None,
        help=_("Open tasks whose day is over, in the campaign's zone"),
    )


def _progress_figure(room: Room) -> None:
    if room.at >= room.span("launch").starts:
        gmv, planned = room.launch.gmv(), room.launch.planned_so_far()
        change = gmv / planned - 1 if gmv is not None and planned else None
        figure(
            _("Launch GMV"),
            money.text(gmv, room.campaign.currency, compact=True),
            formats.signed_share(change) if change is not None else _("unknown"),
            _("vs plan so far"),
            good=None if change is None else change >= 0,
            help=_("From the sales imports; the plan is the GMV target spread over the hours of the launch"),
        )
        return
    caring = room.phases.caring()
    share = caring.share
    figure(
        _("Favourites + carts"),
        formats.compact(caring.actual),
        formats.signed_share(share - 1) if share is not None else _("unknown"),
        _("vs pace"),
        good=None if share is None else share >= 1,
        help=_("Persons since warm-up opened; the pace is the playbook's curve of the warm-up"),
    )


def _visitors_figure(room: Room) -> None:
    visitors, change = room.phases.over_week(room.today - timedelta(days=1), "visitors")
    figure(
        _("Visitors yesterday"),
        formats.compact(visitors),
        formats.signed_share(change) if change is not None else _("unknown"),
        _("vs a week before"),
        help=_("Full day, from the facts; unknown until yesterday is imported"),
    )


def _spend_figure(room: Room) -> None:
    """Today's spend where it is known, else that of yesterday."""
    day = room.today if room.facts.on(room.today, "spend_minor") is not None else room.today - timedelta(days=1)
    spent, allowed = room.facts.on(day, "spend_minor"), room.budget.day_budget(day).amount_minor
    figure(
        _("Spend today") if day == room.today else _("Spend yesterday"),
        money.text(spent, room.campaign.currency, compact=True),
        formats.share(spent / allowed) if spent is not None and allowed else _("unknown"),
        _("of the day's budget"),
        help=_("Imported and entered by hand; unknown until the day's spend is in"),
    )


def _alerts_figure(room: Room) -> None:
    found = room.alerts.open()
    nobody = sum(one.owner is None for one in found)
    figure(
        _("Open alerts"),
        formats.whole(len(found)),
        _n("{count} without owner", "{count} without owner", nobody)
        if nobody
        else _("all owned")
        if found
        else _("none"),
        good=False if nobody else None,
        help=_("Opened by the rules, closed by people"),
    )


def _behind_clause(room: Room) -> str:
    if room.phase.key == "launch":
        late = room.launch.gaps()["pace_share"] < room.campaign.thresholds.behind_share
        count = int(late.fillna(False).sum())
        return _n("{count} product is behind plan", "{count} products are behind plan", count) if count else ""
    count = len(room.phases.behind()) if room.phase.key == "warm_up" else 0
    return _n("{count} product is behind pace", "{count} products are behind pace", count) if count else ""


def crowded(room: Room) -> bool:
    """Whether so much is due that the news stand better beside it than below."""
    return len(room.tasks.due()) + len(room.alerts.open()) > CROWD


# -- panels


def due_panel(room: Room, visitor: Member) -> None:
    """Tasks late or due today: the visitor's own first, then the team's."""
    own, others = own_first(room, visitor)
    shown = room.tasks.shown()
    late = sum(shown[task.task] == "late" for task in (*own, *others))
    note = f"{_('{count} late', count=late)} · {_('{count} due today', count=len(own) + len(others) - late)}"
    with panel(_("Due and overdue"), note, key="tight-tasks"):
        if not own and not others:
            st.markdown(
                f":gray[:material/task_alt: {_('Nothing is due today. The phase pages show what comes next.')}]"
            )
        if own:
            st.markdown(f":small[:gray[{_('Yours')}]]")
            grouped(own, "today-own")
        if others:
            st.markdown(f":small[:gray[{_('The team')}]]")
            grouped(others[:MOST_OTHERS], "today-team")
            _rest(len(others) - MOST_OTHERS)


def _rest(count: int) -> None:
    if count > 0:
        st.markdown(f":gray[{_n('{count} more on the phase pages', '{count} more on the phase pages', count)}]")


def alerts_panel(room: Room) -> None:
    """Open alerts, the worst first."""
    found = ranked(room.alerts.open())
    with panel(_("Open alerts"), formats.whole(len(found)), key="tight-alerts"):
        if found:
            alert_rows(found[:MOST_ALERTS], "today")
        else:
            st.markdown(f":gray[:material/notifications_off: {_('No alert is open.')}]")
        if len(found) > MOST_ALERTS:
            more = len(found) - MOST_ALERTS
            st.markdown(f":gray[{_n('{count} more on the Launch page', '{count} more on the Launch page', more)}]")


def clock_panel(room: Room) -> None:
    """Where the campaign stands, and what time it is here, in Beijing and for the visitor."""
    ahead = next((phase for phase in room.calendar if phase.starts > room.at), None)
    end = (ahead.starts if ahead else room.calendar[-1].ends) - session.now()
    words = (
        _("{phase} opens in {left}", phase=ahead.name, left=formats.countdown(end)) if ahead else formats.countdown(end)
    )
    zones = {
        _("Campaign ({city})", city=formats.city(room.campaign.zone)): room.campaign.zone,
        _("Beijing"): BEIJING,
        _("Mine ({city})", city=formats.city(session.viewer_zone())): session.viewer_zone(),
    }
    with panel(_("Phase clock"), words, key="clock-panel"):
        st.vega_lite_chart(*charts.rail(room.calendar, session.now()), alt=room.phase.name, key="today.rail")
        st.table({name: formats.moment(session.now(), zone) for name, zone in zones.items()}, border="horizontal")


def budget_panel(room: Room) -> None:
    """What today may cost and why, and what is spent of it."""
    found, currency = room.budget.day_budget(), room.campaign.currency
    with panel(_("Budget today"), formats.day(room.today), key="budget-today"):
        if found.amount_minor is None:
            st.markdown(unknown(found.reason))
            return
        why = beside(f":gray[{told(found.reason)}]", _rule(found, room))
        st.markdown(f"**{plain(money.text(found.amount_minor, currency))}** {why}")
        spent = room.facts.on(room.today, "spend_minor")
        if spent is None:
            st.markdown(unknown(_("today's spend is not imported yet")))
        else:
            said = _(
                "{spent} spent of {amount}",
                spent=money.text(spent, currency),
                amount=money.text(found.amount_minor, currency),
            )
            st.progress(
                min(spent / found.amount_minor, 1.0) if found.amount_minor else 0.0, text=f":gray[{plain(said)}]"
            )


def _rule(found: budget.DayBudget, room: Room) -> str:
    rate = formats.share(room.campaign.thresholds.budget_rate)
    amount = plain(money.text(found.rule_minor, room.campaign.currency))
    if found.basis == "rule":
        return f":gray[{_('{rate} of yesterday.', rate=rate)}]"
    return (
        f":gray[{_('The rule ({rate} of yesterday) gives', rate=rate)}] {amount}"
        if found.rule_minor is not None
        else ""
    )


def milestones_panel(room: Room) -> None:
    """The days everyone should see coming, those of the successor campaign among them."""
    with panel(_("Milestones"), key="amounts-milestones"):
        ahead: Sequence[campaigns.Marked] = room.wall.marked()
        if not ahead:
            st.markdown(f":gray[{_('Every milestone has passed.')}]")
            return
        rows = [(formats.day(mark.day), mark.title, _left((mark.day - room.today).days)) for mark in ahead]
        table = pd.DataFrame(rows, columns=["day", "what", "left"]).set_index("day")
        st.table(table, border="horizontal", hide_header=True)


def _left(days: int) -> str:
    if days == 0:
        return f":orange-badge[{_('today')}]"
    words = _("{number} d", number=days)
    return f":orange-badge[{words}]" if days == 1 else f":gray[{words}]"


def news_panel(room: Room, visitor: Member) -> None:
    """What others did since the visitor last looked, and where that is little, what was before."""
    key = f"today.looked-{room.campaign.id}"
    if key not in st.session_state:
        st.session_state[key] = session.desk().tasks.look(visitor, room.campaign.id, session.now())
    since = st.session_state[key]
    found = room.team.news(since, besides=visitor, most=MOST_NEWS)
    title = _("Since you last looked") if found else _("Latest changes")
    with panel(title, formats.moment(since, room.campaign.zone) if found else "", key="tight-news"):
        earlier = [one for one in room.team.journal() if not found or one.at <= since][: MOST_NEWS - len(found)]
        said = [journal_sentences.lines(entries, room) for entries in (found, earlier) if entries]
        st.markdown(
            f"\n\n:small[:gray[{_('Before that')}]]\n\n".join(said) or f":gray[{_('Nothing has happened yet.')}]"
        )
