"""The demo campaign, made once and read as of its own afternoon."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import pytest

from campaign import demo
from campaign.base.phases import day_starts
from campaign.plan.campaigns import Campaign
from campaign.room import Room
from campaign.storage import Store

DAY = date(2026, 11, 12)
AT: datetime = day_starts(DAY, demo.ZONE) + demo.NOW


@pytest.fixture(scope="session")
def shop(demo_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Store, Campaign]]:
    store = Store(shutil.copytree(demo_folder, tmp_path_factory.mktemp("room") / "data"))
    yield store, store.records(Campaign).one(1)
    store.close()


@pytest.fixture
def room(shop: tuple[Store, Campaign]) -> Room:
    return Room(*shop, AT)
