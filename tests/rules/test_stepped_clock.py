"""What was written by a clock that ran ahead is due as if it had been right; an honest wait stays as it is."""

from datetime import UTC, datetime, timedelta

import pytest

from models.rules.health.stepped_clock import LONGEST_SILENCE, TOLERANCE, obeyed_silence, waits_until

NOON = datetime(2026, 11, 11, 9, 0, tzinfo=UTC)
YEAR, HOUR, SECOND = timedelta(days=365), timedelta(hours=1), timedelta(seconds=1)
DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("case", "moment", "written_at", "longest", "expected"),
    [
        ("six honest hours", NOON + 6 * HOUR, NOON, DAY, NOON + 6 * HOUR),
        ("six hours asked for by a clock a year ahead", NOON + YEAR + 6 * HOUR, NOON + YEAR, DAY, NOON + 6 * HOUR),
        ("now, by a clock an hour ahead", NOON + HOUR, NOON + HOUR, DAY, NOON),
        ("long past by a clock ahead", NOON + HOUR, NOON + 2 * HOUR, DAY, NOON),
        ("a clock that is as right as clocks are", NOON + 3 * SECOND, NOON + 3 * SECOND, DAY, NOON + 3 * SECOND),
        ("nobody knows when, but soon", NOON + HOUR, None, DAY, NOON + HOUR),
        ("nobody knows when, and too far", NOON + YEAR, None, DAY, NOON),
        ("further than its kind ever waits", NOON + HOUR, NOON, timedelta(minutes=1), NOON),
        ("as far as its kind may wait", NOON + DAY, NOON, DAY, NOON + DAY),
        ("overdue", NOON - HOUR, NOON - HOUR, DAY, NOON - HOUR),
    ],
)
def test_a_moment_is_believed_as_long_as_the_clock_that_wrote_it(
    case: str, moment: datetime, written_at: datetime | None, longest: timedelta, expected: datetime
) -> None:
    assert waits_until(moment, written_at, NOON, longest) == expected, case


def test_clocks_that_differ_a_little_move_nothing() -> None:
    moment = NOON + TOLERANCE
    assert waits_until(moment, NOON + TOLERANCE, NOON, DAY) == moment
    assert waits_until(moment + SECOND, NOON + TOLERANCE + SECOND, NOON, DAY) == NOON


@pytest.mark.parametrize(
    ("asked", "obeyed"), [(0.5, 0.5), (10_800, 10_800), (86_400, 86_400), (10**12, 86_400), (-3, 0)]
)
def test_a_service_is_obeyed_for_as_long_as_it_asks_and_asked_again_after_a_day(asked: float, obeyed: float) -> None:
    assert obeyed_silence(asked) == obeyed
    assert obeyed_silence(asked) <= LONGEST_SILENCE.total_seconds()
