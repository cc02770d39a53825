"""What a network's word says of a number."""

from datetime import UTC, datetime, timedelta

import pytest

from models.rules.sms.dead_numbers import is_given_up, is_of_the_number

NOON = datetime(2026, 11, 11, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("status", "dead"),
    [(0x00, False), (0x20, False), (0x41, True), (0x43, True), (0x45, True), (0x46, False), (0x61, False)],
)
def test_only_what_is_said_of_the_number_itself_counts(status: int, dead: bool) -> None:
    assert is_of_the_number(status) is dead


@pytest.mark.parametrize(
    ("newest_first", "given_up"),
    [
        ([0x46, 0x46, 0x46], True),
        ([0x46, 0x61, 0x62], True),
        ([0x46, 0x46], False),
        ([0x46, None, 0x46, 0x46], True),
        ([0x46, 0x46, 0x00, 0x46], False),
        ([0x30, 0x46, 0x46], False),
        ([], False),
    ],
)
def test_three_days_without_one_that_arrived(newest_first: list[int | None], given_up: bool) -> None:
    reports = [(NOON - timedelta(days=number), status) for number, status in enumerate(newest_first)]
    assert is_given_up(reports) is given_up


def test_many_in_one_day_are_one_day() -> None:
    assert not is_given_up([(NOON + timedelta(minutes=minute), 0x46) for minute in range(9)])
