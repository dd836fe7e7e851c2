"""The rules of a campaign: its name, its amounts and the thresholds people may argue about."""

from __future__ import annotations

import platform
from collections.abc import Mapping
from importlib.metadata import version
from typing import Any, NamedTuple

import streamlit as st

from campaign.base import formats, money
from campaign.base.language import N_, _, _n, listed, told
from campaign.plan import playbook
from campaign.plan.playbook import THRESHOLD_NAMES, Thresholds
from campaign.plan.thresholds import TIER_RULES
from campaign.products import ROLE_NAMES
from campaign.room import Room
from campaign.team import members
from campaign.team.members import Member
from campaign.web.blocks import new_campaign
from campaign.web.server.state import folder
from campaign.web.widgets import session
from campaign.web.widgets.basics import figure, lines, panel, plain, refusals

CHOICES: dict[str, Mapping[Any, str]] = {"restock_roles": ROLE_NAMES, "tier_rules": TIER_RULES}
GROUPS: dict[str, tuple[str, tuple[str, ...]]] = {
    N_("Tiers"): (
        N_("from public promotion logs; where only sales are known"),
        ("tier_hero_share", "tier_activity_share", "tier_volume_share", "quiet_days", "behind_share"),
    ),
    N_("Rules that move a tier"): (
        N_("starting values; each moves the suggestion by at most one step, and what is unknown moves nothing"),
        (
            "tier_rules", "return_limit_share", "cart_rise_share", "trend_rise_share", "trend_fall_share", "old_days",
            "trend_least_count",
        ),
    ),
    N_("Restock"): (
        N_("half sold is the plan's own point; the surge multiple is a starting value"),
        ("restock_sold_share", "surge_multiple", "surge_least_units", "lead_days", "restock_roles"),
    ),
    N_("Prices"): (
        N_("no campaign price below the floor without a written waiver; industries differ in what counts"),
        ("margin_floor_share", "promotion_prices_count"),
    ),
    N_("Daily budget"): (
        N_("the plan's rule: a share of yesterday's sales, held between floor and cap"),
        ("budget_rate", "budget_floor_share", "budget_cap_share"),
    ),
    N_("Freshness"): (
        N_("older data turn grey"),
        ("fresh_orders_minutes", "fresh_stock_minutes", "fresh_facts_minutes"),
    ),
    N_("Priors"): (
        N_("from public promotion logs; replace them with what your last campaign showed"),
        (
            "cart_to_pay", "favourite_to_pay", "visitor_to_pay", "share_from_cart", "share_from_favourite",
            "items_per_buyer",
        ),
    ),
}  # fmt: skip
PACKAGES = ("streamlit", "duckdb", "deltalake", "pandas")


class Answer(NamedTuple):
    """What a page says first, and why."""

    text: str
    reason: str


def answer(room: Room, visitor: Member) -> Answer:
    """How many thresholds are the team's own, and which."""
    own = differing(room)
    text = (
        _n("{count} threshold is your own, the others are the playbook's",
           "{count} thresholds are your own, the others are the playbook's", len(own))
        if own
        else _("Every threshold is the playbook's")
    )  # fmt: skip
    names = listed(_(THRESHOLD_NAMES[name]) for name in own)
    reason = _("Your own: {names}.", names=names) if own else ""
    if not members.may(visitor, "plan"):
        reason = told(reason, _("Only the commander changes these settings."))
    return Answer(text, reason)


def differing(room: Room) -> list[str]:
    """The thresholds that are not the playbook's."""
    usual, own = defaults(room).model_dump(), room.campaign.thresholds.model_dump()
    return [name for name in THRESHOLD_NAMES if own[name] != usual[name]]


def defaults(room: Room) -> Thresholds:
    """The thresholds of the campaign's playbook."""
    return playbook.load(room.campaign.playbook).thresholds


def figures(room: Room) -> None:
    """The campaign in numbers."""
    campaign = room.campaign
    hint = _("Set it below; until then what depends on it is unknown.")
    figure(_("GMV target"), money.text(campaign.gmv_target_minor, campaign.currency, compact=True), help=hint)
    figure(_("Budget"), money.text(campaign.budget_minor, campaign.currency, compact=True), help=hint)
    figure(_("Own thresholds"), f"{len(differing(room))} / {len(THRESHOLD_NAMES)}")
    figure(_("Tasks"), formats.whole(len(room.tasks.all())), help=_("From the playbook, and those made on the way."))


def is_share(name: str) -> bool:
    """Whether a threshold is a share, shown as percent.

    Example:
        >>> is_share("tier_hero_share"), is_share("lead_days"), is_share("cart_to_pay")
        (True, False, True)
    """
    return name.endswith(("_share", "_to_pay", "_rate")) or name.startswith("share_")


def shown(name: str, value: Any) -> str:
    """A threshold as text.

    Example:
        >>> shown("tier_hero_share", 0.5), shown("lead_days", 10), shown("favourite_to_pay", 0.015)
        ('50%', '10', '1.5%')
    """
    if name == "tier_rules":
        return f"{len(value)} / {len(TIER_RULES)}"
    if name in CHOICES:
        return listed(_(CHOICES[name][one]) for one in value)
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if is_share(name):
        return formats.share(value, 0 if round(value * 100, 6).is_integer() else 1)
    return f"{value:g}"


def form(room: Room, visitor: Member) -> None:
    """Everything that may be changed, in one form; a stale one is refused with what changed."""
    campaign, fixed = room.campaign, not members.may(visitor, "plan")
    mark = f"settings.{campaign.id}-{campaign.rev}"
    with st.form("settings.form", border=False, enter_to_submit=False):
        with panel(_("Campaign"), _("amounts in {currency}", currency=campaign.currency)):
            left, middle, right = st.columns(3, gap="small")
            left.text_input(_("Name"), campaign.name, key=f"{mark}.name", max_chars=80, disabled=fixed)
            for column, name, title, minor in (
                (middle, "gmv", _("GMV target of the launch"), campaign.gmv_target_minor),
                (right, "budget", _("Budget of the campaign"), campaign.budget_minor),
            ):
                text = "" if minor is None else f"{money.to_major(minor, campaign.currency):,}"
                column.text_input(title, text, key=f"{mark}.{name}", placeholder="1,200,000", disabled=fixed)
        usual, own = defaults(room), campaign.thresholds
        for title, (source, names) in GROUPS.items():
            with panel(_(title), _(source)), st.grid(min_column_width=230, gap="small", vertical_alignment="bottom"):
                for name in names:
                    _threshold(name, getattr(own, name), getattr(usual, name), f"{mark}.{name}", disabled=fixed)
        st.form_submit_button(
            _("Save the settings"), type="primary", key="settings.save", disabled=fixed, on_click=_save,
            args=(campaign.id, campaign.rev, mark),
        )  # fmt: skip


def _threshold(name: str, value: Any, usual: Any, key: str, *, disabled: bool) -> None:
    label = f"{_(THRESHOLD_NAMES[name])} :gray[{_('playbook: {value}', value=plain(shown(name, usual)))}]"
    if name in CHOICES:
        words = CHOICES[name]
        st.multiselect(label, list(words), list(value), format_func=lambda one: _(words[one]), key=key,
                       disabled=disabled)  # fmt: skip
    elif isinstance(value, bool):
        st.checkbox(label, value, key=key, disabled=disabled)
    elif is_share(name):
        st.number_input(label, 0.0, 1000.0, round(value * 100, 6), 1.0, format="%.1f", key=key, disabled=disabled)
    elif isinstance(value, float):
        st.number_input(label, 0.0, 1000.0, value, 0.1, format="%.2f", key=key, disabled=disabled)
    else:
        st.number_input(label, 0, 100_000, value, 1, key=key, disabled=disabled)


def _save(campaign: int, rev: int, mark: str) -> None:
    state = {str(key): value for key, value in st.session_state.items()}
    typed = {key.removeprefix(f"{mark}."): value for key, value in state.items() if key.startswith(f"{mark}.")}
    now = session.room().campaign
    with refusals():
        thresholds = playbook.changed(now.thresholds, **_values(typed))
        amounts = {
            field: money.to_minor(str(typed[name]), now.currency) if str(typed[name]).strip() else None
            for field, name in (("gmv_target_minor", "gmv"), ("budget_minor", "budget"))
        }
        session.desk().campaigns.change(
            session.require(), campaign, session.now(), rev, name=str(typed["name"]).strip() or now.name,
            thresholds=thresholds.model_dump(), **amounts,
        )  # fmt: skip
        st.toast(_("Saved; every page follows."), icon=":material/check:")


def _values(typed: Mapping[Any, Any]) -> dict[str, Any]:
    """The thresholds of the form, percent as shares."""
    return {
        name: round(typed[name] / 100, 8) if is_share(name) else typed[name]
        for name in THRESHOLD_NAMES
        if name in typed
    }


def settled(room: Room) -> None:
    """What was settled when the campaign was planned, and why it stays."""
    campaign = room.campaign
    why = _("every due day, every fact and every sum rests on it; plan a new campaign instead")
    rows = [
        (_("Launch day"), formats.dated(campaign.launch)),
        (_("Time zone"), campaign.zone),
        (_("Currency"), campaign.currency),
        (_("Store"), campaign.store),
        (_("Playbook"), playbook.load(campaign.playbook).title),
        (_("Planned at"), formats.moment(campaign.created, campaign.zone)),
    ]
    with panel(_("Settled at planning"), key="tight-settled"):
        lines((name, plain(value)) for name, value in rows)
        st.caption(_("Settled for good: {why}.", why=why))


def phases(room: Room) -> None:
    """The four phases with their days."""
    with panel(_("Phases"), room.campaign.zone, key="amounts-phases"):
        lines(
            (phase.name, f"{formats.day(phase.first)} – {formats.day(phase.last)}",
             _("{hours} h", hours=formats.whole(phase.hours)))
            for phase in room.calendar
        )  # fmt: skip


def more(visitor: Member) -> None:
    """Another campaign; the language, which is everyone's own."""
    with panel(_("Another campaign"), key="another"):
        said = _("Each campaign keeps its own plan, tasks and thresholds; choose between them in the header.")
        st.markdown(f":gray[{said}]")
        if members.may(visitor, "plan"):
            if st.button(_("Plan a new campaign"), key="settings.plan", icon=":material/edit_calendar:"):
                new_campaign.plan_dialog()
        else:
            st.caption(_("The commander plans campaigns."))
        st.caption(_("The language is everyone's own: EN or 中文 in the header."))


def about() -> None:
    """What runs here and where it keeps what it makes."""
    documents, measured = session.store().revision()
    rows = [
        (_("Data folder"), str(folder())),
        (_("Documents"), _("revision {number}", number=formats.whole(documents))),
        (_("Facts"), _("version {number}", number=formats.whole(measured))),
        ("Python", platform.python_version()),
        *((name, version(name)) for name in PACKAGES),
    ]
    with panel(_("About this server"), key="tight-about"):
        lines((name, plain(value)) for name, value in rows)
