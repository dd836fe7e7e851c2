"""Pages to mend before more money goes anywhere: said instead of a raise, or beside it."""

from __future__ import annotations

from campaign.base.language import _, _n, listed
from campaign.monitoring import page_health
from campaign.monitoring.page_health import Light
from campaign.room import Room
from campaign.web.widgets.basics import plain

MOST_NAMED = 2


def of_shop(room: Room) -> str:
    """The lights of the shop as a whole that fail, with their figures; empty where none does.

    They speak against a raise anywhere, whichever channel brings the visitors.
    """
    return _("; ").join(_said(light) for light in page_health.failing(room.monitoring.shop_lights()))


def of_heroes(room: Room) -> str:
    """The main products for which no raise is suggested, beside a suggestion by channel; empty where there is none."""
    unfit = room.monitoring.unfit()
    if not unfit:
        return ""
    lights = dict.fromkeys(_(page_health.NAMES[light.name]) for one in unfit for light in one.lights)
    names = listed(plain(one.title) for one in unfit[:MOST_NAMED])
    if (more := len(unfit) - MOST_NAMED) > 0:
        names = _n("{names} and {count} other hero", "{names} and {count} other heroes", more, names=names)
    return _("Mend the pages first of {names}; failing: {lights}", names=names, lights=listed(lights))


def of_product(room: Room, product_id: str) -> str:
    """The failing lights of a product's page with their figures; empty where none fails."""
    return _("; ").join(_said(light) for light in page_health.failing(room.monitoring.lights(product_id)))


def _said(light: Light) -> str:
    return _("{name} ({text})", name=_(page_health.NAMES[light.name]), text=light.reason)
