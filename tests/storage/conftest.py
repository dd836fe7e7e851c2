from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from campaign.storage.facts.store import Facts

ZONE = "Asia/Shanghai"


def _fact(source: str, day: int, hour: int | None = None, **said: object) -> dict[str, object]:
    """A row of facts on a day of November 2026 in Shanghai."""
    starts = datetime(2026, 11, day, hour or 0, tzinfo=ZoneInfo(ZONE)).astimezone(UTC)
    split = {"product_id": "*", "sku_id": "*", "channel": "*", "plan": "*"}
    grain = "day" if hour is None else "hour"
    key = {"store": "shop", "source": source, "day": date(2026, 11, day), "starts": starts, "grain": grain}
    return key | split | {"currency": "CNY"} | said


@pytest.fixture(scope="session")
def fact():
    return _fact


@pytest.fixture
def facts(tmp_path: Path) -> Facts:
    return Facts(tmp_path / "facts")
