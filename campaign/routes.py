"""Entry routes: where the products of a tier are signed up."""

from __future__ import annotations

from campaign.playbook import Playbook, Route
from campaign.products import Tier


def routes(playbook: Playbook, tier: Tier) -> tuple[Route, ...]:
    """The routes a product of a tier takes.

    Source: systems.md S-04.

    Example:
        >>> from campaign.playbook import load
        >>> [route.key for route in routes(load("double11"), "volume")]
        ['secondary_push', 'single_item_discount']
    """
    return playbook.routes.get(tier, ())


def fits(playbook: Playbook, tier: Tier, route: str) -> bool:
    """Whether a route, named by its key, is one that products of a tier take.

    Source: systems.md S-04.

    Example:
        >>> from campaign.playbook import load
        >>> fits(load("double11"), "clearance", "flash_deals")
        False
    """
    return any(known.key == route for known in routes(playbook, tier))
