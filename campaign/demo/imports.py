"""What the demo measured: every file of the shop read in on its day."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pandas as pd

from campaign import intake
from campaign.demo import files, stock
from campaign.demo.catalogue import catalogue
from campaign.demo.demand import BEFORE
from campaign.demo.timeline import Step, Story
from campaign.plan.campaigns import calendar
from campaign.team.members import Member

SHOP, TRAFFIC, ADS, WAREHOUSE = "shop", "shop_traffic", "ads", "warehouse"
BEHIND_THE_CLOCK = timedelta(minutes=8)
RECEIVED_PLACE, RECEIVED_UNITS = 1, 120


def received(story: Story) -> tuple[str, str, int]:
    """The goods that came in on the second day: product, SKU, pieces."""
    ware = story.demand.wares[RECEIVED_PLACE]
    return ware.product_id, ware.skus[0].sku_id, RECEIVED_UNITS


def steps(story: Story) -> list[Step]:
    """The files in the order in which they came."""
    product, overall, warehouse = (story.people[one] for one in ("product", "overall", "logistics_service"))
    campaign, demand = story.campaign, story.demand
    spans = {phase.key: phase for phase in calendar(campaign)}
    days, entrances = files.product_days(demand), files.channel_days(demand)
    ads = files.ad_days(demand, entrances)
    eve, launch = campaign.launch - timedelta(days=1), spans["launch"]
    found = [
        _file(
            story,
            product,
            story.instant(-40, "11:05"),
            catalogue(campaign.currency, campaign.launch),
            "products",
            SHOP,
            "products",
        )
    ]
    begins = campaign.launch - timedelta(days=BEFORE)
    chapters = (
        (begins, spans["build_up"].last, story.instant((spans["warm_up"].first - campaign.launch).days, "08:40")),
        (spans["warm_up"].first, eve, story.instant(0, "00:20")),
        (campaign.launch, campaign.launch, story.instant(1, "00:25")),
    )
    for first, last, at in chapters:
        for frame, source, kind in ((days, SHOP, "facts"), (entrances, TRAFFIC, "facts"), (ads, ADS, "spend")):
            name = f"{source}_{first:%m%d}-{last:%m%d}"
            found.append(_file(story, overall, at, _between(frame, first, last), kind, source, name))
    counted = stock.stock(demand, story.instant(-1, "18:00"), 0)
    found.append(_file(story, warehouse, story.instant(-1, "18:30"), counted, "stock", WAREHOUSE, "stock_eve"))
    return [*found, *_hours(story, overall, launch.starts), *_counted_now(story, warehouse)]


def _hours(story: Story, by: Member, starts: datetime) -> list[Step]:
    """The launch by the hour: the first day once it is over, and everything up to the last full hour."""
    midnight, lately = story.instant(1, "00:00"), story.now - BEHIND_THE_CLOCK
    first_day = files.product_hours(story.demand, starts, min(midnight, story.full_hour))
    second_day = files.product_hours(story.demand, midnight, story.full_hour)
    chapters = (
        (min(story.instant(1, "00:30"), lately), first_day, "shop_hours_day_1"),
        (lately, second_day, "shop_hours_day_2"),
    )
    return [_file(story, by, at, frame, "facts", SHOP, name) for at, frame, name in chapters if len(frame)]


def _counted_now(story: Story, by: Member) -> list[Step]:
    """The stock-taking of the last full hour."""
    sold = sum(hour < story.full_hour for hour in story.demand.hours)
    _product, sku, pieces = received(story)
    now = stock.stock(story.demand, story.full_hour, sold, {sku: pieces})
    return [_file(story, by, story.now - BEHIND_THE_CLOCK, now, "stock", WAREHOUSE, "stock_now")] if sold else []


def _between(frame: pd.DataFrame, first: date, last: date) -> pd.DataFrame:
    return frame[frame["day"].between(first.isoformat(), last.isoformat())]


def _file(story: Story, by: Member, at: datetime, frame: pd.DataFrame, kind: str, source: str, name: str) -> Step:
    """Read a file in the way every file is read in."""

    def take(at: datetime) -> None:
        sheet = intake.open_file(frame.to_csv(index=False).encode(), f"{name}.csv")
        campaign = story.campaign
        found = intake.read(
            sheet,
            intake.suggest(sheet, kind),
            store=campaign.store,
            source=source,
            zone=campaign.zone,
            currency=campaign.currency,
        )
        story.desk.imports.take_in(by, campaign, sheet, found, at, source=source)

    return Step(at, take, alone=True)
