"""The instant of pictures and figures, and a server whose clock stands there: `python -m tests.still`."""

from __future__ import annotations

from datetime import UTC, datetime

from campaign.web.server import app, clock, launcher

AT = datetime(2026, 11, 12, 22, 20, tzinfo=UTC)  # 14:20 of the demo's second launch day


def stand() -> None:
    """Let the clock of the pages and the server stand, in this process."""
    clock.now = lambda: AT


if __name__ == "__main__":
    stand()
    launcher.serve(app.create())
