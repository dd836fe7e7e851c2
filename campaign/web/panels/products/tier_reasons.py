"""One product in detail: why it is suggested where it is, what is missing; and the tier thresholds."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd
import streamlit as st

from campaign import charts
from campaign.base import formats
from campaign.base.language import _, _n, listed
from campaign.plan import playbook
from campaign.plan.thresholds import THRESHOLD_NAMES
from campaign.products import TIER_NAMES, Product
from campaign.room import Room
from campaign.team import members
from campaign.team.members import Member
from campaign.web.blocks import new_campaign
from campaign.web.server import state
from campaign.web.widgets import icons, session
from campaign.web.widgets.basics import panel, plain, refusals, unknown

LIMITS = ("tier_hero_share", "tier_activity_share", "tier_volume_share")
FEW = 3


def nothing_yet(visitor: Member, said: str = "") -> None:
    """The empty state of every page that lives on imports: import a file, or look at the demo campaign."""
    with st.container(border=True, horizontal_alignment="center", gap="xsmall", key="empty-products"):
        said = said or _("No products yet. Import your list of products, or look around in the demo campaign.")
        st.markdown(f":gray[:material/inventory_2:] {said}", text_alignment="center")
        with st.container(horizontal=True, horizontal_alignment="center"):
            if st.button(_("Import a file"), type="primary", key="products.import"):
                st.switch_page(state.CHECKOUT / "pages" / "data.py")
            if members.may(visitor, "plan") and st.button(_("Open the demo campaign"), key="products.demo"):
                new_campaign.open_demo()


def why(room: Room, chosen: pd.DataFrame) -> None:
    """The reasons behind the suggestions: of the selected products, else of those that ask for a decision."""
    frame = room.decisions.judged()
    rows = chosen if len(chosen) else frame[frame["differs"] | frame["undecided"]]
    title = _("Why this suggestion") if len(chosen) else _("First to decide")
    with panel(title, _("sales speak for a tier, rules move it by one step; people decide"), key="products-why"):
        if rows.empty:
            st.markdown(f":gray[:material/check:] {_('Every product has the tier its figures speak for.')}")
        if len(chosen) == 1:
            row = _records(chosen)[0]
            left, right = st.columns([2, 3], gap="medium")
            left.markdown(_reasons(room, row))
            with right:
                points(room, str(row["product_id"]))
            return
        with st.grid(FEW, min_column_width=260, gap="medium"):
            for row in _records(rows.head(FEW)):
                st.markdown(_reasons(room, row))
        if len(rows) > FEW:
            st.caption(_n("and {count} more", "and {count} more", len(rows) - FEW))


def _records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    return [{str(name): cell for name, cell in row.items()} for row in frame.to_dict("records")]


def _reasons(room: Room, row: Mapping[str, Any], title: str = "") -> str:
    now = icons.TIERS[row["tier"]].tag if row["tier"] in TIER_NAMES else f":orange-badge[{_('No tier')}]"
    then = icons.TIERS[row["suggested"]].tag if row["suggested"] in TIER_NAMES else unknown("")
    told = room.products.told((str(row["product_id"]),))[str(row["product_id"])]
    head = f"**{plain(title or row['title'])}** {now}" + (f" → {then}" if row["tier"] != row["suggested"] else "")
    fragile = f" :gray-badge[{_('fragile')}]" if row["fragile"] else ""
    outlook = f"  \n:primary[:material/swap_vert:] {plain(told.outlook)}" if told.outlook else ""
    missing = f"  \n:gray[{_('Not known:')} {listed(told.missing)}]" if told.missing else ""
    return f"{head}{fragile}  \n{_('; ').join(plain(one) for one in told.reasons)}{outlook}{missing}"


def points(room: Room, product_id: str) -> None:
    """Every input of a suggestion with its threshold, and what it does."""
    told = room.products.told((product_id,))[product_id]
    names = (_("Input"), _("Known"), _("Threshold"), _("Does"))
    rows = [dict(zip(names, map(plain, line), strict=True)) for line in told.lines]
    st.table(pd.DataFrame(rows).set_index(names[0]), border="horizontal")


def stability(room: Room) -> None:
    """How many suggestions flip when each threshold moves by a tenth."""
    found = room.products.stability()
    names = (_("Threshold"), "−10%", "+10%")
    rows = [
        (_(THRESHOLD_NAMES[name]), formats.whole(lower), formats.whole(higher))
        for name, (lower, higher) in found.by_threshold.items()
        if lower or higher
    ]
    count = len(found.fragile)
    said = _n(
        "{count} suggestion flips when any one threshold moves by a tenth; it is marked fragile",
        "{count} suggestions flip when any one threshold moves by a tenth; they are marked fragile",
        count,
    )
    st.markdown(f":small[{said}]")
    if rows:
        st.table(pd.DataFrame(rows, columns=names).set_index(names[0]), border="horizontal")


def limits(room: Room, visitor: Member) -> None:
    """The thresholds of the suggestion: moved here they only preview; saving asks the commander's right."""
    names = [_(THRESHOLD_NAMES[one]) for one in (*LIMITS, "quiet_days")]
    with st.popover(
        _("Thresholds"), icon=":material/tune:", type="tertiary", on_change="rerun", key="products.limits"
    ) as opened:
        if not opened.open:
            return
        now = room.campaign.thresholds
        shares = [
            st.slider(name, 0, 100, round(getattr(now, one) * 100), format="%d%%", key=f"products.{one}")
            for one, name in zip(LIMITS, names, strict=False)
        ]
        quiet = st.number_input(names[-1], 1, 60, now.quiet_days, key="products.quiet_days")
        wanted = {one: share / 100 for one, share in zip(LIMITS, shares, strict=True)} | {"quiet_days": int(quiet)}
        refused = _preview(room, wanted)
        st.button(
            _("Save thresholds"),
            type="primary",
            key="products.save_limits",
            on_click=_save,
            args=(wanted,),
            disabled=refused or not members.may(visitor, "plan"),
            help=_("The commander changes thresholds; every suggestion follows at once."),
        )
        stability(room)


def _preview(room: Room, wanted: dict[str, Any]) -> bool:
    """Say what would change; True where these thresholds cannot be."""
    try:
        flips = room.decisions.flips(playbook.changed(room.campaign.thresholds, **wanted))
    except playbook.PlaybookError as refusal:
        st.markdown(f":orange[:material/warning: {plain(str(refusal))}]")
        return True
    st.markdown(
        _n(
            "**{count}** suggestion would change; decisions stay",
            "**{count}** suggestions would change; decisions stay",
            len(flips),
        )
    )
    return False


def _save(wanted: dict[str, Any]) -> None:
    visitor, campaign = session.require(), session.room().campaign
    with refusals():
        changed = playbook.changed(campaign.thresholds, **wanted)
        session.desk().campaigns.change(visitor, campaign.id, session.now(), campaign.rev, thresholds=changed)


def section(_visitor: Member, room: Room, product: Product) -> None:
    """The card's section on the tier: what its figures speak for, every input of it, carts and units by day."""
    frame = room.decisions.judged()
    row = next(iter(_records(frame[frame["product_id"] == product.product_id])))
    st.markdown(_reasons(room, row, _("Suggestion")))
    points(room, product.product_id)
    if row["tier"] in TIER_NAMES:
        st.markdown(f"**{_('Entry routes')}** :gray[{' · '.join(room.targets.routes(row['tier']))}]")
    _by_day(room, product.product_id)


def _by_day(room: Room, product_id: str) -> None:
    days = room.decisions.product_days(product_id)
    for word, title in (("carts", _("Added to cart, by day")), ("units", _("Units, by day"))):
        st.markdown(f"**{title}** :gray[{_('last four weeks')}]")
        if days[word].notna().any():
            chart = charts.by_day(pd.DataFrame({"day": days["day"], "actual": days[word]}))
            st.vega_lite_chart(*chart, height=110, alt=title)
        else:
            st.markdown(unknown(_("no import holds it")))
