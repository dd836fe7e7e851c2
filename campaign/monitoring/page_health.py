"""Health: whether the pages hold what promotion brings, by three lights read every seven days."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from campaign.base import formats
from campaign.base.language import N_, _
from campaign.base.record import Value

Name = Literal["order_value", "bounce", "depth"]
NAMES: dict[Name, str] = {
    "order_value": N_("Customer value of the store against the product"),
    "bounce": N_("Bounce"),
    "depth": N_("Depth of visit"),
}
State = Literal["good", "pass", "fail", "unknown"]
STATES: dict[State, str] = {"good": N_("Good"), "pass": N_("Pass"), "fail": N_("Fail"), "unknown": N_("Unknown")}
EVERY_DAYS = 7
LEAST_RATIO = 1.3
MOST_BOUNCE, GOOD_BOUNCE = 0.7, 0.6
LEAST_DEPTH, GOOD_DEPTH = 2.5, 3.5
DEFINITIONS = {
    "shop": N_("bounce of the shop: visitors who left after one page"),
    "page": N_("bounce of the product page: visitors without a click on it; the thresholds are not made for it"),
}


class Light(Value):
    """One light: the figure, how it stands, and the rule or what is missing."""

    name: Name
    state: State
    figure: float | None
    reason: str


def order_value(store_minor: float | None, item_minor: float | None) -> Light:
    """Whether customers who come for a product also buy others: the store's value a customer against the product's.

    Args:
        store_minor: What a buyer paid in the whole store in seven days, on average.
        item_minor: What a buyer of the product paid for it.

    Returns:
        Pass from 1.3 on; unknown where either is.

    Source: systems.md S-29.

    Example:
        >>> order_value(13000, 10000).state, order_value(12900, 10000).state, order_value(None, 10000).state
        ('pass', 'fail', 'unknown')
    """
    if store_minor is None or not item_minor:
        return Light(
            name="order_value", state="unknown", figure=None,
            reason=_("Revenue and buyers of the store and of the product are needed; import them"),
        )  # fmt: skip
    ratio = store_minor / item_minor
    # rounded, because 13000 / 10000 may not be the binary 1.3
    state: State = "pass" if round(ratio, 9) >= LEAST_RATIO else "fail"
    said = _("{ratio} times; at least {least}", ratio=f"{ratio:.2f}", least=LEAST_RATIO)
    return Light(name="order_value", state=state, figure=ratio, reason=said)


def bounce(share: float | None, definition: Literal["shop", "page"] = "shop") -> Light:
    """Whether too many leave at once.

    Args:
        share: Bounced visitors / visitors.
        definition: What the source counts; only the shop's bounce is judged.

    Returns:
        Good below 60 %, pass below 70 %; unknown where it is not measured or is another bounce.

    Source: systems.md S-29, A4-19.

    Example:
        >>> [bounce(share).state for share in (0.59, 0.6, 0.69, 0.7, None)], bounce(0.3, "page").state
        (['good', 'pass', 'pass', 'fail', 'unknown'], 'unknown')
    """
    if share is None:
        said = _("No source of the last 7 days counts the visitors who left the shop at once")
        return Light(name="bounce", state="unknown", figure=None, reason=said)
    if definition == "page":
        said = _("{share}: {definition}", share=formats.share(share, 1), definition=_(DEFINITIONS["page"]))
        return Light(name="bounce", state="unknown", figure=share, reason=said)
    state: State = "good" if share < GOOD_BOUNCE else "pass" if share < MOST_BOUNCE else "fail"
    said = _(
        "{share}: {definition}; below {most} passes, below {good} is good",
        share=formats.share(share, 1),
        definition=_(DEFINITIONS["shop"]),
        most=formats.share(MOST_BOUNCE),
        good=formats.share(GOOD_BOUNCE),
    )
    return Light(name="bounce", state=state, figure=share, reason=said)


def depth(pages: float | None) -> Light:
    """Whether visitors go on inside the shop.

    Args:
        pages: Pages a visitor opens in the shop.

    Returns:
        Good above 3.5, pass from 2.5 on; unknown where it is not measured.

    Source: systems.md S-29.

    Example:
        >>> [depth(pages).state for pages in (2.4, 2.5, 3.5, 3.6, None)]
        ['fail', 'pass', 'pass', 'good', 'unknown']
    """
    if pages is None:
        said = _("No source of the last 7 days counts pages and visitors of the whole shop")
        return Light(name="depth", state="unknown", figure=None, reason=said)
    state: State = "good" if pages > GOOD_DEPTH else "pass" if pages >= LEAST_DEPTH else "fail"
    said = _(
        "{pages} pages a visitor; {least} pass, more than {good} is good",
        pages=f"{pages:.1f}",
        least=LEAST_DEPTH,
        good=GOOD_DEPTH,
    )
    return Light(name="depth", state=state, figure=pages, reason=said)


def blocks(lights: Iterable[Light]) -> bool:
    """Whether no more money may be suggested for a product: fix the page first. What is unknown blocks nothing.

    Source: systems.md S-29; methods.md E4.

    Example:
        >>> blocks([bounce(0.72), depth(3.0)]), blocks([bounce(None), depth(3.0)])
        (True, False)
    """
    return bool(failing(lights))


def failing(lights: Iterable[Light]) -> tuple[Light, ...]:
    """The lights that fail."""
    return tuple(light for light in lights if light.state == "fail")
