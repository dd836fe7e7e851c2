"""Guessing is slow."""

from datetime import UTC, datetime, timedelta

import pytest

from campaign.web.server.rate_limit import PER_ACCOUNT, PER_ADDRESS, WINDOW, Attempts, TooManyAttempts

NOON = datetime(2026, 11, 7, 12, tzinfo=UTC)


def test_an_account_rests_after_too_many_attempts_from_anywhere():
    attempts = Attempts()
    for number in range(PER_ACCOUNT):
        attempts.begin("lin", f"10.0.0.{number}", NOON)
    with pytest.raises(TooManyAttempts, match="try again in 15 minutes"):
        attempts.begin("lin", "10.0.0.99", NOON)
    with pytest.raises(TooManyAttempts, match=r"try again in 1 minute$"):
        attempts.begin("lin", "10.0.0.99", NOON + WINDOW - timedelta(seconds=1))
    attempts.begin("lin", "10.0.0.99", NOON + WINDOW)


def test_an_address_rests_after_too_many_attempts_at_any_accounts():
    attempts = Attempts()
    for number in range(PER_ADDRESS):
        attempts.begin(f"member {number}", "10.0.0.1", NOON)
    with pytest.raises(TooManyAttempts):
        attempts.begin("somebody new", "10.0.0.1", NOON)
    attempts.begin("somebody new", "10.0.0.2", NOON)


def test_success_clears_the_account_but_not_what_the_address_failed_elsewhere():
    attempts = Attempts()
    for _ in range(PER_ACCOUNT - 1):
        attempts.begin("lin", "10.0.0.1", NOON)
    attempts.succeeded("lin", "10.0.0.1")
    for _ in range(PER_ACCOUNT):
        attempts.begin("lin", "10.0.0.2", NOON)
    for number in range(PER_ADDRESS - PER_ACCOUNT + 2):
        attempts.begin(f"member {number}", "10.0.0.1", NOON)
    with pytest.raises(TooManyAttempts):
        attempts.begin("one more", "10.0.0.1", NOON)
