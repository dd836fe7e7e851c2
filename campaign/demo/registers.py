"""The demo's registers: a few entries of most lists, each entered on its day."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from functools import partial
from pathlib import Path

from campaign import registers
from campaign.demo.timeline import Step, Story
from campaign.products import Product
from campaign.registers import Entry, Kind, Surroundings
from campaign.tiers import Decision

FILE = Path(__file__).resolve().parents[2] / "data" / "demo" / "registers.csv"
CLOCK = "13:15"
CARTS = ("31 34 40 38 52 61 70", "22 20 25 27 26 31 30", "12 15 14 18 17 21 26")
FLOATING = {"First day": 0, "Second day": 1}


def steps(story: Story) -> list[Step]:
    """Every entry, and a sold-out badge for each hero."""
    here = Surroundings(story.campaign.zone, story.campaign.currency)
    with FILE.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    found = [Step(story.instant(int(row["day"]), CLOCK), partial(_enter, story, here, row)) for row in rows]
    return [
        *found,
        Step(story.instant(-9, "10:10"), partial(_hits, story)),
        Step(story.instant(-6, "16:40"), partial(_badges, story)),
    ]


def _enter(story: Story, here: Surroundings, row: Mapping[str, str], at: datetime) -> None:
    kind, owner = registers.load(row["register"]), story.people[row["owner"]]
    cells = dict(_cells(kind, row, here, story.campaign.launch))
    entry = Entry(
        campaign=story.campaign.id, kind=kind.key, cells=cells, owner=owner.id, state=row["state"],
        due=_day(story, row["due"]), result=row["result"], note=row["note"],
    )  # fmt: skip
    story.desk.registers.add(owner, entry, at)


def _cells(
    kind: Kind, row: Mapping[str, str], here: Surroundings, launch: date
) -> Iterator[tuple[str, registers.Cell]]:
    for pair in row["cells"].split(";"):
        key, _sign, text = pair.partition("=")
        value = registers.read(kind.column(key), text.replace("|", "\n"), here)
        if value is not None:
            yield key, value
        if text in FLOATING:
            yield "day", (launch + timedelta(days=FLOATING[text])).isoformat()
    for column in kind.columns_of("day"):
        if column.required or column.key in ("tried", "live_since", "since"):
            yield column.key, (launch + timedelta(days=int(row["day"]))).isoformat()


def _day(story: Story, offset: str) -> date:
    return story.campaign.launch + timedelta(days=int(offset))


def _hits(story: Story, at: datetime) -> None:
    """How far the potential hits are, step by step."""
    owner, every = story.people["product"], registers.load("hits").columns_of("yes-no")
    found = story.desk.store.records(Product).by("store", story.campaign.store)
    for place, product in enumerate(one.product_id for one in found if one.role == "potential_hit"):
        cells: dict[str, registers.Cell] = {"product": product, "carts_7_days": CARTS[place % len(CARTS)]}
        cells |= {column.key: True for column in every[: max(9 - place, 3)]}
        entry = Entry(
            campaign=story.campaign.id, kind="hits", cells=cells, owner=owner.id, state="incubating",
            due=_day(story, "9"),
        )  # fmt: skip
        story.desk.registers.add(owner, entry, at)


def _badges(story: Story, at: datetime) -> None:
    """Sold-out badges for the heroes of that day."""
    visual = story.people["visual"]
    heroes = [
        one.product_id
        for one in story.desk.store.records(Decision).by("campaign", story.campaign.id)
        if one.tier == "hero"
    ]
    for product in heroes:
        cells: dict[str, registers.Cell] = {
            "asset": "sold_out_badge", "product": product, "phase": "warm_up", "link": f"sold-out-{product}.svg",
        }  # fmt: skip
        entry = Entry(
            campaign=story.campaign.id, kind="assets", cells=cells, owner=visual.id, state="ready",
            due=_day(story, "-4"),
        )  # fmt: skip
        story.desk.registers.add(visual, entry, at)
