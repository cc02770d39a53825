"""A network's stamp is believed where it can be true: not before we last listened, and not in the future."""

from datetime import UTC, datetime, timedelta

import pytest

from models.rules.sms.stamps import BACKLOG, BEYOND_REASON, GAP, Listening, is_believed, listened

NOON = datetime(2026, 11, 11, 12, 0, tzinfo=UTC)
SECOND, HOUR = timedelta(seconds=1), timedelta(hours=1)
ALL_DAY = Listening(NOON - 12 * HOUR, NOON - 30 * SECOND, NOON - 20 * HOUR)
SLEPT = Listening(NOON - 12 * HOUR, NOON - 5 * HOUR)
JUST_BACK = Listening(NOON - HOUR / 2, NOON, NOON - 5 * HOUR)


@pytest.mark.parametrize(
    ("stamp", "known", "believed"),
    [
        (NOON - 2 * SECOND, ALL_DAY, True),
        (NOON + 2 * SECOND, ALL_DAY, True),
        (NOON - BEYOND_REASON, ALL_DAY, True),
        (NOON - BEYOND_REASON - SECOND, ALL_DAY, False),
        (NOON + BEYOND_REASON, ALL_DAY, True),
        (NOON + BEYOND_REASON + SECOND, ALL_DAY, False),
        (NOON - 4 * HOUR, ALL_DAY, False),
        (datetime(2000, 1, 1, tzinfo=UTC), ALL_DAY, False),
        (datetime(2099, 1, 1, tzinfo=UTC), ALL_DAY, False),
        (NOON - 4 * HOUR, SLEPT, True),
        (NOON - 5 * HOUR - BEYOND_REASON, SLEPT, True),
        (NOON - 5 * HOUR - BEYOND_REASON - SECOND, SLEPT, False),
        (datetime(2000, 1, 1, tzinfo=UTC), SLEPT, False),
        (NOON - 4 * HOUR, JUST_BACK, True),  # it waited in the network for room on the SIM
        (NOON - 6 * HOUR, JUST_BACK, False),
        (NOON - HOUR, None, False),  # nobody has ever listened to this SIM
        (NOON - SECOND, None, True),
    ],
)
def test_a_stamp_is_believed_from_when_we_last_listened_to_the_arrival(
    stamp: datetime, known: Listening | None, believed: bool
) -> None:
    assert is_believed(stamp, NOON, known) is believed


def test_what_waited_in_the_network_is_believed_for_a_while_after_a_gap_and_not_longer() -> None:
    stamp, arrived = NOON - 4 * HOUR, JUST_BACK.since + BACKLOG
    assert is_believed(stamp, arrived, Listening(JUST_BACK.since, arrived, JUST_BACK.before))
    later = arrived + SECOND
    assert not is_believed(stamp, later, Listening(JUST_BACK.since, later, JUST_BACK.before))


def test_listening_goes_on_over_a_short_silence_and_begins_anew_after_a_gap() -> None:
    first = listened(None, NOON)
    assert first == Listening(NOON, NOON)
    on = listened(first, NOON + GAP)
    assert on == Listening(NOON, NOON + GAP)
    assert listened(on, NOON + 2 * GAP + SECOND) == Listening(
        NOON + 2 * GAP + SECOND, NOON + 2 * GAP + SECOND, on.until
    )


def test_a_clock_that_was_set_back_makes_no_gap() -> None:
    ahead = Listening(NOON, NOON + HOUR)
    assert listened(ahead, NOON) == Listening(NOON, NOON)
    assert is_believed(NOON, NOON, ahead)
