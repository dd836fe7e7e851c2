"""Routes on their page: how much is signed up, whether it will pass, what is due next."""

from __future__ import annotations

import streamlit as st

from campaign.base import formats
from campaign.base.language import N_, _, _n
from campaign.room import Room
from campaign.web.widgets.basics import Answer, figure

VIEWS = {
    "all": N_("All"),
    "fails": N_("Fails"),
    "unknown": N_("Cannot be judged"),
    "missing": N_("Not signed up"),
    "clash": N_("Clashes"),
    "misfit": N_("Against the tier"),
}


def answer(room: Room) -> Answer:
    """How many are signed up, what fails, what nobody can judge, and the next deadline; then what else is wrong."""
    tally, due = room.signup_tracker.tally(), room.signups.next_deadline()
    parts = [_("{done} of {total} signed up", done=tally.signed, total=tally.asked)]
    if tally.price_fails:
        parts.append(_n("{count} fails the price gate", "{count} fail the price gate", tally.price_fails))
    if tally.stock_fails:
        parts.append(_n("{count} fails the stock check", "{count} fail the stock check", tally.stock_fails))
    if tally.unjudged:
        parts.append(_n("{count} cannot be judged", "{count} cannot be judged", tally.unjudged))
    if room.signups.all() and not (tally.price_fails or tally.stock_fails or tally.unjudged):
        parts.append(_("none fails a gate"))
    if due:
        left = formats.age((due.activity.deadline or room.at) - room.at)
        parts.append(_("next deadline in {left}: {title}", left=left, title=due.activity.title))
    said = (
        _n("{count} sign-up clashes with another offer of the same SKU",
           "{count} sign-ups clash with another offer of the same SKU", tally.clashing),
        _n("{count} is on a route against its tier", "{count} are on a route against their tier", tally.misfits),
        _n("{count} missed the deadline", "{count} missed the deadline", tally.past),
    )  # fmt: skip
    reasons = [one for one, count in zip(said, (tally.clashing, tally.misfits, tally.past), strict=True) if count]
    reason = _("; ").join(reasons) + _(".") if reasons else _("No SKU stands in two offers at once, none is too late.")
    return Answer(_("; ").join(parts), reason)


def figures(room: Room) -> None:
    """Signed up, both gates, clashes, the next deadline."""
    tally, due, frame = room.signup_tracker.tally(), room.signups.next_deadline(), room.signup_tracker.table()
    figure(
        _("Signed up"),
        f"{tally.signed} / {tally.asked}",
        _n("{count} too late", "{count} too late", tally.past) if tally.past else _("none too late"),
        good=False if tally.past else None,
        help=_("Submitted or further, of all routes that the tiers of the products ask for"),
    )
    for gate, title, about in (
        ("price", _("Price gate"), _("Campaign price of every ticked SKU at most its sign-up threshold price")),
        ("stock", _("Stock check"), _("Pieces of the ticked SKUs against what the activity asks for, by its mode")),
    ):
        counts = frame[gate].value_counts()
        fails, unknown = int(counts.get("fail", 0)), int(counts.get("unknown", 0))
        figure(
            title,
            _n("{count} fails", "{count} fail", fails) if counts.sum() else formats.UNKNOWN,
            _n("{count} unknown", "{count} unknown", unknown) if counts.sum() else None,
            _n("of {count}", "of {count}", int(counts.sum())) if counts.sum() else None,
            good=False if fails else None,
            help=about,
        )
    figure(
        _("Clashes"),
        formats.whole(tally.clashing),
        _n("{count} against the tier", "{count} against the tier", tally.misfits),
        good=False if tally.clashing else None,
        help=_("Sign-ups with a SKU that stands in another offer at the same time, also of another campaign"),
    )
    figure(
        _("Next deadline"),
        formats.age((due.activity.deadline or room.at) - room.at) if due else _("none"),
        _n("{count} missing", "{count} missing", due.missing) if due else _("nothing open"),
        due.activity.title if due else None,
        good=False if due else None,
        help=formats.moment(due.activity.deadline, room.campaign.zone) if due else None,
    )


def filters(room: Room) -> tuple[str, tuple[str, ...], str]:
    """The view, the routes and the words to look for."""
    titles = room.signups.every_route()
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="filters"):
        view = st.segmented_control(
            _("View"), list(VIEWS), default="all", required=True, key="routes.view",
            format_func=lambda key: _(VIEWS[key]), label_visibility="collapsed",
        )  # fmt: skip
        st.space("stretch")
        chosen = st.multiselect(
            _("Route"), list(titles), key="routes.route", format_func=lambda key: titles[key].title,
            placeholder=_("All routes"), label_visibility="collapsed", width=240,
        )  # fmt: skip
        needle = st.text_input(
            _("Find"), placeholder=_("Find a product"), icon=":material/search:", key="routes.find",
            label_visibility="collapsed", width=176,
        )  # fmt: skip
    return str(view), tuple(chosen), str(needle)
