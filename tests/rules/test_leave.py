"""For how long an answer waits for leave to write, and how often somebody is asked for it."""

from datetime import UTC, datetime, timedelta

from models.rules.delivery.leave import asked_again_at, waits_until
from models.rules.delivery.send_results import Refusal

NOON = datetime(2026, 11, 11, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)
DAY = 24 * HOUR


def test_whoever_was_not_asked_is_waited_for_from_now_on() -> None:
    assert waits_until(4 * HOUR, None, None, NOON) == NOON + 4 * HOUR


def test_a_second_answer_waits_no_longer_than_the_first() -> None:
    assert waits_until(4 * HOUR, NOON + HOUR, NOON + 20 * HOUR, NOON) == NOON + HOUR


def test_whoever_did_not_reply_is_not_asked_again_at_once() -> None:
    assert waits_until(4 * HOUR, NOON - HOUR, NOON + HOUR, NOON) is None
    assert waits_until(4 * HOUR, NOON - HOUR, NOON, NOON) == NOON + 4 * HOUR


def test_a_template_that_can_be_mended_is_tried_again_within_the_hour() -> None:
    assert asked_again_at(DAY, NOON) == NOON + DAY
    assert asked_again_at(DAY, NOON, Refusal.BAD_TEMPLATE) == NOON + HOUR
    assert asked_again_at(DAY, NOON, Refusal.OPTED_OUT) == NOON + DAY
