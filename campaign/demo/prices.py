"""What the demo shop's goods cost this year, what is planned for them, and what people saw on their pages."""

from __future__ import annotations

from datetime import date

import pandas as pd

from campaign.base import phases
from campaign.demo.timeline import Step, Story
from campaign.prices.discounts import Cut, Stack

KNOWN = 14  # so many products have their prices of the whole year
RISEN = 4  # so many got dearer in spring
SUMMER, AFTERWARDS = -146, -142  # the summer sale, in days from the launch
SALE = 0.86
SOURCE = "price_list.csv"
PLANNED = 0  # its discounts are planned
LOSS_LEADER = 3  # sold below the floor, in writing


def steps(story: Story) -> list[Step]:
    """Prices, discounts, one waiver and the looks of the last two days."""
    desk, campaign, product = story.desk, story.campaign, story.people["product"]
    service, wares = story.people["logistics_service"], story.demand.wares
    hero, leader = wares[PLANNED], wares[LOSS_LEADER]
    stack = Stack(
        store=Cut(amount_minor=10_00, from_minor=100_00),
        platform=Cut(amount_minor=5_00, from_minor=50_00, repeats=True, borne_share=0.5),
        affiliate_share=0.08,
        ads_share=0.09,
        fee_share=0.05,
        freight_minor=6_50,
    )
    return [
        Step(
            story.instant(-39, "10:10"),
            lambda at: desk.prices.take_in(product, campaign, _history(story), at, source=SOURCE),
        ),
        Step(
            story.instant(-20, "15:30"),
            lambda at: desk.discounts.plan(
                product, campaign, hero.product_id, {"*": round(hero.price_minor * 0.9)}, stack, at
            ),
        ),
        Step(
            story.instant(-19, "11:20"),
            lambda at: desk.discounts.waive_floor(
                story.people["commander"], campaign, leader.product_id, {"*": leader.cost_minor or 0}, at,
                "Brings the visitors of the first hour; 300 pieces at most",
            ),
        ),
        Step(
            story.instant(0, "09:15"),
            lambda at: desk.products.inspect(product, campaign, hero.product_id, "page", "fine", at),
        ),
        Step(
            story.instant(1, "09:05"),
            lambda at: desk.products.inspect(
                product, campaign, hero.product_id, "same_style", "problem", at,
                note="Two shops sell the same shell for less, one with our pictures",
            ),
        ),
        Step(
            story.instant(1, "09:40"),
            lambda at: desk.products.inspect(
                service, campaign, hero.product_id, "chat", "fine", at, note="Most asked: does it arrive by the weekend"
            ),
        ),
    ]  # fmt: skip


def _history(story: Story) -> pd.DataFrame:
    """The prices of the year: a summer sale, and a few that rose in spring."""
    campaign, rows = story.campaign, []
    new_year = phases.day_starts(date(campaign.launch.year, 1, 1), campaign.zone)
    first = min(new_year, story.instant(SUMMER - 60, "00:00"))
    for place, ware in enumerate(story.demand.wares[:KNOWN]):
        before = round(ware.price_minor * 0.95) if place < RISEN else ware.price_minor
        rows += [
            (ware.product_id, first, before, "list"),
            (ware.product_id, story.instant(SUMMER - 30, "00:00"), ware.price_minor, "list"),
            (ware.product_id, story.instant(SUMMER, "00:00"), round(ware.price_minor * SALE), "promotion"),
            (ware.product_id, story.instant(AFTERWARDS, "00:00"), ware.price_minor, "list"),
        ]
    frame = pd.DataFrame(rows, columns=["product_id", "since", "price_minor", "kind"])
    return frame.assign(sku_id="*", since=pd.to_datetime(frame["since"], utc=True))
