"""Rotation: which scenes of the wall follow each other, how fast, on which ground."""

from __future__ import annotations

from typing import NamedTuple

import streamlit as st

from campaign.base.language import N_, _
from campaign.wall.page import ROTATE_SECONDS
from campaign.wall.scenes import SCENES

SCENE_NAMES = {
    "now": N_("Are we winning?"),
    "gaps": N_("Gaps and alerts"),
    "traffic": N_("Traffic and products"),
    "favourites": N_("Favourites and service"),
    "checklist": N_("Checklist"),
}
SECONDS = (0, 10, 20, 30, 60)


class Rotation(NamedTuple):
    """What a screen shows."""

    scenes: tuple[str, ...] = tuple(SCENES)
    seconds: int = ROTATE_SECONDS
    light: bool = False
    sound: bool = False

    def options(self) -> dict[str, str]:
        """What differs from the usual, as options of an address.

        Example:
            >>> Rotation(("now", "gaps"), 30).options()
            {'scenes': 'now,gaps', 'rotate': '30'}
            >>> Rotation().options()
            {}
        """
        said = {"scenes": ",".join(self.scenes), "rotate": str(self.seconds)}
        usual = {"scenes": ",".join(SCENES), "rotate": str(ROTATE_SECONDS)}
        signs = {"theme": "light" if self.light else "", "sound": "1" if self.sound else ""}
        changed = {name: value for name, value in said.items() if value != usual[name]}
        return changed | {name: value for name, value in signs.items() if value}


def chosen() -> Rotation:
    """The rotation of this session, as its controls say; read before they are drawn."""
    picked = st.session_state.get("rotation.scenes") or SCENES
    return Rotation(
        tuple(name for name in SCENES if name in picked),
        int(st.session_state.get("rotation.seconds", ROTATE_SECONDS)),
        bool(st.session_state.get("rotation.light")),
        bool(st.session_state.get("rotation.sound")),
    )


def controls() -> None:
    """Scenes, seconds, and what only a screen of its own has: ground and sound."""
    st.pills(
        _("Scenes"),
        list(SCENES),
        format_func=lambda scene: _(SCENE_NAMES[scene]),
        selection_mode="multi",
        default=list(SCENES),
        key="rotation.scenes",
    )
    st.segmented_control(
        _("Seconds a scene"),
        SECONDS,
        format_func=lambda seconds: str(seconds) if seconds else _("stays"),
        default=ROTATE_SECONDS,
        required=True,
        key="rotation.seconds",
    )
    with st.container(horizontal=True, gap="medium"):
        st.checkbox(_("Light screens"), key="rotation.light", help=_("For a bright room; links made from here."))
        st.checkbox(
            _("Sound for a new critical alert"),
            key="rotation.sound",
            help=_("Links made from here; the browser of the screen must allow sound without a click."),
        )
