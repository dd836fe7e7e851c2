"""The metric dictionary: every measure and every figure that is worked out, with formula, unit, source and 中文."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from campaign.base import glossary
from campaign.base.language import N_, _, _n
from campaign.facts.measures import MEASURES

ROW, HEIGHT = 34, 480
UNIT_NAMES = {
    "times": N_("times"),
    "persons": N_("persons"),
    "visits": N_("visits"),
    "seconds": N_("seconds"),
    "pieces": N_("pieces"),
    "orders": N_("orders"),
    "lines": N_("lines"),
    "money": N_("money"),
    "reviews": N_("reviews"),
    "score": N_("score"),
    "share": N_("share"),
}


def dictionary() -> None:
    """Search every figure by its name, its 中文, its formula or its meaning."""
    needle = st.text_input(
        _("Search"), key="data.search", placeholder=_("Search 收藏, cart, revenue …"), label_visibility="collapsed",
        icon=":material/search:", width=320,
    ).strip().casefold()  # fmt: skip
    rows = [row for row in [*_measured(), *_worked_out()] if needle in " ".join(row.values()).casefold()]
    if not rows:
        st.markdown(f":gray[{_('No figure is called so.')}]")
        return
    st.caption(_n("{count} figure", "{count} figures", len(rows)))
    st.dataframe(
        pd.DataFrame(rows), hide_index=True, row_height=ROW, height=min(36 + ROW * len(rows), HEIGHT),
        alt=_("Metric dictionary"), key="data.dictionary",
    )  # fmt: skip


def _measured() -> list[dict[str, str]]:
    """The measures, as they are counted by a source."""
    return [
        {
            _("Figure"): _(one.english),
            "中文": one.chinese,
            _("Unit"): _(UNIT_NAMES[one.unit]),
            _("Formula"): _("level: the last counts") if one.level else _("flow: adds up over time"),
            _("Meaning"): _(one.meaning),
            _("Source"): _("channels of several sources add up") if one.by_channel else _("one source counts"),
            _("Name"): one.name,
        }
        for one in MEASURES.values()
    ]


def _worked_out() -> list[dict[str, str]]:
    """The figures worked out of them, as the glossary has them."""
    return [
        {
            _("Figure"): one.word,
            "中文": one.chinese,
            _("Unit"): one.unit,
            _("Formula"): one.formula,
            _("Meaning"): one.meaning,
            _("Source"): one.source,
            _("Name"): one.section,
        }
        for one in glossary.figures()
    ]
