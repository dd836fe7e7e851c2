"""What every test shares: Hypothesis without a clock, a second try for a real browser, the demo made once."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from hypothesis import settings

settings.register_profile("house", deadline=None)
settings.load_profile("house")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A test that drives a Chromium is tried once more, for the machine is shared; the run says so."""
    for item in items:
        if item.get_closest_marker("browser"):
            item.add_marker(pytest.mark.flaky(reruns=1))


@pytest.fixture(autouse=True)
def _main_module() -> Iterator[None]:
    """An AppTest leaves its script as the main module, which a process forked by a later test would run."""
    main = sys.modules["__main__"]
    yield
    sys.modules["__main__"] = main


@pytest.fixture(scope="session")
def demo_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo campaign on 12 November 2026, its second launch day, at 14:20: to be copied."""
    from campaign import demo
    from campaign.storage import Store

    store = Store(tmp_path_factory.mktemp("demo"))
    demo.make(store, date(2026, 11, 12))
    store.close()
    return store.folder
