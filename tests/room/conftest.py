"""The demo campaign, made once and read as of its own afternoon."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

import pytest

from campaign import demo
from campaign.phases import day_starts
from campaign.plan import Campaign
from campaign.room import Room
from campaign.storage import Store

DAY = date(2026, 11, 12)
AT: datetime = day_starts(DAY, demo.ZONE) + demo.NOW


@pytest.fixture(scope="session")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Store, Campaign]]:
    store = Store(tmp_path_factory.mktemp("demo"))
    yield store, demo.make(store, DAY)
    store.close()


@pytest.fixture
def room(shop: tuple[Store, Campaign]) -> Room:
    return Room(*shop, AT)
