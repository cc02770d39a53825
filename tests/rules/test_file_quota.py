"""How much of one requester's files fits into a day."""

from datetime import UTC, datetime, timedelta

import pytest

from models.rules.requests.file_quota import Day, with_another

NOON = datetime(2026, 11, 30, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (Day(None, 0), Day(NOON, 5)),
        (Day(NOON - HOUR, 7), Day(NOON - HOUR, 12)),
        (Day(NOON, 7), Day(NOON, 12)),
        (Day(NOON - 24 * HOUR + timedelta(microseconds=1), 7), Day(NOON - 24 * HOUR + timedelta(microseconds=1), 12)),
        (Day(NOON - 24 * HOUR, 7), Day(NOON, 5)),
        (Day(NOON + HOUR, 7), Day(NOON, 5)),
    ],
    ids=["first", "same day", "same moment", "just before its end", "at its end", "a day that is yet to come"],
)
def test_a_file_counts_in_the_day_that_its_first_one_began(before: Day, after: Day) -> None:
    assert with_another(before, 5, NOON) == after
