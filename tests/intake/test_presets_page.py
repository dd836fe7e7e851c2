"""The page of presets says what the presets say."""

from __future__ import annotations

import pytest

from campaign.intake import presets
from tools.presets import PAGE, page, row


@pytest.mark.parametrize("preset", presets().values(), ids=lambda preset: preset.id)
def test_every_preset_has_its_row(preset):
    assert row(preset) in PAGE.read_text("utf-8"), "write the page anew: python -m tools.presets"


def test_the_page_holds_nothing_else():
    assert PAGE.read_text("utf-8") == page()
