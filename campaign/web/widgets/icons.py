"""The marks of the product: one icon and one badge colour per idea, the same on every page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Literal, NamedTuple

from campaign.base.language import N_, _
from campaign.base.phases import NAMES as PHASE_NAMES
from campaign.plan.tasks import SHOWN_NAMES
from campaign.products import TIER_NAMES
from campaign.signups.gates import VERDICT_NAMES
from campaign.signups.signups import STATES
from campaign.team.members import FUNCTION_NAMES

Badge = Literal["red", "orange", "yellow", "green", "blue", "violet", "gray"]


class Mark(NamedTuple):
    """An idea: its key, its icon, its badge colour and its word."""

    key: str
    icon: str
    badge: Badge
    word: str

    @property
    def name(self) -> str:
        """The word in the chosen language."""
        return _(self.word)

    @property
    def glyph(self) -> str:
        """The icon as markdown."""
        return f":material/{self.icon}:"

    @property
    def tag(self) -> str:
        """Icon and word as a badge, for markdown."""
        return f":{self.badge}-badge[{self.glyph} {self.name}]"


def _marks(marks: Iterable[Mark]) -> Mapping[str, Mark]:
    return {mark.key: mark for mark in marks}


TIERS = _marks(
    (
        Mark("hero", "star", "violet", TIER_NAMES["hero"]),
        Mark("activity", "bolt", "blue", TIER_NAMES["activity"]),
        Mark("volume", "stacks", "yellow", TIER_NAMES["volume"]),
        Mark("clearance", "sell", "gray", TIER_NAMES["clearance"]),
    )
)
FUNCTIONS = _marks(
    (
        Mark("overall", "flag", "gray", FUNCTION_NAMES["overall"]),
        Mark("product", "inventory_2", "gray", FUNCTION_NAMES["product"]),
        Mark("on_site", "storefront", "gray", FUNCTION_NAMES["on_site"]),
        Mark("off_site", "public", "gray", FUNCTION_NAMES["off_site"]),
        Mark("marketing", "campaign", "gray", FUNCTION_NAMES["marketing"]),
        Mark("visual", "palette", "gray", FUNCTION_NAMES["visual"]),
        Mark("logistics_service", "local_shipping", "gray", FUNCTION_NAMES["logistics_service"]),
    )
)
PHASES = _marks(
    (
        Mark("build_up", "construction", "gray", PHASE_NAMES["build_up"]),
        Mark("warm_up", "local_fire_department", "gray", PHASE_NAMES["warm_up"]),
        Mark("launch", "rocket_launch", "gray", PHASE_NAMES["launch"]),
        Mark("review", "fact_check", "gray", PHASE_NAMES["review"]),
    )
)
STATUSES = _marks(
    (
        Mark("done", "check_circle", "green", SHOWN_NAMES["done"]),
        Mark("due", "schedule", "orange", SHOWN_NAMES["due"]),
        Mark("late", "error", "red", SHOWN_NAMES["late"]),
        Mark("open", "radio_button_unchecked", "gray", SHOWN_NAMES["open"]),
        Mark("waived", "do_not_disturb_on", "gray", SHOWN_NAMES["waived"]),
    )
)
SEVERITIES = _marks(
    (
        Mark("critical", "error", "red", N_("Act now")),
        Mark("warning", "warning", "orange", N_("Watch")),
        Mark("notice", "info", "gray", N_("Notice")),
    )
)
VERDICTS = _marks(
    (
        Mark("pass", "check_circle", "green", VERDICT_NAMES["pass"]),
        Mark("fail", "cancel", "red", VERDICT_NAMES["fail"]),
        Mark("unknown", "help", "orange", VERDICT_NAMES["unknown"]),
    )
)
SIGN_UPS = _marks(
    (
        Mark("missing", "radio_button_unchecked", "gray", N_("Not begun")),
        Mark("draft", "edit_note", "gray", STATES["draft"]),
        Mark("submitted", "send", "blue", STATES["submitted"]),
        Mark("under_review", "rate_review", "blue", STATES["under_review"]),
        Mark("needs_edits", "edit", "orange", STATES["needs_edits"]),
        Mark("approved", "thumb_up", "green", STATES["approved"]),
        Mark("scheduled", "event", "green", STATES["scheduled"]),
        Mark("active", "play_circle", "violet", STATES["active"]),
        Mark("ended", "stop_circle", "gray", STATES["ended"]),
        Mark("suppressed", "block", "red", STATES["suppressed"]),
        Mark("withdrawn", "undo", "gray", STATES["withdrawn"]),
    )
)


def key_of(marks: Mapping[str, Mark]) -> str:
    """A one-line key of colours for a panel's note; the words carry the meaning, the squares the colour."""
    return " ".join(f":{mark.badge}[■] {mark.name}" for mark in marks.values())
