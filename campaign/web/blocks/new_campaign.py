"""The first screen: nothing is planned yet, so open the demo campaign or plan a new one."""

from __future__ import annotations

from datetime import date
from zoneinfo import available_timezones

import streamlit as st

from campaign import demo
from campaign.base import money, phases
from campaign.base.errors import CampaignError
from campaign.base.language import _
from campaign.team.members import Member, may
from campaign.web.widgets import session
from campaign.web.widgets.basics import plain

FIRST_EVER = date(2009, 11, 11)  # a Double 11 of the past is planned too, to be reviewed on its own figures
CURRENCIES = ("USD", "CNY", "EUR", "GBP", "JPY", "KRW", "INR", "BRL", "RUB", "AUD", "CAD", "SGD", "THB", "VND", "MXN")


def first_screen(visitor: Member) -> None:
    """Two ways to begin; whoever may not plan is told who may."""
    with st.container(key="first"):
        with st.container(gap="xxsmall"):
            st.caption(_("What must I do now?"))
            st.subheader(_("Nothing is planned yet"), anchor=False)
            st.markdown(_("Look around in the demo campaign, or plan your own: you can do both."))
        if may(visitor, "plan"):
            _ways()
        else:
            st.markdown(_("The commander plans the first campaign; it appears here as soon as it is planned."))


def _ways() -> None:
    left, right = st.columns([2, 3], gap="medium")
    with left, st.container(border=True, height="stretch", key="first-demo"):
        st.markdown(f":primary[:material/visibility:] **{_('Open the demo campaign')}**")
        st.markdown(_("60 products, eight channels and 50 days of made-up figures, on the second day of its launch."))
        st.markdown(f":gray[{_('It stays apart from the campaigns you plan.')}]")
        if st.button(_("Open the demo campaign"), key="first.demo"):
            open_demo()
    with right, st.container(border=True, height="stretch", key="first-plan"):
        st.markdown(f":primary[:material/edit_calendar:] **{_('Plan a new campaign')}**")
        _plan_form()


def open_demo() -> None:
    """Stay with the demo campaign from here on, made if there is none yet."""
    made = next((one for one in session.campaigns() if one.demo), None)
    if made is None:
        at = session.now()
        with st.spinner(_("Making the demo campaign")):
            made = demo.make(session.store(), phases.local_day(at, demo.ZONE), at, session.require())
    session.choose(made.id)
    st.rerun()


def plan_dialog() -> None:
    """The same form for every further campaign."""
    st.dialog(_("Plan a new campaign"), position="right")(_plan_form)()


def _plan_form() -> None:
    zones = sorted(available_timezones())
    own = session.viewer_zone()
    with st.form("plan", border=False, enter_to_submit=False):
        left, right = st.columns(2, gap="small")
        name = left.text_input(_("Name"), placeholder="Double 11", key="plan.name")
        store = right.text_input(_("Store"), placeholder=_("How your store is called"), key="plan.store")
        launch = left.date_input(_("Launch day"), _next_double_eleven(session.today()), FIRST_EVER, key="plan.launch")
        zone = right.selectbox(
            _("Time zone of the store"), zones, zones.index(own) if own in zones else None, key="plan.zone"
        )
        first, second, third = st.columns([1, 2, 2], gap="small")
        currency = first.selectbox(_("Currency"), CURRENCIES, key="plan.currency")
        gmv = second.text_input(_("GMV target (may follow later)"), placeholder="1,200,000", key="plan.gmv")
        budget = third.text_input(_("Budget (may follow later)"), placeholder="120,000", key="plan.budget")
        st.caption(_("The four phases, their tasks and every due day follow from the launch day and its time zone."))
        planned = st.form_submit_button(_("Plan the campaign"), type="primary")
    if planned:
        try:
            made = session.desk().campaigns.plan(
                session.require("commander"),
                session.now(),
                name=name,
                launch=launch,
                zone=zone or "",
                currency=currency,
                store=store,
                gmv_target_minor=money.to_minor(gmv, currency) if gmv.strip() else None,
                budget_minor=money.to_minor(budget, currency) if budget.strip() else None,
            )
        except CampaignError as refusal:
            st.error(plain(str(refusal)), icon=":material/error:")
        else:
            session.choose(made.id)
            st.rerun()


def _next_double_eleven(today: date) -> date:
    this_year = date(today.year, 11, 11)
    return this_year if today <= this_year else date(today.year + 1, 11, 11)
