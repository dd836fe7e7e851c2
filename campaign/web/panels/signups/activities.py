"""The activities on the routes page: what is offered, its deadlines and conditions, the form; and what clashes."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import streamlit as st

from campaign.base import formats, phases
from campaign.base.language import _, _n, listed, told
from campaign.room import Room
from campaign.signups import activities
from campaign.signups.activities import MODES, PRICE_RULES, Activity
from campaign.team import members
from campaign.team.members import Member
from campaign.web.panels.signups import signup_form
from campaign.web.widgets import drawer, icons, session
from campaign.web.widgets.basics import lines, panel, plain, refusals

INSTANTS = ("opens", "deadline", "starts", "ends")
COUNTED = ("", "yes", "no")
SHOWN = 8
FEW = 5


def offered(room: Room, visitor: Member) -> None:
    """Every activity with its clock, its conditions, and how many products are in."""
    found = sorted(room.signups.activities().values(), key=lambda one: one.is_past(room.at))
    may = members.may(visitor, "products")
    with panel(_("Activities"), _("write the purpose first: without it nothing is signed up"), key="activities"):
        if not found:
            st.markdown(f":gray[{_('No activity is offered yet. Add what the platform offers, with its deadline.')}]")
        for one in found:
            with st.container(horizontal=True, vertical_alignment="center", gap="small", key=f"row-activity-{one.id}"):
                st.markdown(_line(room, one), width="stretch")
                if drawer.more(f"activity-{one.id}"):
                    drawer.pull(form, one.id)
        if may and st.button(_("Add an activity"), icon=":material/add:", key="routes.add"):
            drawer.pull(form, None)


def _line(room: Room, one: Activity) -> str:
    """Title and route, clock, conditions; what is past or missing in colour."""
    done = room.signups.signed_up(route=one.route)
    route = room.signups.every_route()[one.route].title
    head = f"**{plain(one.title)}**" + (f" :gray[{plain(route)}]" if route != one.title else "")
    head += f" :gray[· {done.done}/{done.total}]"
    if not one.purpose:
        head += f" :orange-badge[{_('purpose missing')}]"
    zone, clocks = room.campaign.zone, []
    for name, at in ((_("Deadline"), one.deadline), (_("lock"), one.locks), (_("start"), one.starts)):
        if at is not None:
            left = formats.age(at - room.at) if at > room.at else _("over")
            colour = "red" if at <= room.at and name == _("Deadline") else "gray"
            clocks.append(f":{colour}[{name} {formats.moment(at, zone)} ({left})]")
    if one.deadline is None:
        clocks.insert(0, f":orange[{_('deadline unknown')}]")
    return f"{head}  \n:small[{' · '.join(clocks)}]  \n:small[:gray[{plain(told(*_conditions(one)))}]]"


def _conditions(one: Activity) -> list[str]:
    units = (
        _("Pieces asked for: unknown")
        if one.units_needed is None
        else _n("{count} piece asked for", "{count} pieces asked for", one.units_needed)
    )
    price = _(PRICE_RULES[one.price_rule])
    if one.below_share is not None:
        price = _("{rule}; advice: {share} below the lowest since 1 January", rule=price,
                  share=formats.share(one.below_share, 1))  # fmt: skip
    mode = _("The back office's prompt decides") if one.follow_prompt else _(MODES[one.mode])
    return [price, units, mode]


def form(activity: int | None) -> None:
    """The form of one activity; times are of the campaign's zone."""
    room, visitor = session.room(), session.require()
    one = room.signups.activities()[activity] if activity is not None else None
    may = members.may(visitor, "products")
    st.markdown(f"### {plain(one.title) if one else _('Add an activity')}")
    mark = f"activity-{one.id}-{one.rev}" if one else "activity-new"
    with st.form(f"routes.{mark}", border=False):
        given = _words(room, one) | _clocks(room, one) | _rules(one)
        saved = st.form_submit_button(_("Save"), type="primary", key="activity.save", disabled=not may)
    if saved:
        with refusals():
            _save(room, visitor, one, given)
            drawer.shut()
    if one and may and st.button(_("Remove"), type="tertiary", icon=":material/delete:", key="activity.remove"):
        with refusals():
            session.desk().signups.remove_activity(visitor, one.id, session.now())
            drawer.shut()


def _save(room: Room, visitor: Member, one: Activity | None, given: dict[str, Any]) -> None:
    if one:
        session.desk().signups.change_activity(visitor, one.id, session.now(), one.rev, **given)
        return
    blank = Activity(campaign=room.campaign.id, route=str(given["route"] or ""), title=str(given["title"]))
    session.desk().signups.add_activity(visitor, blank.model_copy(update=given), session.now())


def _words(room: Room, one: Activity | None) -> dict[str, Any]:
    titles = {key: route.title for key, route in room.signups.every_route().items()}
    options = list(titles)
    route = st.selectbox(
        _("Route"), options, options.index(one.route) if one else None, key="activity.route",
        format_func=lambda key: titles.get(key, key), accept_new_options=True,
        help=_("One of the playbook, or write your own"),
    )  # fmt: skip
    return {
        "route": str(route or ""),
        "title": st.text_input(_("Title"), one.title if one else "", key="activity.title"),
        "platform": st.text_input(_("Platform"), one.platform if one else "", key="activity.platform"),
        "purpose": st.text_area(
            _("Purpose"), one.purpose if one else "", key="activity.purpose", height=80,
            help=_("What it is for; without it nothing can be signed up"),
        ),
    }  # fmt: skip


def _clocks(room: Room, one: Activity | None) -> dict[str, Any]:
    zone = room.campaign.zone
    names = {"opens": _("Sign-up opens"), "deadline": _("Deadline"), "starts": _("Starts"), "ends": _("Ends")}
    found: dict[str, Any] = {}
    st.markdown(f":gray[{_('Times in {zone}', zone=zone)}]")
    with st.grid(2, min_column_width=200, gap="small"):
        for name in INSTANTS:
            at: datetime | None = getattr(one, name) if one else None
            local = at.astimezone(phases.zone(zone)).replace(tzinfo=None) if at else None
            typed = st.datetime_input(names[name], local, key=f"activity.{name}", step=60)
            found[name] = activities.instant(typed.replace(tzinfo=None), zone) if typed else None
            if typed is not None and local == typed.replace(tzinfo=None):
                found[name] = at  # of an hour that occurs twice the one that was meant
    hours = st.number_input(
        _("Lock, hours before the start"), 0, 2160, one.lock_hours if one else None, key="activity.lock",
        help=_("From then on nothing of a sign-up may change (Amazon: 25); empty: no lock"),
    )  # fmt: skip
    return found | {"lock_hours": hours}


def _rules(one: Activity | None) -> dict[str, Any]:
    rule = st.radio(
        _("Price"), list(PRICE_RULES), list(PRICE_RULES).index(one.price_rule) if one else 0, key="activity.rule",
        format_func=lambda key: _(PRICE_RULES[key]), horizontal=True,
    )  # fmt: skip
    share = st.number_input(
        _("Advice: % below the lowest price since 1 January"), 0.0, 100.0,
        None if one is None or one.below_share is None else one.below_share * 100, step=0.5, key="activity.below",
        help=_("Only advice beside the gate: the sign-up threshold price decides"),
    )  # fmt: skip
    named = {"": _("As the campaign says"), "yes": _("Yes"), "no": _("No")}
    counted = "" if one is None or one.promotions_count is None else "yes" if one.promotions_count else "no"
    promotions = st.segmented_control(
        _("Past promotion prices count"), COUNTED, default=counted, required=True, key="activity.promotions",
        format_func=named.__getitem__,
    )  # fmt: skip
    units = st.number_input(_("Pieces asked for"), 0, None, one.units_needed if one else None, key="activity.units")
    mode = st.radio(
        _("Stock check"), list(MODES), list(MODES).index(one.mode) if one else 0, key="activity.mode",
        format_func=lambda key: _(MODES[key]),
    )  # fmt: skip
    prompt = st.checkbox(
        _("Follow the back office's prompt"), bool(one and one.follow_prompt), key="activity.prompt",
        help=_("What the back office says of each sign-up decides; both modes stand beside it"),
    )  # fmt: skip
    return {
        "price_rule": rule,
        "below_share": None if share is None else round(share / 100, 6),
        "promotions_count": {"yes": True, "no": False}.get(promotions),
        "units_needed": units,
        "mode": mode,
        "follow_prompt": prompt,
    }


def clashes(room: Room) -> None:
    """SKUs that stand in two offers at once, both named."""
    frame = room.signups.clashes()
    note = _n("{count} SKU in two offers at once", "{count} SKUs in two offers at once", len(frame))
    with panel(_("Clashes"), note, key="clashes"):
        if frame.empty:
            st.markdown(f":gray[:material/check:] {_('No SKU stands in two offers at the same time.')}")
            return
        zone, places = room.campaign.zone, dict[tuple[Any, ...], list[str]]()
        for row in frame.itertuples():
            place = (row.product_id, row.first_title, row.second_title, row.since, row.until)
            places.setdefault(place, []).append(str(row.sku_id))
        lines(
            (
                f"**{plain(_name(room, product))}**",
                f"{plain(listed(skus))}  \n{plain(first)} + {plain(second)}",
                f":gray[{formats.moment(since, zone)} – {formats.moment(until, zone)}]",
            )
            for (product, first, second, since, until), skus in list(places.items())[:SHOWN]
        )
        if len(places) > SHOWN:
            st.caption(_n("and {count} more", "and {count} more", len(places) - SHOWN))


def _name(room: Room, product_id: str) -> str:
    product = room.products.catalogue().get(product_id)
    return product.name if product else product_id


def mend(room: Room) -> None:
    """What fails or cannot be judged, the soonest deadline first, with what decided and what to do."""
    frame = room.signup_tracker.table()
    rows = frame[frame["verdict"].isin(["fail", "unknown"])]
    with panel(_("First to mend"), _("what fails, then what nobody can judge"), key="mend"):
        if rows.empty:
            nothing = (
                _("Every sign-up that stands passes both gates.") if room.signups.all() else _("Nothing is signed up.")
            )
            st.markdown(f":gray[{nothing}]")
        judged: dict[Any, dict[str, Any]] = room.signups.gates().set_index("sign_up").to_dict("index")  # type: ignore[assignment]
        shown: list[dict[str, Any]] = rows.head(FEW).to_dict("records")  # type: ignore[assignment]
        for row in shown:
            about = judged[row["sign_up"]]
            st.markdown(
                f"{icons.VERDICTS[row['verdict']].tag} **{plain(row['title'])}** "
                f":gray[{plain(row['activity_title'])}]  \n"
                f"{plain(row['reason'])}  \n{signup_form.to_do(room, about, about['decided'])}"
            )
        if len(rows) > FEW:
            st.caption(_n("and {count} more", "and {count} more", len(rows) - FEW))
