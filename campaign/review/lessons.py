"""The retrospective: what to keep, to drop and to try."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import ClassVar, Literal

from campaign.base import formats
from campaign.base.language import N_, _, listed
from campaign.base.record import Record, Value
from campaign.review.outcome import Review

Kind = Literal["keep", "drop", "try"]
KINDS: dict[Kind, str] = {"keep": N_("Keep"), "drop": N_("Drop"), "try": N_("Try")}
SLOW_SHARE = 0.3


class Lesson(Record):
    """One conclusion of the team; with an owner and a day it is an action."""

    table: ClassVar[str] = "lessons"
    indexes: ClassVar[tuple[str, ...]] = ("campaign",)

    campaign: int
    kind: Kind
    text: str
    owner: int | None = None
    due: date | None = None
    member: int | None = None


class Suggestion(Value):
    """A conclusion the figures speak for, with the figures; people decide whether it becomes a lesson."""

    kind: Kind
    text: str
    reasons: tuple[str, ...]


def _of_completion(review: Review) -> Iterator[Suggestion]:
    gmv = review.figure("revenue_minor")
    if gmv.completion is None:
        return
    share = _("GMV reached {share} of its target", share=formats.share(gmv.completion))
    steps = sorted(review.drivers.effects, key=lambda step: step.effect_minor)
    if gmv.completion >= 1:
        best = [_("{factor} added most", factor=steps[-1].name)] if steps and steps[-1].effect_minor > 0 else []
        yield Suggestion(kind="keep", text=_("Keep the plan that reached the target"), reasons=(share, *best))
    elif steps and steps[0].effect_minor < 0:
        cost = _("{factor} cost most against the plan", factor=steps[0].name)
        yield Suggestion(kind="try", text=_("Work on {factor} first", factor=steps[0].name), reasons=(share, cost))


def _of_channels(review: Review) -> Iterator[Suggestion]:
    paid = review.channels.dropna(subset=["roi"]) if len(review.channels) else review.channels
    for place, row in enumerate(paid.sort_values("roi", ascending=False).to_dict("records")) if len(paid) else ():
        reasons = (_("ROI {roi}: sales over spend", roi=f"{row['roi']:.1f}"),)
        if row["roi"] < 1:
            yield Suggestion(
                kind="drop", text=_("Drop {channel}: it earns less than it costs", channel=row["name"]), reasons=reasons
            )
        elif place == 0 and len(paid) > 1:
            yield Suggestion(
                kind="keep",
                text=_("Keep {channel}: the best return of all channels", channel=row["name"]),
                reasons=reasons,
            )


def _of_stock(review: Review) -> Iterator[Suggestion]:
    known = review.skus.dropna(subset=["sell_out"])
    gone = int((known["sell_out"] >= 1).sum())
    if gone:
        reasons = (_("{count} of {all} sold out", count=gone, all=len(known)),)
        yield Suggestion(kind="try", text=_("Order earlier what sold out"), reasons=reasons)
    left = int((known["sell_out"] < SLOW_SHARE).sum())
    if left:
        reasons = (
            _(
                "{count} of {all} products and SKUs sold less than {share} of their stock",
                count=left,
                all=len(known),
                share=formats.share(SLOW_SHARE),
            ),
        )
        yield Suggestion(kind="drop", text=_("Drop or clear what hardly sold"), reasons=reasons)


def suggestions(review: Review) -> tuple[Suggestion, ...]:
    """Conclusions the review's figures speak for; nothing is said of what is unknown but that it be recorded.

    Args:
        review: The review.

    Returns:
        Keep, drop and try, each with the figures behind it.

    Source: features.md C6 (keep / drop / try); systems.md S-17.
    """
    found = [*_of_completion(review), *_of_channels(review), *_of_stock(review)]
    if review.unknowns:
        names = listed(one.label for one in review.unknowns)
        reasons = tuple(dict.fromkeys(one.reason for one in review.unknowns))
        found.append(Suggestion(kind="try", text=_("Record next time: {names}", names=names), reasons=reasons))
    return tuple(found)
