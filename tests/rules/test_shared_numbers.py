"""For whom an SMS to a SIM is that several organisations share."""

from datetime import UTC, datetime, timedelta

import pytest

from models.rules.sms.shared_numbers import whose_phone

NOW = datetime(2026, 11, 30, 9, 0, tzinfo=UTC)
DAYS_14 = timedelta(hours=14 * 24)


def ago(span: timedelta) -> datetime:
    return NOW - span


@pytest.mark.parametrize(
    ("wrote", "whose"),
    [
        ([], 1),
        ([(2, ago(timedelta(minutes=5)))], 2),
        ([(2, ago(timedelta(days=3))), (3, ago(timedelta(days=2)))], 3),
        ([(2, ago(DAYS_14))], 2),
        ([(2, ago(DAYS_14 + timedelta(seconds=1)))], 1),
        ([(2, ago(DAYS_14 + timedelta(seconds=1))), (3, ago(DAYS_14))], 3),
        ([(2, NOW + timedelta(seconds=1))], 2),
    ],
    ids=["nobody wrote", "one wrote", "the last one", "just in time", "too long ago", "one in time", "clocks differ"],
)
def test_an_answer_goes_to_whoever_wrote_last(wrote: list[tuple[int, datetime]], whose: int) -> None:
    assert whose_phone(wrote, NOW, default=1) == whose
