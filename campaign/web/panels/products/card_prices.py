"""The prices of a product: from when on, the lowest since 1 January, an entry by hand, a history from a file."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from campaign import charts, intake
from campaign.base import formats, money, phases
from campaign.base.language import _, _n
from campaign.prices import history, price_file
from campaign.prices.history import KIND_NAMES, KINDS
from campaign.products import WHOLE, Product
from campaign.room import Room
from campaign.room.facts import column
from campaign.team import members
from campaign.team.members import Member
from campaign.web.panels.products.card_skus import variant
from campaign.web.widgets import inputs, session
from campaign.web.widgets.basics import majors, plain, refusals, unknown

FEW = 8
ASKED = "price.asked"


def section(visitor: Member, room: Room, product: Product) -> None:
    """What the lowest price is and why, the steps, the rows, then the two ways to add to them."""
    rows = room.skus.of(product.product_id)
    names = {str(row["sku_id"]): variant(row) for row in rows.to_dict("records")}
    _lowest(room, rows)
    kept = room.skus.prices_of(product.product_id)
    if kept.empty:
        st.markdown(unknown(_("no price of it was kept; an import or an entry below begins its history")))
    else:
        _chart(room, product, kept, rows)
        _table(room, kept, names)
        if members.may(visitor, "products"):
            _by_hand(room, product, names)
    if members.may(visitor, "products"):
        _entry(room, product, names)
    if members.may(visitor, "import"):
        _file()


def _lowest(room: Room, rows: pd.DataFrame) -> None:
    """One sentence for each thing that is said of SKUs."""
    told: dict[str, list[str]] = {}
    for row in rows.to_dict("records"):
        said = history.said({str(name): cell for name, cell in row.items()}, room.campaign.currency, room.campaign.zone)
        amount = plain(money.text(said.price_minor, room.campaign.currency, cents=True))
        glyph = f"**{amount}**" if said.price_minor is not None else f":gray-badge[:material/help: {_('unknown')}]"
        told.setdefault(f"{glyph} :gray[{plain(said.sentence)}]", []).append(variant(row))
    counts = room.campaign.thresholds.promotion_prices_count
    rule = _("promotion prices count") if counts else _("promotion prices do not count")
    st.markdown(f"**{_('Lowest since 1 January')}** :small[:gray[{rule}]]")
    for said_, skus in told.items():
        st.markdown(said_ if len(told) == 1 else f"{said_} :gray[· {plain(', '.join(skus))}]")


def _chart(room: Room, product: Product, kept: pd.DataFrame, rows: pd.DataFrame) -> None:
    frame = room.skus.price_lines(product.product_id)
    lowest = rows["lowest_minor"].astype("float64").min()
    last = frame["since"] == frame["since"].max()
    ends = zip(frame["price_minor"], last, strict=True)
    label = column(_reading(price, room) if is_last else None for price, is_last in ends)
    shown = frame.assign(lowest_minor=lowest, label=label)
    count = int(frame["name"].nunique())
    alt = _n("Prices from when on, {count} line", "Prices from when on, {count} lines", count)
    st.vega_lite_chart(*charts.price_steps(shown, room.campaign.currency), height=160, alt=alt)


def _reading(minor: int, room: Room) -> str:
    """A price at the end of its line."""
    return money.text(int(minor), room.campaign.currency, cents=True)


def _table(room: Room, kept: pd.DataFrame, names: dict[str, str]) -> None:
    grouped = kept.groupby(["since", "price_minor", "kind", "source", "who"], sort=False, observed=True)["sku_id"]
    rows = grouped.agg(list).reset_index().sort_values("since", ascending=False, kind="stable")
    shown = pd.DataFrame(
        {
            "day": rows["since"].dt.tz_convert(room.campaign.zone).dt.date,
            "variant": [_variants(skus, names) for skus in rows["sku_id"]],
            "price": majors(rows["price_minor"], room.campaign.currency),
            "kind": [_(KIND_NAMES[one]) for one in rows["kind"]],
            "source": rows["source"],
            "who": rows["who"],
        }
    )
    config = st.column_config
    st.dataframe(
        shown, hide_index=True, height=34 * (min(len(shown), FEW) + 1) + 2, row_height=34, alt=_("Price history"),
        column_config={
            "day": config.DateColumn(_("From"), format="D MMM YYYY", width=100),
            "variant": config.TextColumn(_("Variant")),
            "price": config.NumberColumn(_("Price"), format="%.2f", width=80),
            "kind": config.TextColumn(_("Kind"), width=120),
            "source": config.TextColumn(_("Source"), width=90),
            "who": config.TextColumn(_("Who"), width=110),
        },
    )  # fmt: skip


def _by_hand(room: Room, product: Product, names: dict[str, str]) -> None:
    """What a person wrote down may be taken back: a second click says that it is meant."""
    for one in room.skus.prices_by_hand(product.product_id):
        said = _(
            "{price} from {day} · {variant} · {who}",
            price=", ".join(
                money.text(price, room.campaign.currency, cents=True) for price in dict.fromkeys(one.prices.values())
            ),
            day=formats.day(phases.local_day(one.since, room.campaign.zone)),
            variant=_variants(list(one.prices), names),
            who=one.who,
        )
        asked = st.session_state.get(ASKED) == one.id
        with st.container(horizontal=True, vertical_alignment="center", gap="small", key=f"row-price-{one.id}"):
            st.markdown(f":small[:gray[{plain(said)}]]", width="stretch")
            st.button(
                _("Really take it back") if asked else _("Take back"),
                key=f"price.back-{one.id}",
                type="primary" if asked else "tertiary",
                icon=":material/undo:",
                on_click=_take_back,
                args=(one.id,),
            )


def _take_back(price: int) -> None:
    """Ask once, then do it."""
    if st.session_state.get(ASKED) != price:
        st.session_state[ASKED] = price
        return
    st.session_state[ASKED] = None
    with refusals():
        session.desk().prices.take_back(session.require(), session.room().campaign, price, session.now())
        st.toast(_("The price is taken back."), icon=":material/undo:")


def _variants(skus: list[str], names: dict[str, str]) -> str:
    """Which SKUs a row is about."""
    if set(names) <= set(skus):
        return _("Every SKU")
    return ", ".join(names.get(sku, _("Whole product") if sku == WHOLE else sku) for sku in skus)


def _entry(room: Room, product: Product, names: dict[str, str]) -> None:
    with st.form(f"price.entry-{product.product_id}", border=True):
        st.markdown(f"**{_('Write down a price')}** :small[:gray[{_('the present price is changed under Edit')}]]")
        with st.grid(4, min_column_width=130, gap="small", vertical_alignment="bottom"):
            every = [WHOLE, *(sku for sku in names if sku != WHOLE)]
            st.selectbox(
                "SKU", every, key="price.sku",
                format_func=lambda sku: _("Every SKU") if sku == WHOLE else names.get(sku, sku),
            )  # fmt: skip
            inputs.box(_("Price"), None, room.campaign.currency, "price.amount")
            st.date_input(_("From"), room.today, key="price.since", max_value=room.today)
            st.selectbox(_("Kind"), KINDS, key="price.kind", format_func=lambda kind: _(KIND_NAMES[kind]))
        st.text_input(_("Known from"), key="price.note", placeholder=_("Back office, a screenshot, an invoice"))
        st.form_submit_button(_("Write down"), key="price.save", on_click=_save, args=(product.product_id,))


def _save(product_id: str) -> None:
    visitor, room, state = session.require(), session.room(), st.session_state
    price = inputs.typed("price.amount", room.campaign.currency)
    with refusals():
        since = min(phases.day_starts(state["price.since"], room.campaign.zone), session.now())
        session.desk().prices.enter(
            visitor, room.campaign, product_id, {} if price is None else {state["price.sku"]: price}, since,
            session.now(), kind=state["price.kind"], note=str(state["price.note"]),
        )  # fmt: skip
        state["price.amount"], state["price.note"] = None, ""


def _file() -> None:
    with st.expander(_("Import a price history"), icon=":material/upload_file:"):
        st.caption(_("Columns: product_id, sku_id (empty: every SKU), since (day), price, kind (list or promotion)."))
        st.file_uploader(
            _("Price history"), type=["csv", "txt", "tsv", "xlsx"], key="price.file", label_visibility="collapsed"
        )
        st.button(_("Take it in"), key="price.import", on_click=_take_in)


def _take_in() -> None:
    visitor, room = session.require(), session.room()
    given = st.session_state.get("price.file")
    if given is None:
        st.toast(_("Choose a file first."), icon=":material/block:")
        return
    with refusals():
        sheet = intake.open_file(given.getvalue(), given.name)
        rows = price_file.parsed(
            sheet.frame.to_dicts(), room.campaign.currency, room.campaign.zone, workbook=sheet.workbook
        )
        count = session.desk().prices.take_in(visitor, room.campaign, rows, session.now(), source=given.name)
        st.toast(_n("{count} price is new.", "{count} prices are new.", count), icon=":material/check:")
