"""What the demo team decided: tiers, targets, call-outs, money, alerts, lessons."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial

import numpy as np
import pandas as pd

from campaign import tiers
from campaign.demo.budget import planned
from campaign.demo.imports import received
from campaign.demo.timeline import Step, Story
from campaign.monitoring.alerts import Alert
from campaign.plan import campaigns
from campaign.plan.campaigns import TargetState
from campaign.products import Tier
from campaign.review.lessons import Kind, Lesson
from campaign.targets import cascade
from campaign.targets.callouts import CallOut, Channel
from campaign.targets.product_targets import ProductTarget

OTHERWISE = (8, 22, 45)  # places in the list that people put one tier higher than sales say
TYPED = 10  # products whose targets were typed in
BASE_DAYS = 28
TRACKED: dict[str, tuple[str, TargetState]] = {
    "visual_presentation": ("visual", "reached"),
    "team_mood": ("commander", "on_track"),
    "traffic_data": ("on_site", "reached"),
    "favourites_and_carts": ("product", "at_risk"),
    "fan_marketing": ("marketing", "on_track"),
    "team_morale": ("commander", "on_track"),
    "extra_budget": ("overall", "at_risk"),
}
CALLED: tuple[tuple[int, str, Channel, int, str, str], ...] = (
    (-10, "10:20", "buyer_message", 4200, "Early-bird coupon for saving it", "Carts up within a day"),
    (-8, "16:45", "email", 18600, "Fitting guide with the launch price", "Opened by 31%; carts as before"),
    (-6, "19:10", "social", 52000, "Wear test in the rain", "Favourites doubled for two days"),
    (-4, "12:00", "feed", 9800, "Colour poll", ""),
    (-2, "20:30", "buyer_message", 6100, "Last call before the opening", ""),
)
LESSONS: tuple[tuple[Kind, str, str], ...] = (
    ("keep", "Open the paid-search budget at midnight: the first two hours brought a tenth of the launch", "on_site"),
    ("drop", "Social posts without a product link: visitors came, few bought", "off_site"),
    ("try", "Order the heroes' common sizes a week earlier", "product"),
)


def steps(story: Story) -> list[Step]:
    """Every decision beside the checklist."""
    return [*_money(story), *_goods(story), *_calls(story), *_alarms(story), *_words(story), *_feeds(story)]


def _feeds(story: Story) -> list[Step]:
    """The warehouse's system may post its stock; nobody has given it the secret yet."""
    desk, campaign, commander = story.desk, story.campaign, story.people["commander"]
    return [
        Step(
            story.instant(-30, "10:05"), lambda at: desk.feeds.make_token(commander, campaign.id, "wms", ["stock"], at)
        )
    ]


def _money(story: Story) -> list[Step]:
    desk, campaign, commander, overall = story.desk, story.campaign, story.people["commander"], story.people["overall"]
    return [
        Step(story.instant(-41, "16:10"), lambda at: desk.budget.set_lines(overall, campaign, planned(campaign), at)),
        Step(
            story.instant(-3, "17:40"),
            lambda at: desk.budget.enter_spend(
                story.people["marketing"],
                campaign,
                campaign.launch - timedelta(days=3),
                "email",
                185_000,
                "Printed cards for 1,200 members",
                at,
            ),
            alone=True,
        ),
        Step(
            story.instant(0, "01:15"),
            lambda at: desk.budget.release(
                commander, campaign, 600_000, "paid_search", "Opening hour at twice the usual click rate", at
            ),
        ),
        Step(
            story.instant(1, "10:05"),
            lambda at: desk.budget.release(
                commander, campaign, 450_000, "live", "Second evening: two more live sessions for the heroes", at
            ),
        ),
    ]


def _goods(story: Story) -> list[Step]:
    desk, campaign, product = story.desk, story.campaign, story.people["product"]
    return [
        Step(
            story.instant(-33, "15:20"), lambda at: desk.bulk_edits.set_tiers(product, campaign.id, _tiers(story), at)
        ),
        Step(
            story.instant(-12, "10:45"),
            lambda at: desk.bulk_edits.set_targets(product, campaign.id, _targets(story), at),
        ),
    ]


def _tiers(story: Story) -> dict[str, Tier]:
    """The tier that sales speak for, but for the few that people saw otherwise."""
    units = story.demand.by_day(story.demand.counts["units"])[-BASE_DAYS:]
    revenue = story.demand.by_day(story.demand.counts["revenue_minor"])[-BASE_DAYS:]
    days = (*story.demand.days, story.campaign.launch)[-BASE_DAYS:]
    last = [max((day for day, sold in zip(days, column, strict=True) if sold), default=None) for column in units.T]
    named = [ware.product_id for ware in story.demand.wares]
    sales = pd.DataFrame(
        {"product_id": named, "revenue_minor": revenue.sum(axis=0), "units": units.sum(axis=0), "last_sale_day": last}
    )
    suggested = tiers.suggest(sales, story.campaign.thresholds, story.campaign.launch + timedelta(days=1))
    decided: dict[str, Tier] = dict(zip(suggested["product_id"], suggested["tier"], strict=True))
    higher = {named[place]: tiers.TIERS.index(decided[named[place]]) - 1 for place in OTHERWISE}
    return decided | {product: tiers.TIERS[rank] for product, rank in higher.items()}


def _targets(story: Story) -> list[ProductTarget]:
    """Round targets for the first products, near what the GMV target asks of them."""
    campaign, rates = story.campaign, cascade.rates(story.campaign.thresholds)
    found = []
    for ware in story.demand.wares[:TYPED]:
        units = (campaign.gmv_target_minor or 0) * ware.weight / ware.price_minor
        buyers = units / rates.items_per_buyer.value
        found.append(
            ProductTarget(
                campaign=campaign.id,
                product_id=ware.product_id,
                units=_round(units),
                carts=_round(buyers * rates.share_from_cart.value / rates.cart_to_pay.value),
                favourites=_round(buyers * rates.share_from_favourite.value / rates.favourite_to_pay.value),
            )
        )
    return found


def _round(pieces: float) -> int:
    return int(round(pieces, -1))


def _calls(story: Story) -> list[Step]:
    """Calls for the products whose carts lay furthest behind, and what came of them."""
    demand = story.demand
    warm_up = slice(len(demand.days) - len(campaigns.calendar(story.campaign)[1].days), len(demand.days))
    price = np.array([ware.price_minor for ware in demand.wares])
    wanted = np.array([ware.weight for ware in demand.wares]) / price
    reached = demand.counts["cart_users"][warm_up].sum(axis=0)[:25] / wanted[:25]
    found: list[Step] = []
    for place, call in zip(np.argsort(reached)[: len(CALLED)], CALLED, strict=True):
        found += _call(story, demand.wares[int(place)].product_id, *call)
    return found


def _call(
    story: Story, product: str, offset: int, clock: str, channel: Channel, audience: int, note: str, result: str
) -> list[Step]:
    by, made = story.people["marketing"], list[int]()

    def call(at: datetime) -> None:
        callout = CallOut(
            campaign=story.campaign.id,
            product_id=product,
            channel=channel,
            member=by.id,
            who=by.name,
            at=at,
            audience=audience,
            note=note,
        )
        made.append(story.desk.callouts.call_out(by, callout).id)

    at = story.instant(offset, clock)
    answered = Step(at + timedelta(days=2), lambda when: story.desk.callouts.record_result(by, made[0], result, when))
    return [Step(at, call), *([answered] if result else [])]


def _alarms(story: Story) -> list[Step]:
    """The rules look after midnight and now; two alerts are cared for, and goods come in."""
    desk, campaign, warehouse = story.desk, story.campaign, story.people["logistics_service"]
    product, sku, pieces = received(story)

    def care(at: datetime) -> None:
        loud = [one for one in desk.store.records(Alert).by("campaign", campaign.id) if one.is_loud(at)]
        others = [one for one in loud if one.subject != f"{product}/{sku}"]
        if others:
            desk.alerts.acknowledge(
                story.people["product"], others[0].id, at, "Asked the second supplier; answer by 16:00"
            )
            desk.alerts.give(story.people["commander"], others[0].id, warehouse.id, at)
        if others[1:]:
            desk.alerts.snooze(warehouse, others[1].id, story.instant(1, "18:00"), at, "A truck is due in the evening")

    return [
        Step(story.instant(1, "00:40"), lambda at: desk.alerts.watch(campaign, at), alone=True),
        Step(story.instant(1, "00:52"), care),
        Step(
            story.instant(1, "09:30"),
            lambda at: desk.alerts.receive(warehouse, campaign, product, sku, pieces, at),
            alone=True,
        ),
        Step(story.now, lambda at: desk.alerts.watch(campaign, at), alone=True),
    ]


def _words(story: Story) -> list[Step]:
    """Other targets followed, and the first lessons."""
    desk, campaign, commander = story.desk, story.campaign, story.people["commander"]

    def track(target: str, owner: int, state: TargetState, at: datetime) -> None:
        desk.campaigns.track(commander, campaign.id, target, at, owner=owner, state=state)

    def learn(kind: Kind, text: str, owner: str, at: datetime) -> None:
        lesson = Lesson(
            campaign=campaign.id,
            kind=kind,
            text=text,
            owner=story.people[owner].id,
            member=commander.id,
            due=campaign.launch + timedelta(days=9) if kind == "try" else None,
        )
        desk.campaigns.add_lesson(commander, lesson, at)

    return [
        *[
            Step(story.instant(-5, "18:00"), partial(track, target, story.people[owner].id, state))
            for target, (owner, state) in TRACKED.items()
        ],
        *[
            Step(story.instant(1, f"11:{place}0"), partial(learn, kind, text, owner))
            for place, (kind, text, owner) in enumerate(LESSONS)
        ],
    ]
