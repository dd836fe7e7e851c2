"""What every test shares: Hypothesis without a clock, for the machine it runs on is shared."""

from __future__ import annotations

from hypothesis import settings

settings.register_profile("house", deadline=None)
settings.load_profile("house")
