"""The clock of a ticket opens when the requester wrote, also while the organisation's clock is rehearsed."""

from datetime import UTC, datetime, timedelta

from bot.scope import organisation_time
from models.clock import Instant

REAL = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
AHEAD = timedelta(hours=9)
LATE = timedelta(minutes=5)


def test_what_waited_for_us_counts_from_when_it_was_written() -> None:
    assert organisation_time(REAL - LATE, Instant(REAL, REAL)) == REAL - LATE


def test_a_provider_that_stays_on_real_time_is_moved_ahead_with_us() -> None:
    assert organisation_time(REAL - LATE, Instant(REAL + AHEAD, REAL)) == REAL + AHEAD - LATE


def test_a_provider_that_runs_ahead_as_we_do_is_believed() -> None:
    assert organisation_time(REAL + AHEAD - LATE, Instant(REAL + AHEAD, REAL)) == REAL + AHEAD - LATE


def test_nothing_is_said_in_the_future() -> None:
    assert organisation_time(REAL + AHEAD, Instant(REAL, REAL)) == REAL
