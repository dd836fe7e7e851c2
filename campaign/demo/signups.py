"""The demo's sign-ups: activities before, in and after the launch, and how far the platform is with each product."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import NamedTuple

from campaign.demo.catalogue import Ware
from campaign.demo.timeline import Step, Story
from campaign.products import Tier
from campaign.signups.activities import Activity, Mode
from campaign.signups.signups import SignUp, State, Ticked
from campaign.tiers import Decision

PLATFORM = "AliExpress"
WAY: tuple[State, ...] = ("submitted", "under_review", "approved", "scheduled", "active", "ended")
PRICE, THRESHOLD = 75, 80  # percent of the list price


class Offer(NamedTuple):
    """An activity of the demo; days and clocks count from the launch day."""

    route: str
    title: str
    purpose: str
    tier: Tier | None
    deadline: tuple[int, str]
    starts: tuple[int, str]
    ends: tuple[int, str]
    reached: State
    needed: int
    mode: Mode = "lowest_sku"
    skip: int = 0  # every so many-th product nobody signed up


OFFERS = (
    Offer("premium_slot", "Main venue, sea-view room", "First screen of the main venue for the heroes", "hero",
          (-20, "23:59"), (0, "00:00"), (2, "00:00"), "active", 100),
    Offer("brand_flash_sale", "Brand flash sale", "Carts for the heroes before the launch", "hero",
          (-16, "23:59"), (-7, "00:00"), (-5, "00:00"), "ended", 60),
    Offer("main_push", "Main push, warm-up", "Favourites of the heroes in the last days", "hero",
          (-12, "23:59"), (-3, "00:00"), (0, "00:00"), "ended", 60, skip=5),
    Offer("flash_deals", "Flash Deals", "New buyers by the activity items", "activity",
          (-13, "23:59"), (0, "00:00"), (2, "00:00"), "active", 40, "product_sum", 7),
    Offer("russian_group_buy", "Russian group-buy", "Buyers in Russia, who come in groups", "activity",
          (-18, "12:00"), (-9, "00:00"), (-4, "00:00"), "ended", 30, "unknown", 6),
    Offer("secondary_push", "Secondary push", "Page views of the volume items", "volume",
          (-15, "23:59"), (-6, "00:00"), (-1, "00:00"), "ended", 20, skip=8),
    Offer("single_item_discount", "Store single-item discount", "A visible price for whatever nobody features",
          "volume", (-12, "23:59"), (0, "00:00"), (2, "00:00"), "active", 10, "product_sum", 9),
    Offer("single_item_discount", "Store single-item discount, clearance", "Empty shelves", "clearance",
          (-12, "23:59"), (0, "00:00"), (2, "00:00"), "active", 0, "product_sum", 9),
)  # fmt: skip
ENCORE = Offer(
    "encore_week", "Encore week", "Buyers who carted and did not buy", None,
    (2, "20:00"), (4, "00:00"), (9, "00:00"), "approved", 50, "unknown",
)  # fmt: skip
FOLLOWED: dict[int, tuple[State, ...]] = {
    8: WAY[:3],
    9: WAY[:3],
    10: WAY[:2],
    11: (*WAY[:2], "needs_edits"),
    12: WAY[:1],
    13: (),
    16: (),
}
"""Place of the ware in the encore and how far the platform is with it."""

TIED, ABOVE, UNSEEN = 9, 11, 13  # priced at its threshold; above it; nobody has looked the threshold up
LEADER = 16  # priced at its cost, for which the commander stands in writing
MISPLACED = 1  # the hero that somebody also put into Flash Deals


def steps(story: Story) -> list[Step]:
    """Every activity with its sign-ups: written down, signed up, followed to where the platform is now."""
    return [*(one for offer in OFFERS for one in _offered(story, offer)), *_encore(story)]


def _offered(story: Story, offer: Offer) -> list[Step]:
    seen: list[SignUp] = []
    begun, approved = offer.deadline[0] - 2, offer.deadline[0] + 2
    whens = (
        story.instant(begun, "11:30"), story.instant(begun, "18:00"), story.instant(approved, "10:00"),
        story.instant(approved, "10:05"), story.instant(*offer.starts), story.instant(*offer.ends),
    )  # fmt: skip

    def begin(at: datetime) -> None:
        tiers = story.desk.store.records(Decision).by("campaign", story.campaign.id)
        wanted = {one.product_id for one in tiers if one.tier == offer.tier}
        found = [ware for ware in story.demand.wares if ware.product_id in wanted]
        wares = [ware for place, ware in enumerate(found, start=1) if not offer.skip or place % offer.skip]
        misplaced = [story.demand.wares[MISPLACED]] if offer.route == "flash_deals" else []
        seen.extend(_begun(story, offer, {ware.product_id: _ticked(ware) for ware in (*wares, *misplaced)}, at))

    reached = WAY[: WAY.index(offer.reached) + 1]
    return [
        Step(story.instant(begun, "10:00"), begin),
        *[Step(when, partial(_follow, story, seen, state)) for state, when in zip(reached, whens, strict=False)],
    ]


def _encore(story: Story) -> list[Step]:
    """What is being signed up now: every state of the review, a price too high, a tie, an unknown threshold."""
    seen: list[SignUp] = []

    def begin(at: datetime) -> None:
        wares = {place: story.demand.wares[place] for place in FOLLOWED}
        leader = wares[LEADER]
        story.desk.discounts.waive_floor(
            story.people["commander"], story.campaign, leader.product_id, {"*": leader.cost_minor or 0}, at,
            "The encore's visitors come for it; 200 pieces at most",
        )  # fmt: skip
        ticked = {
            ware.product_id: _ticked(
                ware,
                _percent(place, ware),
                None if place == UNSEEN else THRESHOLD,
            )
            for place, ware in wares.items()
        }
        seen.extend(_begun(story, ENCORE, ticked, at))

    def follow(at: datetime) -> None:
        for one, states in zip(tuple(seen), FOLLOWED.values(), strict=True):
            for state in states:
                _follow(story, [one], state, at)

    return [Step(story.instant(0, "09:00"), begin), Step(story.instant(0, "16:00"), follow)]


def _percent(place: int, ware: Ware) -> int:
    """The campaign price of an encore ware, as percent of its list price."""
    if place == LEADER:
        return -(-(ware.cost_minor or 0) * 100 // ware.price_minor)
    return {TIED: THRESHOLD, ABOVE: THRESHOLD + 5}.get(place, PRICE)


def _begun(story: Story, offer: Offer, ticked: dict[str, tuple[Ticked, ...]], at: datetime) -> list[SignUp]:
    product = story.people["product"]
    activity = Activity(
        campaign=story.campaign.id, route=offer.route, title=offer.title, platform=PLATFORM, purpose=offer.purpose,
        opens=story.instant(offer.deadline[0] - 10, "10:00"), deadline=story.instant(*offer.deadline),
        starts=story.instant(*offer.starts), ends=story.instant(*offer.ends), lock_hours=25, below_share=0.1,
        units_needed=offer.needed, mode=offer.mode,
    )  # fmt: skip
    kept = story.desk.signups.add_activity(product, activity, at)
    return story.desk.signups.sign_up(product, story.campaign, kept.id, ticked, at)


def _follow(story: Story, seen: list[SignUp], state: State, at: datetime) -> None:
    reason = "Priced above the threshold of the entrance" if state == "needs_edits" else ""
    story.desk.signups.step_sign_ups(story.people["product"], {one.id: None for one in seen}, state, at, reason)


def _ticked(ware: Ware, price: int = PRICE, threshold: int | None = THRESHOLD) -> tuple[Ticked, ...]:
    """Every SKU of a ware, at percent of its list price."""
    limit = None if threshold is None else ware.price_minor * threshold // 100
    campaign_price = ware.price_minor * price // 100
    return tuple(Ticked(sku_id=sku.sku_id, price_minor=campaign_price, threshold_minor=limit) for sku in ware.skus)
