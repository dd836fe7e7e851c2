"""Preview: what a file brings before it is taken in, and the receipt afterwards."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from campaign import intake
from campaign.base import formats, language, money
from campaign.base.language import _, _n
from campaign.desk.file_reading import Reading
from campaign.intake import Intake, Sheet
from campaign.storage.facts.store import Replaced
from campaign.web.panels.data import column_mapping
from campaign.web.widgets.basics import plain

SHOWN_PROBLEMS, SHOWN_ROWS = 200, 8
_TECHNICAL = {"store", "source", "grain", "starts"}


def about(sheet: Sheet) -> str:
    """What was opened: lines, charset, header line, what was left outside and why."""
    lines = _n("{lines} line", "{lines} lines", sheet.frame.height, lines=formats.whole(sheet.frame.height))
    where = _("headers in line {line}", line=sheet.header_line)
    parts = [lines, sheet.encoding, where]
    if sheet.preset:
        parts.append(_("fits by {share}", share=formats.share(sheet.score)))
    said = f"**{plain(sheet.name)}** :gray[{' · '.join(parts)}]"
    if sheet.personal:
        said += f"  \n:gray[:material/shield_person: {_('Left outside, because they name persons:')} "
        said += f"{column_mapping.listed(sheet.personal)}]"
    if sheet.aside:
        said += f"  \n:gray[:material/inventory_2: {_('Kept aside, because nothing here needs them:')} "
        said += f"{column_mapping.listed(sheet.aside)}]"
    return said


def result(read: Reading, change: Replaced, currency: str) -> None:
    """What would be new, what is refused and why, and the first rows as they are understood."""
    held = read.found
    counted = [
        (_("New"), change.new), (_("Changed"), change.changed), (_("The same"), change.same),
        (_("Refused"), held.refused), *((_(reason), count) for reason, count in held.dropped.items()),
    ]  # fmt: skip
    st.markdown(" :gray[·] ".join(f":gray[{name}] **{formats.whole(count)}**" for name, count in counted))
    if told := _definitions(read):
        st.markdown("  \n".join(f":gray[:material/menu_book: {plain(sentence)}]" for sentence in told))
    if held.problems:
        _problems(held)
    for note in held.notes:
        st.markdown(f":gray[:material/info: {plain(note)}]")
    rows = first_rows(held, currency)
    if len(rows):
        st.dataframe(
            rows, hide_index=True, height="content", row_height=34, placeholder=formats.UNKNOWN,
            alt=_("The first rows as they are understood"),
        )  # fmt: skip


def _definitions(read: Reading) -> list[str]:
    """What the source counts in a figure, where it is not the plain meaning."""
    if not read.mapping.preset:
        return []
    zh = language.chosen().startswith("zh")
    told = intake.presets()[read.mapping.preset].definitions
    filled = set(read.mapping.columns.values())
    return [
        f"{column_mapping.column_name(name)}: {text.zh if zh else text.en}"
        for name, text in told.items()
        if {name, name.removesuffix(column_mapping.MINOR), name + column_mapping.MINOR} & filled
    ]


def _problems(read: Intake) -> None:
    shown = pd.DataFrame([one.model_dump() for one in read.problems[:SHOWN_PROBLEMS]])
    said = _n(
        "{lines} line cannot be read", "{lines} lines cannot be read", read.refused, lines=formats.whole(read.refused)
    )
    st.markdown(f":orange[:material/warning:] **{said}** :gray[{_('mend them in the file, or take the good ones')}]")
    st.dataframe(
        shown, hide_index=True, height=min(36 + 34 * len(shown), 240), row_height=34, alt=said,
        column_config={
            "line": st.column_config.NumberColumn(_("Line"), width=60),
            "column": st.column_config.TextColumn(_("Column"), width=110),
            "value": st.column_config.TextColumn(_("Value"), width=110),
            "message": st.column_config.TextColumn(_("What is wrong")),
        },
    )  # fmt: skip


def first_rows(read: Intake, currency: str) -> pd.DataFrame:
    """The first rows of what was read, amounts in major units, without columns that say nothing.

    Args:
        read: What was read.
        currency: Of the amounts.
    """
    frames = (read.facts, read.stock, read.products)
    frame = next((one for one in frames if one is not None and len(one)), pd.DataFrame()).head(SHOWN_ROWS)
    told = [name for name in frame.columns if name not in _TECHNICAL and frame[name].notna().any()]
    told = [name for name in told if not (frame[name].astype("string") == "*").all()]
    size = 10 ** money.digits(currency)
    shown = frame[told].assign(**{name: frame[name] / size for name in told if name.endswith(column_mapping.MINOR)})
    return shown.rename(columns=column_mapping.short_name)
